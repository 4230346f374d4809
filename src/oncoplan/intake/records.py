"""The records named on a command line, one after the other; one that cannot be used does not stop the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.record_file import read_record_file, with_problem


def read_records(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Intake | Unusable]:
    """Every person in these files, in order, streamed. An `Unusable` stands where one could not be used at all."""
    seen: dict[str, str] = {}
    for path in paths:
        for intake in read_record_file(Path(path)):
            if isinstance(intake, Unusable):
                yield intake
                continue
            if intake.record.id in seen:
                says = f'the id "{intake.record.id}" was already used in {seen[intake.record.id]}'
                hint = "give each person one record, and each record its own id"
                intake = with_problem(intake, Problem(f"{intake.name}: id", says, hint))
            else:
                seen[intake.record.id] = intake.name
            yield intake


def load_record(path: str | os.PathLike[str]) -> Intake:
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
    return only
