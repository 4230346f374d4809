"""The tables of a cohort: their columns, and how they are written so that a reader never sees half a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from oncoplan.cohort.batch import Planned
from oncoplan.model.plan import Recommendation, TestDue

Row = tuple[Any, ...]

SCHEMAS: dict[str, dict[str, Any]] = {
    "recommendations": {
        "sample": pl.String, "diagnosis": pl.String, "rank": pl.UInt32, "rule": pl.String, "chapter": pl.String,
        "effect": pl.String, "drugs": pl.String, "on_label": pl.Boolean, "verdict": pl.String, "levels": pl.String,
        "basis": pl.String,
    },
    "tests_due": {
        "sample": pl.String, "test": pl.String, "name": pl.String, "state": pl.String, "first": pl.Boolean,
        "settles": pl.UInt32, "opens": pl.String,
    },
    "limits": {
        "sample": pl.String, "kind": pl.String, "where": pl.String, "says": pl.String, "hint": pl.String, "rows": pl.UInt32,
    },
}  # fmt: skip
"""Table → column → type. `drugs` joined by " + ", `opens` by "; ", `levels` as `amp=A; escat=I-A`; `limits.rows` is how
many rows of the input one line stands for."""

SUMMARY: dict[str, Any] = {"kind": pl.String, "key": pl.String, "people": pl.UInt32, "met": pl.UInt32, "on_label": pl.UInt32}


class Flat:
    """Plans as rows. People whose plans are the same object share the work of writing them down."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, list[Row]]] = {}

    def rows(self, planned: Iterable[Planned]) -> dict[str, list[Row]]:
        """The rows of each table, people in the order given."""
        made: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
        for one in planned:
            sample = (one.sample,)
            made["recommendations"] += [(*sample, *row) for row in self._of(one.recommendations, _recommendation)]
            made["tests_due"] += [(*sample, *row) for row in self._of(one.tests_due, _test)]
            made["limits"] += [(*sample, p.kind, p.where, p.says, p.hint, p.count) for p in one.problems]
        return made

    def _of(self, entries: Sequence[Any], row: Any) -> list[Row]:
        known = self._known.get(id(entries))
        if known is None or known[0] is not entries:
            known = self._known[id(entries)] = (entries, [row(entry) for entry in entries])
        return known[1]


def _recommendation(one: Recommendation) -> Row:
    levels = "; ".join(f"{scheme}={level}" for scheme, level in one.levels.items())
    return (
        one.diagnosis, one.rank, one.rule, one.chapter, one.effect, " + ".join(one.drugs), one.on_label, one.verdict, levels,
        one.basis,
    )  # fmt: skip


def _test(one: TestDue) -> Row:
    return (one.test, one.name, one.state, one.first, len(one.would_settle), "; ".join(one.opens))


def frame(name: str, rows: list[Row]) -> pl.DataFrame:
    """The rows of one table as a frame."""
    return pl.DataFrame(rows, schema=SCHEMAS[name], orient="row")


def summary(recommendations: pl.DataFrame, tests_due: pl.DataFrame) -> pl.DataFrame:
    """How many people each rule, drug and test touches; most first."""
    met = pl.col("sample").filter(pl.col("verdict") == "met").n_unique().alias("met")
    label = pl.col("sample").filter(pl.col("on_label")).n_unique().alias("on_label")
    people = pl.col("sample").n_unique().alias("people")
    rules = recommendations.group_by(key="rule").agg(people, met, label).with_columns(kind=pl.lit("rule"))
    options = recommendations.filter(pl.col("effect") == "sensitive")
    drugs = options.with_columns(key=pl.col("drugs").str.split(" + ")).explode("key").group_by("key").agg(people, met, label)
    tests = tests_due.group_by(key="test").agg(people).with_columns(
        kind=pl.lit("test"), met=pl.lit(None, pl.UInt32), on_label=pl.lit(None, pl.UInt32)
    )  # fmt: skip
    every = [part.select(pl.col(name).cast(kind) for name, kind in SUMMARY.items())
             for part in (rules, drugs.with_columns(kind=pl.lit("drug")), tests)]  # fmt: skip
    return pl.concat(every).sort(["kind", "people", "key"], descending=[False, True, False])


def write(table: pl.DataFrame, path: Path) -> None:
    """A Parquet or TSV file, as its name says: whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    if path.suffix == ".tsv":
        table.write_csv(part, separator="\t")
    else:
        table.write_parquet(part)
    os.replace(part, path)
