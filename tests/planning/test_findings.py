"""What the tests found, one line each."""

from __future__ import annotations


def one(plan_of, finding, **test):
    (found,) = plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": [finding], **test}]}).findings
    return found


def test_a_small_change_with_what_was_measured(plan_of):
    found = one(plan_of, {"gene": "EGFR", "change": "p.L858R", "vaf": 0.231, "origin": "somatic"})
    assert (found.text, found.gene, found.kind, found.origin, found.test) == ("EGFR L858R", "EGFR", "missense", "somatic", 0)
    assert "23.1%" in found.says
    assert found.effect == "oncogenic"


def test_a_copy_number_is_said(plan_of):
    found = one(plan_of, {"gene": "MET", "change": "amplification", "copies": 14})
    assert found.kind == "amplification"
    assert "14" in found.says


def test_what_the_laboratory_called_it_is_kept(plan_of):
    found = one(plan_of, "BRCA2 c.4068G>A VUS")
    assert "VUS" in found.says
    assert found.effect == "VUS"


def test_a_germline_test_makes_a_germline_finding(plan_of):
    assert one(plan_of, "BRCA2 c.5946del pathogenic", kind="germline_dna").origin == "germline"
    assert one(plan_of, "BRCA2 c.5946del pathogenic", kind="tumour_dna").origin is None


def test_a_marker_and_a_negative_are_findings_too(plan_of):
    assert one(plan_of, "PD-L1 TPS 60%").kind == "marker"
    negative = one(plan_of, "KRAS wild type")
    assert (negative.kind, negative.gene) == ("negative", "KRAS")


def test_what_was_not_seen_comes_last_and_the_rest_stays_in_order(plan_of):
    record = {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": ["KRAS wild type", "TP53 R273H", "EGFR L858R"]}]}
    assert [f.text for f in plan_of(record).findings] == ["TP53 R273H", "EGFR L858R", "KRAS wild type"]


def test_the_stated_negatives_of_a_test_are_listed(plan_of):
    record = {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": [], "negative": ["ALK fusion"]}]}
    (found,) = plan_of(record).findings
    assert found.kind == "negative"
    assert "ALK" in found.text


def test_a_pending_test_has_no_findings(plan_of):
    record = {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"status": "pending", "findings": ["EGFR L858R"]}]}
    assert plan_of(record).findings == ()


def test_a_fusion_names_both_genes(plan_of):
    found = one(plan_of, "EML4::ALK")
    assert found.kind == "fusion"
    assert found.text == "EML4::ALK"


def test_a_change_of_drug_metabolism_is_not_judged_as_one_of_cancer(plan_of):
    (tumour,) = plan_of("COAD; DPYD I560S").findings
    assert tumour.effect is None
    assert "drug metabolism" in tumour.says
    assert "uncertain" not in tumour.says
