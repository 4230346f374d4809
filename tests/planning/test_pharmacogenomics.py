"""Inherited metabolism in the plan: before a drug is given, in every option that has it, and for what is taken."""

from __future__ import annotations

from typing import Any

import pytest

LEFT = "COAD metastatic; side left; KRAS wild type; NRAS wild type; BRAF wild type; MSI stable; no prior therapy; age 66; ECOG 1"
TEST = "pharmacogenomics.dpyd.fluoropyrimidine.before_first_dose"


def with_fluorouracil(plan):
    return [r for r in plan.recommendations if r.effect == "sensitive" and "fluorouracil" in r.drugs]


def checks(option, status):
    return {c.rule.removeprefix("pharmacogenomics."): c for c in option.checks if c.status == status and "pharmaco" in c.rule}


def rows(plan, verdict="met"):
    found = [r for r in plan.recommendations if r.chapter == "pharmacogenomics" and r.verdict == verdict]
    return {r.rule.removeprefix("pharmacogenomics."): r for r in found}


def due(plan):
    return {t.test: t for t in plan.tests_due}


def record(**more: Any) -> dict[str, Any]:
    return {"diagnoses": [{"id": "dx1", "cancer": "COAD", "stage": "IV", "extent": "metastatic"}]} | more


def germline(*findings: str) -> dict[str, Any]:
    return {"kind": "germline_dna", "findings": list(findings)}


def test_without_a_dpyd_result_every_option_with_a_fluoropyrimidine_asks_for_it_and_it_is_due_first(plan_of):
    plan = plan_of(LEFT)
    options = with_fluorouracil(plan)
    assert options
    for option in options:
        open_ = checks(option, "unchecked")
        assert "dpyd.fluoropyrimidine.before_first_dose" in open_
        assert not any(name.startswith("dpyd") for name in checks(option, "problem"))
    assert due(plan)["dpyd"].first
    assert "first dose" in due(plan)["dpyd"].why
    bodies = open_["dpyd.fluoropyrimidine.before_first_dose"].bodies
    assert {b.by for b in bodies} >= {"FDA", "CPIC", "DPWG"}
    assert all(b.version and b.on for b in bodies)


@pytest.mark.parametrize(
    "result",
    [
        "DPYD indeterminate",
        "DPYD rs3918290 C/C",
        "DPYD c.1905+1G>A wild type",
    ],
)
def test_a_result_that_does_not_settle_it_is_not_normal(plan_of, result):
    """A partial panel, an indeterminate result: the test stays due."""
    plan = plan_of(record(tests=[germline(result)]))
    assert "dpyd" in due(plan)
    assert not rows(plan)


def test_a_test_that_was_done_without_its_result_in_the_record_does_not_count(plan_of):
    plan = plan_of(record(tests=[{"kind": "germline_dna", "assay": "DPYD genotyping", "findings": []}]))
    assert "dpyd" in due(plan)


def test_a_normal_result_closes_the_check_and_says_so(plan_of):
    plan = plan_of(f"{LEFT}; germline test; DPYD normal metabolizer")
    assert "dpyd" not in due(plan)
    for option in with_fluorouracil(plan):
        assert checks(option, "done")["dpyd.fluoropyrimidine.before_first_dose"].because == ("DPYD normal metabolizer",)
        assert not any(name.startswith("dpyd") for name in checks(option, "problem"))


def test_an_intermediate_metabolizer_gets_a_dose_in_the_option_which_may_still_rank_first(plan_of):
    plain, reduced = plan_of(LEFT), plan_of(f"{LEFT}; germline test; DPYD *1/*2A")
    assert [r.drugs for r in with_fluorouracil(plain)] == [r.drugs for r in with_fluorouracil(reduced)]
    problem = checks(with_fluorouracil(reduced)[0], "problem")["dpyd.fluoropyrimidine.intermediate"]
    assert problem.effect == "dose"
    assert not problem.against
    assert {b.by for b in problem.bodies} == {"CPIC", "DPWG", "FDA", "EMA"}


def test_a_poor_metabolizer_is_warned_in_every_option_and_beside_them(plan_of):
    plan = plan_of(f"{LEFT}; germline test; DPYD *2A/*2A")
    for option in with_fluorouracil(plan):
        problem = checks(option, "problem")["dpyd.fluoropyrimidine.poor"]
        assert problem.against
        assert "*2A/*2A" in " ".join(problem.because)
    assert rows(plan)["dpyd.fluoropyrimidine.poor"].effect == "avoid"
    free = [r for r in plan.recommendations if r.effect == "sensitive" and not any(c.against for c in r.checks)]
    harmed = [r for r in plan.recommendations if r.effect == "sensitive" and any(c.against for c in r.checks)]
    assert not free or max(r.rank for r in free) < min(r.rank for r in harmed)


@pytest.mark.parametrize(
    ("results", "rule"),
    [
        (["DPYD c.2846A>T het", "DPYD c.1905+1G>A het"], "dpyd.fluoropyrimidine.poor_score_half"),
        (["DPYD activity score 0.5"], "dpyd.fluoropyrimidine.poor_score_half"),
        (["DPYD activity score 0"], "dpyd.fluoropyrimidine.poor"),
        (["DPYD HapB3 het"], "dpyd.fluoropyrimidine.intermediate"),
        (["DPYD activity score 1"], "dpyd.fluoropyrimidine.intermediate"),
        (["DPYD normal metabolizer", "DPYD poor metabolizer"], "dpyd.fluoropyrimidine.poor"),
    ],
)
def test_activity_scores_stay_apart_and_of_two_reports_the_cautious_one_speaks(plan_of, results, rule):
    found = [name for name in rows(plan_of(record(tests=[germline(*results)]))) if name.startswith("dpyd")]
    assert found == [rule]


def test_two_reports_that_differ_are_also_a_conflict(plan_of):
    plan = plan_of(record(tests=[germline("DPYD *1/*2A"), germline("DPYD normal metabolizer")]))
    assert any(limit.kind == "conflict" and "DPYD" in limit.says for limit in plan.limits)
    assert "dpyd.fluoropyrimidine.intermediate" in rows(plan)


def test_the_tag_of_hapb3_without_its_cause_asks_for_no_dose(plan_of):
    tests = [{"kind": "germline_dna", "genome": "GRCh38", "genotypes": ["1:97573863 C>T 0/1", "1:97579893 G>. 0/0"]}]
    plan = plan_of(record(tests=tests))
    assert not rows(plan)
    assert "dpyd" in due(plan)


def test_a_variant_of_a_tumour_file_is_confirmed_in_blood_and_never_used(plan_of):
    plan = plan_of(record(tests=[{"kind": "tumour_dna", "findings": ["DPYD c.1905+1G>A"]}]))
    assert rows(plan)["dpyd.seen_in_tumour.harmful"].effect == "urgent"
    assert not any(name.startswith("dpyd.fluoropyrimidine") for name in rows(plan))
    assert due(plan)["dpyd"].first
    settled = plan_of(record(tests=[{"kind": "tumour_dna", "findings": ["DPYD c.1905+1G>A"]}, germline("DPYD *1/*1")]))
    assert not any(name.startswith("dpyd.seen_in_tumour") for name in rows(settled))


def test_what_is_taken_is_spoken_of_though_no_option_names_it(plan_of):
    taken = [{"drugs": ["FOLFIRI"], "ongoing": True, "start": "2026-11-01"}]
    plan = plan_of(record(therapies=taken, tests=[germline("UGT1A1 *28/*28")]))
    assert rows(plan)["ugt1a1.irinotecan.poor"].drugs == ("irinotecan",)
    assert "dpyd" in due(plan)
    over = [{"drugs": ["capecitabine"], "end": "2020-01-01"}]
    lung = {"diagnoses": [{"id": "dx1", "cancer": "LUAD"}]}
    assert "dpyd" not in due(plan_of(lung | {"therapies": over}))
    assert not rows(plan_of(lung | {"therapies": over, "tests": [germline("DPYD *1/*2A")]}))
    assert rows(plan_of(lung | {"therapies": [{"drugs": ["capecitabine"]}], "tests": [germline("DPYD *1/*2A")]}))
    assert "dpyd" not in due(plan_of(lung | {"therapies": [{"drugs": ["capecitabine"]}]}))  # it may be long over


def test_with_several_diagnoses_it_is_said_of_the_person_once(plan_of):
    two = [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "PRAD"}]
    plan = plan_of({"diagnoses": two, "medications": [{"drug": "codeine"}], "tests": [germline("CYP2D6 *4/*4")]})
    found = [r for r in plan.recommendations if r.rule == "pharmacogenomics.cyp2d6.codeine_tramadol.poor"]
    assert [r.diagnosis for r in found] == [None]


@pytest.mark.parametrize(
    ("medicine", "rule"),
    [("paroxetine", "cyp2d6.tamoxifen.strong_inhibitor"), ("duloxetine", "cyp2d6.tamoxifen.moderate_inhibitor")],
)
def test_a_medicine_that_blocks_the_enzyme_is_said_whatever_the_genotype(plan_of, medicine, rule):
    woman = {"sex": "female", "diagnoses": [{"id": "dx1", "cancer": "IDC"}], "tests": [germline("CYP2D6 *1/*1")]}
    taken = {"therapies": [{"drugs": ["tamoxifen"], "ongoing": True}]}
    plan = plan_of(woman | taken | {"medications": [{"drug": medicine}]})
    assert rule in rows(plan)
    assert not any(name.startswith("cyp2d6.tamoxifen") for name in rows(plan_of(woman | taken | {"medications": []})))


@pytest.mark.parametrize(
    ("results", "rule"),
    [
        (["TPMT *1/*3A", "NUDT15 *1/*3"], "thiopurine.both_intermediate"),
        (["TPMT *1/*3A", "NUDT15 *1/*1"], "thiopurine.tpmt_intermediate"),
        (["TPMT *1/*1", "NUDT15 *1/*3"], "thiopurine.nudt15_intermediate"),
        (["TPMT *3A/*3A", "NUDT15 *1/*3"], "thiopurine.tpmt_poor"),
        (["TPMT *1/*3A", "NUDT15 *3/*3"], "thiopurine.nudt15_poor"),
        (["TPMT *1/*1", "NUDT15 *1/*1"], None),
    ],
)
def test_both_genes_of_thiopurines_are_read_together(plan_of, results, rule):
    plan = plan_of({"diagnoses": [{"id": "dx1", "cancer": "BLL"}], "tests": [germline(*results)]})
    assert [name for name in rows(plan) if name.startswith("thiopurine")] == ([rule] if rule else [])
    assert "tpmt_nudt15" not in due(plan)


def test_one_of_the_two_genes_is_not_enough(plan_of):
    plan = plan_of({"diagnoses": [{"id": "dx1", "cancer": "BLL"}], "tests": [germline("TPMT *1/*1")]})
    assert "tpmt_nudt15" in due(plan)


def test_g6pd_by_sex(plan_of):
    leukaemia = {"diagnoses": [{"id": "dx1", "cancer": "BLL"}]}
    man = plan_of(leukaemia | {"sex": "male", "tests": [germline("G6PD Mediterranean hemizygous")]})
    assert rows(man)["g6pd.urate_oxidase.deficient"].effect == "avoid"
    woman = plan_of(leukaemia | {"sex": "female", "tests": [germline("G6PD A-/B")]})
    assert "g6pd.urate_oxidase.deficient" not in rows(woman)
    assert "enzyme was measured" in rows(woman)["g6pd.urate_oxidase.variable"].says
    taken = {"medications": [{"drug": "rasburicase"}]}
    assert "g6pd" in due(plan_of(leukaemia | taken | {"sex": "female", "tests": [germline("G6PD A-/B")]}))
    assert "g6pd" not in due(plan_of(leukaemia | taken | {"sex": "male", "tests": [germline("G6PD normal")]}))


def test_the_first_screen_says_the_dose_and_the_detail_says_who_says_so(plan_of):
    from oncoplan.report.text import text

    taken = [{"drugs": ["FOLFIRI"], "ongoing": True}]
    page = text(plan_of(record(therapies=taken, tests=[germline("UGT1A1 *28/*28")])), width=100)
    first, _, detail = page.partition("---- Detail")
    assert "! DOSE: UGT1A1 poor metabolizer" in first
    assert "DPWG (2022 guideline, 2022-11)" in detail
    assert "because: UGT1A1 *28/*28: poor metabolizer" in detail


def test_what_must_not_be_given_is_no_option_to_the_person_and_the_first_screen_says_so_before_the_label(plan_of):
    from oncoplan.report.letter import letter
    from oncoplan.report.text import text

    poor = plan_of(f"{LEFT}; germline test; DPYD *2A/*2A")
    first = text(poor, width=100).partition("---- Detail")[0]
    assert "* NOT AS IT STANDS: panitumumab + fluorouracil" in first
    assert "! avoid" in first
    options, _, careful = letter(poor).partition("## What to be careful about")
    assert "fluorouracil" not in options.partition("## Options to talk about")[2]
    assert "Your body cannot clear 5-FU chemo" in careful
    assert "fluorouracil + leucovorin + oxaliplatin right for me" not in careful
    slow = letter(plan_of(f"{LEFT}; germline test; DPYD *1/*2A"))  # a dose that is known can be given
    assert "fluorouracil" in slow.partition("## Options to talk about")[2].partition("## What to be careful about")[0]


def test_what_is_taken_against_a_result_leads_the_first_screen_and_is_said_there_once(plan_of):
    from oncoplan.report.text import text

    man = {"sex": "male", "diagnoses": [{"id": "dx1", "cancer": "BLL"}], "tests": [germline("G6PD A- 202A_376G hemizygous")]}
    first = text(plan_of(man | {"medications": [{"drug": "rasburicase"}]}), width=100).partition("---- Detail")[0]
    lines = first.splitlines()
    assert lines[lines.index("BOTTOM LINE") + 1].startswith("! Takes rasburicase: G6PD deficiency")
    assert first.count("G6PD deficiency: rasburicase") == 1
    not_taken = text(plan_of(man), width=100).partition("---- Detail")[0]
    assert "Takes" not in not_taken
    assert "AVOID" in not_taken


def test_a_harmful_variant_of_a_tumour_is_urgent_where_a_fluoropyrimidine_is_usual_and_a_common_harmless_one_is_nothing(plan_of):
    def of(cancer: str, change: str):
        tests = [{"kind": "tumour_dna", "findings": [f"DPYD {change}"]}]
        return rows(plan_of({"diagnoses": [{"id": "dx1", "cancer": cancer}], "tests": tests}))

    assert of("COAD", "c.1679T>G")["dpyd.seen_in_tumour.harmful"].effect == "urgent"
    assert list(of("LUAD", "c.1679T>G")) == ["dpyd.seen_in_tumour.confirm_in_blood"]
    assert list(of("COAD", "p.R21Q")) == ["dpyd.seen_in_tumour.confirm_in_blood"]
    assert not of("COAD", "p.C29R")


def test_a_treatment_that_is_planned_still_waits_for_its_test(plan_of):
    cancer = [{"id": "dx1", "cancer": "PAAD", "extent": "metastatic"}]
    planned = plan_of({"diagnoses": cancer, "therapies": [{"drugs": ["FOLFIRINOX"], "start": "2026-12-10"}]})
    assert due(planned)["dpyd"].first
    begun = plan_of({"diagnoses": cancer, "therapies": [{"drugs": ["FOLFIRINOX"], "start": "2026-10-10", "ongoing": True}]})
    assert "dpyd" in due(begun)
    assert not due(begun)["dpyd"].first


def test_a_partial_panel_says_that_it_could_be_worse(plan_of):
    partial = rows(plan_of(record(tests=[germline("DPYD c.1905+1G>A het")])))["dpyd.fluoropyrimidine.intermediate"]
    assert any("at best: not everything was read" in reason.says for reason in partial.because)
    stated = rows(plan_of(record(tests=[germline("DPYD *1/*2A")])))["dpyd.fluoropyrimidine.intermediate"]
    assert not any("at best" in reason.says for reason in stated.because)
    worst = rows(plan_of(record(tests=[germline("DPYD c.1905+1G>A homozygous")])))["dpyd.fluoropyrimidine.poor"]
    assert not any("at best" in reason.says for reason in worst.because)


def test_what_is_usual_in_one_of_two_cancers_and_taken_is_said_once(plan_of):
    two = [{"id": "a", "cancer": "IDC"}, {"id": "b", "cancer": "COAD"}]
    taken = [{"drugs": ["capecitabine"], "for": "b", "ongoing": True}]
    plan = plan_of({"diagnoses": two, "therapies": taken, "tests": [germline("DPYD *1/*2A")]})
    (row,) = [r for r in plan.recommendations if r.rule == "pharmacogenomics.dpyd.fluoropyrimidine.intermediate"]
    assert row.also == ()
    assert any(reason.says == "Takes capecitabine" for reason in row.because)
