"""Eligibility text → items: one criterion each, with its side, its place in the text, its parent and what it holds for.

Registries write the same thing in many layouts: bullets, numbers, letters, indented lines without a mark, paragraphs wrapped at
80 columns, or everything run together in one line. Nothing is dropped: every character that is not a heading, a mark or space
belongs to an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Side


class Item(Struct, kw_only=True):
    """One criterion as it stands in the text: `text[start:end]`. `parent`: the place of the item it stands under."""

    side: Side
    start: int
    end: int
    depth: int = 0
    parent: int | None = None
    heading: str = ""  # the headings and labels above it, which may say for whom it holds
    stated: bool = True  # whether a heading said the side


_HEADING = Pattern(
    r"^[\s\-*•\d.)#_]*(?P<before>(?:[\w&/,'()-]+\s+){0,7}?)(?P<side>inclusions?|exclusions?|eligibility|inclusion\s*(?"
    r":/|and)\s*exclusion)"
    r"(?P<middle>(?:\s+(?!criteri)[\w/-]+){0,4})\s*(?P<criteria>criteri(?:a|on)s?)?\s*(?P<after>[^:\n.;]{0,90}?)\s*[:.]*\s*$",
    re.I,
)
_INLINE = Pattern(
    r"(?:^|(?<=[\s.;,)\]]))(?P<before>(?:(?:key|main|major|selected|general|additional|other|subject|patient|"
    r"participant|study)\s+){0,2})"
    r"(?P<side>inclusion|exclusion)\s+criteri(?:a|on)\b(?P<after>[^:\n.;]{0,60}?)\s*:",
    re.I,
)
_MARK = Pattern(
    r"(?:Exclude|Include)\s+-\s+|"
    r"(?:[-*•·◦▪●○–—➢✓o]|-{2,3})\s+(?:\[ \]\s*)?|[*•·◦▪●○➢](?=\S)|-(?=[A-Z\\])|--(?=\S)|"
    r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zA-Z]|[ivxIVX]{1,4})\\?[.)]\s*(?=\D)(?<![A-Za-z]\.(?=[a-z]))|"
    r"#\d{1,2}\s+"
)
_EXCLUDE = Pattern(r"\s*Exclude\s+-\s+")
_NUMBER = Pattern(r"(?:(?<=\s)|(?<=[.;,)]))(\d{1,2})\\?[.)]\s{0,2}(?=[A-Z\"'(≥>])")
_DASH = Pattern(r"(?<=[.;:,)a-z0-9])\s+[-•*·]\s+(?=[A-Z>≥])|\s*[•·●▪]\s*")
_SENTENCE_END = Pattern(r"[.;:]\s*$")
_NOT_HEADING = Pattern(
    r"\b(?:may apply|might apply|could apply|apply|protocol[- ]defined|will be|must|meet|meets|fulfil|are not|"
    r"has|have|who|is|were)\b",
    re.I,
)
_SUBHEADING = Pattern(
    r"^(?:[A-Z][\w/&,()' -]{2,70}?(?:criteria|characteristics|therapy|status|disease|function|requirements?|"
    r"participants?|patients?)"
    r"|(?:DISEASE|PATIENT|PRIOR)[A-Z ]+|(?:Cohort|Arm|Part|Phase|Group|Stratum)s?\b[^.]{0,60}?)\s*:\s*$"
)


def items_of(text: str) -> list[Item]:
    """Every criterion of the text, in its order. A text without a heading is read as inclusion, and the item says so."""
    found: list[Item] = []
    side: Side = "inclusion"
    stated = False
    heading = ""
    lines: list[tuple[int, int]] = []
    for start, end, kind, words in _pieces(text):
        if kind == "line":
            lines.append((start, end))
            continue
        found += _block(text, lines, side, heading, stated, len(found))
        lines = []
        side, stated, heading = ("exclusion" if kind == "exclusion" else "inclusion"), True, words
    found += _block(text, lines, side, heading, stated, len(found))
    return found


def _pieces(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Lines and headings in order: (start, end, `line` or a side, the heading's other words)."""
    at = 0
    for line in text.splitlines(keepends=True):
        start, end = at, at + len(line.rstrip("\r\n"))
        at += len(line)
        body = text[start:end]
        mark = _EXCLUDE.match(body)
        if mark and (named := _heading(body[mark.end() :])):
            yield start, end, named[0], named[1]
            continue
        if named := _heading(body):
            yield start, end, named[0], named[1]
            continue
        place = start
        for inner in _INLINE.finditer(body):
            if _NOT_HEADING.search(inner["after"]):
                continue
            if body[: inner.start()].strip():
                yield place, start + inner.start(), "line", ""
            yield start + inner.start(), start + inner.end(), inner["side"].lower(), inner["after"].strip(" -–")
            place = start + inner.end()
        yield place, end, "line", ""


def _heading(line: str) -> tuple[str, str] | None:
    """The side that a line announces and what else it says; None when it is no heading."""
    if len(line) > 160 or not line.strip():
        return None
    found = _HEADING.match(line)
    if found is None:
        return None
    words = f"{found['before']} {found['middle']} {found['after']}".strip()
    alone = line.strip(" -*:.#\t").lower()
    if found["criteria"] is None and not (
        line.rstrip().endswith(":") or alone in ("inclusion", "exclusion", "inclusions", "exclusions")
    ):
        return None
    if "include but are not limited" not in line and _NOT_HEADING.search(f"{found['before']} {found['middle']} {found['after']}"):
        return None
    if not line.rstrip().endswith(":") and line.rstrip().endswith(".") and found["before"].strip():
        return None
    said = found["side"].lower()
    if "/" in said or " and " in said:
        return None
    side = "exclusion" if said.startswith("excl") else "inclusion"
    return side, words.strip(" -–()")


def _block(text: str, lines: list[tuple[int, int]], side: Side, heading: str, stated: bool, first: int) -> list[Item]:
    """The items of one block of lines under one heading."""
    made: list[Item] = []
    levels: list[tuple[int, int]] = []  # (indent, place in `made`)
    marked = any(_mark(text, start, end) for start, end in lines)
    wrapped = _is_wrapped(text, lines)
    blank = True
    label = ""
    for start, end in lines:
        body = text[start:end]
        if not body.strip():
            blank = True
            continue
        mark = _mark(text, start, end)
        indent = len(body) - len(body.lstrip())
        at = start + (mark or indent)
        last = made[-1] if made else None
        joins = last is not None and not mark and not _starts_new(text, last, at, end, blank, marked, wrapped, indent, levels)
        blank = False
        if joins and last is not None:
            last.end = _trimmed(text, last.start, end)
            continue
        if at >= end:
            continue
        if not mark and _SUBHEADING.match(text[at:end].strip()):
            label = text[at:end].strip(" :")
            levels = []
            continue
        one_side: Side = "exclusion" if _EXCLUDE.match(body) else side
        while levels and levels[-1][0] >= indent:
            levels.pop()
        parent = levels[-1][1] if levels else None
        words = " | ".join(part for part in (heading, label) if part)
        made.append(
            Item(
                side=one_side, start=at, end=_trimmed(text, at, end), depth=len(levels), heading=words, stated=stated,
                parent=None if parent is None else first + parent,
            )
        )  # fmt: skip
        levels.append((indent, len(made) - 1))
    return _unrolled(text, made, first)


def _mark(text: str, start: int, end: int) -> int:
    """How many characters of a line are indent and bullet; 0 for a line without a bullet."""
    body = text[start:end]
    indent = len(body) - len(body.lstrip())
    place = indent
    excluded = _EXCLUDE.match(body)
    if excluded:
        place = excluded.end()
    found = _MARK.match(body, place)
    if found is not None:
        place = found.end()
        again = _MARK.match(body, place)
        if again is not None and found[0].strip() in "-*•·":
            place = again.end()
        return place
    return place if excluded else 0


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the lines were broken at a fixed width rather than where a criterion ends."""
    filled = [text[s:e].strip() for s, e in lines if text[s:e].strip()]
    ended = sum(1 for a, b in pairwise(filled) if len(a) > 60 and b[:1].islower())
    return ended > len(filled) / 6


def _starts_new(
    text: str, last: Item, at: int, end: int, blank: bool, marked: bool, wrapped: bool, indent: int, levels: list[tuple[int, int]]
) -> bool:
    """Whether a line without a mark begins another criterion."""
    line = text[at:end].strip()
    before = text[last.start : last.end]
    if line[:1].islower():
        return False
    if blank:
        return True
    if _SUBHEADING.match(line):
        return True
    if wrapped:
        return not marked and bool(_SENTENCE_END.search(before)) and indent <= (levels[-1][0] if levels else indent)
    if marked:
        return bool(_SENTENCE_END.search(before)) and (not levels or indent <= levels[-1][0])
    return True


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _unrolled(text: str, made: list[Item], first: int) -> list[Item]:
    """Items that hold a whole numbered or dashed list in one line, taken apart."""
    done: list[Item] = []
    moved: dict[int, int] = {}
    for place, item in enumerate(made):
        cuts = _cuts(text, item)
        parent = None if item.parent is None else moved.get(item.parent - first)
        item.parent = None if parent is None else first + parent
        moved[place] = len(done)
        if not cuts:
            done.append(item)
            continue
        starts = [(item.start, item.start), *cuts]
        for number, (_, begin) in enumerate(starts):
            stop = starts[number + 1][0] if number + 1 < len(starts) else item.end
            end = _trimmed(text, begin, stop)
            if end > begin:
                done.append(
                    Item(
                        side=item.side, start=begin, end=end, depth=item.depth, heading=item.heading, stated=item.stated,
                        parent=item.parent,
                    )
                )  # fmt: skip
    return done


def _cuts(text: str, item: Item) -> list[tuple[int, int]]:
    """Where an item is to be cut: (start of the mark, start of the words behind it)."""
    body = text[item.start : item.end]
    numbers = [(int(m[1]), m.start(), m.end()) for m in _NUMBER.finditer(body)]
    own = re.search(r"(\d{1,2})\\?[.)]\s*$", text[max(0, item.start - 6) : item.start])
    for begin in (int(own[1]) + 1 if own else 1, 1, 2):
        chain: list[tuple[int, int]] = []
        wanted = begin
        for number, start, stop in numbers:
            if number == wanted:
                chain.append((item.start + start, item.start + stop))
                wanted += 1
        if len(chain) >= 2 or (chain and own and begin == int(own[1]) + 1):
            return chain
    dashes = [(item.start + m.start(), item.start + m.end()) for m in _DASH.finditer(body)]
    return dashes if len(dashes) >= 2 else []
