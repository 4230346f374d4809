"""Another illness, a syndrome or an infection."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words

_OVER = {"resolved", "absent", "excluded", "ruled out", "none"}


@criterion(about="person", short="any_of")
def condition(facts: Facts, *, any_of: tuple[str, ...], status: tuple[str, ...] = ()) -> Verdict:
    """Met when one of these conditions is recorded (by name, synonym or a narrower name of the vocabulary).

    A resolved one counts only when `status` asks for it. Unknown unless the list is complete or says it is absent.
    """
    asked = " or ".join(any_of)
    names = facts.vocabulary.names_within("conditions", any_of)
    absent: list[str] = []
    for i, have in enumerate(facts.record.conditions or ()):
        if have.is_ is None or plain_words(have.is_) not in names:
            continue
        state = plain_words(have.status or "active")
        if status:
            if state in {plain_words(s) for s in status}:
                return met(f"{have.is_}, {state}", f"conditions/{i}")
            absent.append(f"conditions/{i}")
        elif state in _OVER:
            absent.append(f"conditions/{i}")
        else:
            return met(have.is_, f"conditions/{i}")
    if absent:
        return not_met(f"{asked} is recorded as over or not there", *absent)
    if facts.complete("conditions"):
        return not_met(f"{asked} is not among the conditions, which are complete", "conditions")
    return unknown(f"Whether there is {asked} is not recorded", settled_by="comorbidities")
