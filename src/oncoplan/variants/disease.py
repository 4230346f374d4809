"""A stated diagnosis understood: its OncoTree node, its stage in normal form, and the extent that follows."""

from __future__ import annotations

from msgspec import Struct

from oncoplan.model.facts import Note
from oncoplan.model.pattern import Pattern
from oncoplan.model.record import Diagnosis
from oncoplan.model.vocabulary import Stages, Vocabulary, plain_words

_ARABIC = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_STAGE = Pattern(
    r"^(?:stage|st\.?|figo|ajcc|ann arbor|rai|binet|iss|r-iss)?\s*(0|IV|I{1,3}|[1-4])\s*([A-F]?)\s*([1-4]?)$"
)
_EXTENTS = {
    "in situ": "in_situ", "localised": "localized", "localized": "localized", "early": "localized", "local": "localized",
    "regional": "regional", "locally advanced": "locally_advanced", "locoregional": "regional",
    "not metastatic": "not_metastatic", "non-metastatic": "not_metastatic", "nonmetastatic": "not_metastatic",
    "metastatic": "metastatic", "distant": "metastatic", "disseminated": "metastatic", "advanced": "advanced",
}  # fmt: skip
# A brain tumour's name says its grade, whatever the IDH genes show; the codes are the older classifications' own.
_GRADE_SAID = Pattern(r"\bgrade\s*(iv|i{1,3}|[1-4])\b")
_NAMED_GRADES = (
    ("4", Pattern(r"\b(?:glioblastomas?|gliosarcoma|gbm|94(?:40|41|42)/3|c3058|393563007|c0017636)\b")),
    ("3", Pattern(r"\banaplastic (?:(?:oligo)?astrocytoma|oligodendroglioma|glioma)|\b(?:aastr|aodg|aoast|94(?:01|51)/3)\b")),
)


class Disease(Struct, frozen=True):
    """What was understood of one diagnosis; `cancer` is None where the stated cancer did not map."""

    cancer: str | None
    stage: str | None
    extent: str | None
    extent_by_stage: str | None  # at diagnosis: a stage is not changed by what comes later
    grade: str | None  # as recorded, or as the name of a brain tumour says
    notes: tuple[Note, ...]


def understand(diagnosis: Diagnosis, vocabulary: Vocabulary) -> Disease:
    """Map the cancer, normalise the stage and derive the extent; whatever does not fit becomes a note, not an error."""
    notes: list[Note] = []
    cancer = None
    if diagnosis.cancer:
        found = vocabulary.find_cancer(diagnosis.cancer)
        cancer = found.code
        if found.code is None:
            notes.append(Note("not_read", f'The cancer "{diagnosis.cancer}" is not in the cancer vocabulary'))
        elif found.note:
            notes.append(Note("not_assessed", f'"{diagnosis.cancer}" was read as {found.code}: {found.note}'))
    stage, extent, stage_notes = _stage(diagnosis.stage, cancer, vocabulary)
    notes.extend(stage_notes)
    by_stage = extent
    stated = _EXTENTS.get((diagnosis.extent or "").lower().replace("_", " ").strip())
    if diagnosis.extent and stated is None:
        notes.append(Note("not_read", f'The extent "{diagnosis.extent}" is not a known word'))
    if stated and extent and stated not in (extent, "advanced") and not _agrees(stated, extent):
        notes.append(Note("conflict", f"Stage {stage} suggests {_plain(extent)} disease, the record says {_plain(stated)}"))
    if stated is None and extent != "metastatic" and _went_on(diagnosis):
        extent = None
    if stated is None and extent is None and diagnosis.sites:
        extent = "metastatic"
    grade = diagnosis.grade
    if grade is None and cancer and vocabulary.is_a(cancer, "BRAIN"):
        grade = _named_grade((diagnosis.cancer or "").lower())
    return Disease(cancer, stage, stated or extent, by_stage, grade, tuple(notes))


_LATER = frozenset({"progressing", "progression", "progressed", "relapsed", "relapse", "recurrent", "recurrence", "metastasis"})


def _went_on(diagnosis: Diagnosis) -> bool:
    """Whether the cancer came back or grew: what the stage at diagnosis said of its extent need not hold any more."""
    events = {name for event in diagnosis.events or () for name in event}
    return bool(_LATER & {(diagnosis.status or "").lower().strip(), *events})


def _named_grade(name: str) -> str | None:
    said = _GRADE_SAID.search(name)
    if said:
        roman = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
        return roman.get(said[1], said[1])
    return next((grade for grade, names in _NAMED_GRADES if names.search(name)), None)


def normal_stage(text: str) -> str | None:
    """`stage 3b` → `IIIB`; None where it is not a stage of that kind (see the staging systems' own words)."""
    found = _STAGE.match(" ".join(text.split()).upper().replace("STAGE", "").strip()) or _STAGE.match(text.strip().upper())
    if not found:
        return None
    number, letter, digit = found.groups()
    return f"{_ARABIC.get(number, number)}{letter}{digit}"


def _stage(text: str | None, cancer: str | None, vocabulary: Vocabulary) -> tuple[str | None, str | None, list[Note]]:
    if not text:
        return None, None, []
    systems = _systems(cancer, vocabulary)
    for system in systems:
        value = _read(text, system)
        if value is not None:
            return value, system.values[value], []
    value = normal_stage(text) or text.strip().upper()
    if not systems:
        return value, None, []
    node = vocabulary.cancer(cancer) if cancer else None
    return value, None, [Note("not_read", f'The stage "{text}" does not fit {node.name if node else "this cancer"}')]


def _read(text: str, system: Stages) -> str | None:
    """The value of a staging system that the words mean: `stage IIIb`, `Rai 2`, `pT` prefixes and modifiers aside."""
    words = plain_words(text)
    if words in system.synonyms and system.synonyms[words] in system.values:
        return system.synonyms[words]
    for prefix in sorted((*system.prefixes, *_BEFORE), key=len, reverse=True):
        if words.startswith(f"{prefix} "):
            words = words[len(prefix) :].strip(" :")
    value = words.upper()
    for form in (value, normal_stage(value) or "", value.lstrip("CPYR"), normal_stage(value.lstrip("CPYR")) or ""):
        if form in system.values:
            return form
    bare = value
    while bare and bare[-1] in system.modifiers:
        bare = bare[:-1].strip()
        for form in (bare, normal_stage(bare) or ""):
            if form in system.values:
                return form
    return None


_BEFORE = ("stage", "clinical stage", "pathological stage", "pathologic stage", "ajcc", "ajcc stage", "figo stage", "st.", "st")


def _systems(cancer: str | None, vocabulary: Vocabulary) -> list[Stages]:
    """The staging systems of a cancer: those that name the deepest node above it; any of them may fit."""
    if cancer is None:
        return []
    line = {code: depth for depth, code in enumerate(vocabulary.ancestors(cancer))}
    found = [
        (min(line[code] for code in system.applies_to if code in line), system)
        for system in vocabulary.stages()
        if any(code in line for code in system.applies_to) and not any(code in line for code in system.but_not)
    ]
    nearest = min((depth for depth, _ in found), default=0)
    return [system for depth, system in found if depth == nearest]


def _agrees(stated: str, derived: str) -> bool:
    return {stated, derived} <= {"localized", "locally_advanced", "regional", "not_metastatic"}


def _plain(extent: str) -> str:
    return extent.replace("_", " ")
