"""Performance status."""

from __future__ import annotations

import pytest

from oncoplan.criteria.performance_status import performance_status


@pytest.mark.parametrize(("ecog", "answer"), [(0, "met"), (1, "met"), (2, "not_met")])
def test_the_limit_itself_counts(facts, ecog, answer):
    assert performance_status(facts(f"LUAD; ECOG {ecog}"), max=1).answer == answer


@pytest.mark.parametrize(("kps", "ecog"), [(100, 0), (90, 0), (80, 1), (70, 1), (60, 2), (50, 2), (40, 3), (20, 4)])
def test_karnofsky_is_converted(facts, kps, ecog):
    found = facts({"diagnoses": [{"cancer": "LUAD"}], "performance_status": {"kps": kps}})
    assert performance_status(found, min=ecog, max=ecog).is_met


def test_not_recorded_is_unknown(facts):
    assert performance_status(facts("LUAD"), max=1).is_unknown
    assert performance_status(facts({"diagnoses": [{"cancer": "LUAD"}], "performance_status": {}}), max=1).is_unknown
