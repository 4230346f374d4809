"""`python -m evaluation.screening` on small cases of our own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from evaluation.screening import flows_of, judged, main, people
from evaluation.screening_asked import BREAST, COLON
from evaluation.screening_fhir import codings, day_of, means, record_of

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
FILES = Path(__file__).parents[3] / "shared" / "reference" / "inherited"


def code(system, value, words="in words"):
    return {"coding": [{"system": system, "code": value, "display": words}]}


def person(born="1970-01-01", sex="F"):
    return {"resourceType": "Patient", "birthDate": born, "extension": [{"url": "x/us-core-birthsex", "valueCode": sex}]}


def report(test, found, on="2024-06-01T08:00:00Z", **more):
    return {"resourceType": "DiagnosticReport", "status": "final", "code": code(LOINC, test),
            "conclusionCode": [code(SNOMED, found)], "effectiveDateTime": on, **more}  # fmt: skip


def case(results, *resources, folder="one", born="1970-01-01"):
    return {"id": f"{folder}/x.yml", "name": "ours", "results": results, "data": [person(born), *resources]}


COLONOSCOPY, STOOL, MAMMOGRAM = "18746-8", "29771-3", "24606-6"
NEGATIVE, POSITIVE = "260385009", "10828004"


def screening(*resources, as_of="2024-12-10"):
    record = record_of([person(), *resources], as_of)
    assert record is not None
    return record["screening"]


# reading FHIR


def test_every_way_of_writing_a_code_is_read_with_its_system():
    assert [tuple(one) for one in codings("LOINC#1-2 A name")] == [("loinc", "1-2", "A name")]
    assert [one.code for one in codings([{"coding": [{"system": SNOMED, "code": 5, "display": "five (disorder)"}]}, "S#6"])] == [
        "5",
        "6",
    ]
    assert next(codings(code(SNOMED, "5", "five (disorder)"))).words == "five"
    assert list(codings(None)) == []


def test_icd10_is_read_by_its_longest_known_start():
    assert means("condition", code("http://hl7.org/fhir/sid/icd-10-cm", "K63.5")) == "colorectal polyp"
    assert means("condition", code("http://hl7.org/fhir/sid/icd-10-cm", "D12.6")) == "colorectal polyp"
    assert means("condition", code("http://hl7.org/fhir/sid/icd-10-cm", "Z00.0")) is None


def test_a_period_ends_or_begins():
    row = {"occurrencePeriod": {"start": "2024-01-01", "end": "2024-01-05"}}
    assert day_of(row, "occurrencePeriod") == "2024-01-05"
    assert day_of(row, "occurrencePeriod", begin=True) == "2024-01-01"
    assert day_of(row, "issued") is None


def test_final_reports_become_entries_with_results_and_others_are_pending():
    rows = screening(
        report(COLONOSCOPY, NEGATIVE), report(MAMMOGRAM, "1", status="preliminary"), report(STOOL, "1", status="cancelled")
    )
    assert rows == [
        {"test": "colonoscopy", "on": "2024-06-01", "result": "normal"},
        {"test": "mammography", "on": "2024-06-01", "status": "pending"},
    ]


def test_an_order_is_awaited_until_its_report_is_there():
    order = {"resourceType": "ServiceRequest", "id": "o", "status": "active", "intent": "order", "code": code(LOINC, MAMMOGRAM),
             "occurrencePeriod": {"start": "2024-10-01", "end": "2024-10-30"}}  # fmt: skip
    assert screening(order) == [{"test": "mammography", "status": "ordered", "on": "2024-10-01"}]
    answered = report(MAMMOGRAM, "1", basedOn=[{"reference": "ServiceRequest/o"}])
    assert [row.get("status") for row in screening(order, answered)] == [None]
    assert screening({**order, "status": "revoked"}) == []
    assert screening({**order, "intent": "proposal"}) == []


def test_a_care_plan_says_what_was_agreed():
    care = {"resourceType": "CarePlan", "status": "active", "activity": [{"reference": {"reference": "RequestGroup/g"}}]}
    group = {"resourceType": "RequestGroup", "id": "g", "action": [{"code": [code(LOINC, MAMMOGRAM)], "timingTiming": {
        "event": ["2025-03-01"], "repeat": {"frequency": 1, "period": 2, "periodUnit": "a"}}}]}  # fmt: skip
    assert screening(care, group) == [{"test": "mammography", "status": "planned", "next": "2025-03-01", "every": "2y"}]
    assert screening({**care, "status": "revoked"}, group) == []


def test_family_conditions_and_procedures():
    mother = code("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH")
    family = {"resourceType": "FamilyMemberHistory", "relationship": mother,
              "condition": [{"code": code(SNOMED, "254837009"), "onsetAge": {"value": 44}}]}  # fmt: skip
    refuted = {"resourceType": "Condition", "code": code(SNOMED, "186706006"), "verificationStatus": code("x", "refuted")}
    record = record_of([person(), family, refuted], "2024-12-10")
    assert record is not None
    assert record["family"][0]["relation"] == "mother"
    assert record["family"][0]["cancers"][0]["age"] == 44
    assert record["conditions"] == []


def test_no_person_no_record():
    assert record_of(["text"], "2024-12-10") is None
    assert record_of([report(STOOL, NEGATIVE)], "2024-12-10") is None


# asking the plan


def test_days_and_follow_up_are_compared_and_the_rest_is_counted():
    cases = [
        case({"flow-DetermineNextDueDate": "2034-06-01T08:00Z", "flow-FollowUp": [], "z": 1}, report(COLONOSCOPY, NEGATIVE)),
        case({"flow-FollowUp": []}, report(STOOL, POSITIVE)),
        {"name": "nobody", "results": {"flow-FollowUp": []}, "data": ["text"]},
    ]
    tally = judged(cases, "2024-12-10")
    assert tally.right == 2
    assert tally.wrong == ["ours: flow-FollowUp: ours [('18746-8', 'USPSTF', None, None)], theirs []"]
    assert tally.left == {"z": 1, "flow-FollowUp": 1}
    assert tally.cases == [1, 2]
    assert tally.families == {"one": [2, 3]}


def test_everything_that_a_case_lets_vary_is_asked():
    either = {"$iterate": [report(STOOL, NEGATIVE), report(STOOL, POSITIVE)]}
    assert len(list(people([person(), either, either]))) == 4
    assert judged([case({"eve-abnormalStoolTest": True}, either)], "2024-12-10").wrong
    one = {"$iterate": [report(STOOL, POSITIVE)]}
    assert judged([case({"eve-abnormalStoolTest": True}, one)], "2024-12-10").right == 1


def test_the_set_is_known_by_its_names_or_by_what_it_speaks_of():
    assert flows_of([case({"RecommendationText": "x"})]) is None
    assert flows_of([case({"flow-FollowUp": []})]) is COLON
    assert flows_of([case({"flow-AverageRisk": []})]) is BREAST
    assert flows_of([case({"flow-ScreeningDue": True}, report(COLONOSCOPY, NEGATIVE, text="Colonoscopy"))]) is COLON
    assert flows_of([case({"flow-ScreeningDue": True}, report(MAMMOGRAM, "1", text="Mammogram"))]) is BREAST


def cervical(results, *resources, folder="ScreeningAverageRisk", born="1985-01-01"):
    return judged([case(results, *resources, folder=folder, born=born)], "2021-06-23")


def test_cervical_sentences_are_read_as_decisions():
    smear = report("10524-7", "373887005", "2019-05-01", code=code(LOINC, "10524-7"))
    assert (
        cervical(
            {"RecommendationText": ["The test is next due on 2022-05-01."], "RecommendImmediateScreening": False}, smear
        ).right
        == 2
    )
    assert cervical({"RecommendationText": ["Screening is recommended using cytology."]}).right == 1
    assert cervical({"RecommendationText": ["No cervical cancer screening is recommended."]}).wrong
    assert cervical({"RecommendationText": ["Something else."]}).left == {"RecommendationText": 1}


def test_cervical_families_without_a_programme_of_ours_are_left():
    assert cervical({"RecommendationText": ["x"], "Z": 1}, folder="Management").left == {
        "Management: RecommendationText": 1,
        "Management: Z": 1,
    }


@pytest.mark.parametrize(("text", "exits", "last"), [
    (json.dumps([case({"flow-FollowUp": []}, report(COLONOSCOPY, NEGATIVE))]), 0,
     "1 of 1 modelled results agree (100.0 %); 0 not modelled"),
    (json.dumps([case({"eve-abnormalStoolTest": True, "z": 1}, report(COLONOSCOPY, NEGATIVE))]), 1,
     "0 of 1 modelled results agree (0.0 %); 1 not modelled"),
    ("[", 2, ""), ("{}", 1, "0 of 0 modelled results agree (0.0 %); 0 not modelled"),
])  # fmt: skip
def test_exit_codes_and_the_last_line(text, exits, last, tmp_path, monkeypatch, capsys):
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["screening", str(path)])
    assert main() == exits
    assert (capsys.readouterr().out.splitlines() or [""])[-1] == last


@pytest.mark.reference
@pytest.mark.parametrize(("name", "at_least"), [("breast", 0.95), ("colorectal", 0.98), ("cervical", 0.96)])
def test_the_stored_sets(name, at_least):
    path = FILES / f"screening_{name}_cases.json"
    if not path.exists():
        pytest.skip("the stored screening cases are not here")
    tally = judged(json.loads(path.read_text(encoding="utf-8")))
    assert tally.right / (tally.right + len(tally.wrong)) >= at_least
    assert tally.right > 100
