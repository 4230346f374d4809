"""Hard cases 22 to 34 and 48: fusions and what is none; brain tumours, blood, KIT.

Each has broken a tool in the field. The records and the expectations are our own.
"""

from __future__ import annotations

import pytest
from matching_plans import TRK, UNTREATED, after, against, dna, due, limits, met, on_label, options

from oncoplan.criteria.alteration import alteration

# 22 to 26, 48: fusions and what is none


@pytest.mark.parametrize("finding", ["ALK intragenic deletion", "ALK amplification", "ALK R401Q"])
def test_22_what_is_no_alk_fusion_opens_no_alk_inhibitor(plan_of, finding):
    plan = plan_of(dna("LUAD", finding, **UNTREATED))
    for drug in ("alectinib", "brigatinib", "lorlatinib", "ceritinib", "ensartinib"):
        assert not met(plan, drug), drug
        assert not on_label(plan, drug), drug


@pytest.mark.parametrize("finding", ["NTRK1 R119H", "NTRK1 amplification", "NTRK3 G623R"])
def test_23_what_is_no_ntrk_fusion_opens_no_trk_inhibitor(plan_of, finding):
    plan = plan_of(dna("LUAD", finding, **UNTREATED))
    assert not any(met(plan, drug) or on_label(plan, drug) for drug in TRK)


NO_ALTERNATIVE = {"answers": {"no_satisfactory_alternative": True}}


@pytest.mark.parametrize("cancer", ["SOFT_TISSUE", "COAD", "THPA", "SACA", "LUAD", "GB"])
def test_24_an_ntrk_fusion_counts_in_any_solid_cancer(plan_of, cancer):
    plan = plan_of(dna(cancer, "ETV6::NTRK3", **after(("doxorubicin",)), **NO_ALTERNATIVE))
    for drug in TRK:
        assert any(r.on_label is not False for r in options(plan, drug)), drug


@pytest.mark.parametrize("cancer", ["AML", "BLL", "DLBCLNOS"])
def test_24_and_not_in_a_blood_cancer(plan_of, cancer):
    plan = plan_of(dna(cancer, "ETV6::NTRK3", **after(("cytarabine",)), **NO_ALTERNATIVE))
    assert not any(options(plan, drug) for drug in TRK)


@pytest.mark.parametrize("finding", ["SLC34A2::ROS1", "CD74::ROS1", "ROS1 fusion", "WNK1::ROS1"])
def test_25_a_ros1_fusion_counts_with_any_partner(plan_of, finding):
    plan = plan_of(dna("LUAD", finding, **UNTREATED))
    for drug in ("crizotinib", "entrectinib", "repotrectinib", "taletrectinib"):
        assert on_label(plan, drug), drug


def test_25_a_reversed_fusion_is_to_be_confirmed(plan_of):
    plan = plan_of(dna("LUAD", "ROS1::SLC34A2", **UNTREATED))
    (finding,) = plan.findings
    told = f"{finding.says} {limits(plan)} {' '.join(m.says for r in plan.recommendations for m in r.missing)}"
    assert options(plan, "crizotinib")
    assert "confirm" in told
    assert "rna_fusion_panel" in due(plan) or "ros1_fusion" in due(plan)


def test_26_an_nrg1_deletion_is_no_fusion(plan_of):
    plan = plan_of(dna("LUAD", "NRG1 deletion", **after(("carboplatin", "pemetrexed"))))
    assert not options(plan, "zenocutuzumab")


def test_26_an_nrg1_fusion_is(plan_of):
    plan = plan_of(dna("LUAD", "CD74::NRG1", **after(("carboplatin", "pemetrexed"))))
    assert on_label(plan, "zenocutuzumab")


def test_26_dna_that_saw_no_fusion_is_no_negative(facts):
    record = dna("LUAD", test={"covers": {"genes": ["NRG1"], "kinds": ["fusion", "substitution"]}})
    assert alteration(facts(record), gene=("NRG1",), any_of=("fusion",)).is_unknown


def test_48_an_fgfr2_amplification_is_no_fusion(plan_of):
    for cancer in ("CHOL", "IHCH"):
        plan = plan_of(dna(cancer, "FGFR2 amplification", **after(("gemcitabine", "cisplatin"))))
        assert not options(plan, "pemigatinib")
        assert not options(plan, "futibatinib")


def test_48_an_fgfr2_fusion_is(plan_of):
    plan = plan_of(dna("IHCH", "FGFR2::BICC1", **after(("gemcitabine", "cisplatin"))))
    assert on_label(plan, "pemigatinib")
    assert on_label(plan, "futibatinib")


# 27: FGFR3


def test_27_only_the_named_changes_are_on_the_erdafitinib_label(plan_of):
    prior = after(("pembrolizumab", "enfortumab vedotin"))
    assert on_label(plan_of(dna("BLCA", "FGFR3 Y373C", **prior)), "erdafitinib")
    assert not on_label(plan_of(dna("BLCA", "FGFR3 Y373G", **prior)), "erdafitinib")


# 28, 29: brain tumours named by molecules


def test_28_idh_mutation_challenges_a_glioblastoma(plan_of):
    plan = plan_of("GB; IDH1 R132H")
    (line,) = [r for r in plan.recommendations if r.effect == "contradicts"][:1]
    assert line.verdict == "met"
    assert plan.recommendations[0].effect in ("contradicts", "urgent")
    assert not [r for r in plan_of("GB; IDH1 wild type").recommendations if r.effect == "contradicts"]


def test_29_a_promoter_mutation_by_coordinate_is_read(facts):
    found = facts("DIFG; TERT g.1295113G>A (GRCh38)")
    assert alteration(found, gene=("TERT",), any_of=("promoter mutation",)).is_met


def test_29_it_supports_glioblastoma_where_idh_and_h3_are_wild_type(plan_of):
    case = "DIFG; age 60; TERT c.-124C>T; IDH1 wild type; IDH2 wild type; H3-3A wild type; H3C2 wild type"
    assert any("GB" in r.suggests for r in plan_of(case).recommendations)
    assert not any("GB" in r.suggests and r.verdict == "met" for r in plan_of("DIFG; TERT c.-124C>T; IDH1 R132H").recommendations)


# 30 to 32: blood


def test_30_old_numberings_are_one_change(facts):
    for old in ("EZH2 Y641N", "EZH2 Y646N"):
        assert alteration(facts(f"DLBCLNOS; {old}"), gene=("EZH2",), any_of=("Y646N",)).is_met
    for written in ("MYD88 L265P", "MYD88 L273P", "MYD88 L252P"):
        assert alteration(facts(f"DLBCLNOS; {written}"), gene=("MYD88",), any_of=("L265P",)).is_met


def test_30_never_tazemetostat(plan_of):
    for cancer in ("DLBCLNOS", "FL", "EPIS"):
        assert not options(plan_of(dna(cancer, "EZH2 Y646N", **after(("rituximab",), ("bendamustine",)))), "tazemetostat")


@pytest.mark.parametrize("finding", ["NPM1 W288Cfs*12", "NPM1 c.860_863dup"])
def test_31_a_frameshift_may_be_a_gain_of_function(facts, plan_of, book, finding):
    assert alteration(facts(f"AML; {finding}"), gene=("NPM1",), any_of=("exon 11 frameshift", "W288Cfs*12")).is_met
    said = {d for r in book if r.then.effect == "sensitive" for d in r.then.drugs}
    plan = plan_of(dna("AML", finding, dx={"status": "relapsed"}, **after(("cytarabine", "daunorubicin"))))
    for drug in {"ziftomenib", "revumenib"} & said:
        assert options(plan, drug), drug


def test_32_a_partial_tandem_duplication_is_no_translocation(plan_of):
    plan = plan_of(dna("AML", "KMT2A partial tandem duplication", dx={"status": "relapsed"}, **after(("cytarabine",))))
    assert not options(plan, "revumenib")
    assert not options(plan, "ziftomenib")


def test_32_a_rearrangement_is(plan_of):
    plan = plan_of(dna("AML", "KMT2A rearrangement", dx={"status": "relapsed"}, **after(("cytarabine",))))
    assert options(plan, "revumenib")


# 33, 34: KIT


def test_33_d816v_is_resistant_to_imatinib(plan_of):
    plan = plan_of(dna("GIST", "KIT D816V", **UNTREATED))
    assert against(plan, "imatinib")
    assert not met(plan, "imatinib")


def test_34_a_neighbouring_allele_inherits_nothing(plan_of):
    plan = plan_of(dna("GIST", "KIT W557_K558del", "KIT V654G", **UNTREATED))
    assert not against(plan, "imatinib")


# named apart: the grade that a name says


@pytest.mark.parametrize("name", ["glioblastoma", "GBM", "ICD-O 9440/3", "Glioblastoma multiforme"])
def test_a_glioblastoma_is_of_grade_4_whatever_its_idh_genes(plan_of, name):
    plan = plan_of({"diagnoses": [{"cancer": name}], "tests": [{"kind": "tumour_dna", "findings": ["IDH1 R132H"]}]})
    assert not options(plan, "vorasidenib")
    assert against(plan, "vorasidenib")


@pytest.mark.parametrize("name", ["anaplastic astrocytoma", "AODG", "ICD-O 9401/3", "anaplastic oligodendroglioma"])
def test_an_anaplastic_glioma_is_of_grade_3(plan_of, name):
    plan = plan_of({"diagnoses": [{"cancer": name}], "tests": [{"kind": "tumour_dna", "findings": ["IDH1 R132H"]}]})
    assert not options(plan, "vorasidenib")


def test_a_grade_that_is_recorded_wins_over_the_name(plan_of):
    dx = {"cancer": "glioma", "grade": "2"}
    plan = plan_of({"diagnoses": [dx], "tests": [{"kind": "tumour_dna", "findings": ["IDH1 R132H"]}]})
    assert options(plan, "vorasidenib")


def test_the_gatekeeper_of_ntrk1_stops_larotrectinib_and_not_entrectinib(plan_of):
    plan = plan_of(dna("SARCNOS", "LMNA::NTRK1", "NTRK1 F589L", extent="metastatic", **NO_ALTERNATIVE))
    assert not options(plan, "larotrectinib")
    assert options(plan, "entrectinib")
