"""The programs of `trees` by numba: a whole tree for one block of people, so that what it works on stays in cache, and only
as far as anybody is left.

Needs the extra `oncoplan[fast]`. The machine code is kept beside the module, so that only the first run compiles.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from oncoplan.cohort.bits import Words, everyone
from oncoplan.cohort.trees import AND, AND_LOAD, COUNT, INVERT, LOAD, ONES, OR, OR_LOAD, ZEROS, Programs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    njit: Callable[..., Any]
    get_num_threads: Callable[[], int]
else:
    try:
        from numba import get_num_threads, njit
    except ImportError as missing:
        raise ImportError("the numba engine needs the extra oncoplan[fast]") from missing

_FULL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_NONE = np.uint64(0)
_ONE = np.uint64(1)
_BLOCK = 128  # words of a block of people at most: small, so that what is worked on stays in cache
_SPACE = 1_000_000_000  # bytes set aside at most for words found; only as many as are found are ever touched


@njit(cache=True, nogil=True)
def _tree(
    code: NDArray[np.int32], arg: NDArray[np.int32], least: NDArray[np.int32], begin: int, end: int,
    given: Words, first: int, n: int, kept: Words, counted: Words, last: int,
) -> bool:  # fmt: skip
    """One program for the words first .. first + n; the result stands in kept[0]. False where it is known to be all 0:
    behind the step `last` everything is only taken away from what stands there, so that the rest need not be run."""
    top = -1
    for i in range(begin, end):
        op = code[i]
        x = arg[i]
        if op == LOAD:
            top += 1
            _copy(kept, top, given, x, first, n)
        elif op == AND_LOAD:
            _and(kept, top, given, x, first, n)
        elif op == OR_LOAD:
            _or(kept, top, given, x, first, n)
        elif op == AND:
            top -= 1
            _and(kept, top, kept, top + 1, 0, n)
        elif op == OR:
            top -= 1
            _or(kept, top, kept, top + 1, 0, n)
        elif op == INVERT:
            _invert(kept, top, n)
        elif op == COUNT:
            top -= x - 1
            _count(kept, top, x, n, least[i], counted)
        else:
            top += 1
            kept[top, :n] = _FULL if op == ONES else _NONE
        if top == 0 and i >= last and not _some(kept, n):
            return False
    return True


@njit(cache=True, nogil=True)
def _lasts(code: NDArray[np.int32], arg: NDArray[np.int32], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each program its last step that can set a bit in the lowest bitmap."""
    lasts = np.empty(len(start) - 1, dtype=np.int64)
    for tree in range(len(lasts)):
        top = -1
        for i in range(start[tree], start[tree + 1]):
            op = code[i]
            if op in (LOAD, ONES, ZEROS):
                top += 1
            elif op in (AND, OR):
                top -= 1
            elif op == COUNT:
                top -= arg[i] - 1
            if top == 0 and op not in (AND, AND_LOAD):
                lasts[tree] = i
    return lasts


@njit(cache=True, nogil=True)
def _some(kept: Words, n: int) -> bool:
    """Whether the lowest bitmap has any bit set. (Here and below, an index without a sign cannot count from the end; only so
    do the loops become vector instructions.)"""
    found, lowest = _NONE, np.uint64(0)
    for w in range(np.uint64(n)):
        found |= kept[lowest, w]
    return bool(found != _NONE)


@njit(cache=True, nogil=True)
def _copy(kept: Words, top: int, given: Words, x: int, first: int, n: int) -> None:
    into, of, begin = np.uint64(top), np.uint64(x), np.uint64(first)
    for w in range(np.uint64(n)):
        kept[into, w] = given[of, begin + w]


@njit(cache=True, nogil=True)
def _and(kept: Words, top: int, given: Words, x: int, first: int, n: int) -> None:
    into, of, begin = np.uint64(top), np.uint64(x), np.uint64(first)
    for w in range(np.uint64(n)):
        kept[into, w] &= given[of, begin + w]


@njit(cache=True, nogil=True)
def _or(kept: Words, top: int, given: Words, x: int, first: int, n: int) -> None:
    into, of, begin = np.uint64(top), np.uint64(x), np.uint64(first)
    for w in range(np.uint64(n)):
        kept[into, w] |= given[of, begin + w]


@njit(cache=True, nogil=True)
def _invert(kept: Words, top: int, n: int) -> None:
    into = np.uint64(top)
    for w in range(np.uint64(n)):
        kept[into, w] = ~kept[into, w]


@njit(cache=True, nogil=True)
def _count(kept: Words, base: int, parts: int, n: int, need: int, counted: Words) -> None:
    """Into the first of the parts, which stand from `base` on: where at least `need` of them are set."""
    if need <= 0 or need > parts:
        kept[base, :n] = _FULL if need <= 0 else _NONE
        return
    for level in range(need + 1):
        counted[level, :n] = _FULL if level == 0 else _NONE
    for part in range(base, base + parts):
        for level in range(need, 0, -1):
            for w in range(n):
                counted[level, w] |= counted[level - 1, w] & kept[part, w]
    kept[base, :n] = counted[need, :n]


@njit(cache=True, nogil=True)
def _run(
    code: NDArray[np.int32], arg: NDArray[np.int32], least: NDArray[np.int32], start: NDArray[np.int64],
    lasts: NDArray[np.int64], given: Words, first: int, n: int, depth: int, most: int, found: Words,
) -> None:  # fmt: skip
    """Every program for one block of people."""
    kept = np.empty((depth, n), dtype=np.uint64)
    counted = np.empty((most + 1, n), dtype=np.uint64)
    for tree in range(len(start) - 1):
        if _tree(code, arg, least, start[tree], start[tree + 1], given, first, n, kept, counted, lasts[tree]):
            found[tree, first : first + n] = kept[0]
        else:
            found[tree, first : first + n] = _NONE


@njit(cache=True, nogil=True)
def _find(
    code: NDArray[np.int32], arg: NDArray[np.int32], least: NDArray[np.int32], start: NDArray[np.int64],
    lasts: NDArray[np.int64], given: Words, first: int, n: int, depth: int, most: int,
    mask: Words, bits: Words, places: NDArray[np.int32], counts: NDArray[np.int64],
) -> None:  # fmt: skip
    """Every program for one block of people: the words that are not 0, where they stand, and in `counts` (trees, 2) how many
    words and how many people that are. Nothing else of the result is ever written."""
    kept = np.empty((depth, n), dtype=np.uint64)
    counted = np.empty((most + 1, n), dtype=np.uint64)
    at = 0
    for tree in range(len(start) - 1):
        if not _tree(code, arg, least, start[tree], start[tree + 1], given, first, n, kept, counted, lasts[tree]):
            continue
        before, people = at, 0
        for w in range(n):
            left = kept[0, w] & mask[first + w]
            if left != _NONE:
                bits[at], places[at] = left, first + w
                at += 1
                people += _ones(left)
        counts[tree, 0], counts[tree, 1] = at - before, people


@njit(cache=True, nogil=True)
def _fill(
    bits: Words, places: NDArray[np.int32], counts: NDArray[np.int64], begins: NDArray[np.int64], add: int,
    rows: NDArray[np.int64], who: NDArray[np.int64],
) -> None:  # fmt: skip
    """The words of `_find` opened: for each bit the tree and the person; those of a tree from `begins` on."""
    word = 0
    for tree in range(len(counts)):
        at = begins[tree]
        for _ in range(counts[tree, 0]):
            left = bits[word]
            while left != _NONE:
                rest = left & (left - _ONE)
                rows[at] = tree + add
                who[at] = places[word] * 64 + _ones((left ^ rest) - _ONE)
                at += 1
                left = rest
            word += 1


@njit(cache=True, nogil=True, inline="always")
def _ones(word: Any) -> int:
    """How many bits of a word are set (compiled to one instruction)."""
    count = 0
    while word != _NONE:
        word &= word - _ONE
        count += 1
    return count


class _Blocks:
    """The cohort in blocks, all but the last alike, as many for each thread; threads take the next as they finish one, so that
    a core with other work does not hold up the rest."""

    def __init__(self, words: int) -> None:
        self.threads = get_num_threads()
        wanted = -(-words // (_BLOCK * self.threads)) * self.threads
        self.size = max(-(-words // max(wanted, 1)), 1)
        self.firsts = range(0, words, self.size)
        self.words = words

    def __len__(self) -> int:
        return len(self.firsts)

    def each(self, work: Callable[[int, int, int], None]) -> None:
        """Do the work of each block: its number, its first word and how many they are."""
        with ThreadPoolExecutor(self.threads) as pool:
            for done in [pool.submit(work, n, at, min(self.size, self.words - at)) for n, at in enumerate(self.firsts)]:
                done.result()


def run_numba(which: Programs, given: Words) -> Words:
    """As `trees.run` by numpy."""
    code, arg, least, start, depth = which.code, which.arg, which.least, which.start, which.depth
    given, most, lasts = np.ascontiguousarray(given), int(least.max(initial=0)), _lasts(code, arg, start)
    found = np.empty((len(which), given.shape[1]), dtype=np.uint64)

    def block(_: int, first: int, n: int) -> None:
        _run(code, arg, least, start, lasts, given, first, n, depth, most, found)

    _Blocks(given.shape[1]).each(block)
    return found


def definite_numba(which: Programs, given: Words, people: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As `trees.definite` by numpy."""
    given, mask, blocks = np.ascontiguousarray(given), everyone(people), _Blocks(given.shape[1])
    step = max(1, min(len(which), _SPACE // max(given.shape[1] * 12, 1)))
    bits = np.empty((len(blocks), step * blocks.size), dtype=np.uint64)
    places = np.empty((len(blocks), step * blocks.size), dtype=np.int32)
    pieces = [
        _piece(which, first, min(first + step, len(which)), given, mask, blocks, bits, places)
        for first in range(0, len(which), step)
    ]
    if len(pieces) == 1:
        return pieces[0]
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *(rows for rows, _ in pieces)]), np.concatenate([empty, *(who for _, who in pieces)])


def _piece(
    which: Programs, begin: int, end: int, given: Words, mask: Words, blocks: _Blocks, bits: Words, places: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows of the programs begin .. end: found, counted, and written where they belong."""
    code, arg, least, depth = which.code, which.arg, which.least, which.depth
    start, most = which.start[begin : end + 1], int(least.max(initial=0))
    lasts = _lasts(code, arg, start)
    counts = np.zeros((len(blocks), end - begin, 2), dtype=np.int64)

    def find(n: int, first: int, size: int) -> None:
        _find(code, arg, least, start, lasts, given, first, size, depth, most, mask, bits[n], places[n], counts[n])

    blocks.each(find)
    people = counts[:, :, 1].T
    ends = np.cumsum(people).reshape(people.shape)
    begins = np.ascontiguousarray((ends - people).T)
    rows, who = (np.empty(int(people.sum()), dtype=np.int64) for _ in range(2))

    def fill(n: int, _: int, __: int) -> None:
        _fill(bits[n], places[n], counts[n], begins[n], begin, rows, who)

    blocks.each(fill)
    return rows, who
