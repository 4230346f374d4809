"""Where each person of a Pedigree stands when it is drawn: a row per generation, nobody on top of anybody.

Partners stand side by side, a father's family on the left and a mother's on the right, children under their parents as far as
there is room. The order within a row is fixed first; then places are moved towards what is wanted, never closer than one step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from oncoplan.model.pedigree import Member, Pedigree

Couple = tuple[str | None, str | None]


class Layout(Struct, frozen=True):
    """Row (0 at the top) and place (in steps from the left) of everyone, and each couple's children in order of their places."""

    row: dict[str, int]
    place: dict[str, float]
    children: dict[Couple, tuple[str, ...]]

    def neighbours(self, one: str, other: str) -> bool:
        """True when the two stand in one row with nobody between them."""
        low, high = sorted((self.place[one], self.place[other]))
        row = self.row[one]
        between = (key for key, level in self.row.items() if level == row and low < self.place[key] < high)
        return row == self.row[other] and next(between, None) is None


def layout(pedigree: Pedigree) -> Layout:
    """The same pedigree always has the same layout."""
    children: dict[Couple, list[str]] = {}
    for one in pedigree.members:
        if one.parents:
            children.setdefault((one.father, one.mother), []).append(one.id)
    row = _rows(pedigree.members, children)
    lanes = _lanes(pedigree, children)
    index = {one.id: i for i, one in enumerate(pedigree.members)}
    rows: list[list[str]] = [[] for _ in range(max(row.values()) + 1)]
    for key in sorted(row, key=lambda key: (lanes.get(key, (9.0, 0.0))[0], index[key])):
        rows[row[key]].append(key)
    place = _places(rows, children)
    ordered = {couple: tuple(sorted(kids, key=lambda kid: place[kid])) for couple, kids in children.items()}
    return Layout(row, place, ordered)


def _rows(members: Sequence[Member], children: dict[Couple, list[str]]) -> dict[str, int]:
    """Generations: below both parents, level with partners; founders just above their first child."""
    row = {one.id: 0 for one in members}
    for _ in range(2 * len(members)):  # ends earlier unless someone had a child with a descendant
        before = dict(row)
        for couple, kids in children.items():
            parents = [one for one in couple if one is not None]
            level = max(row[one] for one in parents)
            for one in parents:
                row[one] = level
            for kid in kids:
                row[kid] = max(row[kid], level + 1)
        if row == before:
            break
    have_parents = {one.id for one in members if one.parents}
    for _ in range(len(members)):
        before = dict(row)
        for couple, kids in children.items():
            parents = [one for one in couple if one is not None]
            if not set(parents) & have_parents:
                for one in parents:
                    row[one] = max(row[one], min(row[kid] for kid in kids) - 1)
        if row == before:
            break
    least = min(row.values(), default=0)
    return {key: level - least for key, level in row.items()}


def _lanes(pedigree: Pedigree, children: dict[Couple, list[str]]) -> dict[str, tuple[float, float]]:
    """Left to right: the proband at 0, fathers left and mothers right of their child, siblings outwards of a parent."""
    people = pedigree.by_id()
    lanes = {pedigree.proband: (0.0, 1.0)}
    waiting = [pedigree.proband, *(one.id for one in pedigree.members)]
    queue = [waiting.pop(0)]

    def put(who: str | None, lane: float, wide: float) -> None:
        if who is not None and who not in lanes:
            lanes[who] = (lane, wide)
            queue.append(who)

    while queue or waiting:
        if not queue:
            following = waiting.pop(0)
            if following in lanes:
                continue
            lanes[following] = (2.0 + len(lanes), 1.0)
            queue.append(following)
        key = queue.pop(0)
        at, width = lanes[key]
        one = people[key]
        put(one.father, at - width / 4, width / 2)
        put(one.mother, at + width / 4, width / 2)
        outward = -1 if at < 0 else 1
        for couple, kids in children.items():
            if key in couple:
                put(couple[0] if couple[1] == key else couple[1], at + outward * width / 1000, width / 1000)
                _put_children(kids, lanes, put, at, width)
    return lanes


def _put_children(
    kids: list[str], lanes: dict[str, tuple[float, float]], put: Callable[[str, float, float], None], at: float, width: float
) -> None:
    """Children of a couple: around the one who has a lane (outwards of a parent of the proband's line), else under the parent."""
    placed = next((kid for kid in kids if kid in lanes), None)
    wide = width / (4 * (len(kids) + 1))
    for number, kid in enumerate(kids):
        if placed is None:
            put(kid, at + (number - (len(kids) - 1) / 2) * wide, wide)
        elif kid != placed:
            middle, own = lanes[placed]
            step = own / (8 * len(kids))
            if middle == 0.0:
                put(kid, (number - kids.index(placed)) * step, step)
            else:
                outwards = -(len(kids) - number) if middle < 0 else number + 1
                put(kid, middle + outwards * step, step)


_TURNS = 60
"""After so many turns nothing moves any more that one could see."""


def _places(rows: list[list[str]], children: dict[Couple, list[str]]) -> dict[str, float]:
    place = {key: float(i) for row in rows for i, key in enumerate(row)}
    for turn in range(_TURNS):
        last = 1 if turn == _TURNS - 1 else 0  # in the end children stand right under their parents where there is room
        for row in reversed(rows):
            wanted = {key: [place[key]] for key in row}
            for couple, kids in children.items():
                parents = sorted((one for one in couple if one in wanted), key=lambda one: place[one])
                middle = sum(place[kid] for kid in kids) / len(kids)
                for number, one in enumerate(parents):
                    wanted[one].append(middle + (number - (len(parents) - 1) / 2))
            _spread(row, {key: sum(v[1:] or v) / len(v[1:] or v) for key, v in wanted.items()}, place)
        for row in rows:
            wanted = {key: [place[key]] for key in row}
            for couple, kids in children.items():
                here = [kid for kid in kids if kid in wanted]
                above = [place[one] for one in couple if one is not None]
                if here:
                    shift = sum(above) / len(above) - sum(place[kid] for kid in here) / len(here)
                    for kid in here:
                        wanted[kid].append(place[kid] + shift)
            _spread(row, {key: sum(v[last:] or v) / len(v[last:] or v) for key, v in wanted.items()}, place)
    least = min(place.values(), default=0.0)
    return {key: round(at - least, 3) for key, at in place.items()}


def _spread(row: list[str], wanted: dict[str, float], place: dict[str, float]) -> None:
    """The places nearest to those wanted that keep the order and one step between neighbours (pooling of violators)."""
    blocks: list[tuple[float, int]] = []
    for i, key in enumerate(row):
        total, size = wanted[key] - i, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            total, size = total + blocks[-1][0], size + blocks[-1][1]
            blocks.pop()
        blocks.append((total, size))
    i = 0
    for total, size in blocks:
        for _ in range(size):
            place[row[i]] = total / size + i
            i += 1
