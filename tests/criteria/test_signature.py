"""Genome-wide results."""

from __future__ import annotations

import pytest

from oncoplan.criteria.signature import signature


@pytest.mark.parametrize(
    ("text", "answer"), [("MSI-H", "met"), ("MSS", "not_met"), ("MSI-L", "not_met"), ("dMMR", "unknown")]
)
def test_msi_low_is_not_high_and_mismatch_repair_is_another_test(facts, text, answer):
    assert signature(facts(f"COAD; {text}"), what="MSI", is_=("high",)).answer == answer


@pytest.mark.parametrize(("value", "answer"), [("10", "met"), ("9.9", "not_met"), ("35", "met")])
def test_the_tmb_cut_off_itself_counts(facts, value, answer):
    assert signature(facts(f"LUAD; TMB {value}"), what="TMB", min=10).answer == answer


def small_panel(vocabulary):
    names = (vocabulary.assay(name) for name in vocabulary.keys("assays"))
    small = [a for a in names if a is not None and a.tmb_mb is not None and a.tmb_mb < 0.667]
    return small[0].names[0] if small else None


def test_a_panel_too_small_for_a_tmb_leaves_it_unknown(facts, vocabulary):
    name = small_panel(vocabulary)
    if name is None:
        pytest.skip("no assay of the catalogue is below the least panel")
    assert signature(facts(f"LUAD; assay: {name}; TMB 30"), what="TMB", min=10).is_unknown


def test_a_better_test_beside_a_small_panel_answers(facts, vocabulary):
    name = small_panel(vocabulary)
    if name is None:
        pytest.skip("no assay of the catalogue is below the least panel")
    found = facts(f"LUAD; assay: {name}; TMB 30; assay: FoundationOne CDx; TMB 30")
    assert signature(found, what="TMB", min=10).is_met


def test_not_reported_is_unknown(facts):
    assert signature(facts("LUAD; EGFR L858R"), what="TMB", min=10).settled_by == ("tmb",)


def test_hrd_by_word(facts):
    assert signature(facts("HGSOC; HRD positive"), what="HRD", is_=("positive",)).is_met
    assert signature(facts("HGSOC; HRD negative"), what="HRD", is_=("positive",)).is_not_met
