"""Sex at birth."""

from __future__ import annotations

from oncoplan.criteria.sex import sex


def test_as_recorded(facts):
    assert sex(facts("IDC; female"), is_="female").is_met
    assert sex(facts("IDC; female"), is_="male").is_not_met
    assert sex(facts("IDC"), is_="female").is_unknown
    assert sex(facts({"diagnoses": [{"cancer": "IDC"}], "sex": "unknown"}), is_="female").is_unknown
