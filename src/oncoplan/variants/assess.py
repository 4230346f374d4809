"""Record + Vocabulary → Facts: every finding read, every test and therapy looked up, once per diagnosis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from msgspec import Struct, structs

from oncoplan.model.dates import Days, known_date
from oncoplan.model.facts import Facts, Note, TestDone, TherapyGiven
from oncoplan.model.finding import Alteration, AnyFinding, Diplotype, Marker, Negative
from oncoplan.model.record import FindingEntry, Record, Test
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants import disease, therapies
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.merge import merge
from oncoplan.variants.oncogenicity import effect_of
from oncoplan.variants.pgx import Row
from oncoplan.variants.pgx_places import read_genes, row_of
from oncoplan.variants.pgx_results import worked_out
from oncoplan.variants.second_product import second_product
from oncoplan.variants.words import read_finding

T = TypeVar("T")
_NOTHING = FindingEntry()


class Unread(Struct, frozen=True):
    """A finding that could not be read: where it stands, its text, why, and what to write instead."""

    pointer: str
    text: str
    reason: str
    hint: str


class Assessment(Struct, frozen=True):
    """Facts for the person and for each diagnosis, and the findings that were not understood."""

    person: Facts
    diagnoses: tuple[Facts, ...]
    unread: tuple[Unread, ...]


def assess(record: Record, vocabulary: Vocabulary, as_of: date, jurisdiction: str) -> Assessment:
    """Understand a record as of a day. Nothing raises: what cannot be read is listed."""
    found: list[AnyFinding] = []
    unread: list[Unread] = []
    notes: list[Note] = []
    diseases = [disease.understand(dx, vocabulary) for dx in record.diagnoses or ()]
    stated = tuple(structs.replace(dx, grade=one.grade) for dx, one in zip(record.diagnoses or (), diseases, strict=True))
    ids = [dx.id or f"dx{i + 1}" for i, dx in enumerate(stated)]
    for one in diseases:
        notes.extend(one.notes)
    tests: list[TestDone] = []
    for i, test in enumerate(record.tests or ()):
        done = _test_done(i, test, vocabulary)
        before = len(unread)
        found.extend(_read(done, vocabulary, unread, notes))
        found.extend(_genotyped(done, vocabulary, unread, notes))
        notes.extend(_test_notes(done, vocabulary))
        tests.append(structs.replace(done, unread=bool(test.unread) or len(unread) > before))
    merged = tuple(second_product(f, vocabulary) for f in merge(tuple(found), vocabulary))
    of_tumour = frozenset(t.index for t in tests if (t.kind or "").startswith("tumour") or t.kind == "ctdna")
    findings, said = worked_out(merged, vocabulary, sex=record.sex, of_tumour=of_tumour)
    notes.extend(said)
    effects = {
        f.pointer: effect for f in findings if isinstance(f, Alteration) and (effect := effect_of(f, vocabulary)) is not None
    }
    given: list[TherapyGiven] | None = None
    if record.therapies is not None:
        given = []
        for i, therapy in enumerate(record.therapies):
            entry, said = therapies.understand(i, therapy, vocabulary, linked=True)
            given.append(entry)
            notes.extend(said)
    cancers = tuple(one.cancer for one in diseases)
    several = len(stated) > 1

    def facts(dx: int | None) -> Facts:
        mine = _mine(findings, record.tests or (), ids, dx)
        return Facts(
            record=record,
            vocabulary=vocabulary,
            as_of=as_of,
            jurisdiction=jurisdiction,
            dx=dx,
            diagnosis=None if dx is None else stated[dx],
            cancer=None if dx is None else cancers[dx],
            cancers=cancers,
            extent=None if dx is None else diseases[dx].extent,
            extent_at_diagnosis=None if dx is None else diseases[dx].extent_by_stage or diseases[dx].extent,
            findings=mine,
            alterations=_by_gene(f for f in mine if isinstance(f, Alteration)),
            regions=tuple(f for f in mine if isinstance(f, Alteration) and f.region),
            markers=_grouped((f.what, f) for f in mine if isinstance(f, Marker)),
            negatives=_grouped((f.gene or f.region or "", f) for f in mine if isinstance(f, Negative)),
            diplotypes=_grouped((f.gene, f) for f in mine if isinstance(f, Diplotype)),
            effects=effects,
            tests=tuple(_linked(t, ids, dx, several) for t in tests if _belongs(t.test, ids, dx) or t.germline),
            therapies=None if given is None else tuple(
                _therapy_linked(t, ids, dx, several) for t in given if _of_dx(t.therapy.diagnosis, ids, dx)
            ),
            notes=tuple(notes),
        )  # fmt: skip

    return Assessment(facts(None), tuple(facts(i) for i in range(len(stated))), tuple(unread))


def _test_done(index: int, test: Test, vocabulary: Vocabulary) -> TestDone:
    assay = vocabulary.assay(test.assay) if test.assay else None
    kind = test.kind or (assay.kind if assay else None) or None
    kind = kind.lower().replace(" ", "_").replace("tumor", "tumour") if kind else None
    specimen = (test.specimen.type or "").lower() if test.specimen else ""
    return TestDone(
        index=index,
        test=test,
        kind=kind,
        assay=assay,
        succeeded=(test.status or "final").lower() in ("final", "complete", "completed", "amended", "done"),
        collected=known_date(test.collected or (test.specimen.collected if test.specimen else None) or test.reported),
        plasma=kind == "ctdna" or bool(assay and assay.plasma) or (specimen == "plasma" and kind != "germline_dna"),
        germline=kind == "germline_dna",
        linked=True,
    )


def _read(done: TestDone, vocabulary: Vocabulary, unread: list[Unread], notes: list[Note]) -> list[AnyFinding]:
    """Every finding and negative of one test; the order in which they are written is kept. `notes` gathers disagreements."""
    read: list[AnyFinding] = []
    origin = "germline" if done.germline else None
    day = _day(done.collected)
    if not done.succeeded and (done.test.status or "").lower() == "pending":
        return read
    for place, entries, absent in (("findings", done.test.findings, False), ("negative", done.test.negative, True)):
        for j, entry in enumerate(entries):
            if entry == _NOTHING:
                continue  # an entry that the reader could not read and has reported
            pointer = f"tests/{done.index}/{place}/{j}"
            try:
                found = read_finding(
                    entry, vocabulary, pointer=pointer, test=done.index, default_origin=origin, absent=absent,
                    stained=done.kind == "ihc",
                )  # fmt: skip
                if isinstance(entry, FindingEntry) and entry.acmg:
                    found = tuple(_classed(f, entry.acmg, vocabulary, notes) for f in found)
                read.extend(found if day is None else (structs.replace(f, collected=day) for f in found))
            except Unreadable as error:
                unread.append(Unread(pointer, _text(entry), error.reason, error.hint))
    return read


def _genotyped(done: TestDone, vocabulary: Vocabulary, unread: list[Unread], notes: list[Note]) -> list[AnyFinding]:
    """The genes of drug metabolism of which the test's file has genotypes: one result each, to be worked out with the others."""
    if not done.test.genotypes or not done.succeeded:
        return []
    rows: list[Row] = []
    for i, text in enumerate(done.test.genotypes):
        try:
            rows.append(row_of(text))
        except Unreadable as error:
            unread.append(Unread(f"tests/{done.index}/genotypes/{i}", text, error.reason, error.hint))
    try:
        genes, without = read_genes(rows, vocabulary, done.test.genome or "")
    except Unreadable as error:
        unread.append(Unread(f"tests/{done.index}/genotypes", f"{len(rows)} genotypes", error.reason, error.hint))
        return []
    if without:
        names = ", ".join(without)
        says = f"The germline file has no row at any position of {names} that was read: this is not a normal result of them"
        notes.append(Note("not_tested", says))
    pointer = f"tests/{done.index}/genotypes"
    return [
        Diplotype(
            text="", name=gene, gene=gene, pointer=pointer, test=done.index, seen=tuple(seen.items()),
            collected=_day(done.collected),
        )
        for gene, seen in genes.items()
    ]


def _classed(found: AnyFinding, codes: tuple[str, ...], vocabulary: Vocabulary, notes: list[Note]) -> AnyFinding:
    """A germline variant with the class of its evidence codes; a class that the laboratory states stays."""
    if not isinstance(found, Alteration) or found.origin == "somatic":
        return found
    from oncoplan.variants.germline_class import with_class

    one, differs = with_class(found, codes, vocabulary)
    if differs is not None:
        notes.append(Note("conflict", differs))
    return one


def _day(days: Days | None) -> str | None:
    """A range of days as a partial date: 2026, 2026-08 or 2026-08-03."""
    if days is None:
        return None
    whole = days.first.isoformat()
    return whole if days.exact else whole[:7] if days.first.month == days.last.month else whole[:4]


def _text(entry: str | FindingEntry) -> str:
    if isinstance(entry, str):
        return entry
    parts = (
        entry.text,
        entry.gene,
        entry.protein or entry.change or entry.coding or entry.genomic,
        entry.row and f"({entry.row})",
    )
    return " ".join(part for part in parts if part)


def _test_notes(done: TestDone, vocabulary: Vocabulary) -> list[Note]:
    name = done.test.assay or done.kind or f"test {done.index + 1}"
    if done.test.assay and done.assay is None and not done.test.covers:
        return [
            Note(
                "not_assessed",
                f'The assay "{done.test.assay}" is not in the catalogue: what it did not report stays unknown',
            )
        ]
    if not done.succeeded:
        return [Note("not_tested", f"{name}: the test is {done.test.status}, so it counts as not done")]
    return []


def _mine(findings: Iterable[AnyFinding], tests: tuple[Test, ...], ids: list[str], dx: int | None) -> tuple[AnyFinding, ...]:
    """The findings that speak of this diagnosis: its own tests, tests that name none, and every germline test."""
    kept = []
    for finding in findings:
        test = tests[finding.test] if finding.test is not None and finding.test < len(tests) else None
        inherited = isinstance(finding, Alteration) and finding.origin == "germline"
        if test is None or _belongs(test, ids, dx) or test.kind == "germline_dna" or inherited:
            kept.append(finding)
    return tuple(kept)


def _belongs(test: Test, ids: list[str], dx: int | None) -> bool:
    return _of_dx(test.diagnosis, ids, dx)


def _of_dx(stated: str | None, ids: list[str], dx: int | None) -> bool:
    return dx is None or stated is None or stated not in ids or ids.index(stated) == dx


def _linked(done: TestDone, ids: list[str], dx: int | None, several: bool) -> TestDone:
    if not several or dx is None or done.germline or done.test.diagnosis in ids:
        return done
    return structs.replace(done, linked=False)


def _therapy_linked(given: TherapyGiven, ids: list[str], dx: int | None, several: bool) -> TherapyGiven:
    if not several or dx is None or given.therapy.diagnosis in ids:
        return given
    return structs.replace(given, linked=False)


def _by_gene(found: Iterable[Alteration]) -> dict[str, tuple[Alteration, ...]]:
    return _grouped((gene, alteration) for alteration in found for gene in alteration.genes)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
