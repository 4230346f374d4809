"""PLCOm2012 asked of a record."""

from __future__ import annotations

from itertools import product

from oncoplan.criteria.risk.inputs import Inputs
from oncoplan.criteria.risk.kin import family_of
from oncoplan.criteria.risk.plcom2012 import Smoker, plcom2012
from oncoplan.model.risk import Estimate, LogisticModel, Refused, Risk


def plcom2012_of(inputs: Inputs) -> Estimate:
    facts = inputs.facts
    exposures = facts.record.exposures
    if exposures and exposures.smoking and exposures.smoking.status == "never":
        return Estimate(model="", within="", refused=("it holds for people who smoke or have smoked only",), apart=True)
    ages = inputs.ages()
    model = facts.vocabulary.risk_model("plcom2012", LogisticModel)
    assert model is not None
    limits = model.terms["age"]
    if ages and all(limits.from_ is not None and limits.to is not None and not limits.from_ <= a <= limits.to for a in ages):
        smokes = bool(exposures and exposures.smoking and exposures.smoking.status)
        why = f"age {ages[0]:g} is outside {limits.from_:g} to {limits.to:g}"
        return Estimate(model="", within="", refused=(why,), apart=not smokes)
    groups, bmi = inputs.groups("plcom2012"), inputs.bmi()
    smoked = inputs.smoked(ages[0]) if ages else None
    if any(code is not None and facts.vocabulary.is_a(code, inputs.cancer) for code in facts.cancers):
        return Estimate(model="", within="", refused=("it is for people who have not had lung cancer",), apart=True)
    education, copd, family = inputs.education(), inputs.either("copd"), _lung_cancer_in_family(inputs)
    before = (True,) if facts.record.diagnoses else (False,)
    assumed = ("no earlier cancer (none is recorded)",) if facts.record.diagnoses is None else ()
    if not ages or not groups or bmi is None or smoked is None:
        return Estimate(model="", within="")
    per_day, lasted, since = smoked
    now = bool(exposures and exposures.smoking and exposures.smoking.status == "current")
    found = [
        plcom2012(
            Smoker(
                age=age, group=group, education=level, bmi=bmi, copd=ill, personal_cancer=had, family_lung_cancer=kin,
                smokes_now=now, cigarettes_per_day=per_day, years_smoked=lasted, years_since_quit=gone,
            ),
            facts.vocabulary,
        )
        for age, group, level, ill, had, kin, gone in product(ages, groups, education, copd, before, family, since)
    ]  # fmt: skip
    risks = [risk for risk in found if isinstance(risk, Risk)]
    if not risks:
        return Estimate(model="", within="", refused=found[0].reasons if isinstance(found[0], Refused) else ())
    values = [risk.value for risk in risks]
    whole = len(values) == 1
    return Estimate(
        model="", within="", value=values[0] if whole else None, low=min(values), high=max(values),
        from_age=risks[0].from_age, to_age=risks[0].to_age, source=risks[0].source, assumed=assumed,
    )  # fmt: skip


def _lung_cancer_in_family(inputs: Inputs) -> tuple[bool, ...]:
    """Lung cancer in a relative of the first degree, as the model's study asked for."""
    facts = inputs.facts
    kin, _ = family_of(facts)
    found = [one for one in kin if one.degree == 1 and one.with_(facts, inputs.cancer)]
    if found or facts.complete("family"):
        inputs.take("family_lung_cancer", "yes" if found else "no", *(one.pointer for one in found))
        return (bool(found),)
    inputs.lack("family_lung_cancer")
    return (False, True)
