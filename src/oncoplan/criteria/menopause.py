"""Menopausal status."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="person", short="any_of")
def menopause(facts: Facts, *, any_of: tuple[str, ...]) -> Verdict:
    """Met when the status is one of `pre`, `peri`, `post`; a person recorded as male is none of them."""
    asked = " or ".join(any_of)
    if facts.record.sex == "male":
        return not_met("Menopausal status does not apply (male)", "sex")
    have = facts.record.menopause
    if have is None:
        return unknown(f"The menopausal status is not recorded ({asked}-menopausal is asked for)", settled_by="menopausal_status")
    have = have.lower().replace("menopausal", "").replace("menopause", "").strip(" -")
    return (met if have in any_of else not_met)(f"{have.capitalize()}-menopausal", "menopause")
