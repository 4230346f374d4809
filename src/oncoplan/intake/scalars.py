"""One value of a record: text, number, date, yes or no, or one of a few words. Bad ones are listed and left out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from oncoplan.intake import numbers
from oncoplan.intake.words import CHOICES, DATES, FRACTIONS, NOT_KNOWN, RANGES, SEX, choice, stage
from oncoplan.model.dates import read_date
from oncoplan.model.pattern import Pattern

if TYPE_CHECKING:
    from oncoplan.intake.shape import Reading

__all__ = ["ABSENT", "NOT_KNOWN", "reader", "split_unit", "split_words", "union_reader"]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""What a reader answers when there is no value to keep (it has said why, unless the writer said 'unknown')."""

Read = Callable[["Reading", Any, str], Any]
_YES = frozenset({"yes", "y", "true", "ja", "si", "sí", "oui"})
_NO = frozenset({"no", "n", "false", "nein", "non"})
_LOOKS_LIKE_A_DATE = Pattern(r"\d{4}-\d")
_SLASHED = Pattern(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
_UNITS = {"years", "year", "yrs", "yr", "y", "y/o", "yo", "a", "cm", "kg", "mm", "copies", "x"}


def reader(wanted: Any, owner: str, key: str) -> Read:
    """How a field of this plain type is read."""
    if wanted is bool:
        return _yes_or_no
    if wanted is int or wanted is float:
        return _number_reader(key, whole=wanted is int)
    if key in DATES:
        return _date
    if (owner, key) in CHOICES:
        return _choice_reader(CHOICES[owner, key], keep=(owner, key) == ("Test", "status"))
    if key == "sex":
        return _sex
    if key == "stage":
        return _stage
    return _text


def union_reader(wanted: frozenset[Any], owner: str, key: str) -> Read:
    """How a field that takes several plain types is read: numbers as numbers, yes and no where a truth is possible."""
    truths = bool in wanted
    event = int in wanted

    def read(reading: Reading, value: Any, path: str) -> Any:
        if isinstance(value, bool):
            if truths:
                return value
            return _refuse(reading, path, value, "a number or a text", "put quotes around a word")
        if isinstance(value, int | float):
            return _finite(reading, value, path)
        if not isinstance(value, str):
            return _refuse(reading, path, value, "a number or a text")
        text = " ".join(value.split())
        if not text:
            return ABSENT
        if event:
            return _date(reading, text, path) if _LOOKS_LIKE_A_DATE.match(text) else text
        if truths and text.lower() in _YES | _NO:
            return text.lower() in _YES
        try:
            return numbers.number(text)
        except ValueError as error:
            if "may be" in str(error):
                reading.problem(path, str(error))
                return ABSENT
        return text

    return read


def split_words(text: str) -> list[str]:
    """The names in `carboplatin + pemetrexed`, `liver, bone` or `a; b`."""
    return [part.strip() for part in re.split(r"\s*;\s*|,\s+|\s+\+\s+|\s*\n\s*", text.strip())]


def split_unit(entry: dict[str, Any]) -> dict[str, Any]:
    """A result whose value carries its unit (`0.9 mg/dL`, `12%`), with the two apart."""
    value = entry.get("value")
    if not isinstance(value, str) or (found := numbers.with_unit(value)) is None:
        return entry
    amount, unit = found
    stated = entry.get("unit")
    if stated is None:
        return {**entry, "value": amount, "unit": unit}
    same = str(stated).replace(" ", "").lower() == unit.replace(" ", "").lower()
    return {**entry, "value": amount} if same else entry


def _refuse(reading: Reading, path: str, value: Any, wanted: str, hint: str = "") -> Any:
    from oncoplan.intake.shape import shown

    reading.problem(path, f"{shown(value)} is not {wanted}", hint)
    return ABSENT


def _text(reading: Reading, value: Any, path: str) -> Any:
    if isinstance(value, str):
        return " ".join(value.split()) or ABSENT
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str | int):
        return _text(reading, value[0], path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _refuse(reading, path, value, "a text", "write one word or put it in quotes")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _stage(reading: Reading, value: Any, path: str) -> Any:
    text = _text(reading, value, path)
    return stage(text) if isinstance(text, str) else text


def _sex(reading: Reading, value: Any, path: str) -> Any:
    text = value.strip().lower() if isinstance(value, str) else ""
    if text in NOT_KNOWN:
        return ABSENT
    return SEX.get(text) or _refuse(reading, path, value, "female or male", "sex at birth, as one of these two words")


def _choice_reader(allowed: tuple[str, ...], *, keep: bool) -> Read:
    """`keep`: an unknown word is listed and kept, because without it a test would pass for one that was done."""

    def read(reading: Reading, value: Any, path: str) -> Any:
        text = _text(reading, value, path)
        if text is ABSENT or text.lower() in NOT_KNOWN:
            return ABSENT
        known = choice(text, allowed)
        if known is None:
            _refuse(reading, path, value, f"one of {', '.join(allowed)}", _closest(text, allowed))
        return known or (text if keep else ABSENT)

    return read


def _closest(text: str, allowed: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(text.lower().replace(" ", "_"), allowed, n=1)
    return f'did you mean "{close[0]}"?' if close else "leave the key out when it is not known"


def _date(reading: Reading, value: Any, path: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return _refuse(reading, path, value, "a date", "write 2026, 2026-08 or 2026-08-03")
    text = str(value).strip()
    if text.lower() in NOT_KNOWN or not text:
        return ABSENT
    if found := _SLASHED.fullmatch(text):
        text = "-".join(part.zfill(2) for part in found.groups() if part)
    try:
        read_date(text)
    except ValueError as error:
        reading.problem(path, str(error), "year first: 2026, 2026-08 or 2026-08-03")
        return ABSENT
    return text


def _yes_or_no(reading: Reading, value: Any, path: str) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in (0, 1):
        return value == 1
    text = value.strip().lower() if isinstance(value, str) else ""
    if text in _YES or text in _NO:
        return text in _YES
    if text in NOT_KNOWN:
        return ABSENT
    return _refuse(reading, path, value, "yes or no", "leave the key out when it is not known")


def _finite(reading: Reading, value: int | float, path: str) -> Any:
    if not math.isfinite(value) or abs(value) > 1e15:
        return _refuse(reading, path, value, "a number that can be")
    return float(value)


def _number_reader(key: str, *, whole: bool) -> Read:
    low, high = RANGES.get(key, (-1e15, 1e15))
    is_fraction = key in FRACTIONS

    def read(reading: Reading, value: Any, path: str) -> Any:
        if isinstance(value, str) and (value.strip().lower() in NOT_KNOWN or not value.strip()):
            return ABSENT
        percent = False
        try:
            if isinstance(value, str):
                amount, percent = _amount(value, is_fraction)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                amount = float(value)
            else:
                return _refuse(reading, path, value, "a number")
        except (ValueError, OverflowError) as error:
            reading.problem(path, str(error), "a number with a decimal point")
            return ABSENT
        if is_fraction:
            return _fraction(reading, amount, path, percent)
        if not low <= amount <= high:
            return _refuse(reading, path, f"{amount:g}", f"possible here (from {low:g} to {high:g})")
        if whole and amount != int(amount):
            return _refuse(reading, path, value, "a whole number")
        return int(amount) if whole else amount

    return read


def _amount(text: str, is_fraction: bool) -> tuple[float, bool]:
    if is_fraction:
        return numbers.fraction(text)
    found = numbers.with_unit(text)
    if found and found[1].lower() in _UNITS:
        return found[0], False
    return numbers.number(text), False


def _fraction(reading: Reading, amount: float, path: str, percent: bool) -> Any:
    if not 0 <= amount <= (1 if percent else 100):
        return _refuse(reading, path, f"{amount:g}", "a fraction of 1", "write 0.12 or 12%")
    if amount > 1:
        reading.problem(path, f"{amount:g} was taken as {amount:g}%", "write a fraction of 1, or add %", "note")
        return amount / 100
    return amount
