"""A figure in words, for a clinician."""

from __future__ import annotations

from oncoplan.criteria.risk.figures import LIFETIME, model_named
from oncoplan.model.risk import Estimate
from oncoplan.model.vocabulary import Vocabulary


def over(within: str) -> str:
    """`5-year `, `lifetime `, or nothing where the model gives no risk over time."""
    return f"{within.removesuffix('y')}-year " if within.endswith("y") else "lifetime " if within == LIFETIME else ""


def figure(words: Vocabulary, one: Estimate) -> str:
    """`BCRAT: 5-year risk of invasive breast cancer 2.1 %` with its range, or what it lacks, or why there is none."""
    entry = model_named(words, one.model)
    assert entry is not None
    head = f"{entry['name']}: {over(one.within)}risk of {entry['of']}"
    if one.within == "carrier":
        head = f"{entry['name']}: chance of {entry['of']}"
    if one.refused:
        return f"{entry['name']} gives no figure: {'; '.join(one.refused)}"
    lacks = ", ".join(dict.fromkeys(lack.what for lack in one.lacking))
    if one.low is None:
        return f"{head} cannot be worked out without {lacks or 'more of the record'}"
    if one.high is None:
        return f"{head} at least {percent(one.low)}, more with {lacks}"
    if percent(one.low) != percent(one.high):
        usual = "" if one.value is None else f" ({percent(one.value)} with what is not known at its lowest level)"
        return f"{head} {percent(one.low)} to {percent(one.high)}, depending on {lacks or 'the exact age'}{usual}"
    dated = f" ({one.version or 'worked out elsewhere'}{f', {one.on}' if one.on else ', not dated'})" if one.given else ""
    return f"{head} {percent(one.low)}{dated}"


def percent(share: float) -> str:
    """Per cent with one decimal: more would claim a precision that no model has."""
    return f"{100 * share:.1f} %"
