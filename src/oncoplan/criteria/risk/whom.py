"""Whom the breast cancer models speak of: what stops them, by the record."""

from __future__ import annotations

from oncoplan.criteria.exposure import exposure
from oncoplan.criteria.risk.inputs import Inputs
from oncoplan.model.risk import Estimate


def not_a_woman(inputs: Inputs, model: str) -> Estimate | None:
    """Why a model for women says nothing of this person; None where it may."""
    sex = inputs.facts.record.sex
    if sex is None:
        inputs.lack("sex")
        return Estimate(model="", within="")
    return None if sex == "female" else Estimate(model="", within="", refused=(f"{model} is a model for women",), apart=True)


def history(inputs: Inputs) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is known of her that the model does not hold for, and what is taken as absent because it is not recorded."""
    facts = inputs.facts
    found = []
    if any(code is not None and facts.vocabulary.is_a(code, inputs.cancer) for code in facts.cancers) or inputs.said("lcis"):
        found.append("breast_cancer")
    radiation = exposure(facts, what="chest_radiation")
    if radiation.is_met:
        found.append("chest_radiation")
    assumed = ("no radiotherapy to the chest (not recorded)",) if radiation.is_unknown else ()
    return tuple(found), assumed
