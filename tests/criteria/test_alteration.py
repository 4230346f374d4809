"""An alteration by category: met, looked for and not seen, suspected, and never a no from silence."""

from __future__ import annotations

import pytest

from oncoplan.criteria.alteration import alteration
from oncoplan.criteria.germline import germline
from oncoplan.criteria.wild_type import wild_type

EGFR = ("EGFR",)


def one_test(findings=(), *, cancer="LUAD", kind="tumour_dna", **keys):
    """One test of a person with one cancer; `covers` in keys says what it could see."""
    return {"diagnoses": [{"cancer": cancer}], "tests": [{"kind": kind, "findings": list(findings), **keys}]}


def panel(*findings, genes=("EGFR", "KRAS", "BRCA1"), kinds=("substitution", "indel"), **keys):
    return one_test(findings, covers={"genes": list(genes), "kinds": list(kinds)}, **keys)


def test_the_change_itself_is_met_and_points_to_the_finding(facts):
    verdict = alteration(facts("LUAD; EGFR L858R"), gene=EGFR, any_of=("L858R",))
    assert verdict.is_met
    assert verdict.facts == ("tests/0/findings/0",)


def test_nothing_tested_is_unknown_and_names_a_test(facts, vocabulary):
    verdict = alteration(facts("LUAD"), gene=EGFR, any_of=("L858R",))
    assert verdict.is_unknown
    assert not verdict.suspected
    assert verdict.settled_by
    assert all(vocabulary.test(key) for key in verdict.settled_by)


def test_another_finding_of_an_uncovered_test_says_nothing_about_the_gene(facts):
    assert alteration(facts("LUAD; KRAS G12C"), gene=EGFR, any_of=("L858R",)).is_unknown


def test_a_stated_wild_type_is_a_no(facts):
    assert alteration(facts("LUAD; EGFR wild type"), gene=EGFR, any_of=("L858R",)).is_not_met


def test_the_silence_of_a_test_that_covers_the_gene_is_a_no(facts):
    assert alteration(facts(panel("KRAS G12C")), gene=EGFR, any_of=("L858R",)).is_not_met


def test_the_silence_about_a_gene_that_is_not_covered_is_unknown(facts):
    assert alteration(facts(panel("KRAS G12C", genes=("KRAS",))), gene=EGFR, any_of=("L858R",)).is_unknown


def test_the_silence_about_a_kind_that_is_not_covered_is_unknown(facts):
    assert alteration(facts(panel(kinds=("substitution",))), gene=EGFR, any_of=("exon 19 deletion",)).is_unknown
    assert alteration(facts(panel()), gene=("MET",), any_of=("amplification",)).is_unknown


@pytest.mark.parametrize("status", ["pending", "failed", "insufficient"])
def test_a_test_without_a_result_leaves_it_unknown(facts, status):
    assert alteration(facts(panel(status=status)), gene=EGFR, any_of=("L858R",)).is_unknown


def test_a_gene_that_could_not_be_read_is_unknown(facts):
    assert alteration(facts(panel(failed=["EGFR"])), gene=EGFR, any_of=("L858R",)).is_unknown
    assert alteration(facts(panel(failed=["EGFR"])), gene=("KRAS",), any_of=("G12C",)).is_not_met


def test_a_sample_with_too_little_tumour_leaves_it_unknown(facts):
    assert alteration(facts(panel(specimen={"purity": 0.05})), gene=EGFR, any_of=("L858R",)).is_unknown
    assert alteration(facts(panel(specimen={"purity": 0.5})), gene=EGFR, any_of=("L858R",)).is_not_met


def test_a_finding_in_a_sample_with_little_tumour_still_counts(facts):
    assert alteration(facts(panel("EGFR L858R", specimen={"purity": 0.05})), gene=EGFR, any_of=("L858R",)).is_met


@pytest.mark.parametrize(("fraction", "answer"), [(None, "unknown"), (0.001, "unknown"), (0.2, "not_met")])
def test_a_negative_blood_test_is_a_no_only_with_enough_tumour_dna(facts, fraction, answer):
    specimen = {"type": "blood", **({} if fraction is None else {"tumour_fraction": fraction})}
    found = facts(panel(kind="ctdna", specimen=specimen))
    assert alteration(found, gene=EGFR, any_of=("L858R",)).answer == answer


def test_a_positive_blood_test_is_a_yes_whatever_the_tumour_fraction(facts):
    assert alteration(facts(panel("EGFR L858R", kind="ctdna")), gene=EGFR, any_of=("L858R",)).is_met


def test_a_later_blood_test_that_sees_nothing_does_not_erase_a_tissue_result(facts):
    record = {
        "diagnoses": [{"cancer": "LUAD"}],
        "tests": [
            {"kind": "tumour_dna", "collected": "2026-01-10", "findings": ["EGFR L858R"]},
            {"kind": "ctdna", "collected": "2026-10-10", "negative": ["EGFR L858R"], "findings": []},
        ],
    }
    assert alteration(facts(record), gene=EGFR, any_of=("L858R",)).is_met


def test_dna_alone_never_excludes_a_fusion(facts):
    covered = panel(genes=("ALK",), kinds=("substitution", "indel", "fusion"))
    assert alteration(facts(covered), gene=("ALK",), any_of=("fusion",)).is_unknown
    by_rna = panel(genes=("ALK",), kinds=("fusion",), kind="tumour_rna")
    assert alteration(facts(by_rna), gene=("ALK",), any_of=("fusion",)).is_not_met


def test_only_the_exons_tested_can_be_called_negative(facts):
    narrow = one_test(covers={"exons": {"EGFR": [19, 21]}, "kinds": ["substitution", "indel"]})
    assert alteration(facts(narrow), gene=EGFR, any_of=("exon 19 deletion",)).is_not_met
    assert alteration(facts(narrow), gene=EGFR, any_of=("exon 20 insertion",)).is_unknown
    assert alteration(facts(narrow), gene=EGFR, any_of=("mutation",)).is_unknown


def test_an_excluded_change_is_not_met(facts):
    found = facts(panel("EGFR A763_Y764insFQEA"))
    assert alteration(found, gene=EGFR, any_of=("exon 20 insertion",)).is_met
    assert alteration(found, gene=EGFR, any_of=("exon 20 insertion",), but_not=("A763_Y764insFQEA",)).is_not_met


def test_any_alteration_leaves_out_what_is_harmless(facts):
    assert alteration(facts("LUAD; EGFR L858R"), gene=EGFR).is_met
    assert not alteration(facts("LUAD; TP53 p.T125="), gene=("TP53",)).is_met
    assert not alteration(facts("HGSOC; BRCA1 c.5096G>A benign"), gene=("BRCA1",)).is_met


def test_an_unspecific_word_is_suspected_not_met(facts):
    verdict = alteration(facts("LUAD; EGFR mutation"), gene=EGFR, any_of=("L858R",))
    assert verdict.is_unknown
    assert verdict.suspected
    assert verdict.facts


def test_count_asks_for_several_alterations(facts):
    both = facts("LUAD; EGFR L858R; EGFR T790M")
    assert alteration(both, gene=EGFR, any_of=("L858R", "T790M"), count=2).is_met
    assert not alteration(facts("LUAD; EGFR L858R"), gene=EGFR, any_of=("L858R", "T790M"), count=2).is_met


@pytest.mark.parametrize(
    ("first", "second", "cis"),
    [(None, None, "unknown"), ("A", None, "unknown"), ("A", "A", "met"), ("A", "B", "not_met")],
)
def test_cis_is_known_only_from_phase_labels(facts, first, second, cis):
    parts = [
        {"gene": "EGFR", "change": change, **({"phase": label} if label else {})}
        for change, label in (("p.T790M", first), ("p.C797S", second))
    ]
    found = facts(one_test(parts))
    assert alteration(found, gene=EGFR, any_of=("C797S",), phase="cis", with_="T790M").answer == cis
    trans = {"unknown": "unknown", "met": "not_met", "not_met": "met"}[cis]
    assert alteration(found, gene=EGFR, any_of=("C797S",), phase="trans", with_="T790M").answer == trans


def test_phase_without_the_partner_is_not_met(facts):
    assert alteration(facts("LUAD; EGFR C797S"), gene=EGFR, any_of=("C797S",), phase="cis", with_="T790M").is_not_met


def test_origin_is_unknown_in_tumour_only_data(facts):
    found = facts(one_test(["BRCA1 c.68_69del"], cancer="HGSOC"))
    for origin in ("germline", "somatic"):
        verdict = alteration(found, gene=("BRCA1",), any_of=("truncating",), origin=origin)
        assert verdict.is_unknown
        assert verdict.suspected


def test_a_stated_origin_answers(facts):
    found = facts("HGSOC; germline BRCA1 c.68_69del pathogenic")
    assert alteration(found, gene=("BRCA1",), any_of=("truncating",), origin="germline").is_met
    somatic = alteration(found, gene=("BRCA1",), any_of=("truncating",), origin="somatic")
    assert somatic.is_unknown
    assert not somatic.suspected


def test_a_germline_negative_does_not_exclude_a_somatic_change(facts):
    found = facts({
        "diagnoses": [{"cancer": "HGSOC"}],
        "tests": [{"kind": "germline_dna", "negative": ["BRCA1 pathogenic variant"], "findings": ["BRCA1 wild type"]}],
    })  # fmt: skip
    assert alteration(found, gene=("BRCA1",), any_of=("truncating",)).is_unknown
    assert alteration(found, gene=("BRCA1",), any_of=("truncating",), origin="somatic").is_unknown
    assert alteration(found, gene=("BRCA1",), any_of=("truncating",), origin="germline").is_not_met


def test_a_tumour_result_without_its_germline_part_does_not_exclude_a_germline_change(facts):
    found = facts(panel(germline_subtracted=True, cancer="HGSOC"))
    assert alteration(found, gene=("BRCA1",), any_of=("truncating",), origin="germline").is_unknown


def test_a_stated_tumour_negative_without_its_germline_part_does_not_exclude_a_germline_change(facts):
    found = facts(one_test(negative=["BRCA1 mutation"], germline_subtracted=True, cancer="HGSOC"))
    assert alteration(found, gene=("BRCA1",), any_of=("truncating",), origin="germline").is_unknown


def test_a_plasma_finding_of_a_blood_gene_may_come_from_blood_cells(facts):
    verdict = alteration(facts(one_test(["ATM R3008C"], kind="ctdna", cancer="PRAD")), gene=("ATM",))
    assert verdict.is_unknown
    assert verdict.suspected
    assert "blood cells" in verdict.says


def test_white_cells_tested_beside_plasma_settle_it(facts):
    cleared = one_test(["ATM R3008C"], kind="ctdna", cancer="PRAD", germline_subtracted=True)
    assert alteration(facts(cleared), gene=("ATM",)).is_met


def test_the_same_change_in_tissue_settles_it(facts):
    record = one_test(["ATM R3008C"], kind="ctdna", cancer="PRAD")
    record["tests"].append({"kind": "tumour_dna", "findings": ["ATM R3008C"]})
    assert alteration(facts(record), gene=("ATM",)).is_met


def test_in_a_blood_cancer_the_blood_is_the_tumour(facts):
    assert alteration(facts(one_test(["JAK2 V617F"], kind="ctdna", cancer="PV")), gene=("JAK2",)).is_met


@pytest.mark.parametrize(("copies", "answer"), [(6, "met"), (12, "met")])
def test_the_copy_number_cut_off_itself_counts(facts, copies, answer):
    found = facts(one_test([{"gene": "MET", "change": "amplification", "copies": copies}]))
    assert alteration(found, gene=("MET",), any_of=("amplification",), copies_min=6).answer == answer


def test_a_counted_copy_number_below_the_cut_off_is_a_no(facts):
    found = facts(one_test([{"gene": "MET", "change": "amplification", "copies": 5.9}]))
    assert alteration(found, gene=("MET",), any_of=("amplification",), copies_min=6).is_not_met


def test_an_amplification_without_a_copy_number_is_unknown_against_a_cut_off(facts):
    found = facts("LUAD; MET amplification")
    verdict = alteration(found, gene=("MET",), any_of=("amplification",), copies_min=6)
    assert verdict.is_unknown
    assert verdict.suspected


@pytest.mark.parametrize(("vaf", "answer"), [(0.05, "met"), (0.049, "not_met"), (None, "unknown")])
def test_the_allele_fraction_cut_off_itself_counts(facts, vaf, answer):
    entry = {"gene": "EGFR", "change": "p.T790M", **({} if vaf is None else {"vaf": vaf})}
    assert alteration(facts(one_test([entry])), gene=EGFR, any_of=("T790M",), vaf_min=0.05).answer == answer


@pytest.mark.parametrize(("stated", "answer"), [("pathogenic", "met"), (None, "unknown")])
def test_a_classification_must_be_stated(facts, stated, answer):
    entry = {"gene": "BRCA2", "change": "p.S1982fs", **({} if stated is None else {"classification": stated})}
    found = facts(one_test([entry], cancer="HGSOC"))
    verdict = alteration(found, gene=("BRCA2",), classification=("pathogenic", "likely pathogenic"))
    assert verdict.answer == answer


def test_another_class_than_the_one_asked_for_is_no_suspicion(facts):
    verdict = alteration(facts("HGSOC; BRCA2 c.4068G>A VUS"), gene=("BRCA2",), classification=("pathogenic",))
    assert not verdict.is_met
    assert not verdict.suspected


def test_emergent_needs_an_earlier_test_that_could_have_seen_it(facts):
    def record(first):
        covers = {"genes": ["EGFR"], "kinds": ["substitution"]}
        later = {"kind": "tumour_dna", "collected": "2026-09", "covers": covers, "findings": ["EGFR T790M"]}
        return facts({"diagnoses": [{"cancer": "LUAD"}], "tests": [*first, later]})

    def ask(found):
        return alteration(found, gene=EGFR, any_of=("T790M",), emergent=True).answer

    covers = {"genes": ["EGFR"], "kinds": ["substitution"]}
    clean = {"kind": "tumour_dna", "collected": "2025-01", "covers": covers, "findings": []}
    assert ask(record([])) == "unknown"
    assert ask(record([clean])) == "met"
    assert ask(record([{**clean, "findings": ["EGFR L858R"]}])) == "met"
    assert ask(record([{**clean, "collected": "2026-10"}])) == "unknown"
    assert ask(record([{**clean, "findings": ["EGFR T790M"]}])) != "met"


def test_a_test_of_one_of_two_cancers_that_is_not_linked_leaves_it_unknown(facts):
    record = {
        "diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "COAD"}],
        "tests": [{"kind": "tumour_dna", "findings": ["KRAS G12C"]}],
    }
    for dx in (0, 1):
        verdict = alteration(facts(record, dx=dx), gene=("KRAS",), any_of=("G12C",))
        assert verdict.is_unknown
        assert verdict.suspected
    record["tests"][0]["for"] = "b"
    assert alteration(facts(record, dx=1), gene=("KRAS",), any_of=("G12C",)).is_met
    assert alteration(facts(record, dx=0), gene=("KRAS",), any_of=("G12C",)).is_unknown


def test_the_silence_of_a_test_that_is_not_linked_is_no_negative(facts):
    record = {**panel(), "diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "COAD"}]}
    assert alteration(facts(record), gene=EGFR, any_of=("L858R",)).is_unknown


def test_a_chromosome_change_is_found_by_its_region(facts):
    assert alteration(facts("CLLSLL; 17p deletion"), region="17p", any_of=("deletion",)).is_met
    assert alteration(facts("CLLSLL; no 17p deletion"), region="17p", any_of=("deletion",)).is_not_met
    assert alteration(facts("CLLSLL"), region="17p", any_of=("deletion",)).is_unknown
    assert not alteration(facts("CLLSLL; 17q deletion"), region="17p", any_of=("deletion",)).is_met


def test_one_of_several_genes_answers_for_all_of_them_only(facts):
    both = ("BRCA1", "BRCA2")
    assert alteration(facts("OVT; BRCA mutation"), gene=both, any_of=("mutation",)).is_met
    one = alteration(facts("OVT; BRCA mutation"), gene=("BRCA1",), any_of=("mutation",))
    assert one.is_unknown
    assert one.suspected
    assert alteration(facts("OVT; BRCA pathogenic variant"), gene=both, any_of=("pathogenic",), but_not=("reversion",)).is_met
    assert germline(facts("OVT; germline BRCA pathogenic variant"), gene=both).is_met
    assert germline(facts("OVT; germline BRCA pathogenic variant"), gene=("BRCA2",)).is_unknown


def test_one_of_several_changes_answers_for_all_of_them_only(facts):
    found = facts("MEL; BRAF V600E or V600K")
    assert alteration(found, gene=("BRAF",), any_of=("V600E", "V600K")).is_met
    assert alteration(found, gene=("BRAF",), any_of=("V600E",)).is_unknown
    assert not alteration(found, gene=("BRAF",), any_of=("G469A",)).suspected


def test_one_of_several_genes_is_not_wild_type(facts):
    assert wild_type(facts("COAD; KRAS/NRAS mutation"), gene=("KRAS", "NRAS")).is_not_met
    assert wild_type(facts("COAD; KRAS/NRAS mutation"), gene=("KRAS",)).is_unknown
