"""A procedure or operation that was done."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before, known_date, read_date, years_between
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="history", short="kind")
def procedure(
    facts: Facts,
    *,
    kind: tuple[str, ...],
    within: str | None = None,
    count: int = 1,
    min_age: float | None = None,
    max_age: float | None = None,
) -> Verdict:
    """Met when at least `count` procedures of one of these kinds were done (within a duration before the plan, at an age
    from `min_age` to `max_age`, both included)."""
    asked = " or ".join(kind)
    names = facts.vocabulary.names_within("procedures", kind)
    found: list[str] = []
    doubtful: list[str] = []
    for i, have in enumerate(facts.record.procedures or ()):
        if have.kind is None or plain_words(have.kind) not in names:
            continue
        if within is None and min_age is None and max_age is None:
            found.append(f"procedures/{i}")
            continue
        try:
            day = read_date(have.on or "")
        except ValueError:
            doubtful.append(f"procedures/{i}")
            continue
        answers = [_at_age(facts, day, min_age, max_age)]
        if within is not None:
            start = before(facts.as_of, within)
            answers.append(True if day.first >= start else None if day.last >= start else False)
        if False not in answers:
            (doubtful if None in answers else found).append(f"procedures/{i}")
    if len(found) >= count:
        return met(f"{asked} was done", *found)
    if facts.complete("procedures") and len(found) + len(doubtful) < count:
        return not_met(f"{asked} was not done", "procedures")
    return unknown(f"Whether {asked} was done is not recorded", *doubtful, settled_by="comorbidities")


def _at_age(facts: Facts, day: Days, least: float | None, most: float | None) -> bool | None:
    """Whether the person was of that age on the day; None where the birth date or the day leaves it open."""
    if least is None and most is None:
        return True
    born = known_date(facts.record.birth_date)
    if born is None:
        return None
    young, old = years_between(born, day.first)[0], years_between(born, day.last)[1]
    if (least is not None and old < least) or (most is not None and young > most):
        return False
    return True if (least is None or young >= least) and (most is None or old <= most) else None
