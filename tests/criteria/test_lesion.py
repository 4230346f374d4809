"""Lesions."""

from __future__ import annotations

import pytest

from oncoplan.criteria.lesion import lesion


def record(*lesions, **keys):
    return {"diagnoses": [{"cancer": "LUAD"}], "lesions": list(lesions), **keys}


BRAIN = {"site": "brain", "size_mm": 12, "treated": False}


def test_one_lesion_must_hold_all_that_is_asked(facts):
    found = facts(record({"site": "brain", "size_mm": 4}, {"site": "liver", "size_mm": 40}, complete=["lesions"]))
    assert lesion(found, site=("brain",), min_mm=10).is_not_met
    assert lesion(found, site=("liver",), min_mm=10).is_met


@pytest.mark.parametrize(("size", "answer"), [(10, "met"), (9.9, "not_met")])
def test_the_size_limit_itself_counts(facts, size, answer):
    found = facts(record({"site": "brain", "size_mm": size}, complete=["lesions"]))
    assert lesion(found, site=("brain",), min_mm=10).answer == answer


def test_what_is_not_recorded_of_a_lesion_is_unknown(facts):
    found = facts(record({"site": "brain"}, complete=["lesions"]))
    assert lesion(found, site=("brain",), min_mm=10).is_unknown
    assert lesion(found, site=("brain",), treated=True).is_unknown


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert lesion(facts("LUAD"), site=("brain",)).is_unknown
    assert lesion(facts(record(BRAIN)), site=("liver",)).is_unknown
    assert lesion(facts(record(BRAIN, complete=["lesions"])), site=("liver",)).is_not_met
    assert lesion(facts(record()), site=("brain",)).is_not_met


def test_count(facts):
    assert lesion(facts(record(BRAIN, BRAIN)), site=("brain",), count=2).is_met
    assert lesion(facts(record(BRAIN, complete=["lesions"])), site=("brain",), count=2).is_not_met


def test_untreated_is_a_fact_of_its_own(facts):
    assert lesion(facts(record(BRAIN)), site=("brain",), treated=False).is_met
    assert lesion(facts(record(BRAIN, complete=["lesions"])), site=("brain",), treated=True).is_not_met
