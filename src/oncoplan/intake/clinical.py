"""A table of samples beside a mutation file: which cancer each has, found by whichever column holds the barcodes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from oncoplan.intake.problem import Unusable
from oncoplan.intake.table import Table, filled
from oncoplan.intake.words import SEX, stage

CANCER = (
    "oncotree_code", "oncotree", "cancer_type_detailed", "cancer_code", "histology", "histological_type", "cancer_type",
    "tumor_type", "tumour_type", "cancer", "diagnosis", "primary_diagnosis", "site",
)  # fmt: skip
STAGE = (
    "ajcc_pathologic_tumor_stage", "ajcc_pathologic_stage", "tumor_stage", "pathologic_stage", "stage",
    "clinical_stage",
)  # fmt: skip
IDS = (
    "sample_id", "tumor_sample_barcode", "sample_barcode", "sample", "sampleid", "tumor_sample_id", "patient_id",
    "patient", "case_id", "submitter_id", "bcr_patient_barcode", "patient_barcode", "id", "individual_id",
)  # fmt: skip
_NO_CANCER = frozenset({"normal", "control", "none"})


class Person(Struct, frozen=True):
    """What the table says of one sample."""

    cancer: str | None = None
    stage: str | None = None
    sex: str | None = None
    row: str | None = None


class Clinical:
    """The rows of a clinical table, found again by a sample's barcode."""

    def __init__(self, name: str, exact: dict[str, list[Person]], short: dict[str, list[Person]]) -> None:
        self.name = name
        self._exact, self._short = exact, short

    def find(self, barcode: str) -> Person | None:
        """The row of this barcode: as written, in another case, or by the sample or patient part of a TCGA barcode.

        None when there is none. Raises Unusable when several rows fit and name different cancers.
        """
        key = barcode.strip().upper()
        for name in (key, *shorter(key)):
            rows = self._exact.get(name) or self._short.get(name)
            if rows:
                return self._one(rows, barcode)
        return None

    def _one(self, rows: list[Person], barcode: str) -> Person:
        cancers = list(dict.fromkeys(row.cancer for row in rows if row.cancer))
        if len(cancers) > 1:
            says = f'{self.name}: several rows fit "{barcode}" and name different cancers: {", ".join(cancers[:4])}'
            raise Unusable(says, "give the table a column with the sample's own barcode, or use --cancer")
        return next((row for row in rows if row.cancer), rows[0])


def shorter(barcode: str) -> list[str]:
    """The sample and patient parts of a TCGA barcode, longest first (`-01A-11D-...` → `-01A`, `-01`, patient)."""
    parts = barcode.split("-")
    if parts[0] != "TCGA" or len(parts) < 3:
        return []
    found = ["-".join(parts[:n]) for n in range(len(parts) - 1, 3, -1)]
    if len(parts) > 3:
        if len(parts[3]) == 3:
            found.append("-".join([*parts[:3], parts[3][:2]]))
        found.append("-".join(parts[:3]))
    return found


def read_clinical(path: Path) -> Clinical:
    """Every row of the table, indexed by every column that may hold a barcode. Raises Unusable."""
    table = Table(path, what="clinical table")
    ids = [table.index[name] for name in IDS if name in table.index]
    if not ids:
        ids = [0]
    cancers = [table.index[name] for name in CANCER if name in table.index]
    if not cancers:
        has = ", ".join(table.columns[:12])
        hint = f"it needs one of ONCOTREE_CODE, CANCER_TYPE_DETAILED, CANCER_TYPE; it has: {has}"
        raise Unusable(f"{path.name}: no column says which cancer a sample has", hint)
    stages = [table.index[name] for name in STAGE if name in table.index]
    sex = table.place("sex", "gender")
    exact: dict[str, list[Person]] = {}
    short: dict[str, list[Person]] = {}
    for number, cells in table.rows():
        if cells is None:
            continue
        person = Person(
            cancer=_first(cells, cancers),
            stage=stage(_first(cells, stages) or "") or None,
            sex=SEX.get(filled(cells[sex]).lower()) if sex is not None else None,
            row=f"{path.name}:{number}",
        )
        for place in ids:
            key = cells[place].strip().upper()
            if not key:
                continue
            exact.setdefault(key, []).append(person)
            for part in shorter(key):
                short.setdefault(part, []).append(person)
    return Clinical(path.name, exact, short)


def _first(cells: list[str], places: list[int]) -> str | None:
    for place in places:
        word = filled(cells[place])
        if word and word.lower() not in _NO_CANCER and not word.startswith("["):
            return word
    return None
