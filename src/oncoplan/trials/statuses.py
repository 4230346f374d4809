"""The words of the registries for a status, a phase and a purpose → ours."""

from __future__ import annotations

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Status

_STATUS: dict[str, Status] = {
    # ClinicalTrials.gov, now and before
    "recruiting": "recruiting", "available": "recruiting", "not yet recruiting": "not_yet_recruiting",
    "enrolling by invitation": "enrolling_by_invitation", "active not recruiting": "active", "no longer recruiting": "active",
    "suspended": "suspended", "temporarily not available": "suspended", "temporarily not recruiting": "suspended",
    "completed": "completed", "terminated": "terminated", "withdrawn": "withdrawn", "withheld": "withdrawn",
    "no longer available": "completed", "approved for marketing": "completed", "unknown": "unknown", "unknown status": "unknown",
    # the NCI: "active" is open to accrual there
    "active": "recruiting", "approved": "not_yet_recruiting", "in review": "not_yet_recruiting",
    "temporarily closed to accrual": "suspended", "temporarily closed to accrual and intervention": "suspended",
    "closed to accrual": "active", "closed to accrual and intervention": "active", "administratively complete": "terminated",
    "complete": "completed",
    # CTML
    "open to accrual": "recruiting", "open": "recruiting", "closed": "active", "new": "not_yet_recruiting",
    "on hold": "suspended", "irb study closure": "completed", "study complete": "completed",
}  # fmt: skip


def status_of(stated: str | None, problems: list[str]) -> Status | None:
    """Our word; None where nothing is said. A word that is not known is `unknown` and listed."""
    if stated is None or not stated.strip():
        return None
    key = " ".join(stated.lower().replace("_", " ").replace(",", " ").split())
    if key not in _STATUS:
        problems.append(f"the status {stated!r} is not known")
    return _STATUS.get(key, "unknown")


_ROMAN = {"iv": "4", "iii": "3", "ii": "2", "i": "1"}
_PHASE = Pattern(r"early[ _]*phase[ _]*(?:1|i)\b|\biv|\biii|\bii|\bi|[01234]")


def phases_of(*stated: str | None) -> tuple[str, ...]:
    """`PHASE1`, `Phase I/II`, `EARLY_PHASE1` → 0 to 4, lowest first; () where there is none."""
    found: set[str] = set()
    for text in stated:
        for word in _PHASE.findall((text or "").lower().replace("/", " ").replace("_", " ")):
            found.add("0" if word.startswith("early") else _ROMAN.get(word, word))
    return tuple(sorted(found))


_PURPOSE = {
    "treatment": "treatment", "prevention": "prevention", "diagnostic": "diagnostic", "supportive care": "supportive",
    "screening": "screening",
}  # fmt: skip


def purpose_of(stated: str | None) -> str | None:
    """Our word for the primary purpose; `other` for every other one."""
    return _PURPOSE.get(stated.lower().replace("_", " "), "other") if stated else None
