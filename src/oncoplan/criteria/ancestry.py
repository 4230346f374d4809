"""Ancestry, as the person gives it."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="person", short="any_of")
def ancestry(facts: Facts, *, any_of: tuple[str, ...]) -> Verdict:
    """Met when one of these ancestries is recorded; unknown when none is."""
    have = facts.record.ancestry
    asked = " or ".join(any_of).replace("_", " ")
    if have is None:
        return unknown("The ancestry is not recorded", settled_by=f"Do you have {asked} ancestry?")
    plain = {plain_words(h).replace(" ", "_") for h in have}
    found = plain & {plain_words(a).replace(" ", "_") for a in any_of}
    return (met if found else not_met)(f"Ancestry: {', '.join(have) or 'none stated'}", "ancestry")
