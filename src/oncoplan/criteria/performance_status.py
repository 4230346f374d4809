"""Performance status (ECOG; Karnofsky is converted after Oken 1982 and Buccheri 1996)."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="person")
def performance_status(facts: Facts, *, min: int | None = None, max: int | None = None) -> Verdict:
    """Met when ECOG lies within `min`..`max` (0 to 4)."""
    asked = f"ECOG {min if min is not None else 0} to {max if max is not None else 4}"
    have = facts.record.performance_status
    ecog = None if have is None else have.ecog if have.ecog is not None else _from_karnofsky(have.kps)
    if ecog is None:
        return unknown(f"The performance status is not recorded ({asked} is asked for)", settled_by="performance_status")
    fits = (min is None or ecog >= min) and (max is None or ecog <= max)
    return (met if fits else not_met)(f"ECOG performance status {ecog}", "performance_status")


def _from_karnofsky(kps: int | None) -> int | None:
    """90-100 is ECOG 0, 70-80 is 1, 50-60 is 2, 30-40 is 3, 10-20 is 4."""
    if kps is None:
        return None
    return 0 if kps >= 90 else 1 if kps >= 70 else 2 if kps >= 50 else 3 if kps >= 30 else 4
