"""The risk that a published model gives a person, worked out here or elsewhere."""

from __future__ import annotations

from oncoplan.criteria.bounds import Bounds, compare
from oncoplan.criteria.registry import criterion
from oncoplan.criteria.risk.estimate import estimate
from oncoplan.criteria.risk.figures import given, model_named
from oncoplan.criteria.risk.words import figure, over
from oncoplan.model.facts import Facts
from oncoplan.model.risk import Estimate
from oncoplan.model.verdict import Answer, Verdict, met, not_met, unknown

_ANOTHER = "Is there a figure by another risk model?"


@criterion(about="person")
def predicted_risk(
    facts: Facts, *, model: str, horizon: str, min: float | None = None, below: float | None = None
) -> Verdict:
    """Met when the risk (per cent) by `model` (bcrat, claus, plcom2012; tyrer_cuzick, canrisk, bcsc, premm5 as recorded) lies
    in the range, over `horizon` (5y, 6y, 10y, lifetime; carrier: the chance of carrying a variant).

    Worked out from the record where we have the model, else taken from its `results` or `scores`. While something is not
    recorded the answer holds only if it holds for all that it may be. Unknown, with the reason, where the model refuses, and
    where a recorded figure and ours disagree. Known carriers are barred by the rule, not here.
    """
    entry = model_named(facts.vocabulary, model)
    if entry is None:
        return unknown(f"There is no risk model {model!r}", settled_by=_ANOTHER)
    bounds = Bounds(min=min, below=below)
    asked = f"{bounds.words()} % is asked for"
    ours, theirs = estimate(facts, model, horizon), given(facts, model, horizon)
    if ours is not None and theirs is not None and ours.refused and not ours.gap:
        return unknown(
            f"{figure(facts.vocabulary, theirs)} is recorded, but the model does not hold here: {'; '.join(ours.refused)} "
            f"({asked})", *theirs.facts, settled_by=_ANOTHER,
        )  # fmt: skip
    mine, said = _answer(ours, bounds), _answer(theirs, bounds)
    if ours is not None and theirs is not None and {mine, said} == {"met", "not_met"}:
        return unknown(
            f"{figure(facts.vocabulary, theirs)} is recorded, but the record itself gives "
            f"{figure(facts.vocabulary, ours)}: which inputs differ? ({asked})", *theirs.facts, *ours.facts,
            settled_by=f"Which inputs were used for the {entry['name']} figure?",
        )  # fmt: skip
    best = ours if ours is not None and mine != "unknown" else theirs if said != "unknown" else ours or theirs
    answer = mine if best is ours else said
    if best is None:
        name = f"{over(horizon)}{entry['name']} risk"
        return unknown(f"The {name} is not recorded ({asked})", settled_by=f"What is the {name}?")
    if answer == "unknown":
        says = f"{figure(facts.vocabulary, best)} ({asked})"
        return unknown(says, *best.facts, settled_by=tuple(dict.fromkeys(one.settled_by for one in best.lacking)) or _ANOTHER)
    return (met if answer == "met" else not_met)(f"{figure(facts.vocabulary, best)} ({asked})", *best.facts)


def _answer(one: Estimate | None, bounds: Bounds) -> Answer:
    """Whether the whole of what the figure may be lies in the range."""
    if one is None or one.low is None:
        return "unknown"
    low, high = round(100 * one.low, 2), None if one.high is None else round(100 * one.high, 2)
    return compare(low, high, ">=" if high is None else None, bounds)
