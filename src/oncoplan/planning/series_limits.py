"""What is wrong with a series: dates out of order, doubled or in the future, a change of assay or unit, unreadable values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from oncoplan.criteria.series import Point, names_of, series_of
from oncoplan.model.dates import known_date
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Limit
from oncoplan.model.vocabulary import plain_words
from oncoplan.planning.timeline import MOST_POINTS, measured

_FEW = 3


def series_limits(person: Facts) -> Iterator[Limit]:
    """One line for each thing that was found, whatever the length of the series."""
    for what in measured(person):
        series = series_of(person, what, None)
        yield from _order(person, what)
        future = [u for u in series.unusable if u.kind == "future"]
        if future:
            says = f"{what}: {_results(len(future))} dated after {person.as_of} left out ({future[0].says})"
            yield Limit(kind="not_assessed", says=says, count=_count(len(future)))
        unread = [u for u in series.unusable if u.kind == "value"]
        if unread:
            says = f"{what}: {_results(len(unread))} without a number that can be read ({unread[0].says})"
            yield Limit(kind="not_read", says=says, count=_count(len(unread)))
        for says in series.breaks[:_FEW]:
            yield Limit(kind="not_assessed", says=f"{says}: it is a new series from there")
        if len(series.breaks) > _FEW:
            yield Limit(kind="not_assessed", says=f"{what}: {len(series.breaks) - _FEW} more changes of assay or unit")
        undated = sum(p.last is None for p in series.points)
        if undated:
            says = f"{what}: {_results(undated)} without a date: not part of the course over time"
            yield Limit(kind="not_assessed", says=says, count=_count(undated))
        if len(series.points) > MOST_POINTS:
            says = f"{what}: {len(series.points)} results; the timeline shows the outline, every one was used"
            yield Limit(kind="not_assessed", says=says)
        yield from _same_day(what, series.points)


def _order(person: Facts, what: str) -> Iterator[Limit]:
    """Results that do not stand in order of time, and ones that are written twice."""
    names = names_of(person, what)
    rows = [r for r in person.record.results or () if r.what and plain_words(r.what) in names and r.value is not None]
    days = [d.last for r in rows if (d := known_date(r.on)) is not None]
    late = sum(later < earlier for earlier, later in pairwise(days))
    if late and days != sorted(days, reverse=True):
        says = f"{what}: the results do not stand in order of time ({_results(late)} earlier than the one before): put in order"
        yield Limit(kind="not_assessed", says=says)
    same = [(r.value, r.unit, r.on, r.assay) for r in rows if r.on]
    doubled = len(same) - len(set(same))
    if doubled:
        yield Limit(
            kind="not_assessed", says=f"{what}: {_results(doubled)} written twice, each counted once", count=_count(doubled)
        )


def _same_day(what: str, points: tuple[Point, ...]) -> Iterator[Limit]:
    """Different values of one day: shown, never averaged."""
    found = [
        (a, b) for a, b in pairwise(points)
        if a.last is not None and a.last == b.last and a.first == b.first and a.value != b.value
        and (a.assay is None or b.assay is None or plain_words(a.assay) == plain_words(b.assay))
    ]  # fmt: skip
    if found:
        a, b = found[0]
        more = f" (and {len(found) - 1} more days)" if len(found) > 1 else ""
        yield Limit(kind="conflict", says=f"{what}: {a.value:g} and {b.value:g} are both dated {a.last}{more}")


def _results(number: int) -> str:
    return "one result" if number == 1 else f"{number} results"


def _count(number: int) -> int | None:
    return number if number > 1 else None
