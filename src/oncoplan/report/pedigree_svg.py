"""A Pedigree drawn in the standard symbols (Bennett 2022, J Genet Couns 31:1238), as one SVG without anything from outside.

Square male, circle female, diamond not known; a slash through who has died; an arrow and P at the proband; brackets and a dashed
line for adoption; a double line between partners who are related; twins from one point, with a bar when identical. A quarter of
the symbol is filled per organ, as the legend says, so that it reads without colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from oncoplan.model.pedigree import Member, Pedigree
from oncoplan.report.pedigree_layout import Couple, Layout, layout

STEP, R, LINE, DROP = 104.0, 17.0, 12.0, 16.0
TOP, LEFT = 44.0, 64.0
LETTERS = 16  # of a label; a longer one would reach its neighbour
_ORGANS = {"BC1": "breast", "BC2": "breast", "OC": "ovary", "PRO": "prostate", "PAN": "pancreas"}
_QUARTERS = {"breast": (-R, -R), "ovary": (0.0, -R), "prostate": (-R, 0.0), "pancreas": (0.0, 0.0)}
_SHAPES = {
    "male": f'<rect x="{-R:g}" y="{-R:g}" width="{2 * R:g}" height="{2 * R:g}"/>',
    "female": f'<circle r="{R:g}"/>',
    "unknown": f'<path d="M0,{-R:g} {R:g},0 0,{R:g} {-R:g},0Z"/>',
}


def pedigree_svg(pedigree: Pedigree) -> str:
    """The drawing. The same pedigree always gives the same bytes."""
    at = layout(pedigree)
    labels = {one.id: tuple(_label(one)) for one in pedigree.members}
    tops = _tops(at, labels)
    spots = {key: (LEFT + at.place[key] * STEP, tops[row]) for key, row in at.row.items()}
    width = max(x for x, _ in spots.values()) + LEFT
    bottom = max(y + _height(labels[key]) for key, (_, y) in spots.items())
    organs = [o for o in _QUARTERS if any(_ORGANS[c.kind] == o for one in pedigree.members for c in one.cancers)]
    height = bottom + 20 + (2 * R + 16 if organs else 0)
    width = max(width, LEFT + len(organs) * STEP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
        'role="img" font-family="sans-serif" font-size="10" text-anchor="middle" fill="none" stroke="#000">',
        f"<title>Pedigree of family {escape(pedigree.family)}</title>",
        "<defs>" + "".join(f'<clipPath id="{key}">{shape}</clipPath>' for key, shape in _SHAPES.items()) + "</defs>",
        *_links(pedigree, at, spots, labels),
        *(part for one in pedigree.members for part in _symbol(one, *spots[one.id], one.id == pedigree.proband)),
        *(part for one in pedigree.members for part in _text(labels[one.id], *spots[one.id])),
        *_legend(organs, bottom + 20 + R),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _label(one: Member) -> Iterator[str]:
    if one.name not in ("NA", "0", ""):
        yield one.name
    if one.age is not None:
        yield f"d. {one.age}" if one.dead else f"{one.age}"
    for cancer in one.cancers:
        yield _ORGANS[cancer.kind] + ("" if cancer.age is None else f" {cancer.age}")
    for gene, test in one.genes.items():
        if test.found:
            yield f"{gene} +"


def _height(label: tuple[str, ...]) -> float:
    return R + 4 + LINE * len(label)


def _levels(at: Layout) -> dict[Couple, int]:
    """A height for each couple's line of children, so that two that overlap in one row never fall together."""
    found: dict[Couple, int] = {}
    spans: dict[int, list[tuple[float, float, int]]] = {}
    for couple in sorted(at.children, key=lambda one: (_middle(one, at), str(one))):
        kids = at.children[couple]
        ends = [at.place[kid] for kid in kids] + [_middle(couple, at)]
        low, high, row = min(ends), max(ends), min(at.row[kid] for kid in kids)
        taken = {level for a, b, level in spans.get(row, ()) if low <= b and a <= high}
        found[couple] = next(level for level in range(len(taken) + 1) if level not in taken)
        spans.setdefault(row, []).append((low, high, found[couple]))
    return found


def _middle(couple: Couple, at: Layout) -> float:
    """Where the line to the children starts: between neighbours, else beside the one who stands further left."""
    father, mother = couple
    places = sorted(at.place[one] for one in couple if one is not None)
    both = father is not None and mother is not None and at.neighbours(father, mother)
    return sum(places) / 2 if both else places[0] + 0.5


def _tops(at: Layout, labels: dict[str, tuple[str, ...]]) -> list[float]:
    """The height of each row: below the labels of the row above and the lines between."""
    levels = _levels(at)
    tops = [TOP]
    for row in range(max(at.row.values())):
        label = max(_height(labels[key]) for key, level in at.row.items() if level == row)
        lines = max((levels[c] for c, kids in at.children.items() if at.row[kids[0]] == row + 1), default=0)
        tops.append(tops[-1] + label + DROP + 16 + 7 * lines + R)
    return tops


def _links(
    pedigree: Pedigree, at: Layout, spots: dict[str, tuple[float, float]], labels: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    people, levels = pedigree.by_id(), _levels(at)
    for couple, kids in at.children.items():
        parents = sorted((one for one in couple if one is not None), key=lambda one: spots[one])
        start, y = LEFT + _middle(couple, at) * STEP, spots[parents[0]][1]
        if len(parents) == 2:
            (x1, y1), (x2, y2) = spots[parents[0]], spots[parents[1]]
            near = at.neighbours(*parents)
            for shift in (-2, 2) if _related(people, *parents) else (0,):
                if near:
                    yield _line(f"M{x1 + R:g},{y1 + shift:g}H{x2 - R:g}")
                else:
                    over = min(y1, y2) - R - 8 - shift
                    yield _line(f"M{x1:g},{y1 - R:g}V{over:g}H{x2:g}V{y2 - R:g}")
            if not near:
                yield _line(f"M{x1 + R:g},{y:g}H{start:g}")
        else:
            yield _line(f"M{spots[parents[0]][0] + R:g},{y:g}H{start:g}")
        bar = min(spots[kid][1] for kid in kids) - R - DROP - 7 * levels[couple]
        yield _line(f"M{start:g},{y:g}V{bar:g}")
        tops = [_from(kid, people, kids, spots) for kid in kids]
        yield _line(f"M{min([*tops, start]):g},{bar:g}H{max([*tops, start]):g}")
        for kid, top in zip(kids, tops, strict=True):
            x, child_y = spots[kid]
            yield _line(f"M{top:g},{bar:g}L{x:g},{child_y - R:g}", dashed=people[kid].adopted)
        yield from _bars_of_twins(kids, people, spots, tops, bar)


def _from(kid: str, people: dict[str, Member], kids: tuple[str, ...], spots: dict[str, tuple[float, float]]) -> float:
    """Where a child's line leaves the line of children: twins share a point between them."""
    group = _twins(kid, people, kids)
    return sum(spots[one][0] for one in group) / len(group)


def _twins(kid: str, people: dict[str, Member], kids: tuple[str, ...]) -> list[str]:
    own = people[kid]
    label = ("twin", own.twin) if own.twin is not None else ("fraternal", own.fraternal)
    return [kid] if label[1] is None else [one for one in kids if getattr(people[one], label[0]) == label[1]]


def _bars_of_twins(
    kids: tuple[str, ...], people: dict[str, Member], spots: dict[str, tuple[float, float]], tops: list[float], bar: float
) -> Iterator[str]:
    for kid, top in zip(kids, tops, strict=True):
        group = _twins(kid, people, kids)
        if people[kid].twin is not None and len(group) > 1 and kid == group[0]:
            share = 0.6
            ends = [top + share * (spots[one][0] - top) for one in (group[0], group[-1])]
            yield _line(f"M{ends[0]:g},{bar + share * (spots[kid][1] - R - bar):g}H{ends[1]:g}")


def _related(people: dict[str, Member], one: str, other: str) -> bool:
    lines = []
    for start in (one, other):
        seen, ready = {start}, [start]
        while ready:
            for parent in people[ready.pop()].parents:
                if parent not in seen:
                    seen.add(parent)
                    ready.append(parent)
        lines.append(seen)
    return bool(lines[0] & lines[1])


def _line(path: str, dashed: bool = False) -> str:
    return f'<path d="{path}"{" stroke-dasharray=" + chr(34) + "4 3" + chr(34) if dashed else ""}/>'


def _symbol(one: Member, x: float, y: float, proband: bool) -> Iterator[str]:
    shape = one.sex or "unknown"
    yield f'<g transform="translate({x:g} {y:g})" data-id="{escape(one.id)}">'
    yield _SHAPES[shape].replace("/>", ' fill="#fff"/>')
    for organ in dict.fromkeys(_ORGANS[cancer.kind] for cancer in one.cancers):
        yield _quarter(organ, shape)
    if one.dead:
        yield _line(f"M{-R - 6:g},{R + 6:g}L{R + 6:g},{-R - 6:g}")
    if one.adopted:
        yield _line(f"M{-R - 1:g},{-R - 5:g}h-6v{2 * R + 10:g}h6M{R + 1:g},{-R - 5:g}h6v{2 * R + 10:g}h-6")
    if proband:
        yield _line(f"M{-R - 20:g},{R + 12:g}L{-R - 6:g},{R - 2:g}m-7,1l7,-1l-1,7")
        yield f'<text x="{-R - 24:g}" y="{R + 8:g}" fill="#000" stroke="none">P</text>'
    yield "</g>"


def _quarter(organ: str, shape: str) -> str:
    left, top = _QUARTERS[organ]
    return f'<rect x="{left:g}" y="{top:g}" width="{R:g}" height="{R:g}" fill="#000" clip-path="url(#{shape})"/>'


def _text(label: tuple[str, ...], x: float, y: float) -> Iterator[str]:
    for number, words in enumerate(label, 1):
        short = words if len(words) <= LETTERS else words[: LETTERS - 1] + "…"
        yield f'<text x="{x:g}" y="{y + R + 2 + LINE * number:g}" fill="#000" stroke="none">{escape(short)}</text>'


def _legend(organs: list[str], y: float) -> Iterator[str]:
    for number, organ in enumerate(organs):
        x = LEFT + number * STEP
        yield f'<g transform="translate({x:g} {y:g})">{_SHAPES["unknown"]}{_quarter(organ, "unknown")}'
        yield f'<text y="{R + 12:g}" fill="#000" stroke="none">{organ}</text></g>'
