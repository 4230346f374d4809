"""One quantity's results in order of time, in one unit, by one assay: a series, and what breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from oncoplan.model.dates import Days, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Marker
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary, plain_words

_VALUE = Pattern(r"^\s*(<=|>=|<|>)?\s*([0-9]+(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*(.*)$")
_MULTIPLE = "x ULN"  # a result given as a multiple of the laboratory's upper limit
_plain = lru_cache(maxsize=8192)(plain_words)  # a series repeats its name and its units a thousand times
_days = lru_cache(maxsize=65536)(known_date)


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


class Unusable(Struct, frozen=True):
    """A result that could not be used, why, and its day."""

    says: str
    days: Days | None
    kind: str = "value"  # value | unit | future


class Series(Struct, frozen=True):
    """The results of one quantity, oldest first, undated ones first.

    `run` starts after the last change of assay or of a unit that cannot be converted: only its values are compared with
    each other. `breaks` says where earlier ones were cut off. The same value written twice for a day counts once.
    """

    points: tuple[Point, ...]
    run: tuple[Point, ...]
    breaks: tuple[str, ...]
    unusable: tuple[Unusable, ...]

    @property
    def newest_unusable(self) -> Unusable | None:
        """A result that could not be used although it is newer than every one that could."""
        last = self.points[-1].last if self.points else None
        late = [u for u in self.unusable if u.kind != "future" and u.days and (last is None or u.days.first > last)]
        return max(late, key=lambda u: u.days.first if u.days else date.min, default=None)


def series_of(facts: Facts, what: str, unit: str | None, *, multiples: bool = False) -> Series:
    """The series of `what` in `unit` (None: in the unit of its newest value); `multiples` keeps results given as `x ULN`."""
    raw = list(_read(facts, what))
    unusable = [one for one in raw if isinstance(one, Unusable)]
    points = sorted((one for one in raw if isinstance(one, Point)), key=_place)
    if not multiples:
        points = [p for p in points if p.unit != _MULTIPLE]
    points = list({(p.value, p.comparator, p.unit, p.first, p.last, p.assay): p for p in reversed(points)}.values())[::-1]
    target = None if multiples else unit or (points[-1].unit if points else None)
    factors = {have: 1.0 if multiples else convert(facts, what, have, target) for have in {p.unit for p in points}}
    breaks: list[str] = []
    kept: list[Point] = []
    start = 0
    for p in points:
        factor = factors[p.unit]
        if factor is None:
            says = f"{what} in {p.unit or 'no unit'} cannot be compared with {target or 'values that have a unit'}"
            unusable.append(Unusable(says, _span(p), "unit"))
            if kept:
                start = len(kept)
            breaks.append(f"{what}: the value {_on(p)}in {p.unit or 'no unit'} cannot be converted to {target}")
        else:
            kept.append(replace(p, value=p.value * factor, unit=target or p.unit))
    assay: str | None = None
    for i, p in enumerate(kept):
        if assay and p.assay and _plain(p.assay) != _plain(assay):
            start = max(start, i)
            breaks.append(
                f"{what}: the assay changed {_on(p)}from {assay} to {p.assay}; values before are not compared with later ones"
            )
        assay = p.assay or assay
    return Series(tuple(kept), tuple(kept[start:]), tuple(dict.fromkeys(breaks)), tuple(unusable))


def names_of(facts: Facts, what: str) -> set[str]:
    """Every name this quantity goes by."""
    return quantity_names(facts.vocabulary, what)


def quantity_names(vocabulary: Vocabulary, what: str) -> set[str]:
    """As `names_of`, by the vocabulary alone."""
    return {_plain(n) for n in (what, *(_known_quantity(vocabulary, what).get("names", ())))}


def _read(facts: Facts, what: str) -> Iterator[Point | Unusable]:
    """Every result of `what`, as it is written. It may also stand among the findings of a test, in words (`AFP 500 ng/mL`)."""
    names = names_of(facts, what)
    ids = [dx.id for dx in facts.record.diagnoses or ()]
    mine = facts.diagnosis.id if facts.diagnosis else None
    for i, result in enumerate(facts.record.results or ()):
        if result.what is None or result.value is None or _plain(result.what) not in names:
            continue
        if mine and result.diagnosis in ids and result.diagnosis != mine:
            continue
        days = _days(result.on)
        read = _number(str(result.value))
        if read is None:
            yield Unusable(f"{what} {result.value!r} is not a number", days)
            continue
        comparator, value, rest = read
        if days is not None and days.first > facts.as_of:
            yield Unusable(f"{what} of {result.on} lies after the day of the plan", days, "future")
            continue
        high, unit = result.reference.high if result.reference else None, result.unit or rest
        yield Point(
            value, comparator, unit, days.first if days else None, days.last if days else None, f"results/{i}",
            value if unit == _MULTIPLE else value / high if high else None, result.assay,
        )  # fmt: skip
    for marker in facts.markers.get(what, ()):
        yield from _of_marker(facts, marker)


def _of_marker(facts: Facts, marker: Marker) -> Iterator[Point | Unusable]:
    """A finding in words as a point of the series; nothing where it gives no value."""
    failed = any(t.index == marker.test and not t.succeeded for t in facts.tests)
    if marker.value is None or marker.upper is not None or failed:
        return
    days = _days(marker.collected)
    if days is not None and days.first > facts.as_of:
        yield Unusable(f"{marker.what} of {marker.collected} lies after the day of the plan", days, "future")
        return
    assay = next((t.test.assay for t in facts.tests if t.index == marker.test), None)
    ratio = marker.value if marker.unit == _MULTIPLE else None
    yield Point(
        marker.value, marker.comparator, marker.unit, days.first if days else None, days.last if days else None,
        marker.pointer, ratio, assay,
    )  # fmt: skip


@lru_cache(maxsize=65536)
def _number(text: str) -> tuple[str | None, float, str | None] | None:
    """`<0.1 ng/mL` as (`<`, 0.1, `ng/mL`)."""
    read = _VALUE.match(text)
    if not read:
        return None
    comparator, number, rest = read.groups()
    return comparator, float(number.replace(",", ".")), rest.strip() or None


def _place(p: Point) -> tuple[bool, date]:
    return (p.last is not None, p.last or date.min)


def _span(p: Point) -> Days | None:
    return Days(p.first, p.last) if p.first and p.last else None


def _on(p: Point) -> str:
    return f"on {p.last} " if p.last else ""


def convert(facts: Facts, what: str, have: str | None, wanted: str | None) -> float | None:
    """The factor that turns `have` into `wanted` for this quantity; None where the vocabulary does not know it."""
    if wanted is None or have is None:
        return 1.0 if wanted == have else None
    ours, theirs = _unit(have), _unit(wanted)
    if ours == theirs:
        return 1.0
    units = facts.vocabulary.terms("units")
    own = known_quantity(facts, what).get("units") or {}
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


def known_quantity(facts: Facts, what: str) -> dict[str, Any]:
    """The vocabulary's entry of a quantity; empty where it has none."""
    return _known_quantity(facts.vocabulary, what)


def _known_quantity(vocabulary: Vocabulary, what: str) -> dict[str, Any]:
    quantities = vocabulary.terms("quantities")
    return quantities.get(what) or quantities.get(plain_words(what)) or {}


def _unit(text: str) -> str:
    return text.lower().replace("\u00b5", "u").replace("\u03bc", "u").replace("mcg", "ug").replace(" ", "").replace("^", "")
