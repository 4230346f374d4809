"""A protein or other scored result: PD-L1 by its own score, HER2, ER, CLDN18.2, FOLR1, ..."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from oncoplan.criteria import settled_by
from oncoplan.criteria.bounds import Bounds, compare
from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import read_date
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Marker
from oncoplan.model.verdict import Answer, Verdict, met, not_met, unknown


@criterion(about="molecular")
def marker(
    facts: Facts,
    *,
    what: str,
    score: str | None = None,
    is_: tuple[str, ...] = (),
    min: float | None = None,
    max: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> Verdict:
    """Met when the newest result of this marker, in this score, has the status or lies in the range.

    A TPS is never read as a CPS; a result without the score asked for leaves it unknown. Two results that differ and
    whose order is not known leave it unknown.
    """
    return of_results(facts, facts.markers.get(what, ()), what, score, is_, Bounds(min, max, above, below))


def of_results(
    facts: Facts, found: tuple[Marker, ...], what: str, score: str | None, is_: tuple[str, ...], bounds: Bounds
) -> Verdict:
    """As `marker`, of these results of it."""
    asked = " ".join(part for part in (what, score, " or ".join(is_), bounds.words()) if part)
    tests = settled_by.for_marker(facts.vocabulary, what)
    failed = [
        m for m in found if (t := next((t for t in facts.tests if t.index == m.test), None)) is not None and not t.succeeded
    ]
    usable = [m for m in found if m not in failed]
    if not usable:
        why = "its test did not succeed" if failed else "was not tested"
        return unknown(f"{asked}: {what} {why}", *(m.pointer for m in failed), settled_by=tests)
    known = facts.vocabulary.terms("markers").get(what) or {}
    words = Words(known.get("covers") or {}, known.get("within") or {})
    judged = [(m, _judge(m, score, is_, bounds, words)) for m in _newest(usable)]
    decided = [(m, a) for m, a in judged if a != "unknown"]
    if not decided:
        names = ", ".join(dict.fromkeys(m.name for m, _ in judged))
        return unknown(
            f"{names} does not say whether it is {asked}", *(m.pointer for m, _ in judged), settled_by=tests, suspected=True
        )
    answers = {a for _, a in decided}
    pointers = [m.pointer for m, _ in decided]
    names = "; ".join(dict.fromkeys(m.name for m, _ in decided))
    if len(answers) > 1:
        return unknown(f"Results of {what} differ ({names}) and which is newer is not recorded", *pointers, settled_by=tests)
    return (met if "met" in answers else not_met)(names, *pointers)


def _newest(found: list[Marker]) -> Iterable[Marker]:
    """Of each score the results that may be the newest: undated ones, and those not surely older than another."""
    days = {id(m): read_date(m.collected) if m.collected else None for m in found}
    latest: dict[str | None, date] = {}
    for m in found:
        day = days[id(m)]
        if day is not None:
            latest[m.score] = max(day.first, latest.get(m.score, day.first))
    return [m for m in found if (day := days[id(m)]) is None or day.last >= latest[m.score]]


class Words(NamedTuple):
    """How a marker's words lie to each other: finer ones that are surely, and that may be, what a broad one says."""

    covers: dict[str, list[str]]
    within: dict[str, list[str]]


def _judge(found: Marker, score: str | None, is_: tuple[str, ...], bounds: Bounds, words: Words) -> Answer:
    """One result against what is asked. A score never answers for another; a broad word (`positive`) does not settle a
    finer one (`3+`), which may lie within it."""
    if score is not None and found.score is not None and found.score.upper() != score.upper():
        return "unknown"
    if is_ and found.status is not None:
        status, asked = found.status.lower(), {i.lower() for i in is_}
        if status in asked:
            return "met"
        if any(status in words.covers.get(broad, ()) for broad in asked):
            return "met"
        perhaps = asked & set(words.within.get(status, ())) or any(status in words.within.get(b, ()) for b in asked)
        known = status in words.covers or status in words.within
        if perhaps or (not known and _graded(status) != all(map(_graded, asked))):
            return "unknown"
        return "not_met"
    if is_ and not bounds.any():
        return "unknown"
    if bounds.any():
        if found.value is None or (score is not None and found.score is None):
            return "unknown"
        return compare(found.value, found.upper, found.comparator, bounds)
    return "met" if found.status == "positive" else "unknown"


def _graded(word: str) -> bool:
    """A grade of staining (`0`, `2+`) and not a word."""
    return word.rstrip("+").isdigit()
