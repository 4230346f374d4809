"""Rules as programs over a shared table of criteria, for a whole cohort at once.

Every criterion is two bitmaps, met and not met (unknown is neither): the literals. What a tree needs to be met, and what it
needs to be not met, are two formulas over literals: `all` is met where all its parts are and not met where any is not, `any`
the reverse, `not` swaps the two. Each becomes a postfix program of plain bit operations; named definitions are inlined with
what records state of them. Two machines run the same programs: numpy (one operation for the whole cohort at a time) and numba
(a whole tree for one block of people at a time; the extra `oncoplan[fast]`). They agree with each other and with
`criteria.evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oncoplan.cohort.bits import Words, everyone, positions
from oncoplan.model.rule import Expr

LOAD, AND_LOAD, OR_LOAD, AND, OR, INVERT, COUNT, ONES, ZEROS = range(9)

Resolve = Callable[[str], tuple[Expr, int]]
"""Name of a definition → its condition and the criterion that says what records state of it."""

Side = Literal["met", "not_met"]
Row = tuple[int, int, int]


class Programs(NamedTuple):
    """Programs end to end; program k is `code[start[k]:start[k + 1]]`.

    `arg` is a literal (twice the criterion, plus one for *not met*) or a number of parts, `least` the n of a count; `depth`
    is how many bitmaps the deepest program keeps at once.
    """

    code: NDArray[np.int32]
    arg: NDArray[np.int32]
    least: NDArray[np.int32]
    start: NDArray[np.int64]
    depth: int

    def __len__(self) -> int:
        return len(self.start) - 1


def programs(exprs: Iterable[Expr], side: Side = "met", resolve: Resolve | None = None) -> Programs:
    """What each expression needs to be met, or not met. Raises ValueError for an operation that is not known."""
    made: list[list[Row]] = []
    depth = 1
    for expr in exprs:
        rows: list[Row] = []
        depth = max(depth, _write(expr, side == "met", resolve, rows))
        made.append(rows)
    start = np.zeros(len(made) + 1, dtype=np.int64)
    np.cumsum([len(rows) for rows in made], out=start[1:])
    table = np.array([row for rows in made for row in rows], dtype=np.int32).reshape(-1, 3)
    code, arg, least = (np.ascontiguousarray(table[:, i]) for i in range(3))
    return Programs(code, arg, least, start, depth)


def _write(expr: Expr, met: bool, resolve: Resolve | None, rows: list[Row]) -> int:
    """Append the code for one side of `expr`; how many bitmaps it keeps at once."""
    op = expr[0]
    if op == "c":
        rows.append((LOAD, 2 * expr[1] + (not met), 0))
        return 1
    if op in ("all", "any"):
        return _join(tuple(_flat(op, expr[1])), met, (op == "all") == met, resolve, rows)
    if op == "at_least":
        n, parts = expr[1], expr[2]
        depth = max([i + _write(part, met, resolve, rows) for i, part in enumerate(parts)], default=0)
        rows.append((COUNT, len(parts), n if met else len(parts) - n + 1))
        return max(depth, 1)
    if op == "not":
        return _write(expr[1], not met, resolve, rows)
    if op in ("known", "presume"):
        # known: met where the part is met, else not met; presume: not met where the part is not met, else met
        inside = op == "known"
        depth = _write(expr[1], inside, resolve, rows)
        if inside != met:
            rows.append((INVERT, 1, 0))
        return depth
    if op == "is" and resolve is not None:
        return _named(*resolve(expr[1]), met, resolve, rows)
    raise ValueError(f"unknown operation {op!r}")


def _join(parts: tuple[Expr, ...], met: bool, conjunction: bool, resolve: Resolve | None, rows: list[Row]) -> int:
    """Parts joined by *and* or *or*; a criterion after the first part is joined as it is read.

    The order does not matter to the answer. Criteria come first: where one of them leaves nobody, the rest is not looked at.
    """
    if not parts:
        rows.append((ONES if conjunction else ZEROS, 0, 0))
        return 1
    ordered = sorted(parts, key=lambda part: part[0] != "c")
    depth = _write(ordered[0], met, resolve, rows)
    for part in ordered[1:]:
        if part[0] == "c":
            rows.append((AND_LOAD if conjunction else OR_LOAD, 2 * part[1] + (not met), 0))
        else:
            depth = max(depth, 1 + _write(part, met, resolve, rows))
            rows.append((AND if conjunction else OR, 2, 0))
    return depth


def _flat(op: str, parts: tuple[Expr, ...]) -> Iterator[Expr]:
    """The parts of an `all` or an `any`, with those of the same within it in its place."""
    for part in parts:
        if part[0] == op:
            yield from _flat(op, part[1])
        else:
            yield part


def _named(inner: Expr, stated: int, met: bool, resolve: Resolve, rows: list[Row]) -> int:
    """Met where derived or stated; not met where one says so and the other does not say it is met."""
    yes, no = 2 * stated, 2 * stated + 1
    if met:
        depth = _write(inner, True, resolve, rows)
        rows.append((OR_LOAD, yes, 0))
        return depth
    depth = _write(inner, True, resolve, rows)
    rows.append((INVERT, 1, 0))
    rows.append((AND_LOAD, no, 0))
    depth = max(depth, 1 + _write(inner, False, resolve, rows), 3)
    rows.append((LOAD, yes, 0))
    rows.append((INVERT, 1, 0))
    rows.append((AND, 2, 0))
    rows.append((OR, 2, 0))
    return depth


def literals(met: Words, not_met: Words) -> Words:
    """The bitmaps of criteria, (criteria, words) each, as literals (2 x criteria, words)."""
    both = np.empty((2 * met.shape[0], met.shape[1]), dtype=np.uint64)
    both[0::2], both[1::2] = met, not_met
    return both


def run(which: Programs, given: Words, *, engine: str = "numpy") -> Words:
    """The bitmap of each program, (programs, words). `given`: literals. Bits beyond the last person may be set.

    engine: numpy, or numba (ImportError says what to install where it is absent).
    """
    if engine == "numba":
        from oncoplan.cohort.trees_numba import run_numba

        return run_numba(which, given)
    found = np.empty((len(which), given.shape[1]), dtype=np.uint64)
    code, arg, least, start = which.code.tolist(), which.arg.tolist(), which.least.tolist(), which.start.tolist()
    for number in range(len(which)):
        found[number] = _one(code, arg, least, start[number], start[number + 1], given)
    return found


def _one(code: list[int], arg: list[int], least: list[int], first: int, last: int, given: Words) -> Words:
    stack: list[Words] = []
    own = -1  # the highest place of the stack whose bitmap is not a literal itself, and may be written to
    for i in range(first, last):
        op, n = code[i], arg[i]
        if op == LOAD:
            stack.append(given[n])
            continue
        top = len(stack) - 1
        if op in (AND_LOAD, OR_LOAD):
            join = np.bitwise_and if op == AND_LOAD else np.bitwise_or
            stack[top] = join(stack[top], given[n], out=stack[top] if own == top else None)
            own = top
        elif op in (AND, OR):
            join = np.bitwise_and if op == AND else np.bitwise_or
            stack[top - 1] = join(stack[top - 1], stack[top])
            del stack[top]
            own = top - 1
        elif op == INVERT:
            stack[top] = ~stack[top]
            own = top
        elif op == COUNT:
            parts = stack[len(stack) - n :]
            del stack[len(stack) - n :]
            stack.append(_counted(parts, least[i], given.shape[1]))
            own = len(stack) - 1
        else:
            stack.append(np.full(given.shape[1], ~np.uint64(0) if op == ONES else np.uint64(0)))
            own = len(stack) - 1
    return stack[0]


def _counted(parts: list[Words], least: int, words: int) -> Words:
    """Where at least `least` of the parts are set: a counter of bitmaps that saturates there."""
    if least <= 0 or least > len(parts):
        return np.full(words, ~np.uint64(0) if least <= 0 else np.uint64(0))
    reached = [np.full(words, ~np.uint64(0))] + [np.zeros(words, dtype=np.uint64) for _ in range(least)]
    for part in parts:
        for count in range(least, 0, -1):
            reached[count] |= reached[count - 1] & part
    return reached[least]


def definite(which: Programs, given: Words, people: int, *, engine: str = "numpy") -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The (program, person) of every bit that is set, straight from the literals; numba gives them block by block."""
    if engine == "numba":
        from oncoplan.cohort.trees_numba import definite_numba

        return definite_numba(which, given, people)
    mask = everyone(people)
    rows: list[NDArray[np.int64]] = []
    who: list[NDArray[np.int64]] = []
    step = max(1, 64_000_000 // max(given.shape[1] * 8, 1))  # a bounded piece of the result at a time
    for first in range(0, len(which), step):
        last = min(first + step, len(which))
        part = Programs(which.code, which.arg, which.least, which.start[first : last + 1], which.depth)
        found = run(part, given)
        found &= mask
        row, person = positions(found)
        rows.append(row + first)
        who.append(person)
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *rows]), np.concatenate([empty, *who])
