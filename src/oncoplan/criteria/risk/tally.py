"""The count of a family tool: what is sure, what may be added, and what it rests on."""

from __future__ import annotations

from msgspec import Struct


class Tally(Struct):
    """Points that are sure (`low`) and that there may be (`high`; None: no limit is known), with a line for each."""

    low: float = 0
    high: float | None = 0
    lines: list[str] = []  # msgspec copies an empty default
    facts: list[str] = []

    def add(self, low: float, high: float, says: str, *pointers: str) -> None:
        """Points from `low` to `high` for one thing; what gives none either way is not listed."""
        if low == 0 and high == 0:
            return
        self.low += low
        if self.high is not None:
            self.high += high
        self.lines.append(f"{says}: {low:g}" if low == high else f"{says}: {low:g} to {high:g}")
        self.facts.extend(p for p in pointers if p not in self.facts)

    def open(self) -> None:
        """What is not known may add any number."""
        self.high = None
