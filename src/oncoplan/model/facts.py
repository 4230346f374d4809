"""Facts: a record whose findings, tests and therapies have been understood, for one question asked of one diagnosis."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from oncoplan.model.dates import Days
from oncoplan.model.finding import Alteration, AnyFinding, Diplotype, Marker, Negative
from oncoplan.model.record import Diagnosis, Record, Test, Therapy
from oncoplan.model.vocabulary import Assay, Vocabulary


class TestDone(Struct, frozen=True, kw_only=True):
    """A test with its assay looked up. `succeeded` is False when pending, failed or insufficient."""

    index: int
    test: Test
    kind: str | None
    assay: Assay | None
    succeeded: bool
    collected: Days | None
    plasma: bool
    germline: bool
    linked: bool  # False when the person has several cancers and the test does not say which one it was made on
    unread: bool = False  # part of it could not be read, so its silence means nothing


class TherapyGiven(Struct, frozen=True, kw_only=True):
    """A therapy with its drugs resolved; `classes` are drug classes it named instead of drugs."""

    index: int
    therapy: Therapy
    drugs: tuple[str, ...]
    classes: tuple[str, ...]
    unread: tuple[str, ...]
    start: Days | None
    end: Days | None
    linked: bool


class Note(Struct, frozen=True):
    """Something the plan's limits must say: `kind` is a limit's kind."""

    kind: str
    says: str


class Facts(Struct, frozen=True, kw_only=True):
    """What criteria read. `diagnosis` is None for a question asked of the person.

    `alterations`, `markers`, `negatives` and `diplotypes` are grouped by gene or marker key, oldest first as recorded.
    """

    record: Record
    vocabulary: Vocabulary
    as_of: date
    jurisdiction: str
    dx: int | None
    diagnosis: Diagnosis | None
    cancer: str | None  # OncoTree code of the diagnosis, None where it did not map
    cancers: tuple[str | None, ...]  # of every diagnosis
    extent: str | None
    extent_at_diagnosis: str | None  # as the stage says
    findings: tuple[AnyFinding, ...]
    alterations: dict[str, tuple[Alteration, ...]]
    regions: tuple[Alteration, ...]
    markers: dict[str, tuple[Marker, ...]]
    negatives: dict[str, tuple[Negative, ...]]
    diplotypes: dict[str, tuple[Diplotype, ...]]
    effects: dict[str, str]  # pointer of an alteration → oncogenic | likely oncogenic | ... (see variants.oncogenicity)
    tests: tuple[TestDone, ...]
    therapies: tuple[TherapyGiven, ...] | None
    notes: tuple[Note, ...]

    def complete(self, what: str) -> bool:
        """True when the record says that this list holds everything, or gives it as empty."""
        return what in self.record.complete or getattr(self.record, what, None) == ()

    @property
    def dx_pointer(self) -> str:
        return f"diagnoses/{self.dx}"
