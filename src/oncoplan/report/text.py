"""A plan as plain text: one screen first, then the detail."""

from __future__ import annotations

from oncoplan.model.plan import Plan
from oncoplan.report.detail import Detail, around
from oncoplan.report.lines import Paint
from oncoplan.report.screen import screen


def text(plan: Plan, *, width: int = 100, colour: bool = False) -> str:
    """The plan for a doctor, in lines of at most `width` (no less than 60); ends with a newline."""
    width = max(width, 60)
    paint = Paint(colour)
    rule = f"{'-' * 4} Detail {'-' * (width - 12)}"
    lines = [
        *screen(plan, width, paint),
        paint("dim", rule),
        *Detail(plan, width, paint).lines(),
        *around(plan, width, paint),
    ]
    return "\n".join(lines) + "\n"
