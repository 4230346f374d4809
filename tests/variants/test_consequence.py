"""The kind of a change comes from the change; the caller's word counts only when there is nothing else."""

from __future__ import annotations

import pytest

from oncoplan.model.record import FindingEntry
from oncoplan.variants.words import read_finding


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"gene": "EGFR", "protein": "p.L747_P753delinsS", "consequence": "protein_altering_variant"}, "inframe_delins"),
        ({"gene": "EGFR", "protein": "p.E746_A750del", "consequence": "Missense_Mutation"}, "inframe_deletion"),
        ({"gene": "BRCA1", "coding": "c.68_69del"}, "frameshift"),
        ({"gene": "BRCA2", "coding": "c.5946del", "consequence": "In_Frame_Del"}, "frameshift"),
        ({"gene": "TP53", "coding": "c.376-1G>A", "protein": "p.X126_splice"}, "splice"),
        ({"gene": "TP53", "protein": "p.X126_splice"}, "splice"),
        ({"gene": "TP53", "consequence": "Splice_Site"}, "splice"),
        ({"gene": "TP53", "protein": "p.T125=", "consequence": "Splice_Site"}, "splice"),
        ({"gene": "TP53", "protein": "p.T125="}, "synonymous"),
        ({"gene": "TERT", "coding": "c.-124C>T", "consequence": "5'Flank"}, "promoter"),
        ({"gene": "VHL", "coding": "c.*5delA"}, "noncoding"),
        ({"gene": "KRAS", "protein": "p.M1?"}, "start_lost"),
        ({"gene": "SMAD4", "protein": "p.*553Lext*3"}, "stop_lost"),
        ({"gene": "KRAS", "protein": ".", "consequence": "Missense_Mutation"}, "missense"),
        ({"gene": "EGFR", "genomic": "7:g.55191822T>G", "genome": "GRCh38"}, "missense"),
        ({"gene": "NOT_A_GENE", "protein": "p.A10fs"}, "frameshift"),
    ],
)
def test_kind(parts, kind, vocabulary):
    (found,) = read_finding(FindingEntry(**parts), vocabulary)
    assert found.kind == kind


def test_parts_of_an_entry_are_kept(vocabulary):
    entry = FindingEntry(gene="EGFR", protein="p.T790M", depth=200, alt_reads=8, phase="a", row="tumour.maf:17")
    (found,) = read_finding(entry, vocabulary, pointer="tests/0/findings/0", test=0, default_origin="germline")
    assert (found.vaf, found.depth, found.phase, found.origin, found.test) == (0.04, 200, "a", "germline", 0)
    assert found.pointer == "tests/0/findings/0"


def test_words_in_an_entry_read_the_same(vocabulary):
    (by_parts,) = read_finding(FindingEntry(gene="EGFR", change="p.T790M", vaf=0.04), vocabulary)
    (by_words,) = read_finding("EGFR T790M, VAF 4%", vocabulary)
    assert (by_parts.protein, by_parts.kind, by_parts.vaf) == (by_words.protein, by_words.kind, by_words.vaf)


def test_a_partner_whose_side_is_not_stated(vocabulary):
    (found,) = read_finding(FindingEntry(gene="ALK", partner="EML4"), vocabulary)
    assert found.genes[0] == "ALK"
    assert not found.order_known


def test_a_marker_in_parts(vocabulary):
    (found,) = read_finding(FindingEntry(text="PD-L1", score="TPS", value=60, unit="%"), vocabulary)
    assert (found.what, found.score, found.value, found.unit) == ("PD-L1", "TPS", 60, "%")


def test_the_last_base_of_an_exon_is_noted(vocabulary):
    (found,) = read_finding("MET c.3028G>A", vocabulary)
    assert any("exon 14" in note and "suspected" in note for note in found.notes)
    (found,) = read_finding("MET D1010E", vocabulary)
    assert not any("exon 14" in note for note in found.notes)
