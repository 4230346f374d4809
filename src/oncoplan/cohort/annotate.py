"""A mutation table handed back with oncoplan's columns at the end of each row, its own bytes unchanged.

Every row is annotated by what its own alteration means by itself in its sample's cancer. Rows that are certain to be passengers
are told by the columns of the whole table at once; every other row goes through the readers of one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oncoplan.cohort.appended import Appended, lines_of, rows_lines, write_whole
from oncoplan.cohort.batch import Batch
from oncoplan.cohort.meanings import NOT_READ, NOTHING, Meaning, Meanings
from oncoplan.cohort.passengers import passengers
from oncoplan.cohort.run import collector_off
from oncoplan.intake.clinical import Clinical, read_clinical
from oncoplan.intake.flags import stem_of
from oncoplan.intake.maf import maf_table, rows_of
from oncoplan.intake.opened import open_bytes, told
from oncoplan.intake.problem import Unusable, one_line
from oncoplan.intake.table import EMPTY, Table
from oncoplan.intake.tally import Left

COLUMNS = (
    "oncoplan_effect", "oncoplan_level_on_label", "oncoplan_level_off_label", "oncoplan_drugs", "oncoplan_resistant_drugs",
    "oncoplan_rules",
)  # fmt: skip
PASSENGER = "uncertain significance"
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
        people = read_clinical(clinical) if clinical is not None else None
        batch = Batch(as_of, jurisdiction=jurisdiction)
        with told(maf.name), open_bytes(maf) as stream:
            data = stream.read()
        if data[:2] in _UTF16:
            raise Unusable(f"{maf.name}: UTF-16 text cannot be handed back with columns added", "save it as UTF-8")
        work = _Work(table, data, Meanings(batch), _Cancers(people, cancer, batch, stem_of(maf.name)))
        appended = work.appended(batch)
        write_whole(out, data, appended, workers)
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

    def __init__(self, table: Table, data: bytes, meanings: Meanings, cancers: _Cancers) -> None:
        self.table, self.data, self.meanings, self.cancers = table, data, meanings, cancers
        self.rows = self.unread = 0
        self._width = len(table.columns)
        self._cells: dict[tuple[str, Meaning], int] = {}
        self._texts: list[str] = []

    def appended(self, batch: Batch) -> Appended:
        """What each line gets; lines are numbered from 0."""
        lines = lines_of(self.data)
        heading = self.table.heading - 1
        codes = np.full(len(lines), -1, dtype=np.int32)  # -1: nothing is appended
        quick = passengers(self.data, self.table, batch)
        if quick is not None:
            codes[heading + 1 :][quick.flags] = self._code(PASSENGER, NOTHING)
            self.rows += int(quick.flags.sum())
            for sample in quick.samples:
                self.cancers.of(sample)
        left = np.flatnonzero(codes[heading + 1 :] < 0) + heading + 1
        self._read(codes, rows_lines(self.data, lines, left))
        codes[heading] = len(self._texts)
        texts = ["\t" + text for text in self._texts] + ["".join("\t" + name for name in COLUMNS)]
        short = self._short(lines, codes, left)
        return Appended(lines, codes, [text.encode() for text in texts], short)

    def _read(self, codes: NDArray[np.int32], lines: Iterator[tuple[int, bytes]]) -> None:
        """Put the codes of these lines into `codes`."""
        asked: list[tuple[int, str, int, str]] = []
        for sample, number, found in rows_of(self.table, lines=lines):
            self.rows += 1
            cancer = self.cancers.of(sample)
            if isinstance(found, Left):
                unread = found.kind == "not_read"
                self.unread += unread
                effect = f"{NOT_READ if unread else 'left out: '}{found.reason}"
                codes[number - 1] = self._code(one_line(effect), NOTHING)
                continue
            reading = self.meanings.reading(found)
            self.unread += reading.effect.startswith(NOT_READ)
            if reading.question is None or not cancer:
                codes[number - 1] = self._code(reading.effect, NOTHING)
            else:
                asked.append((number - 1, reading.effect, reading.question, cancer))
        self.meanings.work_out((question, cancer) for _, _, question, cancer in asked)
        for at, effect, question, cancer in asked:
            codes[at] = self._code(effect, self.meanings.meaning(question, cancer))

    def _code(self, effect: str, meaning: Meaning) -> int:
        """The number of the text of these cells."""
        known = self._cells.get((effect, meaning))
        if known is None:
            known = self._cells[effect, meaning] = len(self._texts)
            lists = (meaning.drugs, meaning.resistant, meaning.rules)
            self._texts.append("\t".join((effect, meaning.on_label, meaning.off_label, *("; ".join(each) for each in lists))))
        return known

    def _short(self, lines: NDArray[np.int64], codes: NDArray[np.int32], left: NDArray[np.int64]) -> dict[int, int]:
        """Line → how many tabs it lacks for the new columns to stand under their names."""
        heading = self.table.heading - 1
        tabs = {int(at): self._tabs(lines, int(at)) for at in (heading, *left.tolist()) if codes[at] >= 0}
        width = max((n for at, n in tabs.items() if self._blank_end(lines, at)), default=0)
        width = max(width, self._width - 1)
        if width > self._width - 1:  # some rows end in empty cells that the heading does not name: all become as wide
            others = np.flatnonzero(codes >= 0)
            tabs = dict.fromkeys(others.tolist(), self._width - 1) | tabs
        return {at: width - n for at, n in tabs.items() if n < width}

    def _tabs(self, lines: NDArray[np.int64], at: int) -> int:
        return self.data.count(b"\t", *self._span(lines, at))

    def _span(self, lines: NDArray[np.int64], at: int) -> tuple[int, int]:
        return (int(lines[at - 1]) + 1 if at else 0), int(lines[at])

    def _blank_end(self, lines: NDArray[np.int64], at: int) -> bool:
        """Whether what stands beyond the named columns is nothing."""
        first, last = self._span(lines, at)
        cells = self.data[first:last].rstrip(b"\r").split(b"\t")[self._width :]
        return all(cell.strip().decode("latin-1") in EMPTY for cell in cells)
