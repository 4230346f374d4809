"""Age on the day of the plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria.age import age


def person(**keys):
    return {"diagnoses": [{"cancer": "LUAD"}], **keys}


def test_the_limit_itself_counts_for_min_and_max(facts):
    assert age(facts("LUAD; age 64"), min=64).is_met
    assert age(facts("LUAD; age 64"), max=64).is_met


def test_the_limit_itself_does_not_count_for_above_and_below(facts):
    assert age(facts("LUAD; age 64"), above=64).is_not_met
    assert age(facts("LUAD; age 64"), below=64).is_not_met


def test_outside_the_range_is_not_met_and_says_the_age(facts):
    verdict = age(facts("LUAD; age 17"), min=18)
    assert verdict.is_not_met
    assert "17" in verdict.says
    assert verdict.facts == ("age",)


def test_an_unrecorded_age_is_unknown_and_asks_for_the_date_of_birth(facts):
    verdict = age(facts("LUAD"), min=18)
    assert verdict.is_unknown
    assert verdict.settled_by[0].endswith("?")


def test_the_birthday_itself_makes_a_year(facts):
    assert age(facts(person(birth_date="1976-11-22"), as_of="2026-11-22"), min=50).is_met
    assert age(facts(person(birth_date="1976-11-23"), as_of="2026-11-22"), min=50).is_not_met


def test_a_birth_year_that_straddles_the_limit_is_unknown(facts):
    assert age(facts(person(birth_date="1976")), min=50).is_unknown
    assert age(facts(person(birth_date="1975")), min=50).is_met
    assert age(facts(person(birth_date="1977")), min=50).is_not_met


def test_a_birth_month_that_straddles_the_limit_is_unknown(facts):
    assert age(facts(person(birth_date="1976-11")), min=50).is_unknown
    assert age(facts(person(birth_date="1976-10")), min=50).is_met


def test_the_birth_date_is_read_before_a_stated_age(facts):
    assert age(facts(person(birth_date="1990-01-01", age=70)), max=40).is_met


def test_an_impossible_birth_date_leaves_the_age_unknown(facts):
    assert age(facts(person(birth_date="1990-13-01")), min=18).is_unknown


@given(st.integers(0, 110), st.integers(0, 110))
def test_min_and_below_are_opposites(facts, years, limit):
    someone = facts(f"LUAD; age {years}")
    assert age(someone, min=limit).is_met == age(someone, below=limit).is_not_met
