"""Hard cases 1 to 21: one change under many names, its neighbours, resistance, protein and copies.

Each has broken a tool in the field. The records and the expectations are our own.
"""

from __future__ import annotations

import pytest
from matching_plans import (
    BRAF_ALONE,
    EGFR_TKI,
    FIRST_GENERATIONS,
    UNTREATED,
    after,
    against,
    breast,
    dna,
    due,
    met,
    offered,
    on_label,
    options,
)

from oncoplan.criteria.alteration import alteration

# 1, 2: exon 19 deletions


@pytest.mark.parametrize(
    "finding",
    [
        "EGFR E746_A750del",
        "EGFR p.Glu746_Ala750del",
        "EGFR c.2235_2249del",
        "EGFR exon 19 deletion",
        "EGFR L747_P753delinsS",
        {"gene": "EGFR", "protein": "p.L747_P753delinsS", "consequence": "protein_altering_variant"},
        {"gene": "EGFR", "protein": "p.Leu747_Pro753delinsSer", "consequence": "missense_variant"},
    ],
)
def test_01_02_an_exon_19_deletion_is_one_however_it_is_written_or_called(plan_of, finding):
    plan = plan_of(dna("LUAD", finding, **UNTREATED))
    assert next(r.drugs for r in met(plan)) == ("osimertinib",)
    for drug in EGFR_TKI:
        assert on_label(plan, drug, only=True), drug
        assert not against(plan, drug), drug
    assert "amivantamab" in offered(plan)
    assert "sunvozertinib" not in offered(plan)


# 3: exon 20 insertions


@pytest.mark.parametrize("finding", ["EGFR D770_N771insSVD", "EGFR N771_H773dup", "EGFR H773_V774insH"])
def test_03_an_exon_20_insertion_has_its_own_drugs(plan_of, finding):
    first = plan_of(dna("LUAD", finding, **UNTREATED))
    assert on_label(first, "amivantamab", "carboplatin", "pemetrexed")
    assert not met(first, "sunvozertinib")
    assert not met(first, "amivantamab", only=True)
    for drug in ("erlotinib", "gefitinib", "afatinib"):
        assert against(first, drug), drug
        assert not options(first, drug), drug
    assert not met(first, "osimertinib")
    later = plan_of(dna("LUAD", finding, **after(("carboplatin", "pemetrexed"))))
    assert on_label(later, "amivantamab", only=True)
    assert on_label(later, "sunvozertinib")


def test_03_the_exception_within_exon_20_is_sensitive(plan_of):
    plan = plan_of(dna("LUAD", "EGFR A763_Y764insFQEA", **UNTREATED))
    for drug in ("erlotinib", "gefitinib", "afatinib", "osimertinib"):
        assert not against(plan, drug), drug
    assert offered(plan) & set(EGFR_TKI)


def test_03_an_insertion_that_is_not_spelt_out_may_be_the_exception(plan_of):
    plan = plan_of(dna("LUAD", "EGFR exon 20 insertion", **UNTREATED))
    assert on_label(plan, "amivantamab", "carboplatin", "pemetrexed")
    assert not any(met(plan, drug) for drug in EGFR_TKI)
    told = [r for r in plan.recommendations if r.effect == "resistant" and "erlotinib" in r.drugs]
    assert told
    assert told[0].verdict in ("met", "unknown")


# 4, 5: resistance, per drug and per phase


def test_04_t790m_is_resistant_and_sensitive_per_drug(plan_of):
    plan = plan_of(dna("LUAD", "EGFR L858R", "EGFR T790M", **after("gefitinib")))
    assert on_label(plan, "osimertinib", only=True)
    assert not against(plan, "osimertinib")
    for drug in FIRST_GENERATIONS:
        assert against(plan, drug), drug
        assert not any(not r.cautions for r in met(plan, drug)), drug
    assert met(plan)[0].drugs[0] == "osimertinib"


def test_04_a_germline_t790m_is_a_hereditary_flag(plan_of):
    plan = plan_of("LUAD metastatic; germline test; EGFR T790M pathogenic")
    flagged = [r for r in plan.recommendations if r.chapter == "heredity" or r.effect == "refer"]
    assert flagged or any("EGFR" in q and "family" in q for q in plan.questions)


@pytest.mark.parametrize(("labels", "verdict"), [(("A", "A"), "met"), ((None, None), "unknown")])
def test_05_c797s_in_cis_leaves_no_tyrosine_kinase_inhibitor_and_an_unknown_phase_is_said(plan_of, labels, verdict):
    parts = [
        {"gene": "EGFR", "change": c, **({"phase": p} if p else {})}
        for c, p in (("p.L858R", "A"), ("p.T790M", labels[0]), ("p.C797S", labels[1]))
    ]
    plan = plan_of(dna("LUAD", *parts, **after("osimertinib")))
    assert against(plan, "osimertinib")
    assert all(against(plan, d) for d in ("erlotinib", "afatinib"))
    clean = [r for r in met(plan) if set(r.drugs) & set(EGFR_TKI) and not any(c.verdict == "met" for c in r.cautions)]
    assert clean == []
    if verdict == "unknown":
        told = [*plan.limits, *(m for r in plan.recommendations for m in (*r.missing, *r.cautions))]
        assert any("cis" in x.says or "trans" in x.says for x in told)


def test_05_in_trans_is_never_called_in_cis(facts):
    parts = [{"gene": "EGFR", "change": c, "phase": p} for c, p in (("p.T790M", "A"), ("p.C797S", "B"))]
    found = facts(dna("LUAD", *parts))
    assert alteration(found, gene=("EGFR",), any_of=("C797S",), phase="cis", with_="T790M").is_not_met


# 6, 7: one delins of two changes; an intragenic deletion without its exons


def test_06_a_delins_that_holds_s768i_has_its_evidence(plan_of):
    plan = plan_of(dna("LUAD", "EGFR S768_V769delinsIL", **UNTREATED))
    assert on_label(plan, "afatinib", only=True)
    assert not against(plan, "afatinib")


def test_07_an_intragenic_deletion_is_neither_viii_nor_a_fusion_until_its_exons_are_shown(facts, plan_of):
    found = facts("GB; EGFR intragenic deletion")
    assert alteration(found, gene=("EGFR",), any_of=("vIII",)).is_unknown
    assert not alteration(found, gene=("EGFR",), any_of=("fusion",)).is_met
    assert alteration(facts("GB; EGFR exons 2-7 deletion"), gene=("EGFR",), any_of=("vIII",)).is_met
    assert not met(plan_of("GB; EGFR intragenic deletion"))


# 8 to 13: BRAF


def test_08_colorectal_v600e_is_never_treated_with_a_braf_inhibitor_alone_or_with_a_mek_inhibitor(plan_of):
    first = plan_of(dna("COAD", "BRAF V600E", "MSS", "KRAS wild type", "NRAS wild type", **UNTREATED))
    later = plan_of(dna("COAD", "BRAF V600E", "MSS", "KRAS wild type", "NRAS wild type", **after(("FOLFOX",))))
    for plan in (first, later):
        assert not any(options(plan, drug, only=True) for drug in BRAF_ALONE)
        assert not options(plan, "dabrafenib", "trametinib")
        assert not options(plan, "vemurafenib")
        assert not options(plan, "encorafenib", "binimetinib", only=True)
    assert on_label(first, "encorafenib", "cetuximab", "fluorouracil")
    assert not met(first, "encorafenib", "cetuximab", only=True)
    assert on_label(later, "encorafenib", "cetuximab", only=True)


def test_08_mismatch_repair_comes_first(plan_of):
    assert "msi_mmr" in due(plan_of(dna("COAD", "BRAF V600E", **UNTREATED)))
    plan = plan_of(dna("COAD", "BRAF V600E", "MSI-H", **UNTREATED))
    assert met(plan)[0].drugs[0] in ("pembrolizumab", "nivolumab", "ipilimumab", "dostarlimab")


@pytest.mark.parametrize("finding", ["BRAF V600M", "BRAF V600fs", "BRAF K601E", "BRAF G469A", "BRAF D594N", "BRAF V600G"])
def test_09_11_only_v600e_and_v600k_are_on_the_labels_of_melanoma(plan_of, finding):
    plan = plan_of(dna("MEL", finding, **UNTREATED))
    for drug in (*BRAF_ALONE, "trametinib", "cobimetinib", "binimetinib"):
        assert not any(r.on_label is not False for r in options(plan, drug)), drug
    if finding in ("BRAF V600fs", "BRAF D594N"):
        assert not offered(plan) & set(BRAF_ALONE)


@pytest.mark.parametrize("finding", ["BRAF V600E", "BRAF V600K"])
def test_09_v600e_and_v600k_are(plan_of, finding):
    plan = plan_of(dna("MEL", finding, dx={"resectable": False}, **UNTREATED))
    for pair in (("dabrafenib", "trametinib"), ("encorafenib", "binimetinib"), ("vemurafenib", "cobimetinib")):
        assert on_label(plan, *pair), pair


def test_10_two_calls_of_one_codon_are_one_change(plan_of):
    plan = plan_of(dna("MEL", "BRAF c.1798G>A", "BRAF c.1799T>A", dx={"resectable": False}, **UNTREATED))
    (finding,) = [f for f in plan.findings if f.gene == "BRAF"]
    assert "V600K" in finding.text
    assert "cis" in finding.says
    assert options(plan, "dabrafenib", "trametinib")
    apart = [{"gene": "BRAF", "change": c, "phase": p} for c, p in (("c.1798G>A", "A"), ("c.1799T>A", "B"))]
    assert {f.text for f in plan_of(dna("MEL", *apart)).findings} == {"BRAF V600M", "BRAF V600E"}


def test_12_a_braf_fusion_is_no_v600(plan_of):
    plan = plan_of(dna("PAST", "KIAA1549::BRAF", age=8, **after(("carboplatin", "vincristine"))))
    assert not any(options(plan, drug, only=True) for drug in BRAF_ALONE)
    assert not options(plan, "dabrafenib", "trametinib")


def test_12_a_child_with_a_braf_fusion_may_have_tovorafenib(plan_of):
    record = {"dx": {"status": "relapsed"}, **after(("carboplatin", "vincristine"))}
    assert on_label(plan_of(dna("PAST", "KIAA1549::BRAF", age=8, **record)), "tovorafenib")
    record = {"dx": {"status": "relapsed"}, **after(("carboplatin", "vincristine"))}
    assert not on_label(plan_of(dna("PAST", "KIAA1549::BRAF", age=40, **record)), "tovorafenib")


def test_13_v600e_supports_hairy_cell_leukaemia_and_v600k_does_not(plan_of):
    yes, no = plan_of("HCL; BRAF V600E"), plan_of("HCL; BRAF V600K")
    assert any(r.effect == "supports" for r in yes.recommendations)
    assert not any(r.effect == "supports" for r in no.recommendations)


# 14 to 16: RAS


def test_14_lung_g12c_has_its_drugs_and_g12d_has_not(plan_of):
    plan = plan_of(dna("LUAD", "KRAS G12C", **after(("carboplatin", "pemetrexed", "pembrolizumab"))))
    assert on_label(plan, "sotorasib")
    assert on_label(plan, "adagrasib")
    for other in ("KRAS G12D", "KRAS G12V", "KRAS G13C", "KRAS Q61H"):
        plan = plan_of(dna("LUAD", other, **after(("carboplatin", "pemetrexed"))))
        assert not offered(plan) & {"sotorasib", "adagrasib"}, other


@pytest.mark.parametrize("finding", ["KRAS G12D", "KRAS Q61H", "KRAS A146T", "NRAS Q61K", "KRAS G13D"])
def test_15_any_ras_mutation_of_colorectal_cancer_speaks_against_egfr_antibodies(plan_of, finding):
    plan = plan_of(dna("COAD", finding, "MSS", dx={"side": "left"}, **UNTREATED))
    assert not offered(plan) & {"sotorasib", "adagrasib"}
    for drug in ("cetuximab", "panitumumab"):
        assert against(plan, drug), drug
        assert not met(plan, drug), drug


def test_15_colorectal_g12c_is_treated_with_an_egfr_antibody_beside_its_inhibitor(plan_of):
    plan = plan_of(dna("COAD", "KRAS G12C", "MSS", **after(("FOLFOX",), ("FOLFIRI",))))
    assert options(plan, "adagrasib", "cetuximab") or options(plan, "sotorasib", "panitumumab")
    assert not met(plan, "cetuximab", only=True)
    assert not met(plan, "panitumumab", only=True)


def test_16_kras_alone_does_not_open_egfr_antibodies(plan_of):
    panel = {"covers": {"genes": ["KRAS"], "kinds": ["substitution", "indel"]}}
    plan = plan_of(dna("COAD", "KRAS wild type", test=panel, **UNTREATED))
    assert not met(plan, "cetuximab")
    assert not met(plan, "panitumumab")
    waiting = due(plan)
    assert waiting & {"nras_mutation", "ras_mutation", "ras_braf", "ras_extended"} or any("nras" in t for t in waiting)
    assert any("braf" in t for t in waiting) or "tumour_ngs_panel" in waiting
    assert "msi_mmr" in waiting


def test_16_the_whole_of_ras_and_braf_wild_type_on_the_left_opens_them(plan_of):
    clean = ("KRAS wild type", "NRAS wild type", "BRAF wild type", "MSS")
    left = plan_of(dna("COAD", *clean, dx={"side": "left"}, **UNTREATED))
    assert options(left, "cetuximab")
    assert options(left, "panitumumab")
    right = plan_of(dna("COAD", *clean, dx={"side": "right"}, **UNTREATED))
    leading = met(right)[0].drugs if met(right) else ()
    assert not set(leading) & {"cetuximab", "panitumumab"} or against(right, "cetuximab")


# 17, 18: HER2


def test_17_a_her2_mutation_of_lung_is_no_amplification(plan_of):
    plan = plan_of(dna("LUAD", "ERBB2 A775_G776insYVMA", **after(("carboplatin", "pemetrexed"))))
    for drug in ("trastuzumab deruxtecan", "zongertinib", "sevabertinib"):
        assert on_label(plan, drug), drug
    assert not met(plan, "trastuzumab")
    assert not met(plan, "tucatinib")
    assert not met(plan, "pertuzumab")
    squamous = plan_of(dna("LUSC", "ERBB2 A775_G776insYVMA", **after(("carboplatin", "paclitaxel"))))
    assert not on_label(squamous, "zongertinib")
    assert not on_label(squamous, "sevabertinib")


def test_17_an_amplification_of_lung_is_no_mutation(plan_of):
    plan = plan_of(dna("LUAD", "ERBB2 amplification", **after(("carboplatin", "pemetrexed"))))
    assert not met(plan, "zongertinib")
    assert not met(plan, "sevabertinib")


CHEMO = after(("capecitabine",))


def test_18_her2_low_is_a_protein_result_under_its_prior_therapy_conditions(plan_of):
    low = ("HER2 IHC 1+", "ERBB2 no amplification", "ER negative", "PR negative")
    readable = ("HER2 IHC 1+", "no ERBB2 amplification", "ER negative", "PR negative")
    plan = plan_of(breast(*readable, **CHEMO))
    assert on_label(plan, "trastuzumab deruxtecan"), low
    assert not met(plan, "trastuzumab", only=True)
    assert not met(plan, "pertuzumab")
    assert not met(plan, "tucatinib")
    untreated = plan_of(breast(*readable, **UNTREATED))
    assert not met(untreated, "trastuzumab deruxtecan")


def test_18_dna_without_amplification_says_nothing_about_her2_low(plan_of):
    plan = plan_of(breast("no ERBB2 amplification", "ER negative", "PR negative", **CHEMO))
    assert not met(plan, "trastuzumab deruxtecan")
    assert any(t.startswith("her2") for t in due(plan))


def test_18_her2_two_plus_needs_its_in_situ_result(plan_of):
    low = plan_of(breast("HER2 IHC 2+", "HER2 ISH negative", "ER negative", "PR negative", **CHEMO))
    assert on_label(low, "trastuzumab deruxtecan")
    open_ = plan_of(breast("HER2 IHC 2+", "ER negative", "PR negative", **CHEMO))
    assert any(t.startswith("her2") for t in due(open_))


def test_18_her2_zero_is_not_low_and_ultralow_is_a_class_of_its_own(plan_of):
    endocrine = after(("letrozole", "palbociclib"), ("fulvestrant",))
    zero = plan_of(breast("HER2 IHC 0", "ER negative", "PR negative", **CHEMO))
    assert not met(zero, "trastuzumab deruxtecan")
    ultralow = plan_of(breast("HER2 ultralow", "ER 90%", "PR 50%", **endocrine))
    assert options(ultralow, "trastuzumab deruxtecan")
    negative = plan_of(breast("HER2 ultralow", "ER negative", "PR negative", **CHEMO))
    assert not on_label(negative, "trastuzumab deruxtecan")


# 19 to 21: MET


def test_19_the_last_base_of_exon_14_is_suspected_and_confirmed_by_rna(plan_of):
    plan = plan_of(dna("LUAD", "MET D1010N", **UNTREATED))
    assert not met(plan, "capmatinib")
    assert not met(plan, "tepotinib")
    assert options(plan, "capmatinib")
    assert options(plan, "tepotinib")
    assert due(plan) & {"met_exon14", "rna_fusion_panel", "rna_sequencing"}


@pytest.mark.parametrize("finding", ["MET exon 14 skipping", "MET c.3028+1G>T", "NM_001127500.3:c.3082+1G>T"])
def test_19_skipping_itself_is_met(plan_of, finding):
    plan = plan_of(dna("LUAD", finding, **UNTREATED))
    assert on_label(plan, "capmatinib")
    assert on_label(plan, "tepotinib")


@pytest.mark.parametrize("finding", ["MET Y1003F", "MET T1010I", "MET N375S"])
def test_20_a_missense_change_is_not_skipping(plan_of, finding):
    plan = plan_of(dna("LUAD", finding, **UNTREATED))
    assert not any(r.on_label is not False for r in (*options(plan, "capmatinib"), *options(plan, "tepotinib")))


def met_amplified(copies):
    amplified = {"gene": "MET", "change": "amplification", "copies": copies}
    return dna("LUAD", "EGFR exon 19 deletion", amplified, **after("osimertinib"))


def test_21_met_amplification_is_a_resistance_and_a_target(plan_of):
    plan = plan_of(met_amplified(14))
    assert against(plan, "osimertinib") or any(c.rule for r in options(plan, "osimertinib") for c in r.cautions)
    assert offered(plan) & {"capmatinib", "tepotinib", "crizotinib", "savolitinib", "amivantamab"}


def test_21_without_a_copy_number_it_is_to_be_confirmed(plan_of):
    plan = plan_of(dna("LUAD", "EGFR exon 19 deletion", "MET amplification", **after("osimertinib")))
    certain = [c for r in plan.recommendations for c in r.cautions if "met_amp" in c.rule and c.verdict == "met"]
    assert certain == [] or due(plan) & {"met_amplification", "copy_number_confirmation"}
