"""The rows of a mutation table that are certain to be passengers of uncertain significance, told by whole columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oncoplan.cohort.batch import Batch
from oncoplan.cohort.study import Lines, frame_of, plain_rows
from oncoplan.intake.table import Table


class Passengers(NamedTuple):
    """`flags`: one for each line below the heading. `samples`: every sample of the table, once."""

    flags: NDArray[np.bool_]
    samples: list[str]


def passengers(data: bytes, table: Table, batch: Batch) -> Passengers | None:
    """None for a table that only the careful reader can take.

    A row counts when a cohort's plan would only count it (see `study`), the oncogenicity tables do not have its gene, and what
    it writes is a change of the protein that is not at the start codon: then nothing speaks for or against it.
    """
    lines = Lines.of(data)
    if lines is None or "\t" not in (heading := lines.text(lines.heading)) or '"' in heading:
        return None
    frame = frame_of(data, lines, table)
    words = batch.book.vocabulary
    flags = plain_rows(frame, lines, words, batch.asked, table)
    names = frame["gene"].unique()
    unjudged = [name for name in names.to_list() if words.oncogenicity(name) is None]
    short, long = pl.col("short"), pl.col("protein").str.extract(r"p\.(.*)$")
    certain = frame.select(
        pl.col("gene").is_in(unjudged)
        & (short.str.slice(2, 1) != short.str.slice(-1, 1))
        & ~short.str.contains(r"^p\.M1(?:\D|$)")
        & (long.is_null() | ((long.str.slice(0, 3) != long.str.slice(-3, 3)) & ~long.str.contains(r"^Met1(?:\D|$)")))
    ).to_series()
    samples = frame["sample"].str.strip_chars().unique(maintain_order=True).to_list()
    return Passengers(flags & certain.to_numpy(), samples)
