"""The words of a record: which fields are dates, fractions or one of a few words, and the shorthands people write.

Spelling only: nothing here decides what a word means for care.
"""

from __future__ import annotations

import re
from typing import Any

from oncoplan.model import record as model
from oncoplan.model.pattern import Pattern

DATES = frozenset({
    "birth_date", "date", "start", "end", "collected", "reported", "on", "since", "quit",
})  # fmt: skip
"""Fields that hold a date (`2026`, `2026-08`, `2026-08-03`)."""

FRACTIONS = frozenset({"vaf", "purity", "tumour_fraction"})
"""Fields that are fractions of 1; `12%` and 12 are taken as 0.12."""

RANGES: dict[str, tuple[float, float]] = {
    "age": (0, 130), "died_at": (0, 130), "started_at": (0, 130), "ecog": (0, 5), "kps": (0, 100), "grade": (0, 5),
    "copies": (0, 10_000), "depth": (0, 1e9), "alt_reads": (0, 1e9), "pack_years": (0, 500), "per_day": (0, 200),
    "size_mm": (0, 2000), "height_cm": (20, 272), "weight_kg": (0.2, 700), "line": (0, 50),
    "alcohol_drinks_per_week": (0, 1000),
}  # fmt: skip
"""What a number can be at all; outside it is a slip of the pen."""

SEX = {
    **dict.fromkeys(("female", "f", "woman", "girl", "weiblich", "w", "femme", "femenino", "mujer", "vrouw"), "female"),
    **dict.fromkeys(("male", "m", "man", "boy", "männlich", "homme", "masculino", "hombre"), "male"),
}

CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("Diagnosis", "extent"): ("in_situ", "localized", "locally_advanced", "not_metastatic", "advanced", "metastatic"),
    ("Diagnosis", "status"): (
        "new", "on_treatment", "responding", "progressing", "relapsed", "remission", "surveillance",
    ),
    ("Diagnosis", "nodes"): ("positive", "negative"),
    ("Test", "status"): ("final", "pending", "failed", "insufficient"),
    ("FindingEntry", "origin"): ("germline", "somatic"),
    ("Smoking", "status"): ("never", "former", "current"),
    ("Record", "menopause"): ("pre", "peri", "post"),
}  # fmt: skip
"""Fields that hold one of a few words. Another word is listed and left out: it must not pass for a no."""

OTHER_SPELLINGS = {
    "localised": "localized", "metastasized": "metastatic", "metastasised": "metastatic",
    "metastatic_disease": "metastatic", "carcinoma_in_situ": "in_situ", "relapse": "relapsed",
    "progression": "progressing", "progressed": "progressing", "in_remission": "remission",
    "newly_diagnosed": "new", "preliminary": "pending", "qns": "insufficient",
    "quantity_not_sufficient": "insufficient",
    "premenopausal": "pre", "pre_menopausal": "pre", "perimenopausal": "peri", "peri_menopausal": "peri",
    "postmenopausal": "post", "post_menopausal": "post", "ex_smoker": "former", "ex": "former", "past": "former",
    "never_smoker": "never", "current_smoker": "current", "smoker": "current",
    "former_smoker": "former", "constitutional": "germline", "tumour": "somatic", "tumor": "somatic",
    "pos": "positive", "neg": "negative", "complete": "final", "completed": "final",
}  # fmt: skip

NOT_KNOWN = frozenset({"unknown", "not known", "n/a", "na", "?", "not available", "not stated", "null", "none stated"})
"""What people write when a choice or a number is not known."""

BARE: dict[type, str] = {
    model.Diagnosis: "cancer", model.FamilyCancer: "cancer", model.Screening: "test", model.Condition: "is",
    model.Medication: "drug", model.Procedure: "kind", model.Toxicity: "term", model.Lesion: "site",
    model.FindingEntry: "text", model.Therapy: "drugs", model.Specimen: "type", model.Smoking: "status",
}  # fmt: skip
"""Where one word or name may stand for an entry, the key it stands for."""

_RELATION = Pattern(
    r"(?:(?:maternal|paternal|half|step|adoptive|identical|twin|mother'?s?|father'?s?|grand|great|sides?|full|on|the|first|of"
    r"|mother|father|sister|brother|son|daughter|aunt|uncle|cousin|niece|nephew|grandmother|grandfather|sibling"
    r"|parent|child|grandson|granddaughter|grandparent|great-?aunt|great-?uncle|half-?sister|half-?brother)[\s()-]*)+",
    re.IGNORECASE,
)
_STAGE = Pattern(r"(?:stage\s+)?(IV|I{1,3}|[0-4])([A-C]?[1-3]?)", re.IGNORECASE)
_ROMAN = ("0", "I", "II", "III", "IV")
_ECOG = Pattern(r"ecog(?:\s*ps)?\s*[:=]?\s*([0-5])", re.IGNORECASE)
_KPS = Pattern(r"(?:kps|karnofsky|lansky)\s*[:=]?\s*(\d{1,3})\s*%?", re.IGNORECASE)


def stage(text: str) -> str:
    """A stage group in Roman numerals, without the word (`4` and `Stage iv` are `IV`); anything else as it is."""
    found = _STAGE.fullmatch(text.strip())
    if not found:
        return text
    return (_ROMAN[int(found[1])] if found[1].isdigit() else found[1].upper()) + found[2].upper()


def choice(text: str, allowed: tuple[str, ...]) -> str | None:
    """The one of `allowed` that this word is a spelling of."""
    word = re.sub(r"[\s\-/]+", "_", text.strip().lower())
    word = OTHER_SPELLINGS.get(word, word) if word not in allowed else word
    return word if word in allowed else None


def whole_entry(kind: type, value: Any) -> dict[str, Any] | None:
    """The entry that a bare value stands for, as a mapping; None when it stands for none."""
    if kind is model.PerformanceStatus:
        return _performance(value)
    if kind is model.Relative and isinstance(value, str) and _RELATION.fullmatch(value.strip()):
        return {"relation": value.strip()}
    if isinstance(value, str) and value.strip() and kind in BARE:
        return {BARE[kind]: value}
    if kind is model.Therapy and isinstance(value, list) and all(isinstance(drug, str) for drug in value):
        return {"drugs": value}
    return None


def _performance(value: Any) -> dict[str, Any] | None:
    if isinstance(value, str):
        text = value.strip()
        if found := _ECOG.fullmatch(text):
            return {"ecog": int(found[1])}
        if found := _KPS.fullmatch(text):
            return {"kps": int(found[1])}
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else value
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= 5:
            return {"ecog": value}
        if 10 <= value <= 100 and value % 10 == 0:
            return {"kps": value}
    return None
