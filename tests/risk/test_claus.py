"""The Claus tables: which table is read, what is left, and what is refused."""

from __future__ import annotations

import json

import pytest
from evaluation import claus as harness

from oncoplan.criteria.risk.claus import Family, cells, claus
from oncoplan.knowledge.load import base
from oncoplan.model.risk import ClausTable, Refused, Risk


def read(**family: object) -> Risk | Refused:
    return claus(Family(**family), base().vocabulary)  # type: ignore[arg-type]


def risk(**family: object) -> Risk:
    found = read(**family)
    assert isinstance(found, Risk), found
    return found


def test_at_20_the_whole_of_the_table_lies_ahead():
    assert risk(age=20, daughters=(23,)).value == pytest.approx(0.211)


def test_what_lies_behind_is_taken_off():
    """At 49 with a mother affected at 44: (0.132 - 0.032) / (1 - 0.032); at 44 halfway between 39 and 49."""
    assert risk(age=49, mother=44).value == pytest.approx(0.1 / 0.968)
    assert risk(age=44, mother=44).value == pytest.approx((0.132 - 0.022) / 0.978)


@pytest.mark.parametrize(
    ("family", "tables"),
    [
        ({"sisters": (32,), "maternal_grandmother": (55,)}, {"one_first", "one_second"}),
        ({"sisters": (22, 41)}, {"two_first"}),
        ({"mother": 55, "maternal_aunts": (66,)}, {"mother_maternal_aunt"}),
        ({"mother": 55, "sisters": (31,), "maternal_aunts": (66,)}, {"two_first", "mother_maternal_aunt"}),
        ({"maternal_aunts": (33,), "paternal_aunts": (44,)}, {"two_second_both_sides"}),
        ({"paternal_aunts": (33,), "paternal_grandmother": (44,)}, {"two_second_one_side"}),
        ({"mother": 12, "maternal_half_sisters": (55,), "paternal_half_sisters": (66,)}, {"two_second_both_sides"}),
    ],
)
def test_which_tables_hold(family, tables):
    assert {one.table for one in cells(Family(age=40, **family), base().vocabulary)} == tables


def test_ages_outside_the_tables_are_not_counted_and_that_is_said():
    found = risk(age=40, sisters=(19, 33), maternal_aunts=(88,))
    assert found.value == risk(age=40, sisters=(33,)).value
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("family", "why"),
    [
        ({"age": 40}, "no relative"),
        ({"age": 79, "mother": 44}, "outside 20 to 79"),
        ({"age": 19, "mother": 44}, "outside 20 to 79"),
        ({"age": 40, "mother": 44, "sex": "male"}, "for women"),
        ({"age": 40, "mother": 55, "paternal_aunts": (22,)}, "could not be checked"),
    ],
)
def test_out_of_range_is_refused_with_the_reason(family, why):
    found = read(**family)
    assert isinstance(found, Refused)
    assert why in found.reasons[0]


@pytest.mark.parametrize(
    "name",
    ["one_first", "one_second", "two_first", "mother_maternal_aunt", "mother_paternal_aunt", "two_second_one_side",
     "two_second_both_sides"],
)  # fmt: skip
def test_the_tables_keep_their_own_order(name):
    """More years and younger relatives never mean less; values in doubt are not there."""
    table = base().vocabulary.risk_model(f"claus/{name}", ClausTable)
    assert table is not None
    assert len(table.rows) == 6
    for by_age in zip(*([v for row in rows for v in row] for rows in table.rows), strict=True):
        known = [v for v in by_age if v is not None]
        assert known == sorted(known)
    for rows in table.rows:
        for row in (*rows, *zip(*rows, strict=True)):
            known = [v for v in row if v is not None]
            assert known == sorted(known, reverse=True)


@pytest.mark.reference
def test_the_reference_cases(reference):
    outcomes = harness.judge(json.loads((reference / "inherited" / "claus_cases.json").read_text(encoding="utf-8")))
    assert [one for one in outcomes if one.agrees is False] == []
    assert sum(one.agrees is True for one in outcomes) >= 20
