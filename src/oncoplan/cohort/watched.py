"""What a question read of the facts, seen as it reads: the ground of every short cut that cohorts take.

A criterion is a function of what it reads, in the order it reads it. So when it was asked once of one person, everyone whose
values agree at each thing that was read has the same answer, and need not be asked. `Watched` stands in for the facts and
notes each read as a path; `Values` gives the value of a path for any person, in a form that can be compared: an alteration
there is what criteria can tell of it (see `told.py`), not where it stands in a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from oncoplan.cohort.told import Told
from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.finding import AnyFinding

Path = tuple[str, str]
"""A part of the facts and, where the part is a table, the key in it (`*` for the whole table, "" elsewhere)."""

TABLES = ("alterations", "markers", "negatives", "diplotypes")
_SAME_FOR_ALL = ("vocabulary", "effects")  # effects say what alterations do, which is part of each alteration
WHOLE = "*"
_encode = msgspec.msgpack.Encoder().encode  # tables as they are written: their order may matter


class Watched:
    """Facts that note what is read of them, in order, each path once."""

    def __init__(self, facts: Facts) -> None:
        self.reads: dict[Path, None] = {}
        self.facts = facts

    def __getattr__(self, name: str) -> Any:
        facts = self.facts
        if name in _SAME_FOR_ALL:
            return getattr(facts, name)
        if name in TABLES:
            return _Table(self, name, getattr(facts, name))
        if name == "record":
            return _Parts(self, "record", facts.record)
        if name == "diagnosis":
            self.note("diagnosis", "")
            return None if facts.diagnosis is None else _Parts(self, "diagnosis", facts.diagnosis)
        if name == "dx_pointer":
            return f"diagnoses/{self.dx}"
        self.note(name, "")
        return getattr(facts, name)

    def complete(self, what: str) -> bool:
        self.note("complete", what)
        return self.facts.complete(what)

    def note(self, part: str, key: str) -> None:
        self.reads[part, key] = None


class _Parts:
    """The record or the diagnosis, by field."""

    def __init__(self, watched: Watched, name: str, of: Any) -> None:
        self._watched, self._name, self._of = watched, name, of

    def __getattr__(self, field: str) -> Any:
        self._watched.note(self._name, field)
        return getattr(self._of, field)


class _Table(Mapping[str, Any]):
    """A table of the facts: a look-up reads one key, anything else the whole."""

    def __init__(self, watched: Watched, name: str, of: Mapping[str, Any]) -> None:
        self._watched, self._name, self._of = watched, name, of

    def __getitem__(self, key: str) -> Any:
        self._watched.note(self._name, key)
        return self._of[key]

    def get(self, key: str, default: Any = None) -> Any:
        self._watched.note(self._name, key)
        return self._of.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._watched.note(self._name, str(key))
        return key in self._of

    def __iter__(self) -> Iterator[str]:
        self._watched.note(self._name, WHOLE)
        return iter(self._of)

    def __len__(self) -> int:
        self._watched.note(self._name, WHOLE)
        return len(self._of)


class Values:
    """The value of a path for one person's facts, as something that can be a key."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def of(self, facts: Facts, path: Path) -> Any:
        part, key = path
        if part in TABLES:
            table = getattr(facts, part)
            if key == WHOLE:
                return tuple((name, self._entries(part, table[name], facts)) for name in table)
            found = table.get(key)
            return None if found is None else self._entries(part, found, facts)
        if part == "record":
            return _plain(getattr(facts.record, key))
        if part == "diagnosis":
            return facts.diagnosis is None if key == "" or facts.diagnosis is None else _plain(getattr(facts.diagnosis, key))
        if part == "complete":
            return facts.complete(key)
        if part == "one_line":
            return self._one_line(facts)
        if part == "tests":
            return tuple(test_key(test) for test in facts.tests)
        if part in ("regions", "findings"):
            return self._told.all_of(getattr(facts, part), facts)
        return _plain(getattr(facts, part))

    def _one_line(self, facts: Facts) -> tuple[tuple[int, ...], ...]:
        """The findings that stand together in one line of the record (`CDKN2A/B loss`), for each line with several."""
        if len({found.pointer for found in facts.findings}) == len(facts.findings):
            return ()
        lines: dict[str, list[AnyFinding]] = {}
        for found in facts.findings:
            lines.setdefault(found.pointer, []).append(found)
        return tuple(self._told.all_of(line, facts) for line in lines.values() if len(line) > 1)

    def _entries(self, part: str, found: Any, facts: Facts) -> Any:
        if part == "alterations":
            return self._told.alterations(found, facts)
        return self._told.all_of(found, facts)


def test_key(done: TestDone) -> Any:
    """Everything of a test but what it found, which its findings say themselves, and its name."""
    test = done.test
    bare = msgspec.structs.replace(test, findings=(), negative=(), sample=None, unread=())
    return (
        done.index, done.kind, done.succeeded, done.plasma, done.germline, done.linked, done.unread, _plain(done.collected),
        done.assay.id if done.assay else None, _encode(bare),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A value that can be compared and hashed."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return _encode(value)
