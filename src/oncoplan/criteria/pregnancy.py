"""Pregnancy."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="person", short="is_")
def pregnancy(facts: Facts, *, is_: bool = True) -> Verdict:
    """Met when the record says so; a person recorded as male or post-menopausal is not pregnant."""
    have = facts.record.pregnancy
    if have is None and facts.record.sex == "male":
        have = False
    if have is None and (facts.record.menopause or "").lower().startswith("post"):
        have = False
    if have is None:
        return unknown("Whether there is a pregnancy is not recorded", settled_by="pregnancy_test")
    says = "There is a pregnancy" if have else "There is no pregnancy"
    return (met if have == is_ else not_met)(says, "pregnancy")
