"""`python -m evaluation.screening` on small cases of our own."""

from __future__ import annotations

import json
import sys

import pytest
from evaluation.screening import codes, judged, main, record_of


def person(born="1970-01-01"):
    return {"resourceType": "Patient", "birthDate": born, "extension": [{"url": "x/us-core-birthsex", "valueCode": "F"}]}


def report(code, found, on="2024-06-01T08:00:00Z", status="final"):
    return {"resourceType": "DiagnosticReport", "status": status, "code": {"coding": [{"code": code}]},
            "conclusionCode": {"coding": [{"code": found, "display": "in words"}]}, "effectiveDateTime": on}  # fmt: skip


def case(results, *resources):
    return {"name": "ours", "results": results, "data": [person(), *resources]}


def test_reports_become_screening_entries_and_only_final_ones():
    record = record_of([person(), report("18746-8", "260385009"), report("24606-6", "1", status="preliminary")])
    assert record["sex"] == "female"
    assert record["screening"] == [{"test": "colonoscopy", "on": "2024-06-01", "result": "negative"}]


def test_every_way_of_writing_a_code():
    assert codes("LOINC#1-2 A name") == [("1-2", "A name")]
    assert codes([{"coding": [{"code": 5, "display": "five"}]}, "S#6"]) == [("5", "five"), ("6", "6")]
    assert codes(None) == []


def test_a_day_and_a_follow_up_are_compared_and_the_rest_is_counted():
    cases = [
        case({"flow-DetermineNextDueDate": "2034-06-01T08:00Z", "flow-FollowUp": [], "z": 1}, report("18746-8", "260385009")),
        case({"flow-FollowUp": [{"code": "x"}]}, report("29771-3", "10828004")),
        case({"flow-FollowUp": []}, report("29771-3", "10828004")),
        {"name": "nobody", "results": {"flow-FollowUp": []}, "data": ["text"]},
    ]
    right, wrong, left = judged(cases, "2024-12-10")
    assert right == 3
    assert wrong == ["ours: flow-FollowUp: ours True, theirs False"]
    assert left == {"z": 1, "flow-FollowUp": 1}


@pytest.mark.parametrize(("text", "code", "last"), [
    (json.dumps([case({"flow-FollowUp": []})]), 0, "1 of 1 modelled results agree (100.0 %); 0 not modelled"),
    (json.dumps([case({"flow-FollowUp": [1], "z": 1})]), 1, "0 of 1 modelled results agree (0.0 %); 1 not modelled"),
    ("[", 2, ""), ("{}", 1, "0 of 0 modelled results agree (0.0 %); 0 not modelled"),
])  # fmt: skip
def test_exit_codes_and_the_last_line(text, code, last, tmp_path, monkeypatch, capsys):
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["screening", str(path)])
    assert main() == code
    assert (capsys.readouterr().out.splitlines() or [""])[-1] == last
