"""A named clinical score that someone has worked out."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="person")
def score(
    facts: Facts, *, what: str, min: float | None = None, max: float | None = None, any_of: tuple[str, ...] = ()
) -> Verdict:
    """Met when the recorded score lies within `min`..`max` or is one of the words in `any_of`."""
    scores = {plain_words(k): (k, v) for k, v in (facts.record.scores or {}).items()}
    found = scores.get(plain_words(what))
    if found is None:
        named = facts.vocabulary.terms("settled_by").get(f"score:{what}") or facts.vocabulary.find_test(what)
        return unknown(f"{what} is not recorded", settled_by=named or f"What is the {what}?")
    key, value = found
    says = f"{what} {value}"
    if any_of:
        return (met if plain_words(str(value)) in {plain_words(a) for a in any_of} else not_met)(says, f"scores/{key}")
    try:
        number = float(value)
    except ValueError:
        return unknown(f"{what} is recorded as {value!r}, which is not a number", f"scores/{key}", settled_by=plain_words(what))
    fits = (min is None or number >= min) and (max is None or number <= max)
    return (met if fits else not_met)(says, f"scores/{key}")
