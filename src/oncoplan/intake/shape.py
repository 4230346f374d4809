"""Plain data → the typed record, one value at a time: what does not fit is listed and left out, the rest goes on.

The types of `model.record` are the only schema: a field added there is read here without a change.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from oncoplan.intake import scalars
from oncoplan.intake.problem import Problem
from oncoplan.intake.scalars import ABSENT, Read
from oncoplan.intake.words import BARE, whole_entry
from oncoplan.model.record import FindingEntry, Result, Test

_NONE_WORDS = frozenset({"none", "no", "nil", "nothing"})
_MOST_PROBLEMS = 200


class Field(NamedTuple):
    attr: str
    read: Read


class Reading:
    """One record being read: its name, what could not be read, and which top-level lists lost something by it."""

    def __init__(self, name: str, prefix: str = "") -> None:
        self.name, self.prefix = name, prefix
        self.problems: list[Problem] = []
        self.lost: set[str] = set()
        self.unread: list[str] = []
        self.more = 0

    def problem(self, path: str, says: str, hint: str = "", kind: str = "not_read") -> None:
        if kind == "not_read":
            self.lost.add(path.partition("[")[0].partition(".")[0])
            self.unread.append(path)
        if len(self.problems) >= _MOST_PROBLEMS:
            self.more += 1
            return
        place = f"{self.prefix}.{path}" if self.prefix and path else self.prefix or path
        self.problems.append(Problem(f"{self.name}: {place}" if place else self.name, says, hint, 1, kind))

    def all_problems(self) -> tuple[Problem, ...]:
        if self.more:
            says = f"{self.more} more values could not be read (the first {_MOST_PROBLEMS} are listed)"
            return (*self.problems, Problem(self.name, says, "correct the first ones and run again", self.more))
        return tuple(self.problems)

    def struct(self, kind: type[Struct], value: Any, path: str) -> Any:
        """An entry of this kind; ABSENT (and a Problem) when the value is none. Its bad parts are left out."""
        if not isinstance(value, dict):
            entry = whole_entry(kind, value)
            if entry is None:
                self.problem(path, f"{shown(value)} is not {_article(kind.__name__)}", _wanted(kind))
                return ABSENT
            value = entry
        fields = fields_of(kind)
        already = len(self.unread)
        if kind is FindingEntry and len(value) == 1:
            value = _spoken(value, fields)
        if kind is Result:
            value = scalars.split_unit(value)
        found: dict[str, Any] = {}
        for key, inner in value.items():
            field = fields.get(key)
            if field is None:
                at = f"{path}.{key}" if path else str(key)
                says = f'there is no "{str(key)[:60]}" in {_article(kind.__name__)}'
                self.problem(at, says, _did_you_mean(str(key), fields))
                continue
            if inner is None:
                continue
            read = field.read(self, inner, f"{path}.{key}" if path else key)
            if read is not ABSENT:
                found[field.attr] = read
        if kind is Test and len(self.unread) > already:
            found["unread"] = (*found.get("unread", ()), *(at.removeprefix(f"{path}.") for at in self.unread[already:]))
        return kind(**found)


def shown(value: Any) -> str:
    """A value in a message: short, as written."""
    if isinstance(value, dict):
        return "a mapping {...}" if value else "an empty mapping {}"
    if isinstance(value, list):
        return "a list [...]" if value else "an empty list []"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "an empty entry"
    text = str(value)
    return f'"{text[:60]}..."' if len(text) > 60 else f'"{text}"'


@cache
def fields_of(kind: type[Struct]) -> dict[str, Field]:
    """Each key of this kind of entry, with how its value is read."""
    return {
        info.encode_name: Field(info.name, _reader(info.type, kind.__name__, info.encode_name))
        for info in msgspec.structs.fields(kind)
    }


def _reader(wanted: Any, owner: str, key: str) -> Read:
    types = _members(wanted)
    if len(types) > 1:
        if FindingEntry in types:
            return _finding
        return scalars.union_reader(frozenset(types), owner, key)
    only = types[0]
    if isinstance(only, type) and issubclass(only, Struct):
        return lambda reading, value, path: reading.struct(only, value, path)
    if get_origin(only) is tuple:
        return _list_reader(get_args(only)[0], owner, key)
    if get_origin(only) is dict:
        return _mapping_reader(_reader(get_args(only)[1], owner, key))
    return scalars.reader(only, owner, key)


def _members(wanted: Any) -> list[Any]:
    if get_origin(wanted) in (Union, UnionType):
        return [part for part in get_args(wanted) if part is not NoneType]
    return [wanted]


def _finding(reading: Reading, value: Any, path: str) -> Any:
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    return reading.struct(FindingEntry, value, path)


def _spoken(value: dict[str, Any], fields: dict[str, Field]) -> dict[str, Any]:
    """`{EGFR: L858R}`, as YAML makes of `EGFR: L858R`, back as the words; a mapping of parts as it is."""
    ((key, inner),) = value.items()
    plain = isinstance(inner, str) or (isinstance(inner, int | float) and not isinstance(inner, bool))
    if key in fields or not plain or _did_you_mean(key, fields).startswith("did you"):
        return value
    return {"text": f"{key} {inner}"}


def _list_reader(element: Any, owner: str, key: str) -> Read:
    one = _reader(element, owner, key)
    kinds = _members(element)
    entry = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Struct)), None)
    words = str in kinds

    def read(reading: Reading, value: Any, path: str) -> Any:
        if isinstance(value, str) and value.strip().lower() in scalars.NOT_KNOWN:
            return ABSENT
        items = _as_list(value, words=words, findings=entry is FindingEntry, bare=entry in BARE)
        if items is None:
            hint = "write [] for none, and leave the key out when it is not known"
            reading.problem(path, f"{shown(value)} is not a list", hint)
            return ABSENT
        if len(items) == 1 and isinstance(items[0], str) and items[0].strip().lower() in _NONE_WORDS:
            return ()
        found: list[Any] = []
        for index, item in enumerate(items):
            at = f"{path}[{index}]" if isinstance(value, list) else path
            if item is None or item == "":
                reading.problem(at, "an empty entry", "take the empty line or the extra comma out")
                got = ABSENT
            else:
                got = one(reading, item, at)
            if got is not ABSENT:
                found.append(got)
            elif entry is not None:
                found.append(entry())  # keeps the places of the others: tests/1/findings/0 stays true
        return tuple(found)

    return read


def _as_list(value: Any, *, words: bool, findings: bool, bare: bool) -> list[Any] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value] if value and not (words and not findings) else None
    if isinstance(value, str):
        if findings:
            return [value]
        if words:
            return [part for part in scalars.split_words(value) if part] or None
        return [value] if bare or value.strip().lower() in _NONE_WORDS else [value] if value.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    return None


def _mapping_reader(one: Read) -> Read:
    def read(reading: Reading, value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            reading.problem(path, f"{shown(value)} is not a mapping", "write {name: value}")
            return ABSENT
        found = {}
        for key, inner in value.items():
            got = None if inner is None else one(reading, inner, f"{path}.{key}")
            if got is not ABSENT and (inner is not None):
                found[str(key)] = got
        return found

    return read


def _article(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    words = {"finding entry": "finding", "item": "entry"}.get(words, words)
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _wanted(kind: type[Struct]) -> str:
    return "write it as a mapping with some of: " + ", ".join(list(fields_of(kind))[:8])


def _did_you_mean(key: str, fields: dict[str, Field]) -> str:
    from difflib import get_close_matches

    word = "".join("_" if letter in " -" else letter for letter in key.strip().lower())
    close = get_close_matches(word.replace("tumor", "tumour"), fields, n=1, cutoff=0.7)
    return f'did you mean "{close[0]}"?' if close else "the keys are: " + ", ".join(fields)
