"""A treatment the person has had."""

from __future__ import annotations

import pytest

from oncoplan.criteria.prior_therapy import Months, Times, prior_therapy

OSI = ("osimertinib",)


def lines(*therapies, **keys):
    return {"diagnoses": [{"cancer": "LUAD"}], "therapies": list(therapies), **keys}


def given(*drugs, **keys):
    return {"drugs": list(drugs), **keys}


def test_a_listed_drug_is_met_by_name_brand_or_class(facts):
    found = facts(lines(given("Tagrisso")))
    assert prior_therapy(found, drug=OSI).is_met
    assert prior_therapy(found, class_=("egfr_tki",)).is_met
    assert prior_therapy(found, drug=OSI).facts == ("therapies/0",)


def test_a_regimen_is_its_drugs(facts):
    found = facts({"diagnoses": [{"cancer": "COAD"}], "therapies": [given("FOLFOX")]})
    assert prior_therapy(found, drug=("oxaliplatin",)).is_met


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert prior_therapy(facts(lines(given("carboplatin"))), drug=OSI).is_unknown
    assert prior_therapy(facts(lines(given("carboplatin"), complete=["therapies"])), drug=OSI).is_not_met
    assert prior_therapy(facts("LUAD; no prior therapy"), drug=OSI).is_not_met
    assert prior_therapy(facts("LUAD"), drug=OSI).is_unknown


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (["progression"], "met"),
        (["PD"], "met"),
        (["response", "progression"], "met"),
        ([], "unknown"),
        (["response"], "unknown"),
        (["stable"], "unknown"),
        (["toxicity"], "not_met"),
        (["completed"], "not_met"),
    ],
)
def test_an_outcome_that_is_not_recorded_is_unknown(facts, outcome, answer):
    found = facts(lines(given("osimertinib", outcome=outcome), complete=["therapies"]))
    assert prior_therapy(found, drug=OSI, outcome=("progression",)).answer == answer


def test_a_date_of_progression_is_a_progression(facts):
    found = facts(lines(given("osimertinib", progression="2026-01")))
    assert prior_therapy(found, drug=OSI, outcome=("progression",)).is_met


def test_one_line_must_hold_all_that_is_asked(facts):
    found = facts(lines(given("osimertinib", outcome=["toxicity"]), given("carboplatin", outcome=["progression"]),
                        complete=["therapies"]))  # fmt: skip
    assert prior_therapy(found, drug=OSI, outcome=("progression",)).is_not_met
    assert prior_therapy(found, class_=("platinum_chemotherapy",), outcome=("progression",)).is_met


@pytest.mark.parametrize(("setting", "answer"), [("adjuvant", "met"), ("metastatic", "not_met"), (None, "unknown")])
def test_a_setting_that_is_not_recorded_is_unknown(facts, setting, answer):
    found = facts(lines(given("osimertinib", **({"setting": setting} if setting else {})), complete=["therapies"]))
    assert prior_therapy(found, drug=OSI, setting=("adjuvant",)).answer == answer


def test_a_class_alone_may_hold_the_drug_asked_for(facts):
    found = facts(lines(given("EGFR TKI"), complete=["therapies"]))
    assert prior_therapy(found, class_=("egfr_tki",)).is_met
    assert prior_therapy(found, drug=OSI).is_unknown


def test_a_drug_that_is_not_known_keeps_a_complete_list_from_being_a_no(facts):
    found = facts(lines(given("frobnizumab"), complete=["therapies"]))
    assert prior_therapy(found, drug=OSI).is_unknown


def test_first_and_last(facts):
    found = facts(lines(given("osimertinib", line=2), given("gefitinib", line=1)))
    assert prior_therapy(found, drug=OSI, order="last").is_met
    assert prior_therapy(found, drug=("gefitinib",), order="last").is_not_met
    assert prior_therapy(found, drug=("gefitinib",), order="first").is_met


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("2025-01-01", "2025-07-01", "met"),
        ("2025-01-01", "2025-06-30", "not_met"),
        ("2025-01", "2025-07", "unknown"),
        ("2025-01", "2025-07-01", "unknown"),
        ("2025-01", "2025-06-30", "not_met"),
        ("2025-01", "2025-07-31", "met"),
        ("2025-01-01", None, "unknown"),
        (None, "2025-07-01", "unknown"),
    ],
)
def test_how_long_it_lasted(facts, start, end, answer):
    days = {key: day for key, day in (("start", start), ("end", end)) if day}
    found = facts(lines(given("osimertinib", **days), complete=["therapies"]))
    assert prior_therapy(found, drug=OSI, lasted=Months(min="6mo")).answer == answer


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("2025-01-01", "2025-07-01", "met"),
        ("2025-01-01", "2025-07-02", "not_met"),
        ("2025-01", "2025-07-31", "unknown"),
        ("2024-12", "2025-06-30", "unknown"),
        ("2025-01", "2025-07-01", "met"),
        ("2025-01", "2025-08-01", "not_met"),
    ],
)
def test_at_most_so_long(facts, start, end, answer):
    found = facts(lines(given("osimertinib", start=start, end=end), complete=["therapies"]))
    assert prior_therapy(found, drug=OSI, lasted=Months(max="6mo")).answer == answer


def test_what_goes_on_has_lasted_until_the_day_of_the_plan(facts):
    found = facts(lines(given("osimertinib", start="2026-05-22", ongoing=True)), as_of="2026-11-22")
    assert prior_therapy(found, drug=OSI, lasted=Months(min="6mo")).is_met
    assert not prior_therapy(found, drug=OSI, lasted=Months(min="7mo")).is_met


def test_the_kind_of_a_treatment(facts):
    found = facts(lines(given(kind="radiotherapy"), given("osimertinib"), complete=["therapies"]))
    assert prior_therapy(found, kind=("radiotherapy",)).facts == ("therapies/0",)
    assert prior_therapy(found, kind=("systemic",)).facts == ("therapies/1",)
    assert prior_therapy(found, kind=("transplant",)).is_not_met


def test_surgery_is_neither_the_first_nor_the_last_line(facts):
    found = facts(lines(given(kind="surgery"), given("gefitinib"), given("osimertinib"), given(kind="radiotherapy")))
    assert prior_therapy(found, drug=("gefitinib",), order="first").is_met
    assert prior_therapy(found, drug=OSI, order="last").is_met


@pytest.mark.parametrize(
    ("end", "answer"), [("2026-05-22", "met"), ("2026-05-21", "not_met"), ("2026-05", "unknown"), (None, "unknown")]
)
def test_when_it_ended(facts, end, answer):
    found = facts(lines(given("osimertinib", **({"end": end} if end else {})), complete=["therapies"]), as_of="2026-11-22")
    assert prior_therapy(found, drug=OSI, ended_within="6mo").answer == answer
    opposite = {"met": "not_met", "not_met": "met", "unknown": "unknown"}[answer]
    assert prior_therapy(found, drug=OSI, ended_before="6mo").answer == opposite


def test_ongoing(facts):
    assert prior_therapy(facts("LUAD; on osimertinib"), drug=OSI, ongoing=True).is_met
    ended = facts(lines(given("osimertinib", end="2026-01-01"), complete=["therapies"]))
    assert prior_therapy(ended, drug=OSI, ongoing=True).is_not_met
    assert prior_therapy(facts(lines(given("osimertinib"), complete=["therapies"])), drug=OSI, ongoing=True).is_unknown


def test_the_newest_treatment_goes_on_while_the_cancer_is_on_treatment(facts):
    def on(**second):
        first = {"drugs": ["osimertinib"], "start": "2025-01-01"}
        return facts(
            {
                "diagnoses": [{"cancer": "LUAD", "status": "on_treatment"}],
                "therapies": [first, *([{"drugs": ["carboplatin"], **second}] if second else [])],
            }
        )

    assert prior_therapy(on(), drug=OSI, ongoing=True).is_met
    assert not prior_therapy(on(), drug=OSI, ended_within="6mo").is_met
    assert prior_therapy(on(start="2024-01-01"), drug=OSI, ongoing=True).is_met
    for later in ({"start": "2026-01-01"}, {"end": "2026-03-01"}):  # begun later, or when it began is not recorded
        assert prior_therapy(on(**later), drug=OSI, ongoing=True).is_unknown
    failed = {
        "diagnoses": [{"cancer": "LUAD", "status": "on_treatment"}],
        "therapies": [{"drugs": ["osimertinib"], "start": "2025-01-01", "outcome": ["progression"]}],
    }
    assert prior_therapy(facts(failed), drug=OSI, ongoing=True).is_unknown


def test_count(facts):
    twice = facts(lines(given("carboplatin"), given("cisplatin")))
    once = facts(lines(given("carboplatin")))
    assert prior_therapy(twice, class_=("platinum_chemotherapy",), count=Times(min=2)).is_met
    assert prior_therapy(once, class_=("platinum_chemotherapy",), count=Times(min=2)).is_unknown
    assert prior_therapy(twice, class_=("platinum_chemotherapy",), count=Times(min=1, max=1)).is_not_met
    assert prior_therapy(once, class_=("platinum_chemotherapy",), count=Times(min=1, max=1)).is_unknown
    closed = facts(lines(given("carboplatin"), complete=["therapies"]))
    assert prior_therapy(closed, class_=("platinum_chemotherapy",), count=Times(min=1, max=1)).is_met
    assert prior_therapy(closed, class_=("platinum_chemotherapy",), count=Times(min=2)).is_not_met


def test_a_treatment_that_is_not_linked_to_one_of_two_cancers_is_unknown(facts):
    record = {**lines(given("osimertinib")), "diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "IDC"}]}
    verdict = prior_therapy(facts(record), drug=OSI)
    assert verdict.is_unknown
    assert "for which cancer" in verdict.says
    record["therapies"][0]["for"] = "a"
    assert prior_therapy(facts(record, dx=0), drug=OSI).is_met
    assert not prior_therapy(facts(record, dx=1), drug=OSI).is_met
