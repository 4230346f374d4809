"""A screening, laboratory or imaging test within a time."""

from __future__ import annotations

import pytest

from oncoplan.criteria.last_done import last_done


def results(*days, what="LVEF", **keys):
    rows = [{"what": what, "value": 60, "unit": "%", **({"on": day} if day else {})} for day in days]
    return {"diagnoses": [{"cancer": "IDC"}], "results": rows, **keys}


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2026-08-22", "met"), ("2026-08-21", "not_met"), ("2026-08", "unknown"), ("2026-09", "met"), ("2026", "unknown")],
)
def test_the_first_day_of_the_window_counts_and_a_straddling_date_is_unknown(facts, day, answer):
    assert last_done(facts(results(day), as_of="2026-11-22"), test="lvef", within="3mo").answer == answer


def test_the_newest_counts(facts):
    assert last_done(facts(results("2020-01-01", "2026-11-01")), test="lvef", within="3mo").is_met


def test_not_recorded_is_unknown_and_names_the_test(facts):
    assert last_done(facts("IDC"), test="lvef", within="3mo").settled_by == ("lvef",)


def test_not_recorded_in_a_complete_record_is_not_met(facts):
    record = {"diagnoses": [{"cancer": "IDC"}], "results": [], "screening": [], "tests": []}
    assert last_done(facts(record), test="lvef").is_not_met


def test_done_at_some_time_is_enough_without_a_window(facts):
    assert last_done(facts(results(None)), test="lvef").is_met


def test_an_undated_result_is_unknown_against_a_window(facts):
    assert last_done(facts(results(None)), test="lvef", within="3mo").is_unknown


def test_an_undated_result_beside_an_old_one_may_be_the_newer(facts):
    assert last_done(facts(results("2020-01-01", None)), test="lvef", within="3mo").is_unknown


def test_a_result_after_the_day_of_the_plan_is_not_yet_known(facts):
    assert not last_done(facts(results("2026-12-24"), as_of="2026-11-22"), test="lvef", within="3mo").is_met


def test_screening_is_read_too(facts):
    record = {"diagnoses": [{"cancer": "IDC"}], "screening": [{"test": "colonoscopy", "on": "2019-05-01"}]}
    assert last_done(facts(record), test="colonoscopy", within="10y").is_met
    assert last_done(facts(record), test="colonoscopy", within="5y").is_not_met
