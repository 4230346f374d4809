"""`tests[].file`: a file beside the record becomes findings of its test; one that cannot be read is a Problem."""

from __future__ import annotations

import stat
from pathlib import Path

from msgspec import structs

from oncoplan.intake.opened import digest_of_file, told
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.sniff import read_any
from oncoplan.intake.tally import Samples
from oncoplan.model.pharmacogene import WantedPlaces
from oncoplan.model.record import Test


def attach(intake: Intake, folder: Path, prefer: dict[str, str] | None = None, places: WantedPlaces | None = None) -> Intake:
    """The intake with the files that its tests name read; `folder` is where the record lies.

    The findings of the file follow those that the record itself lists, and `file` is then taken out, so that the record
    can be written and read again. What could not be read is also kept in the test's `unread`, so that nothing counts as
    negative by it.
    """
    tests = intake.record.tests
    if not tests or all(test.file is None for test in tests):
        return intake
    problems = list(intake.problems)
    others = list(intake.others)
    done: list[Test] = []
    for index, test in enumerate(tests):
        if test.file is None:
            done.append(test)
            continue
        where = f"{intake.name}: tests[{index}].file"
        try:
            path = _path(test.file, folder)
            germline = test.kind in ("germline_dna", "germline")
            samples = read_any(
                path, sample=test.sample, genome=test.genome, prefer=prefer, germline=germline, places=places
            )
            barcode = _whose(samples, intake.record.id)
            others.append((path.name, digest_of_file(path)))
        except Unusable as error:
            problems.append(Problem(where, error.says, error.hint))
            done.append(structs.replace(test, unread=(*test.unread, "file")))
            continue
        found = samples.problems_of(barcode) if barcode else samples.problems_of("")
        problems += found
        unread = tuple(problem.line() for problem in found if problem.kind == "not_read")
        done.append(structs.replace(
            test,
            file=None,
            findings=(*test.findings, *samples.findings.get(barcode, ())),
            genotypes=(*test.genotypes, *samples.genotypes.get(barcode, ())),
            genome=samples.genome or test.genome,
            sample=test.sample or barcode or None,
            unread=(*test.unread, *unread),
        ))  # fmt: skip
    record = structs.replace(intake.record, tests=tuple(done))
    return structs.replace(intake, record=record, problems=tuple(problems), others=tuple(others))


def _path(text: str, folder: Path) -> Path:
    if "://" in text or text.startswith(("//", "\\\\")):
        raise Unusable(f'"{text[:80]}" is on a network', "fetch it first, and name the file on this disk")
    path = folder / text
    with told(text):
        mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise Unusable(f'"{text[:80]}" is not a file', "name a file on this disk")
    return path


def _whose(samples: Samples, identity: str) -> str:
    """The sample of the file that is this person's. Raises Unusable when that is not clear."""
    if len(samples.findings) == 1:
        return next(iter(samples.findings))
    if identity in samples.findings:
        return identity
    if not samples.findings:
        return ""
    has = ", ".join(list(samples.findings)[:5]) + (", ..." if len(samples.findings) > 5 else "")
    raise Unusable(f"{samples.name}: holds {len(samples.findings)} samples", f"say which with `sample:`; it has: {has}")
