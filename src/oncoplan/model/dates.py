"""Partial dates as ranges of days, and durations. A partial date that straddles a threshold answers *unknown*."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from oncoplan.model.pattern import Pattern

_DATE = Pattern(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?$")
_DURATION = Pattern(r"^(\d+(?:\.\d+)?)\s*(d|w|mo|y)$")


class Days(NamedTuple):
    """A date known to lie between two days, both included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last


def read_date(text: str) -> Days:
    """`2026`, `2026-08` or `2026-08-03` as a range of days. Raises ValueError, saying why."""
    found = _DATE.match(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date: write 2026, 2026-08 or 2026-08-03")
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not 1850 <= year <= 2200:
        raise ValueError(f"{text!r} is not a date: the year is out of range")
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} is not a date: there is no month {month}")
    length = monthrange(year, month)[1]
    if day is None:
        return Days(date(year, month, 1), date(year, month, length))
    if not 1 <= day <= length:
        raise ValueError(f"{text!r} is not a date: {year}-{month:02d} has {length} days")
    only = date(year, month, day)
    return Days(only, only)


def known_date(text: str | None) -> Days | None:
    """The range of days, or None where there is no date or it cannot be read (the readers have said so)."""
    try:
        return read_date(text) if text else None
    except ValueError:
        return None


def before(day: date, duration: str) -> date:
    """The day that lies `duration` (`28d`, `6w`, `3mo`, `5y`) before `day`. Raises ValueError."""
    return _shifted(day, duration, -1)


def after(day: date, duration: str) -> date:
    """The day that lies `duration` after `day`. Raises ValueError."""
    return _shifted(day, duration, 1)


def _shifted(day: date, duration: str, sign: int) -> date:
    """Days and weeks are counted; months and years keep the day of the month, or take the month's last."""
    found = _DURATION.match(duration)
    if not found:
        raise ValueError(f"{duration!r} is not a duration: write 28d, 6w, 3mo or 5y")
    amount, unit = float(found.group(1)) * sign, found.group(2)
    if unit in "dw":
        try:
            return day + timedelta(days=round(amount * (7 if unit == "w" else 1)))
        except OverflowError:
            raise ValueError(f"{duration!r} leads beyond the calendar") from None
    index = day.year * 12 + day.month - 1 + round(amount * (12 if unit == "y" else 1))
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_between(birth: Days, day: date) -> tuple[int, int]:
    """The least and the greatest age in whole years on `day` of someone born within `birth`."""

    def whole(born: date) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    return whole(birth.last), whole(birth.first)
