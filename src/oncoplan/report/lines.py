"""Lines of plain text: wrapping, clipping, columns, and colour where it is asked for."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

_CODES = {"bold": "1", "red": "1;31", "yellow": "33", "green": "32", "dim": "2"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Paint:
    """Adds terminal colours, or nothing."""

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._on and text else text


def clean(text: str) -> str:
    """One line without control characters: text of a record never moves the cursor or breaks a table."""
    return " ".join(_CONTROL.sub(" ", text).split())


def wrapped(text: str, width: int, lead: str = "", most: int | None = None) -> list[str]:
    """`lead` before the first line, spaces below it; cut at a word with ` ...` after `most` lines."""
    room = max(width - len(lead), 5)
    lines = textwrap.wrap(clean(text), room, break_on_hyphens=False) or [""]
    if most is not None and len(lines) > most:
        last = " ".join(lines[most - 1 :])
        short = textwrap.shorten(last, room, placeholder=" ...")
        lines = [*lines[: most - 1], short if short != "..." else f"{last[: room - 3]}..."]
    return [f"{lead if i == 0 else ' ' * len(lead)}{line}".rstrip() for i, line in enumerate(lines)]


def row(cells: Sequence[str], widths: Sequence[int], most: int = 2) -> list[str]:
    """One row of a table, its cells wrapped over at most `most` lines and padded, two spaces apart."""
    wrapped_cells = [wrapped(cell, width, most=most) for cell, width in zip(cells, widths, strict=True)]
    height = max(len(cell) for cell in wrapped_cells)
    return [
        "  ".join((cell[i] if i < len(cell) else "").ljust(w) for cell, w in zip(wrapped_cells, widths, strict=True)).rstrip()
        for i in range(height)
    ]


def clipped(text: str, width: int) -> str:
    """Cut with `...` where it does not fit."""
    text = clean(text)
    return text if len(text) <= width else f"{text[: max(width - 3, 1)].rstrip()}..."


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def some(names: Iterable[str], most: int) -> str:
    """The first few names and a count of the rest."""
    names = list(names)
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def unverified(basis: str) -> str:
    """The mark behind a sentence whose rule rests on memory: its sources were not read at review."""
    return " [unverified]" if basis == "memory" else ""


_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def first_sentence(text: str) -> str:
    """The first sentence, so that a list can be read at a glance; the rest is in the detail."""
    return _END.split(text, maxsplit=1)[0]
