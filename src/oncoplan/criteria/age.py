"""Age in whole years on the day of the plan."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import read_date, years_between
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="person")
def age(
    facts: Facts,
    *,
    min: float | None = None,
    max: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> Verdict:
    """`min` and `max` are included, `above` and `below` are not. A partial birth date that straddles a limit is unknown."""
    asked = _asked(min, max, above, below)
    least, most, pointer = years(facts)
    if least is None or most is None:
        return unknown(f"The age is not recorded ({asked} is asked for)", settled_by="What is your date of birth?")
    says = f"Age {least:g}" if least == most else f"Age {least:g} or {most:g}"
    fits = [_fits(value, min, max, above, below) for value in (least, most)]
    if all(fits):
        return met(says, pointer)
    if any(fits):
        return unknown(f"{says}: the exact birth date is needed ({asked})", pointer, settled_by="What is your date of birth?")
    return not_met(f"{says}, not {asked}", pointer)


def years(facts: Facts) -> tuple[float | None, float | None, str]:
    """The least and greatest age on the day of the plan, and the pointer to what says so."""
    record = facts.record
    if record.birth_date:
        try:
            low, high = years_between(read_date(record.birth_date), facts.as_of)
        except ValueError:
            return None, None, "birth_date"
        return float(low), float(high), "birth_date"
    if record.age is not None:
        return record.age, record.age, "age"
    return None, None, "age"


def _fits(value: float, low: float | None, high: float | None, above: float | None, below: float | None) -> bool:
    return (
        (low is None or value >= low)
        and (high is None or value < high + 1)
        and (above is None or value > above)
        and (below is None or value < below)
    )


def _asked(low: float | None, high: float | None, above: float | None, below: float | None) -> str:
    words = []
    if low is not None:
        words.append(f"at least {low:g}")
    if above is not None:
        words.append(f"above {above:g}")
    if high is not None:
        words.append(f"at most {high:g}")
    if below is not None:
        words.append(f"below {below:g}")
    return " and ".join(words) or "any age"
