"""Medicines and treatments that are being taken: what the person's own results say of them, beside the options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from oncoplan.model.dates import Days, read_date
from oncoplan.model.facts import Facts, TherapyGiven
from oncoplan.model.plan import TAKEN, Because, Recommendation
from oncoplan.planning.cautions import DrugRules
from oncoplan.planning.options import recommend


def of_drugs(facts: Facts, rules: Sequence[DrugRules]) -> list[Recommendation]:
    """What holds, by inherited metabolism, of the drugs that are taken and of those of the cancer's usual care: a row a rule."""
    names = taken_beside(facts)
    found = (pair for of_book in rules for pair in of_book.holding(names, facts.cancer))
    return [_said(recommend(judged, facts, drugs, (), ()), names) for judged, drugs in found]


def _said(row: Recommendation, taken: Sequence[str]) -> Recommendation:
    """With what of it is taken: that comes before what is only usual."""
    mine = [drug for drug in row.drugs if drug in taken]
    if not mine:
        return row
    reason = Because(criterion=TAKEN, about="history", verdict="met", says=f"Takes {', '.join(mine)}")
    return structs.replace(row, because=(*row.because, reason))


def taken_beside(facts: Facts) -> tuple[str, ...]:
    """Every drug that is taken on the day of the plan, or whose end is not recorded. With one diagnosis it is said beside that
    one, else of the person."""
    if (len(facts.cancers) == 1) == (facts.dx is None):
        return ()
    given = [one for one in facts.therapies or () if one.therapy.ongoing is not False and not _ended(one.end, facts)]
    return _names((*_medicines(facts), *(drug for one in given for drug in one.drugs)))


def under_way(facts: Facts) -> tuple[str, ...]:
    """Of those, the ones that the record says are taken now or will be: a test still matters. A treatment that merely has no end
    is left out: it may be long over."""
    if not taken_beside(facts):
        return ()
    given = [one for one in facts.therapies or () if _sure(one, facts)]
    return _names((*_medicines(facts), *(drug for one in given for drug in one.drugs)))


def _medicines(facts: Facts) -> tuple[str, ...]:
    found = (
        facts.vocabulary.find_drug(one.drug)
        for one in facts.record.medications or ()
        if one.drug and not _past(one.end, facts)
    )
    return tuple(name for name in found if name)


def _names(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _sure(given: TherapyGiven, facts: Facts) -> bool:
    later = given.start is not None and given.start.first > facts.as_of
    return later or (given.therapy.ongoing is True and not _ended(given.end, facts))


def _ended(end: Days | None, facts: Facts) -> bool:
    return end is not None and end.last < facts.as_of


def _past(end: str | None, facts: Facts) -> bool:
    try:
        return end is not None and read_date(end).last < facts.as_of
    except ValueError:
        return False
