"""Medicines beside the cancer treatment."""

from __future__ import annotations

from oncoplan.criteria.medication import medication

STRONG = ("strong_cyp3a4_inhibitor",)


def taking(*drugs, complete=False, **keys):
    rows = [{"drug": d, **keys} for d in drugs]
    return {"diagnoses": [{"cancer": "LUAD"}], "medications": rows, **({"complete": ["medications"]} if complete else {})}


def test_a_medicine_is_found_by_name_and_by_what_it_does(facts):
    found = facts(taking("paroxetine", "itraconazole"))
    assert medication(found, drug=("paroxetine",)).facts == ("medications/0",)
    assert medication(found, property=STRONG).facts == ("medications/1",)


def test_what_is_not_listed_is_unknown_until_the_list_is_complete(facts):
    assert medication(facts(taking("paroxetine")), property=STRONG).is_unknown
    assert medication(facts("LUAD"), property=STRONG).is_unknown
    assert medication(facts(taking("paroxetine", complete=True)), property=STRONG).is_not_met
    assert medication(facts("LUAD; medication: none"), property=STRONG).is_not_met


def test_a_medicine_that_was_stopped_does_not_count(facts):
    assert not medication(facts(taking("itraconazole", end="2020-01-01")), property=STRONG).is_met
    assert medication(facts(taking("itraconazole", end="2030-01-01")), property=STRONG).is_met


def test_a_medicine_that_is_not_known_keeps_a_complete_list_from_being_a_no(facts):
    assert medication(facts(taking("frobnizol", complete=True)), property=STRONG).is_unknown
