"""The command line's flags (`--cancer`, `--finding`, `--maf`, `--vcf`, `--clinical`, ...) → records, one per sample."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import structs

from oncoplan.intake.clinical import Clinical, Person, read_clinical
from oncoplan.intake.opened import digest_of, digest_of_file
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.tally import Samples
from oncoplan.intake.words import stage as stage_of
from oncoplan.model.pharmacogene import WantedPlaces
from oncoplan.model.record import Diagnosis, FindingEntry, Record, Test

PathText = str | os.PathLike[str]
COMMAND_LINE = "command line"


def from_flags(
    cancer: str | None = None,
    stage: str | None = None,
    findings: Sequence[str] = (),
    maf: PathText | None = None,
    vcf: PathText | None = None,
    clinical: PathText | None = None,
    sample: str | None = None,
    *,
    cna: PathText | None = None,
    sv: PathText | None = None,
    genome: str | None = None,
    prefer: dict[str, str] | None = None,
    germline: PathText | None = None,
    places: WantedPlaces | None = None,
) -> list[Intake]:
    """One Intake per sample of the files (in the order of the first), or one for what the flags alone say.

    The cancer of a sample is its row's in the clinical table, else `cancer`. `germline` is a VCF of one person's inherited DNA,
    read at `places` too. Raises Unusable.
    """
    if germline is not None:
        tumour = from_flags(cancer, stage, findings, maf, vcf, clinical, sample, cna=cna, sv=sv, genome=genome, prefer=prefer)
        return [with_germline(tumour, Path(germline), genome=genome, prefer=prefer, places=places)]
    read = _read_files(maf, vcf, cna, sv, sample, genome, prefer)
    people = read_clinical(Path(clinical)) if clinical is not None else None
    paths = [Path(path) for path in (maf, vcf, cna, sv, clinical) if path is not None]
    inputs = tuple((path.name, digest_of_file(path)) for path in paths)
    if not read:
        record = _record(sample or COMMAND_LINE, None, cancer, stage, findings, [])
        extra: tuple[Problem, ...] = ()
        if people is not None:
            if sample is None:
                raise Unusable("--clinical was given without --maf, --vcf or --sample", "say which sample it is about")
            person, extra = _person(people, sample)
            record = _record(sample, person, cancer, stage, findings, [])
        return [Intake(record, extra, digest_of(msgspec.json.encode(record)), COMMAND_LINE, inputs)]
    return of_samples(read, people, inputs, cancer=cancer, stage=stage, findings=findings, sample=sample)


def of_samples(
    read: list[Samples],
    people: Clinical | None,
    inputs: tuple[tuple[str, str], ...],
    *,
    cancer: str | None = None,
    stage: str | None = None,
    findings: Sequence[str] = (),
    sample: str | None = None,
) -> list[Intake]:
    """One Intake per sample of what the readers of tables found, in the order of the first. `inputs`: name and digest of
    each file. Raises Unusable."""
    barcodes = list(dict.fromkeys(barcode for samples in read for barcode in samples.findings))
    if not barcodes:
        barcodes = [""]
    if findings and len(barcodes) > 1:
        raise Unusable(f"--finding was given with {len(barcodes)} samples", "say whose it is with --sample")
    return [_intake(barcode, read, people, cancer, stage, findings, sample, inputs) for barcode in barcodes]


def _intake(
    barcode: str,
    read: list[Samples],
    people: Clinical | None,
    cancer: str | None,
    stage: str | None,
    findings: Sequence[str],
    sample: str | None,
    inputs: tuple[tuple[str, str], ...],
) -> Intake:
    identity = barcode or sample or stem_of(read[0].name)
    person, problems = _person(people, identity) if people is not None else (None, ())
    if cancer is not None:
        problems = ()
    record = _record(identity, person, cancer, stage, findings, [(one, barcode) for one in read])
    for one in read:
        if barcode in one.findings or not one.findings:
            problems = (*problems, *one.problems_of(barcode))
    return Intake(record, problems, inputs[0][1], read[0].name, inputs[1:])


def _record(
    identity: str,
    person: Person | None,
    cancer: str | None,
    stage: str | None,
    findings: Sequence[str],
    files: list[tuple[Samples, str]],
) -> Record:
    named = (person.cancer if person else None) or cancer
    staged = (stage_of(stage) if stage else None) or (person.stage if person else None)
    diagnoses = (Diagnosis(id="dx1", cancer=named, stage=staged),) if named or staged else None
    tests = []
    if findings:
        tests.append(Test(findings=tuple(findings)))
    for samples, barcode in files:
        if barcode not in samples.findings and samples.findings:
            continue
        entries: tuple[str | FindingEntry, ...] = tuple(samples.findings.get(barcode, ()))
        # of a file of many samples, a row that does not say whose it is takes nothing from the others' tests
        mine = samples.problems_of(barcode) if len(samples.findings) < 2 else samples.problems.get(barcode, ())
        unread = tuple(one.line() for one in mine if one.kind == "not_read")
        whose = barcode or None
        tests.append(Test(kind="tumour_dna", findings=entries, genome=samples.genome, sample=whose, unread=unread))
    return Record(id=identity, sex=person.sex if person else None, diagnoses=diagnoses, tests=tuple(tests) or None)


def _person(people: Clinical, barcode: str) -> tuple[Person | None, tuple[Problem, ...]]:
    try:
        person = people.find(barcode)
    except Unusable as error:
        return None, (Problem(people.name, error.says.removeprefix(f"{people.name}: "), error.hint),)
    if person is None:
        says = f'no row for "{barcode}", so its cancer is not known'
        return None, (Problem(people.name, says, "add it to the table, or use --cancer"),)
    if person.cancer is None:
        says = f'the row of "{barcode}" names no cancer'
        return person, (Problem(person.row or people.name, says, "fill it in, or use --cancer"),)
    return person, ()


def _read_files(
    maf: PathText | None,
    vcf: PathText | None,
    cna: PathText | None,
    sv: PathText | None,
    sample: str | None,
    genome: str | None,
    prefer: dict[str, str] | None,
) -> list[Samples]:
    read: list[Samples] = []
    if maf is not None:
        from oncoplan.intake.maf import read_maf

        read.append(read_maf(Path(maf), sample=sample, genome=genome))
    if vcf is not None:
        from oncoplan.intake.vcf import read_vcf

        read.append(read_vcf(Path(vcf), sample=sample, genome=genome, prefer=prefer))
    if cna is not None:
        from oncoplan.intake.cna import read_cna

        read.append(read_cna(Path(cna), sample=sample))
    if sv is not None:
        from oncoplan.intake.sv import read_sv

        read.append(read_sv(Path(sv), sample=sample))
    return read


def with_germline(
    found: list[Intake], path: Path, *, genome: str | None, prefer: dict[str, str] | None, places: WantedPlaces | None
) -> Intake:
    """The one person with a test of inherited DNA beside what was found. Raises Unusable when they are several."""
    from oncoplan.intake.vcf import read_vcf

    if len(found) != 1:
        raise Unusable(f"{path.name}: one person's inherited DNA, and {len(found)} samples", "say whose it is with --sample")
    samples = read_vcf(path, genome=genome, prefer=prefer, germline=True, places=places)
    if len(samples.findings) > 1:
        has = ", ".join(list(samples.findings)[:5])
        raise Unusable(f"{path.name}: holds {len(samples.findings)} samples ({has})", "cut out this person's first")
    barcode = next(iter(samples.findings), "")
    problems = samples.problems_of(barcode)
    test = Test(
        kind="germline_dna", findings=tuple(samples.findings.get(barcode, ())),
        genotypes=tuple(samples.genotypes.get(barcode, ())), genome=samples.genome, sample=barcode or None,
        unread=tuple(one.line() for one in problems if one.kind == "not_read"),
    )  # fmt: skip
    record = structs.replace(found[0].record, tests=(*(found[0].record.tests or ()), test))
    others = (*found[0].others, (path.name, digest_of_file(path)))
    return structs.replace(found[0], record=record, problems=(*found[0].problems, *problems), others=others)


def stem_of(name: str) -> str:
    """What a file is called without its endings: the sample of a table that names none."""
    for ending in (".gz", ".bgz", ".vcf", ".maf", ".txt", ".tsv", ".csv"):
        name = name.removesuffix(ending)
    return name or "sample"
