"""A question that only a person can answer."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.criteria.yes_no import yes
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="person")
def ask(facts: Facts, *, key: str, question: str, is_: bool | str = True) -> Verdict:
    """Met when the record's `answers` has `key` with the answer asked for; unknown, with the question, until then."""
    answers = facts.record.answers or {}
    if key not in answers:
        return unknown(question, settled_by=question if question.endswith("?") else f"{question}?")
    have = answers[key]
    if isinstance(is_, bool):
        said = yes(have)
        if said is None:
            return unknown(f'"{have}" does not answer: {question}', f"answers/{key}", settled_by=question)
        return (met if said == is_ else not_met)(f"{question} {'Yes' if said else 'No'}.", f"answers/{key}")
    return (met if str(have).lower() == is_.lower() else not_met)(f"{question} {have}.", f"answers/{key}")
