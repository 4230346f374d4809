"""A stated diagnosis understood: its OncoTree node, its stage in normal form, and the extent that follows."""

from __future__ import annotations

import re

from msgspec import Struct

from oncoplan.model.facts import Note
from oncoplan.model.record import Diagnosis
from oncoplan.model.vocabulary import Stages, Vocabulary

_ARABIC = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_STAGE = re.compile(
    r"^(?:stage|st\.?|figo|ajcc|ann arbor|rai|binet|iss|r-iss)?\s*(0|IV|I{1,3}|[1-4])\s*([A-F]?)\s*([1-4]?)\s*([A-Z]*)$"
)
_EXTENTS = {
    "in situ": "in_situ", "localised": "localized", "localized": "localized", "early": "localized", "local": "localized",
    "regional": "locally_advanced", "locally advanced": "locally_advanced", "locoregional": "locally_advanced",
    "metastatic": "metastatic", "distant": "metastatic", "disseminated": "metastatic", "advanced": "advanced",
}  # fmt: skip


class Disease(Struct, frozen=True):
    """What was understood of one diagnosis; `cancer` is None where the stated cancer did not map."""

    cancer: str | None
    stage: str | None
    extent: str | None
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
    stated = _EXTENTS.get((diagnosis.extent or "").lower().replace("_", " ").strip())
    if diagnosis.extent and stated is None:
        notes.append(Note("not_read", f'The extent "{diagnosis.extent}" is not a known word'))
    if stated and extent and stated not in (extent, "advanced") and not _agrees(stated, extent):
        notes.append(
            Note("conflict", f"Stage {stage} suggests {_plain(extent)} disease, the record says {_plain(stated)}")
        )
    if stated is None and extent is None and diagnosis.sites:
        extent = "metastatic"
    return Disease(cancer, stage, stated or extent, tuple(notes))


def normal_stage(text: str) -> str | None:
    """`stage 3b` → `IIIB`; None where it is not a stage of that kind (see the staging systems' own words)."""
    found = _STAGE.match(" ".join(text.split()).upper().replace("STAGE", "").strip()) or _STAGE.match(
        text.strip().upper()
    )
    if not found:
        return None
    number, letter, digit, _rest = found.groups()
    return f"{_ARABIC.get(number, number)}{letter}{digit}"


def _stage(text: str | None, cancer: str | None, vocabulary: Vocabulary) -> tuple[str | None, str | None, list[Note]]:
    if not text:
        return None, None, []
    systems = _systems(cancer, vocabulary)
    wanted = text.strip().lower()
    for system in systems:
        if wanted in system.synonyms:
            value = system.synonyms[wanted]
            return value, system.extent.get(value), []
    value = normal_stage(text) or text.strip().upper()
    for system in systems:
        if value in system.values:
            return value, system.extent.get(value), []
    if not systems:
        return value, None, []
    name = (cancer and vocabulary.cancer(cancer) and vocabulary.cancer(cancer).name) or "this cancer"  # type: ignore[union-attr]
    return value, None, [Note("not_read", f'The stage "{text}" does not fit {name}')]


def _systems(cancer: str | None, vocabulary: Vocabulary) -> list[Stages]:
    """The staging systems of a cancer, those of the nearest node first."""
    if cancer is None:
        return []
    line = {code: depth for depth, code in enumerate(vocabulary.ancestors(cancer))}
    found = [
        (min(line[code] for code in system.applies_to if code in line), system)
        for system in vocabulary.stages()
        if any(code in line for code in system.applies_to)
    ]
    return [system for _, system in sorted(found, key=lambda pair: pair[0])]


def _agrees(stated: str, derived: str) -> bool:
    return {stated, derived} <= {"localized", "locally_advanced", "regional"}


def _plain(extent: str) -> str:
    return extent.replace("_", " ")
