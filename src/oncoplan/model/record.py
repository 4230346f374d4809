"""The person's record, version 1: what a hospital, a laboratory or a person wrote down.

Every field but `id` may be absent. Absent (`None`) means *not known*; an empty list means *there is none*.
Dates are text (`2026`, `2026-08` or `2026-08-03`): a partial date is a range (see `model.dates`).
"""

from __future__ import annotations

from msgspec import Struct, field


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Any entry of a record."""


class Specimen(Item, frozen=True, kw_only=True):
    """What a test was made on; `purity` and `tumour_fraction` are fractions of 1."""

    type: str | None = None  # tumour tissue | blood | bone marrow | cytology | pleural fluid | csf | saliva | ...
    site: str | None = None
    collected: str | None = None
    purity: float | None = None
    tumour_fraction: float | None = None
    fixation: str | None = None


class Covers(Item, frozen=True, kw_only=True):
    """What a test could have seen, where the record says so itself."""

    genes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    exons: dict[str, tuple[int, ...]] = field(default_factory=dict)


class FindingEntry(Item, frozen=True, kw_only=True):
    """A finding written as parts. `text` holds one written in words; the parts add to it."""

    text: str | None = None
    gene: str | None = None
    change: str | None = None  # any notation: p.T790M, c.2369C>T, exon 19 deletion, fusion, amplification
    protein: str | None = None  # HGVS protein notation, as an annotator wrote it
    coding: str | None = None  # HGVS coding notation
    genomic: str | None = None  # 7:g.55191822T>G
    genome: str | None = None  # GRCh37 | GRCh38
    transcript: str | None = None
    consequence: str | None = None  # the caller's word: used only when there is nothing else
    exon: str | None = None
    partner: str | None = None
    copies: float | None = None
    vaf: float | None = None  # fraction of 1
    depth: int | None = None
    alt_reads: int | None = None
    origin: str | None = None  # germline | somatic
    zygosity: str | None = None
    phase: str | None = None  # findings with one label are on one allele (in cis)
    classification: str | None = None  # pathogenic | likely pathogenic | VUS | likely benign | benign | oncogenic | ...
    acmg: tuple[str, ...] | None = None  # evidence codes of a germline variant: PVS1, PM2_Supporting, ...
    value: float | str | None = None
    unit: str | None = None
    score: str | None = None
    row: str | None = None  # where a reader found it: "tumour.maf:17"


class Test(Item, frozen=True, kw_only=True):
    """One laboratory or imaging test, with what it found and what it looked for and did not find."""

    id: str | None = None
    assay: str | None = None
    kind: str | None = None
    diagnosis: str | None = field(name="for", default=None)
    collected: str | None = None
    reported: str | None = None
    status: str | None = None  # final | pending | failed | insufficient
    specimen: Specimen | None = None
    covers: Covers | None = None
    findings: tuple[str | FindingEntry, ...] = ()
    negative: tuple[str | FindingEntry, ...] = ()
    failed: tuple[str, ...] = ()  # genes or regions that could not be read
    file: str | None = None
    genotypes: tuple[str, ...] = ()  # rows of a file of inherited DNA at the places of drug metabolism: "6:18130918 T>C 0/1"
    genome: str | None = None
    sample: str | None = None
    germline_subtracted: bool | None = None
    note: str | None = None
    unread: tuple[str, ...] = ()  # what a reader could not read of this test; nothing may count as negative by it


class Diagnosis(Item, frozen=True, kw_only=True):
    """One cancer. `cancer` is an OncoTree code, another coding (`ICD-10 C34.1`) or a name."""

    id: str | None = None
    cancer: str | None = None
    stage: str | None = None
    date: str | None = None
    status: str | None = None
    extent: str | None = None  # in_situ | localized | regional | locally_advanced | not_metastatic | advanced | metastatic
    phase: str | None = None
    resectable: bool | None = None
    response: str | None = None
    nodes: str | None = None  # positive | negative
    grade: str | None = None
    sites: tuple[str, ...] | None = None
    side: str | None = None  # left | right
    risk: str | None = None
    features: tuple[str, ...] | None = None
    events: tuple[dict[str, str | int | float | bool | None], ...] | None = None
    tnm: str | None = None
    note: str | None = None


class Therapy(Item, frozen=True, kw_only=True):
    """One line or course of treatment. `drugs` may name a drug, a brand, a regimen or a class."""

    drugs: tuple[str, ...] = ()
    kind: str | None = None  # systemic | radiotherapy | surgery | transplant
    diagnosis: str | None = field(name="for", default=None)
    setting: str | None = None  # neoadjuvant | adjuvant | maintenance | consolidation | metastatic | ...
    line: int | None = None
    start: str | None = None
    end: str | None = None
    ongoing: bool | None = None
    outcome: tuple[str, ...] = ()  # response | stable | progression | toxicity | completed | stopped
    best_response: str | None = None
    progression: str | None = None
    note: str | None = None


class FamilyCancer(Item, frozen=True, kw_only=True):
    cancer: str | None = None
    age: float | None = None
    note: str | None = None


class Relative(Item, frozen=True, kw_only=True):
    """One relative; `relation` in words: mother, maternal aunt, half-brother (father's side), ..."""

    id: str | None = None
    relation: str | None = None
    sex: str | None = None
    alive: bool | None = None
    age: float | None = None
    birth_date: str | None = None
    died_at: float | None = None
    cancers: tuple[FamilyCancer, ...] | None = None
    conditions: tuple[str, ...] | None = None
    tests: tuple[Test, ...] | None = None
    ancestry: tuple[str, ...] | None = None
    adopted: bool | None = None
    note: str | None = None


class Screening(Item, frozen=True, kw_only=True):
    """One test that looks for a cancer early: done, or still to come (`status`: ordered, pending, planned).

    `next` is the day agreed for the next one, `every` the interval that whoever did it advised.
    """

    test: str | None = None
    on: str | None = None
    result: str | None = None
    status: str | None = None
    next: str | None = None
    every: str | None = None
    note: str | None = None


class Reference(Item, frozen=True, kw_only=True):
    low: float | None = None
    high: float | None = None


class Result(Item, frozen=True, kw_only=True):
    """One measured value. A series is several of these with the same `what`. `value` may be `"<0.1"`."""

    what: str | None = None
    value: float | str | None = None
    unit: str | None = None
    on: str | None = None
    reference: Reference | None = None
    assay: str | None = None
    diagnosis: str | None = field(name="for", default=None)
    note: str | None = None


class Condition(Item, frozen=True, kw_only=True):
    is_: str | None = field(name="is", default=None)
    status: str | None = None  # active | resolved | controlled | history
    since: str | None = None
    severity: str | None = None
    grade: int | None = None
    note: str | None = None


class Medication(Item, frozen=True, kw_only=True):
    drug: str | None = None
    start: str | None = None
    end: str | None = None
    dose: str | None = None
    note: str | None = None


class Procedure(Item, frozen=True, kw_only=True):
    kind: str | None = None
    on: str | None = None
    site: str | None = None
    result: str | None = None
    note: str | None = None


class Toxicity(Item, frozen=True, kw_only=True):
    term: str | None = None
    grade: int | None = None
    drug: str | None = None
    on: str | None = None
    resolved: bool | None = None


class Lesion(Item, frozen=True, kw_only=True):
    site: str | None = None
    size_mm: float | None = None
    on: str | None = None
    measurable: bool | None = None
    treated: bool | None = None
    symptomatic: bool | None = None


class PerformanceStatus(Item, frozen=True, kw_only=True):
    ecog: int | None = None
    kps: int | None = None
    on: str | None = None


class Smoking(Item, frozen=True, kw_only=True):
    status: str | None = None  # never | former | current
    pack_years: float | None = None
    quit: str | None = None
    per_day: float | None = None
    started_at: float | None = None


class Exposures(Item, frozen=True, kw_only=True):
    smoking: Smoking | None = None
    alcohol_drinks_per_week: float | None = None
    chest_radiation: str | None = None
    asbestos: bool | None = None
    hormone_therapy: str | None = None
    other: tuple[str, ...] = ()


class Record(Item, frozen=True, kw_only=True):
    """One person. `complete` names the lists that hold everything there is."""

    id: str
    oncoplan_record: int = 1
    sex: str | None = None  # at birth: female | male
    birth_date: str | None = None
    age: float | None = None
    country: str | None = None
    postal_code: str | None = None
    city: str | None = None
    language: str | None = None
    ancestry: tuple[str, ...] | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    performance_status: PerformanceStatus | None = None
    exposures: Exposures | None = None
    menopause: str | None = None  # pre | peri | post
    pregnancy: bool | None = None
    breastfeeding: bool | None = None
    diagnoses: tuple[Diagnosis, ...] | None = None
    therapies: tuple[Therapy, ...] | None = None
    tests: tuple[Test, ...] | None = None
    family: tuple[Relative, ...] | None = None
    screening: tuple[Screening, ...] | None = None
    results: tuple[Result, ...] | None = None
    conditions: tuple[Condition, ...] | None = None
    medications: tuple[Medication, ...] | None = None
    procedures: tuple[Procedure, ...] | None = None
    toxicities: tuple[Toxicity, ...] | None = None
    lesions: tuple[Lesion, ...] | None = None
    scores: dict[str, float | str] | None = None
    answers: dict[str, bool | str | float] | None = None
    complete: tuple[str, ...] = ()
