"""Packed bitmaps: one bit a person, 64 to a word; people beyond the last are always 0 in what is handed out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
"""Shape (..., words)."""

_FULL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_OPENED = 16_384  # words at a time


def words_for(people: int) -> int:
    """How many words hold one bit for each of `people`."""
    return (people + 63) // 64


def pack(flags: NDArray[np.bool_]) -> Words:
    """Flags of shape (..., people) → words of shape (..., words). Bit j of word i is person 64 i + j."""
    people = flags.shape[-1]
    packed = np.packbits(flags, axis=-1, bitorder="little")
    space = words_for(people) * 8
    if packed.shape[-1] != space:
        whole = np.zeros((*flags.shape[:-1], space), dtype=np.uint8)
        whole[..., : packed.shape[-1]] = packed
        packed = whole
    return packed.view(np.uint64)


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

    Sparse by design: only the words that are not 0 are opened, so many at a time that they stay in cache.
    """
    rows, width = words.shape
    flat = np.ascontiguousarray(words).reshape(-1)
    open_ones = np.flatnonzero(flat != 0)
    pieces = [np.zeros(0, dtype=np.int64)]
    for first in range(0, len(open_ones), _OPENED):
        at = open_ones[first : first + _OPENED]
        bits = np.flatnonzero(np.unpackbits(flat[at].view(np.uint8), bitorder="little").view(np.bool_))
        pieces.append(at[bits >> 6] * 64 + (bits & 63))
    where = np.concatenate(pieces)
    begins = np.searchsorted(where, np.arange(rows + 1) * (width * 64))
    row = np.repeat(np.arange(rows), np.diff(begins))
    return row, where - row * (width * 64)
