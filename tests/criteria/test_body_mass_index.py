"""Weight for height."""

from __future__ import annotations

import pytest

from oncoplan.criteria.body_mass_index import body_mass_index


@pytest.mark.parametrize(("weight", "answer"), [(120, "met"), (119, "not_met")])
def test_the_limit_itself_counts(facts, weight, answer):
    assert body_mass_index(facts({"height_cm": 200, "weight_kg": weight}, dx=None), min=30).answer == answer


def test_one_of_the_two_is_not_enough(facts):
    verdict = body_mass_index(facts({"weight_kg": 90}, dx=None), min=30)
    assert verdict.is_unknown
    assert verdict.settled_by == ("What are your height and weight?",)
