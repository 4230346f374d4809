"""The rows of a mutation table that are certain to be of uncertain significance and to mean nothing, told by whole columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oncoplan.cohort.batch import Batch
from oncoplan.cohort.study import ASKED, Lines, frame_of, readable_rows
from oncoplan.intake.genomic import build_of
from oncoplan.intake.table import Table
from oncoplan.model.vocabulary import Vocabulary

EFFECT = "uncertain significance"
_CUTS = ("Nonsense_Mutation", "Frame_Shift_Del", "Frame_Shift_Ins")
_EXONIC = r"^(?:[A-Z0-9_.]+:)?(c\.\d+[ACGT]>[ACGT])$"

Asks = Callable[[str, str], bool]
"""Whether something asks about a gene in the cancer of a sample."""


class Passengers(NamedTuple):
    """`flags`: one for each line below the heading. `samples`: the sample of each."""

    flags: NDArray[np.bool_]
    samples: pl.Series


def passengers(data: bytes, ends: NDArray[np.int64], table: Table, batch: Batch, asks: Asks) -> Passengers | None:
    """None for a table that only the careful reader can take.

    A row counts when it is read as it is written (see `study`), nothing asks about its gene in the cancer of its sample, and no
    table of oncogenicity can speak for or against what it writes: a change of the protein that is not at the start codon.
    """
    lines = Lines.of(data, ends)
    if lines is None:
        return None
    frame = frame_of(lines, table)
    words = batch.book.vocabulary
    flags, kinds = readable_rows(frame, lines, words, batch.asked, table)
    samples = frame["sample"].str.strip_chars()
    if len(frame) != len(flags):
        return None
    genes = frame["gene"].unique().to_list()
    judged = [name for name in genes if _is_judged(name, words)]
    metabolic = [name for name in genes if _of_metabolism(name, words)]
    short, long = pl.col("short"), pl.col("protein").str.extract(r"p\.(.*)$")
    splice = pl.col("kind") == "Splice_Site"  # one whose residue stays the same is a splice site all the same
    told = frame.select(
        (
            (splice | (short.str.slice(2, 1) != short.str.slice(-1, 1)))
            & (long.is_null() | splice | (long.str.slice(0, 3) != long.str.slice(-3, 3)))
            & ~short.str.contains(r"^p\.M1(?:\D|$)")
            & ~long.fill_null("").str.contains(r"^Met1(?:\D|$)")
            & ~pl.col("gene").is_in(metabolic)
        ).alias("changes"),
        pl.col("gene").is_in(judged).alias("judged"),
    )
    flags = flags & told["changes"].to_numpy()
    asked = np.flatnonzero(flags & (kinds == ASKED))
    if len(asked):
        pairs = zip(frame["gene"][asked].to_list(), samples[asked].to_list(), strict=True)
        flags[asked] = [not asks(gene, sample) for gene, sample in pairs]
    known = np.flatnonzero(flags & told["judged"].to_numpy())
    if len(known):
        flags[known] = _nothing_speaks(frame[known], words)
    return Passengers(flags, samples)


def _of_metabolism(name: str, words: Vocabulary) -> bool:
    """Whether it is a gene of drug metabolism, whose changes are not judged as changes of a cancer."""
    entry = words.gene(words.find_gene(name) or name)
    return entry is not None and entry.role == "pharmacogene"


def _is_judged(name: str, words: Vocabulary) -> bool:
    """Whether the tables of oncogenicity have the gene, by this name or the symbol that it may be an old name of."""
    symbol = words.find_gene(name)
    return words.oncogenicity(name) is not None or (symbol is not None and words.oncogenicity(symbol) is not None)


def _nothing_speaks(frame: pl.DataFrame, words: Vocabulary) -> list[bool]:
    """Whether a change is of one residue by one base, at a place that nothing known of the gene could speak about."""
    short, missense = pl.col("short"), pl.col("kind") == "Missense_Mutation"
    parts = frame.select(
        "gene", short.str.slice(2).alias("key"), short.str.extract(r"(\d+)").cast(pl.Int64).alias("at"),
        missense.alias("missense"),
        pl.col("coding").str.extract(_EXONIC).fill_null("").alias("coding"), "build", pl.col("start").cast(pl.Int64),
        one=pl.when(missense).then(short.str.contains(r"^p\.[A-Z]\d+[A-Z]$") & (pl.col("ref").str.len_bytes() == 1)
                                   & (pl.col("alt").str.len_bytes() == 1))
        .otherwise(pl.col("kind").is_in(_CUTS) & short.str.contains(r"fs|\*"))
        & (pl.col("protein") == "") & (pl.col("coding").is_in(["", "."]) | pl.col("coding").str.contains(_EXONIC)),
    )  # fmt: skip
    genes = {gene: _Gene(gene, words) for gene in parts["gene"].unique().to_list()}
    return [
        one and genes[gene].is_silent_about(key, at, missense, coding, build, start)
        for gene, key, at, missense, coding, build, start, one in parts.iter_rows()
    ]


class _Gene:
    """What the tables know of a gene, for the question whether they could say anything of a change."""

    def __init__(self, name: str, words: Vocabulary) -> None:
        known, model = words.oncogenicity(name), words.gene_model(name)
        self._known, self._exons = known, model.exons if model is not None and model.strand else ()
        self._closed = known is None or (model is not None and bool(model.numbering))  # places may be of another transcript
        if known is None:
            return
        self._driver = known.loss == "driver"
        self._places = {*known.hotspots, *known.established}
        self._places |= {int(found[1]) for key in known.alleles if (found := re.match(r"\D?(\d+)", key))}
        by_bases = any(key.startswith("c.") for key in known.alleles)
        upstream = model is not None and any(allele.coding.startswith("c.-") for allele in model.alleles)
        self._needs_bases = by_bases or upstream

    def is_silent_about(self, key: str, at: int, missense: bool, coding: str, build: str, start: int) -> bool:
        """`coding`: "" where the row does not say it, so that it is worked out from the place."""
        known = self._known
        if known is None or self._closed or at in self._places or coding in known.alleles or key in known.alleles:
            return False
        if any(not region.first or region.first <= at <= region.last for region in known.regions):
            return False
        if self._driver and not missense:
            return False
        if coding:
            return True
        return not self._needs_bases and (not self._driver or not self._by_an_exon(build, start))

    def _by_an_exon(self, build: str, start: int) -> bool:
        """Whether a base is one of the two beside an exon, and so perhaps of a splice site."""
        old = (build_of(build) or "GRCh38") == "GRCh37"
        beside = False
        for exon in self._exons:
            one, two = (exon.g37_start, exon.g37_end) if old else (exon.g38_start, exon.g38_end)
            low, high = min(one, two), max(one, two)
            if low <= start <= high:
                return False
            beside = beside or low - 2 <= start <= high + 2
        return beside
