"""The day that a schedule counts from: a birthday, an event of the record, or the earliest or latest of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from oncoplan.model.dates import Days, after, before, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.vocabulary import plain_words


def event_day(written: Any, facts: Facts) -> date | None:
    """The day of `{age: 40}`, `{condition: X, plus: 8y}`, `{latest: [...]}`, ...; None where the record does not say it.

    A partial date counts from its earliest day. Of `earliest` what is not known is left out; of `latest` it leaves all unknown.
    """
    if not isinstance(written, Mapping):
        return None
    for word, pick in (("earliest", min), ("latest", max)):
        if word in written:
            days = [event_day(part, facts) for part in written[word]]
            known = [day for day in days if day is not None]
            return pick(known) if known and (word == "earliest" or len(known) == len(days)) else None
    if "youngest_relative" in written:
        ages = list(_ages(str(written["youngest_relative"]), facts))
        years = int(str(written.get("minus", "0y")).removesuffix("y"))
        return _birthday(max(min(ages) - years, 0), facts) if ages else None
    day = _birthday(written["age"], facts) if "age" in written else _happened(written, facts)
    if day is None:
        return None
    if "plus" in written:
        return after(day, written["plus"])
    return before(day, written["minus"]) if "minus" in written else day


def _birthday(age: float, facts: Facts) -> date | None:
    born = known_date(facts.record.birth_date)
    if born is None or not born.exact:
        return None
    try:
        return after(born.first, f"{age:g}y")
    except ValueError:  # an age that a relative cannot have had
        return None


def _ages(code: str, facts: Facts) -> Iterator[float]:
    """The ages at which relatives of any degree were found to have a cancer of this node."""
    for relative in facts.record.family or ():
        for found in relative.cancers or ():
            node = facts.vocabulary.find_cancer(found.cancer).code if found.cancer else None
            if found.age is not None and node is not None and facts.vocabulary.is_a(node, code):
                yield found.age


def _happened(written: Mapping[str, Any], facts: Facts) -> date | None:
    """The first day of a condition, or the last of a procedure or cancer; where there are several, the latest procedure."""
    record, words = facts.record, facts.vocabulary
    found: list[Days | None] = []
    for word, section, rows in (
        ("condition", "conditions", [(c.is_, c.since) for c in record.conditions or ()]),
        ("procedure", "procedures", [(p.kind, p.on) for p in record.procedures or ()]),
    ):
        if word in written:
            names = words.names_within(section, _listed(written[word]))
            found += [known_date(on) for name, on in rows if name and plain_words(name) in names]
    if "cancer" in written:
        for dx, code in zip(record.diagnoses or (), facts.cancers, strict=True):
            if code is not None and any(words.is_a(code, node) for node in _listed(written["cancer"])):
                found.append(known_date(dx.date))
    days = [day.first for day in found if day is not None]
    if not days:
        return None
    return min(days) if "condition" in written else max(days)


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
