"""YAML as people write it, safely: plain data, the few special words of YAML 1.2, within bounds.

`no`, `yes`, `on`, `off` and `NO` (Norway) stay text; so do dates and numbers with a leading zero (`02139`).
Duplicate keys are reported, aliases may not explode, tags are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oncoplan.intake.problem import Unusable
from oncoplan.model.pattern import Pattern

DEPTH_LIMIT = 64
NODE_LIMIT = 500_000
_INT = Pattern(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = Pattern(r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class Document:
    """One document: its value, the lines of its duplicate keys, and the line it starts on."""

    __slots__ = ("duplicates", "line", "value")

    def __init__(self, value: Any, duplicates: list[tuple[str, int]], line: int) -> None:
        self.value, self.duplicates, self.line = value, duplicates, line


def scalar(text: str) -> Any:
    """A plain (unquoted) scalar's value."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def read_documents(text: str, name: str) -> Iterator[Document]:
    """Every document of a YAML text that holds anything. Raises Unusable at the first thing that is not YAML."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        builder = _Builder(iter(yaml.parse(text, Loader=loader)), name)
        while (document := builder.next_document()) is not None:
            if document.value is not None:
                yield document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        why = error.problem or error.context or "not YAML"
        lines = text.splitlines()
        if mark and mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t":
            why = "a tab stands where YAML wants spaces"
        raise Unusable(f"{name}: {line}{why}", _yaml_hint(why)) from None
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())
        raise Unusable(f"{name}: {why}", "remove the control characters, or save the file as UTF-8 text") from None


def _yaml_hint(why: str) -> str:
    if "mapping values are not allowed" in why:
        return 'a value that holds ": " needs quotes around it'
    if "a tab stands" in why:
        return "indent with spaces, not with a tab"
    if "cannot start any token" in why or "alphabetic or numeric" in why or "alias" in why or "anchor" in why:
        return "a value that starts with * & @ ` % needs quotes around it"
    return "check the indentation (spaces, the same for one list) and the brackets and quotes before this place"


class _Builder:
    def __init__(self, events: Iterator[Any], name: str) -> None:
        self.events = events
        self.name = name
        self.nodes = 0

    def next_document(self) -> Document | None:
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                self.anchors: dict[str, tuple[Any, int]] = {}
                self.duplicates: list[tuple[str, int]] = []
                value = self.node(next(self.events), 0)
                return Document(value, self.duplicates, event.start_mark.line + 1)
            if kind == "StreamEndEvent":
                return None
        return None

    def node(self, event: Any, depth: int) -> Any:
        line = event.start_mark.line + 1
        self.count(1, line)
        if depth > DEPTH_LIMIT:
            says = f"{self.name}: line {line}: nested more than {DEPTH_LIMIT} deep"
            raise Unusable(says, "a record is at most a few levels deep")
        kind = type(event).__name__
        if kind == "AliasEvent":
            if event.anchor not in self.anchors:
                raise Unusable(
                    f'{self.name}: line {line}: "*{event.anchor}" refers to nothing',
                    "a value that starts with * needs quotes around it (star alleles: '*1/*2A')",
                )
            value, size = self.anchors[event.anchor]
            self.count(size, line)
            return value
        if (event.tag or "").startswith(("!", "tag:yaml.org,2002:python")):
            says = f"{self.name}: line {line}: the tag {event.tag} is not read"
            raise Unusable(says, "write plain values, without tags")
        before = self.nodes
        if kind == "ScalarEvent":
            value = scalar(event.value) if event.implicit[0] else event.value
        elif kind == "SequenceStartEvent":
            value = []
            while type(inner := next(self.events)).__name__ != "SequenceEndEvent":
                value.append(self.node(inner, depth + 1))
        else:
            value = self.mapping(depth)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.nodes - before + 1)
        return value

    def mapping(self, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        merged: list[dict[str, Any]] = []
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            line = event.start_mark.line + 1
            if type(event).__name__ not in ("ScalarEvent", "AliasEvent"):
                says = f"{self.name}: line {line}: a list or mapping stands where a key should"
                raise Unusable(says, "put quotes around a value that starts with { or [")
            key = str(event.value) if type(event).__name__ == "ScalarEvent" else str(self.node(event, depth + 1))
            inner = self.node(next(self.events), depth + 1)
            if key == "<<":
                merged += [part for part in (inner if isinstance(inner, list) else [inner]) if isinstance(part, dict)]
            elif key in value:
                self.duplicates.append((key, line))
            else:
                value[key] = inner
        for part in merged:
            for key, inner in part.items():
                value.setdefault(key, inner)
        return value

    def count(self, nodes: int, line: int) -> None:
        self.nodes += nodes
        if self.nodes > NODE_LIMIT:
            raise Unusable(
                f"{self.name}: line {line}: more than {NODE_LIMIT:,} values, counting every use of an alias",
                "write one record per file, without aliases that repeat each other",
            )
