"""Which line of systemic therapy for advanced disease comes next."""

from __future__ import annotations

import pytest

from oncoplan.criteria.next_line import next_line


@pytest.mark.parametrize(
    ("case", "asked", "answer"),
    [
        ("LUAD metastatic; no prior therapy", {"is_": 1}, "met"),
        ("LUAD metastatic; no prior therapy", {"min": 2}, "not_met"),
        ("LUAD metastatic", {"is_": 1}, "unknown"),
        ("LUAD metastatic new", {"is_": 1}, "met"),
        ("LUAD metastatic; only prior osimertinib", {"is_": 2}, "met"),
        ("LUAD metastatic; only prior osimertinib", {"is_": 1}, "not_met"),
        ("LUAD metastatic; prior osimertinib", {"is_": 1}, "not_met"),
        ("LUAD metastatic; prior osimertinib", {"is_": 2}, "unknown"),
        ("LUAD metastatic; prior osimertinib", {"min": 2}, "met"),
        ("LUAD metastatic; prior osimertinib", {"min": 3}, "unknown"),
        ("LUAD metastatic; only prior cisplatin + pemetrexed adjuvant", {"is_": 1}, "met"),
        ("IDC metastatic; only prior docetaxel + trastuzumab neoadjuvant", {"is_": 1}, "met"),
        ("LUAD metastatic; prior osimertinib line 2", {"is_": 3}, "met"),
        ("LUAD metastatic; prior osimertinib line 2", {"max": 2}, "not_met"),
        ("LUAD metastatic; only prior surgery", {"is_": 1}, "met"),
        ("LUAD metastatic; only prior osimertinib; prior carboplatin + pemetrexed", {"is_": 3}, "met"),
    ],
)
def test_the_next_line(facts, case, asked, answer):
    assert next_line(facts(case), **asked).answer == answer


def test_maintenance_is_no_line_of_its_own(facts):
    found = facts("HGSOC metastatic; only prior carboplatin + paclitaxel metastatic; prior olaparib maintenance")
    assert next_line(found, is_=2).is_met


def test_treatments_of_another_cancer_do_not_count(facts):
    record = {
        "diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "IDC"}],
        "therapies": [{"drugs": ["letrozole"], "for": "b"}],
        "complete": ["therapies"],
    }
    assert next_line(facts(record, dx=0), is_=1).is_met
    assert next_line(facts(record, dx=1), is_=2).is_met


def test_a_treatment_that_is_not_linked_to_one_of_two_cancers_is_unknown(facts):
    record = {
        "diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "IDC"}],
        "therapies": [{"drugs": ["carboplatin"]}],
        "complete": ["therapies"],
    }
    assert next_line(facts(record, dx=0), is_=1).is_unknown
