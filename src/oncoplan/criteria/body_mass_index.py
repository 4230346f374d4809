"""Weight for height."""

from __future__ import annotations

from oncoplan.criteria.bounds import Bounds
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown

_CM = 100.0


@criterion(about="person")
def body_mass_index(facts: Facts, *, min: float | None = None, below: float | None = None) -> Verdict:
    """Met when weight (kg) over height (m) squared lies in the range; unknown while either is not recorded."""
    height, weight = facts.record.height_cm, facts.record.weight_kg
    if not height or not weight:
        return unknown("Height and weight are not both recorded", settled_by="What are your height and weight?")
    value = weight / (height / _CM) ** 2
    return (met if Bounds(min=min, below=below).holds(value) else not_met)(f"BMI {value:.1f} kg/m²", "height_cm", "weight_kg")
