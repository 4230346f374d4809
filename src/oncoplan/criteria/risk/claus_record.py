"""The Claus tables asked of a record's family list."""

from __future__ import annotations

from typing import Any

from oncoplan.criteria.risk.claus import Family, claus
from oncoplan.criteria.risk.inputs import Inputs
from oncoplan.criteria.risk.kin import Kin, family_of
from oncoplan.criteria.risk.whom import history, not_a_woman
from oncoplan.model.risk import Estimate, Lacking, Refused, Risk, Used

_CLAUS = {"sister": "sisters", "twin sister": "sisters", "twin": "sisters", "daughter": "daughters"}
_CLAUS_BY_SIDE = {"aunt": "aunts", "grandmother": "grandmother", "half-sister": "half_sisters"}


def claus_of(inputs: Inputs) -> Estimate:
    """The tables from the family list. A relative who is not listed could only add to it: without a complete list the
    figure is the least that it can be."""
    stopped = not_a_woman(inputs, "Claus")
    if stopped:
        return stopped
    facts = inputs.facts
    if history(inputs)[0]:
        why = "Claus is for women who have had neither breast cancer nor chest radiotherapy"
        return Estimate(model="", within="", refused=(why,))
    ages = inputs.ages()
    if facts.record.family is None:
        inputs.lack("relatives")
        return Estimate(model="", within="")
    kin, strange = family_of(facts)
    known: dict[str, list[float]] = {}
    left: list[str] = []
    open_ended = bool(strange) or not facts.complete("family") or any(one.cancers is None for one in kin)
    for one in kin:
        slot = _slot(one)
        for tumour in one.with_(facts, inputs.cancer)[:1]:
            if slot is None or tumour.age is None:
                left.append(f"{one.kind} with breast cancer" + (", age not recorded" if slot else ", not in the tables"))
                open_ended = open_ended or (slot is not None)
                if slot is not None:
                    inputs.lacking.append(Lacking(f"age at breast cancer of the {one.kind}", "family_history"))
                continue
            known.setdefault(slot, []).append(tumour.age)
            inputs.used.append(Used(one.kind, f"breast cancer at {tumour.age:g}", (one.pointer,)))
    if not ages:
        return Estimate(model="", within="")
    if open_ended:
        inputs.lack("relatives")
    mother = known.pop("mother", [None])[0]
    others: dict[str, Any] = {slot: tuple(found) for slot, found in known.items()}
    risks = [claus(Family(age=age, mother=mother, **others), facts.vocabulary) for age in ages]
    found = [risk for risk in risks if isinstance(risk, Risk)]
    gaps = [risk for risk in risks if isinstance(risk, Refused) and risk.gap]
    if gaps:
        return Estimate(model="", within="", refused=gaps[0].reasons, gap=True)
    none = mother is None and not others
    if not found and none and open_ended:
        return Estimate(model="", within="")  # a relative that is not recorded may have had it
    if not found:
        reasons = risks[0].reasons if isinstance(risks[0], Refused) else ()
        return Estimate(model="", within="", refused=reasons, apart=none)
    values = [risk.value for risk in found]
    return Estimate(
        model="", within="", value=values[0], low=min(values), high=None if open_ended else max(values),
        from_age=found[0].from_age, to_age=found[0].to_age, source=found[0].source,
        assumed=(*found[0].notes, *(f"not counted: {one}" for one in dict.fromkeys(left))),
    )  # fmt: skip


def _slot(one: Kin) -> str | None:
    """The place of a relative in the tables; None where they have none."""
    if one.sex == "male":
        return None
    if one.kind == "mother":
        return "mother"
    if one.kind in _CLAUS and one.sex == "female":
        return _CLAUS[one.kind]
    return f"{one.side}_{_CLAUS_BY_SIDE[one.kind]}" if one.kind in _CLAUS_BY_SIDE and one.side else None
