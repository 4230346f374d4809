"""Relatives with a cancer, a condition or a known inherited variant: by degree, side, age and number."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

from msgspec import Struct

from oncoplan.criteria.diagnosed_at import of_kind, own_cancers
from oncoplan.criteria.kinship import SELF, Answer, Place, doubt, first_degree, place_of
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration
from oncoplan.model.record import Relative
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words
from oncoplan.variants.errors import Unreadable

_ACTIONABLE = ("pathogenic", "likely pathogenic")


class Having(Struct, frozen=True, forbid_unknown_fields=True):
    """What one relative has: a cancer of these nodes and of none of `but_not`, found at `min_age`..`max_age` (`several`: two
    or more of them), a condition, or a pathogenic variant of one of these genes in a germline test."""

    cancer: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    max_age: float | None = None
    min_age: float | None = None
    several: bool = False
    condition: tuple[str, ...] = ()
    gene: tuple[str, ...] = ()


class _Counted(Struct, frozen=True):
    """Someone who counts, or may: the pointer, the place in the family, in words, and whether one had it by `one_by`."""

    pointer: str
    place: Place
    says: str
    young: bool | None = True


@criterion(about="history", parts={"having": Having})
def relatives(
    facts: Facts,
    *,
    having: Having,
    degree: tuple[int, ...] = (1, 2, 3),
    side: Literal["maternal", "paternal"] | None = None,
    same_side: bool = False,
    sex: Literal["female", "male"] | None = None,
    count: int = 1,
    generations: int | None = None,
    include_self: bool = False,
    linked: bool = False,
    one_by: float | None = None,
) -> Verdict:
    """Met when `count` relatives of these degrees have it (on one side of the family, in so many generations, the person
    counted too, where asked). Unknown while the family is not recorded, or not completely, or an age or cancer is missing.

    `linked`: one of them is a first-degree relative of all the others. `one_by`: one of them had it by this age. Relatives
    without a tie of blood are passed over; one who cannot be as recorded may count and is never sure.
    """
    asked = _asked(facts, having, count)
    key = "family_history"
    own = _own(facts, having, one_by) if include_self else None
    if facts.record.family is None:
        if own is not None and own[0] and count == 1:
            return met(f"One's own: {_what(facts, having)}", own[1].pointer)
        return unknown(f"The family history is not recorded ({asked})", settled_by=key)
    sure: list[_Counted] = []
    perhaps: list[_Counted] = []
    strange: list[str] = []
    for i, relative in enumerate(facts.record.family):
        place = place_of(relative, facts.vocabulary)
        if place is None:
            strange.append(f"family/{i}")
            continue
        if place.degree not in degree or (side and place.side not in (side, None)) or (sex and place.sex not in (sex, None)):
            continue
        has, young = _has(facts, relative, having, one_by)
        if has is False:
            continue
        open_side = (side and place.side is None) or (sex and place.sex is None) or doubt(relative, place, facts)
        one = _Counted(f"family/{i}", place, _named(relative, facts, having), young)
        (perhaps if has is None or open_side else sure).append(one)
    if own is not None:
        (sure if own[0] else perhaps).append(own[1])
    limits = (count, same_side, generations, linked, one_by is not None)
    found = _enough(sure, False, *limits)
    if found is not None:
        return met(_in_the_family(found, facts, having), *(one.pointer for one in found))
    if _enough([*sure, *perhaps], True, *limits) is not None:
        seen = [one for one in [*sure, *perhaps] if one.pointer.startswith("family")]
        real = [one for one in seen if _has_any(facts, one, having)]
        says = f"More of the family history is needed ({asked}"
        says += f"; so far {'; '.join(one.says for one in real)})" if real else ")"
        return unknown(says, *(one.pointer for one in seen), settled_by=_question(real, having) or key, suspected=bool(real))
    if strange and len(sure) + len(perhaps) + len(strange) >= count:
        words = ", ".join(f'"{facts.record.family[int(p[7:])].relation or ""}"' for p in strange[:3])
        return unknown(f"How a relative is related is not understood: {words} ({asked})", *strange, settled_by=key)
    if facts.complete("family"):
        return not_met(f"The family history has {len(sure)} with {_what(facts, having)}, {count} asked", "family")
    return unknown(f"The family history is not marked complete ({asked})", settled_by=key)


def _enough(
    people: list[_Counted], loose: bool, count: int, same_side: bool, generations: int | None,
    linked: bool, young: bool,
) -> list[_Counted] | None:  # fmt: skip
    """Those who fulfil the numbers together, or None. With `loose`, what is not known counts in favour."""
    for group in _sides(people) if same_side else (people,):
        for one in _stars(group, loose) if linked else (group,):
            if len(one) < count or len({p.place.generation for p in one}) < (generations or 1):
                continue
            if young and not any(p.young is True or (loose and p.young is None) for p in one):
                continue
            return one
    return None


def _sides(people: list[_Counted]) -> tuple[list[_Counted], ...]:
    """Those of each side; relatives of both sides, such as sisters, and of an unknown one, count on either."""
    return tuple([p for p in people if p.place.side in (side, None)] for side in ("maternal", "paternal"))


def _stars(people: list[_Counted], loose: bool) -> list[list[_Counted]]:
    """Each person with all their first-degree relatives among the others."""
    ties: dict[tuple[int, int], Answer] = {
        (i, j): first_degree(people[i].place, people[j].place) for i, j in combinations(range(len(people)), 2)
    }
    wanted = ("yes", "perhaps") if loose else ("yes",)
    return [
        [one, *(other for j, other in enumerate(people) if j != i and ties[min(i, j), max(i, j)] in wanted)]
        for i, one in enumerate(people)
    ]


def _has(facts: Facts, relative: Relative, having: Having, one_by: float | None) -> tuple[bool | None, bool | None]:
    """Whether the relative has everything asked, and whether it was found by `one_by`."""
    answers: list[bool | None] = []
    young: bool | None = True
    if having.cancer:
        number, doubt_, young = _cancers(facts, relative, having, one_by)
        least = 2 if having.several else 1
        answers.append(True if number >= least else None if doubt_ else False)
    if having.condition:
        if relative.conditions is None:
            answers.append(None)
        else:
            names = facts.vocabulary.names_within("conditions", having.condition)
            answers.append(any(plain_words(c) in names for c in relative.conditions))
    if having.gene:
        answers.append(carries(facts, relative, having.gene))
    return (False if False in answers else None if None in answers else True), young


def _cancers(facts: Facts, relative: Relative, having: Having, one_by: float | None) -> tuple[int, bool, bool | None]:
    """How many of the relative's cancers fit, whether more could, and whether one was found by `one_by`."""
    if relative.cancers is None:
        return 0, True, None
    number, open_, ages = 0, False, list[float | None]()
    for found in relative.cancers:
        code = facts.vocabulary.find_cancer(found.cancer).code if found.cancer else None
        is_one = of_kind(facts.vocabulary, code, having.cancer, having.but_not)
        if is_one is False:
            continue
        limits = having.max_age is not None or having.min_age is not None
        if limits and found.age is None:
            open_ = True
        elif found.age is not None and not (having.min_age or 0) <= found.age <= (having.max_age or 999):
            continue
        elif is_one:
            number += 1
        else:
            open_ = True
        ages.append(found.age)
    young = one_by is None or any(a is not None and a <= one_by for a in ages)
    return number, open_, young or (None if None in ages else False)


def carries(facts: Facts, relative: Relative, genes: tuple[str, ...]) -> bool | None:
    """Whether a germline test of the relative found a pathogenic variant; None where the relative was not tested for them."""
    if relative.tests is None:
        return None
    from oncoplan.variants.words import read_finding

    answer: bool | None = None
    for test in relative.tests:
        if (test.kind or "germline_dna") != "germline_dna":
            continue
        for entry in test.findings:
            try:
                read = read_finding(entry, facts.vocabulary, default_origin="germline")
            except Unreadable:
                continue
            for found in read:
                if isinstance(found, Alteration) and set(found.genes) & set(genes):
                    stated = (found.classification or "").lower().replace("_", " ")
                    if stated in _ACTIONABLE:
                        return True
                    answer = False if "benign" in stated else answer
        if not test.findings and test.covers is not None and set(genes) <= set(test.covers.genes or ()):
            answer = False
    return answer


def _own(facts: Facts, having: Having, one_by: float | None) -> tuple[bool, _Counted] | None:
    """The person, counted with their own cancers; None where they do not have it."""
    if not having.cancer:
        return None
    sure, perhaps = own_cancers(facts, having.cancer, having.min_age, having.max_age, having.but_not)
    least = 2 if having.several else 1
    if len(sure) + len(perhaps) < least:
        return None
    young, maybe = own_cancers(facts, having.cancer, None, one_by, having.but_not)
    by = True if one_by is None or young else None if maybe else False
    pointer = (sure or perhaps)[0]
    return len(sure) >= least, _Counted(pointer, SELF, "the person", by)


def _has_any(facts: Facts, one: _Counted, having: Having) -> bool:
    """Whether something that was recorded of this relative makes one think of it: a cancer of the kind, a gene."""
    family = facts.record.family or ()
    relative = family[int(one.pointer[7:])]
    if having.cancer:
        codes = (facts.vocabulary.find_cancer(c.cancer).code for c in relative.cancers or () if c.cancer)
        return any(of_kind(facts.vocabulary, code, having.cancer, having.but_not) for code in codes)
    return _has(facts, relative, having, None)[0] is True


def _question(real: list[_Counted], having: Having) -> str | None:
    if not real or not (having.max_age or having.min_age):
        return None
    return f"How old were they when it was found: {'; '.join(one.says for one in real)}?"


def _named(relative: Relative, facts: Facts, having: Having) -> str:
    """`mother (breast at 44)`: the relation and what of theirs counts."""
    parts = []
    for found in relative.cancers or () if having.cancer else ():
        code = facts.vocabulary.find_cancer(found.cancer).code if found.cancer else None
        if of_kind(facts.vocabulary, code, having.cancer, having.but_not) is not False:
            parts.append(f"{found.cancer or 'cancer'}{f' at {found.age:g}' if found.age is not None else ', age not recorded'}")
    if having.gene:
        carried = [gene for gene in having.gene if carries(facts, relative, (gene,))]
        parts.append("/".join(carried) or "not tested for it")
    return (relative.relation or "relative") + (f" ({', '.join(parts)})" if parts else "")


def _in_the_family(found: list[_Counted], facts: Facts, having: Having) -> str:
    names = "; ".join(one.says for one in found)
    return f"{len(found)} in the family with {_what(facts, having)}: {names}"


def _what(facts: Facts, having: Having) -> str:
    names = [node.name if (node := facts.vocabulary.cancer(code)) else code for code in having.cancer]
    few = "/".join(having.gene) if len(having.gene) < 4 else f"{having.gene[0]}, {having.gene[1]}, ... or {having.gene[-1]}"
    genes = [f"a known {few} variant"] if having.gene else []
    text = " or ".join((*names[:4], *(["others"] if len(names) > 4 else []), *having.condition, *genes))
    if having.several:
        text = f"two or more of {text}"
    if having.max_age is not None:
        text += f" by age {having.max_age:g}"
    return text


def _asked(facts: Facts, having: Having, count: int) -> str:
    return f"at least {count} with {_what(facts, having)} asked" if count > 1 else f"{_what(facts, having)} asked"
