"""Tobacco, alcohol and other exposures."""

from __future__ import annotations

import pytest

from oncoplan.criteria.exposure import exposure


def smoker(**keys):
    return {"diagnoses": [{"cancer": "LUAD"}], "exposures": {"smoking": keys}}


def test_the_pack_year_limit_itself_counts(facts):
    assert exposure(facts(smoker(status="current", pack_years=20)), what="smoking", pack_years_min=20).is_met
    assert exposure(facts(smoker(status="current", pack_years=19.9)), what="smoking", pack_years_min=20).is_not_met


def test_a_smoker_without_pack_years_is_unknown_and_a_never_smoker_is_not(facts):
    assert exposure(facts(smoker(status="former")), what="smoking", pack_years_min=20).is_unknown
    assert exposure(facts(smoker(status="never")), what="smoking", pack_years_min=20).is_not_met


def test_an_unrecorded_history_is_unknown(facts):
    assert exposure(facts("LUAD"), what="smoking", status=("current",)).is_unknown


@pytest.mark.parametrize(
    ("quit_on", "answer"), [("2015", "met"), ("2011-11-22", "met"), ("2011", "unknown"), ("2010", "not_met")]
)
def test_a_quit_date_that_straddles_fifteen_years_is_unknown(facts, quit_on, answer):
    found = facts(smoker(status="former", pack_years=30, quit=quit_on), as_of="2026-11-22")
    assert exposure(found, what="smoking", pack_years_min=20, quit_within="15y").answer == answer


def test_a_current_smoker_counts_as_having_quit_within_any_time(facts):
    assert exposure(facts(smoker(status="current", pack_years=30)), what="smoking", quit_within="15y").is_met


def test_drinks_per_week(facts):
    def drinks(n):
        return facts({"diagnoses": [{"cancer": "LUAD"}], "exposures": {"alcohol_drinks_per_week": n}})

    assert exposure(drinks(7), what="alcohol", per_week_min=7).is_met
    assert exposure(drinks(6), what="alcohol", per_week_min=7).is_not_met
    assert exposure(drinks(0), what="alcohol").is_not_met
    assert exposure(facts("LUAD"), what="alcohol", per_week_min=7).is_unknown


def test_other_exposures(facts):
    asbestos = facts({"diagnoses": [{"cancer": "PLMESO"}], "exposures": {"asbestos": True}})
    assert exposure(asbestos, what="asbestos").is_met
    assert exposure(asbestos, what="chest_radiation").is_unknown


def test_pack_years_are_worked_out_where_they_are_not_recorded(facts):
    """20 a day from 18 to 2016, at 60 in November 2026: 32 years at least."""
    smoked = {"status": "former", "per_day": 20, "started_at": 18, "quit": "2016"}
    known = {"birth_date": "1966-01-01", "exposures": {"smoking": smoked}}
    assert exposure(facts(known, dx=None), what="smoking", pack_years_min=31).is_met
    assert exposure(facts(known, dx=None), what="smoking", pack_years_min=33).is_not_met
    never = {"age": 60, "exposures": {"smoking": {"status": "former", "per_day": 20, "quit": "2016"}}}
    assert exposure(facts(never, dx=None), what="smoking", pack_years_min=20).is_unknown


def test_hormone_therapy_that_is_over_is_not_current(facts):
    def asked(value, **more):
        return exposure(facts({"exposures": {"hormone_therapy": value}}, dx=None), what="hormone_therapy", **more)

    assert asked("combined", status=("current",)).is_met
    assert asked("former", status=("current",)).is_not_met
    assert asked("former").is_met
