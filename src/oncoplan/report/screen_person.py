"""The part of the first screen that speaks of someone without a cancer: risk figures, and what lowers the risk."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.model.plan import Plan
from oncoplan.report.arranged import Block, preventions
from oncoplan.report.lines import Paint, unverified, wrapped
from oncoplan.report.short import more


def risk_lines(plan: Plan, width: int, paint: Paint, most: int) -> Iterator[str]:
    """Risk figures that say something, a line each, those that something rests on first; the rest is in the detail."""
    rests_on = {b.says.rsplit(" (", 1)[0] for r in plan.recommendations if r.verdict == "met" for b in r.because if b.says}
    rows = [risk for risk in plan.risks if not risk.refused]
    rows.sort(key=lambda risk: not any(risk.says.startswith(text) for text in rests_on))
    if not rows:
        return
    yield ""
    yield paint("bold", "RISK")
    shown = rows[: max(most, 2)]
    for risk in shown:
        yield from wrapped(risk.says, width, "  - ", most=2)
    if len(shown) < len(rows):
        yield f"    {more(len(rows) - len(shown), 'figure')}"


def prevention_lines(block: Block, width: int, paint: Paint, most: int) -> Iterator[str]:
    """Habits, shots and tests, a line each; the whole sentences are in the detail."""
    rows = preventions(block.other)
    if not rows:
        return
    yield ""
    yield paint("bold", "PREVENTION")
    shown = rows[:most]
    for one in shown:
        yield from wrapped(f"{unverified(one.basis)} {one.says}".strip(), width, "  - ", most=1)
    if len(shown) < len(rows):
        yield f"    {more(len(rows) - len(shown), 'line')}"
