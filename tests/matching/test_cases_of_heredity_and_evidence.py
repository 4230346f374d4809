"""Hard cases 35 to 47: what an option needs beside its gene; heredity, clonal blood, withdrawals, the sign of evidence.

Each has broken a tool in the field. The records and the expectations are our own.
"""

from __future__ import annotations

import pytest
from matching_plans import PARP, UNTREATED, after, against, breast, dna, due, limits, met, offered, on_label, options, rests_on

from oncoplan.criteria.alteration import alteration

# 35, 36: breast, hormone receptor positive

HR_POSITIVE = ("ER 90%", "PR 60%", "HER2 IHC 0")
ENDOCRINE = {
    "therapies": [{"drugs": ["letrozole", "palbociclib"], "setting": "metastatic", "outcome": ["progression"],
                   "start": "2024-01-01", "end": "2026-06-01"}],
    "complete": ["therapies"], "sex": "female", "menopause": "post", "age": 60,
}  # fmt: skip


def test_35_pik3ca_counts_on_label_only_with_hormone_receptors_and_without_her2(plan_of):
    plan = plan_of(breast("PIK3CA E545K", *HR_POSITIVE, **ENDOCRINE))
    assert on_label(plan, "alpelisib", "fulvestrant")
    assert on_label(plan, "capivasertib", "fulvestrant")
    for wrong in (("ER negative", "PR negative", "HER2 IHC 0"), ("ER 90%", "PR 60%", "HER2 IHC 3+")):
        other = plan_of(breast("PIK3CA E545K", *wrong, **ENDOCRINE))
        for drug in ("alpelisib", "capivasertib", "inavolisib"):
            assert not met(other, drug), (drug, wrong)
            assert not on_label(other, drug), (drug, wrong)


def test_35_each_drug_has_its_own_list_of_changes(plan_of):
    plan = plan_of(breast("PIK3CA N345K", *HR_POSITIVE, **ENDOCRINE))
    assert on_label(plan, "capivasertib", "fulvestrant")
    assert not on_label(plan, "alpelisib")


def test_35_unknown_receptors_leave_it_open(plan_of):
    plan = plan_of(breast("PIK3CA E545K", **ENDOCRINE))
    assert not met(plan, "alpelisib")
    assert any(t.startswith(("er_pr", "her2", "hormone")) for t in due(plan))


def test_35_inavolisib_has_its_own_setting(plan_of):
    record = {**ENDOCRINE, "therapies": [{"drugs": ["letrozole"], "setting": "adjuvant", "outcome": ["progression"],
                                          "start": "2024-01-01", "end": "2026-09-01"}]}  # fmt: skip
    plan = plan_of(breast("PIK3CA H1047R", *HR_POSITIVE, **record))
    assert options(plan, "inavolisib", "palbociclib", "fulvestrant")
    assert not options(plan, "inavolisib", only=True)


@pytest.mark.parametrize(("finding", "label"), [("ESR1 D538G", True), ("ESR1 S432L", True), ("ESR1 V422del", False)])
def test_36_each_esr1_change_against_the_definition_of_the_companion_test(plan_of, finding, label):
    plan = plan_of(breast(finding, *HR_POSITIVE, **ENDOCRINE))
    assert on_label(plan, "elacestrant") == label


def test_36_an_esr1_amplification_is_no_mutation(plan_of):
    plan = plan_of(breast("ESR1 amplification", *HR_POSITIVE, **ENDOCRINE))
    assert not met(plan, "elacestrant")
    assert not met(plan, "imlunestrant")


# 37 to 39: BRCA


@pytest.mark.parametrize("finding", ["tumour dna; BRCA2 VUS", "germline test; BRCA2 c.4068G>A VUS", "BRCA2 T1354M VUS"])
def test_37_an_uncertain_variant_is_no_reason_to_act(plan_of, finding):
    prior = "only prior carboplatin+paclitaxel response metastatic"
    plan = plan_of(f"HGSOC metastatic; {prior}; {finding}")
    without = plan_of(f"HGSOC metastatic; {prior}")
    acted = [r for r in rests_on(plan, "BRCA2") if r.effect in ("sensitive", "screen", "urgent")]
    assert acted == []
    assert all("no basis" in r.says for r in rests_on(plan, "BRCA2") if r.effect == "refer")
    assert [r.rule for r in options(plan)] == [r.rule for r in options(without)]
    assert not any("reversion" in c.rule for r in plan.recommendations for c in r.cautions)
    assert not any("BRCA2" in q for q in plan.questions)


def test_37_a_pathogenic_one_is(plan_of):
    record = dna("HGSOC", "germline BRCA2 c.5946del pathogenic", **after(("carboplatin", "paclitaxel")))
    record["therapies"][0].update(outcome=["response"], end="2026-10-15")
    assert offered(plan_of(record)) & set(PARP)


def test_38_a_reversion_speaks_against_parp_inhibitors_and_platinum(plan_of):
    prior = after(("carboplatin", "paclitaxel"), "olaparib")
    record = dna("HGSOC", "germline BRCA1 c.68_69del pathogenic", "BRCA1 reversion", **prior)
    plan = plan_of(record)
    assert any(c.verdict == "met" for r in options(plan, "olaparib") for c in r.cautions) or against(plan, "olaparib")
    assert against(plan, "carboplatin") or against(plan, "olaparib")


def test_38_a_deletion_that_may_restore_the_frame_is_suspected(plan_of):
    record = dna("HGSOC", "germline BRCA1 c.68_69del pathogenic", "somatic BRCA1 p.E23_V27del",
                 **after(("carboplatin", "paclitaxel"), "olaparib"))  # fmt: skip
    plan = plan_of(record)
    told = [r for r in plan.recommendations if "reversion" in r.rule] + [
        c for r in plan.recommendations for c in r.cautions if "reversion" in c.rule
    ]
    assert told


def test_39_tumour_only_data_leave_the_origin_open(plan_of):
    finding = {"gene": "BRCA1", "change": "c.68_69del", "vaf": 0.5, "classification": "pathogenic"}
    plan = plan_of(breast(finding, "ER negative", "PR negative", "HER2 IHC 0", **after(("paclitaxel",))))
    for drug in ("olaparib", "talazoparib"):
        assert options(plan, drug), drug
        assert not met(plan, drug), drug
        assert not on_label(plan, drug)
    assert any("germline" in t for t in due(plan))
    assert any("BRCA1" in q and "family" in q for q in plan.questions)


def test_39_in_prostate_cancer_the_label_does_not_ask_for_the_germline(plan_of):
    finding = {"gene": "BRCA2", "change": "c.5946del", "classification": "pathogenic"}
    record = dna("PRAD", finding, dx={"features": ["castration-resistant"]}, **after(("enzalutamide",)))
    assert options(plan_of(record), "olaparib")


# 40, 41


IMMUNE = {"pembrolizumab", "nivolumab", "ipilimumab", "dostarlimab"}


def test_40_msi_low_is_stable(plan_of):
    plan = plan_of(dna("COAD", "MSI-L", **UNTREATED))
    assert not any(r.drugs and set(r.drugs) & IMMUNE for r in met(plan))


def test_40_a_conflict_is_to_be_repeated_and_the_option_stays(plan_of):
    plan = plan_of(dna("COAD", "MSS", "dMMR", **UNTREATED))
    assert "repeat" in limits(plan)
    assert any(x.kind == "conflict" for x in plan.limits)
    assert offered(plan) & IMMUNE
    assert on_label(plan_of(dna("COAD", "MSI-H", **UNTREATED)), "pembrolizumab", only=True)


def test_41_an_exact_neutral_entry_stops_the_category(facts, plan_of):
    found = facts("COAD; RNF43 G659Vfs*41")
    assert not alteration(found, gene=("RNF43",), any_of=("loss of function",)).is_met
    assert not alteration(found, gene=("RNF43",), any_of=("oncogenic",)).is_met
    plan = plan_of("COAD metastatic; RNF43 G659Vfs*41")
    assert "neutral" in (plan.findings[0].effect or "")
    assert not met(plan)


def test_41_another_truncation_is_a_loss_of_function(facts):
    assert alteration(facts("COAD; RNF43 R132*"), gene=("RNF43",), any_of=("loss of function",)).is_met


# 42: one locus, two proteins


def test_42_cdkn2a_by_coordinate_speaks_of_both_proteins(plan_of):
    """c.238C>T of p16 is R80*; in the other frame it is P94L of p14ARF."""
    plan = plan_of("MEL; 9:g.21971121G>A (GRCh38)")
    (finding,) = plan.findings
    assert finding.gene == "CDKN2A"
    assert "R80" in finding.text
    assert "p14" in finding.says


# 43: clonal haematopoiesis


def plasma(cancer, *findings, **record):
    return dna(cancer, *findings, test={"kind": "ctdna", "assay": "Guardant360 CDx"}, **record)


@pytest.mark.parametrize("finding", ["JAK2 V617F", "DNMT3A R882H", "TET2 Q1523*", "ATM R3008C", "CHEK2 I157T"])
def test_43_a_blood_gene_in_plasma_may_come_from_blood_cells(plan_of, finding):
    plan = plan_of(plasma("PRAD", finding, **after(("enzalutamide",))))
    assert met(plan) == []


@pytest.mark.parametrize("finding", ["ATM R3008C", "CHEK2 c.1100del", "BRCA2 c.5946del pathogenic"])
def test_43_no_parp_inhibitor_until_the_white_cells_are_shown_negative(plan_of, finding):
    record = plasma("PRAD", finding, dx={"features": ["castration-resistant"]}, **after(("enzalutamide",)))
    plan = plan_of(record)
    assert not any(met(plan, drug) for drug in PARP)


# 44: a pharmacogene in a tumour file


def test_44_a_pharmacogene_from_a_tumour_is_neither_used_nor_dropped(plan_of):
    plan = plan_of(dna("COAD", "DPYD c.1905+1G>A", "MSS", **UNTREATED))
    assert any(f.gene == "DPYD" for f in plan.findings)
    told = due(plan) | {c.test for r in plan.recommendations for c in r.checks if c.status != "done"}
    assert "dpyd" in told or "DPYD" in limits(plan)
    assert not any(r.effect == "dose" and r.verdict == "met" for r in plan.recommendations)


# 45: an organ for a histology


def test_45_an_organ_is_no_histology(plan_of):
    plan = plan_of(dna("LUNG", "EGFR L858R", **UNTREATED))
    assert options(plan, "osimertinib")
    assert not met(plan, "osimertinib")
    assert not any(r.on_label for r in options(plan, "osimertinib"))
    assert "histology_review" in due(plan)
    small = plan_of(dna("SCLC", "EGFR L858R", **UNTREATED))
    assert not any(r.on_label is not False for r in options(small, "osimertinib"))


# 46: withdrawn drugs


EXON_20 = dna("LUAD", "EGFR exon 20 insertion", **after(("carboplatin", "pemetrexed")))


def test_46_a_withdrawn_drug_is_an_option_only_before_its_withdrawal(plan_of):
    assert not options(plan_of(EXON_20), "mobocertinib")


def test_46_a_plan_dated_before_the_withdrawal_may_show_it(plan_of):
    assert options(plan_of(EXON_20, as_of="2022-01-15"), "mobocertinib")
    assert not options(plan_of(EXON_20, as_of="2021-01-15"), "mobocertinib")


def test_46_what_was_approved_later_is_not_shown_earlier(plan_of):
    assert not options(plan_of(EXON_20, as_of="2020-06-01"), "amivantamab")
    assert not options(plan_of(EXON_20, as_of="2023-06-01"), "sunvozertinib")


@pytest.mark.parametrize(
    ("cancer", "finding", "drug"),
    [("CHOL", "FGFR2::BICC1", "infigratinib"), ("THME", "RET M918T", "pralsetinib"), ("FL", "EZH2 Y646N", "tazemetostat")],
)
def test_46_withdrawn_indications_are_no_options_today(plan_of, cancer, finding, drug):
    assert not any(r.on_label is not False for r in options(plan_of(dna(cancer, finding, **after(("cisplatin",)))), drug))


def test_46_a_safety_withdrawal_is_an_avoid_for_a_person_on_the_drug(plan_of):
    record = dna("FL", "EZH2 Y646N", therapies=[{"drugs": ["tazemetostat"], "ongoing": True}])
    assert against(plan_of(record), "tazemetostat")


# 47: the sign of evidence


def test_47_evidence_that_does_not_support_is_never_support(plan_of):
    plan = plan_of("BLL; JAK2 V617F")
    assert not [r for r in plan.recommendations if r.effect in ("supports", "sensitive") and "JAK2" in str(r.because)]
