"""The stage of the disease."""

from __future__ import annotations

import pytest

from oncoplan.criteria.stage import stage


@pytest.mark.parametrize(
    ("stated", "asked", "answer"),
    [
        ("IIA", ("II",), "met"),
        ("II", ("IIA",), "unknown"),
        ("II", ("II",), "met"),
        ("IIIA", ("II",), "not_met"),
        ("IV", ("I",), "not_met"),
        ("I", ("IV",), "not_met"),
        ("III", ("I", "II"), "not_met"),
        ("IIIA1", ("IIIA",), "met"),
        ("3B", ("IIIB",), "met"),
        ("IIIb", ("III",), "met"),
        ("IVB", ("IV",), "met"),
        ("IB", ("IA",), "not_met"),
    ],
)
def test_two_covers_two_a_and_not_the_other_way_round(facts, stated, asked, answer):
    assert stage(facts(f"LUAD stage {stated}"), any_of=asked).answer == answer


@pytest.mark.parametrize(
    ("stated", "limits", "answer"),
    [
        ("IB", {"min": "IB", "max": "IIIA"}, "met"),
        ("IIIA", {"min": "IB", "max": "IIIA"}, "met"),
        ("IIIB", {"min": "IB", "max": "IIIA"}, "not_met"),
        ("IA", {"min": "IB", "max": "IIIA"}, "not_met"),
        ("IA3", {"min": "IB"}, "not_met"),
        ("III", {"min": "IB", "max": "IIIA"}, "unknown"),
        ("I", {"min": "IB"}, "unknown"),
        ("II", {"min": "IB", "max": "IIIA"}, "met"),
        ("IV", {"min": "III"}, "met"),
    ],
)
def test_a_range_whose_ends_count(facts, stated, limits, answer):
    assert stage(facts(f"LUAD stage {stated}"), **limits).answer == answer


def test_an_unrecorded_stage_is_unknown(facts):
    assert stage(facts("LUAD"), any_of=("II",)).settled_by == ("staging",)


def test_a_stage_that_cannot_be_compared_is_unknown(facts):
    found = facts({"diagnoses": [{"cancer": "SCLC", "stage": "limited"}]})
    assert stage(found, min="III").is_unknown
