"""The time between two events of the disease: diagnosis, start or end of a therapy, progression, the day of the plan."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """`{diagnosis: true}`, `{progression: true}`, `{today: true}`, `{drug: X}` or `{class: X}` (with the rule's `edge`)."""

    diagnosis: bool = False
    progression: bool = False
    today: bool = False
    drug: str | None = None
    class_: str | None = None
    setting: str | None = None


@criterion(about="history", parts={"from_": Event, "to": Event})
def interval(
    facts: Facts,
    *,
    from_: Event,
    to: Event,
    edge: Literal["start", "end"] = "end",
    min: str | None = None,
    max: str | None = None,
) -> Verdict:
    """Met when the time from the last `from` event (its `edge`, for a therapy) to the `to` event lies in the range.

    Partial dates are ranges; one that straddles a limit leaves it unknown.
    """
    start, start_name = _when(facts, from_, edge)
    end, end_name = _when(facts, to, "start")
    asked = f"{min or 'any time'} to {max or 'any time'} from {start_name} to {end_name}"
    if start is None or end is None:
        missing = start_name if start is None else end_name
        return unknown(f"When {missing} was is not recorded ({asked})", settled_by=f"When was {missing}?")
    answers: list[bool | None] = []
    if min is not None:
        answers.append(_order(start, Days(before(end.first, min), before(end.last, min))))
    if max is not None:
        later = _order(Days(before(end.first, max), before(end.last, max)), start)
        answers.append(later)
    says = f"From {start_name} ({start.first}) to {end_name} ({end.first})"
    if False in answers:
        return not_met(f"{says}: not {asked}")
    if None in answers:
        return unknown(f"{says}: the exact days are needed ({asked})", settled_by=f"When was {start_name}?")
    return met(says)


def _order(first: Days, second: Days) -> bool | None:
    """Whether `first` lies at or before `second`."""
    return True if first.last <= second.first else False if first.first > second.last else None


def _when(facts: Facts, event: Event, edge: str) -> tuple[Days | None, str]:
    if event.today:
        return Days(facts.as_of, facts.as_of), "today"
    if event.diagnosis:
        return known_date(facts.diagnosis.date if facts.diagnosis else None), "the diagnosis"
    if event.progression:
        found = [
            known_date(str(e["progression"]))
            for e in (facts.diagnosis.events or () if facts.diagnosis else ())
            if e.get("progression")
        ]
        found += [known_date(t.therapy.progression) for t in facts.therapies or () if t.therapy.progression]
        return max((d for d in found if d), default=None), "the last progression"
    name = event.drug or (event.class_ or "the treatment").replace("_", " ")
    courses = [
        t.end if edge == "end" else t.start
        for t in facts.therapies or ()
        if (event.drug in t.drugs or (event.class_ and any(facts.vocabulary.in_class(d, event.class_) for d in t.drugs)))
        and (event.setting is None or t.therapy.setting == event.setting)
    ]
    # a course whose day is not recorded, or that goes on, may be the last one
    last = None if None in courses else max((d for d in courses if d), default=None)
    return last, f"the {edge} of {name}"
