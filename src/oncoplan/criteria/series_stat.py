"""What a series says at one of its points: a ratio to the nadir, a doubling time, a predicted time to normal.

Every function answers with a `Reading`. A value below the limit of detection (`<0.1`) is a bound: what is worked out from it is
a bound too, or a range, and never a number that was not measured.
"""

from __future__ import annotations

from math import inf, log
from typing import Literal

from msgspec import Struct

from oncoplan.criteria.series import Point

Stat = Literal[
    "latest", "nadir", "baseline", "rise_from_nadir", "gain_over_nadir", "change_from_baseline", "doubling_time", "half_life",
    "time_to_normal",
]  # fmt: skip
_MONTH = 30.4375


class Reading(Struct, frozen=True):
    """`value` (up to `upper` where it is a range), or None and why not; the sentence; the points it rests on."""

    value: float | None
    says: str
    used: tuple[Point, ...]
    comparator: str | None = None
    upper: float | None = None


def read(stat: Stat, what: str, before: tuple[Point, ...], now: Point, baseline: Point | None, x_uln: bool) -> Reading:
    """`stat` at the point `now`, with the points `before` it in the unbroken series; `baseline` may be None (missing)."""
    if x_uln and stat != "time_to_normal" and (now.ratio is None or (stat != "latest" and any(p.ratio is None for p in before))):
        return Reading(None, f"{what}: the laboratory's upper limit is not recorded", (now,))
    unit = " x the upper limit" if x_uln else f" {now.unit}" if now.unit else ""
    dated = f" on {now.last}" if now.last else ""
    if stat == "latest":
        return Reading(_v(now, x_uln), f"{what} {_shown(now, x_uln)}{unit}{dated}", (now,), now.comparator)
    if any(p.last is None for p in (*before, now)):
        return Reading(None, f"{what}: not every value of the series has a date", (*before, now))
    if stat == "nadir":
        low, _ = _lowest((*before, now), x_uln)
        return Reading(_v(low, x_uln), f"{what} nadir {_shown(low, x_uln)}{unit} on {low.last}", (low,), low.comparator)
    if stat in ("doubling_time", "half_life"):
        return _slope(what, (*before, now), falls=stat == "half_life")
    if stat in ("baseline", "change_from_baseline", "time_to_normal"):
        if baseline is None:
            return Reading(None, f"{what}: no value from before is recorded (the baseline is missing)", (now,))
        if stat == "baseline":
            says = f"{what} {_shown(baseline, x_uln)}{unit} at the start, on {baseline.last}"
            return Reading(_v(baseline, x_uln), says, (baseline,), baseline.comparator)
        return _change(what, baseline, now) if stat == "change_from_baseline" else _to_normal(what, baseline, now)
    if not before:
        return Reading(None, f"{what}: one value only ({_shown(now, x_uln)}{unit}{dated})", (now,))
    return _over_nadir(stat, what, before, now, x_uln, unit)


def _v(p: Point, x_uln: bool) -> float:
    return p.ratio if x_uln and p.ratio is not None else p.value


def _shown(p: Point, x_uln: bool) -> str:
    value = _v(p, x_uln)
    return f"{p.comparator or ''}{value:.2g}" if x_uln else f"{p.comparator or ''}{value:g}"


def _lowest(points: tuple[Point, ...], x_uln: bool) -> tuple[Point, bool]:
    """The lowest point, and whether the true nadir may lie below it (something was below a limit of detection)."""
    low = min(points, key=lambda p: (_v(p, x_uln), p.comparator not in ("<", "<=")))
    return low, any(p.comparator in ("<", "<=") for p in points)


def _over_nadir(stat: Stat, what: str, before: tuple[Point, ...], now: Point, x_uln: bool, unit: str) -> Reading:
    low, below = _lowest(before, x_uln)
    nadir, value = _v(low, x_uln), _v(now, x_uln)
    told = f"{_shown(low, x_uln)}{unit} on {low.last}"
    if stat == "gain_over_nadir":
        least, most = value - nadir, value if below else value - nadir
        if now.comparator in ("<", "<="):
            least, most = -nadir, most
        most = inf if now.comparator in (">", ">=") else most
        says = f"{what} {_shown(now, x_uln)}{unit} on {now.last}, {least:+.3g} against its lowest, {told}"
        return Reading(least, says, (low, now), ">" if most == inf else None, None if most in (least, inf) else most)
    if nadir <= 0:
        return Reading(None, f"{what}: the lowest value is zero", (low,))
    ratio = value / nadir
    if now.comparator in ("<", "<=") and below:
        return Reading(None, f"{what} is below the limit of detection, as it was", (low, now))
    sign = "<" if now.comparator in ("<", "<=") else ">" if below or now.comparator in (">", ">=") else None
    return Reading(ratio, f"{what} {_shown(now, x_uln)}{unit} on {now.last}, {sign or ''}{ratio:.2f} x its lowest, {told}",
                   (low, now), sign)  # fmt: skip


def _change(what: str, first: Point, now: Point) -> Reading:
    if first is now or first == now:
        return Reading(None, f"{what}: one value only", (now,))
    if first.value == 0:
        return Reading(None, f"{what}: the first value is zero", (first,))
    if first.comparator in ("<", "<=") and now.comparator in ("<", "<="):
        return Reading(None, f"{what} is below the limit of detection, as it was", (first, now))
    change = (now.value - first.value) / first.value
    sign = "<" if now.comparator in ("<", "<=") else ">" if now.comparator or first.comparator in ("<", "<=") else None
    says = f"{what} {now.comparator or ''}{now.value:g} on {now.last}, {change:+.0%} since {first.last} ({first.value:g})"
    return Reading(change, says, (first, now), sign)


def _slope(what: str, points: tuple[Point, ...], *, falls: bool) -> Reading:
    """Months in which it doubles (or days in which it halves), by least squares on its logarithm; infinite when it does not."""
    usable = tuple(p for p in points if p.value > 0 and p.comparator is None)
    word = "half-life" if falls else "doubling time"
    if len(usable) < 2:
        return Reading(None, f"{what}: too few values above the limit of detection for a {word}", points)
    start = usable[0].last
    assert start is not None
    xs = [(p.last - start).days for p in usable if p.last is not None]
    ys = [log(p.value) for p in usable]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    if spread == 0:
        return Reading(None, f"{what}: all values are of one day", points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
    days = log(2) / abs(slope) if slope and (slope < 0) == falls else inf
    told = f"from {len(usable)} values, {usable[0].last} to {usable[-1].last}"
    if days == inf:
        return Reading(inf, f"{what} does not {'fall' if falls else 'rise'} ({told})", usable)
    says = f"{what} {word} {f'{days:.1f} days' if falls else f'{days / _MONTH:.1f} months'} ({told})"
    return Reading(days if falls else days / _MONTH, says, usable)


def _to_normal(what: str, first: Point, now: Point) -> Reading:
    """Weeks from the first value to the upper limit, were the fall to go on as it is (log-linear, two values)."""
    if first.ratio is None or first.value <= 0:
        return Reading(None, f"{what}: the laboratory's upper limit is not recorded", (first, now))
    if first.comparator in ("<", "<=") or first.ratio <= 1:
        return Reading(0.0, f"{what} was not above the upper limit at the start", (first,))
    if first == now or first.last is None or now.last is None or now.last <= first.last:
        return Reading(None, f"{what}: one value only", (now,))
    weeks = (now.last - first.last).days / 7
    fall = log(first.value / now.value) if now.value > 0 else inf
    told = f"from {first.value:g} on {first.last} to {now.comparator or ''}{now.value:g} on {now.last}"
    if fall <= 0:
        return Reading(inf, f"{what} does not fall ({told})", (first, now))
    needed = weeks * log(first.ratio) / fall
    sign = "<" if now.comparator in ("<", "<=") else None
    return Reading(needed, f"{what} would be normal {sign or ''}{needed:.1f} weeks after the start ({told})", (first, now), sign)
