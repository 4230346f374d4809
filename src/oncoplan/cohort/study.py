"""Study files (MAF, clinical, copy number, structural variants) → one record a sample, fast.

A mutation table of a million rows is mostly passengers in genes that nothing in the knowledge asks about. Rows whose notations
are plainly readable, in genes that no rule or test names, are counted and left out of the records: they cannot change a plan.
Every other row goes through the very readers that `plan --maf` uses, so that what is understood, refused or said is the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oncoplan.intake import maf_columns as names
from oncoplan.intake.clinical import read_clinical
from oncoplan.intake.flags import of_samples
from oncoplan.intake.maf import gathered, maf_table, read_maf, rows_of
from oncoplan.intake.opened import digest_of_file, read_bytes
from oncoplan.intake.problem import Intake, Problem
from oncoplan.intake.table import EMPTY, Table
from oncoplan.intake.tally import Samples
from oncoplan.model.vocabulary import GeneModel, Vocabulary

_LETTER = "[ACDEFGHIKLMNPQRSTVWY]"
_AT_ONE = rf"{_LETTER}\d{{1,5}}(?:{_LETTER}|\*|{_LETTER}?fs(?:\*\d{{1,4}})?)"  # a substitution, a stop, a frameshift
_ONE_RESIDUE = rf"^p\.{_AT_ONE}$"
_PROTEIN = rf"^p\.(?:{_AT_ONE}|{_LETTER}\d{{1,5}}(?:_{_LETTER}\d{{1,5}})?del|X\d{{1,5}}_splice)$"
_PROTEIN_LONG = r"^(?:[A-Z0-9_.]+:)?p\.(?:[A-Z][a-z]{2})\d{1,5}(?:[A-Z][a-z]{2})$"
_BASE = r"\d{1,6}(?:[+-]\d{1,4})?"
_CODING = rf"^(?:[A-Z0-9_.]+:)?c\.{_BASE}(?:_{_BASE})?(?:[ACGT]>[ACGT]|del[ACGT]*|dup[ACGT]*|ins[ACGT]+)$"
_BASES = r"^(?:[ACGT]{1,200}|-)$"
_TAB, _QUOTE = 9, 34
_QUOTED_NOTHING = '""'
_PLAIN_CLASSES = (
    "Missense_Mutation", "Nonsense_Mutation", "Frame_Shift_Del", "Frame_Shift_Ins", "Splice_Site", "In_Frame_Del",
)  # fmt: skip


class Study(NamedTuple):
    """The people of a study, how many rows of its tables there were, how many were passengers and only counted, and what could
    not be read and is nobody's."""

    people: list[Intake]
    rows: int
    passengers: int
    problems: tuple[Problem, ...] = ()


def read_study(
    maf: Path | None, clinical: Path | None, cna: Path | None, sv: Path | None, words: Vocabulary, asked: frozenset[str],
    *, genome: str | None = None, cancer: str | None = None,
) -> Study:  # fmt: skip
    """The samples of the files, in the order of the first. `asked`: genes that a rule or a test names. Raises Unusable."""
    read: list[Samples] = []
    rows = passengers = 0
    if maf is not None:
        samples, rows, passengers = read_mutations(maf, words, asked, genome=genome)
        read.append(samples)
    if cna is not None:
        from oncoplan.intake.cna import read_cna

        read.append(read_cna(cna))
    if sv is not None:
        from oncoplan.intake.sv import read_sv

        read.append(read_sv(sv))
    nobodys: list[Problem] = []
    for samples in read if maf is None else read[1:]:
        rows += _rows_of(samples)
    for samples in read:
        if len(samples.findings) > 1:
            nobodys += samples.problems.pop("", [])
    people = read_clinical(clinical) if clinical is not None else None
    inputs = tuple((path.name, digest_of_file(path)) for path in (maf, cna, sv, clinical) if path is not None)
    return Study(of_samples(read, people, inputs, cancer=cancer), rows, passengers, tuple(nobodys))


def _rows_of(samples: Samples) -> int:
    """How many rows there were: those read, and those that were not."""
    return sum(map(len, samples.findings.values())) + sum(p.count for said in samples.problems.values() for p in said)


def read_mutations(
    path: Path, words: Vocabulary, asked: frozenset[str], *, genome: str | None = None
) -> tuple[Samples, int, int]:
    """As `intake.maf.read_maf`, without the findings of passengers; the number of rows and of passengers. Raises Unusable."""
    table = maf_table(path)
    data = read_bytes(path)
    lines = Lines.of(data)
    if lines is None:
        samples = read_maf(path, genome=genome)
        return samples, _rows_of(samples), 0
    frame = frame_of(lines, table)
    plain = plain_rows(frame, lines, words, asked, table)
    barcodes = [name for name in frame["sample"].str.strip_chars().unique(maintain_order=True).to_list() if name]
    rows = rows_of(table, genome=genome, lines=lines.numbered(np.flatnonzero(~plain)))
    return gathered(rows, path.name, genome=genome, samples=barcodes), len(plain), int(plain.sum())


def line_ends(data: bytes) -> NDArray[np.int64]:
    """Where each line ends: the place of its newline, or the end of the bytes for a last line without one."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10)
    if data and not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    return ends.astype(np.int64)


class Lines:
    """Where the lines of a plain table stand in its bytes. Row 0 is the line below the heading."""

    def __init__(self, data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], heading: int) -> None:
        self._data, self._starts, self._ends, self.heading = data, starts, ends, heading
        self.first = heading + 1

    @classmethod
    def of(cls, data: bytes, ends: NDArray[np.int64] | None = None) -> Lines | None:
        """None for a file that only the careful reader can take: not ASCII, other line ends, gaps, comments among rows,
        a heading without tabs or with quotes."""
        if b"\r" in data or not data:
            return None
        whole = np.frombuffer(data, dtype=np.uint8)
        ends = line_ends(data) if ends is None else ends
        starts = np.concatenate([[0], ends[:-1] + 1])
        if (ends == starts).any():
            return None
        marked = np.flatnonzero(whole[starts] == 35)
        heading = len(marked)
        if (marked != np.arange(heading)).any() or heading >= len(starts):
            return None
        if not data.isascii():
            return None
        columns = data[starts[heading] : ends[heading]]
        if b"\t" not in columns or b'"' in columns:
            return None
        return cls(data, starts.astype(np.int64), ends, heading)

    @property
    def rows(self) -> int:
        return len(self._starts) - self.first

    @property
    def table(self) -> memoryview:
        """The bytes from the heading on."""
        return memoryview(self._data)[int(self._starts[self.heading]) :]

    def text(self, line: int) -> str:
        return self._data[self._starts[line] : self._ends[line]].decode()

    def count(self, byte: int) -> NDArray[np.int64]:
        """How many of this byte each row has."""
        found = np.frombuffer(self._data, dtype=np.uint8) == byte
        if self.rows == 0:
            return np.zeros(0, dtype=np.int64)
        counts = np.add.reduceat(found.view(np.uint8), self._starts[self.first :], dtype=np.uint8)
        if counts.sum(dtype=np.int64) != np.count_nonzero(found[self._starts[self.first] :]):  # some row has over 255 of them
            counts = np.add.reduceat(found.view(np.uint8), self._starts[self.first :], dtype=np.int64)
        return counts.astype(np.int64)

    def numbered(self, rows: NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
        """The lines of these rows with their numbers in the file, from 1."""
        for row in (rows + self.first).tolist():
            yield row + 1, self._data[self._starts[row] : self._ends[row]]


_NEEDED = {
    "gene": names.GENE, "sample": names.SAMPLE, "kind": names.CLASS, "consequence": names.CONSEQUENCE, "filter": names.FILTER,
    "status": names.STATUS, "protein": names.PROTEIN, "short": names.PROTEIN_SHORT, "coding": names.CODING,
    "genomic": names.GENOMIC, "chrom": names.CHROMOSOME, "start": names.START, "ref": names.REFERENCE, "alt": names.ALLELE_2,
    "build": names.BUILD,
}  # fmt: skip


def frame_of(lines: Lines, table: Table) -> pl.DataFrame:
    """The columns that decide whether a row is a passenger, as text; absent ones are empty."""
    places = {name: place for name, of in _NEEDED.items() if (place := table.place(*of)) is not None}
    chosen = sorted(set(places.values()))
    read = pl.read_csv(  # the heading is read as a row, so that it and not the first row says how many columns there are
        io.BytesIO(lines.table), separator="\t", has_header=False, quote_char=None, truncate_ragged_lines=True,
        schema={f"column_{place + 1}": pl.String for place in range(len(table.columns))},
        columns=[f"column_{place + 1}" for place in chosen],
    )[1:].fill_null("")  # fmt: skip
    return read.select(
        pl.col(f"column_{places[name] + 1}").alias(name) if name in places else pl.lit("").alias(name) for name in _NEEDED
    )


def plain_rows(frame: pl.DataFrame, lines: Lines, words: Vocabulary, asked: frozenset[str], table: Table) -> NDArray[np.bool_]:
    """Which rows are passengers: of a kind that is read for certain, in a gene that nothing asks about."""
    readable, kinds = readable_rows(frame, lines, words, asked, table)
    passengers: NDArray[np.bool_] = readable & (kinds != ASKED)
    return passengers


def readable_rows(
    frame: pl.DataFrame, lines: Lines, words: Vocabulary, asked: frozenset[str], table: Table
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Which rows are of a kind that is read for certain, as it is written; and what kind of gene each is in."""
    if len(frame) != lines.rows:
        return np.zeros(lines.rows, dtype=np.bool_), np.zeros(lines.rows, dtype=np.int8)
    names_of = frame["gene"].unique()
    state = [_kind_of_gene(name, words, asked) for name in names_of.to_list()]
    parts = (  # columns of their own, which are worked out side by side
        (pl.col("sample").str.strip_chars() != "")
        & pl.col("kind").is_in(_PLAIN_CLASSES)
        & (pl.col("consequence") == "" if table.place(*names.CLASS) is None else pl.lit(True))
        & pl.col("filter").is_in(_quiet_filters(frame["filter"]))
        & pl.col("status").str.strip_chars().str.to_lowercase().is_in(["", *names.SOMATIC_WORDS])
        & (pl.col("genomic") == "")
        & (pl.col("protein").is_in(["", "."]) | pl.col("protein").str.contains(_PROTEIN_LONG)),
        pl.col("short").str.contains(_PROTEIN) | _bare_splice(),
        pl.col("coding").is_in(["", "."]) | pl.col("coding").str.contains(_CODING),
        pl.col("chrom").str.contains(r"^(?:chr)?(?:[0-9]{1,2}|X|Y|MT|M)$") & pl.col("start").str.contains(r"^[0-9]{1,9}$"),
        pl.col("ref").str.contains(_BASES) & pl.col("alt").str.contains(_BASES) & (pl.col("ref") != pl.col("alt")),
    )
    flags = frame.select(
        *(part.alias(f"plain{i}") for i, part in enumerate(parts)),
        pl.col("short").str.contains(_ONE_RESIDUE).alias("one_residue"),
        pl.col("gene").replace_strict(names_of, pl.Series(state, dtype=pl.Int8), return_dtype=pl.Int8).alias("kinds"),
    )
    kinds: NDArray[np.int8] = flags["kinds"].to_numpy()
    plain: NDArray[np.bool_] = lines.count(_TAB) == len(table.columns) - 1
    for i in range(len(parts)):
        plain &= flags[f"plain{i}"].to_numpy()
    quotes = lines.count(_QUOTE)
    plain &= (quotes == 0) | ((quotes == 2) & (frame["short"] == _QUOTED_NOTHING).to_numpy())
    plain &= kinds != _OTHER
    plain &= flags["one_residue"].to_numpy() | (kinds == UNKNOWN)
    known = np.flatnonzero(plain & (kinds != UNKNOWN))
    if len(known):
        plain[known] = _fit(frame, known, words)
    return plain, kinds


def _bare_splice() -> pl.Expr:
    """A splice site by its place alone: the caller's word is all there is to read."""
    nothing = ["", ".", _QUOTED_NOTHING]
    return (pl.col("kind") == "Splice_Site") & pl.col("short").is_in(nothing) & pl.col("coding").is_in(nothing)


UNKNOWN, KNOWN, ASKED, _OTHER = range(4)


def _kind_of_gene(name: str, words: Vocabulary, asked: frozenset[str]) -> int:
    """ASKED or KNOWN: a symbol of the tables that something asks about, or has a model. UNKNOWN: nothing of the gene can bear
    on how its changes are read, under this name or the symbol that it is an old name of. _OTHER: no name to go by."""
    if name in EMPTY or name != name.strip():
        return _OTHER
    if words.gene(name) is not None:
        return ASKED if name in asked else KNOWN if words.gene_model(name) is not None else UNKNOWN
    symbol = words.find_gene(name)
    if name in asked or words.ambiguous_gene(name):
        return _OTHER
    return UNKNOWN if symbol is None or (symbol not in asked and words.gene_model(symbol) is None) else _OTHER


def _quiet_filters(column: pl.Series) -> list[str]:
    """The FILTER cells that do not doubt a call."""
    return [cell for cell in column.unique().to_list() if not names.doubted(cell)]


def _fit(frame: pl.DataFrame, rows: NDArray[np.int64], words: Vocabulary) -> list[bool]:
    """Whether each change is read as it is written: its reference residue is the one of the gene's table, or is not there."""
    picked = frame.select("gene", "short")[rows]
    residues = picked.select(
        "gene", pl.col("short").str.slice(2, 1).alias("letter"),
        pl.col("short").str.extract(r"(\d+)").cast(pl.Int64).alias("at"),
    )  # fmt: skip
    return [_as_written(words.gene_model(gene), letter, at) for gene, letter, at in residues.iter_rows()]


def _as_written(model: GeneModel | None, letter: str, at: int) -> bool:
    if model is None:
        return True
    known = model.residue(at)
    if known is not None:
        return known == letter
    return not model.numbering and not model.protein
