"""The programs of `trees` by numba: a whole tree for one block of people, so that what it works on stays in cache.

Needs the extra `oncoplan[fast]`. The machine code is kept beside the module, so that only the first run compiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from oncoplan.cohort.bits import Words, everyone
from oncoplan.cohort.trees import AND, AND_LOAD, COUNT, INVERT, LOAD, ONES, OR, OR_LOAD, Programs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    njit: Callable[..., Any]
    prange: Callable[[int], range]
else:
    try:
        from numba import njit, prange
    except ImportError as missing:
        raise ImportError("the numba engine needs the extra oncoplan[fast]") from missing

_FULL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_NONE = np.uint64(0)
_ONE = np.uint64(1)
_BLOCK = 128


@njit(cache=True, nogil=True)
def _tree(
    code: NDArray[np.int32], arg: NDArray[np.int32], least: NDArray[np.int32], begin: int, end: int,
    given: Words, first: int, n: int, kept: Words, counted: Words,
) -> None:  # fmt: skip
    """One program for the words first .. first + n; the result stands in kept[0]."""
    top = -1
    for i in range(begin, end):
        op = code[i]
        x = arg[i]
        if op == LOAD:
            top += 1
            for w in range(n):
                kept[top, w] = given[x, first + w]
        elif op == AND_LOAD:
            for w in range(n):
                kept[top, w] &= given[x, first + w]
        elif op == OR_LOAD:
            for w in range(n):
                kept[top, w] |= given[x, first + w]
        elif op == AND:
            top -= 1
            for w in range(n):
                kept[top, w] &= kept[top + 1, w]
        elif op == OR:
            top -= 1
            for w in range(n):
                kept[top, w] |= kept[top + 1, w]
        elif op == INVERT:
            for w in range(n):
                kept[top, w] = ~kept[top, w]
        elif op == COUNT:
            need = least[i]
            base = top - x + 1
            if need <= 0 or need > x:
                for w in range(n):
                    kept[base, w] = _FULL if need <= 0 else _NONE
            else:
                for level in range(need + 1):
                    for w in range(n):
                        counted[level, w] = _FULL if level == 0 else _NONE
                for part in range(base, top + 1):
                    for level in range(need, 0, -1):
                        for w in range(n):
                            counted[level, w] |= counted[level - 1, w] & kept[part, w]
                for w in range(n):
                    kept[base, w] = counted[need, w]
            top = base
        else:
            top += 1
            for w in range(n):
                kept[top, w] = _FULL if op == ONES else _NONE


@njit(cache=True, parallel=True, nogil=True)
def _run(
    code: NDArray[np.int32], arg: NDArray[np.int32], least: NDArray[np.int32], start: NDArray[np.int64],
    given: Words, found: Words, depth: int, most: int,
) -> None:  # fmt: skip
    words = given.shape[1]
    for block in prange((words + _BLOCK - 1) // _BLOCK):
        first = block * _BLOCK
        n = min(_BLOCK, words - first)
        kept = np.empty((depth, _BLOCK), dtype=np.uint64)
        counted = np.empty((most + 1, _BLOCK), dtype=np.uint64)
        for tree in range(len(start) - 1):
            _tree(code, arg, least, start[tree], start[tree + 1], given, first, n, kept, counted)
            for w in range(n):
                found[tree, first + w] = kept[0, w]


@njit(cache=True, parallel=True, nogil=True)
def _sizes(found: Words, mask: Words) -> NDArray[np.int64]:
    """Where the rows of each program begin, and the number of all at the end; bits beyond the last person are cleared."""
    sizes = np.zeros(found.shape[0] + 1, dtype=np.int64)
    for tree in prange(found.shape[0]):
        size = 0
        for w in range(found.shape[1]):
            found[tree, w] &= mask[w]
            left = found[tree, w]
            while left != _NONE:
                size += 1
                left &= left - _ONE
        sizes[tree + 1] = size
    for tree in range(found.shape[0]):
        sizes[tree + 1] += sizes[tree]
    return sizes


@njit(cache=True, parallel=True, nogil=True)
def _fill(found: Words, begins: NDArray[np.int64], add: int, rows: NDArray[np.int64], who: NDArray[np.int64]) -> None:
    for tree in prange(found.shape[0]):
        at = begins[tree]
        for w in range(found.shape[1]):
            left = found[tree, w]
            while left != _NONE:
                rest = left & (left - _ONE)
                rows[at] = tree + add
                who[at] = w * 64 + _place(left ^ rest)
                at += 1
                left = rest


@njit(cache=True, nogil=True)
def _place(bit: Any) -> int:
    """Which bit of a word is the one that is set."""
    at = 0
    for step in (32, 16, 8, 4, 2, 1):
        if bit >> np.uint64(at + step) != _NONE:
            at += step
    return at


def run_numba(which: Programs, given: Words) -> Words:
    """As `trees.run` by numpy."""
    found = np.empty((len(which), given.shape[1]), dtype=np.uint64)
    most = int(which.least.max(initial=0))
    _run(which.code, which.arg, which.least, which.start, np.ascontiguousarray(given), found, which.depth, most)
    return found


def definite_numba(which: Programs, given: Words, people: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As `trees.definite` by numpy."""
    given, mask = np.ascontiguousarray(given), everyone(people)
    most = int(which.least.max(initial=0))
    step = max(1, 128_000_000 // max(given.shape[1] * 8, 1))  # a bounded piece of the result at a time
    space = np.empty((min(step, len(which)), given.shape[1]), dtype=np.uint64)
    rows: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    who: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for first in range(0, len(which), step):
        last = min(first + step, len(which))
        found = space[: last - first]
        _run(which.code, which.arg, which.least, which.start[first : last + 1], given, found, which.depth, most)
        begins = _sizes(found, mask)
        row, person = np.empty(begins[-1], dtype=np.int64), np.empty(begins[-1], dtype=np.int64)
        _fill(found, begins, first, row, person)
        rows.append(row)
        who.append(person)
    return np.concatenate(rows), np.concatenate(who)
