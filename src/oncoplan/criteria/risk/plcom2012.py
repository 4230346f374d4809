"""PLCOm2012: lung cancer within six years in someone who smokes or has smoked (Tammemägi 2013, pmid:23425165)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec import Struct

from oncoplan.model.risk import LogisticModel, Refused, Risk
from oncoplan.model.vocabulary import Vocabulary


class Smoker(Struct, frozen=True, kw_only=True):
    """What the model asks; it has no place for what is not known. `education` is a level of 1 to 6 (see the knowledge)."""

    age: float
    group: str
    education: float
    bmi: float
    copd: bool
    personal_cancer: bool
    family_lung_cancer: bool
    smokes_now: bool
    cigarettes_per_day: float
    years_smoked: float
    years_since_quit: float


def plcom2012(person: Smoker, vocabulary: Vocabulary) -> Risk | Refused:
    """The person's risk over six years, or why the model does not hold."""
    model = vocabulary.risk_model("plcom2012", LogisticModel)
    if model is None:
        return Refused(("the knowledge has no PLCOm2012",))
    reasons = tuple(_refusals(person, model))
    if reasons:
        return Refused(reasons)
    values = {
        "age": person.age, "education": person.education, "bmi": person.bmi, "copd": float(person.copd),
        "personal_cancer": float(person.personal_cancer), "family_lung_cancer": float(person.family_lung_cancer),
        "smokes_now": float(person.smokes_now), "intensity": 10 / person.cigarettes_per_day,
        "years_smoked": person.years_smoked, "years_since_quit": person.years_since_quit,
    }  # fmt: skip
    total = model.constant + model.groups[person.group]
    total += sum(term.coefficient * (values[name] - term.centre) for name, term in model.terms.items())
    return Risk(
        value=1 / (1 + math.exp(-total)), from_age=person.age, to_age=person.age + model.years, model="PLCOm2012",
        source=model.source,
    )  # fmt: skip


def _refusals(person: Smoker, model: LogisticModel) -> Iterator[str]:
    if person.group not in model.groups:
        yield f"PLCOm2012 has no coefficient for the group {person.group!r}"
    if not person.cigarettes_per_day > 0 or not person.years_smoked > 0:
        yield "PLCOm2012 holds for people who smoke or have smoked only"
    for name, term in model.terms.items():
        value = getattr(person, name, None)
        if term.from_ is not None and term.to is not None and value is not None and not term.from_ <= value <= term.to:
            says = name.replace("_", " ")
            yield f"{says} {value:g} is outside {term.from_:g} to {term.to:g} {term.unit}"
    if person.smokes_now and person.years_since_quit:
        yield "someone who smokes now has not quit"
    if person.years_smoked + person.years_since_quit > person.age:
        yield "years smoked and years since quitting are more than the person's age"
