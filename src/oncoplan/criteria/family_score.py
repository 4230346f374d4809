"""The score of a published family tool: Manchester, FHS-7, the Referral Screening Tool."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria.registry import criterion
from oncoplan.criteria.risk.checklists import fhs7, rst
from oncoplan.criteria.risk.manchester import manchester
from oncoplan.criteria.risk.tally import Tally
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words

_TOOLS = {"manchester": manchester, "fhs7": fhs7, "rst": rst}


@criterion(about="history")
def family_score(facts: Facts, *, tool: Literal["manchester", "fhs7", "rst"], min: float) -> Verdict:
    """Met when the family list and the person's own cancers give at least `min` points of the tool.

    A score that others counted (in `scores` or `results`) stands where the family list does not settle it. Unknown while the
    family is not recorded; a score that more of the family could raise is a no only where the list is complete.
    """
    words = facts.vocabulary.terms("family_tools")
    name = words[tool]["name"]
    said = None if facts.complete("family") else _counted_elsewhere(facts, words[tool]["words"])
    if said is not None and (facts.record.family is None or tally(facts, tool).low <= said[0]):
        number, pointer = said
        return (met if number >= min else not_met)(f"{name} {number:g} as recorded, at least {min:g} asked", pointer)
    if facts.record.family is None:
        return unknown(f"{name}: the family history is not recorded (at least {min:g} is asked for)", settled_by="family_history")
    found = tally(facts, tool)
    rests = f" ({'; '.join(found.lines)})" if found.lines else ""
    if found.low >= min:
        return met(f"{name} {_range(found.low, found.high)}, at least {min:g} asked{rests}", *found.facts)
    if found.high is None or found.high >= min:
        return unknown(
            f"{name} {_range(found.low, found.high)} by what is recorded, at least {min:g} asked{rests}", *found.facts,
            settled_by="family_history",
        )  # fmt: skip
    return not_met(f"{name} {_range(found.low, found.high)}, at least {min:g} asked{rests}", *(found.facts or ["family"]))


def _counted_elsewhere(facts: Facts, words: list[str]) -> tuple[float, str] | None:
    """A recorded score of this tool and where it stands."""
    rows = [(r.what, r.value, f"results/{i}") for i, r in enumerate(facts.record.results or ()) if r.what]
    rows += [(key, value, f"scores/{key}") for key, value in (facts.record.scores or {}).items()]
    for what, value, pointer in rows:
        if plain_words(what) in words and isinstance(value, float | int):
            return float(value), pointer
    return None


def tally(facts: Facts, tool: str) -> Tally:
    """The count of a tool."""
    return _TOOLS[tool](facts, facts.vocabulary.terms("family_tools"))


def _range(low: float, high: float | None) -> str:
    return f"{low:g} or more" if high is None else f"{low:g}" if low == high else f"{low:g} to {high:g}"
