"""Protein and other scored results."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria.marker import marker

PDL1 = {"what": "PD-L1"}
HER2 = {"what": "HER2", "score": "IHC"}


def ihc(*tests, cancer="LUAD"):
    return {"diagnoses": [{"cancer": cancer}], "tests": [{"kind": "ihc", **t} for t in tests]}


@pytest.mark.parametrize(
    ("text", "limits", "answer"),
    [
        ("PD-L1 TPS 50%", {"min": 50}, "met"),
        ("PD-L1 TPS 49%", {"min": 50}, "not_met"),
        ("PD-L1 TPS 1%", {"min": 1}, "met"),
        ("PD-L1 TPS <1%", {"min": 1}, "not_met"),
        ("PD-L1 TPS <1%", {"below": 1}, "met"),
        ("PD-L1 TPS >= 50%", {"min": 50}, "met"),
        ("PD-L1 TPS > 50%", {"min": 90}, "unknown"),
        ("PD-L1 TPS 1-49%", {"min": 1}, "met"),
        ("PD-L1 TPS 1-49%", {"min": 50}, "not_met"),
        ("PD-L1 TPS 1-49%", {"min": 10}, "unknown"),
        ("PD-L1 TPS 0%", {"min": 1}, "not_met"),
    ],
)
def test_a_tps_against_a_cut_off(facts, text, limits, answer):
    assert marker(facts(f"LUAD; {text}"), **PDL1, score="TPS", **limits).answer == answer


def test_a_tps_is_never_read_as_a_cps(facts):
    assert marker(facts("LUAD; PD-L1 TPS 60%"), **PDL1, score="CPS", min=10).is_unknown
    assert marker(facts("LUAD; PD-L1 CPS 60"), **PDL1, score="TPS", min=50).is_unknown
    assert marker(facts("LUAD; PD-L1 IC 10%"), **PDL1, score="TPS", min=1).is_unknown


def test_a_percentage_without_its_score_is_unknown(facts):
    assert marker(facts("LUAD; PD-L1 60%"), **PDL1, score="TPS", min=50).is_unknown


def test_both_scores_side_by_side_are_each_read(facts):
    found = facts("LUAD; PD-L1 TPS 5%; PD-L1 CPS 20")
    assert marker(found, **PDL1, score="TPS", min=50).is_not_met
    assert marker(found, **PDL1, score="CPS", min=10).is_met


def test_not_tested_is_unknown_and_names_a_test(facts, vocabulary):
    verdict = marker(facts("LUAD"), **PDL1, score="TPS", min=1)
    assert verdict.is_unknown
    assert all(vocabulary.test(key) for key in verdict.settled_by)


def test_a_failed_test_does_not_count(facts):
    found = facts(ihc({"status": "insufficient", "findings": ["PD-L1 TPS 60%"]}))
    assert marker(found, **PDL1, score="TPS", min=50).is_unknown


@pytest.mark.parametrize(("text", "answer"), [("3+", "met"), ("2+", "not_met"), ("1+", "not_met"), ("0", "not_met")])
def test_her2_by_immunohistochemistry(facts, text, answer):
    assert marker(facts(f"IDC; HER2 IHC {text}"), **HER2, is_=("3+",)).answer == answer


def test_her2_positive_without_a_score_does_not_say_three_plus(facts):
    """Positive may be 3+, or 2+ with amplification."""
    assert marker(facts("IDC; HER2 positive"), **HER2, is_=("3+",)).is_unknown


def test_her2_negative_without_a_score_does_not_exclude_one_plus(facts):
    """Negative may be 0, 1+, or 2+ without amplification: HER2-low stays open."""
    assert marker(facts("IDC; HER2 negative"), **HER2, is_=("1+", "2+")).is_unknown


def test_her2_negative_excludes_three_plus(facts):
    assert marker(facts("IDC; HER2 negative"), **HER2, is_=("3+",)).is_not_met


def test_dna_amplification_is_no_protein_result(facts):
    assert marker(facts("IDC; ERBB2 amplification"), **HER2, is_=("3+",)).is_unknown


@pytest.mark.parametrize(("text", "answer"), [("ER 80%", "met"), ("ER positive", "met"), ("ER negative", "not_met")])
def test_receptors_in_words_or_per_cent(facts, text, answer):
    assert marker(facts(f"IDC; {text}"), what="ER", is_=("positive",), min=1).answer == answer


@pytest.mark.parametrize(("value", "answer"), [("75", "met"), ("74", "not_met"), ("80", "met")])
def test_claudin_cut_off(facts, value, answer):
    assert marker(facts(f"STAD; CLDN18.2 {value}%"), what="CLDN18.2", min=75).answer == answer


def test_the_newest_of_two_dated_results_counts(facts):
    old = {"collected": "2024-01-01", "findings": ["HER2 IHC 0"]}
    new = {"collected": "2026-01-01", "findings": ["HER2 IHC 3+"]}
    for order in ((old, new), (new, old)):
        assert marker(facts(ihc(*order, cancer="IDC")), **HER2, is_=("3+",)).is_met


def test_two_results_that_differ_and_are_not_dated_are_unknown(facts):
    found = facts(ihc({"findings": ["HER2 IHC 0"]}, {"findings": ["HER2 IHC 3+"]}, cancer="IDC"))
    assert marker(found, **HER2, is_=("3+",)).is_unknown


def test_a_year_alone_may_be_older_or_newer_than_a_day_in_it(facts):
    found = facts(ihc({"collected": "2026", "findings": ["HER2 IHC 0"]},
                      {"collected": "2026-08-01", "findings": ["HER2 IHC 3+"]}, cancer="IDC"))  # fmt: skip
    assert marker(found, **HER2, is_=("3+",)).is_unknown


@given(st.integers(0, 100), st.integers(0, 100))
def test_more_staining_never_loses_a_met(facts, value, cut_off):
    if marker(facts(f"LUAD; PD-L1 TPS {value}%"), **PDL1, score="TPS", min=cut_off).is_met:
        more = facts(f"LUAD; PD-L1 TPS {min(value + 1, 100)}%")
        assert marker(more, **PDL1, score="TPS", min=cut_off).is_met
