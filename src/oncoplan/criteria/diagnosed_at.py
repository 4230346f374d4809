"""The person's own cancers of these kinds, found at these ages."""

from __future__ import annotations

from math import floor

from oncoplan.criteria.age import years
from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import known_date, read_date, years_between
from oncoplan.model.facts import Facts
from oncoplan.model.record import Diagnosis
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import Vocabulary

_YEAR = 365.25


@criterion(about="history")
def diagnosed_at(
    facts: Facts, *, cancer: tuple[str, ...], but_not: tuple[str, ...] = (), max_age: float | None = None,
    min_age: float | None = None, count: int = 1,
) -> Verdict:  # fmt: skip
    """Met when `count` of the recorded diagnoses are of these nodes (and of none of `but_not`) and were found at
    `min_age`..`max_age` (both included).

    The age comes from the birth date (or age) and the date of diagnosis; one that straddles a limit is unknown.
    """
    words = facts.vocabulary
    names = " or ".join(node.name if (node := words.cancer(code)) else code for code in cancer)
    asked = f"{names}{f' by age {max_age:g}' if max_age is not None else ''}"
    sure, perhaps = own_cancers(facts, cancer, min_age, max_age, but_not)
    if len(sure) >= count:
        return met(f"{asked}: {len(sure)} of one's own" if count > 1 else f"{asked}, one's own", *sure)
    if facts.record.diagnoses is None:
        return unknown(f"Whether there is or was {asked} is not recorded", settled_by="comorbidities")
    if len(sure) + len(perhaps) >= count:
        return unknown(f"More of the person's own diagnosis is needed ({asked})", *perhaps, settled_by="When was it found?")
    return not_met(f"Own diagnoses: {len(sure)} of {asked}, {count} asked", "diagnoses")


def own_cancers(
    facts: Facts, cancer: tuple[str, ...], min_age: float | None, max_age: float | None, but_not: tuple[str, ...] = ()
) -> tuple[list[str], list[str]]:
    """The diagnoses that are of these nodes at these ages, and those that could be."""
    words = facts.vocabulary
    sure: list[str] = []
    perhaps: list[str] = []
    for i, (dx, code) in enumerate(zip(facts.record.diagnoses or (), facts.cancers, strict=True)):
        kind = of_kind(words, code, cancer, but_not)
        if kind is False:
            continue
        low, high = ages_at(facts, dx)
        if (max_age is not None and low > max_age) or (min_age is not None and high < min_age):
            continue
        fits = (max_age is None or high <= max_age) and (min_age is None or low >= min_age)
        (sure if kind and fits else perhaps).append(f"diagnoses/{i}")
    return sure, perhaps


def of_kind(words: Vocabulary, code: str | None, cancer: tuple[str, ...], but_not: tuple[str, ...] = ()) -> bool | None:
    """Whether a cancer is of one of these nodes and of none of the others; None where it did not map, or is too broad to say."""
    if code is None:
        return None
    if any(words.is_a(code, node) for node in but_not):
        return False
    if any(words.is_a(code, node) for node in cancer):
        return True
    return None if any(words.is_a(node, code) for node in cancer) else False


def ages_at(facts: Facts, dx: Diagnosis) -> tuple[float, float]:
    """The least and greatest age in whole years at this diagnosis."""
    least, most, _ = years(facts)
    if least is None or most is None:
        return 0.0, float("inf")
    when = known_date(dx.date)
    if when is None:
        return 0.0, most
    if facts.record.birth_date:
        birth = read_date(facts.record.birth_date)
        return float(years_between(birth, when.first)[0]), float(years_between(birth, when.last)[1])
    ago = ((facts.as_of - when.last).days / _YEAR, (facts.as_of - when.first).days / _YEAR)
    return float(max(0, floor(least - ago[1]))), float(floor(most + 1 - ago[0] - 1 / _YEAR))
