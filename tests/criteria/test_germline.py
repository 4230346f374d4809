"""Inherited variants: known germline results only."""

from __future__ import annotations

from oncoplan.criteria.germline import germline

BRCA = ("BRCA1", "BRCA2")


def germline_test(*findings, **keys):
    return {"diagnoses": [{"cancer": "HGSOC"}], "tests": [{"kind": "germline_dna", "findings": list(findings), **keys}]}


def test_a_pathogenic_germline_result_is_met(facts):
    assert germline(facts(germline_test("BRCA2 c.5946del pathogenic")), gene=BRCA).is_met
    assert germline(facts("HGSOC; germline BRCA1 c.68_69del pathogenic"), gene=BRCA).is_met
    assert germline(facts(germline_test("BRCA1 c.68_69del likely pathogenic")), gene=BRCA).is_met


def test_an_uncertain_variant_never_meets_it(facts):
    assert not germline(facts(germline_test("BRCA2 c.4068G>A VUS")), gene=BRCA).is_met
    assert not germline(facts(germline_test("BRCA2 c.4068G>A benign")), gene=BRCA).is_met


def test_an_uncertain_variant_alone_is_not_even_suspected(facts):
    assert not germline(facts(germline_test("BRCA2 c.4068G>A VUS")), gene=BRCA).suspected


def test_a_pathogenic_variant_in_tumour_only_data_leaves_it_unknown_and_suspected(facts):
    verdict = germline(facts("HGSOC; tumour dna; BRCA1 c.68_69del pathogenic"), gene=BRCA)
    assert verdict.is_unknown
    assert verdict.suspected
    assert verdict.settled_by


def test_a_somatic_variant_is_no_germline_variant(facts):
    assert not germline(facts("HGSOC; somatic BRCA1 c.68_69del pathogenic"), gene=BRCA).is_met
    assert not germline(facts("HGSOC; somatic BRCA1 c.68_69del pathogenic"), gene=BRCA).suspected


def test_not_tested_is_unknown(facts):
    assert germline(facts("HGSOC"), gene=BRCA).is_unknown


def test_a_panel_that_covers_every_gene_and_reports_nothing_is_a_no(facts):
    covers = {"genes": ["BRCA1", "BRCA2"], "kinds": ["substitution", "indel"]}
    assert germline(facts(germline_test(covers=covers)), gene=BRCA).is_not_met


def test_one_gene_of_two_tested_is_not_a_no(facts):
    covers = {"genes": ["BRCA1"], "kinds": ["substitution", "indel"]}
    assert germline(facts(germline_test(covers=covers)), gene=BRCA).is_unknown


def test_a_failed_germline_test_is_unknown(facts):
    covers = {"genes": ["BRCA1", "BRCA2"], "kinds": ["substitution", "indel"]}
    assert germline(facts(germline_test(covers=covers, status="failed")), gene=BRCA).is_unknown


def test_the_silence_of_a_tumour_panel_is_no_germline_negative(facts):
    covers = {"genes": ["BRCA1", "BRCA2"], "kinds": ["substitution", "indel"]}
    record = {"diagnoses": [{"cancer": "HGSOC"}], "tests": [{"kind": "tumour_dna", "covers": covers}]}
    assert germline(facts(record), gene=BRCA).is_unknown


def test_a_germline_result_counts_for_every_cancer_of_the_person(facts):
    record = {**germline_test("BRCA2 c.5946del pathogenic"), "diagnoses": [{"cancer": "IDC"}, {"cancer": "HGSOC"}]}
    assert germline(facts(record, dx=0), gene=BRCA).is_met
    assert germline(facts(record, dx=1), gene=BRCA).is_met


def test_biallelic_needs_two_variants_or_a_homozygous_one(facts):
    one = germline_test("MUTYH c.1187G>A pathogenic")
    two = germline_test("MUTYH c.1187G>A pathogenic", "MUTYH c.536A>G pathogenic")
    both = germline_test({"gene": "MUTYH", "change": "c.1187G>A", "classification": "pathogenic", "zygosity": "homozygous"})
    assert not germline(facts(one), gene=("MUTYH",), biallelic=True).is_met
    assert germline(facts(two), gene=("MUTYH",), biallelic=True).is_met
    assert germline(facts(both), gene=("MUTYH",), biallelic=True).is_met


def test_one_variant_of_each_of_two_genes_is_not_biallelic(facts):
    found = facts(germline_test("MUTYH c.1187G>A pathogenic", "NTHL1 c.268C>T pathogenic"))
    assert not germline(found, gene=("MUTYH", "NTHL1"), biallelic=True).is_met


def test_a_class_stands_for_a_change_whose_effect_the_notation_does_not_show(facts):
    found = facts({"tests": [{"kind": "germline_dna", "findings": ["MSH2 c.942+3A>T pathogenic"]}]}, dx=None)
    assert germline(found, gene=("MSH2",)).is_met
    assert not germline(found, gene=("MSH2",), any_of=("truncating",)).is_met
    vus = facts({"tests": [{"kind": "germline_dna", "findings": ["MSH2 c.942+3A>T VUS"]}]}, dx=None)
    assert not germline(vus, gene=("MSH2",)).is_met
