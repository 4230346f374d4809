"""What the plan does not know, and what to ask."""

from __future__ import annotations

import pytest


def said(plan, kind):
    return " | ".join(limit.says for limit in plan.limits if limit.kind == kind)


def test_the_first_limit_says_which_care_is_not_covered(plan_of):
    for case in ("LUAD metastatic; EGFR L858R", "-", {"diagnoses": []}):
        first = plan_of(case).limits[0]
        assert first.kind == "not_assessed"
        assert "chemotherapy" in first.says


def test_a_finding_that_was_not_read_is_named_with_its_place(plan_of):
    plan = plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": ["EGFR L858R", "EGFR L858"]}]})
    assert "EGFR L858" in said(plan, "not_read")
    assert "tests/0/findings/1" in said(plan, "not_read")
    assert [f.text for f in plan.findings] == ["EGFR L858R"]


def test_a_cancer_that_did_not_map_is_a_limit_and_no_error(plan_of):
    plan = plan_of({"diagnoses": [{"cancer": "a lump of some kind"}]})
    assert "a lump of some kind" in said(plan, "not_read")
    assert plan.diagnoses[0].cancer is None
    assert plan.recommendations == ()


def test_a_stage_that_does_not_fit_is_a_limit(plan_of):
    assert "IIIZ" in said(plan_of({"diagnoses": [{"cancer": "LUAD", "stage": "IIIZ"}]}), "not_read")


def test_a_stage_that_contradicts_the_extent_is_a_conflict(plan_of):
    record = {"diagnoses": [{"cancer": "LUAD", "stage": "IV", "extent": "localized"}]}
    assert "IV" in said(plan_of(record), "conflict")


@pytest.mark.parametrize("status", ["pending", "failed", "insufficient"])
def test_a_test_without_a_result_is_a_limit(plan_of, status):
    plan = plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": [{"assay": "FoundationOne CDx", "status": status}]})
    assert "FoundationOne CDx" in said(plan, "not_tested")


def test_an_assay_that_is_not_known_is_a_limit(plan_of):
    plan = plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": [{"assay": "Acme Gene Finder", "findings": []}]})
    assert "Acme Gene Finder" in said(plan, "not_assessed")


def test_no_tests_and_no_treatments_recorded_are_limits(plan_of):
    plan = plan_of("LUAD")
    assert "No test results" in said(plan, "not_tested")
    assert "treatments so far" in said(plan, "not_assessed")
    known = plan_of("LUAD; no prior therapy; EGFR L858R")
    assert "No test results" not in said(known, "not_tested")
    assert "treatments so far" not in said(known, "not_assessed")
    values = plan_of("NSGCT; result: AFP 4 ng/mL on 2026-10-01")
    assert "No test results" not in said(values, "not_tested")
    assert "Values are recorded" in said(values, "not_assessed")


def test_two_cancers_and_a_test_of_neither_is_a_limit(plan_of):
    record = {"diagnoses": [{"cancer": "LUAD"}, {"cancer": "COAD"}], "tests": [{"findings": ["KRAS G12C"]}]}
    assert "several cancers" in said(plan_of(record), "not_assessed")


def test_seen_and_not_seen_is_a_conflict_that_is_shown_and_not_averaged(plan_of):
    record = {
        "diagnoses": [{"cancer": "LUAD", "extent": "metastatic"}],
        "therapies": [],
        "tests": [{"kind": "tumour_dna", "findings": ["EGFR L858R"]}, {"kind": "ctdna", "findings": ["EGFR wild type"]}],
    }
    plan = plan_of(record)
    assert "EGFR" in said(plan, "conflict")
    assert any("osimertinib" in r.drugs and r.verdict == "met" for r in plan.recommendations)


def test_two_marker_results_that_differ_without_dates_are_a_conflict(plan_of):
    record = {"diagnoses": [{"cancer": "IDC"}], "tests": [{"kind": "ihc", "findings": [f"HER2 IHC {n}"]} for n in ("0", "3+")]}
    assert "HER2" in said(plan_of(record), "conflict")


def test_a_definition_stated_against_its_results_is_a_conflict(plan_of):
    record = {
        "diagnoses": [{"cancer": "COAD", "extent": "metastatic", "features": ["MSI-H"]}],
        "tests": [{"kind": "pcr", "findings": ["MSS"]}, {"kind": "ihc", "findings": ["pMMR"]}],
    }
    assert said(plan_of(record), "conflict")


def test_dmmr_and_mss_disagree(plan_of):
    assert "disagree" in said(plan_of("COAD metastatic; dMMR; MSS"), "conflict")
    assert "disagree" not in said(plan_of("COAD metastatic; dMMR; MSI-H"), "conflict")


def test_a_limit_is_said_once(plan_of):
    limits = plan_of("LUAD; EGFR L858R").limits
    assert len(limits) == len(set(limits))


# questions


def test_the_questions_come_from_the_situation(plan_of):
    tested = plan_of("LUAD metastatic; EGFR L858R; no prior therapy")
    assert any("osimertinib" in q for q in tested.questions)
    untested = plan_of("LUAD metastatic")
    assert any(q.startswith("Should I have this test") for q in untested.questions)
    assert not any("osimertinib" in q for q in untested.questions)


def test_family_is_asked_for_until_it_is_recorded(plan_of):
    def asks(**keys):
        record = {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": ["EGFR L858R"]}], **keys}
        return any("relatives" in q for q in plan_of(record).questions)

    assert asks()
    assert not asks(family=[])


def test_a_failed_test_is_asked_about(plan_of):
    plan = plan_of({"diagnoses": [{"cancer": "LUAD", "extent": "metastatic"}],
                    "tests": [{"assay": "FoundationOne CDx", "status": "failed", "findings": []}]})  # fmt: skip
    assert any("done again" in q for q in plan.questions)


def test_a_tumour_finding_that_may_be_inherited_is_asked_about_and_an_uncertain_one_is_not(plan_of):
    assert any("BRCA1" in q for q in plan_of("HGSOC; tumour dna; BRCA1 c.68_69del pathogenic").questions)
    assert not any("BRCA2" in q for q in plan_of("HGSOC; tumour dna; BRCA2 c.4068G>A VUS").questions)


def test_what_only_a_person_can_answer_is_a_question(plan_with, rule):
    asked = rule("a", also=[{"ask": {"key": "x", "question": "Do you live near a hospital?"}}])
    assert "Do you live near a hospital?" in plan_with([asked], "LUAD; EGFR L858R").questions
    told = {"answers": {"x": True}, "diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": ["EGFR L858R"]}]}
    assert "Do you live near a hospital?" not in plan_with([asked], told).questions


def test_no_question_is_asked_twice_and_none_has_a_hole(plan_of):
    for case in ("LUAD", "IDC metastatic; ER positive; HER2 IHC 1+", "COAD metastatic; MSI-H", "MEL; BRAF V600E"):
        questions = plan_of(case).questions
        assert len(questions) == len(set(questions))
        assert questions
        assert all(q.strip().endswith("?") or q.strip().endswith(".") for q in questions)
        assert not any("{" in q or "None" in q for q in questions)


@pytest.mark.parametrize(
    ("seen", "not_seen"),
    [
        ("ERBB2 amplification", "no ERBB2 amplification"),
        ("EML4::ALK", "no ALK fusion"),
        ("EGFR exon 19 deletion", "EGFR wild type"),
        ("KIT D816V", "no KIT p.D816V"),
    ],
)
def test_every_kind_of_finding_can_be_contradicted(plan_of, seen, not_seen):
    def conflicts(first, second):
        tests = [{"kind": "tumour_dna", "findings": [first]}, {"kind": "fish", "findings": [second]}]
        return said(plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": tests}), "conflict")

    assert conflicts(seen, not_seen)
    assert not conflicts(seen, "KRAS wild type")


def test_a_negative_of_something_else_in_the_gene_is_no_conflict(plan_of):
    tests = [{"kind": "tumour_dna", "findings": ["EGFR L858R"]}, {"kind": "pcr", "findings": ["no EGFR T790M"]}]
    assert not said(plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": tests}), "conflict")


def test_two_dated_results_that_differ_are_history_and_no_conflict(plan_of):
    tests = [{"kind": "ihc", "collected": day, "findings": [f"HER2 IHC {n}"]} for day, n in (("2024-01", "0"), ("2026-01", "3+"))]
    assert not said(plan_of({"diagnoses": [{"cancer": "IDC"}], "tests": tests}), "conflict")
