"""The figures of risk models and family tools that a plan prints, and where two figures of one model disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oncoplan.criteria.family_score import tally
from oncoplan.criteria.germline import germline
from oncoplan.criteria.risk.estimate import estimate
from oncoplan.criteria.risk.figures import given
from oncoplan.criteria.risk.words import figure, over, percent
from oncoplan.model.dates import before, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Limit, PlanRisk, RiskInput
from oncoplan.model.risk import Estimate


def plan_risks(person: Facts) -> tuple[tuple[PlanRisk, ...], tuple[Limit, ...]]:
    """The figures worth printing, models first, and what the limits must say of them."""
    rows: list[PlanRisk] = []
    told: set[str] = set()
    said: list[Limit] = []
    for model, entry in person.vocabulary.terms("risk_figures").items():
        for within in entry.get("shows") or entry["within"]:
            ours, theirs = _ours(person, model, within, entry), given(person, model, within)
            said.extend(_limits(person, ours, theirs, entry))
            if ours is not None and ours.refused and not ours.gap:
                theirs = None  # a figure of a model that does not hold here is told as a conflict only
            for one in (ours, theirs):
                if one is None or not _worth_printing(person, one):
                    continue
                row = _row(person, one, entry)
                if not one.refused or row.says not in told:  # a refusal is the same over each horizon
                    rows.append(row)
                told.add(row.says)
    rows.extend(_tools(person))
    return tuple(rows), tuple(said)


def _ours(person: Facts, model: str, within: str, entry: dict[str, Any]) -> Estimate | None:
    genes = entry.get("carriers") or ()
    if not entry.get("computed"):
        return None
    return estimate(person, model, within, carrier=bool(genes) and germline(person, gene=tuple(genes)).is_met)


def _worth_printing(person: Facts, one: Estimate) -> bool:
    """A refusal only where the model is about such a person; a range only where little is lacking."""
    if one.refused:
        return not one.apart
    most: int = person.vocabulary.terms("risk_words")["most_lacking"]
    return one.low is not None and len(one.lacking) <= most


def _row(person: Facts, one: Estimate, entry: dict[str, Any]) -> PlanRisk:
    exact = one.low is not None and one.high is not None and percent(one.low) == percent(one.high)
    average = "" if one.average is None or not exact else f"; {entry['peers']} on average {percent(one.average)}"
    return PlanRisk(
        model=one.model, name=entry["name"], of=entry["of"], unit="%", horizon=one.within, value=_per_cent(one.value),
        low=_per_cent(one.low), high=_per_cent(one.high), average=_per_cent(one.average), from_age=one.from_age,
        to_age=one.to_age, given=one.given, version=one.version, on=one.on,
        used=tuple(RiskInput(what=u.what, value=u.value, facts=u.facts) for u in one.used), assumed=one.assumed,
        lacking=tuple(dict.fromkeys(lack.what for lack in one.lacking)), refused=one.refused, source=one.source,
        says=f"{figure(person.vocabulary, one)}{average}{_means(person, one) if exact else ''}",
        plainly=_plainly(person, one, entry),
    )  # fmt: skip


def _per_cent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 4)


def _means(person: Facts, one: Estimate) -> str:
    assert one.low is not None
    if one.within == "carrier":
        return ""
    return f" ({person.vocabulary.terms('risk_words')['means'].format(number=round(1000 * one.low))})"


def _plainly(person: Facts, one: Estimate, entry: dict[str, Any]) -> str:
    """In plain words and without a number: above, near or below what is usual, where the model has an average."""
    words = person.vocabulary.terms("risk_words")["plain"]
    key = "figure"
    if one.average and one.low is not None and one.high is not None and not one.refused:
        if one.low > one.average * (1 + words["apart_by"]):
            key = "higher"
        elif one.high < one.average * (1 - words["apart_by"]):
            key = "lower"
        elif one.low == one.high:
            key = "usual"
    text: str = words[key]
    return text.format(name=entry["name"], of=entry["plainly"], peers=words["peers"])


def _limits(person: Facts, ours: Estimate | None, theirs: Estimate | None, entry: dict[str, Any]) -> Iterator[Limit]:
    words = person.vocabulary.terms("risk_words")
    days = known_date(theirs.on) if theirs else None
    old = days is not None and days.last < before(person.as_of, words["old_after"])
    if theirs is not None and old:
        name = f"{over(theirs.within)}{entry['name']} figure"
        yield Limit(kind="stale", says=f"The {name} is of {theirs.on}; risk changes with age")
    if ours is None or theirs is None or theirs.low is None:
        return
    if ours.refused and not ours.gap:
        said = figure(person.vocabulary, theirs)
        says = f"{said} is recorded, but the model does not hold here: {'; '.join(ours.refused)}"
        yield Limit(kind="conflict", says=says)
    elif ours.low is not None:
        near, high = words["agree"], ours.high if ours.high is not None else 1.0
        slack = max(near["points"] / 100, near["share"] * theirs.low)
        if not ours.low - slack <= theirs.low <= high + slack:
            said, found = figure(person.vocabulary, theirs), figure(person.vocabulary, ours)
            yield Limit(kind="conflict", says=f"{said} is recorded; worked out from the record: {found}")


def _tools(person: Facts) -> Iterator[PlanRisk]:
    """Family tools that count something in the recorded family."""
    words = person.vocabulary.terms("family_tools")
    for key in ("manchester", "fhs7", "rst"):
        entry = words.get(key)
        if entry is None or person.record.family is None or (key != "manchester" and person.record.sex != "female"):
            continue
        found = tally(person, key)
        if found.low <= 0:
            continue
        more = " or more" if found.high is None else "" if found.high == found.low else f" to {found.high:g}"
        open_ = () if found.high == found.low else ("more of the family history",)
        yield PlanRisk(
            model=key, name=entry["name"], of=entry["of"], unit="points", horizon="", value=found.low, low=found.low,
            high=found.high, average=None, from_age=None, to_age=None, given=False, version=None, on=None,
            used=tuple(RiskInput(what="counted", value=line) for line in found.lines), assumed=(), lacking=open_, refused=(),
            source=entry["source"], says=f"{entry['name']}: {found.low:g}{more} ({entry['reads']})",
            plainly=person.vocabulary.terms("risk_words")["plain"]["points"].format(name=entry["name"]),
        )  # fmt: skip
