"""A plan's timeline in words: treatments, series, events, each with its days."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.model.timeline import Timeline
from oncoplan.report.lines import counted, wrapped

_MOST = 14
_QUIET = ("test",)  # marks that are only worth a line when there are few


def timeline_lines(shown: Timeline | None, width: int, most: int = _MOST) -> Iterator[str]:
    """Nothing without a timeline; long lists are cut, saying how many more."""
    if shown is None:
        return
    for bar in shown.bars[:most]:
        ends = bar.end or ("goes on" if bar.open == "goes on" else "end not recorded")
        told = f"{bar.start or 'start not recorded'} to {ends}: {bar.label}" + (f" ({bar.outcome})" if bar.outcome else "")
        yield from wrapped(told, width, "  - ")
    yield from _more(len(shown.bars), most, "treatment")
    for line in shown.lines[:most]:
        yield from wrapped(line.says, width, "  - ")
    yield from _more(len(shown.lines), most, "series")
    marks = [m for m in shown.marks if len(shown.marks) <= most or m.kind not in _QUIET]
    for mark in marks[-most:]:
        yield from wrapped(f"{mark.on}: {mark.label}", width, "  - ")
    if len(marks) > most:
        yield f"    and {counted(len(marks) - most, 'earlier event')}"


def _more(number: int, most: int, what: str) -> Iterator[str]:
    if number > most:
        many = what if what == "series" else f"{what}s"
        yield f"    and {counted(number - most, f'more {what}', f'more {many}')}"
