"""Coding notation: `c.2573T>G`, `c.2235_2249del`, `c.1905+1G>A`, `c.-124C>T`, with or without the deleted bases."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.variants.errors import Unreadable

CodingOp = Literal["sub", "del", "ins", "dup", "delins", "inv", "same"]

_POSITION = r"([-*]?\d+)([+-]\d+|[+-]\?)?"
_CHANGE = Pattern(
    rf"(?:[cC]\.)?\(?{_POSITION}(?:_{_POSITION})?"
    r"(?:([ACGTN]*)>([ACGTN]+)|del([ACGTN]*|\d+)ins([ACGTN]+|\d+)|(del|dup|inv)([ACGTN]*|\d+)|ins([ACGTN]+|\d+)|(=))\)?"
)


class Position(Struct, frozen=True, order=True):
    """A base of the transcript: `base` counts from the A of ATG (negative before it; `utr3`: counts after the stop)."""

    utr3: bool
    base: int
    offset: int = 0

    def __str__(self) -> str:
        return f"{'*' if self.utr3 else ''}{self.base}{f'{self.offset:+d}' if self.offset else ''}"


class Coding(Struct, frozen=True):
    """A change of bases `start`..`end`; `ref` is "" where not written, `size` the number of inserted bases if counted."""

    start: Position
    end: Position
    op: CodingOp
    ref: str = ""
    alt: str = ""

    def __str__(self) -> str:
        span = str(self.start) if self.start == self.end else f"{self.start}_{self.end}"
        match self.op:
            case "sub":
                return f"c.{span}{self.ref}>{self.alt}"
            case "ins" | "delins":
                return f"c.{span}{self.op}{self.alt}"
            case "same":
                return f"c.{span}="
        return f"c.{span}{self.op}"

    @property
    def exonic(self) -> bool:
        """Both ends in the coding sequence itself."""
        return not (self.start.offset or self.end.offset or self.start.utr3 or self.end.utr3) and self.start.base > 0

    @property
    def shift(self) -> int | None:
        """Bases gained (or lost, negative) by the coding sequence; None where an end lies outside it."""
        if not self.exonic:
            return None
        span = self.end.base - self.start.base + 1
        match self.op:
            case "del":
                return -span
            case "dup":
                return span
            case "ins":
                return len(self.alt)
            case "delins":
                return len(self.alt) - span
        return 0


@lru_cache(maxsize=16384)
def read_coding(text: str) -> Coding:
    """The change that coding notation says; raises `Unreadable`."""
    body = text.strip().replace(" ", "").replace("\u2192", ">")
    found = _CHANGE.fullmatch(_upper_bases(body))
    if not found:
        raise Unreadable(f'cannot read "{text}" as a coding change', "write it as in c.2573T>G or c.2235_2249del")
    start = _position(found[1], found[2])
    end = _position(found[3], found[4]) if found[3] else start
    _, _, _, _, ref, alt, gone, new, word, bases, put, same = found.groups()
    if same:
        return Coding(start, end, "same")
    if alt is not None:
        if start == end and len(ref) == len(alt) == 1:
            return Coding(start, end, "sub", ref, alt)
        if len(ref) > 1 and start == end:
            end = Position(start.utr3, start.base + len(ref) - 1, start.offset)
        return Coding(start, end, "delins", ref, alt)
    if new is not None:
        return Coding(start, end, "delins", gone if not gone.isdigit() else "", _bases(new))
    if put is not None:
        return Coding(start, end, "ins", "", _bases(put))
    if bases.isdigit() and int(bases) > 1 and start == end:
        end = Position(start.utr3, start.base + int(bases) - 1, start.offset)
    elif len(bases) > 1 and not bases.isdigit() and start == end and not start.offset:
        end = Position(start.utr3, start.base + len(bases) - 1, 0)
    op: CodingOp = "del" if word == "del" else "dup" if word == "dup" else "inv"
    return Coding(start, end, op, "" if bases.isdigit() else bases)


def looks_like_coding(text: str) -> bool:
    return bool(re.match(r"[cC]\.\(?[-*]?\d", text.strip()))


def _upper_bases(body: str) -> str:
    head, rest = (body[:2], body[2:]) if body[:2].lower() == "c." else ("", body)
    if any(base in rest for base in "acgtn") and not re.search(r"(del|dup|ins|inv)", rest.lower()):
        rest = rest.upper()
    return head + re.sub(r"(?i)(delins|del|dup|ins|inv)", lambda found: found[0].lower(), rest)


def _bases(text: str) -> str:
    return "N" * int(text) if text.isdigit() else text


def _position(base: str, offset: str | None) -> Position:
    past_stop = base.startswith("*")
    shift = 0 if not offset else (1 if offset[0] == "+" else -1) * (0 if offset[1:] == "?" else int(offset[1:]))
    return Position(past_stop, int(base.lstrip("*")), shift)
