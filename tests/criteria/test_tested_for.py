"""A test that could see something was done and succeeded."""

from __future__ import annotations

import pytest

from oncoplan.criteria.tested_for import tested_for as was_tested_for

BOTH = ["substitution", "indel"]


def one_test(*findings, genes=("EGFR",), kinds=BOTH, kind="tumour_dna", **keys):
    covers = {"covers": {"genes": list(genes), "kinds": list(kinds)}} if genes else {}
    return {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"kind": kind, "findings": list(findings), **covers, **keys}]}


def test_a_test_that_covers_the_gene_counts_whatever_it_found(facts):
    assert was_tested_for(facts(one_test()), gene=("EGFR",)).is_met
    assert was_tested_for(facts(one_test("EGFR L858R")), gene=("EGFR",)).is_met


def test_another_gene_or_kind_does_not_count(facts):
    assert not was_tested_for(facts(one_test(genes=("KRAS",))), gene=("EGFR",)).is_met
    assert not was_tested_for(facts(one_test()), gene=("EGFR",), kinds=("amplification",)).is_met
    assert not was_tested_for(facts(one_test()), gene=("EGFR", "KRAS")).is_met


@pytest.mark.parametrize("status", ["pending", "failed", "insufficient"])
def test_a_test_without_a_result_was_not_done(facts, status):
    verdict = was_tested_for(facts(one_test(status=status)), gene=("EGFR",))
    assert verdict.is_not_met
    assert status in verdict.says


def test_nothing_recorded_is_unknown_until_the_list_is_complete(facts):
    assert was_tested_for(facts("LUAD"), gene=("EGFR",)).is_unknown
    assert was_tested_for(facts({"diagnoses": [{"cancer": "LUAD"}], "tests": []}), gene=("EGFR",)).is_not_met
    assert was_tested_for(facts("LUAD; complete tests"), gene=("EGFR",)).is_not_met


def test_a_gene_that_could_not_be_read_was_not_tested(facts):
    assert not was_tested_for(facts(one_test(failed=["EGFR"])), gene=("EGFR",)).is_met


def test_each_gene_must_have_been_read(facts):
    record = one_test(genes=("KRAS", "NRAS"), failed=["NRAS"])
    assert was_tested_for(facts(record), gene=("KRAS",)).is_met
    assert not was_tested_for(facts(record), gene=("KRAS", "NRAS")).is_met


def test_a_negative_blood_test_does_not_answer_and_a_positive_one_does(facts):
    assert not was_tested_for(facts(one_test(kind="ctdna")), gene=("EGFR",)).is_met
    assert was_tested_for(facts(one_test("EGFR L858R", kind="ctdna")), gene=("EGFR",)).is_met


@pytest.mark.parametrize(("day", "answer"), [("2026-10-01", "met"), ("2020-01-01", "not_met"), (None, "unknown")])
def test_within(facts, day, answer):
    record = one_test(**({"collected": day} if day else {}))
    assert was_tested_for(facts(record), gene=("EGFR",), within="1y").answer == answer


def test_since_progression(facts):
    def record(day):
        return {**one_test(collected=day), "diagnoses": [{"cancer": "LUAD", "events": [{"progression": "2026-06-01"}]}]}

    assert was_tested_for(facts(record("2026-07-01")), gene=("EGFR",), since="progression").is_met
    assert was_tested_for(facts(record("2026-05-01")), gene=("EGFR",), since="progression").is_not_met


def test_method_and_specimen(facts):
    blood = one_test("EGFR L858R", kind="ctdna", specimen={"type": "blood"})
    assert was_tested_for(facts(blood), gene=("EGFR",), specimen=("blood",)).is_met
    assert was_tested_for(facts(blood), gene=("EGFR",), specimen=("tissue",)).is_not_met
    assert was_tested_for(facts(blood), gene=("EGFR",), method=("tumour_dna",)).is_not_met


def test_a_germline_test_is_no_tumour_test(facts):
    record = one_test(genes=("BRCA1", "BRCA2"), kind="germline_dna")
    assert not was_tested_for(facts(record), test=("brca_tumour",)).is_met


def test_a_key_of_the_tests_vocabulary(facts):
    assert was_tested_for(facts("LUAD; PD-L1 TPS 60%"), test=("pd_l1_ihc",)).is_met
    assert was_tested_for(facts("LUAD; EGFR L858R"), test=("pd_l1_ihc",)).is_unknown
    assert was_tested_for(facts("LUAD; tumour rna; ALK fusion"), test=("alk_fusion",)).is_met


def test_one_key_of_several_is_enough(facts):
    assert was_tested_for(facts("LUAD; PD-L1 TPS 60%"), test=("alk_fusion", "pd_l1_ihc")).is_met


def test_every_key_used_here_exists(vocabulary):
    for key in ("pd_l1_ihc", "alk_fusion", "brca_tumour"):
        assert vocabulary.test(key), key


PROGRESSED = {"therapies": [{"drugs": ["osimertinib"], "outcome": ["progression"], "end": "2026-06-01"}]}


@pytest.mark.parametrize(("day", "answer"), [("2026-08-01", "met"), ("2026-01-01", "not_met"), (None, "unknown")])
def test_since_a_progression_that_a_therapy_tells(facts, day, answer):
    record = {**one_test(**({"collected": day} if day else {})), **PROGRESSED}
    assert was_tested_for(facts(record), gene=("EGFR",), since="progression").answer == answer


def test_an_undated_test_is_not_recent_though_the_progression_has_no_date_either(facts):
    record = {**one_test("EGFR T790M"), "therapies": [{"drugs": ["osimertinib"], "outcome": ["progression"]}]}
    assert was_tested_for(facts(record), gene=("EGFR",), since="progression").is_unknown


@pytest.mark.parametrize(("on", "answer"), [("2026-10-01", "met"), ("2020-01-01", "not_met"), (None, "unknown")])
def test_a_plain_result_must_be_recent_too(facts, on, answer):
    row = {"what": "CA-125", "value": 30, "unit": "U/mL", **({"on": on} if on else {})}
    found = facts({"diagnoses": [{"cancer": "OVT"}], "results": [row]})
    assert was_tested_for(found, test=("CA-125",), within="1y").answer == answer


def test_a_fusion_is_no_test_for_small_changes(facts):
    found = facts("AML; RUNX1::RUNX1T1")
    assert not was_tested_for(found, gene=("RUNX1",), kinds=("substitution",)).is_met
    assert was_tested_for(found, gene=("RUNX1",), kinds=("fusion",)).is_met
    assert not was_tested_for(facts("CML; BCR::ABL1"), gene=("ABL1",), kinds=("substitution",)).is_met
    assert was_tested_for(facts("CML; ABL1 T315I"), gene=("ABL1",), kinds=("substitution",)).is_met


def test_an_amplification_is_no_test_for_small_changes(facts):
    assert not was_tested_for(facts("BRCA; ERBB2 amplification"), gene=("ERBB2",), kinds=("substitution",)).is_met


@pytest.mark.parametrize("finding", ["MGMT promoter methylated", "MGMT promoter unmethylated"])
def test_methylation_is_its_own_test(facts, finding):
    assert was_tested_for(facts(f"GBM; {finding}"), test=("mgmt_methylation",)).is_met
    assert not was_tested_for(facts(f"GBM; {finding}"), gene=("MGMT",), kinds=("substitution",)).is_met


@pytest.mark.parametrize("finding", ["1p/19q codeletion", "no 1p/19q codeletion"])
def test_a_region_that_is_reported_was_tested(facts, finding):
    assert was_tested_for(facts(f"ODG; {finding}"), test=("1p19q",)).is_met
    assert not was_tested_for(facts("ODG; IDH1 R132H"), test=("1p19q",)).is_met
