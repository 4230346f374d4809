"""Procedures and operations."""

from __future__ import annotations

import pytest

from oncoplan.criteria.procedure import procedure

MASTECTOMY = ("mastectomy",)


def done(*days, complete=False):
    rows = [{"kind": "mastectomy", **({"on": day} if day else {})} for day in days]
    return {"diagnoses": [{"cancer": "IDC"}], "procedures": rows, **({"complete": ["procedures"]} if complete else {})}


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert procedure(facts("IDC; procedure: Mastectomy"), kind=MASTECTOMY).is_met
    assert procedure(facts("IDC"), kind=MASTECTOMY).is_unknown
    assert procedure(facts("IDC; procedure: appendectomy"), kind=MASTECTOMY).is_unknown
    assert procedure(facts("IDC; procedure: appendectomy; complete procedures"), kind=MASTECTOMY).is_not_met


@pytest.mark.parametrize(
    ("day", "answer"), [("2025-11-22", "met"), ("2025-11-21", "not_met"), ("2025-11", "unknown"), (None, "unknown")]
)
def test_within_a_year(facts, day, answer):
    found = facts(done(day, complete=True), as_of="2026-11-22")
    assert procedure(found, kind=MASTECTOMY, within="1y").answer == answer


def test_count(facts):
    assert procedure(facts(done("2020", "2021")), kind=MASTECTOMY, count=2).is_met
    assert procedure(facts(done("2020", complete=True)), kind=MASTECTOMY, count=2).is_not_met


@pytest.mark.parametrize(
    ("on", "answer"), [("1991-01-01", "met"), ("2011-12-01", "met"), ("2013-01-01", "not_met"), (None, "unknown")]
)
def test_an_age_at_the_procedure(facts, on, answer):
    record = {"birth_date": "1981-01-01", "procedures": [{"kind": "chest radiotherapy", **({"on": on} if on else {})}]}
    record["complete"] = ["procedures"] if answer == "not_met" else []
    assert procedure(facts(record), kind=("chest radiotherapy",), min_age=10, max_age=30).answer == answer
