"""A side effect that was recorded."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="history", short="term")
def toxicity(
    facts: Facts, *, term: tuple[str, ...], grade_min: int = 1, drug: tuple[str, ...] = (), class_: tuple[str, ...] = ()
) -> Verdict:
    """Met when one recorded side effect has this name, this grade (CTCAE) or worse, and this drug or class."""
    asked = " or ".join(term)
    wanted = {plain_words(t) for t in term}
    doubts: list[Verdict] = []
    for i, have in enumerate(facts.record.toxicities or ()):
        if have.term is None or plain_words(have.term) not in wanted:
            continue
        name = facts.vocabulary.find_drug(have.drug) if have.drug else None
        if (drug or class_) and name is None:
            doubts.append(
                unknown(f"{have.term}: which drug caused it is not recorded", f"toxicities/{i}", settled_by="comorbidities")
            )
            continue
        if drug and name not in drug and not class_:
            continue
        if class_ and name and not any(facts.vocabulary.in_class(name, key) for key in class_) and name not in drug:
            continue
        if have.grade is None and grade_min > 1:
            doubts.append(unknown(f"{have.term}: its grade is not recorded", f"toxicities/{i}", settled_by="comorbidities"))
            continue
        if (have.grade or 1) >= grade_min:
            return met(f"{have.term}, grade {have.grade or 'not stated'}", f"toxicities/{i}")
    if doubts:
        return doubts[0]
    if facts.complete("toxicities"):
        return not_met(f"No {asked} is recorded", "toxicities")
    return unknown(f"Whether there was {asked} is not recorded", settled_by="comorbidities")
