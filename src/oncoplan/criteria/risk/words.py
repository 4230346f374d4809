"""A figure in words, for a clinician."""

from __future__ import annotations

from oncoplan.criteria.risk.figures import LIFETIME, model_named
from oncoplan.model.risk import Estimate
from oncoplan.model.vocabulary import Vocabulary


def horizon(within: str) -> str:
    """`5-year `, `lifetime `, or nothing where the model gives no risk over time."""
    return f"{within.removesuffix('y')}-year " if within.endswith("y") else "lifetime " if within == LIFETIME else ""


def figure(words: Vocabulary, one: Estimate) -> str:
    """`BCRAT: 5-year risk of invasive breast cancer 2.1 %` with its range, or what it lacks, or why there is none."""
    entry = model_named(words, one.model)
    assert entry is not None
    head = f"{entry['name']}: {horizon(one.within)}risk of {entry['of']}"
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
        return f"{head} {percent(one.low)} to {percent(one.high)}, depending on {lacks}"
    dated = f" ({one.version or 'worked out elsewhere'}{f', {one.on}' if one.on else ', not dated'})" if one.given else ""
    return f"{head} {percent(one.low)}{dated}"


def percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %" if share >= 0.995 else f"{100 * share:.1f} %"
