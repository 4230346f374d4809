"""Tables of many samples of the same people (cBioPortal's layout) → one record per person, with a test for each sample in order.

The table of samples says whose each is and, where it does, when it was taken and from what; the mutation and copy-number tables
say what was found. A sample without a row in them found nothing that the file would list.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from oncoplan.intake.clinical import CANCER
from oncoplan.intake.opened import digest_of_file
from oncoplan.intake.problem import Intake, Problem
from oncoplan.intake.table import Table, filled
from oncoplan.intake.tally import Samples
from oncoplan.intake.words import SEX
from oncoplan.model.record import Diagnosis, Record, Specimen, Test

SAMPLE = ("sample_id", "sample", "tumor_sample_barcode")
PATIENT = ("patient_id", "patient", "case_id", "subject_id")
DAY = ("collection_date", "sample_collection_date", "sample_date", "date_collected", "collected", "date")
CLASS = ("sample_class", "specimen", "specimen_type", "material")
PANEL = ("gene_panel", "panel", "assay")
RESPONSE = ("best_overall_response_(bor)", "best_overall_response", "best_response", "bor")
_BLOOD = ("cfdna", "ctdna", "plasma", "cell free dna", "liquid biopsy")
_NORMAL = ("normal", "control", "germline")
_NOTHING = ("", "na", "n/a", "ne", "not evaluable", "unknown", "not applicable")


class _Sample(Struct, frozen=True):
    """One row of the table of samples."""

    id: str
    patient: str
    cancer: str | None
    blood: bool
    panel: str | None
    day: str | None


def people_over_time(
    samples: Path, maf: Path | None = None, cna: Path | None = None, patients: Path | None = None
) -> list[Intake]:
    """One Intake per person of the samples' table, in its order, then those of whom there is only a row in the patients' table;
    normal samples are left out. Raises Unusable.

    Tests stand in order of their days, else of their sample ids. What the table of patients says of sex and best response
    becomes part of the record; a best response is an event of the diagnosis without a day.
    """
    rows = _samples(samples)
    found = _found(maf, cna)
    said = _patients(patients) if patients is not None else {}
    paths = [path for path in (maf, cna, patients) if path is not None]
    others = tuple((path.name, digest_of_file(path)) for path in paths)
    people: list[Intake] = []
    for patient in dict.fromkeys((*(row.patient for row in rows), *said)):
        mine = sorted((r for r in rows if r.patient == patient), key=lambda r: (r.day or "", len(r.id), r.id))
        sex, response = said.get(patient, (None, None))
        record, problems = _record(patient, mine, found, sex, response)
        people.append(Intake(record, problems, digest_of_file(samples), samples.name, others))
    return people


def _samples(path: Path) -> list[_Sample]:
    table = Table(path, needs=(SAMPLE, PATIENT), what="table of samples")
    cancers = [table.index[name] for name in CANCER if name in table.index]
    sample, patient = table.place(*SAMPLE), table.place(*PATIENT)
    kinds = [table.index[name] for name in ("sample_type", *CANCER) if name in table.index]
    assert sample is not None
    assert patient is not None
    rows = []
    for _, cells in table.rows():
        if cells is None or not filled(cells[sample]) or any(cells[k].strip().lower() in _NORMAL for k in kinds):
            continue
        named = [word for place in cancers if (word := filled(cells[place]))]
        words = _cell(cells, table.place(*CLASS)) or ""
        rows.append(
            _Sample(
                id=filled(cells[sample]), patient=filled(cells[patient]), cancer=named[0] if named else None,
                blood=words.lower().replace("-", " ").strip() in _BLOOD, panel=_cell(cells, table.place(*PANEL)),
                day=_cell(cells, table.place(*DAY)),
            )
        )  # fmt: skip
    return rows


def _cell(cells: list[str], place: int | None) -> str | None:
    return None if place is None else filled(cells[place]) or None


def _found(maf: Path | None, cna: Path | None) -> list[Samples]:
    read: list[Samples] = []
    if maf is not None:
        from oncoplan.intake.maf import read_maf

        read.append(read_maf(maf))
    if cna is not None:
        from oncoplan.intake.cna import read_cna

        read.append(read_cna(cna))
    return read


def _patients(path: Path) -> dict[str, tuple[str | None, str | None]]:
    """Sex and best response by patient."""
    table = Table(path, needs=(PATIENT,), what="table of patients")
    patient = table.place(*PATIENT)
    assert patient is not None
    found = {}
    for _, cells in table.rows():
        if cells is None:
            continue
        response = _cell(cells, table.place(*RESPONSE))
        sex = SEX.get((_cell(cells, table.place("sex", "gender")) or "").lower())
        found[filled(cells[patient])] = (sex, None if (response or "").lower() in _NOTHING else response)
    return found


def _record(
    patient: str, samples: list[_Sample], found: list[Samples], sex: str | None, response: str | None
) -> tuple[Record, tuple[Problem, ...]]:
    tests, problems = [], []
    for one in samples:
        entries = tuple(entry for read in found for entry in read.findings.get(one.id, ()))
        own = [problem for read in found for problem in read.problems.get(one.id, ())]
        problems.extend(own)
        tests.append(
            Test(
                kind="ctdna" if one.blood else "tumour_dna", assay=one.panel, collected=one.day, sample=one.id, findings=entries,
                genome=next((read.genome for read in found if read.genome), None),
                specimen=Specimen(type="blood" if one.blood else "tumour tissue"),
                unread=tuple(p.line() for p in own if p.kind == "not_read"),
            )
        )  # fmt: skip
    cancers = list(dict.fromkeys(s.cancer for s in samples if s.cancer))
    if len(cancers) > 1:
        says = f"the samples of {patient} name different cancers ({', '.join(cancers)}): the newest is used"
        problems.append(Problem(samples[0].id, says, kind="note"))
    elif not samples:
        problems.append(Problem(patient, "the table of samples has none of this person", kind="note"))
    cancer = cancers[-1] if cancers else None
    reported: dict[str, str | int | float | bool | None] = {"response": response}
    events = (reported,) if response else None
    dx = Diagnosis(id="dx1", cancer=cancer, events=events)
    known = cancer is not None or events is not None
    return Record(id=patient, sex=sex, diagnoses=(dx,) if known else None, tests=tuple(tests) or None), tuple(problems)
