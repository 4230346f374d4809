"""A measured quantity: laboratory values, markers over time, organ function."""

from __future__ import annotations

from datetime import date
from math import log
from typing import Literal

from oncoplan.criteria.bounds import Bounds, compare
from oncoplan.criteria.registry import criterion
from oncoplan.criteria.series import Point, points_of
from oncoplan.model.dates import before
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown

Stat = Literal["latest", "nadir", "rise_from_nadir", "doubling_time", "change_from_baseline"]


@criterion(about="person", short="what")
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
) -> Verdict:
    """Met when the quantity lies in the range, in `unit` (or as multiples of the laboratory's upper limit).

    `stat`: the newest value; the lowest; the ratio of the newest to the lowest before it; the doubling time in months
    (least squares on log values); the relative change from the first. `points` is the least number of values needed.
    Unknown when not measured, when units cannot be compared, or when a partial date straddles `within`.
    """
    bounds = Bounds(min, max, above, below) if is_ is None else Bounds(is_, is_)
    asked = (
        f"{what} {bounds.words()}{' x the upper limit' if x_uln else f' {unit}' if unit and stat in ('latest', 'nadir') else ''}"
    )
    key = _test_key(facts, what)
    found, unusable = points_of(facts, what, None if x_uln else unit)
    if not x_uln:
        found = [point for point in found if point.unit != "x ULN"]
    if not found:
        why = "; ".join(unusable) or f"{what} is not recorded"
        return unknown(f"{why} ({asked} is asked for)", settled_by=key)
    found, straddles = _recent(found, within, facts.as_of)
    if not found:
        if straddles:
            return unknown(f"{what}: the day of the result is needed (within {within})", settled_by=key)
        return unknown(f"{what} was last measured longer ago than {within}", settled_by=key)
    if points is not None and len(found) < points:
        return unknown(f"{what}: {len(found)} of {points} values needed", *(p.pointer for p in found), settled_by=key)
    value, comparator, says, used = _reduce(found, stat, what, x_uln)
    if value is None:
        return unknown(says, *(p.pointer for p in used), settled_by=key)
    answer = compare(value, None, comparator, bounds)
    pointers = [p.pointer for p in used]
    if answer == "unknown":
        return unknown(f"{says} does not settle whether it is {asked}", *pointers, settled_by=key)
    return (met if answer == "met" else not_met)(f"{says} ({bounds.words()} asked)", *pointers)


def _reduce(found: list[Point], stat: Stat, what: str, x_uln: bool) -> tuple[float | None, str | None, str, list[Point]]:
    last = found[-1]
    dated = f" on {last.last}" if last.last else ""
    unit = f" {last.unit}" if last.unit else ""
    if stat == "latest":
        if x_uln:
            if last.ratio is None:
                return None, None, f"{what}: the laboratory's upper limit is not recorded", [last]
            return last.ratio, last.comparator, f"{what} {last.comparator or ''}{last.ratio:.2g} x the upper limit{dated}", [last]
        return last.value, last.comparator, f"{what} {last.comparator or ''}{last.value:g}{unit}{dated}", [last]
    if any(p.last is None for p in found) or len({p.assay for p in found if p.assay}) > 1:
        return None, None, f"{what}: the series is not dated throughout, or its assay changed", found
    if stat == "nadir":
        low = min((p for p in found), key=lambda p: p.value)
        return low.value, low.comparator, f"{what} nadir {low.comparator or ''}{low.value:g}{unit}", [low]
    if len(found) < 2:
        return None, None, f"{what}: one value only", found
    if stat == "rise_from_nadir":
        low = min(found[:-1], key=lambda p: p.value)
        if low.value <= 0:
            return None, None, f"{what}: the nadir is zero", [low]
        # against a nadir below the limit of detection the ratio is a lower bound
        limit = ">" if low.comparator in ("<", "<=") else None
        return last.value / low.value, limit, f"{what} {limit or ''}{last.value / low.value:.2f} x its nadir", [low, last]
    if stat == "change_from_baseline":
        if found[0].value == 0:
            return None, None, f"{what}: the baseline is zero", [found[0]]
        change = (last.value - found[0].value) / found[0].value
        return change, None, f"{what} changed by {change:+.0%} since {found[0].last}", [found[0], last]
    return _doubling(found, what)


def _doubling(found: list[Point], what: str) -> tuple[float | None, str | None, str, list[Point]]:
    """Months in which the quantity doubles, by least squares on its logarithm; infinite when it does not rise."""
    usable = [p for p in found if p.value > 0 and p.comparator is None and p.last is not None]
    if len(usable) < 2:
        return None, None, f"{what}: too few values above the limit of detection", found
    start = usable[0].last
    assert start is not None
    xs = [(p.last - start).days / 30.4375 for p in usable if p.last is not None]
    ys = [log(p.value) for p in usable]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    if spread == 0:
        return None, None, f"{what}: all values are of one day", found
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
    months = log(2) / slope if slope > 0 else float("inf")
    return months, None, f"{what} doubling time {months:.1f} months", usable


def _recent(found: list[Point], within: str | None, as_of: date) -> tuple[list[Point], bool]:
    """The points within the window, and whether one only may be."""
    if within is None:
        return found, False
    start = before(as_of, within)
    inside = [p for p in found if p.first is not None and p.first >= start]
    maybe = any(p.first is None or (p.last is not None and p.first < start <= p.last) for p in found)
    return inside, maybe


def _test_key(facts: Facts, what: str) -> tuple[str, ...]:
    from oncoplan.criteria.settled_by import for_marker

    return for_marker(facts.vocabulary, what)
