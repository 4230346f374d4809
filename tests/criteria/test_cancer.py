"""The person's cancer at or below a node of the tree."""

from __future__ import annotations

import pytest

from oncoplan.criteria.cancer import cancer


@pytest.mark.parametrize(
    ("code", "asked", "answer"),
    [
        ("LUAD", ("NSCLC",), "met"),
        ("NSCLC", ("NSCLC",), "met"),
        ("LUAD", ("SCLC", "NSCLC"), "met"),
        ("LUNG", ("NSCLC",), "unknown"),
        ("NSCLC", ("LUAD",), "unknown"),
        ("SCLC", ("NSCLC",), "not_met"),
        ("MEL", ("NSCLC",), "not_met"),
        ("AML", ("NSCLC",), "not_met"),
    ],
)
def test_at_or_below_is_met_above_is_unknown_beside_is_not_met(facts, code, asked, answer):
    assert cancer(facts(code), any_of=asked).answer == answer


def test_a_cancer_above_the_node_asks_for_histology(facts):
    verdict = cancer(facts("LUNG"), any_of=("NSCLC",))
    assert verdict.settled_by == ("histology_review",)
    assert verdict.facts == ("diagnoses/0",)


def test_an_excluded_node_is_not_met(facts):
    assert cancer(facts("LUSC"), any_of=("NSCLC",), but_not=("LUSC",)).is_not_met
    assert cancer(facts("LUAD"), any_of=("NSCLC",), but_not=("LUSC",)).is_met


def test_a_cancer_that_could_still_be_the_excluded_one_is_unknown(facts):
    assert cancer(facts("NSCLC"), any_of=("NSCLC",), but_not=("LUSC",)).is_unknown


def test_a_cancer_that_did_not_map_is_unknown(facts):
    found = facts({"diagnoses": [{"cancer": "a lump of some kind"}]})
    assert found.cancer is None
    assert cancer(found, any_of=("NSCLC",)).is_unknown


def test_asked_of_the_person_any_diagnosis_counts(facts):
    both = {"diagnoses": [{"cancer": "LUAD"}, {"cancer": "COAD", "status": "remission"}]}
    assert cancer(facts(both, dx=None), any_of=("COAD",)).is_met
    assert cancer(facts(both, dx=None), any_of=("BRCA",)).is_not_met


def test_a_person_whose_diagnoses_are_not_recorded_is_unknown(facts):
    assert cancer(facts({}, dx=None), any_of=("COAD",)).is_unknown
    assert cancer(facts({"diagnoses": []}, dx=None), any_of=("COAD",)).is_not_met


def test_every_code_is_met_by_itself_and_by_its_parent(facts, vocabulary):
    for code in ("LUAD", "COAD", "IDC", "HGSOC", "SKCM", "SCLC", "AML", "DLBCLNOS"):
        node = vocabulary.cancer(code)
        assert cancer(facts(code), any_of=(code,)).is_met
        assert cancer(facts(code), any_of=(node.parent,)).is_met
