"""A measured quantity: laboratory values, markers over time, organ function."""

from __future__ import annotations

from datetime import date

from oncoplan.criteria.bounds import Bounds, compare
from oncoplan.criteria.interval import Event, time_of
from oncoplan.criteria.registry import criterion
from oncoplan.criteria.series import Point, Series, series_of
from oncoplan.criteria.series_stat import Reading, Stat, read
from oncoplan.model.dates import Days, after, before
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Answer, Verdict, met, not_met, unknown

_TIMES = {"doubling_time": "months", "half_life": "days", "time_to_normal": "weeks"}


@criterion(about="person", short="what", parts={"since": Event})
def measure(
    facts: Facts,
    *,
    what: str,
    min: float | None = None,
    max: float | None = None,
    above: float | None = None,
    below: float | None = None,
    is_: float | None = None,
    unit: str | None = None,
    x_uln: bool = False,
    stat: Stat = "latest",
    points: int | None = None,
    within: str | None = None,
    since: Event | None = None,
    after: str | None = None,
    until: str | None = None,
    confirmed: str | None = None,
    lookback: str | None = None,
) -> Verdict:
    """Met when the quantity lies in the range, in `unit` (or as multiples of the laboratory's upper limit).

    `stat`, all of the newest value: the value itself; the lowest so far; the last one at or before `since` (else the first); its
    ratio to the lowest before it, or what it gained over it; its relative change from the baseline; the doubling time in
    months or the half-life in days (least squares on log values); the weeks in which it would reach the upper limit.
    `points` is the least number of values needed. `since` starts the series with an event (the last value up to it is the
    baseline), `after` and `until` say how long after it the newest value must have been taken (a later one answers no, an
    earlier one is unknown), `lookback` how old the baseline may be by then. `confirmed`: a value at least that long before the
    newest lay in the range too, and every one between. A change of assay, or of a unit that cannot be converted, starts a new
    series; `<0.1` is a bound.

    Unknown when not measured, when units cannot be compared, or when a partial date straddles a limit. An unconfirmed yes is
    *suspected*.
    """
    bounds = Bounds(min, max, above, below) if is_ is None else Bounds(is_, is_)
    key = _test_key(facts, what)
    in_unit = unit if stat in ("latest", "nadir", "baseline", "gain_over_nadir") else _TIMES.get(stat)
    asked = f"{what} {bounds.words()}{' x the upper limit' if x_uln else f' {in_unit}' if in_unit else ''}"
    series = series_of(facts, what, None if x_uln else unit, multiples=x_uln)
    if not series.points:
        why = "; ".join(dict.fromkeys(u.says for u in series.unusable[:3])) or f"{what} is not recorded"
        return unknown(f"{why} ({asked} is asked for)", settled_by=key)
    late = series.newest_unusable
    if late is not None:
        return unknown(f"{late.says}, and it is the newest", settled_by=key)
    start: Days | None = None
    name = ""
    if since is not None:
        start, name = time_of(facts, since, "start")
        if start is None:
            return unknown(f"{what}: when {name} was is not recorded", settled_by=f"When was {name}?")
    run, baseline = _since(series, start, lookback, relative=stat != "latest" or confirmed is not None)
    if within is not None:
        run, straddles = _recent(run, within, facts.as_of)
        if not run:
            if straddles:
                return unknown(f"{what}: the day of the result is needed (within {within})", settled_by=key)
            return unknown(f"{what} was last measured longer ago than {within}", settled_by=key)
    if start is not None and (not run or run[-1] == baseline):
        return unknown(f"{what} is not recorded since {name} ({start.first})", settled_by=key)
    if points is not None and len(run) < points:
        broken = f" ({series.breaks[-1]})" if series.breaks else ""
        return unknown(f"{what}: {len(run)} of {points} values needed{broken}", *(p.pointer for p in run), settled_by=key)
    if start is not None and (after or until):
        timed = _timed(run[-1], start, after, until)
        if timed != "met":
            says = f"{what} was last measured on {run[-1].last}, not {_window(after, until)} after {name}"
            return not_met(says, run[-1].pointer) if timed == "not_met" else unknown(says, run[-1].pointer, settled_by=key)
    answers = [_answer(facts, i, run, baseline, stat, what, x_uln, bounds) for i in _newest(run)]
    answer, reading = answers[-1]
    pointers = [p.pointer for p in reading.used]
    broken = f"; {series.breaks[-1]}" if series.breaks and stat != "latest" else ""
    if reading.value is None:
        return unknown(f"{reading.says}{broken}", *pointers, settled_by=key)
    if len({a for a, _ in answers}) > 1:
        return unknown(f"{what}: the results of {run[-1].last} differ and do not settle whether it is {asked}", settled_by=key)
    if answer == "unknown":
        return unknown(f"{reading.says} does not settle whether it is {asked}{broken}", *pointers, settled_by=key)
    if answer == "met" and confirmed is not None:
        first = _held_since(facts, run, baseline, stat, what, x_uln, bounds, start, after, confirmed)
        if not _apart(run[first], run[-1], confirmed):
            later = f"to be confirmed by a further value at least {confirmed} after {run[first].last}"
            says = f"{reading.says} ({bounds.words()} asked); {later}"
            return unknown(says, *pointers, settled_by=key, suspected=True)
        pointers.append(run[first].pointer)
        return met(f"{reading.says} ({bounds.words()} asked), as since {run[first].last}", *dict.fromkeys(pointers))
    return (met if answer == "met" else not_met)(f"{reading.says} ({bounds.words()} asked){broken}", *pointers)


def _answer(
    facts: Facts, i: int, run: tuple[Point, ...], baseline: Point | None, stat: Stat, what: str, x_uln: bool, bounds: Bounds
) -> tuple[Answer, Reading]:
    """How the statistic at one point of the run lies to the range."""
    reading = read(stat, what, run[:i], run[i], baseline, x_uln)
    if reading.value is None:
        return "unknown", reading
    return compare(reading.value, reading.upper, reading.comparator, bounds), reading


def _newest(run: tuple[Point, ...]) -> range:
    """The places of the newest results: several only where they are of one day."""
    first = len(run) - 1
    while first > 0 and run[first - 1].last is not None and run[first - 1].last == run[-1].last:
        first -= 1
    return range(first, len(run))


def _since(series: Series, start: Days | None, lookback: str | None, *, relative: bool) -> tuple[tuple[Point, ...], Point | None]:
    """The values to compare, with the baseline first; a single value is not compared, so no break matters to it."""
    run = series.run if relative else series.points
    if start is None:
        return run, (run[0] if run else None)
    oldest = before(start.first, lookback) if lookback else date.min
    earlier = [p for p in run if p.last is not None and p.first is not None and oldest <= p.first and p.last <= start.last]
    later = tuple(p for p in run if p.first is not None and p.first > start.first and p not in earlier)
    return ((earlier[-1], *later) if earlier else later), (earlier[-1] if earlier else None)


def _timed(point: Point, start: Days, least: str | None, most: str | None) -> Answer:
    """Whether a value was taken in the window after an event."""
    assert point.first is not None and point.last is not None
    early = least is not None and point.last < after(start.first, least)
    late = most is not None and point.first > after(start.last, most)
    if late:
        return "not_met"
    inside = (least is None or point.first >= after(start.last, least)) and (
        most is None or point.last <= after(start.first, most)
    )
    return "unknown" if early or not inside else "met"


def _window(least: str | None, most: str | None) -> str:
    return " and ".join(part for part in (f"{least} or more" if least else "", f"within {most}" if most else "") if part)


def _held_since(
    facts: Facts, run: tuple[Point, ...], baseline: Point | None, stat: Stat, what: str, x_uln: bool, bounds: Bounds,
    start: Days | None, least: str | None, apart: str,
) -> int:  # fmt: skip
    """The place from which on every value lay in the range, going back no further than needed to be `apart` enough."""
    first = len(run) - 1
    for i in range(len(run) - 2, -1, -1):
        if run[i] == baseline and start is not None:
            break
        if start is not None and least is not None and _timed(run[i], start, least, None) != "met":
            break
        if _answer(facts, i, run, baseline, stat, what, x_uln, bounds)[0] != "met":
            break
        first = i
        if _apart(run[first], run[-1], apart):
            break
    return first


def _apart(first: Point, last: Point, duration: str) -> bool:
    return first.last is not None and last.first is not None and first.last <= before(last.first, duration)


def _recent(found: tuple[Point, ...], within: str, as_of: date) -> tuple[tuple[Point, ...], bool]:
    """The points within the window, and whether one only may be."""
    start = before(as_of, within)
    inside = tuple(p for p in found if p.first is not None and p.first >= start)
    maybe = any(p.first is None or (p.last is not None and p.first < start <= p.last) for p in found)
    return inside, maybe


def _test_key(facts: Facts, what: str) -> tuple[str, ...]:
    from oncoplan.criteria.settled_by import for_marker

    return for_marker(facts.vocabulary, what)
