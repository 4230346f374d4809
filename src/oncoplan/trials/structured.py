"""What a registry states in fields of their own → clauses: age and sex, exactly."""

from __future__ import annotations

import re

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Clause, Condition

_AGE = Pattern(r"(\d{1,6}(?:\.\d{1,6})?)\s*(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_NONE = ("", "n/a", "na", "none", "no limit")
_PER_YEAR = {"year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25, "hour": 365.25 * 24, "minute": 365.25 * 1440}
_OPEN = 99.0  # an upper limit that hardly anybody reaches is none: registries write 99, 120 or 999 years for it


def age_clauses(least: str | None, most: str | None, problems: list[str]) -> tuple[Clause, ...]:
    """One clause for each stated limit. Both limits belong to the trial: `75 Years` holds until the 76th birthday."""
    clauses = []
    for stated, side in ((least, "min"), (most, "max")):
        if stated is None or stated.strip().lower() in _NONE:
            continue
        found = _AGE.fullmatch(stated.strip())
        if found is None:
            problems.append(f"the age limit {stated!r} is not understood")
            clauses.append(Clause(side="inclusion", text=_limit(side, stated), left=(stated,), read_from="structured"))
            continue
        number, unit = float(found[1]), found[2].lower()
        years = number / _PER_YEAR[unit]
        if (side == "min" and years == 0) or (side == "max" and years >= _OPEN):
            continue
        if unit == "year" or years == int(years):
            when: Condition = {"age": {side: _tidy(years)}}
        elif side == "min":
            when = {"age": {"min": _tidy(years)}}
        else:
            when = {"age": {"below": _tidy((number + 1) / _PER_YEAR[unit])}}
        clauses.append(Clause(side="inclusion", text=_limit(side, stated), when=when, read_from="structured"))
    return tuple(clauses)


def _limit(side: str, stated: str) -> str:
    return f"Minimum age: {stated}" if side == "min" else f"Maximum age: {stated}"


def _tidy(number: float) -> float:
    return int(number) if number == int(number) else round(number, 4)


def sex_clauses(stated: str | None, by_gender: bool | None, explained: str | None, problems: list[str]) -> tuple[Clause, ...]:
    """`by_gender`: the trial asks for gender identity, which a record does not hold: that part stays to be asked."""
    word = (stated or "all").strip().lower()
    if word in ("all", "both", "b", "any"):
        return ()
    sex = {"female": "female", "f": "female", "male": "male", "m": "male"}.get(word)
    if sex is None:
        problems.append(f"the sex {stated!r} is not understood")
        return (Clause(side="inclusion", text=f"Sex: {stated}", left=(str(stated),), read_from="structured"),)
    if not by_gender:
        return (Clause(side="inclusion", text=f"Sex: {sex}", when={"sex": sex}, read_from="structured"),)
    asked = " ".join((explained or "by gender identity").split())
    return (Clause(side="inclusion", text=f"Sex: {sex} ({asked})", when={"sex": sex}, left=(asked,), read_from="structured"),)
