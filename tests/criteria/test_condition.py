"""Other illnesses."""

from __future__ import annotations

import pytest

from oncoplan.criteria.condition import condition

HEPATITIS = ("hepatitis B",)


def test_a_recorded_condition_is_met_and_points_to_it(facts):
    verdict = condition(facts("LUAD; condition: Hepatitis B"), any_of=HEPATITIS)
    assert verdict.is_met
    assert verdict.facts == ("conditions/0",)


@pytest.mark.parametrize("status", ["resolved", "absent", "ruled out"])
def test_a_condition_that_is_over_or_absent_is_not_met(facts, status):
    assert condition(facts(f"LUAD; condition: hepatitis B, {status}"), any_of=HEPATITIS).is_not_met


def test_a_resolved_condition_counts_where_its_status_is_asked_for(facts):
    found = facts("LUAD; condition: hepatitis B, resolved")
    assert condition(found, any_of=HEPATITIS, status=("resolved",)).is_met
    assert condition(found, any_of=HEPATITIS, status=("active",)).is_not_met


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert condition(facts("LUAD; condition: hypertension"), any_of=HEPATITIS).is_unknown
    assert condition(facts("LUAD; condition: hypertension; complete conditions"), any_of=HEPATITIS).is_not_met
    assert condition(facts("LUAD; condition: none"), any_of=HEPATITIS).is_not_met
    assert condition(facts("LUAD"), any_of=HEPATITIS).is_unknown
