"""One diagnosis of one person before a book of trials: the answer of every condition, asked once, and of every trial."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar

from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, Evaluation
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Node
from oncoplan.trials.book import UNREAD, Clausal, Entry, TrialBook, Way

T = TypeVar("T")


class Answer(NamedTuple):
    """Of one trial. `full`: with unread sentences as unknown; `read`: over what could be read; `way`: the group that fits
    best, None where there are none. Each is NOT_MET, UNKNOWN or MET."""

    full: int
    read: int
    way: Way | None


class Change(NamedTuple):
    """How a failing clause could change: `day` when time alone does it (None: it does not); the sentence says how."""

    day: date | None
    says: str


class Hearing:
    """The facts of one diagnosis (or of the person), asked every condition of the book at most once."""

    def __init__(self, book: TrialBook, facts: Facts) -> None:
        self.book, self.facts = book, facts
        self.evaluation = Evaluation(facts, book.criteria, book.base.definitions)
        self._answers: list[int] = [-1] * len(book.exprs)
        self._nodes: dict[int, Node] = {}
        self.changes: dict[int, Change | None] = {}
        self.kept: dict[tuple[str, int], Any] = {}  # what was worked out of one condition for all the trials that share it

    def once(self, what: str, expr: int, work: Callable[[Hearing, int], T]) -> T:
        """What `work` says of one condition for this person, worked out once."""
        key = (what, expr)
        found: T | None = self.kept.get(key)
        if found is None:
            found = self.kept[key] = work(self, expr)
        return found

    def answer(self, expr: int) -> int:
        """The answer of one condition; an unread one is unknown."""
        if expr == UNREAD:
            return UNKNOWN
        found = self._answers[expr]
        if found < 0:
            found = self._answers[expr] = self.evaluation.answer(self.book.exprs[expr])
        return found

    def node(self, expr: int) -> Node:
        """The tree of answers of one condition that was read."""
        found = self._nodes.get(expr)
        if found is None:
            found = self._nodes[expr] = self.evaluation.explain(self.book.exprs[expr])
        return found

    def of(self, entry: Entry) -> Answer:
        """The trial's answer: everyone's clauses, and those of one open group."""
        full, read = self._all(entry.common)
        if full == NOT_MET or not entry.ways:
            return Answer(full, read, None)
        best = Answer(NOT_MET, NOT_MET, None)
        for way in entry.ways:
            if way.open:
                found = self._all(way.clauses)
                if (found[1], found[0]) > (best.read, best.full) or best.way is None:
                    best = Answer(*found, way)
        return Answer(min(full, best.full), min(read, best.read), best.way)

    def _all(self, clauses: Iterable[Clausal]) -> tuple[int, int]:
        full = read = MET
        answers = self._answers
        for one in clauses:
            expr = one.expr
            if expr != UNREAD:
                found = answers[expr]
                if found < 0:
                    found = self.answer(expr)
                if found == NOT_MET:
                    return NOT_MET, NOT_MET
                if found < read:
                    read = found
            if not one.whole:
                full = UNKNOWN
        return min(full, read), read


def asked_of(entry: Entry, answer: Answer) -> tuple[Clausal, ...]:
    """The clauses that an answer rests on: everyone's and those of the group that fits best."""
    return (*entry.common, *(answer.way.clauses if answer.way else ()))
