"""People and rules made up for `cohort_trees.py`, alike in every run: columns of a cohort, and trees in the shapes of the base.

A cancer code in a tree numbered so that a node's descendants are an interval (the base's own cancers, a few of them common),
60 numbers (age, laboratory values, dates as days), 300 states: 240 of genes and biomarkers (not tested, negative or one of
several kinds of positive, most of them rare), 60 of the disease and its past (fewer unknown, classes of some size).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oncoplan.cohort.bits import Words, pack
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.rule import Expr

NUMBERS, GENES, STATES, CLASSES = 60, 240, 300, 8
OF_NUMBERS = ("age", "measure", "score", "next_line", "last_done", "interval", "exposure")
OF_GENES = ("alteration", "marker", "germline", "wild_type", "signature", "phenotype", "tested_for", "lesion")
NOT_TESTED, NEGATIVE = 0, 1


class People(NamedTuple):
    """A cohort as columns. Missing: cancer -1, number NaN, state 0."""

    cancer: NDArray[np.int16]
    numbers: NDArray[np.float32]
    states: NDArray[np.int8]

    def first(self, n: int) -> People:
        """The first n people, as columns of their own."""
        return People(*(np.ascontiguousarray(column[..., :n]) for column in self))


class Asked(NamedTuple):
    """One criterion: what it reads, and the interval or the classes for which it is met."""

    kind: str  # cancer | number | state
    column: int
    low: float = 0.0
    high: float = 0.0
    classes: tuple[int, ...] = ()


def cancer_intervals(book: RuleBook) -> list[tuple[int, int]]:
    """For each node of the cancer tree its place and the end of its descendants, in tree order."""
    words = book.vocabulary
    paths = sorted([*reversed(words.ancestors(code)), code] for code in words.keys("cancers"))
    paths = sorted({tuple(dict.fromkeys(path)) for path in paths})
    return [(i, i + sum(other[: len(path)] == path for other in paths[i:])) for i, path in enumerate(paths)]


def made_people(people: int, nodes: int, seed: int = 4) -> People:
    """Columns for so many people, with cancers among so many nodes."""
    rng = np.random.default_rng(seed)
    common = rng.permutation(nodes)
    share = 1 / (np.arange(nodes) + 3.0)
    cancer = common[rng.choice(nodes, size=people, p=share / share.sum())].astype(np.int16)
    cancer[rng.random(people) < 0.02] = -1
    numbers = rng.standard_normal((NUMBERS, people), dtype=np.float32)
    for row in numbers:
        row[rng.random(people) < rng.uniform(0.05, 0.7)] = np.nan
    states = np.empty((STATES, people), dtype=np.int8)
    for i, row in enumerate(states):
        draw = rng.random(people)
        if i < GENES:  # tested in 40 to 90 of 100; positive in 0.1 to 10 of 100 of those
            tested, positive = rng.uniform(0.4, 0.9), 10 ** rng.uniform(-3, -1)
            row[:] = np.where(draw < tested, NEGATIVE, NOT_TESTED)
            hits = np.flatnonzero(draw < tested * positive)
            row[hits] = 2 + np.minimum(rng.geometric(0.4, size=len(hits)) - 1, CLASSES - 3)
        else:
            row[:] = np.where(draw < 0.85, 1 + np.minimum(rng.geometric(0.5, size=people) - 1, CLASSES - 2), NOT_TESTED)
    return People(cancer, numbers, states)


def shapes_of(book: RuleBook) -> list[Expr]:
    """The conditions of the base's diagnosis rules with 3 to 10 criteria, definitions written out; leaves are ("c", name)."""

    def written(expr: Expr) -> Expr:
        op = expr[0]
        if op == "c":
            return ("c", book.criteria[expr[1]].name)
        if op == "is":
            return written(book.definitions[expr[1]].when)
        if op == "at_least":
            return (op, expr[1], tuple(written(part) for part in expr[2]))
        return (op, tuple(written(part) for part in expr[1])) if op in ("all", "any") else (op, written(expr[1]))

    shapes = [written(rule.when) for rule in book if rule.subject == "diagnosis"]
    return [shape for shape in shapes if 3 <= len(list(leaves(shape))) <= 10]


def leaves(expr: Expr) -> Iterator[int]:
    """What stands at the leaves of an expression."""
    op = expr[0]
    if op == "c":
        yield expr[1]
        return
    for part in expr[2] if op == "at_least" else expr[1] if op in ("all", "any") else (expr[1],):
        yield from leaves(part)


def made_trees(shapes: list[Expr], trees: int, nodes: list[tuple[int, int]], seed: int = 4) -> tuple[list[Expr], list[Asked]]:
    """So many trees in these shapes, over a shared table of criteria; some criteria stand in many trees, most in a few.

    The first n of them are the same for every number of trees, and so is the beginning of the table.
    """
    rng = random.Random(seed)
    wide = [end - first for first, end in nodes[1:]]
    pools: dict[str, list[Asked]] = {
        "cancer": [Asked("cancer", 0, *node) for node in rng.choices(nodes[1:], weights=wide, k=600)],
        "number": [_some_range(rng, i) for i in range(NUMBERS) for _ in range(10)],
        "gene": [_some_classes(rng, i, 2) for i in range(GENES) for _ in range(7)],
        "state": [_some_classes(rng, i, 1) for i in range(GENES, STATES) for _ in range(8)],
    }
    for pool in pools.values():
        rng.shuffle(pool)
    table: dict[Asked, int] = {}

    def filled(expr: Expr) -> Expr:
        op = expr[0]
        if op == "c":
            pool = pools[_pool_of(expr[1])]
            return ("c", table.setdefault(pool[int(len(pool) * rng.random() ** 2)], len(table)))
        if op == "at_least":
            return (op, expr[1], tuple(filled(part) for part in expr[2]))
        return (op, tuple(filled(part) for part in expr[1])) if op in ("all", "any") else (op, filled(expr[1]))

    made = [filled(rng.choice(shapes)) for _ in range(trees)]
    return made, list(table)


def _pool_of(criterion: str) -> str:
    if criterion == "cancer":
        return "cancer"
    return "number" if criterion in OF_NUMBERS else "gene" if criterion in OF_GENES else "state"


def _some_range(rng: random.Random, column: int) -> Asked:
    """At least so much, or from so much to so much; limits as the column's own kind of number has them."""
    low, high = sorted((rng.gauss(0, 1.5), rng.choice((9.0, rng.gauss(0, 1.5)))))
    return Asked("number", column, float(np.float32(low)), float(np.float32(high)))


def _some_classes(rng: random.Random, column: int, lowest: int) -> Asked:
    among = range(lowest, CLASSES)
    return Asked("state", column, classes=tuple(sorted(rng.sample(among, rng.choice((1, 1, 1, 2, 3, len(among)))))))


def literals_of(people: People, table: Sequence[Asked], wanted: NDArray[np.bool_], pool: Executor) -> Words:
    """The criteria as bitmaps, met and not met in turn (see `trees.literals`), those that are wanted; column by column, so
    that a column's values are told apart once for all the criteria that read it."""
    size = people.cancer.shape[0]
    given = np.zeros((2 * len(table), (size + 63) // 64), dtype=np.uint64)
    groups: dict[tuple[str, int], list[int]] = {}
    for i, asked in enumerate(table):
        groups.setdefault((asked.kind, asked.column), []).append(i)
    parts = [(key, group[at : at + 40]) for key, group in groups.items() for at in range(0, len(group), 40)]
    work = {"cancer": _cancers, "number": _numbers, "state": _states}
    list(pool.map(lambda part: work[part[0][0]](people, part[0][1], part[1], table, wanted, given), parts))
    return given


def _put(given: Words, wanted: NDArray[np.bool_], criterion: int, met: Words, known: Words) -> None:
    given[2 * criterion] = met
    if wanted[2 * criterion + 1]:
        np.bitwise_xor(met, known, out=given[2 * criterion + 1])  # what is met is known


def _cancers(people: People, _: int, group: list[int], table: Sequence[Asked], wanted: NDArray[np.bool_], given: Words) -> None:
    known, codes = pack(people.cancer >= 0), people.cancer.view(np.uint16)
    for i in group:
        low, high = int(table[i].low), int(table[i].high)
        _put(given, wanted, i, pack(codes - np.uint16(low) < np.uint16(high - low)), known)


def _numbers(
    people: People, column: int, group: list[int], table: Sequence[Asked], wanted: NDArray[np.bool_], given: Words
) -> None:
    values = people.numbers[column]
    known = pack(values == values)
    above, below = np.empty_like(values, dtype=np.bool_), np.empty_like(values, dtype=np.bool_)
    for i in group:
        np.greater_equal(values, np.float32(table[i].low), out=above)
        np.less_equal(values, np.float32(table[i].high), out=below)
        _put(given, wanted, i, pack(np.logical_and(above, below, out=above)), known)


def _states(
    people: People, column: int, group: list[int], table: Sequence[Asked], wanted: NDArray[np.bool_], given: Words
) -> None:
    values = people.states[column]
    known = pack(values != NOT_TESTED)
    each: dict[int, Words] = {}
    for i in group:
        met = np.zeros_like(known)
        for value in table[i].classes:
            if value not in each:
                each[value] = pack(values == np.int8(value))
            met |= each[value]
        _put(given, wanted, i, met, known)
