"""CIViC's molecular profiles: the grammar, and each kind of variant as a condition of our rule language."""

from __future__ import annotations

import pytest

from oncoplan.knowledge.authored import CriteriaTable, compile_expr
from oncoplan.knowledge.importers.civic_profiles import NotModelled, read_profile, variants_of
from oncoplan.knowledge.importers.civic_terms import terms
from oncoplan.knowledge.importers.civic_variants import Reader

A, B, C = ("variant", "KRAS G12C"), ("variant", "EGFR L858R"), ("variant", "VHL R167Q (c.500G>A)")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("KRAS G12C", A),
        ("VHL R167Q (c.500G>A)", C),
        ("KRAS G12C AND EGFR L858R", ("all", (A, B))),
        ("KRAS G12C OR EGFR L858R", ("any", (A, B))),
        ("NOT KRAS G12C", ("not", A)),
        ("KRAS G12C OR EGFR L858R AND VHL R167Q (c.500G>A)", ("any", (A, ("all", (B, C))))),
        ("EGFR L858R AND ( KRAS G12C OR VHL R167Q (c.500G>A) )", ("all", (B, ("any", (A, C))))),
        ("EGFR L858R AND NOT ( KRAS G12C AND EGFR L858R )", ("all", (B, ("not", ("all", (A, B)))))),
    ],
)
def test_the_grammar(text, tree):
    assert read_profile(text) == tree


@pytest.mark.parametrize("text", ["", "AND", "KRAS G12C AND", "OR KRAS G12C", "( KRAS G12C", "KRAS G12C )", "NOT", "( )"])
def test_words_that_do_not_fit_together_are_not_modelled(text):
    with pytest.raises(NotModelled):
        read_profile(text)


def test_every_variant_of_a_profile_in_order():
    tree = read_profile("EGFR L858R AND NOT ( KRAS G12C OR EGFR T790M )")
    assert variants_of(tree) == ["EGFR L858R", "KRAS G12C", "EGFR T790M"]


@pytest.fixture(scope="module")
def reader(vocabulary):
    return Reader(vocabulary, terms())


def alteration(gene, *any_of, **more):
    return {"alteration": {"gene": gene, "any_of": list(any_of), **more}}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("BRAF V600E", alteration("BRAF", "V600E")),
        ("BRAF V600", alteration("BRAF", "V600")),
        ("EGFR Exon 19 Deletion", alteration("EGFR", "Exon 19 Deletion")),
        ("ERBB2 Amplification", alteration("ERBB2", "Amplification")),
        ("KRAS Wildtype", {"wild_type": {"gene": "KRAS"}}),
        ("KRAS Mutation", alteration("KRAS", "Mutation")),
        ("FLT3 ITD", alteration("FLT3", "ITD")),
        ("MGMT Promoter Methylation", alteration("MGMT", "Promoter Methylation")),
        ("MET Exon 14 Skipping Mutation", alteration("MET", "Exon 14 Skipping Mutation")),
        ("EGFR Copy Number Variation", alteration("EGFR", "amplification", "gain", "deletion")),
        ("TSC1 Frameshift Truncation", alteration("TSC1", "Frameshift Truncation")),
        ("EML4::ALK Fusion", alteration("ALK", "fusion with EML4")),
        ("FGFR3::TACC3 Fusion", alteration("FGFR3", "fusion with TACC3")),
        ("v::ALK Fusion", alteration("ALK", "fusion 3' partner")),
        ("FGFR2::? Fusion", alteration("FGFR2", "fusion 5' partner")),
        ("ABCB1 S893A/T", alteration("ABCB1", "S893A", "S893T")),
        ("KRAS G12/G13", alteration("KRAS", "G12", "G13")),
        ("VHL R167Q (c.500G>A)", alteration("VHL", "R167Q", "c.500G>A")),
        ("VHL Splice Site (c.340+1G>A)", alteration("VHL", "c.340+1G>A")),
        ("VHL E55= (c.165G>A)", alteration("VHL", "c.165G>A")),
        ("BRAF Non-V600", alteration("BRAF", "mutation", but_not=["codon 600 mutation"])),
        ("TERT C228T", alteration("TERT", "c.-124C>T")),
        ("MSI High", {"signature": {"what": "MSI", "is": ["high"]}}),
        ("UGT1A1 UGT1A1*28", {"phenotype": {"gene": "UGT1A1", "allele": ["*28"]}}),
        ("HGF Overexpression", {"expression": {"gene": "HGF", "is": ["high"]}}),
        ("HGF Underexpression", {"expression": {"gene": "HGF", "is": ["low"]}}),
    ],
)
def test_a_variant_as_a_condition(reader, text, condition):
    found = reader.condition(read_profile(text))
    assert found == condition
    compile_expr(found, CriteriaTable(), text)


def test_the_protein_of_a_gene_counts_where_we_have_its_marker(reader):
    assert {"marker": {"what": "HER2", "is": ["positive"]}} in reader.variant("ERBB2 Overexpression")["any"]
    assert {"marker": {"what": "MLH1", "is": ["lost"]}} in reader.variant("MLH1 Loss")["any"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("AKT1 S473 Phosphorylation", "state of the protein"),
        ("ALK Alternative Transcript (ATI)", "transcript form"),
        ("CBLB RS2305035", "dbSNP number"),
        ("EML4::ALK e20::e20", "stated exons"),
        ("ERBB2 SERUM LEVELS", "level in blood"),
        ("HSPH1 T17 DELETION", "repeat in an intron"),
        ("EGFR Rare Mutation", "not listed"),
        ("NOGENE9 Mutation", "not in our vocabulary"),
        ("EGFR P772_V774insPHV", "not ones we can read"),
    ],
)
def test_what_the_criteria_cannot_ask_is_not_modelled_with_its_cause(reader, text, part):
    with pytest.raises(NotModelled, match=part):
        reader.variant(text)


def test_an_inherited_variant_asks_for_its_origin_but_a_fusion_does_not(reader):
    assert reader.variant("BRCA1 Mutation", "germline")["alteration"]["origin"] == "germline"
    assert "origin" not in reader.variant("EML4::ALK Fusion", "germline")["alteration"]
