"""A cohort and a store of trials: which files, which day, and the tables of who fits what."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from oncoplan._version import __version__
from oncoplan.cohort.run import Inputs, collector_off, people_in
from oncoplan.cohort.tables import frame, write
from oncoplan.cohort.trials import Answered, TrialColumns
from oncoplan.criteria.evaluate import MET, UNKNOWN
from oncoplan.intake.opened import digest_of_file
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.pipeline import problem_of
from oncoplan.trials.match import units
from oncoplan.trials.shelf import Shelf, opened
from oncoplan.trials.told import WORDS
from oncoplan.variants.assess import Assessment, assess

ABOUT = "trials.json"
SCHEMA: dict[str, Any] = dict.fromkeys(("sample", "diagnosis", "trial", "verdict", "as_read"), pl.String)
SUMMARY: dict[str, Any] = {
    "trial": pl.String, "title": pl.String, "status": pl.String, "unread": pl.UInt32, "met": pl.UInt32, "read_met": pl.UInt32,
    "possible": pl.UInt32, "not_met": pl.UInt32,
}  # fmt: skip
"""People by answer: `met` to the last sentence, `read_met` where all that was read is met, `possible` where something is open;
`unread`: sentences for everyone that were not understood."""


class Done(NamedTuple):
    """What a run came to, in people, trials, pairs, and rows not understood."""

    people: int
    trials: int
    met: int
    read: int
    possible: int
    unread: int


def run(
    inputs: Inputs, store: Path, out: Path, as_of: date, *, jurisdiction: str | None = None, tsv: bool = False,
    engine: str = "numpy",
) -> Done:  # fmt: skip
    """Everyone against every trial, into a folder: pairs that are met or possible, how many of each a trial has, and what
    could not be read. Reasons: `oncoplan trials explain` for one person and trial. Raises Unusable, OSError, ImportError."""
    shelf = opened(store)
    columns = TrialColumns(shelf.book, engine=engine)
    words = shelf.book.base.vocabulary
    with collector_off():
        study = people_in(inputs, words, columns.genes)
        if not study.people:
            raise Unusable("there is nobody in these files", "name study files, or records")
        assessed = [assess(p.record, words, as_of, (jurisdiction or p.record.country or "US").upper()) for p in study.people]
        answered = _answers(columns, assessed)
        pairs = _pairs(shelf, study.people, assessed, answered)
    problems = [("", problem) for problem in study.problems]
    for one, found in zip(study.people, assessed, strict=True):
        problems += [(one.record.id, problem) for problem in _problems(one, found)]
    out.mkdir(parents=True, exist_ok=True)
    tables = {
        "trials": pairs,
        "trials_summary": _summary(shelf, answered),
        "limits": frame("limits", [(who, p.kind, p.where, p.says, p.hint, p.count) for who, p in problems]),
    }
    for name, table in tables.items():
        write(table, out / f"{name}.parquet")
        if tsv:
            write(table, out / f"{name}.tsv")
    unread = int(tables["limits"].filter(pl.col("kind") == "not_read")["rows"].sum())
    made = Done(
        len(study.people), len(shelf.book), int((answered.full == MET).sum()), int((answered.read == MET).sum()),
        int((answered.read == UNKNOWN).sum()), unread,
    )  # fmt: skip
    _write_about(shelf, inputs, out, as_of, jurisdiction, made)
    return made


def _answers(columns: TrialColumns, people: list[Assessment]) -> Answered:
    """Everyone's answers, those of one jurisdiction together."""
    places: dict[str, list[int]] = {}
    for number, one in enumerate(people):
        places.setdefault(one.person.jurisdiction, []).append(number)
    parts = {place: columns.answers([people[i] for i in mine]) for place, mine in places.items()}
    if len(parts) == 1:
        return next(iter(parts.values()))
    order = np.argsort(np.concatenate([np.array(mine) for mine in places.values()]), kind="stable")
    joined = (np.concatenate([getattr(part, name) for part in parts.values()], axis=1) for name in Answered._fields)
    return Answered(*(every[:, order] for every in joined))


def _pairs(shelf: Shelf, people: list[Intake], assessed: list[Assessment], answered: Answered) -> pl.DataFrame:
    """The pairs that are met or possible, person by person, in the order of the store."""
    who, trial = np.nonzero(answered.read.T >= UNKNOWN)
    ids = [entry.id for entry in shelf.book.entries]
    names = [[_name(facts.dx, facts.diagnosis.id if facts.diagnosis else None) for facts in units(one)] for one in assessed]
    units_of = answered.unit[trial, who]
    words = np.array(WORDS)
    return pl.DataFrame(
        {
            "sample": [people[i].record.id for i in who.tolist()],
            "diagnosis": [names[i][number] for i, number in zip(who.tolist(), units_of.tolist(), strict=True)],
            "trial": [ids[i] for i in trial.tolist()],
            "verdict": words[answered.full[trial, who]].tolist(),
            "as_read": words[answered.read[trial, who]].tolist(),
        },
        schema=SCHEMA,
    )


def _name(dx: int | None, stated: str | None) -> str | None:
    return None if dx is None else stated or f"dx{dx + 1}"


def _summary(shelf: Shelf, answered: Answered) -> pl.DataFrame:
    """One row for each trial, those that most may fit first."""
    met, read = (answered.full == MET).sum(axis=1), (answered.read == MET).sum(axis=1)
    possible = (answered.read == UNKNOWN).sum(axis=1)
    trials = [shelf.book.trial(entry.id) for entry in shelf.book.entries]
    table = pl.DataFrame(
        {
            "trial": [one.id for one in trials], "title": [one.title for one in trials], "status": [one.status for one in trials],
            "unread": [entry.unread for entry in shelf.book.entries], "met": met, "read_met": read, "possible": possible,
            "not_met": answered.read.shape[1] - read - possible,
        }
    )  # fmt: skip
    typed = table.select(pl.col(name).cast(kind) for name, kind in SUMMARY.items())
    return typed.sort(["read_met", "possible", "trial"], descending=[True, True, False])


def _problems(one: Intake, found: Assessment) -> list[Problem]:
    notes = [Problem(one.name or one.record.id, note.says) for note in found.person.notes if note.kind == "not_read"]
    return [*one.problems, *(problem_of(each, one.name) for each in found.unread), *notes]


def _write_about(shelf: Shelf, inputs: Inputs, out: Path, as_of: date, jurisdiction: str | None, made: Done) -> None:
    """What the tables were made of: with the same store, knowledge, files and day they are the same."""
    head = shelf.book.base.head
    said = {
        "oncoplan": __version__, "knowledge": {"pack": head.pack, "version": head.version, "digest": head.digest},
        "store": {"name": shelf.used.store, "digest": shelf.used.digest, "trials": shelf.used.trials},
        "as_of": as_of.isoformat(), "jurisdiction": jurisdiction, "cancer": inputs.cancer,
        "inputs": [{"name": path.name, "digest": digest_of_file(path)} for path in inputs.files], "made": made._asdict(),
    }  # fmt: skip
    part = out / f".{ABOUT}.part"
    part.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    os.replace(part, out / ABOUT)
