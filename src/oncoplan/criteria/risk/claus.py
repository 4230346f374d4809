"""The Claus tables: breast cancer by age 79 in a woman with one or two affected relatives (Claus 1994, pmid:8299086).

The tables give the cumulative probability F by ages 29, 39, ... 79. For a woman free of it at her age a:

    risk = (F(79) - F(a)) / (1 - F(a))

F between two ages is interpolated, and before 29 from nothing at 20, the youngest age of the study. Where several pairs of
relatives have a table, the highest risk stands: a table of two says more than a table of one, and none holds for three.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from oncoplan.model.risk import ClausTable, Refused, Risk
from oncoplan.model.vocabulary import Vocabulary

Ages = tuple[float, ...]

_START, _END = 20.0, 80.0
"""The ages of the tables: decades of onset from 20-29 to 70-79, and no risk before 20."""


class Family(Struct, frozen=True, kw_only=True):
    """A woman without breast cancer, and the ages at which her relatives had it."""

    age: float
    mother: float | None = None
    sisters: Ages = ()
    daughters: Ages = ()
    maternal_aunts: Ages = ()
    paternal_aunts: Ages = ()
    maternal_grandmother: Ages = ()
    paternal_grandmother: Ages = ()
    maternal_half_sisters: Ages = ()
    paternal_half_sisters: Ages = ()
    sex: str = "female"


class Cells(Struct, frozen=True):
    """A table with the decades of the relatives that it is read at, and the cumulative risks there by age."""

    table: str
    first: int
    second: int
    ages: tuple[float, ...]
    risks: tuple[float | None, ...]


def claus(family: Family, vocabulary: Vocabulary) -> Risk | Refused:
    """Her remaining risk to age 79, or why the tables give none."""
    chosen = cells(family, vocabulary)
    if not chosen:
        return Refused(("no relative of a kind in the Claus tables had breast cancer from age 20 to 79",))
    last = chosen[0].ages[-1]
    if family.sex != "female":
        return Refused(("the Claus tables are for women",))
    if not _START <= family.age < last:
        return Refused((f"age {family.age:g} is outside {_START:g} to {last:g}",))
    risks = [remaining(one, family.age) for one in chosen]
    known = [risk for risk in risks if risk is not None]
    if len(known) < len(risks):
        return Refused(("a value of the Claus tables that this rests on could not be checked against the paper",), gap=True)
    source = vocabulary.risk_model(f"claus/{chosen[0].table}", ClausTable)
    assert source is not None
    return Risk(
        value=max(known), from_age=family.age, to_age=last, model=f"Claus ({chosen[known.index(max(known))].table})",
        source=source.source, notes=tuple(_left_out(family)),
    )  # fmt: skip


def remaining(chosen: Cells, age: float) -> float | None:
    """The risk from `age` to the last age of the table; None where a value it rests on is in doubt."""
    points = [(_START, 0.0), *zip(chosen.ages, chosen.risks, strict=True)]
    at = max(i for i, (point, _) in enumerate(points) if point <= age)
    (from_age, low), (to_age, high), final = points[at], points[at + 1], chosen.risks[-1]
    if low is None or high is None or final is None:
        return None
    so_far = low + (high - low) * (age - from_age) / (to_age - from_age)
    return (final - so_far) / (1 - so_far)


def cells(family: Family, vocabulary: Vocabulary) -> tuple[Cells, ...]:
    """Every table that holds for a relative or a pair of them, read at those who were youngest.

    A table of one relative is left out where a table of two has a relative of that degree and decade: it says less.
    """
    mother = _decades(*(() if family.mother is None else (family.mother,)))
    near = sorted([*mother, *_decades(*family.sisters, *family.daughters)])
    hers = _decades(*family.maternal_aunts, *family.maternal_grandmother, *family.maternal_half_sisters)
    his = _decades(*family.paternal_aunts, *family.paternal_grandmother, *family.paternal_half_sisters)
    aunts, other_aunts = _decades(*family.maternal_aunts), _decades(*family.paternal_aunts)
    asked: list[tuple[str, int, int]] = []
    if len(near) > 1:
        asked.append(("two_first", near[0], near[1]))
    if mother and aunts:
        asked.append(("mother_maternal_aunt", mother[0], aunts[0]))
    if mother and other_aunts:
        asked.append(("mother_paternal_aunt", mother[0], other_aunts[0]))
    asked.extend(("two_second_one_side", side[0], side[1]) for side in (hers, his) if len(side) > 1)
    if hers and his:
        asked.append(("two_second_both_sides", hers[0], his[0]))
    first = {near[0], near[1]} if len(near) > 1 else set()
    first.update(mother[:1] if mother and (aunts or other_aunts) else ())
    second = {decade for name, a, b in asked if name != "two_first" for decade in ((b,) if "mother" in name else (a, b))}
    if near and near[0] not in first:
        asked.append(("one_first", 0, near[0]))
    if (hers or his) and min((*hers, *his)) not in second:
        asked.append(("one_second", 0, min((*hers, *his))))
    return tuple(_read(name, first, second, vocabulary) for name, first, second in asked)


def _read(name: str, first: int, second: int, vocabulary: Vocabulary) -> Cells:
    table = vocabulary.risk_model(f"claus/{name}", ClausTable)
    assert table is not None, name
    if table.alike:
        first, second = min(first, second), max(first, second)
    return Cells(name, first, second, table.ages, tuple(row[first][second] for row in table.rows))


def _decades(*ages: float) -> list[int]:
    """The decades of those ages that the tables have (0 is 20-29), youngest first."""
    return sorted(int((age - _START) // 10) for age in ages if _START <= age < _END)


def _left_out(family: Family) -> Iterator[str]:
    for kind in Family.__struct_fields__[1:-1]:
        stated = getattr(family, kind)
        for age in (stated,) if isinstance(stated, int | float) else stated or ():
            if not _START <= age < _END:
                yield f"{kind.replace('_', ' ')}: breast cancer at {age:g} has no place in the tables and is not counted"
