"""A mutation table handed back with oncoplan's columns at the end of each row, its own bytes unchanged.

Every row is annotated by what its own alteration means by itself in its sample's cancer. Rows that are certain to be passengers
are told by the columns of the whole table at once; every other row goes through the readers of one person.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oncoplan.cohort.appended import Appended, rows_lines, write_whole
from oncoplan.cohort.batch import Batch
from oncoplan.cohort.meanings import NOT_READ, NOTHING, Meaning, Meanings
from oncoplan.cohort.parts import forked
from oncoplan.cohort.passengers import EFFECT as PASSENGER
from oncoplan.cohort.passengers import passengers
from oncoplan.cohort.run import collector_off
from oncoplan.cohort.study import line_ends
from oncoplan.intake.clinical import Clinical, read_clinical
from oncoplan.intake.flags import stem_of
from oncoplan.intake.maf import maf_table, rows_of
from oncoplan.intake.opened import read_bytes
from oncoplan.intake.problem import Unusable, one_line
from oncoplan.intake.table import EMPTY, Table
from oncoplan.intake.tally import Left

COLUMNS = (
    "oncoplan_effect", "oncoplan_level_on_label", "oncoplan_level_off_label", "oncoplan_drugs", "oncoplan_resistant_drugs",
    "oncoplan_rules",
)  # fmt: skip
NAMES = "\t".join(COLUMNS)
WORTH_A_PROCESS = 5000
"""Rows to read, below which another process costs more than it saves."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Annotated(NamedTuple):
    """What it came to: rows, those not read, and the samples whose cancer is not known, with the first reason."""

    rows: int
    unread: int
    strangers: int
    why: str


def annotate(
    maf: Path, out: Path, as_of: date, *, clinical: Path | None = None, cancer: str | None = None,
    jurisdiction: str | None = None, workers: int | None = None,
) -> Annotated:  # fmt: skip
    """Write `maf` with its annotation to `out` (gzip when its name ends in .gz). Raises Unusable, and OSError for `out`."""
    with collector_off():
        table = _usable(maf, out)
        with ThreadPoolExecutor(1) as aside:  # unpacking leaves the interpreter to the knowledge
            reading = aside.submit(read_bytes, maf)
            people = read_clinical(clinical) if clinical is not None else None
            batch = Batch(as_of, jurisdiction=jurisdiction)
            data = reading.result()
        if data[:2] in _UTF16:
            raise Unusable(f"{maf.name}: UTF-16 text cannot be handed back with columns added", "save it as UTF-8")
        work = _Work(table, data, batch, _Cancers(people, cancer, batch, stem_of(maf.name)))
        many = workers or os.cpu_count() or 1
        write_whole(out, data, work.appended(many), many)
        return Annotated(work.rows, work.unread, len(work.cancers.strangers), next(iter(work.cancers.strangers.values()), ""))


def _usable(maf: Path, out: Path) -> Table:
    table = maf_table(maf)
    if table.commas:
        raise Unusable(f"{maf.name}: separated by commas, which a MAF is not", "save it with tabs between the columns")
    if COLUMNS[0] in table.names:
        raise Unusable(f"{maf.name}: it has oncoplan's columns already", "annotate the table that it was made of")
    if out.exists() and (not out.is_file() or out.samefile(maf)):
        raise Unusable(f"--out {out}: this is the table itself, or no file", "name another file")
    return table


class _Cancers:
    """The stated cancer of each sample; "" where none is known that the vocabulary has."""

    def __init__(self, people: Clinical | None, cancer: str | None, batch: Batch, alone: str) -> None:
        self._people, self._cancer, self._batch, self._alone = people, cancer, batch, alone
        self._known: dict[str, str] = {}
        self.strangers: dict[str, str] = {}  # sample → why its cancer is not known

    def of(self, sample: str) -> str:
        known = self._known.get(sample)
        if known is None:
            stated, why = self._stated(sample or self._alone)
            if stated and self._batch.book.vocabulary.find_cancer(stated).code is None:
                stated, why = "", f'the cancer "{stated}" of "{sample or self._alone}" is not in the cancer vocabulary'
            if not stated:
                self.strangers[sample] = one_line(why)
            known = self._known[sample] = stated
        return known

    def _stated(self, sample: str) -> tuple[str, str]:
        """The cancer, else why there is none."""
        if self._people is None:
            return self._cancer or "", "no cancer was named"
        try:
            person = self._people.find(sample)
        except Unusable as error:
            return self._cancer or "", error.says
        why = f'{self._people.name}: no row for "{sample}"' if person is None else f'the row of "{sample}" names no cancer'
        return (person.cancer if person else None) or self._cancer or "", why


class _Work:
    """One table on its way: what is appended to each of its lines."""

    def __init__(self, table: Table, data: bytes, batch: Batch, cancers: _Cancers) -> None:
        self.table, self.data, self.cancers, self._batch = table, data, cancers, batch
        self._meanings = Meanings(batch)
        self.rows = self.unread = 0
        self._ends = line_ends(data)
        self._width = len(table.columns)

    def appended(self, workers: int) -> Appended:
        """What each line gets; lines are numbered from 0."""
        heading = self.table.heading - 1
        codes = np.full(len(self._ends), -1, dtype=np.int32)  # -1: nothing is appended
        texts = _Texts()
        texts.code(NAMES)
        codes[heading] = 0
        quick = passengers(self.data, self._ends, self.table, self._batch, self._asks)
        left = np.arange(heading + 1, len(self._ends))
        if quick is not None:
            codes[left[quick.flags]] = texts.code(cells_of(PASSENGER, NOTHING))
            self.rows += int(quick.flags.sum())
            for sample in quick.samples.unique(maintain_order=True).to_list():
                self.cancers.of(sample)
            left = left[~quick.flags]
            shares = self._by_cancer(quick.samples.filter(pl.Series(~quick.flags)).to_list(), left, workers)
        else:
            shares = np.array_split(left, workers)
        tabs = np.full(len(self._ends), self._width - 1, dtype=np.int32)
        tabs[heading] = self._line(heading).count(b"\t")
        for part in _each_read(self, [share for share in shares if len(share)]):
            again = np.array([texts.code(text) for text in part.texts], dtype=np.int32)
            codes[part.lines], tabs[part.lines] = again[part.codes], part.tabs
            self.rows += len(part.lines)
            self.unread += part.unread
            self.cancers.strangers |= part.strangers
        return Appended(self._ends, codes, [f"\t{text}".encode() for text in texts.known], self._lacking(codes, tabs))

    def _asks(self, gene: str, sample: str) -> bool:
        cancer = self.cancers.of(sample)
        return bool(cancer) and self._meanings.asks(gene, cancer)

    def _by_cancer(self, samples: list[str], lines: NDArray[np.int64], workers: int) -> list[NDArray[np.int64]]:
        """The lines in shares of about one size; all of one cancer are in one, so that nothing is worked out twice."""
        cancers = [self.cancers.of(sample) for sample in samples]
        sizes = [0] * workers
        share = {}
        for cancer, size in Counter(cancers).most_common():
            share[cancer] = sizes.index(min(sizes))
            sizes[share[cancer]] += size
        mine = np.array([share[cancer] for cancer in cancers], dtype=np.int64)
        return [lines[mine == i] for i in range(workers)]

    def read(self, lines: NDArray[np.int64]) -> _Part:
        """What these lines get. Blank lines and comments get nothing and are left out."""
        at: list[int] = []
        codes: list[int] = []
        texts = _Texts()
        asked: list[tuple[int, str, int, str]] = []
        unread = 0
        for sample, number, found in rows_of(self.table, lines=rows_lines(self.data, self._ends, lines)):
            cancer = self.cancers.of(sample)
            if isinstance(found, Left):
                effect, question = one_line(f"{NOT_READ if found.kind == 'not_read' else 'left out: '}{found.reason}"), None
            else:
                effect, question = self._meanings.reading(found, cancer)
            unread += effect.startswith(NOT_READ)
            if question is not None:
                asked.append((len(at), effect, question, cancer))
            at.append(number - 1)
            codes.append(texts.code(cells_of(effect, NOTHING)) if question is None else -1)
        self._meanings.work_out((question, cancer) for _, _, question, cancer in asked)
        for i, effect, question, cancer in asked:
            codes[i] = texts.code(cells_of(effect, self._meanings.meaning(question, cancer)))
        tabs = [self._line(line).count(b"\t") for line in at]
        return _Part(np.array(at, np.int64), np.array(codes, np.int32), texts.known, np.array(tabs, np.int32), unread,
                     self.cancers.strangers)  # fmt: skip

    def _lacking(self, codes: NDArray[np.int32], tabs: NDArray[np.int32]) -> dict[int, int]:
        """Line → how many tabs it lacks for the new columns to stand under their names."""
        width = self._width - 1
        for line in np.flatnonzero(tabs > width).tolist():  # rows may end in empty cells that the heading does not name
            cells = self._line(line).rstrip(b"\r").split(b"\t")[self._width :]
            if all(cell.strip().decode("latin-1") in EMPTY for cell in cells):
                width = max(width, int(tabs[line]))
        lines = np.flatnonzero((codes >= 0) & (tabs < width))
        return dict(zip(lines.tolist(), (width - tabs[lines]).tolist(), strict=True))

    def _line(self, line: int) -> bytes:
        return self.data[int(self._ends[line - 1]) + 1 if line else 0 : int(self._ends[line])]


class _Texts:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def code(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def known(self) -> list[str]:
        return list(self._numbers)


class _Part(NamedTuple):
    """Lines that were read: the number in `texts` of what each gets, and the tabs it has."""

    lines: NDArray[np.int64]
    codes: NDArray[np.int32]
    texts: list[str]
    tabs: NDArray[np.int32]
    unread: int
    strangers: dict[str, str]


@lru_cache(maxsize=65536)
def cells_of(effect: str, meaning: Meaning) -> str:
    """The cells of a row, with tabs between them."""
    lists = ("; ".join(each) for each in (meaning.drugs, meaning.resistant, meaning.rules))
    return "\t".join((effect, meaning.on_label, meaning.off_label, *lists))


_work: _Work | None = None


def _each_read(work: _Work, shares: list[NDArray[np.int64]]) -> Iterator[_Part]:
    """The shares read, by a process each where that is worth it."""
    global _work
    if len(shares) < 2 or sum(map(len, shares)) < WORTH_A_PROCESS or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work.read, shares)
        return
    _work = work
    try:
        with forked(len(shares)) as pool:
            yield from pool.map(_read, shares)
    finally:
        _work = None


def _read(lines: NDArray[np.int64]) -> _Part:
    assert _work is not None
    return _work.read(lines)
