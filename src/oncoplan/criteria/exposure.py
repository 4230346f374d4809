"""Tobacco, alcohol and other exposures."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria.age import years
from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import before, known_date, read_date, years_between
from oncoplan.model.facts import Facts
from oncoplan.model.record import Smoking
from oncoplan.model.verdict import Verdict, met, not_met, unknown

_CIGARETTES_A_PACK = 20
_OVER = frozenset({"former", "past", "stopped", "ended", "over"})


@criterion(about="person")
def exposure(
    facts: Facts,
    *,
    what: Literal["smoking", "alcohol", "chest_radiation", "asbestos", "hormone_therapy"],
    status: tuple[str, ...] = (),
    pack_years_min: float | None = None,
    quit_within: str | None = None,
    per_week_min: float | None = None,
) -> Verdict:
    """Met when everything asked of one exposure holds; a current smoker has quit within no time at all, and counts.

    Of another exposure than smoking, `status: current` leaves out one that is recorded as over.
    """
    have = facts.record.exposures
    if what == "smoking":
        return _smoking(facts, status, pack_years_min, quit_within)
    if what == "alcohol":
        drinks = have.alcohol_drinks_per_week if have else None
        if drinks is None:
            return unknown(
                "How much alcohol is drunk is not recorded",
                settled_by="How many alcoholic drinks do you have in a week?",
            )
        return (met if drinks >= (per_week_min or 0.01) else not_met)(f"{drinks:g} drinks a week", "exposures")
    value = getattr(have, what, None) if have else None
    plain = what.replace("_", " ")
    if value is None:
        asked = facts.vocabulary.terms("asks").get("exposures", {}).get(what, f"Have you ever had {plain}?")
        return unknown(f"Whether there was {plain} is not recorded", settled_by=asked)
    there = value not in (False, "no", "none", "never")
    if status == ("current",) and isinstance(value, str) and value.lower() in _OVER:
        there = False
    return (met if there else not_met)(
        f"{plain}: {value if isinstance(value, str) else 'yes' if value else 'no'}", f"exposures/{what}"
    )


def _smoking(facts: Facts, status: tuple[str, ...], pack_years_min: float | None, quit_within: str | None) -> Verdict:
    smoking = facts.record.exposures.smoking if facts.record.exposures else None
    smoked = None if smoking is None else pack_years(facts, smoking)
    question = "smoking_history"
    if smoking is None or (smoking.status is None and smoked is None):
        return unknown("The smoking history is not recorded", settled_by=question)
    says = f"{smoking.status or 'has'} smoked" + (
        f", {smoked:g} pack-years" if smoked is not None else ""
    )
    says = (
        says.replace("never smoked", "never smoked").replace("current smoked", "smokes").replace("former smoked", "used to smoke")
    )
    answers: list[bool | None] = []
    if status:
        answers.append(None if smoking.status is None else smoking.status in status)
    if pack_years_min is not None:
        never = smoking.status == "never"
        answers.append(False if never else None if smoked is None else smoked >= pack_years_min)
    if quit_within is not None and smoking.status != "current":
        answers.append(False if smoking.status == "never" else _quit(smoking.quit, quit_within, facts))
    if False in answers:
        return not_met(says.capitalize(), "exposures/smoking")
    if None in answers:
        return unknown(f"{says.capitalize()}; more of the smoking history is needed", "exposures/smoking", settled_by=question)
    return met(says.capitalize(), "exposures/smoking")


def pack_years(facts: Facts, smoking: Smoking) -> float | None:
    """As recorded, else packs a day times years from the start to the stop (or today); None where that is not known.

    Of a partial date the years that are sure count, so that what follows from many pack-years is never said too early.
    """
    if smoking.pack_years is not None:
        return smoking.pack_years
    least, _, _ = years(facts)
    if least is None or smoking.per_day is None or smoking.started_at is None or smoking.status not in ("current", "former"):
        return None
    since = 0
    if smoking.status == "former":
        stopped = known_date(smoking.quit)
        if stopped is None:
            return None
        since = years_between(stopped, facts.as_of)[1]
    return max(0.0, round((least - since - smoking.started_at) * smoking.per_day / _CIGARETTES_A_PACK, 1))


def _quit(quit_on: str | None, within: str, facts: Facts) -> bool | None:
    try:
        day = read_date(str(quit_on or ""))
    except ValueError:
        return None
    start = before(facts.as_of, within)
    return True if day.first >= start else False if day.last < start else None
