"""A Pedigree → whether it can be, and each relative's relation to the proband in the words of a record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from oncoplan.intake.problem import Unusable
from oncoplan.model.pedigree import Member, MemberCancer, Pedigree
from oncoplan.model.record import Covers, Diagnosis, FamilyCancer, FindingEntry, Record, Relative, Test

_CANCER_NAMES = {"BC1": "breast", "BC2": "breast", "OC": "ovary", "PRO": "prostate", "PAN": "pancreas"}
_HINT = "correct the family where it was drawn, and export it again"


def check(pedigree: Pedigree, name: str) -> None:
    """Raise Unusable where the links or the years cannot be."""
    for says in _impossible(pedigree):
        raise Unusable(f"{name}: family {pedigree.family}: {says}", _HINT)


def _impossible(pedigree: Pedigree) -> Iterator[str]:
    people = pedigree.by_id()
    if len(people) < len(pedigree.members):
        ids = sorted(one.id for one in pedigree.members)
        yield f"two people have the id {next(a for a, b in pairwise(ids) if a == b)}"
    if pedigree.proband not in people:
        yield f"the proband {pedigree.proband} is not in the family"
    for one in pedigree.members:
        for parent, word, sex in ((one.father, "father", "male"), (one.mother, "mother", "female")):
            if parent is None:
                continue
            if parent not in people:
                yield f"the {word} of {one.id}, {parent}, is not in the family"
                return
            other = people[parent]
            if other.sex not in (sex, None):
                yield f"{parent} is {other.sex} and the {word} of {one.id}"
            if one.birth_year and other.birth_year and one.birth_year <= other.birth_year:
                yield f"{one.id} (born {one.birth_year}) is not younger than the {word} {parent} (born {other.birth_year})"
            alive = not one.dead and not other.dead and not (one.birth_year and other.birth_year)
            if alive and one.age and other.age and one.age >= other.age:
                yield f"{one.id} (age {one.age}) is not younger than the {word} {parent} (age {other.age})"
        for cancer in one.cancers:
            if cancer.age is not None and one.age is not None and cancer.age > one.age:
                yield f"{one.id} has a cancer ({cancer.kind}) at {cancer.age}, after the age of {one.age}"
    yield from _loops(pedigree, people)
    yield from _twins(pedigree)


def _loops(pedigree: Pedigree, people: dict[str, Member]) -> Iterator[str]:
    """Someone who is their own ancestor: what is left when people without parents left are taken away again and again."""
    waiting = {one.id: len(one.parents) for one in pedigree.members}
    children: dict[str, list[str]] = {}
    for one in pedigree.members:
        for parent in one.parents:
            children.setdefault(parent, []).append(one.id)
    ready = [key for key, number in waiting.items() if number == 0]
    while ready:
        for child in children.get(ready.pop(), ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    left = sorted(key for key, number in waiting.items() if number > 0)
    if left:
        yield f"{', '.join(left[:4])}: someone is their own ancestor"


def _twins(pedigree: Pedigree) -> Iterator[str]:
    pairs: dict[str, list[Member]] = {}
    for one in pedigree.members:
        if one.twin is not None:
            pairs.setdefault(one.twin, []).append(one)
    for label, twins in pairs.items():
        if len(twins) < 2:
            yield f"the twin of {twins[0].id} ({label}) is not in the family"
        if len({(one.father, one.mother, one.sex) for one in twins}) > 1:
            yield f"the identical twins {', '.join(one.id for one in twins)} differ in parents or sex"
        if len({one.birth_year for one in twins if one.birth_year}) > 1:
            yield f"the identical twins {', '.join(one.id for one in twins)} were born in different years"


def record_of(pedigree: Pedigree) -> tuple[Record, tuple[str, ...]]:
    """The proband's record with the family in words, and what had no place in it."""
    people = pedigree.by_id()
    own = people[pedigree.proband]
    words = relations(pedigree)
    family = tuple(_relative(people[key], word) for key, word in words.items())
    header = pedigree.header
    notes = []
    others = len(people) - 1 - len(family)
    if others:
        notes.append(f"{others} of the family are not related by blood and are not in the record")
    kept = sorted(set(header) - {"height", "menopause"})
    if kept:
        notes.append(f"has no place in a record and is not in it: {', '.join(kept)}")
    stops = header.get("menopause", "")
    record = Record(
        id=f"{pedigree.family}:{own.id}", sex=own.sex, age=None if own.age is None else float(own.age),
        birth_date=None if own.birth_year is None else str(own.birth_year),
        height_cm=_positive(header.get("height", "")), menopause="pre" if stops == "N" else "post" if stops.isdigit() else None,
        ancestry=("ashkenazi_jewish",) if own.ashkenazi else None,
        diagnoses=tuple(Diagnosis(cancer=_CANCER_NAMES[c.kind], note=_at(c)) for c in own.cancers) or None,
        tests=_tests(own), family=family,
    )  # fmt: skip
    return record, tuple(notes)


def _positive(text: str) -> float | None:
    try:
        return float(text) if 0 < float(text) < 300 else None
    except ValueError:
        return None


def _at(cancer: MemberCancer) -> str | None:
    return None if cancer.age is None else f"at age {cancer.age}"


def _relative(one: Member, word: str) -> Relative:
    age = None if one.age is None else float(one.age)
    cancers = tuple(FamilyCancer(cancer=_CANCER_NAMES[c.kind], age=None if c.age is None else float(c.age)) for c in one.cancers)
    return Relative(
        id=one.id, relation=word, sex=one.sex, alive=not one.dead if one.dead or one.known else None,
        age=None if one.dead else age, died_at=age if one.dead else None,
        birth_date=None if one.birth_year is None else str(one.birth_year),
        cancers=cancers if one.known else None, tests=_tests(one),
        ancestry=("ashkenazi_jewish",) if one.ashkenazi else None, adopted=True if one.adopted else None,
        note="identical twin" if one.twin is not None and "twin" in word else None,
    )  # fmt: skip


def _tests(one: Member) -> tuple[Test, ...] | None:
    """One germline test. A known variant that was looked for and not found says nothing of the rest of its gene."""
    if not one.genes:
        return None
    zygosity = {"HET": "heterozygous", "HOM": "homozygous"}
    found = tuple(
        FindingEntry(text=f"{gene} pathogenic variant", origin="germline", zygosity=zygosity.get(test.result))
        for gene, test in one.genes.items()
        if test.found
    )
    negative = tuple(f"{gene} pathogenic variant" for gene, test in one.genes.items() if test.search and not test.found)
    targeted = [gene for gene, test in one.genes.items() if not test.search and not test.found]
    searched = tuple(gene for gene, test in one.genes.items() if test.search)
    note = f"looked for the family's variant only, not found: {', '.join(targeted)}" if targeted else None
    return (Test(kind="germline_dna", covers=Covers(genes=searched), findings=found, negative=negative, note=note),)


def relations(pedigree: Pedigree) -> dict[str, str]:
    """Each blood relative's relation to the proband, in the order of the pedigree. Others are not in it."""
    people = pedigree.by_id()
    above = _ancestors(people, pedigree.proband)
    found = {}
    for one in pedigree.members:
        if one.id != pedigree.proband and (word := _relation(one, people, above, pedigree.proband)) is not None:
            found[one.id] = word
    return found


def _ancestors(people: dict[str, Member], start: str) -> dict[str, int]:
    """Everyone above `start` with how many steps at least; `start` itself with 0. Adopted children have no parents by blood."""
    steps = {start: 0}
    ready = [start]
    while ready:
        following = []
        for key in ready:
            for parent in () if people[key].adopted else people[key].parents:
                if parent not in steps:
                    steps[parent] = steps[key] + 1
                    following.append(parent)
        ready = following
    return steps


def _relation(one: Member, people: dict[str, Member], above: dict[str, int], proband: str) -> str | None:
    theirs = _ancestors(people, one.id)
    shared = {key: (above[key], down) for key, down in theirs.items() if key in above}
    if not shared:
        return None
    nearest = min(up + down for up, down in shared.values())
    up, down = min(steps for steps in shared.values() if sum(steps) == nearest)
    near = {key for key, steps in shared.items() if steps == (up, down)}
    own = people[proband]
    side = "" if up == 0 else _side(near, own, people)
    word = _word(up, down, one.sex)
    if up and down and len(near) == 1:
        doubt = _other_parent_open(next(iter(near)), one, people, proband)
        word = f"{word} or half-{word}" if doubt else f"half-{word}"
    elif up == down == 1:
        side = ""
        if one.twin is not None and one.twin == own.twin:
            word = f"twin {word}"
    return word if up == 1 and down == 0 else f"{side} {word}".strip()


def _other_parent_open(ancestor: str, one: Member, people: dict[str, Member], proband: str) -> bool:
    """True where the two children of `ancestor` that lead to the pair do not both have a second parent recorded."""
    lines: list[Member] = []
    for start in (one.id, proband):
        theirs = _ancestors(people, start)
        lines.extend(people[key] for key in theirs if ancestor in people[key].parents)
    return any(len(child.parents) < 2 for child in lines)


def _side(near: set[str], own: Member, people: dict[str, Member]) -> str:
    sides = []
    for parent, word in ((own.mother, "maternal"), (own.father, "paternal")):
        if parent is not None and near & set(_ancestors(people, parent)):
            sides.append(word)
    return sides[0] if len(sides) == 1 else ""


_UP = {1: ("parent", "mother", "father"), 2: ("grandparent", "grandmother", "grandfather")}
_DOWN = {1: ("child", "daughter", "son"), 2: ("grandchild", "granddaughter", "grandson")}
_OF_SIBLING = {1: ("niece or nephew", "niece", "nephew")}
_OF_PARENTS_SIBLING = ("aunt or uncle", "aunt", "uncle")


def _word(up: int, down: int, sex: str | None) -> str:
    """The word for someone reached by so many steps up and then down."""
    at = {"female": 1, "male": 2}.get(sex or "", 0)
    if down == 0:
        return "great-" * (up - 2) + _UP[min(up, 2)][at]
    if up == 0:
        return "great-" * (down - 2) + _DOWN[min(down, 2)][at]
    if up == down == 1:
        return ("sibling", "sister", "brother")[at]
    if up == 1:
        return "great-" * (down - 2) + _OF_SIBLING[1][at]
    if down == 1:
        return "great-" * (up - 2) + _OF_PARENTS_SIBLING[at]
    if up == down == 2:
        return "cousin"
    return f"relative ({up} generations up, {down} down)"
