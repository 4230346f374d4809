"""A procedure or operation that was done."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import before, read_date
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="history", short="kind")
def procedure(facts: Facts, *, kind: tuple[str, ...], within: str | None = None, count: int = 1) -> Verdict:
    """Met when at least `count` procedures of one of these kinds were done (within a duration before the plan)."""
    asked = " or ".join(kind)
    names = facts.vocabulary.names_within("procedures", kind)
    found: list[str] = []
    doubtful: list[str] = []
    for i, have in enumerate(facts.record.procedures or ()):
        if have.kind is None or plain_words(have.kind) not in names:
            continue
        if within is None:
            found.append(f"procedures/{i}")
            continue
        try:
            day = read_date(have.on or "")
        except ValueError:
            doubtful.append(f"procedures/{i}")
            continue
        start = before(facts.as_of, within)
        if day.first >= start:
            found.append(f"procedures/{i}")
        elif day.last >= start:
            doubtful.append(f"procedures/{i}")
    if len(found) >= count:
        return met(f"{asked} was done", *found)
    if facts.complete("procedures") and len(found) + len(doubtful) < count:
        return not_met(f"{asked} was not done", "procedures")
    return unknown(f"Whether {asked} was done is not recorded", *doubtful, settled_by="comorbidities")
