"""Findings as labels, guidelines and companion diagnostics word them: read with their one meaning, or refused."""

from __future__ import annotations

import pytest

from oncoplan.model.finding import Alteration, Diplotype, Marker, Negative
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words import read_finding

SAME = [
    ("FGFR3 alteration", "FGFR3 genetic alterations", "susceptible FGFR3 genetic alterations"),
    ("FGFR2 rearrangement", "FGFR2 fusions or other rearrangements", "FGFR2 fusions and select rearrangements"),
    ("EGFR exon 20 insertion", "EGFR exon 20 insertions", "EGFR exon 20 insertion mutations"),
    ("MET exon 14 skipping", "METex14", "MET exon 14 skipping alterations",
     "MET single nucleotide variants and indels that lead to MET exon 14 skipping"),
    ("PDGFRA exon 18 mutation", "PDGFRA exon 18 mutation (including D842V)"),
    ("PDGFRB rearrangement", "PDGFRB gene rearrangement at 5q31~33"),
    ("KRAS G12C", "KRAS G12C-mutated"), ("JAK2 V617F", "JAK2 V617F-positive"), ("BRAF V600E", "BRAF V600E mutation-positive"),
    ("BRAF V600 mutation", "BRAF V600 mutation-positive"), ("IDH1 R132 mutation", "IDH1 mutation (R132)"),
    ("17p deletion", "deletion 17p", "deletion chromosome 17p (17p-)"), ("KMT2A rearrangement", "KMT2Ar", "11q23 rearrangement"),
    ("BCR::ABL1", "Ph+", "Philadelphia chromosome-positive", "e13a2", "p190"),
    ("ERBB2 activating mutation", "ERBB2 Activating Mutations (SNVs And Exon 20 Insertions)"),
    ("ESR1 codons 310-547 missense", "ESR1 missense mutations between codons 310 and 547"),
    ("RET mutation", "RET mutations (SNVs, MNVs, and deletions)"),
    ("FLT3 ITD", "FLT3 internal tandem duplication (FLT3-ITD)-positive"),
]  # fmt: skip


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_the_glue_of_a_label_changes_nothing(texts, one):
    def meaning(text):
        found = one(text)
        change = found.protein
        return found.genes, found.kind, change and (change.start, change.alt), found.region, found.exons, found.classification

    assert len({meaning(text) for text in texts}) == 1


@pytest.mark.parametrize(
    ("text", "what", "score", "status", "value"),
    [
        ("PTEN deficient", "PTEN", "IHC", "lost", None), ("PTEN deficient by IHC", "PTEN", "IHC", "lost", None),
        ("FH-deficient", "FH", "IHC", "lost", None), ("SDH-deficient", "SDHB", "IHC", "lost", None),
        ("INI1 loss", "INI1", "IHC", "lost", None), ("p53abn", "p53", None, "abnormal", None),
        ("POLEmut", "POLE", None, "positive", None), ("POLE ultramutated", "POLE", None, "positive", None),
        ("2SC positive", "2SC", "IHC", "positive", None), ("p16 block-positive", "p16", None, "positive", None),
        ("KIT (CD117)-positive", "CD117", "IHC", "positive", None), ("GCB", "cell of origin", None, "GCB", None),
        ("non-GCB", "cell of origin", None, "non-GCB", None), ("cyclin D1 positive", "cyclin D1", None, "positive", None),
        ("MET overexpression", "MET", "IHC", "high", None), ("MET expression high", "MET", "IHC", "high", None),
        ("c-Met protein overexpression >=50% 3+", "MET", "IHC", "3+", 50), ("HRD-positive", "HRD", None, "positive", None),
        ("homologous recombination deficiency (HRD)-positive", "HRD", None, "positive", None),
        ("tumor mutational burden high (>=10)", "TMB", None, "high", 10), ("TMB-H (>=10 mut/Mb)", "TMB", None, "high", 10),
        ("PD-L1 >=50%", "PD-L1", None, None, 50), ("PD-L1 TPS >=1%", "PD-L1", "TPS", None, 1),
        ("CPS>=10", "PD-L1", "CPS", None, 10),
        ("PD-L1 stained >=50% of tumor cells [TC >=50%]", "PD-L1", "TC", None, 50),
        ("PD-L1 stained tumor-infiltrating immune cells [IC] covering >= 5% of the tumor area", "PD-L1", "IC", None, 5),
        ("HER2-positive (IHC 3+)", "HER2", "IHC", "3+", None), ("HER2-low (IHC 1+ or IHC 2+/ISH-)", "HER2", None, "low", None),
        ("HER2-positive (IHC 3+ or ISH positive)", "HER2", None, "positive", None),
        ("HER2-ultralow", "HER2", None, "ultralow", None),
        ("FRalpha positive", "FOLR1", None, "positive", None), ("CLDN18.2 positive", "CLDN18.2", None, "positive", None),
        ("Claudin 18 (CLDN18) protein expression (>=75% viable tumor cells (% TC) staining)", "CLDN18.2", None, None, 75),
        ("CD30-expressing", "CD30", None, "positive", None), ("CD33-positive", "CD33", None, "positive", None),
        ("somatostatin receptor-positive", "SSTR", None, "positive", None), ("PSMA-positive", "PSMA", None, "positive", None),
        ("GD2-positive", "GD2", None, "positive", None), ("MAGE-A4 protein overexpression", "MAGE-A4", None, "positive", None),
    ],
)  # fmt: skip
def test_markers_of_labels(text, what, score, status, value, one):
    found = one(text)
    assert isinstance(found, Marker)
    assert (found.what, found.score, found.status, found.value) == (what, score, status, value)


@pytest.mark.parametrize(
    ("text", "what", "value", "unit", "sign"),
    [
        ("AFP 500 ng/mL", "AFP", 500, "ng/mL", None), ("AFP >= 400 ng/mL", "AFP", 400, "ng/mL", ">="),
        ("CA-125 85 U/mL", "CA-125", 85, "U/mL", None), ("CA 19-9 120 U/mL", "CA 19-9", 120, "U/mL", None),
        ("PSA <0.1 ng/mL", "PSA", 0.1, "ng/mL", "<"), ("CEA 12", "CEA", 12, None, None),
        ("LDH 2x ULN", "LDH", 2, "x ULN", None), ("LDH >ULN", "LDH", 1, "x ULN", ">"),
        ("beta-hCG 100 IU/L", "hCG", 100, "IU/L", None),
    ],
)  # fmt: skip
def test_laboratory_values(text, what, value, unit, sign, one):
    found = one(text)
    assert (found.what, found.value, found.unit, found.comparator) == (what, value, unit, sign)


def test_a_gene_that_shares_a_laboratory_name_stays_a_gene(one):
    assert one("AFP amplification").gene == "AFP"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("BRCA mutation", ["BRCA1 mutation", "BRCA2 mutation"]), ("BRCA1/2 mutation", ["BRCA1 mutation", "BRCA2 mutation"]),
        ("TSC1 or TSC2 inactivating mutation", ["TSC1 inactivating mutation", "TSC2 inactivating mutation"]),
        ("NTRK gene fusion", ["NTRK1 fusion", "NTRK2 fusion", "NTRK3 fusion"]),
        ("PIK3CA/AKT1/PTEN alteration", ["PIK3CA variant", "AKT1 variant", "PTEN variant"]),
        ("BRAF V600E or V600K mutation", ["BRAF V600E", "BRAF V600K"]), ("FLT3 ITD or TKD", ["FLT3 ITD", "FLT3 TKD mutation"]),
    ],
)  # fmt: skip
def test_one_of_several_is_not_guessed(text, options, one):
    found = one(text)
    assert found.gene is None
    assert [option.name for option in found.either] == options
    assert {gene for option in found.either for gene in option.genes} == set(found.genes)


@pytest.mark.parametrize("text", ["gBRCA mutation", "gBRCAm", "germline BRCA mutation", "germline BRCA-mutated"])
def test_a_germline_group(text, one):
    found = one(text)
    assert (found.genes, found.origin) == (("BRCA1", "BRCA2"), "germline")


def test_a_class_is_said_of_each(one):
    assert one("deleterious or suspected deleterious germline BRCA mutation").classification == "likely pathogenic"
    assert one("BRCA1/2 pathogenic variant").name == "BRCA1 or BRCA2 pathogenic variant"


def test_hrr_is_every_gene_of_the_labels(one):
    found = one("HRR gene mutation")
    assert found.name == "HRR mutation"
    assert {"BRCA1", "ATM", "PALB2", "RAD54L", "FANCA"} <= set(found.genes)


def test_a_substitution_behind_a_fusion_is_kept(read):
    assert [f.name for f in read("BCR-ABL1 T315I")] == ["BCR::ABL1", "ABL1 T315I"]
    assert [f.name for f in read("BCR::ABL1 E255K and T315I")] == ["BCR::ABL1", "ABL1 E255K", "ABL1 T315I"]
    assert [f.name for f in read("EML4::ALK G1202R")] == ["EML4::ALK", "ALK G1202R"]


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("t(14;20)", {"IGH", "MAFB"}), ("t(2;5)", {"NPM1", "ALK"}), ("t(4;11)", {"KMT2A", "AFF1"}), ("inv(3)", {"MECOM"}),
        ("t(8;22)", {"IGL", "MYC"}), ("t(6;11)(q27;q23)", {"KMT2A", "AFDN"}), ("t(11;18)(q21;q21)", {"BIRC3", "MALT1"}),
        ("t(6;11)", {"KMT2A", "AFDN", "MALAT1", "TFEB"}),
    ],
)  # fmt: skip
def test_translocations_name_their_genes(text, genes, read):
    place, found = read(text)
    assert place.region == text[: text.index(")") + 1]
    assert set(found.genes) == genes


def test_an_old_stop(one, ask):
    assert (one("CXCR4 S338X").kind, one("TP53 R213X").kind) == ("nonsense", "nonsense")
    assert one("EGFR G719X").kind == "missense"
    assert ask("CXCR4 R334X", "nonsense") == "unknown"
    assert ask("EZH2 Y646X", "Y646N") == "unknown"


def test_a_residue_with_a_word_is_a_substitution_and_without_one_is_not_read(one, ask, read):
    assert (one("FLT3 D835 mutation").kind, one("IDH1 R132 mutated").protein.start) == ("missense", 132)
    assert ask("FLT3 D835 variant", "codon 835 missense") == "met"
    assert ask("FLT3 D835 mutation", "D835Y") == "unknown"
    for text in ("EGFR L858", "FLT3 D835", "IDH1 R132"):
        with pytest.raises(Unreadable, match="no new residue"):
            read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wild-type RAS", [("KRAS", None), ("NRAS", None)]), ("RAS wild type (KRAS and NRAS)", [("KRAS", None), ("NRAS", None)]),
        ("KRAS wild-type (absence of mutations in codons 12 and 13)", [("KRAS", "codons 12 and 13 mutation")]),
        ("KRAS wild type (absence of mutations in exons 2, 3, and 4)", [("KRAS", "exons 2, 3 and 4 mutation")]),
    ],
)  # fmt: skip
def test_absence_in_the_words_of_labels(text, expected, read):
    found = read(text)
    assert all(isinstance(part, Negative) for part in found)
    assert [(part.gene, part.category) for part in found] == expected


@pytest.mark.parametrize("text", ["dMMR or MSI-H", "MSI-H or dMMR"])
def test_two_names_of_one_result(text, read):
    assert {(m.what, m.status) for m in read(text)} == {("MMR", "deficient"), ("MSI", "high")}


def test_no_specific_molecular_profile(read):
    assert [(m.what, m.status) for m in read("NSMP")] == [("MMR", "proficient"), ("p53", "wild type")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("EGFR exon 19 deletions or exon 21 L858R", "which of the alternatives"),
        ("TP53 or del(17p)", "which of the alternatives"),
        ("BRAF fusion or rearrangement, or BRAF V600 mutation", "which of the alternatives"),
        ("BRAF non-V600", "does not say what was found"), ("high-risk cytogenetics", "does not say what was found"),
        ("H3K27M-altered", "does not say what was found"), ("smoldering", "does not say what was found"),
        ("BRCA positive", "which of BRCA1 and BRCA2"), ("RAS mutation", "may be KRAS or NRAS or HRAS"),
        ("VHL germline", "no change is said"), ("GD2", "no gene is named"),
        ("no actionable alterations", "names nothing"),
    ],
)  # fmt: skip
def test_what_does_not_say_what_was_found_is_refused(text, reason, read):
    with pytest.raises(Unreadable) as error:
        read(text)
    assert reason in error.value.reason
    assert error.value.hint


def test_a_phenotype_is_of_a_pharmacogene_only(one):
    assert isinstance(one("DPYD deficient"), Diplotype)
    assert isinstance(one("PTEN deficient"), Marker)


def test_a_stain_says_a_protein(vocabulary):
    lost = (("PTEN loss", "PTEN", "lost"), ("PTEN negative", "PTEN", "lost"), ("KIT positive", "CD117", "positive"))
    for text, what, status in lost:
        (found,) = read_finding(text, vocabulary, stained=True)
        assert isinstance(found, Marker)
        assert (found.what, found.status, found.text) == (what, status, text)
    (found,) = read_finding("PTEN loss", vocabulary)
    assert isinstance(found, Alteration)


def test_a_pathogenic_variant_is_no_reversion(ask):
    assert ask("BRCA2 pathogenic variant", "reversion") == "not_met"
    assert ask("BRCA2 variant", "reversion") == "unknown"
    assert ask("BRCA2 reversion", "reversion") == "met"
