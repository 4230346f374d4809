"""Relatives with a cancer or a condition: by degree, side, age and number."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

from oncoplan.criteria.diagnosed_at import own_cancers
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.record import Relative
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


class Having(Struct, frozen=True, forbid_unknown_fields=True):
    """What one relative has: a cancer of these nodes, found at `min_age`..`max_age`, or a condition."""

    cancer: tuple[str, ...] = ()
    max_age: float | None = None
    min_age: float | None = None
    condition: tuple[str, ...] = ()


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
) -> Verdict:
    """Met when `count` relatives of these degrees have it (on one side of the family, in so many generations, the person
    counted too, where asked). Unknown while the family is not recorded, or not completely, or an age or cancer is missing.
    """
    asked = _asked(facts, having, count)
    key = "family_history"
    if facts.record.family is None:
        return unknown(f"The family history is not recorded ({asked})", settled_by=key)
    sure: list[tuple[str, str | None, int]] = []
    perhaps: list[str] = []
    for i, relative in enumerate(facts.record.family):
        place = place_of(facts, relative)
        if place is None:
            perhaps.append(f"family/{i}")
            continue
        near, of_side, generation, of_sex, _ = place
        if near not in degree or (side and of_side not in (side, None)) or (sex and of_sex not in (sex, None)):
            continue
        has = _has(facts, relative, having)
        if has is True and not (side and of_side is None) and not (sex and of_sex is None):
            sure.append((f"family/{i}", of_side, generation))
        elif has is not False:
            perhaps.append(f"family/{i}")
    own = _own(facts, having) if include_self and having.cancer else False
    if own is None:
        perhaps.append("diagnoses")
    best = _most(sure, same_side)
    number = len(best) + (1 if own else 0)
    spans = len({g for _, _, g in best} | ({0} if own else set()))
    if number >= count and (generations is None or spans >= generations):
        return met(f"{number} in the family with {_what(facts, having)}", *(pointer for pointer, _, _ in best))
    if number + len(perhaps) >= count and perhaps:
        return unknown(f"More of the family history is needed ({asked})", *perhaps, settled_by=key)
    if facts.complete("family"):
        return not_met(f"The family history has {number} with {_what(facts, having)}, {count} asked", "family")
    return unknown(f"The family history is not marked complete ({asked})", settled_by=key)


class Place(NamedTuple):
    """Where a relative stands; `kind` is the bare word (aunt, half-sister)."""

    degree: int
    side: str | None
    generation: int
    sex: str | None
    kind: str


def place_of(facts: Facts, relative: Relative) -> Place | None:
    """The place of a relative by the words of the relation; None where they are not known."""
    words = plain_words(relative.relation or "").replace("half ", "half-").replace("great ", "great-")
    side = next((s for s in ("maternal", "paternal") if s in words or s[:5] + "nal" in words), None)
    bare = words
    for drop in ("maternal ", "paternal ", "(maternal)", "(paternal)", "full "):
        bare = bare.replace(drop, "").strip()
    kind = bare.split(" (")[0]
    known = facts.vocabulary.terms("relations").get(kind)
    if known is None:
        return None
    return Place(known["degree"], side or known.get("side"), known["generation"], relative.sex or known.get("sex"), kind)


def _has(facts: Facts, relative: Relative, having: Having) -> bool | None:
    answers: list[bool | None] = []
    if having.cancer:
        answers.append(_cancer(facts, relative, having))
    if having.condition:
        if relative.conditions is None:
            answers.append(None)
        else:
            names = facts.vocabulary.names_within("conditions", having.condition)
            answers.append(any(plain_words(c) in names for c in relative.conditions))
    return False if False in answers else None if None in answers else True


def _cancer(facts: Facts, relative: Relative, having: Having) -> bool | None:
    if relative.cancers is None:
        return None
    doubt = False
    for found in relative.cancers:
        code = facts.vocabulary.find_cancer(found.cancer).code if found.cancer else None
        is_one = code is not None and any(facts.vocabulary.is_a(code, node) for node in having.cancer)
        could = code is None or any(facts.vocabulary.is_a(node, code) for node in having.cancer)
        if not is_one and not could:
            continue
        limits = having.max_age is not None or having.min_age is not None
        if limits and found.age is None:
            doubt = True
        elif (having.max_age is not None and found.age is not None and found.age > having.max_age) or (
            having.min_age is not None and found.age is not None and found.age < having.min_age
        ):
            continue
        elif is_one:
            return True
        else:
            doubt = True
    return None if doubt else False


def _own(facts: Facts, having: Having) -> bool | None:
    """Whether the person has it too; None where the age at diagnosis, or the kind of cancer, does not say."""
    sure, perhaps = own_cancers(facts, having.cancer, having.min_age, having.max_age)
    return True if sure else None if perhaps else False


def _most(sure: list[tuple[str, str | None, int]], same_side: bool) -> list[tuple[str, str | None, int]]:
    """All of them, or those of the side that has most (relatives of both sides, such as sisters, count on either)."""
    if not same_side:
        return sure
    sides = [[one for one in sure if one[1] in (side, None)] for side in ("maternal", "paternal")]
    return max(sides, key=len)


def _what(facts: Facts, having: Having) -> str:
    names = [node.name if (node := facts.vocabulary.cancer(code)) else code for code in having.cancer]
    text = " or ".join((*names, *having.condition))
    if having.max_age is not None:
        text += f" by age {having.max_age:g}"
    return text


def _asked(facts: Facts, having: Having, count: int) -> str:
    return f"at least {count} with {_what(facts, having)} asked" if count > 1 else f"{_what(facts, having)} asked"
