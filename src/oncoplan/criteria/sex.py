"""Sex at birth."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="person", short="is_")
def sex(facts: Facts, *, is_: Literal["female", "male"]) -> Verdict:
    """Met when the recorded sex at birth is the one asked for."""
    if facts.record.sex not in ("female", "male"):
        return unknown("The sex at birth is not recorded", settled_by="What sex were you given at birth?")
    verdict = met if facts.record.sex == is_ else not_met
    return verdict(f"Sex at birth: {facts.record.sex}", "sex")
