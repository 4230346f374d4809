"""The course of tumour DNA in the blood."""

from __future__ import annotations

import pytest

from oncoplan.criteria.ctdna import ctdna
from oncoplan.criteria.interval import Event

GUARDANT = "assay: Guardant360 CDx on"
SEEN, NOT_SEEN = "EGFR L858R", "no EGFR L858R"


def ask(facts, case, *course, **more):
    return ctdna(facts(f"LUAD metastatic; {case}"), course=course, **more)


@pytest.mark.parametrize(
    ("first", "second", "met"),
    [(SEEN, NOT_SEEN, "cleared"), (SEEN, SEEN, "persistent"), (NOT_SEEN, SEEN, "returned"), (NOT_SEEN, NOT_SEEN, "not_detected")],
)
def test_two_tests_of_one_assay_have_one_course(facts, first, second, met):
    case = f"{GUARDANT} 2026-03-01; {first}; {GUARDANT} 2026-06-01; {second}"
    for course in ("cleared", "persistent", "returned"):
        assert ask(facts, case, course).is_met == (course == met), course
    assert ask(facts, case, "detected").is_met == (second == SEEN)
    assert ask(facts, case, "not_detected").is_met == (second == NOT_SEEN)


def test_another_assay_is_not_compared(facts):
    verdict = ask(facts, f"{GUARDANT} 2026-03-01; {SEEN}; assay: FoundationOne Liquid CDx on 2026-06-01; {NOT_SEEN}", "cleared")
    assert verdict.is_unknown
    assert "another assay" in verdict.says


def test_one_test_has_no_course_and_none_is_unknown_with_the_test_that_would_say(facts):
    assert ask(facts, f"{GUARDANT} 2026-03-01; {SEEN}", "persistent").is_unknown
    assert ask(facts, "EGFR L858R", "detected").settled_by == ("ctdna_ngs_panel",)


def test_a_change_that_may_come_from_blood_cells_is_no_tumour_dna(facts):
    verdict = ask(facts, f"{GUARDANT} 2026-03-01; TP53 R248Q", "detected")
    assert verdict.is_unknown
    assert "blood cells" in verdict.says


def test_a_result_without_a_day_or_of_the_future_does_not_count(facts):
    assert ask(facts, f"plasma; {SEEN}", "detected").is_unknown
    assert ask(facts, f"{GUARDANT} 2026-03-01; {SEEN}; {GUARDANT} 2027-03-01; {NOT_SEEN}", "cleared").is_not_met


@pytest.mark.parametrize(
    ("value", "answer"), [(0.4, "met"), (0, "not_met"), ("<0.02", "not_met"), ("detected", "met"), ("?", "unknown")]
)
def test_a_tumour_informed_assay_reports_a_number_or_a_word(facts, value, answer):
    results = [{"what": "ctDNA MRD", "value": value, "unit": "MTM/mL", "on": "2026-10-01", "assay": "Signatera"}]
    found = facts({"diagnoses": [{"cancer": "COAD"}], "results": results})
    assert ctdna(found, course=("detected",)).answer == answer


def test_since_leaves_out_what_was_before_an_event(facts):
    case = f"on osimertinib since 2026-04-01; {GUARDANT} 2026-03-01; {SEEN}; {GUARDANT} 2026-06-01; {NOT_SEEN}"
    assert ask(facts, case, "cleared").is_met
    assert ask(facts, case, "cleared", since=Event(class_="egfr_tki")).is_unknown
