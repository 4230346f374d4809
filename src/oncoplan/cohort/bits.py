"""Packed bitmaps: one bit a person, 64 to a word; people beyond the last are always 0 in what is handed out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
"""Shape (..., words)."""

_FULL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)


def words_for(people: int) -> int:
    """How many words hold one bit for each of `people`."""
    return (people + 63) // 64


def pack(flags: NDArray[np.bool_]) -> Words:
    """Flags of shape (..., people) → words of shape (..., words). Bit j of word i is person 64 i + j."""
    people = flags.shape[-1]
    space = words_for(people) * 64
    if space != people:
        whole = np.zeros((*flags.shape[:-1], space), dtype=np.bool_)
        whole[..., :people] = flags
        flags = whole
    return np.packbits(flags, axis=-1, bitorder="little").view(np.uint64)


def unpack(words: Words, people: int) -> NDArray[np.bool_]:
    """Words of shape (..., words) → flags of shape (..., people)."""
    flat = np.ascontiguousarray(words).view(np.uint8)
    return np.unpackbits(flat, axis=-1, count=people, bitorder="little").view(np.bool_)


def everyone(people: int) -> Words:
    """One row with the bit of each person set."""
    row = np.full(words_for(people), _FULL, dtype=np.uint64)
    if people % 64 and len(row):
        row[-1] = np.uint64((1 << (people % 64)) - 1)
    return row


def positions(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The (row, person) of every bit that is set in words of shape (rows, words), rows in order.

    Sparse by design: only the words that are not 0 are opened.
    """
    rows, at = np.nonzero(words)
    bits = np.unpackbits(words[rows, at].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
    which, bit = np.nonzero(bits)
    return rows[which], at[which] * 64 + bit
