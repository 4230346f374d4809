"""The rows of a mutation table that are certain to be of uncertain significance and to mean nothing, told by whole columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oncoplan.cohort.batch import Batch
from oncoplan.cohort.study import ASKED, Lines, frame_of, readable_rows
from oncoplan.intake.table import Table
from oncoplan.model.oncogenicity import GeneOncogenicity
from oncoplan.model.vocabulary import Vocabulary

EFFECT = "uncertain significance"
_EXONIC = r"^(?:[A-Z0-9_.]+:)?(c\.\d+[ACGT]>[ACGT])$"

Asks = Callable[[str, str], bool]
"""Whether something asks about a gene in the cancer of a sample."""


class Passengers(NamedTuple):
    """`flags`: one for each line below the heading. `samples`: the sample of each."""

    flags: NDArray[np.bool_]
    samples: pl.Series


def passengers(data: bytes, table: Table, batch: Batch, asks: Asks) -> Passengers | None:
    """None for a table that only the careful reader can take.

    A row counts when it is read as it is written (see `study`), nothing asks about its gene in the cancer of its sample, and no
    table of oncogenicity can speak for or against what it writes: a change of the protein that is not at the start codon.
    """
    lines = Lines.of(data)
    if lines is None or "\t" not in (heading := lines.text(lines.heading)) or '"' in heading:
        return None
    frame = frame_of(data, lines, table)
    words = batch.book.vocabulary
    flags, kinds = readable_rows(frame, lines, words, batch.asked, table)
    samples = frame["sample"].str.strip_chars()
    if len(frame) != len(flags):
        return None
    judged = [name for name in frame["gene"].unique().to_list() if words.oncogenicity(name) is not None]
    short, long = pl.col("short"), pl.col("protein").str.extract(r"p\.(.*)$")
    told = frame.select(
        (
            (short.str.slice(2, 1) != short.str.slice(-1, 1))
            & ~short.str.contains(r"^p\.M1(?:\D|$)")
            & (long.is_null() | ((long.str.slice(0, 3) != long.str.slice(-3, 3)) & ~long.str.contains(r"^Met1(?:\D|$)")))
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


def _nothing_speaks(frame: pl.DataFrame, words: Vocabulary) -> list[bool]:
    """Whether a change is of one residue by one base, at a place that the gene's table of oncogenicity does not know."""
    short = pl.col("short")
    parts = frame.select(
        "gene", short.str.slice(2).alias("key"), short.str.extract(r"(\d+)").cast(pl.Int64).alias("at"),
        one=short.str.contains(r"^p\.[A-Z]\d+[A-Z]$") & (pl.col("kind") == "Missense_Mutation") & (pl.col("protein") == ""),
        base=pl.col("coding").str.extract(_EXONIC).fill_null(""),
    )  # fmt: skip
    tables = {gene: _usable(gene, words) for gene in parts["gene"].unique().to_list()}
    return [
        bool(one and coding and (known := tables[gene]) is not None and not _speaks(known, key, at, coding))
        for gene, key, at, one, coding in parts.iter_rows()
    ]


def _usable(gene: str, words: Vocabulary) -> GeneOncogenicity | None:
    """The gene's table; None where the places of a row may be counted on another transcript than the table's."""
    model = words.gene_model(gene)
    return None if model is not None and model.numbering else words.oncogenicity(gene)


def _speaks(known: GeneOncogenicity, key: str, at: int, coding: str) -> bool:
    if at in known.hotspots or at in known.established or key in known.alleles or coding in known.alleles:
        return True
    return any(not region.first or region.first <= at <= region.last for region in known.regions)
