"""A range and how a reported value (a number, a range, or `<0.1`) lies to it, in three answers."""

from __future__ import annotations

from math import isinf
from typing import NamedTuple

from oncoplan.model.verdict import Answer


class Bounds(NamedTuple):
    """`min` and `max` are included; `above` and `below` are not."""

    min: float | None = None
    max: float | None = None
    above: float | None = None
    below: float | None = None

    def any(self) -> bool:
        return any(limit is not None for limit in self)

    def holds(self, value: float) -> bool:
        near = _near(value)
        return (
            (self.min is None or value >= self.min - near)
            and (self.max is None or value <= self.max + near)
            and (self.above is None or value > self.above + near)
            and (self.below is None or value < self.below - near)
        )

    def words(self) -> str:
        """`at least 10 and below 20`."""
        names = ("at least", "at most", "above", "below")
        return " and ".join(f"{name} {limit:g}" for name, limit in zip(names, self, strict=True) if limit is not None)


def compare(value: float, upper: float | None, comparator: str | None, bounds: Bounds) -> Answer:
    """Met or not when the whole of what the value may be lies inside or outside the bounds, else unknown."""
    if comparator is None and upper is None:
        return "met" if bounds.holds(value) else "not_met"
    low, high = value, value if upper is None else upper
    if comparator in ("<", "<="):
        low, high = float("-inf"), value
    elif comparator in (">", ">="):
        low, high = value, float("inf")
    # a strict comparator leaves its own limit out: nudge towards the inside
    step = max(abs(value), 1.0) * 1e-9
    first = low + step if comparator == ">" else low
    last = high - step if comparator == "<" else high
    inside = [
        bounds.holds(first) if first != float("-inf") else _open_low(bounds),
        bounds.holds(last) if last != float("inf") else _open_high(bounds),
    ]
    if all(inside):
        return "met"
    outside_below = last != float("inf") and (
        (bounds.min is not None and last < bounds.min - _near(last))
        or (bounds.above is not None and last <= bounds.above + _near(last))
    )
    outside_above = first != float("-inf") and (
        (bounds.max is not None and first > bounds.max + _near(first))
        or (bounds.below is not None and first >= bounds.below - _near(first))
    )
    return "not_met" if outside_below or outside_above else "unknown"


def _near(value: float) -> float:
    """How far a value may be from a limit and still be it: 0.15 / 0.1 is 1.5 to the doctor, if not to the computer."""
    return 0.0 if isinf(value) else abs(value) * 1e-12


def _open_low(bounds: Bounds) -> bool:
    return bounds.min is None and bounds.above is None


def _open_high(bounds: Bounds) -> bool:
    return bounds.max is None and bounds.below is None
