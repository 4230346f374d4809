"""A medicine the person takes besides the cancer treatment."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import read_date
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="person")
def medication(
    facts: Facts, *, drug: tuple[str, ...] = (), class_: tuple[str, ...] = (), property: tuple[str, ...] = ()
) -> Verdict:
    """Met when a current medicine is one of `drug`, of a class, or has an interaction property of the vocabulary
    (`strong_cyp3a4_inhibitor`, ...). Unknown unless the list of medicines is complete."""
    asked = " or ".join((*drug, *class_, *property)).replace("_", " ")
    properties = facts.vocabulary.terms("interactions")
    strange: list[tuple[str, str]] = []
    for i, have in enumerate(facts.record.medications or ()):
        if not have.drug or _stopped(have.end, facts):
            continue
        known = facts.vocabulary.find_drug(have.drug)
        name = known or plain_words(have.drug)
        if known is None and name not in properties:
            strange.append((have.drug, f"medications/{i}"))
        if (
            name in drug
            or any(facts.vocabulary.in_class(name, key) for key in class_)
            or any(key in properties.get(name, ()) for key in property)
        ):
            return met(f"Takes {name}" + (f" ({asked})" if name not in drug else ""), f"medications/{i}")
    if strange and (class_ or property):
        names = ", ".join(name for name, _ in strange)
        return unknown(
            f"Whether {names} counts as {asked} is not in the vocabulary", *(p for _, p in strange), settled_by="medication_list"
        )
    if facts.complete("medications"):
        return not_met(f"Takes no {asked}", "medications")
    return unknown(f"Whether {asked} is taken is not recorded", settled_by="Which medicines do you take?")


def _stopped(end: str | None, facts: Facts) -> bool:
    try:
        return end is not None and read_date(end).last < facts.as_of
    except ValueError:
        return False
