"""What a person went through, by day, as the plan tells and draws it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class TimelineBar(Struct, frozen=True, kw_only=True):
    """A treatment from its first to its last day; a day that is only known to lie in a range is its earliest and latest."""

    label: str
    start: str | None
    end: str | None  # None: it goes on, or its end is not recorded (`open` says which)
    open: Literal["goes on", "not recorded"] | None
    outcome: str | None
    pointer: str


class TimelinePoint(Struct, frozen=True, kw_only=True):
    on: str
    value: float
    bound: str | None  # < or > where the laboratory gave a limit
    pointer: str


class TimelineLine(Struct, frozen=True, kw_only=True):
    """One series: its pieces are drawn apart, because a change of assay or unit lies between them."""

    what: str
    unit: str | None
    pieces: tuple[tuple[TimelinePoint, ...], ...]
    count: int  # results in the record; more than the points where the series was thinned
    says: str


class TimelineMark(Struct, frozen=True, kw_only=True):
    """An event: a progression, a reported response, an operation, a new change in the blood."""

    on: str
    label: str
    kind: str  # diagnosis | progression | response | procedure | test | new_change | cleared | event
    pointer: str


class Timeline(Struct, frozen=True, kw_only=True):
    """What a person went through, by day: treatments as bars, series as lines, events as marks."""

    bars: tuple[TimelineBar, ...]
    lines: tuple[TimelineLine, ...]
    marks: tuple[TimelineMark, ...]
