"""Findings as reports write them: read right, or refused with a reason."""

from __future__ import annotations

import pytest

from oncoplan.model.finding import Alteration, Diplotype, Marker, Negative
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words import read_finding

SAME = [
    (
        "EGFR L858R", "EGFR p.L858R", "EGFR p.Leu858Arg", "EGFR p.(Leu858Arg)", "EGFR:p.L858R", "NM_005228.5:c.2573T>G",
        "NM_005228.3(EGFR):c.2573T>G (p.Leu858Arg)", "EGFR c.2573T>G", "7:g.55191822T>G (GRCh38)", "HER1 L858R",
        "chr7-55259515-T-G (GRCh37)", "NC_000007.14:g.55191822T>G", "EGFR exon 21 L858R mutation", "EGFR L834R",
    ),
    ("BRAF V600E", "BRAF V640E", "NM_001374258.1:p.V640E", "BRAF c.1799T>A", "BRAF 1799T>A", "chr7-140453136-A-T (GRCh37)"),
    ("EGFR E746_A750del", "EGFR c.2235_2249del", "EGFR c.2236_2250del15", "EGFR p.ELREA746del", "EGFR E746-A750del"),
    ("EGFR A767_V769dup", "EGFR V769_D770insASV", "EGFR p.A767_V769dupASV"),
    ("EZH2 Y646N", "EZH2 Y641N"),
    ("MYD88 L265P", "MYD88 L273P", "MYD88 L252P"),
    ("BRCA1 c.68_69del", "BRCA1 c.68_69delAG", "BRCA1 185delAG"),
    ("EML4::ALK", "EML4-ALK fusion", "EML4-ALK", "EML4::ALK v3", "EML4::ALK fusion detected"),
    ("MET exon 14 skipping", "MET ex14 skipping", "MET exon 14 skip"),
    ("5q deletion", "del(5q)", "del 5q", "loss of 5q", "5q loss"),
    ("HER2 amplification", "ERBB2 amplified", "amplification of ERBB2", "HER2 gene amplification"),
]  # fmt: skip


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_every_notation_of_a_change_is_one_finding(texts, one):
    def meaning(text):
        found = one(text)
        change = found.protein
        return (
            found.genes,
            found.kind,
            change and (change.start, change.end, change.alt, change.form),
            found.region,
            found.exons,
        )

    assert len({meaning(text) for text in texts}) == 1


@pytest.mark.parametrize(
    ("text", "what", "score", "status", "value"),
    [
        ("PD-L1 TPS 60%", "PD-L1", "TPS", None, 60), ("TPS 60%", "PD-L1", "TPS", None, 60),
        ("PD-L1 22C3 TPS 50%", "PD-L1", "TPS", None, 50), ("PD-L1 CPS 15", "PD-L1", "CPS", None, 15),
        ("PD-L1 negative", "PD-L1", None, "negative", None), ("HER2 IHC 3+", "HER2", "IHC", "3+", None),
        ("HER2 3+", "HER2", "IHC", "3+", None), ("HER2-low", "HER2", None, "low", None),
        ("HER2 ultralow", "HER2", None, "ultralow", None), ("HER2 FISH amplified", "HER2", "ISH", "positive", None),
        ("ER 80%", "ER", None, None, 80), ("ER+", "ER", None, "positive", None), ("MSI-H", "MSI", None, "high", None),
        ("MSS", "MSI", None, "stable", None), ("microsatellite instability-high", "MSI", None, "high", None),
        ("dMMR", "MMR", None, "deficient", None), ("mismatch repair proficient", "MMR", None, "proficient", None),
        ("TMB 12 mut/Mb", "TMB", None, None, 12), ("TMB-H", "TMB", None, "high", None), ("GIS 45", "HRD", "GIS", None, 45),
        ("HRD positive", "HRD", None, "positive", None), ("Ki-67 30%", "Ki-67", None, None, 30),
        ("CLDN18.2 80%", "CLDN18.2", None, None, 80), ("FOLR1 PS2+ 80%", "FOLR1", "PS2+", None, 80),
        ("c-Met overexpression 3+ 60%", "MET", "IHC", "3+", 60), ("p16 positive", "p16", None, "positive", None),
        ("EBV positive (EBER)", "EBV", None, "positive", None), ("AR-V7 positive", "AR-V7", None, "positive", None),
        ("ctDNA not detected", "ctDNA", None, "negative", None), ("IGHV unmutated", "IGHV", None, "unmutated", None),
        ("BCR::ABL1 0.08% IS", "BCR::ABL1", None, None, 0.08), ("tumour fraction 12%", "tumour fraction", None, None, 12),
        ("MRD negative (10^-5)", "MRD", None, "negative", 1e-5),
    ],
)  # fmt: skip
def test_markers(text, what, score, status, value, one):
    found = one(text)
    assert isinstance(found, Marker)
    assert (found.what, found.score, found.status, found.value) == (what, score, status, value)


def test_several_markers_in_one_line(read):
    assert [(m.what, m.status) for m in read("ER+/PR-/HER2-")] == [
        ("ER", "positive"),
        ("PR", "negative"),
        ("HER2", "negative"),
    ]
    assert [(m.score, m.status) for m in read("HER2 IHC 2+/ISH negative")] == [("IHC", "2+"), ("ISH", "negative")]
    assert ("MMR", "deficient") in [(m.what, m.status) for m in read("loss of MLH1 and PMS2")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KRAS wild type", [("KRAS", None)]),
        ("KRAS/NRAS/BRAF wild type", [("KRAS", None), ("NRAS", None), ("BRAF", None)]),
        ("RAS wild-type", [("KRAS", None), ("NRAS", None)]),
        ("BRCA1/2 negative", [("BRCA1", None), ("BRCA2", None)]),
        ("BRAF V600E not detected", [("BRAF", "V600E")]),
        ("no KIT p.D816V", [("KIT", "D816V")]),
        ("negative for EGFR T790M", [("EGFR", "T790M")]),
        ("no ALK fusion", [("ALK", "fusion")]),
        ("ALK negative", [("ALK", "rearrangement")]),
        ("no BCR::ABL1", [("BCR", "fusion with ABL1"), ("ABL1", "fusion with BCR")]),
        ("HER2 not amplified", [("ERBB2", "amplification")]),
        ("ERBB2 wild type", [("ERBB2", None)]),
        ("MLH1 promoter not methylated", [("MLH1", "methylation")]),
        ("FLT3-ITD negative", [("FLT3", "ITD")]),
    ],
)
def test_negatives(text, expected, read):
    found = read(text)
    assert all(isinstance(part, Negative) for part in found)
    assert [(part.gene, part.category) for part in found] == expected


def test_absent_entries_are_negatives(vocabulary):
    (found,) = read_finding("ALK fusion", vocabulary, absent=True)
    assert isinstance(found, Negative)
    assert (found.gene, found.category) == ("ALK", "fusion")
    (found,) = read_finding("KRAS", vocabulary, absent=True)
    assert (found.gene, found.category) == ("KRAS", None)


def test_exons_of_a_negative(one):
    assert one("KRAS exons 2-4 wild type").exons == (2, 3, 4)


def test_regions(read):
    assert [f.region for f in read("no 17p deletion")] == ["17p"]
    assert {f.region for f in read("+7/-10")} == {"+7", "-10"}
    fusion = [f for f in read("t(9;22)") if isinstance(f, Alteration) and f.kind == "fusion"]
    assert fusion[0].genes == ("ABL1", "BCR")


@pytest.mark.parametrize(
    "text", ["DPYD *1/*2A", "UGT1A1 *28/*28", "CYP2D6 poor metabolizer", "HLA-A*02:01", "UGT1A1*28 homozygous"]
)
def test_diplotypes(text, one):
    assert isinstance(one(text), Diplotype)


def test_asides(one):
    found = one("germline BRCA2 c.5946del (p.Ser1982fs), pathogenic, heterozygous, VAF 48%")
    assert (found.origin, found.classification, found.zygosity, found.vaf) == (
        "germline",
        "pathogenic",
        "heterozygous",
        0.48,
    )
    assert one("KRAS G12C 12.5%").vaf == 0.125
    assert one("BRCA2 VUS").classification == "VUS"
    assert one("ERBB2 copy number 14").copies == 14


def test_phase_is_shared(read):
    assert [f.phase for f in read("EGFR T790M; EGFR C797S; in cis")] == ["cis", "cis"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("EGFR L858", "no new residue"),
        ("EGFR A858R", "residue 858 is L"),
        ("BRAF c.1799A>T", "reference has T"),
        ("no actionable alterations", "names nothing"),
        ("NTRK positive", "which of NTRK1 and NTRK2 and NTRK3"),
        ("KRAS/NRAS positive", "which of"),
        ("EGFR exon 19 deletion or L858R", "which of the alternatives"),
        ("gibberish here", "no gene"),
        ("EGFR something odd", "not a change"),
        ("BRAF", "no change"),
        ("", "empty"),
        ("NM_999999.1:c.1A>G", "not a transcript"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(text, reason, read):
    with pytest.raises(Unreadable) as error:
        read(text)
    assert reason in error.value.reason
    assert error.value.hint


def test_protein_results_are_not_taken_from_dna(read):
    for text in ("HER2 amplified", "ERBB2 amplification", "HER2 not amplified", "ERBB2 wild type"):
        assert not any(isinstance(found, Marker) for found in read(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "EGFR not tested",
    "EGFR T790M not tested", "ALK fusion pending", "PD-L1 not performed", "MSI not assessed", "HER2 pending",
        "EML4::ALK suspected", "KRAS insufficient", "EGFR L858R indeterminate", "BRAF V600E cannot be excluded", "no result",
        "ROS1 failed", "KRAS G12C equivocal", "NRAS unknown",
    ],
)  # fmt: skip
def test_no_result_is_no_finding(text, read):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("EGFR L858R and T790M", ["EGFR L858R", "EGFR T790M"]),
        ("EGFR ex19del, T790M", ["EGFR ex19del", "EGFR T790M"]),
        ("KRAS G12D and PIK3CA H1047R", ["KRAS G12D", "PIK3CA H1047R"]),
        ("KRAS G12D; TP53 R175H", ["KRAS G12D", "TP53 R175H"]),
        ("BRAF V600E and MSI-H", ["BRAF V600E", "MSI high"]),
        ("TP53 c.743G>A, p.R248Q", ["TP53 R248Q"]),
        ("no mutation in KRAS and NRAS", ["no KRAS mutation", "no NRAS mutation"]),
        ("EGFR L858R not detected, ALK fusion not detected", ["no EGFR L858R", "no ALK fusion"]),
    ],
)
def test_lists(text, names, read):
    assert [found.name for found in read(text)] == names


MIXED = ["EGFR L858R, ALK fusion not detected", "no EGFR L858R, ALK fusion", "EML4::ALK no", "EGFR T790M: no"]


@pytest.mark.parametrize("text", MIXED)
def test_a_list_that_mixes_yes_and_no_is_refused(text, read):
    with pytest.raises(Unreadable):
        read(text)


def test_the_straight_way_of_reading_a_substitution_reads_as_the_whole_grammar_does(vocabulary):
    """Every named substitution of the gene tables, and wrong residues, both ways."""
    from oncoplan.variants import words

    def outcome(work):
        try:
            return work()
        except Unreadable as error:
            return error.reason

    tried = 0
    for gene in vocabulary.keys("gene_models"):
        for allele in vocabulary.gene_model(gene).alleles[:25]:
            change = allele.protein.removeprefix("p.")
            for text in (f"{gene} {change}", f"{gene} {change[:-1]}*", f"{gene} Q{change[1:]}"):
                straight = outcome(lambda text=text: words._substitution(text, vocabulary))
                if straight is None:
                    continue
                tried += 1
                whole = outcome(lambda text=text: words._understood(text, vocabulary, False))
                assert straight == (whole[0] if isinstance(whole, tuple) else whole), text
    assert tried > 1000
