"""The state of the disease."""

from __future__ import annotations

import pytest

from oncoplan.criteria.disease import disease


@pytest.mark.parametrize(
    ("case", "asked", "answer"),
    [
        ("LUAD metastatic", ("metastatic",), "met"),
        ("LUAD locally advanced", ("metastatic",), "not_met"),
        ("LUAD metastatic", ("advanced",), "met"),
        ("LUAD locally advanced", ("advanced",), "met"),
        ("LUAD early", ("advanced",), "not_met"),
        ("LUAD", ("metastatic",), "unknown"),
        ("LUAD advanced", ("metastatic",), "unknown"),
        ("LUAD advanced", ("locally_advanced", "metastatic"), "met"),
    ],
)
def test_extent_is_read_as_stated(facts, case, asked, answer):
    assert disease(facts(case), extent=asked).answer == answer


@pytest.mark.parametrize(
    ("case", "asked", "answer"),
    [
        ("LUAD stage IV", ("metastatic",), "met"),
        ("LUAD stage IVB", ("metastatic",), "met"),
        ("LUAD stage 4", ("metastatic",), "met"),
        ("IDC stage IV", ("metastatic",), "met"),
        ("LUAD stage IA", ("metastatic",), "not_met"),
        ("LUAD stage IIIB", ("locally_advanced",), "met"),
        ("COAD stage III", ("metastatic",), "not_met"),
        ("LUAD stage II", ("metastatic",), "not_met"),  # with nodes or without, but without distant spread
        ("LUAD stage II", ("locally_advanced",), "unknown"),
        ("IDC stage III", ("metastatic",), "not_met"),
        ("IDC stage III", ("advanced",), "unknown"),
        ("IDC stage II; progressing", ("metastatic",), "unknown"),  # the stage speaks of the day of diagnosis
        ("IDC stage IV; progressing", ("metastatic",), "met"),
        ("CLLSLL stage II", ("metastatic",), "unknown"),
        ("IDC stage II", ("localized",), "unknown"),
    ],
)
def test_extent_is_derived_from_a_stage_that_says_it(facts, case, asked, answer):
    assert disease(facts(case), extent=asked).answer == answer


def test_an_unrecorded_extent_is_settled_by_staging(facts):
    assert disease(facts("LUAD"), extent=("metastatic",)).settled_by == ("staging",)


@pytest.mark.parametrize("word", ["progressing", "progression", "Progressed"])
def test_a_status_is_read_in_the_words_people_use(facts, word):
    found = facts({"diagnoses": [{"cancer": "LUAD", "status": word}]})
    assert disease(found, status=("progressing",)).is_met
    assert disease(found, status=("remission",)).is_not_met


def test_an_unrecorded_status_is_unknown(facts):
    assert disease(facts("LUAD"), status=("progressing",)).is_unknown


def test_metastatic_disease_is_not_resectable_unless_stated(facts):
    assert disease(facts("LUAD metastatic"), resectable=False).is_met
    assert disease(facts("LUAD metastatic"), resectable=True).is_unknown
    assert disease(facts("COAD metastatic, resectable"), resectable=True).is_met
    assert disease(facts("COAD metastatic, resectable"), resectable=False).is_not_met


def test_unresectable_and_resectable_are_opposites(facts):
    assert disease(facts("MEL unresectable"), resectable=False).is_met
    assert disease(facts("MEL unresectable"), resectable=True).is_not_met
    assert disease(facts("MEL"), resectable=False).is_unknown


def test_all_parameters_must_hold_and_a_no_wins_over_an_unknown(facts):
    assert disease(facts("LUAD early"), extent=("metastatic",), status=("progressing",)).is_not_met
    assert disease(facts("LUAD metastatic"), extent=("metastatic",), status=("progressing",)).is_unknown
    assert disease(facts("LUAD metastatic; progressing"), extent=("metastatic",), status=("progressing",)).is_met


@pytest.mark.parametrize(("side", "answer"), [("left", "met"), ("right", "not_met"), (None, "unknown")])
def test_sidedness(facts, side, answer):
    found = facts("COAD" if side is None else f"COAD; side: {side}")
    assert disease(found, side="left").answer == answer


@pytest.mark.parametrize(("nodes", "answer"), [("positive", "met"), ("negative", "not_met"), (None, "unknown")])
def test_nodes(facts, nodes, answer):
    found = facts("IDC" if nodes is None else f"IDC; nodes: {nodes}")
    assert disease(found, nodes="positive").answer == answer


def test_grade_risk_phase_and_response_compare_words(facts):
    dx = {"cancer": "CML", "phase": "Blast phase", "grade": "G2", "risk": "high", "response": "partial"}
    found = facts({"diagnoses": [dx]})
    assert disease(found, phase=("blast_phase",)).is_met
    assert disease(found, phase=("chronic_phase",)).is_not_met
    assert disease(found, grade=("G2", "G3"), risk=("high",), response=("partial",)).is_met


def test_a_feature_that_is_not_listed_is_unknown(facts):
    assert disease(facts("IDC; feature: residual disease"), features=("residual disease",)).is_met
    assert disease(facts("IDC; feature: residual disease"), features=("de novo",)).is_unknown


def test_a_listed_site_is_met_and_an_unrecorded_list_is_unknown(facts):
    assert disease(facts("LUAD; sites: liver, brain"), sites=("brain",)).is_met
    assert disease(facts("LUAD"), sites=("brain",)).is_unknown


def test_extent_at_diagnosis_is_not_the_extent_of_today(facts):
    """A relapse of a resected stage I tumour is metastatic now; it was not at diagnosis."""
    found = facts({"diagnoses": [{"cancer": "LUAD", "stage": "IA", "extent": "metastatic", "status": "relapsed"}]})
    assert disease(found, extent=("metastatic",), at="now").is_met
    assert not disease(found, extent=("metastatic",), at="diagnosis").is_met


def test_no_diagnosis_is_unknown(facts):
    assert disease(facts({}, dx=None), extent=("metastatic",)).is_unknown
