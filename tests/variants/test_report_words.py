"""Findings as doctors, letters and laboratories word them: word order, whose it is, the method, brackets, and what is refused."""

from __future__ import annotations

import pytest

from oncoplan.model.finding import Alteration, Diplotype, Marker, Negative
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words import read_finding

SAME = [
    ("EGFR exon 20 insertion", "EGFR insertion in exon 20", "insertion in exon 20 of EGFR",
        "insertion in exon 20 of the EGFR gene"),
    ("EGFR exon 19 deletion", "EGFR deletion in exon 19", "EGFR in-frame deletion in exon 19", "EGFR (exon 19 deletion)",
        "EGFR del19"),
    ("ERBB2 exon 20 insertion", "HER2 insertion in exon 20", "HER2-mutated (exon 20 insertion)"),
    ("EGFR L858R", "L858R mutation in EGFR", "activating EGFR mutation (L858R)", "sensitising EGFR mutation (exon 21 L858R)",
     "the tumour carries an EGFR L858R mutation"),
    ("BRAF V600E", "V600E mutation of the BRAF gene", "the patient's tumour harbours a BRAF V600E mutation"),
    ("PIK3CA E545K", "mutation in PIK3CA (p.E545K)"),
    ("KIT exon 9 mutation", "KIT mutation in exon 9", "mutation in exon 9 of KIT"),
    ("MET exon 14 skipping", "mutation leading to MET exon 14 skipping", "MET mutation resulting in exon 14 skipping",
     "skipping of MET exon 14", "MET exon-14 skipping mutation"),
    ("NPM1 mutation", "mutated NPM1", "NPM1-mutated"), ("NPM1 type A mutation", "NPM1 mutated type A"), ("IDH2 mutation",
        "IDH-2 mutation"),
    ("FLT3 ITD", "FLT3 ITD mutation", "internal tandem duplication of FLT3"),
    ("TERT promoter mutation", "TERT promoter-mutant", "TERTp mutation"), ("TERT C228T", "TERT promoter mutated (C228T)"),
    ("ALK rearranged", "ALK-rearranged tumor", "ALK-rearranged lung cancer", "rearranged ALK"),
    ("ALK fusion", "ALK fusion positive tumour"), ("EGFR mutated", "EGFR-mutated non-small cell lung cancer"),
    ("KMT2A rearrangement", "11q23 translocation with KMT2A rearranged", "11q23 translocation (KMT2A)"),
    ("CD74::ROS1", "ROS1 fusion (CD74::ROS1)", "ROS1 rearrangement (CD74-ROS1)"),
    ("MET amplification", "high-level MET amplification", "amplification of MET"),
    ("17p deletion", "17p deletion (TP53)"), ("1p/19q codeletion", "1p19q codeleted"),
    ("MGMT promoter methylated", "methylated MGMT promoter", "MGMT promoter is methylated"),
    ("germline BRCA1 mutation", "BRCA1 mutation carrier", "carrier of a BRCA1 mutation"),
        ("germline BRCA2 mutation", "gBRCA2m"),
    ("germline NF1 pathogenic variant", "neurofibromatosis type 1"), ("PML::RARA", "PML/RARα positive"),
]  # fmt: skip


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_a_change_in_other_words(texts, one):
    def meaning(text):
        found = one(text)
        change = found.protein
        place = change and (change.start, change.end, change.alt)
        return set(found.genes), found.kind, place, found.region, found.exons, found.origin

    assert [meaning(text) for text in texts] == [meaning(texts[0])] * len(texts)


@pytest.mark.parametrize(
    ("text", "what", "score", "status", "value"),
    [
        ("HER2 3+ on IHC", "HER2", "IHC", "3+", None),
        ("strong HER2 protein overexpression, immunohistochemistry 3+", "HER2", "IHC", "3+", None),
        ("IHC HER2 3+", "HER2", "IHC", "3+", None),
        ("HER2 0 on immunohistochemistry", "HER2", "IHC", "0", None), ("HER2 ISH-positive", "HER2", "ISH", "positive", None),
        ("ERBB2 amplified by in situ hybridisation", "HER2", "ISH", "positive", None),
        ("HER2-low breast cancer", "HER2", None, "low", None),
        ("PD-L1 combined positive score 20", "PD-L1", "CPS", None, 20), ("PD-L1 CPS 10-19", "PD-L1", "CPS", None, 10),
        ("PD-L1 combined positive score (CPS) of 20 (22C3)", "PD-L1", "CPS", None, 20),
        ("PD-L1 tumour proportion score of 60 %", "PD-L1", "TPS", None, 60),
        ("tumor proportion score 60% (PD-L1)", "PD-L1", "TPS", None, 60),
        ("PD-L1 expression on 60% of tumor cells", "PD-L1", "TC", None, 60),
        ("PD-L1 immune cell score 10%", "PD-L1", "IC", None, 10),
        ("ER Allred 8", "ER", "Allred", None, 8), ("progesterone-receptor positive", "PR", None, "positive", None),
        ("PTEN loss on immunohistochemistry", "PTEN", "IHC", "lost", None),
        ("loss of PTEN by IHC", "PTEN", "IHC", "lost", None),
        ("loss of SMARCB1 expression", "INI1", "IHC", "lost", None),
        ("loss of PTEN protein expression", "PTEN", "IHC", "lost", None),
        ("PTEN retained on IHC", "PTEN", "IHC", "intact", None), ("PTEN intact", "PTEN", "IHC", "intact", None),
        ("PTEN loss on immunohistochemistry (95% of tumour cells without staining)", "PTEN", "IHC", "lost", None),
        ("SMARCB1 (INI1) loss", "INI1", "IHC", "lost", None), ("SMARCB1 retained", "INI1", "IHC", "intact", None),
        ("MTAP loss by IHC", "MTAP", "IHC", "lost", None), ("dMMR by IHC", "MMR", None, "deficient", None),
        ("PSMA-positive lesions on PET", "PSMA", "PET", "positive", None),
        ("PSMA-negative lesions on PET", "PSMA", "PET", "negative", None),
        ("SSTR positive on DOTATATE PET/CT", "SSTR", "PET", "positive", None),
        ("blasts express CD33", "CD33", None, "positive", None), ("blasts do not express CD33", "CD33", None, "negative", None),
        ("blasts are CD33 positive", "CD33", None, "positive", None),
        ("CD33 not expressed on blasts", "CD33", None, "negative", None),
        ("tumour cells negative for CD20", "CD20", None, "negative", None),
        ("no CD33 expression on blasts", "CD33", None, "negative", None),
        ("CD20 positive by flow cytometry", "CD20", None, "positive", None),
        ("CD19-negative relapse", "CD19", None, "negative", None),
        ("BCMA expressed on plasma cells", "BCMA", None, "positive", None),
        ("CD22-positive blasts", "CD22", None, "positive", None),
        ("claudin 18.2 positive in 80% of tumour cells (2+/3+)", "CLDN18.2", None, "positive", 80),
        ("genomic instability score of 60 (Myriad)", "HRD", "GIS", None, 60),
        ("unmutated IGHV", "IGHV", None, "unmutated", None),
        ("circulating tumour DNA detected after cystectomy", "ctDNA MRD", None, "positive", None),
        ("ctDNA not detected after cystectomy", "ctDNA MRD", None, "negative", None),
        ("ALK IHC positive (D5F3)", "ALK", "IHC", "positive", None),
    ],
)  # fmt: skip
def test_a_result_and_its_method_in_other_words(text, what, score, status, value, read):
    found = read(text)[0]
    assert isinstance(found, Marker)
    assert (found.what, found.score, found.status, found.value) == (what, score, status, value)


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("HER2 ultralow (IHC 0 with faint membrane staining)", {("HER2", "ultralow")}),
        ("HER2 IHC 2+ (ISH not amplified)", {("HER2", "2+"), ("HER2", "negative")}),
        ("HER2 IHC 2+, FISH-amplified", {("HER2", "2+"), ("HER2", "positive")}),
        ("ER+ PR+ HER2-", {("ER", "positive"), ("PR", "positive"), ("HER2", "negative")}),
        ("MLH1 and PMS2 not expressed", {("MMR", "deficient"), ("MLH1", "lost"), ("PMS2", "lost")}),
        ("dMMR (loss of MLH1/PMS2)", {("MMR", "deficient"), ("MLH1", "lost"), ("PMS2", "lost")}),
        ("INI1 loss (SMARCB1 not expressed)", {("INI1", "lost"), ("INI1", "negative")}),
        ("folate receptor alpha strongly positive on immunohistochemistry (85% of cells 2+ or more)", {("FOLR1",
        "positive"), ("FOLR1", None)}),
        ("circulating tumour DNA detected after cystectomy (molecular residual disease positive)", {("ctDNA MRD", "positive")}),
    ],
)  # fmt: skip
def test_several_results_of_one_line(text, results, read):
    assert {(found.what, found.status) for found in read(text)} == results


def test_cells_stained_2_or_more_are_counted_in_their_own_score(read):
    assert [(m.score, m.value) for m in read("FOLR1 positive (85% of cells moderate to strong)")] == [("PS2+", 85)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no EGFR insertion in exon 20", [("EGFR", "exon 20 insertion")]),
        ("EGFR insertion in exon 20 not detected", [("EGFR", "exon 20 insertion")]),
        ("tumour without KRAS mutation", [("KRAS", "mutation")]),
        ("the tumour does not harbour a KRAS mutation", [("KRAS", "mutation")]),
        ("tumour lacks a KRAS mutation", [("KRAS", "mutation")]), ("non-rearranged ALK", [("ALK", "rearrangement")]),
        ("ALK not rearranged on FISH", [("ALK", "rearrangement")]), ("unmethylated MGMT", [("MGMT", "methylation")]),
        ("no mutation leading to MET exon 14 skipping", [("MET", "exon 14 skipping")]), ("no loss of PTEN", [("PTEN", "loss")]),
        ("no EGFR or ALK aberrations", [("EGFR", "aberration"), ("ALK", "aberration")]),
        ("KRAS wild-type exons 2, 3, 4", [("KRAS", None)]),
        ("no EGFR mutation or ALK rearrangement", [("EGFR", "mutation"), ("ALK", "rearrangement")]),
        ("no del(17p) or TP53 mutation", [(None, None), ("TP53", "mutation")]),
        ("EGFR exon 19 deletion or L858R not detected", [("EGFR", "exon 19 deletion"), ("EGFR", "L858R")]),
    ],
)  # fmt: skip
def test_what_was_not_seen_in_other_words(text, expected, read):
    found = read(text)
    assert all(isinstance(part, Negative) for part in found)
    assert [(part.gene, part.category) for part in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "EGFR exon 20 insertion (L858R)", "EGFR exon 19 deletion (L858R)", "ALK rearrangement (FISH negative)",
        "HER2 negative (IHC 3+)",
        "HER2-positive (IHC 0)", "INI1 loss (SMARCB1 expressed)", "11q23 translocation with KMT2A not rearranged",
        "ALK rearrangement with no EGFR mutation", "BRCA2 pathogenic variant (benign)",
    ],
)  # fmt: skip
def test_words_that_contradict_each_other_are_refused(text, read):
    with pytest.raises(Unreadable, match="two different things") as error:
        read(text)
    assert error.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "KRAS mutation (not G12C)", "KRAS mutation (non-G12C)", "KRAS mutation other than G12C",
        "EGFR T790M lost at progression",
        "PTEN retained (95% of tumour cells without staining)", "PD-L1 negative in 60% of tumour cells", "HER2 IHC 2+ or 3+",
        "HER2 IHC 1+ or 2+/ISH-negative", "T cells express CD30", "normal B cells express CD19", "CD20-positive B cells",
        "the patient's mother carries a BRCA1 mutation", "sister BRCA1 positive", "ALK positive or negative tumour",
        "tumour is not HER2 positive",
        "mutation not leading to MET exon 14 skipping", "11q23 translocation without KMT2A rearrangement",
        "blasts partially express CD33",
        "ALK rearrangement without EGFR mutation", "BRAF mutation (class 2)", "EGFR", "NF1", "Lynch syndrome",
        "carrier of a KRAS mutation",
        "FISH amplification", "T790M positive", "CLDN18.2 2+", "HER2 ratio 3.2",
        "HER2 ultralow (IHC 0 without membrane staining)",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_not_dropped(text, read):
    with pytest.raises(Unreadable) as error:
        read(text)
    assert error.value.hint


def test_fewer_unstained_cells_than_the_cut_off_are_no_loss(read):
    assert read("PTEN lost by IHC (90% of cells negative)")[0].notes == ("90 % of the cells without staining",)
    with pytest.raises(Unreadable, match="counts as lost from 90 %"):
        read("PTEN loss on IHC (40% of tumour cells without staining)")


def test_in_a_test_that_stains_every_wording_is_of_the_protein(vocabulary):
    for text in ("PTEN loss", "loss of PTEN", "PTEN loss (95% of tumour cells without staining)"):
        (found,) = read_finding(text, vocabulary, stained=True)
        assert isinstance(found, Marker)
        assert (found.what, found.status) == ("PTEN", "lost")
    assert isinstance(read_finding("loss of PTEN", vocabulary)[0], Alteration)


def test_a_grade_that_was_not_seen_is_not_that_grade(vocabulary):
    for text in ("HER2 IHC 3+", "HER2 IHC 1+"):
        with pytest.raises(Unreadable):
            read_finding(text, vocabulary, absent=True)


@pytest.mark.parametrize("text", ["germline BRCA1 negative", "BRCA1 germline wild type", "no germline BRCA mutation"])
def test_a_germline_negative_is_read_where_the_germ_line_was_tested(text, vocabulary):
    with pytest.raises(Unreadable, match="does not say that the tumour has none") as error:
        read_finding(text, vocabulary)
    assert "germline_dna" in error.value.hint
    assert all(isinstance(one, Negative) for one in read_finding(text, vocabulary, default_origin="germline"))


def test_two_findings_of_one_line_are_both_kept(read):
    assert [f.name for f in read("EGFR L858R with TP53 R175H")] == ["EGFR L858R", "TP53 R175H"]
    assert [f.name for f in read("EGFR L858R with T790M")] == ["EGFR L858R", "EGFR T790M"]
    assert [f.name for f in read("EGFR L858R and T790M positive")] == ["EGFR L858R", "EGFR T790M"]
    assert [f.name for f in read("t(8;21) RUNX1-RUNX1T1")] == ["t(8;21)", "RUNX1::RUNX1T1"]
    assert [f.name for f in read("t(9;11)(p21;q23) KMT2A rearrangement")] == ["t(9;11)", "KMT2A::MLLT3"]
    assert [f.name for f in read("inv(16) or t(16;16)")] == ["CBFB::MYH11"]


def test_the_allele_of_a_patient(one):
    for text in ("HLA-A*02:01-positive patient", "HLA-A*02:01 positive"):
        assert isinstance(one(text), Diplotype)
        assert one(text).alleles == ("*02:01",)
    assert one("HLA-A*02:01-negative patient").phenotype == "no *02:01"


def test_tuberous_sclerosis_is_of_one_of_two_genes(one):
    found = one("tuberous sclerosis complex")
    assert (found.gene, {option.gene for option in found.either}) == (None, {"TSC1", "TSC2"})
    assert {option.origin for option in found.either} == {"germline"}


@pytest.mark.parametrize(
    ("finding", "answer"),
    [
        ("RET gene rearrangement", "met"), ("ROS1 rearrangement", "met"), ("ALK-rearranged tumour", "met"),
        ("ALK break-apart FISH positive", "met"),
        ("RET break-apart FISH positive", "unknown"), ("RET positive", "unknown"), ("NTRK1 rearrangement", "unknown"),
        ("NRG1 rearrangement", "unknown"), ("RET rearrangement without a partner gene", "unknown"),
        ("RET amplification", "not_met"),
    ],
)  # fmt: skip
def test_a_rearrangement_is_the_fusion_where_guidelines_accept_a_break(finding, answer, ask):
    assert ask(finding, "fusion") == answer


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("NPM1-mutant AML", "NPM1 mutant"), ("RET-mutant medullary thyroid cancer", "RET mutant"),
        ("CD33-positive AML", "CD33 positive"),
        ("BCR::ABL1-positive CML", "BCR::ABL1"), ("BCR::ABL1-negative MPN", "no BCR::ABL1"),
        ("MYCN non-amplified neuroblastoma", "MYCN non-amplified"), ("PTEN-deficient prostate cancer", "PTEN deficient"),
        ("EML4::ALK-negative NSCLC", "no EML4::ALK"),
    ],
)  # fmt: skip
def test_the_cancer_behind_a_finding_is_no_part_of_it(text, same, read):
    assert [(type(one), one.name) for one in read(text)] == [(type(one), one.name) for one in read(same)]


def test_triple_negative_is_of_breast_cancer(read):
    with pytest.raises(Unreadable):
        read("triple-negative MPN")


def test_her2_mutated_is_of_the_gene(one):
    assert isinstance(one("HER2-mutated"), Alteration)
