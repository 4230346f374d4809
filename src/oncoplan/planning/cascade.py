"""Cascade testing: which relatives of the record are offered the family's test now, next, later, and who was tested already."""

from __future__ import annotations

from oncoplan.criteria.kinship import Place, place_of
from oncoplan.criteria.relatives import carries
from oncoplan.model.dates import known_date, read_date, years_between
from oncoplan.model.facts import Facts
from oncoplan.model.plan import PlanRelative, RelativeState
from oncoplan.model.record import Relative
from oncoplan.model.rule import Cascade

_ORDER = ("offer", "next", "from_adult_age", "died", "tested")
_OF_AGE = 18.0


def relatives_of(cascade: Cascade, genes: tuple[str, ...], facts: Facts) -> tuple[PlanRelative, ...]:
    """Each relative by blood, up to the third degree, with the state that the record gives them.

    First-degree relatives come first (of a recessive gene: brothers and sisters). Where the variant is known on one side of the
    family, the other side is left out. An untested relative is never taken as negative.
    """
    rows: list[tuple[int, PlanRelative]] = []
    members = [
        (i, one, place)
        for i, one in enumerate(facts.record.family or ())
        if (place := place_of(one, facts.vocabulary)) is not None and 0 < place.degree <= 3
    ]
    sides = {place.side for _, one, place in members if place.side and carries(facts, one, genes)}
    for i, one, place in members:
        if len(sides) == 1 and place.side is not None and place.side not in sides and place.up > 0:
            continue
        if cascade.inheritance == "recessive" and place.degree > 1:
            continue
        state, says = _state(cascade, one, place, carries(facts, one, genes), facts)
        row = PlanRelative(relation=one.relation or place.kind, pointer=f"family/{i}", state=state, says=says)
        rows.append((place.degree, row))
    rows.sort(key=lambda row: (_ORDER.index(row[1].state), row[0]))
    return tuple(row for _, row in rows)


def _state(
    cascade: Cascade, one: Relative, place: Place, found: bool | None, facts: Facts
) -> tuple[RelativeState, str]:
    if found is True:
        return "tested", "carries it"
    if found is False:
        return "tested", "tested, without it: make sure that it was this variant that was looked for"
    if one.alive is False or one.died_at is not None:
        return "died", "has died; stored tissue can sometimes be tested"
    age = _age(one, facts)
    if cascade.adult and age is not None and age < _OF_AGE:
        return "from_adult_age", "from adult age"
    near = place.degree == 1 and (cascade.inheritance == "dominant" or place.up == place.down == 1)
    return ("offer", "offer the test") if near else ("next", "when the relative between them carries it or cannot be tested")


def _age(one: Relative, facts: Facts) -> float | None:
    if one.age is not None:
        return one.age
    if known_date(one.birth_date) is None or one.birth_date is None:
        return None
    return float(years_between(read_date(one.birth_date), facts.as_of)[0])
