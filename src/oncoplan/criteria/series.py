"""One quantity's results in order of time, in one unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct

from oncoplan.model.dates import read_date
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Marker
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import plain_words

_VALUE = Pattern(r"^\s*(<=|>=|<|>)?\s*([0-9]+(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*(.*)$")


class Point(Struct, frozen=True):
    """One value; `first` and `last` bound its day (None: not dated); `ratio` is its multiple of the upper limit."""

    value: float
    comparator: str | None
    unit: str | None
    first: date | None
    last: date | None
    pointer: str
    ratio: float | None
    assay: str | None


_MULTIPLE = "x ULN"  # a result given as a multiple of the laboratory's upper limit


def points_of(facts: Facts, what: str, unit: str | None) -> tuple[list[Point], list[str]]:
    """The results of `what`, oldest first, undated ones first; and why any of them could not be used.

    A result may also stand among the findings of a test, in words (`AFP 500 ng/mL`, `LDH 2 x ULN`).
    """
    names = {plain_words(n) for n in (what, *(_known(facts, what).get("names", ())))}
    found: list[Point] = []
    unusable: list[str] = []
    for i, result in enumerate(facts.record.results or ()):
        if result.what is None or plain_words(result.what) not in names or result.value is None:
            continue
        read = _VALUE.match(str(result.value))
        if not read:
            unusable.append(f"{what} {result.value!r} is not a number")
            continue
        comparator, number, rest = read.groups()
        stated = result.unit or (rest.strip() or None)
        value = float(number.replace(",", "."))
        factor = convert(facts, what, stated, unit)
        if factor is None:
            unusable.append(f"{what} in {stated or 'no unit'} cannot be compared with {unit}")
            continue
        high = result.reference.high if result.reference else None
        days = None
        if result.on:
            try:
                days = read_date(result.on)
            except ValueError:
                days = None
        if days is not None and days.first > facts.as_of:
            unusable.append(f"{what} of {result.on} lies after the day of the plan")
            continue
        found.append(
            Point(
                value * factor, comparator, unit or stated, days.first if days else None, days.last if days else None,
                f"results/{i}", value / high if high else None, result.assay,
            )
        )  # fmt: skip
    for marker in facts.markers.get(what, ()):
        made = _of_marker(facts, marker, unit, unusable)
        if made is not None:
            found.append(made)
    found.sort(key=lambda p: (p.last is not None, p.last or date.min))
    return found, unusable


def _of_marker(facts: Facts, marker: Marker, unit: str | None, unusable: list[str]) -> Point | None:
    """A finding in words as a point of the series; None, and why, where it gives no value that can be compared."""
    failed = any(t.index == marker.test and not t.succeeded for t in facts.tests)
    if marker.value is None or marker.upper is not None or failed:
        return None
    factor = convert(facts, marker.what, marker.unit, unit)
    if factor is None:
        unusable.append(f"{marker.what} in {marker.unit or 'no unit'} cannot be compared with {unit}")
        return None
    days = read_date(marker.collected) if marker.collected else None
    if days is not None and days.first > facts.as_of:
        unusable.append(f"{marker.what} of {marker.collected} lies after the day of the plan")
        return None
    ratio = marker.value if marker.unit == _MULTIPLE else None
    return Point(
        marker.value * factor, marker.comparator, unit or marker.unit, days.first if days else None,
        days.last if days else None, marker.pointer, ratio, None,
    )  # fmt: skip


def convert(facts: Facts, what: str, have: str | None, wanted: str | None) -> float | None:
    """The factor that turns `have` into `wanted` for this quantity; None where the vocabulary does not know it."""
    if wanted is None or have is None:
        return 1.0 if wanted is None else None
    ours, theirs = _unit(have), _unit(wanted)
    if ours == theirs:
        return 1.0
    units = facts.vocabulary.terms("units")
    own = _known(facts, what).get("units") or {}
    for table in (
        {_unit(k): v for k, v in own.items()},
        {_unit(k): v for k, v in (units.get("general") or {}).items()},
    ):
        if ours in table and theirs in table and _dimension(table[ours]) == _dimension(table[theirs]):
            return _size(table[ours]) / _size(table[theirs])
    return None


def _dimension(entry: object) -> object:
    return entry[0] if isinstance(entry, list) else ""


def _size(entry: object) -> float:
    return float(entry[1]) if isinstance(entry, list) else float(str(entry))


def _known(facts: Facts, what: str) -> dict[str, Any]:
    quantities = facts.vocabulary.terms("quantities")
    return quantities.get(what) or quantities.get(plain_words(what)) or {}


def _unit(text: str) -> str:
    return text.lower().replace("\u00b5", "u").replace("\u03bc", "u").replace("mcg", "ug").replace(" ", "").replace("^", "")
