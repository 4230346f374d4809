"""What the plan's limits say of a family history: not recorded, not understood, not possible, small or poorly known."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.criteria.kinship import doubt, place_of
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Limit
from oncoplan.model.record import Relative

_MOST = 4


def family_limits(facts: Facts) -> Iterator[Limit]:
    """Half, adopted and unknown are told from negative: whoever is not known well enough is named."""
    family = facts.record.family
    if family is None:
        if _asks_for_one(facts):
            yield _unknown("The family history is not recorded: it is unknown, not empty, and no referral could rest on it")
        return
    silent: list[str] = []
    strange: list[str] = []
    women = {"maternal": 0, "paternal": 0}
    limit = facts.vocabulary.terms("limits")["small_family"]["value"]
    for one in family:
        place = place_of(one, facts.vocabulary)
        says = doubt(one, place, facts)
        if says is not None:
            yield Limit(kind="conflict", says=f"Family history: {says}. This relative may count and is not relied on")
        if place is None:
            strange.append(one.relation or "no relation given")
            continue
        if place.degree and one.cancers is None:
            silent.append(one.relation or place.kind)
        if 0 < place.degree <= 2 and place.sex == "female" and _lived_past(one, limit["age"]):
            for side in women:
                women[side] += place.side in (side, None)
    if strange:
        yield Limit(kind="not_read", says=f"Family history: how they are related is not understood: {_some(strange)}")
    if silent:
        yield _unknown(f"Family history: whether they had a cancer is not recorded (unknown, not none): {_some(silent)}")
    few = [f"{side} side: {number}" for side, number in women.items() if number < limit["women"]]
    if few and family:
        yield _unknown(
            "Family history: a small or poorly known family, so that few cancers do not mean little risk (women of first or "
            f"second degree known to have lived past {limit['age']}: {', '.join(few)}; fewer than {limit['women']} is limited)"
        )
    if not facts.complete("family"):
        yield _unknown("The family history is not marked complete: what is not listed is unknown, not absent")


def _unknown(says: str) -> Limit:
    return Limit(kind="not_assessed", says=says)


def _asks_for_one(facts: Facts) -> bool:
    """A person with an age or a diagnosis: a bare list of findings has no family to ask for."""
    return any(v is not None for v in (facts.record.birth_date, facts.record.age, facts.record.sex))


def _lived_past(one: Relative, age: float) -> bool:
    known = one.died_at if one.died_at is not None else one.age
    oldest = max((c.age for c in one.cancers or () if c.age is not None), default=None)
    return max((value for value in (known, oldest) if value is not None), default=0.0) > age


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + rest
