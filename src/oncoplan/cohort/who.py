"""Whom a rule, a drug or a missing test concerns, from the tables of a cohort run; and why, for any one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from oncoplan.cohort.batch import Batch
from oncoplan.cohort.run import ABOUT, Inputs, people_of
from oncoplan.intake.problem import Intake
from oncoplan.pipeline import explained as trees
from oncoplan.report.tree import tree_text


class NotThere(Exception):
    """Nothing of that name, or no run in that folder: one line and a hint."""

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.says, self.hint = says, hint


def who(folder: Path, what: str) -> Iterator[str]:
    """A line for each person, tab-separated, under a heading. Raises NotThere."""
    about = _about(folder)
    found = _of_test(folder, what)
    if found is None:
        found = _of_option(folder, what)
    if not len(found):
        raise NotThere(_unknown(what, folder), "`oncoplan knowledge show` finds names; summary.parquet lists what the cohort has")
    people = found["sample"].n_unique()
    yield f"# {what}: {people} of {about['made']['people']} people"
    yield "\t".join(found.columns)
    for row in found.iter_rows():
        yield "\t".join("" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in row)


def _of_test(folder: Path, what: str) -> pl.DataFrame | None:
    due = _table(folder, "tests_due").filter((pl.col("test") == what) | (pl.col("name").str.to_lowercase() == what.lower()))
    return due.select("sample", "test", "state", "first", "settles", "opens") if len(due) else None


def _of_option(folder: Path, what: str) -> pl.DataFrame:
    rows = _table(folder, "recommendations")
    name = what.lower()
    named = pl.col("drugs").str.to_lowercase().str.replace_all(", then ", " + ", literal=True).str.split(" + ")
    by_drug = rows.filter(named.list.contains(name))
    if not len(by_drug):
        by_drug = rows.filter((pl.col("rule") == what) | pl.col("rule").str.starts_with(f"{what}."))
    return by_drug.select("sample", "diagnosis", "rank", "rule", "effect", "drugs", "verdict", "on_label", "levels")


def explained(folder: Path, what: str, sample: str) -> str:
    """The answers of a rule for one person, as `oncoplan explain` prints them: of the rule named, or of every rule by which
    the drug or test that is named concerns this person. Raises NotThere and Unusable."""
    about = _about(folder)
    day, place = date.fromisoformat(about["as_of"]), about["jurisdiction"]
    batch = Batch(day, jurisdiction=place)
    person = _person(batch, about, sample)
    rules = _rules(folder, what, sample, batch)
    if not rules:
        raise NotThere(f"{what} does not concern {sample} in this run", "ask without --explain for the people it concerns")
    return "\n\n".join(tree_text(trees(person, rule, as_of=day, jurisdiction=place)) for rule in rules)


def _rules(folder: Path, what: str, sample: str, batch: Batch) -> list[Any]:
    exact = batch.book.find(what)
    if exact is not None:
        return [exact]
    mine = _of_option(folder, what).filter(pl.col("sample") == sample)
    names = mine["rule"].unique(maintain_order=True).to_list()
    if not names and (tests := _of_test(folder, what)) is not None and len(tests.filter(pl.col("sample") == sample)):
        names = [rule.id for rule in batch.book if rule.then.order is not None and what in rule.then.order.what]
    return [rule for name in names if (rule := batch.book.find(name)) is not None]


def _person(batch: Batch, about: dict[str, Any], sample: str) -> Intake:
    paths = {name: Path(path) for name, path in about["inputs"].items()}
    inputs = Inputs(**paths, records=tuple(Path(path) for path in about["records"]), cancer=about["cancer"])
    for one in people_of(batch, inputs).people:
        if one.record.id == sample:
            return one
    raise NotThere(f"there is nobody called {sample!r} in the files of this run", "write the sample as the tables do")


def _about(folder: Path) -> dict[str, Any]:
    path = folder / ABOUT
    if not path.exists():
        raise NotThere(f"{folder}: there is no finished run in this folder", "make one with `oncoplan cohort plan --out DIR`")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


def _unknown(what: str, folder: Path) -> str:
    return f"{what!r} is no rule, drug or test that concerns anyone in {folder}"
