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


@pytest.fixture
def least_panel(monkeypatch):
    """A least panel between the two assays used here (no assay of the catalogue lies below the real one)."""
    import oncoplan.criteria.signature as module

    monkeypatch.setattr(module, "_least_panel", lambda facts: 1.0)


def test_a_panel_too_small_for_a_tmb_leaves_it_unknown(facts, least_panel):
    assert signature(facts("LUAD; assay: FoundationOne CDx; TMB 30"), what="TMB", min=10).is_unknown
    assert signature(facts("LUAD; assay: MSK-IMPACT; TMB 30"), what="TMB", min=10).is_met


def test_a_better_test_beside_a_small_panel_answers(facts, least_panel):
    for order in (("FoundationOne CDx", "MSK-IMPACT"), ("MSK-IMPACT", "FoundationOne CDx")):
        found = facts(f"LUAD; assay: {order[0]}; TMB 30; assay: {order[1]}; TMB 30")
        assert signature(found, what="TMB", min=10).is_met


def test_the_least_panel_is_knowledge_with_a_source(vocabulary):
    limit = vocabulary.terms("limits")["tmb_least_panel_mb"]
    assert limit["value"] > 0
    assert limit["source"]


def test_not_reported_is_unknown(facts):
    assert signature(facts("LUAD; EGFR L858R"), what="TMB", min=10).settled_by == ("tmb",)


def test_hrd_by_word(facts):
    assert signature(facts("HGSOC; HRD positive"), what="HRD", is_=("positive",)).is_met
    assert signature(facts("HGSOC; HRD negative"), what="HRD", is_=("positive",)).is_not_met
