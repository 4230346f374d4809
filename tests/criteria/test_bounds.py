"""How a reported value, a range or a `<0.1` lies to a range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria.bounds import Bounds, compare

NUMBER = st.floats(0, 1000, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "upper", "comparator", "limits", "answer"),
    [
        (10, None, None, {"min": 10}, "met"),
        (10, None, None, {"above": 10}, "not_met"),
        (10, None, None, {"max": 10}, "met"),
        (10, None, None, {"below": 10}, "not_met"),
        (0.1, None, "<", {"below": 0.1}, "met"),
        (0.1, None, "<", {"max": 0.1}, "met"),
        (0.1, None, "<", {"min": 0.1}, "not_met"),
        (0.1, None, "<", {"max": 0.05}, "unknown"),
        (0.1, None, "<=", {"below": 0.1}, "unknown"),
        (50, None, ">", {"min": 50}, "met"),
        (50, None, ">", {"above": 50}, "met"),
        (50, None, ">", {"max": 50}, "not_met"),
        (50, None, ">", {"min": 60}, "unknown"),
        (50, None, ">=", {"above": 50}, "unknown"),
        (50, None, ">=", {"min": 50}, "met"),
        (1, 49, None, {"min": 1}, "met"),
        (1, 49, None, {"min": 50}, "not_met"),
        (1, 49, None, {"min": 10}, "unknown"),
        (1, 49, None, {"min": 1, "below": 50}, "met"),
    ],
)
def test_the_whole_of_what_a_value_may_be_must_lie_inside(value, upper, comparator, limits, answer):
    assert compare(value, upper, comparator, Bounds(**limits)) == answer


@given(NUMBER, NUMBER)
def test_min_is_the_opposite_of_below_and_max_of_above(value, limit):
    assert (compare(value, None, None, Bounds(min=limit)) == "met") != (
        compare(value, None, None, Bounds(below=limit)) == "met"
    )
    assert (compare(value, None, None, Bounds(max=limit)) == "met") != (
        compare(value, None, None, Bounds(above=limit)) == "met"
    )


@given(NUMBER, st.floats(0, 100), NUMBER, st.sampled_from(["min", "max", "above", "below"]))
def test_a_range_that_is_decided_agrees_with_both_of_its_ends(low, width, limit, side):
    bounds = Bounds(**{side: limit})
    answer = compare(low, low + width, None, bounds)
    ends = {compare(low, None, None, bounds), compare(low + width, None, None, bounds)}
    assert ends == {answer} if answer != "unknown" else len(ends) == 2
