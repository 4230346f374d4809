"""Ancestry."""

from __future__ import annotations

from oncoplan.criteria.ancestry import ancestry


def test_a_recorded_ancestry_is_met_however_it_is_spelt(facts):
    for text in ("ashkenazi_jewish", "Ashkenazi Jewish"):
        found = facts({"ancestry": [text], "diagnoses": [{"cancer": "BRCA"}]})
        assert ancestry(found, any_of=("ashkenazi_jewish",)).is_met


def test_another_ancestry_is_not_met(facts):
    found = facts({"ancestry": ["icelandic"], "diagnoses": [{"cancer": "BRCA"}]})
    assert ancestry(found, any_of=("ashkenazi_jewish",)).is_not_met


def test_an_unrecorded_ancestry_is_unknown_and_asks(facts):
    verdict = ancestry(facts("BRCA"), any_of=("ashkenazi_jewish",))
    assert verdict.is_unknown
    assert verdict.settled_by[0].endswith("?")
