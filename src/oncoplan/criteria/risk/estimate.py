"""A risk model asked of a record: a figure, a range while something is not recorded, or why the model refuses.

What is not recorded is never taken as absent: the model is worked out for everything it may be, and the least and greatest
result are kept. Models are imported when they are asked.
"""

from __future__ import annotations

from msgspec.structs import replace

from oncoplan.criteria.risk.figures import model_named
from oncoplan.criteria.risk.inputs import Inputs
from oncoplan.model.facts import Facts
from oncoplan.model.risk import Estimate


def estimate(facts: Facts, model: str, within: str, *, carrier: bool = False) -> Estimate | None:
    """The model's answer from the record; None for one that is not worked out here or not for this horizon.

    `carrier`: whether the person is known to carry a variant for which the model does not hold.
    """
    entry = model_named(facts.vocabulary, model)
    if entry is None or not entry.get("computed") or within not in entry["within"]:
        return None
    inputs = Inputs(facts, entry["cancer"], [], [])
    if carrier and entry.get("carriers"):
        found = Estimate(model=model, within=within, refused=("it is not for carriers of a known variant",))
    else:
        found = _asked(inputs, model, within, entry.get("lifetime"))
    return replace(
        found, model=model, within=within, source=found.source or entry["source"], used=tuple(inputs.used),
        lacking=tuple(dict.fromkeys(inputs.lacking)),
    )  # fmt: skip


def _asked(inputs: Inputs, model: str, within: str, lifetime: float | None) -> Estimate:
    if model == "plcom2012":
        from oncoplan.criteria.risk.plcom2012_record import plcom2012_of

        return plcom2012_of(inputs)
    if model == "bcrat":
        from oncoplan.criteria.risk.bcrat_record import bcrat_of

        return bcrat_of(inputs, within, float(lifetime or 0))
    from oncoplan.criteria.risk.claus_record import claus_of

    return claus_of(inputs)
