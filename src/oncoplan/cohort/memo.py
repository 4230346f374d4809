"""Asks a question once for all whose facts agree in what it reads (see `watched.py`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from oncoplan.cohort.told import View
from oncoplan.cohort.watched import TABLES, WHOLE, Path, Values, Watched
from oncoplan.model.facts import Facts

T = TypeVar("T")
Indices = NDArray[np.int64]


class _Node(Generic[T]):
    """Either what is read next, with a branch for each value seen so far, or the answer."""

    __slots__ = ("answer", "branches", "path")

    def __init__(self) -> None:
        self.path: Path | None = None
        self.branches: dict[Any, _Node[T]] = {}
        self.answer: T | None = None


class Memo(Generic[T]):
    """The answers of one question so far, as a tree of reads."""

    def __init__(self, ask: Callable[[Facts], T], view: View | None = None) -> None:
        self._ask, self.view = ask, view
        self.root: _Node[T] = _Node()
        self.asked = 0

    def learn(self, facts: Facts, value: Callable[[Path], Any], since: _Node[T] | None = None) -> T:
        """Ask it of one person, and keep the answer under everything that was read. `value` gives this person's value of a
        path; `since` is the node that must be filled."""
        watched = Watched(facts)
        answer = self._ask(watched)  # type: ignore[arg-type]
        self.asked += 1
        node = self.root
        for path in watched.reads:
            node.path = path
            node = node.branches.setdefault(value(path), _Node())
        node.answer = answer
        if since is not None and since.path is None and since.answer is None:
            raise AssertionError(f"a question read other things of people who are alike in {list(watched.reads)}")
        return answer

    def answer(self, facts: Facts, values: Values) -> T:
        """The answer for one person; it is worked out only where nobody like this one was asked before."""
        node = self.root
        while node.path is not None:
            found = node.branches.get(self._value(facts, node.path, values))
            if found is None:
                break
            node = found
        if node.answer is not None:
            return node.answer
        return self.learn(facts, lambda path: self._value(facts, path, values))

    def _value(self, facts: Facts, path: Path, values: Values) -> Any:
        value = values.of(facts, path)
        return self.view.of(value) if self.view is not None and _viewed(path) else value


def _viewed(path: Path) -> bool:
    """Whether a question may see the value of this path less finely."""
    return path[0] == "alterations" and path[1] != WHOLE


class Columns:
    """The facts of many people as columns of codes, one column for each path, made when a question first reads it."""

    def __init__(self, people: Sequence[Facts], values: Values) -> None:
        self.people, self._values = people, values
        self._codes: dict[Path, tuple[Indices, list[Any]]] = {}
        self._views: dict[tuple[Path, int], tuple[Indices, list[Any]]] = {}
        self._having: dict[str, dict[str, list[int]]] = {}

    def codes(self, path: Path) -> tuple[Indices, list[Any]]:
        """The code of each person, and the value that each code stands for."""
        found = self._codes.get(path)
        if found is None:
            found = self._codes[path] = self._of_key(path) if path[0] in TABLES and path[1] != WHOLE else self._of_all(path)
        return found

    def _seen(self, path: Path, view: View | None) -> tuple[Indices, list[Any]]:
        """As `codes`, for a question that tells alterations less finely."""
        if view is None or not _viewed(path):
            return self.codes(path)
        found = self._views.get((path, id(view)))
        if found is None:
            codes, values = self.codes(path)
            known: dict[Any, int] = {}
            again = np.array([known.setdefault(view.of(value), len(known)) for value in values], dtype=np.int64)
            found = self._views[path, id(view)] = (again[codes], list(known))
        return found

    def _value(self, at: int, view: View | None, path: Path) -> Any:
        codes, values = self._seen(path, view)
        return values[codes[at]]

    def _of_all(self, path: Path) -> tuple[Indices, list[Any]]:
        known: dict[Any, int] = {}
        of = self._values.of
        codes = np.array([known.setdefault(of(facts, path), len(known)) for facts in self.people], dtype=np.int64)
        return codes, list(known)

    def _of_key(self, path: Path) -> tuple[Indices, list[Any]]:
        """One key of a table, which most people do not have."""
        having = self._having.get(path[0])
        if having is None:
            having = self._having[path[0]] = {}
            for i, facts in enumerate(self.people):
                for key in getattr(facts, path[0]):
                    having.setdefault(key, []).append(i)
        codes = np.zeros(len(self.people), dtype=np.int64)
        known: dict[Any, int] = {None: 0}
        of = self._values.of
        for i in having.get(path[1], ()):
            codes[i] = known.setdefault(of(self.people[i], path), len(known))
        return codes, list(known)

    def ask(self, memo: Memo[int]) -> Indices:
        """The answer (a number) of everyone: people are divided by what is read until all of a group must agree."""
        out = np.empty(len(self.people), dtype=np.int64)
        waiting: list[tuple[_Node[int], Indices]] = [(memo.root, np.arange(len(self.people)))] if len(self.people) else []
        while waiting:
            node, who = waiting.pop()
            if node.path is None and node.answer is None:
                at = int(who[0])
                memo.learn(self.people[at], partial(self._value, at, memo.view), since=node)
            if node.path is None:
                assert node.answer is not None
                out[who] = node.answer
                continue
            codes, names = self._seen(node.path, memo.view)
            mine = codes[who]
            first = mine[0]
            if (mine == first).all():
                waiting.append((node.branches.setdefault(names[first], _Node()), who))
                continue
            order = np.argsort(mine, kind="stable")
            ordered = mine[order]
            cuts = np.flatnonzero(np.diff(ordered)) + 1
            for part in np.split(order, cuts):
                waiting.append((node.branches.setdefault(names[mine[part[0]]], _Node()), who[part]))
        return out
