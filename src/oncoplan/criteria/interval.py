"""The time between two events of the disease: diagnosis, start or end of a therapy, progression, the day of the plan."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """`{diagnosis: true}`, `{progression: true}`, `{today: true}`, `{treatment: true}` (the newest systemic one), `{drug: X}`,
    `{class: X}` (one or several; with the rule's `edge`) or `{procedure: X}`."""

    diagnosis: bool = False
    progression: bool = False
    today: bool = False
    treatment: bool = False
    drug: str | None = None
    class_: str | tuple[str, ...] | None = None
    setting: str | None = None
    procedure: str | tuple[str, ...] | None = None


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
    start, start_name = time_of(facts, from_, edge)
    end, end_name = time_of(facts, to, "start")
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


def time_of(facts: Facts, event: Event, edge: str) -> tuple[Days | None, str]:
    """The days of an event, None where they are not recorded, and its name."""
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
    if event.procedure:
        return _done(facts, _several(event.procedure))
    classes = _several(event.class_)
    name = event.drug or " or ".join(c.replace("_", " ") for c in classes) or "the treatment"
    courses = [
        t.end if edge == "end" else t.start
        for t in facts.therapies or ()
        if (event.drug in t.drugs or any(facts.vocabulary.in_class(d, key) for key in classes for d in t.drugs)
            or (event.treatment and (t.drugs or t.classes) and (t.therapy.kind or "systemic") == "systemic"))
        and (event.setting is None or t.therapy.setting == event.setting)
    ]  # fmt: skip
    # a course whose day is not recorded, or that goes on, may be the last one
    last = None if None in courses else max((d for d in courses if d), default=None)
    return last, f"the {edge} of {name}"


def _done(facts: Facts, kinds: tuple[str, ...]) -> tuple[Days | None, str]:
    """When a procedure was last done; None where one of them has no date."""
    names = facts.vocabulary.names_within("procedures", kinds)
    days = [known_date(p.on) for p in facts.record.procedures or () if p.kind and plain_words(p.kind) in names]
    return (None if None in days else max((d for d in days if d), default=None)), kinds[0]


def _several(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else given
