"""Trials made ready to be matched: every clause over one table of criteria, so that each question is asked once a person.

The table is the base knowledge's own, lengthened by what only trials ask; conditions that many trials share are one. The
book is bytes (MessagePack), so that a store can keep it beside the trials that it was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import msgspec
from msgspec import Struct

from oncoplan.criteria.evaluate import Table
from oncoplan.criteria.registry import ready
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.rule import Criterion, Expr
from oncoplan.model.trial import Trial

FORMAT = 3
UNREAD = -1
CONDITIONS, NO_CRITERIA, NO_TEXT = -1, -2, -3
"""Numbers of clauses that the trial does not list: what its registry names as conditions; that it has no criteria at all; that
it has criteria somebody picked (CTML), without the text they were picked from."""


class Clausal(Struct, frozen=True, array_like=True):
    """One clause of a trial as compiled.

    `clause`: its number among the trial's clauses, or CONDITIONS, NO_CRITERIA or NO_TEXT; `expr`: the number of its condition
    in the book, or UNREAD; `whole`: nothing of the sentence was left unread.
    """

    clause: int
    expr: int
    whole: bool


class Way(Struct, frozen=True, array_like=True):
    """A group that somebody may fit: open or not, with its own clauses and those of the groups above it."""

    key: str
    open: bool
    clauses: tuple[Clausal, ...]


class Entry(Struct, frozen=True, array_like=True):
    """One trial: the clauses for everyone, the ways in (none: the trial has no groups), and the genes that it asks for."""

    id: str
    common: tuple[Clausal, ...]
    ways: tuple[Way, ...]
    genes: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def open_ways(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.open)

    @property
    def unread(self) -> int:
        """How many sentences for everyone were not understood, or not wholly."""
        return sum(not one.whole for one in self.common)


class Head(Struct, frozen=True):
    """What the book was made of: the digest of its trials and of the knowledge whose table it lengthens."""

    format: int
    trials: str
    knowledge: str
    rows: int


class Compiled(Struct, frozen=True):
    """A book's bytes, decoded."""

    head: Head
    criteria: tuple[Criterion, ...]
    exprs: tuple[msgspec.Raw, ...]
    entries: tuple[Entry, ...]


class NotThisBook(ValueError):
    """Bytes that are no book of these trials and this knowledge."""


class TrialBook:
    """Trials over one table of criteria. `of` gives a trial by its id."""

    def __init__(self, data: bytes, base: RuleBook, of: Callable[[str], Trial]) -> None:
        try:
            made = msgspec.msgpack.decode(data, type=Compiled)
        except msgspec.MsgspecError as error:
            raise NotThisBook(str(error)) from None
        self.head = made.head
        if made.head.format != FORMAT or made.head.knowledge != base.head.digest or made.head.rows != len(base.criteria):
            raise NotThisBook("made with other knowledge")
        self.base, self.data = base, data
        self.entries = made.entries
        self.criteria: Table = Lengthened(base.criteria, made.criteria)
        self.exprs: list[Expr] = [_tuples(msgspec.msgpack.decode(raw)) for raw in made.exprs]
        self._of, self._known = of, dict[str, Trial]()

    def __len__(self) -> int:
        return len(self.entries)

    def trial(self, trial_id: str) -> Trial:
        """The trial as it was read."""
        found = self._known.get(trial_id)
        if found is None:
            found = self._known[trial_id] = self._of(trial_id)
        return found

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    def find(self, name: str) -> Entry | None:
        """By its id in any spelling of case, or by another id that it goes by; None where there is none, or several."""
        exact = self.by_id.get(name)
        if exact is not None:
            return exact
        wanted = name.strip().casefold()
        near = [entry for entry in self.entries if entry.id.casefold() == wanted]
        if not near:
            near = [e for e in self.entries if wanted in (other.casefold() for other in self.trial(e.id).other_ids)]
        return near[0] if len(near) == 1 else None


class Lengthened:
    """The base table of criteria with more behind it; rows are readied when first asked for."""

    def __init__(self, first: Table, more: Iterable[Criterion]) -> None:
        self._first, self._more = first, tuple(more)
        self._size: int = len(first)  # type: ignore[arg-type]
        self._ready: dict[int, Criterion] = {}

    def __getitem__(self, index: int) -> Criterion:
        if index < self._size:
            return self._first[index]
        row = self._ready.get(index)
        if row is None:
            row = self._ready[index] = ready(self._more[index - self._size])
        return row

    def __len__(self) -> int:
        return self._size + len(self._more)


def _tuples(written: list[object]) -> Expr:
    """An expression as it was before it was packed."""
    return tuple(_tuples(part) if isinstance(part, list) else part for part in written)
