"""The bytes of a table with something appended to its lines, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1 << 24


class Appended(NamedTuple):
    """Where the lines end (`study.line_ends`), the number of the text that each gets (-1: none), the texts, and the lines that
    get so many tabs before it."""

    ends: NDArray[np.int64]
    codes: NDArray[np.int32]
    texts: list[bytes]
    short: dict[int, int]


def rows_lines(data: bytes, ends: NDArray[np.int64], lines: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
    """These lines without their ends, with their numbers from 1."""
    starts = np.where(lines > 0, ends[lines - 1] + 1, 0)
    for line, first, last in zip(lines.tolist(), starts.tolist(), ends[lines].tolist(), strict=True):
        yield line + 1, data[first:last].rstrip(b"\r")


def write_whole(out: Path, data: bytes, appended: Appended, workers: int) -> None:
    """Write the lines with their texts: gzip when the name ends in .gz. A reader never sees half a file."""
    part = out.with_name(f".{out.name}.part")
    try:
        packed = out.name.lower().endswith(".gz")
        with part.open("wb") as stream, ThreadPoolExecutor(workers) as pool, ThreadPoolExecutor(1) as writer:
            blocks = _blocks(data, appended)
            written = [writer.submit(stream.write, block) for block in (pool.map(_packer(), blocks) if packed else blocks)]
            for one in written:
                one.result()
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def _packer() -> Callable[[bytes], bytes]:
    """Each block becomes a member of its own; members one after the other are one gzip file. No time is written into it."""
    try:
        from isal import igzip
    except ImportError:
        import gzip

        return lambda block: gzip.compress(block, 6, mtime=0)
    return lambda block: igzip.compress(block, 2, mtime=0)


def _blocks(data: bytes, appended: Appended) -> Iterator[bytes]:
    ends, codes, texts, short = appended
    late = np.array(sorted(short), dtype=np.int64)
    cuts = np.unique(np.searchsorted(ends, np.arange(_BLOCK, len(data) + _BLOCK, _BLOCK)).clip(max=len(ends)))
    table = np.array([*texts, b""], dtype=object)  # -1 is the last
    first = 0
    returns = b"\r" in data
    for last in [*cuts[cuts > 0].tolist(), len(ends)]:
        if last == first:
            continue
        lines = data[ends[first - 1] + 1 if first else 0 : ends[last - 1]].split(b"\n")
        tails: list[bytes] = table[codes[first:last]].tolist()
        for at in late[np.searchsorted(late, first) : np.searchsorted(late, last)].tolist():
            tails[at - first] = b"\t" * short[at] + tails[at - first]
        block = _joined(lines, tails, returns=returns)
        yield block if ends[last - 1] < len(data) else block[:-1]
        first = last


def _joined(lines: list[bytes], tails: list[bytes], *, returns: bool) -> bytes:
    """Each line with its tail in front of its line end; `returns`: lines may end in a carriage return."""
    parts = [b"\n"] * (3 * len(lines))
    parts[::3], parts[1::3] = lines, tails
    if returns:
        for i, (line, tail) in enumerate(zip(lines, tails, strict=True)):
            body = line.rstrip(b"\r")
            parts[3 * i], parts[3 * i + 1], parts[3 * i + 2] = body, tail, line[len(body) :] + b"\n"
    return b"".join(parts)
