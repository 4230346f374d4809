"""Another diagnosis of the same person."""

from __future__ import annotations

import pytest

from oncoplan.criteria.history import history


def two(**second):
    return {"diagnoses": [{"cancer": "LUAD"}, {"cancer": "COAD", **second}]}


def test_another_cancer_is_met_and_this_one_does_not_count(facts):
    assert history(facts(two()), cancer=("COAD",)).is_met
    assert not history(facts(two()), cancer=("LUAD",)).is_met
    assert history(facts(two()), cancer=("LUAD",), except_this=False).is_met


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert history(facts("LUAD"), cancer=("COAD",)).is_unknown
    assert history(facts("LUAD; complete diagnoses"), cancer=("COAD",)).is_not_met


@pytest.mark.parametrize(("day", "answer"), [("2024", "met"), ("2021", "unknown"), ("2020", "not_met"), (None, "unknown")])
def test_a_date_that_straddles_the_window_is_unknown(facts, day, answer):
    record = {**two(**({} if day is None else {"date": day})), "complete": ["diagnoses"]}
    assert history(facts(record, as_of="2026-11-22"), cancer=("COAD",), within="5y").answer == answer


def test_one_diagnosis_must_hold_all_that_is_asked(facts):
    record = {"diagnoses": [{"cancer": "LUAD"}, {"cancer": "COAD", "status": "remission"},
                            {"cancer": "IDC", "status": "progressing"}], "complete": ["diagnoses"]}  # fmt: skip
    assert history(facts(record), cancer=("COAD",), status=("progressing",)).is_not_met
    assert history(facts(record), cancer=("IDC",), status=("progressing",)).is_met


def test_a_broader_name_leaves_it_unknown(facts):
    record = {"diagnoses": [{"cancer": "LUAD"}, {"cancer": "BREAST"}], "complete": ["diagnoses"]}
    assert history(facts(record), cancer=("IDC",)).is_unknown
