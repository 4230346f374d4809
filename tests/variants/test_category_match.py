"""Every category against findings that are it, are not, or may be. Traps of matching first."""

from __future__ import annotations

import pytest

EXON_19_DELETION = [
    ("EGFR E746_A750del", "met"),
    ("EGFR L747_P753delinsS", "met"),
    ("EGFR L747_A750delinsP", "met"),
    ("EGFR exon 19 deletion", "met"),
    ("EGFR c.2235_2249del", "met"),
    ("EGFR p.(Glu746_Ala750del)", "met"),
    ("EGFR I744_K745insKIPVAI", "not_met"),
    ("EGFR K745_E746insIPVAIK", "not_met"),
    ("EGFR L747S", "not_met"),
    ("EGFR D770_N771insSVD", "not_met"),
    ("EGFR L858R", "not_met"),
    ("EGFR amplification", "not_met"),
    ("EGFR mutation", "unknown"),
    ("EGFR exon 19 mutation", "unknown"),
    ("EGFR exon 21 mutation", "not_met"),
    ("EGFR variant", "unknown"),
]


@pytest.mark.parametrize(("finding", "answer"), EXON_19_DELETION)
def test_exon_19_deletion(ask, finding, answer):
    assert ask(finding, "exon 19 deletion") == answer


@pytest.mark.parametrize(
    ("finding", "answer"),
    [
        ("EGFR D770_N771insSVD", "met"),
        ("EGFR A767_V769dup", "met"),
        ("EGFR N771delinsGY", "met"),
        ("EGFR exon 20 insertion", "met"),
        ("EGFR T790M", "not_met"),
        ("EGFR E746_A750del", "not_met"),
        ("EGFR mutation", "unknown"),
    ],
)
def test_exon_20_insertion(ask, finding, answer):
    assert ask(finding, "exon 20 insertion") == answer


def test_the_tki_sensitive_insertion_can_be_excluded(ask):
    assert ask("EGFR A763_Y764insFQEA", "A763_Y764insFQEA") == "met"
    assert ask("EGFR D770_N771insSVD", "A763_Y764insFQEA") == "not_met"


@pytest.mark.parametrize(
    ("finding", "category", "answer"),
    [
        ("BRAF V600E", "V600E", "met"),
        ("BRAF V600M", "V600E", "not_met"),
        ("BRAF V600fs", "V600E", "not_met"),
        ("BRAF V600fs", "codon 600 missense", "not_met"),
        ("BRAF V600fs", "V600 missense", "not_met"),
        ("BRAF V600 mutation", "V600E", "unknown"),
        ("BRAF V600E/K", "V600E", "unknown"),
        ("BRAF V600E/K", "V600 missense", "met"),
        ("BRAF K601E", "V600", "not_met"),
        ("BRAF mutation", "V600E", "unknown"),
        ("KIT V654G", "V654A", "not_met"),
        ("FGFR3 Y373G", "Y373C", "not_met"),
        ("EGFR S768_V769delinsIL", "S768I", "met"),
        ("EGFR S768_V769delinsIL", "V769L", "met"),
        ("EGFR S768_V769delinsIL", "L858R", "not_met"),
        ("EGFR V769_D770insASV", "A767_V769dup", "met"),
        ("EGFR A767_V769dup", "V769_D770insASV", "met"),
        ("EZH2 Y641N", "Y646N", "met"),
        ("EZH2 Y646N", "Y641N", "met"),
        ("MYD88 L273P", "L265P", "met"),
        ("BRAF V640E", "V600E", "met"),
        ("KRAS G12C", "codon 12 missense", "met"),
        ("KRAS G12C", "codons 12, 13, 59, 61, 117, 146 missense", "met"),
        ("KRAS Q22K", "codons 12, 13, 59, 61, 117, 146 missense", "not_met"),
        ("KRAS exon 2 mutation", "G12C", "unknown"),
        ("KRAS exon 3 mutation", "G12C", "not_met"),
        ("KRAS G12C", "exons 2-4 mutation", "met"),
        ("NPM1 W288Cfs*12", "frameshift", "met"),
        ("NPM1 W288Cfs*12", "exon 11 frameshift", "met"),
        ("NPM1 W288fs", "W288Cfs*12", "met"),
        ("BRCA1 c.68_69del", "c.68_69del", "met"),
        ("BRCA1 c.68_69del", "truncating", "met"),
        ("DPYD c.1905+1G>A", "c.1905+1G>A", "met"),
        ("DPYD c.1905+1G>A", "splice site", "met"),
        ("TERT c.-124C>T", "promoter mutation", "met"),
        ("TERT g.1295113G>A (GRCh38)", "promoter mutation", "met"),
        ("TERT R865H", "promoter mutation", "not_met"),
        ("TP53 p.T125=", "mutation", "not_met"),
        ("EGFR amplification", "mutation", "not_met"),
        ("KIT D816V", "kinase domain missense", "met"),
    ],
)
def test_small_changes(ask, finding, category, answer):
    assert ask(finding, category) == answer


@pytest.mark.parametrize(
    ("finding", "category", "answer"),
    [
        ("MET D1010N", "exon 14 skipping", "unknown"),
        ("MET D1010E", "exon 14 skipping", "not_met"),
        ("MET c.3028G>A", "exon 14 skipping", "unknown"),
        ("MET c.3028+1G>T", "exon 14 skipping", "met"),
        ("MET c.2888-1G>A", "exon 14 skipping", "met"),
        ("MET c.2888-18_2888-6del", "exon 14 skipping", "unknown"),
        ("MET Y1003F", "exon 14 skipping", "not_met"),
        ("MET exon 14 skipping", "exon 14 skipping", "met"),
        ("MET amplification", "exon 14 skipping", "not_met"),
        ("MET mutation", "exon 14 skipping", "unknown"),
        ("MET exon 14 mutation", "exon 14 skipping", "unknown"),
    ],
)
def test_exon_skipping(ask, finding, category, answer):
    assert ask(finding, category) == answer


@pytest.mark.parametrize(
    ("finding", "category", "answer"),
    [
        ("EML4::ALK", "fusion", "met"),
        ("ALK::EML4", "fusion", "unknown"),
        ("ALK fusion", "fusion", "met"),
        ("v::ALK", "fusion", "met"),
        ("ALK rearranged", "fusion", "met"),
        ("ALK rearranged", "rearrangement", "met"),
        ("ALK positive", "rearrangement", "met"),
        ("EML4::ALK", "rearrangement", "met"),
        ("EML4::ALK", "fusion with EML4", "met"),
        ("ALK fusion", "fusion with EML4", "unknown"),
        ("STRN::ALK", "fusion with EML4", "not_met"),
        ("ALK intragenic deletion", "fusion", "not_met"),
        ("ALK intragenic deletion", "rearrangement", "not_met"),
        ("ALK amplification", "fusion", "not_met"),
        ("NTRK1 A107V", "fusion", "not_met"),
        ("NRG1 deletion", "fusion", "not_met"),
        ("CD74::NRG1", "fusion", "met"),
        ("FGFR2::BICC1", "fusion", "met"),
        ("FGFR2 amplification", "fusion", "not_met"),
        ("SLC34A2::ROS1", "fusion", "met"),
        ("fusion of CD74 and ROS1", "fusion", "met"),
        ("KMT2A partial tandem duplication", "rearrangement", "not_met"),
        ("KMT2A partial tandem duplication", "PTD", "met"),
        ("FLT3-ITD", "ITD", "met"),
        ("FLT3 D835Y", "ITD", "not_met"),
        ("FLT3 D593_F594insREYEYDL", "ITD", "met"),
        ("EGFRvIII", "vIII", "met"),
        ("EGFR exons 2-7 deletion", "vIII", "met"),
        ("EGFR intragenic deletion", "vIII", "unknown"),
        ("EGFR intragenic deletion", "fusion", "not_met"),
    ],
)
def test_structure(ask, finding, category, answer):
    assert ask(finding, category) == answer


@pytest.mark.parametrize(
    ("finding", "category", "answer"),
    [
        ("MET amplification", "amplification", "met"),
        ("MET amplification", "copies >= 6", "unknown"),
        ("MET copy number 12", "copies >= 6", "met"),
        ("MET copy number 4", "copies >= 6", "not_met"),
        ("MET gain", "amplification", "unknown"),
        ("MET L1195V", "amplification", "not_met"),
        ("CDKN2A homozygous deletion", "homozygous deletion", "met"),
        ("CDKN2A deletion", "homozygous deletion", "unknown"),
        ("CDKN2A deletion", "deletion", "met"),
        ("CDKN2A homozygous deletion", "deletion", "met"),
        ("CDKN2A homozygous deletion", "loss of function", "met"),
        ("TP53 LOH", "LOH", "met"),
        ("MGMT promoter methylated", "methylation", "met"),
        ("BRCA2 reversion", "reversion", "met"),
    ],
)
def test_copies_and_others(ask, finding, category, answer):
    assert ask(finding, category) == answer


@pytest.mark.parametrize(
    ("finding", "category", "effect", "answer"),
    [
        ("BRCA2 VUS", "pathogenic", None, "not_met"),
        ("BRCA2 VUS", "oncogenic", "oncogenic", "not_met"),
        ("BRCA2 c.5946del pathogenic", "pathogenic", None, "met"),
        ("BRCA2 c.5946del", "loss of function", None, "met"),
        ("BRCA2 c.5946del benign", "mutation", None, "not_met"),
        ("PIK3CA H1047R", "oncogenic", "oncogenic", "met"),
        ("PIK3CA H1047R", "oncogenic", None, "unknown"),
        ("PIK3CA H1047R", "gain of function", "likely oncogenic", "met"),
        ("PIK3CA H1047R", "oncogenic", "likely neutral", "not_met"),
        ("ESR1 activating variant", "gain of function", None, "met"),
        ("TSC1 oncogenic variant", "oncogenic", None, "met"),
        ("PTEN R130*", "loss of function", None, "met"),
        ("PTEN R130*", "gain of function", None, "not_met"),
        ("CDKN2A homozygous deletion", "biallelic", None, "met"),
        ("RB1 R320*", "biallelic", None, "unknown"),
    ],
)
def test_function(ask, finding, category, effect, answer):
    assert ask(finding, category, effect=effect) == answer
