"""Free of the changes asked about: never from silence."""

from __future__ import annotations

import pytest

from oncoplan.criteria.wild_type import wild_type

RAS = ("KRAS", "NRAS")


def panel(*findings, genes=RAS, kinds=("substitution", "indel"), **keys):
    covers = {"genes": list(genes), "kinds": list(kinds)}
    return {"diagnoses": [{"cancer": "COAD"}],
            "tests": [{"kind": "tumour_dna", "covers": covers, "findings": list(findings), **keys}]}  # fmt: skip


def test_stated_for_every_gene_is_met(facts):
    assert wild_type(facts("COAD; KRAS wild type; NRAS wild type"), gene=RAS).is_met


def test_stated_for_one_of_two_is_unknown_and_names_the_other(facts):
    verdict = wild_type(facts("COAD; KRAS wild type"), gene=RAS)
    assert verdict.is_unknown
    assert "NRAS" in verdict.says


def test_silence_is_never_wild_type(facts):
    assert wild_type(facts("COAD"), gene=("KRAS",)).is_unknown
    assert wild_type(facts("COAD; TP53 R273H"), gene=("KRAS",)).is_unknown
    assert wild_type(facts("COAD; assay: My own panel; TP53 R273H"), gene=("KRAS",)).is_unknown


def test_a_panel_that_covers_both_and_found_nothing_is_met(facts):
    assert wild_type(facts(panel("TP53 R273H")), gene=RAS).is_met


def test_a_mutation_is_a_no(facts):
    verdict = wild_type(facts(panel("NRAS Q61K")), gene=RAS)
    assert verdict.is_not_met
    assert "NRAS" in verdict.says


def test_a_synonymous_change_is_still_wild_type(facts):
    assert wild_type(facts(panel("KRAS p.D173=")), gene=RAS).is_met


@pytest.mark.parametrize(
    "keys",
    [
        {"status": "failed"},
        {"status": "pending"},
        {"failed": ["NRAS"]},
        {"specimen": {"purity": 0.05}},
        {"kind": "ctdna"},
        {"kind": "germline_dna"},
    ],
)
def test_a_weak_test_makes_no_wild_type(facts, keys):
    assert wild_type(facts(panel(**keys)), gene=RAS).is_unknown


def test_wild_type_covers_only_the_exons_tested(facts):
    record = {"diagnoses": [{"cancer": "COAD"}],
              "tests": [{"kind": "pcr", "covers": {"exons": {"KRAS": [2]}, "kinds": ["substitution"]}}]}  # fmt: skip
    assert wild_type(facts(record), gene=("KRAS",)).is_unknown
    assert wild_type(facts(record), gene=("KRAS",), any_of=("exon 3 missense",)).is_unknown
    assert wild_type(facts(record), gene=("KRAS",), any_of=("exon 2 missense",)).is_met
    assert wild_type(facts(record), gene=("KRAS",), any_of=("codon 61 missense",)).is_unknown


def test_a_codon_lies_in_its_exon(facts):
    """Codon 12 of KRAS is in exon 2: a test of exon 2 that found nothing answers for it."""
    record = {"diagnoses": [{"cancer": "COAD"}],
              "tests": [{"kind": "pcr", "covers": {"exons": {"KRAS": [2]}, "kinds": ["substitution"]}}]}  # fmt: skip
    assert wild_type(facts(record), gene=("KRAS",), any_of=("codon 12 missense",)).is_met


def test_another_codon_is_still_wild_type_for_the_one_asked(facts):
    assert wild_type(facts(panel("KRAS G12D")), gene=("KRAS",), any_of=("codon 61 missense",)).is_met


def test_a_negative_for_one_change_is_no_wild_type(facts):
    assert wild_type(facts("COAD; no KRAS G12C"), gene=("KRAS",)).is_unknown


def test_an_unspecific_alteration_leaves_it_unknown_or_a_no(facts):
    assert not wild_type(facts(panel("KRAS variant")), gene=("KRAS",), any_of=("codon 12 missense",)).is_met
