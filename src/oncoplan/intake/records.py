"""The records named on a command line, one after the other; one that cannot be used does not stop the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.record_file import read_record_file, with_problem
from oncoplan.model.pharmacogene import WantedPlaces


def read_records(
    paths: Iterable[str | os.PathLike[str]], *, prefer: dict[str, str] | None = None,
    places: WantedPlaces | None = None,
) -> Iterator[Intake | Unusable]:
    """Every person in these files, in order, streamed. An `Unusable` stands where one could not be used at all.

    Files that tests name are read too; `prefer` names the transcript that speaks for a gene in an annotated VCF, `places`
    are where genotypes of inherited DNA are read.
    """
    seen: dict[str, str] = {}
    for path in paths:
        for intake in read_record_file(Path(path)):
            if isinstance(intake, Unusable):
                yield intake
                continue
            intake = _with_files(intake, Path(path), prefer, places)
            if intake.record.id in seen:
                says = f'the id "{intake.record.id}" was already used in {seen[intake.record.id]}'
                hint = "give each person one record, and each record its own id"
                intake = with_problem(intake, Problem(f"{intake.name}: id", says, hint))
            else:
                seen[intake.record.id] = intake.name
            yield intake


def load_record(
    path: str | os.PathLike[str], *, prefer: dict[str, str] | None = None, places: WantedPlaces | None = None
) -> Intake:
    """The one person in this file. Raises Unusable when there is none, or more than one."""
    found = list(read_record_file(Path(path)))
    for intake in found:
        if isinstance(intake, Unusable):
            raise intake
    if len(found) != 1:
        says = f"{Path(path).name}: holds {len(found)} records where one is wanted"
        raise Unusable(says, "put the one into its own file")
    only = found[0]
    assert isinstance(only, Intake)
    return _with_files(only, Path(path), prefer, places)


def _with_files(intake: Intake, path: Path, prefer: dict[str, str] | None, places: WantedPlaces | None) -> Intake:
    if not any(test.file for test in intake.record.tests or ()):
        return intake
    from oncoplan.intake.attach import attach

    return attach(intake, path.parent, prefer, places)
