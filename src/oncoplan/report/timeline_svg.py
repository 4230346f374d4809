"""A plan's timeline as one SVG without anything from outside: treatments as bars, series as lines, events as marks.

It reads in black and white: a bar that goes on ends in an arrow, one whose end is not recorded in dots; a value that is only a
bound (`<0.1`) is an open triangle at the bound; where a series breaks (assay, unit) its line breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from math import floor, log10

from oncoplan.model.plan import Plan
from oncoplan.model.timeline import Timeline, TimelineLine, TimelineMark, TimelinePoint

WIDTH, LEFT, RIGHT = 960.0, 190.0, 24.0
TOP, BAR, PANEL, ROW = 48.0, 20.0, 84.0, 13.0
_LETTERS = 30
_SPREAD = 30.0  # how many times the lowest the highest value must be for a logarithmic scale
_SIGNS = {"progression": "▼", "response": "▲", "new_change": "◆", "cleared": "○", "procedure": "✚", "diagnosis": "●"}


class _Scale:
    """Days to places on the page."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, max(last, first + timedelta(days=30))

    def x(self, iso: str) -> float:
        share = (date.fromisoformat(iso) - self.first).days / (self.last - self.first).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def timeline_svg(plan: Plan) -> str:
    """The drawing; the same plan always gives the same bytes. Raises ValueError where the plan has no timeline."""
    shown = plan.timeline
    if shown is None:
        raise ValueError(f"{plan.record_id}: nothing has a date, so there is no timeline to draw")
    scale = _Scale(*_span(shown, plan.as_of))
    marks, rows = _rows(shown.marks, scale)
    bars_at = TOP + ROW * rows + 14
    lines_at = bars_at + BAR * len(shown.bars) + 18
    bottom = lines_at + PANEL * len(shown.lines)
    height = bottom + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}" height="{height:g}" viewBox="0 0 {WIDTH:g} {height:g}" '
        'role="img" font-family="sans-serif" font-size="11" fill="#000">',
        f"<title>Timeline of {escape(plan.record_id)} up to {escape(plan.as_of)}</title>",
        f"<desc>{escape('; '.join(line.says for line in shown.lines) or 'treatments and events')}</desc>",
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="#fff"/>',
        f'<text x="12" y="22" font-size="14" font-weight="bold">{escape(_cut(plan.record_id, 60))}</text>',
        *_axis(scale, bottom + 6),
        *_marks(marks, scale, bottom),
        *_bars(shown, scale, bars_at),
    ]
    for number, line in enumerate(shown.lines):
        parts.extend(_panel(line, scale, lines_at + PANEL * number))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _span(shown: Timeline, as_of: str) -> tuple[date, date]:
    days = [p.on for line in shown.lines for piece in line.pieces for p in piece]
    days += [day for bar in shown.bars for day in (bar.start, bar.end) if day]
    days += [mark.on for mark in shown.marks]
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max([*days, as_of]))
    return first, last


def _cut(text: str, letters: int = _LETTERS) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _axis(scale: _Scale, y: float) -> Iterator[str]:
    """Years, or months where the whole is short; never more than a dozen ticks."""
    days = (scale.last - scale.first).days
    step = next(m for m in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if days / 30.4 / m <= 12)
    month = scale.first.year * 12 + scale.first.month - 1
    month += -month % step
    yield f'<path d="M{LEFT:g},{y:g}H{WIDTH - RIGHT:g}" stroke="#000"/>'
    while True:
        day = date(month // 12, month % 12 + 1, 1)
        if day > scale.last:
            return
        if day >= scale.first:
            x, label = scale.x(day.isoformat()), f"{day.year}" if step >= 12 else f"{day:%Y-%m}"
            yield f'<path d="M{x:g},{TOP:g}V{y + 4:g}" stroke="#ddd"/>'
            yield f'<text x="{x:g}" y="{y + 18:g}" text-anchor="middle">{label}</text>'
        month += step


def _rows(marks: tuple[TimelineMark, ...], scale: _Scale) -> tuple[list[tuple[TimelineMark, int]], int]:
    """A row for each mark's label, so that no two overlap; blood tests without news share the lowest."""
    ends: list[float] = []
    placed: list[tuple[TimelineMark, int]] = []
    for mark in marks:
        x = scale.x(mark.on)
        width = 6.0 * len(_cut(mark.label)) + 16
        start = min(x, WIDTH - RIGHT - width)
        row = next((i for i, end in enumerate(ends) if end < start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = start + width
        placed.append((mark, row))
    return placed, len(ends)


def _marks(marks: list[tuple[TimelineMark, int]], scale: _Scale, bottom: float) -> Iterator[str]:
    for mark, row in marks:
        x, y = scale.x(mark.on), TOP + ROW * row
        label = f"{_SIGNS.get(mark.kind, '·')} {_cut(mark.label)}"
        dashes = "" if mark.kind in ("progression", "new_change") else ' stroke-dasharray="2 4"'
        yield f'<path d="M{x:g},{y + 2:g}V{bottom:g}" stroke="#888"{dashes}/>'
        at = min(x + 3, WIDTH - RIGHT - 6.0 * len(_cut(mark.label)) - 13)
        yield f'<text x="{at:g}" y="{y:g}"><title>{escape(mark.on)}: {escape(mark.label)}</title>{escape(label)}</text>'


def _bars(shown: Timeline, scale: _Scale, top: float) -> Iterator[str]:
    for number, bar in enumerate(shown.bars):
        y = top + BAR * number
        start = scale.x(bar.start) if bar.start else LEFT
        end = scale.x(bar.end) if bar.end else WIDTH - RIGHT
        if bar.open == "not recorded":
            end = min(start + 40, WIDTH - RIGHT)
        told = f"{bar.label}: {bar.start or '?'} to {bar.end or bar.open}" + (f" ({bar.outcome})" if bar.outcome else "")
        yield f'<g data-pointer="{escape(bar.pointer)}"><title>{escape(told)}</title>'
        yield f'<text x="{LEFT - 8:g}" y="{y + 12:g}" text-anchor="end">{escape(_cut(bar.label))}</text>'
        dots = ' stroke-dasharray="3 3"' if bar.open == "not recorded" else ""
        yield (
            f'<rect x="{start:g}" y="{y + 2:g}" width="{max(end - start, 2):g}" height="13" fill="#cfd8e3" stroke="#456"{dots}/>'
        )
        if bar.open == "goes on":
            yield f'<path d="M{end - 8:g},{y + 2:g}L{end:g},{y + 8.5:g}L{end - 8:g},{y + 15:g}" fill="none" stroke="#456"/>'
        yield "</g>"


def _panel(line: TimelineLine, scale: _Scale, top: float) -> Iterator[str]:
    """One series with its own scale: logarithmic where its values lie far apart."""
    points = [p for piece in line.pieces for p in piece]
    values = [p.value for p in points if p.value > 0] or [1.0]
    high, low = max(p.value for p in points) or 1.0, min(values)
    logs = high / low >= _SPREAD
    low = low if logs else 0.0
    height = PANEL - 24

    def y(value: float) -> float:
        share = value / high if high else 0.0
        if logs:
            share = (log10(max(value, low)) - log10(low)) / (log10(high) - log10(low))
        return round(top + 10 + height * (1 - share), 1)

    yield f"<g><title>{escape(line.says)}</title>"
    yield f'<text x="{LEFT - 8:g}" y="{top + PANEL / 2 - 4:g}" text-anchor="end">{escape(_cut(line.what))}</text>'
    scaled = ", ".join(part for part in (line.unit or "", "log" if logs else "") if part)
    yield f'<text x="{LEFT - 8:g}" y="{top + PANEL / 2 + 9:g}" text-anchor="end" font-size="9">{escape(scaled)}</text>'
    yield f'<path d="M{LEFT:g},{top + 10:g}V{top + 10 + height:g}H{WIDTH - RIGHT:g}" fill="none" stroke="#bbb"/>'
    yield f'<text x="{LEFT + 3:g}" y="{top + 14:g}" font-size="9">{_number(high)}</text>'
    yield f'<text x="{LEFT + 3:g}" y="{top + 8 + height:g}" font-size="9">{_number(low)}</text>'
    for piece in line.pieces:
        path = "L".join(f"{scale.x(p.on):g},{y(p.value):g}" for p in piece)
        yield f'<path d="M{path}" fill="none" stroke="#103a6b" stroke-width="1.5"/>'
        yield from (_dot(p, scale.x(p.on), y(p.value)) for p in piece)
    yield "</g>"


def _dot(point: TimelinePoint, x: float, y: float) -> str:
    told = f"<title>{escape(point.on)}: {escape(point.bound or '')}{point.value:g}</title>"
    if point.bound is None:
        return f'<circle cx="{x:g}" cy="{y:g}" r="2.5" fill="#103a6b">{told}</circle>'
    turn = "M-4,-3H4L0,4Z" if point.bound in ("<", "<=") else "M-4,3H4L0,-4Z"
    return f'<path d="{turn}" transform="translate({x:g} {y:g})" fill="#fff" stroke="#103a6b">{told}</path>'


def _number(value: float) -> str:
    if value and abs(value) < 1000 and floor(log10(abs(value))) > -4:
        return f"{value:.3g}"
    return f"{value:g}" if value == round(value) else f"{value:.2e}"
