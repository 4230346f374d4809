"""A cohort run: which files, which day, where the tables go; what it was made of is written beside them."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from msgspec import Struct

from oncoplan._version import __version__
from oncoplan.cohort.batch import Batch
from oncoplan.cohort.parts import PART, Progress, gathered, plan_parts
from oncoplan.cohort.study import Study, read_study
from oncoplan.cohort.tables import SCHEMAS, frame, summary, write
from oncoplan.intake import read_records
from oncoplan.intake.opened import digest_of_file
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.record_file import is_record_file
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.pipeline import genotype_places

ABOUT = "cohort.json"

Tables = dict[str, pl.DataFrame]
Planning = Callable[[Sequence[Intake], str], Tables]
"""People, and the key of the run, to the tables of their plans."""


class Inputs(Struct, frozen=True):
    """Study files, or records (files and folders of them)."""

    maf: Path | None = None
    clinical: Path | None = None
    cna: Path | None = None
    sv: Path | None = None
    records: tuple[Path, ...] = ()
    cancer: str | None = None

    @property
    def files(self) -> list[Path]:
        """Every file that is read."""
        named = [path for path in (self.maf, self.clinical, self.cna, self.sv) if path is not None]
        return named + [path for given in self.records for path in _files(given)]


class Done(NamedTuple):
    """What a run came to: people, rows read, rows not understood, recommendations, tests due; `before`: it had been done."""

    people: int
    rows: int
    unread: int
    recommendations: int
    tests_due: int
    before: bool = False


def run(
    inputs: Inputs, out: Path, as_of: date, *, jurisdiction: str | None = None, tsv: bool = False, workers: int | None = None,
    engine: str = "numpy", part: int = PART, progress: Progress = lambda done, of: None,
    spark: str | None = None,
) -> Done:  # fmt: skip
    """Plan a cohort into a folder, by this machine's processes or by the Spark whose master is named.

    Raises Unusable, and OSError where the folder cannot be written.
    """
    if spark is not None:
        from oncoplan.cohort.spark import plan_people  # first of all: the extra may not be installed
    batch = Batch(as_of, jurisdiction=jurisdiction, engine=engine)

    def tables(people: Sequence[Intake], key: str) -> Tables:
        if spark is not None:
            return plan_people(batch, people, spark, kernel=engine, progress=progress)
        parts = out / ".parts"
        plan_parts(batch, people, parts, key, workers=workers or os.cpu_count() or 1, progress=progress, size=part)
        return {name: gathered(parts, name) for name in SCHEMAS}

    with collector_off():
        return _run(inputs, out, batch, tsv, tables, "local" if spark is None else "spark")


@contextmanager
def collector_off() -> Iterator[None]:
    """Millions of small objects, none of them in a cycle: looking for cycles costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run(inputs: Inputs, out: Path, batch: Batch, tsv: bool, tables: Planning, engine: str) -> Done:
    key = _key(batch, inputs)
    out.mkdir(parents=True, exist_ok=True)
    about = _about(out)
    if about is not None and about["key"] == key and all((out / f"{name}.parquet").exists() for name in (*SCHEMAS, "summary")):
        made = Done(**about["made"])._replace(before=True)
        _tidy(out)
    else:
        made = _make(batch, inputs, out, key, tables, engine)
    if tsv:
        for name in (*SCHEMAS, "summary"):
            write(pl.read_parquet(out / f"{name}.parquet"), out / f"{name}.tsv")
    return made


def _make(batch: Batch, inputs: Inputs, out: Path, key: str, planned: Planning, engine: str) -> Done:
    study = people_of(batch, inputs)
    if not study.people:
        raise Unusable("there is nobody in these files", "name study files, or records")
    tables = planned(study.people, key)
    nobodys = [("", p.kind, p.where, p.says, p.hint, p.count) for p in study.problems]
    tables["limits"] = pl.concat([frame("limits", nobodys), tables["limits"]])
    unread = tables["limits"].filter(tables["limits"]["kind"] == "not_read")["rows"].sum()
    made = Done(len(study.people), study.rows, int(unread), len(tables["recommendations"]), len(tables["tests_due"]))
    for name, table in tables.items():
        write(table, out / f"{name}.parquet")
    write(summary(tables["recommendations"], tables["tests_due"]), out / "summary.parquet")
    _write_about(batch, inputs, out, key, made, engine)
    _tidy(out)
    return made


def _tidy(out: Path) -> None:
    """Remove what only an unfinished run needs, also what a killed one left behind."""
    shutil.rmtree(out / ".parts", ignore_errors=True)
    for left in out.glob(".*.part"):
        left.unlink(missing_ok=True)


def people_of(batch: Batch, inputs: Inputs) -> Study:
    """Everyone in the files; a record that could not be used is a problem that is nobody's. Raises Unusable."""
    return people_in(inputs, batch.book.vocabulary, batch.asked)


def people_in(inputs: Inputs, words: Vocabulary, asked: frozenset[str]) -> Study:
    """As `people_of`, for a question that names the genes `asked`: alterations of all others change no answer."""
    if not inputs.records:
        return read_study(inputs.maf, inputs.clinical, inputs.cna, inputs.sv, words, asked, cancer=inputs.cancer)
    people: list[Intake] = []
    problems: list[Problem] = []
    for found in read_records(inputs.files, places=genotype_places):
        if isinstance(found, Unusable):
            problems.append(Problem("records", found.says, found.hint))
        else:
            people.append(found)
    return Study(people, len(people) + len(problems), 0, tuple(problems))


def _files(given: Path) -> list[Path]:
    """A file, or the record files of a folder and the folders in it, sorted."""
    if not given.is_dir():
        return [given]
    return sorted(path for path in given.rglob("*") if is_record_file(path) and path.is_file())


def _key(batch: Batch, inputs: Inputs) -> str:
    """A digest over everything that the result depends on."""
    parts: Sequence[str] = (
        __version__, batch.book.head.digest, batch.as_of.isoformat(), batch.jurisdiction or "", inputs.cancer or "",
        *(f"{path.name} {digest_of_file(path)}" for path in inputs.files),
    )  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _about(out: Path) -> dict[str, Any] | None:
    path = out / ABOUT
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _write_about(batch: Batch, inputs: Inputs, out: Path, key: str, made: Done, engine: str) -> None:
    said = {
        "oncoplan": __version__,
        "knowledge": {"pack": batch.book.head.pack, "version": batch.book.head.version, "digest": batch.book.head.digest},
        "as_of": batch.as_of.isoformat(),
        "jurisdiction": batch.jurisdiction,
        "engine": engine,
        "inputs": {
            name: str(path.resolve()) for name in ("maf", "clinical", "cna", "sv") if (path := getattr(inputs, name)) is not None
        },
        "records": [str(path.resolve()) for path in inputs.records],
        "cancer": inputs.cancer,
        "made": {name: value for name, value in made._asdict().items() if name != "before"},
        "key": key,
    }
    part = out / f".{ABOUT}.part"
    part.write_text(json.dumps(said, indent=2) + "\n")
    os.replace(part, out / ABOUT)
