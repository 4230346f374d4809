"""Every trial for everyone of a cohort: each criterion once for all who are alike, trials as bit operations.

The answers are those that `trials.hearing` gives each person alone; reasons are worked out for whom they are asked, by that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oncoplan.cohort.bits import everyone, pack, unpack
from oncoplan.cohort.columns import FORMS, verdicts
from oncoplan.cohort.memo import Columns, Memo
from oncoplan.cohort.told import Told
from oncoplan.cohort.trees import literals, programs, run
from oncoplan.cohort.watched import Values
from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, stated
from oncoplan.criteria.registry import find
from oncoplan.model.facts import Facts
from oncoplan.model.rule import Criterion, Expr, names_in
from oncoplan.trials.book import UNREAD, Clausal, Entry, TrialBook
from oncoplan.trials.hearing import Hearing
from oncoplan.trials.match import units
from oncoplan.variants.assess import Assessment

_CODE = {"not_met": NOT_MET, "unknown": UNKNOWN, "met": MET}
_NEVER: Expr = ("any", ())
Answers = NDArray[np.int8]
"""Shape (trials, people): NOT_MET, UNKNOWN or MET."""


class Answered(NamedTuple):
    """A cohort's answers, for each person those of the diagnosis that fits best. `full` has unread sentences as unknown;
    `read` is over what could be read; `unit` is the number of the diagnosis among the person's."""

    full: Answers
    read: Answers
    unit: NDArray[np.int16]


class TrialColumns:
    """A book of trials made ready for cohorts; what it learns of one cohort serves the next."""

    def __init__(self, book: TrialBook, *, engine: str = "numpy") -> None:
        self.book, self.engine = book, engine
        self._leaf_of: dict[int, int] = {}  # row of the book's table → leaf
        self._stated: dict[str, int] = {}  # definition → its leaf, numbered behind the criteria
        exprs = [self._compact(expr) for expr in book.exprs]
        for name in self._reached(exprs):
            self._stated[name] = len(self._stated)
        self.criteria: list[Criterion] = [book.criteria[row] for row in self._leaf_of]
        self.met, self.not_met = (programs(exprs, side, self._resolve) for side in ("met", "not_met"))
        whole = [_expr_of(entry, whole=True) for entry in book.entries]
        read = [_expr_of(entry, whole=False) for entry in book.entries]
        self.trials = (programs(whole, "met"), programs(read, "met"), programs(read, "not_met"))
        self.told = Told(self.criteria)
        self.values = Values(self.told)
        self._memos = [Memo(self._asking(leaf), view) for leaf, view in enumerate([*map(self.told.view, self.criteria),
                                                                                    *[None] * len(self._stated)])]  # fmt: skip

    @property
    def genes(self) -> frozenset[str]:
        """The genes that some trial asks about by name."""
        return self.told.genes

    def _compact(self, expr: Expr) -> Expr:
        """The expression with its criteria as leaves."""
        op = expr[0]
        if op == "c":
            return ("c", self._leaf_of.setdefault(expr[1], len(self._leaf_of)))
        if op == "is":
            return expr
        if op == "at_least":
            return (op, expr[1], tuple(self._compact(part) for part in expr[2]))
        return (op, tuple(self._compact(part) for part in expr[1]) if op in ("all", "any") else self._compact(expr[1]))

    def _reached(self, exprs: Sequence[Expr]) -> list[str]:
        """The definitions that the expressions name, and those that these name; their criteria become leaves too."""
        found: dict[str, None] = {}
        waiting = list(exprs)
        while waiting:
            for name in names_in(waiting.pop()):
                if name not in found:
                    found[name] = None
                    waiting.append(self._compact(self.book.base.definitions[name].when))
        return list(found)

    def _resolve(self, name: str) -> tuple[Expr, int]:
        return self._compact(self.book.base.definitions[name].when), len(self._leaf_of) + self._stated[name]

    def _asking(self, leaf: int) -> Callable[[Facts], int]:
        if leaf < len(self.criteria):
            asked = self.criteria[leaf]
            question = find(asked.name).ask
            return lambda facts: _CODE[question(facts, **asked.params).answer]
        definition = self.book.base.definitions[list(self._stated)[leaf - len(self.criteria)]]

        def said(facts: Facts) -> int:
            found = stated(facts, definition)
            return UNKNOWN if found is None else found

        return said

    def _column(self, leaf: int, columns: Columns) -> NDArray[np.int64]:
        """Everyone's answer to one leaf."""
        if leaf < len(self.criteria) and (asked := self.criteria[leaf]).name in FORMS:
            codes, values = columns.codes(FORMS[asked.name][0])
            found = verdicts(asked.name, values, self.book.base.vocabulary, asked.params)
            return np.array([_CODE[verdict.answer] for verdict in found], dtype=np.int64)[codes]
        return columns.ask(self._memos[leaf])

    def of_units(self, people: Sequence[Facts]) -> tuple[Answers, Answers]:
        """Full and read answers for facts that each have a diagnosis in mind, all of one day and jurisdiction."""
        n = len(people)
        columns = Columns(people, self.values)
        answers = np.empty((len(self._memos), n), dtype=np.int8)
        for leaf in range(len(self._memos)):
            answers[leaf] = self._column(leaf, columns)
        leaves = literals(pack(answers == MET), pack(answers == NOT_MET))
        conditions = literals(run(self.met, leaves, engine=self.engine), run(self.not_met, leaves, engine=self.engine))
        mask = everyone(n)
        full, read, fails = (unpack(run(which, conditions, engine=self.engine) & mask, n) for which in self.trials)
        return _answers(full, fails), _answers(read, fails)

    def answers(self, people: Sequence[Assessment]) -> Answered:
        """Everyone's answers. All must be of one day and jurisdiction."""
        asked = [(i, number, facts) for i, one in enumerate(people) for number, facts in enumerate(units(one))]
        n, m = len(people), len(self.book)
        full, read = np.empty((m, len(asked)), dtype=np.int8), np.empty((m, len(asked)), dtype=np.int8)
        with_dx = [place for place, (_, _, facts) in enumerate(asked) if facts.dx is not None]
        if with_dx:
            full[:, with_dx], read[:, with_dx] = self.of_units([asked[place][2] for place in with_dx])
        for place, (_, _, facts) in enumerate(asked):
            if facts.dx is None:
                hearing = Hearing(self.book, facts)
                found = [hearing.of(entry) for entry in self.book.entries]
                full[:, place], read[:, place] = [one.full for one in found], [one.read for one in found]
        if len(asked) == n:
            return Answered(full, read, np.zeros((m, n), dtype=np.int16))
        return _best(full, read, [i for i, _, _ in asked], [number for _, number, _ in asked], n)


def _best(full: Answers, read: Answers, whose: Sequence[int], number: Sequence[int], people: int) -> Answered:
    """Of each person's diagnoses the one that fits best, the first of equals."""
    score = read.astype(np.int16) * 3 + full
    first = np.unique(np.array(whose), return_index=True)[1]
    kept = np.tile(first, (len(full), 1))
    rows = np.arange(len(full))
    for place, i in enumerate(whose):
        if place != first[i]:
            better = score[:, place] > score[rows, kept[:, i]]
            kept[better, i] = place
    at = np.arange(len(full))[:, None]
    return Answered(full[at, kept], read[at, kept], np.array(number, dtype=np.int16)[kept])


def _answers(met: NDArray[np.bool_], not_met: NDArray[np.bool_]) -> Answers:
    found = np.full(met.shape, UNKNOWN, dtype=np.int8)
    found[met] = MET
    found[not_met] = NOT_MET
    return found


def _expr_of(entry: Entry, *, whole: bool) -> Expr:
    """A trial over the book's conditions. `whole`: what was not read wholly keeps it from being met."""
    parts = [_all(entry.common, whole)]
    if entry.ways:
        parts.append(("any", tuple(_all(way.clauses, whole) for way in entry.open_ways)))
    return ("all", tuple(parts))


def _all(clauses: Sequence[Clausal], whole: bool) -> Expr:
    if whole and not all(one.whole for one in clauses):
        return _NEVER
    return ("all", tuple(("c", one.expr) for one in clauses if one.expr != UNREAD))
