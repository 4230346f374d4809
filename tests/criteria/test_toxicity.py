"""Side effects that were recorded."""

from __future__ import annotations

from oncoplan.criteria.toxicity import toxicity

LUNG = ("pneumonitis",)


def record(*rows, complete=False):
    return {
        "diagnoses": [{"cancer": "LUAD"}], "toxicities": list(rows), **({"complete": ["toxicities"]} if complete else {})
    }  # fmt: skip


def test_the_grade_itself_counts(facts):
    found = facts(record({"term": "Pneumonitis", "grade": 2}, complete=True))
    assert toxicity(found, term=LUNG, grade_min=2).is_met
    assert toxicity(found, term=LUNG, grade_min=3).is_not_met


def test_a_grade_that_is_not_recorded_is_unknown(facts):
    assert toxicity(facts(record({"term": "pneumonitis"})), term=LUNG, grade_min=3).is_unknown
    assert toxicity(facts(record({"term": "pneumonitis"})), term=LUNG).is_met


def test_an_entry_without_its_grade_does_not_hide_a_later_one(facts):
    rows = ({"term": "pneumonitis"}, {"term": "pneumonitis", "grade": 3})
    for order in (rows, rows[::-1]):
        assert toxicity(facts(record(*order)), term=LUNG, grade_min=3).is_met


def test_the_drug_that_caused_it(facts):
    found = facts(record({"term": "pneumonitis", "grade": 3, "drug": "osimertinib"}, complete=True))
    assert toxicity(found, term=LUNG, drug=("osimertinib",)).is_met
    assert toxicity(found, term=LUNG, class_=("egfr_tki",)).is_met
    assert toxicity(found, term=LUNG, drug=("alectinib",)).is_not_met
    assert toxicity(facts(record({"term": "pneumonitis"})), term=LUNG, drug=("osimertinib",)).is_unknown


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert toxicity(facts("LUAD"), term=LUNG).is_unknown
    assert toxicity(facts(record({"term": "rash"})), term=LUNG).is_unknown
    assert toxicity(facts(record({"term": "rash"}, complete=True)), term=LUNG).is_not_met
    assert toxicity(facts(record()), term=LUNG).is_not_met
