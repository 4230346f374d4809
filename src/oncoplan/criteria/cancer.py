"""The person's cancer is one of these OncoTree nodes, or lies below one."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="disease", short="any_of")
def cancer(facts: Facts, *, any_of: tuple[str, ...], but_not: tuple[str, ...] = ()) -> Verdict:
    """Met at or below a node of `any_of` and not at or below one of `but_not`.

    Unknown when the stated cancer lies *above* a node (`lung cancer, type unknown` for NSCLC: histology needed), when it
    could still be one that is excluded (*suspected*: all else fits), or when it did not map. Solid never becomes blood.
    """
    words = facts.vocabulary
    code = facts.cancer
    if facts.dx is None:
        return _any_diagnosis(facts, any_of, but_not)
    if code is None:
        return unknown("The cancer type is not known", facts.dx_pointer, settled_by="histology_review")
    node = words.cancer(code)
    name = node.name if node else code
    if any(words.is_a(code, excluded) for excluded in but_not):
        return not_met(f"{name} is excluded", facts.dx_pointer)
    if any(words.is_a(code, wanted) for wanted in any_of):
        open_ = [n for n in but_not if words.is_a(n, code)]
        if open_:
            return unknown(
                f"{name}: it must be shown that it is not {_names(facts, open_)}", facts.dx_pointer,
                settled_by="histology_review", suspected=True,
            )  # fmt: skip
        return met(name, facts.dx_pointer)
    above = [wanted for wanted in any_of if words.is_a(wanted, code)]
    if above:
        return unknown(
            f"{name} is not specific enough: is it {_names(facts, above)}?",
            facts.dx_pointer,
            settled_by="histology_review",
        )
    return not_met(f"{name} is not {_names(facts, any_of)}", facts.dx_pointer)


def _any_diagnosis(facts: Facts, any_of: tuple[str, ...], but_not: tuple[str, ...]) -> Verdict:
    """Asked of the person: any diagnosis, past or present."""
    words = facts.vocabulary
    for i, code in enumerate(facts.cancers):
        if code and any(words.is_a(code, n) for n in any_of) and not any(words.is_a(code, n) for n in but_not):
            node = words.cancer(code)
            return met(node.name if node else code, f"diagnoses/{i}")
    doubtful = any(code is None or any(words.is_a(n, code) for n in any_of) for code in facts.cancers)
    if doubtful or (not facts.cancers and facts.record.diagnoses is None):
        return unknown(f"Whether there is or was {_names(facts, any_of)} is not recorded", settled_by="comorbidities")
    return not_met(f"No {_names(facts, any_of)} is recorded", *(f"diagnoses/{i}" for i in range(len(facts.cancers))))


def _names(facts: Facts, codes: tuple[str, ...] | list[str]) -> str:
    found = [facts.vocabulary.cancer(code) for code in codes]
    return " or ".join(node.name if node else code for node, code in zip(found, codes, strict=True))
