"""Pharmacogenetic results of a record: phenotypes worked out, partial panels, conflicts, and what a tumour does not say."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria.phenotype import phenotype
from oncoplan.model.finding import Diplotype
from oncoplan.model.record import Record
from oncoplan.variants.assess import assess
from oncoplan.variants.pgx_pairs import allowed


@pytest.fixture
def person(vocabulary):
    def make(*findings: str, sex: str | None = None, kind: str = "germline_dna"):
        written = {"id": "x", "sex": sex, "tests": [{"kind": kind, "findings": list(findings)}]}
        return assess(msgspec.convert(written, Record), vocabulary, date(2026, 11, 22), "US")

    return make


def phenotypes(assessment, gene: str) -> list[str | None]:
    return [one.phenotype for one in assessment.person.diplotypes.get(gene, ())]


@pytest.mark.parametrize(
    ("text", "gene", "says"),
    [
        ("DPYD *1/*2A", "DPYD", "intermediate metabolizer"),
        ("DPYD c.1905+1G>A het", "DPYD", "intermediate metabolizer"),
        ("DPYD c.1905+1G>A homozygous", "DPYD", "poor metabolizer"),
        ("DPYD HapB3 het", "DPYD", "intermediate metabolizer"),
        ("rs3918290 C/T", "DPYD", "intermediate metabolizer"),
        ("DPYD rs3918290 G/A", "DPYD", "intermediate metabolizer"),
        ("UGT1A1 *28/*28", "UGT1A1", "poor metabolizer"),
        ("UGT1A1 *1/*80+*28", "UGT1A1", "intermediate metabolizer"),
        ("CYP2D6 *1x≥3/*4", "CYP2D6", "ultrarapid metabolizer"),
        ("NUDT15 c.415C>T het", "NUDT15", "intermediate metabolizer"),
        ("G6PD A-/B", "G6PD", "variable"),
        ("G6PD Mahidol het", "G6PD", "variable"),
    ],
)
def test_results_in_words_have_their_phenotype(person, text, gene, says):
    assert phenotypes(person(text), gene) == [says]


@pytest.mark.parametrize("text", ["rs3918290 C/C", "DPYD rs3918290 G/G", "DPYD indeterminate", "CYP2D6 *1/*9999"])
def test_not_tested_and_not_settled_never_read_as_normal(person, text):
    found = person(text)
    gene = next(iter(found.person.diplotypes))
    assert phenotypes(found, gene) == [None]
    assert phenotype(found.person, gene=gene, any_of=("normal metabolizer",)).is_unknown
    assert phenotype(found.person, gene=gene, any_of=("poor metabolizer",)).is_unknown


def test_changes_reported_one_by_one_are_read_together(person):
    for pair in (("DPYD rs3918290 C/T", "DPYD c.2846A>T het"), ("DPYD *2A heterozygous", "DPYD HapB3 het")):
        assert set(phenotypes(person(*pair), "DPYD")) == {"poor metabolizer"}
    assert set(phenotypes(person("UGT1A1 *28 heterozygous", "UGT1A1 *6 heterozygous"), "UGT1A1")) == {"poor metabolizer"}
    tpmt = person("TPMT c.460G>A het", "TPMT c.719A>G het")
    assert set(phenotypes(tpmt, "TPMT")) == {"poor metabolizer"}
    assert any("*1/*3A" in note for one in tpmt.person.diplotypes["TPMT"] for note in one.notes)


def test_the_exon_of_hapb3_without_its_intron_is_no_reduced_function(person):
    found = person("DPYD c.1236G>A het", "DPYD c.1129-5923C>G het")
    assert set(phenotypes(found, "DPYD")) == {"intermediate metabolizer"}
    assert set(phenotypes(person("DPYD c.1236G>A het"), "DPYD")) == {"intermediate metabolizer"}


def test_two_reports_that_differ_are_a_conflict_and_the_cautious_one_answers(person):
    for order in (("DPYD normal metabolizer", "DPYD poor metabolizer"), ("DPYD poor metabolizer", "DPYD normal metabolizer")):
        found = person(*order)
        assert any(note.kind == "conflict" and "DPYD" in note.says for note in found.person.notes)
        assert phenotype(found.person, gene="DPYD", any_of=("poor metabolizer",)).is_met
        assert phenotype(found.person, gene="DPYD", any_of=("normal metabolizer",)).is_not_met


def test_a_stated_phenotype_that_its_own_alleles_contradict_is_a_conflict(person):
    found = person("DPYD *1/*2A (normal metabolizer)")
    assert phenotypes(found, "DPYD") == ["intermediate metabolizer"]
    assert any(note.kind == "conflict" for note in found.person.notes)


@pytest.mark.parametrize("text", ["DPYD *1/*2A", "DPYD c.1905+1G>A het"])
def test_a_tumour_does_not_say_what_was_inherited(person, text):
    found = person(text, kind="tumour_dna")
    assert set(phenotypes(found, "DPYD")) <= {None}
    assert any("tested in blood" in note.says for note in found.person.notes)


def test_g6pd_follows_the_sex(person):
    assert phenotypes(person("G6PD A-", sex="male"), "G6PD") == ["deficient"]
    assert phenotypes(person("G6PD A-", sex="female"), "G6PD") == [None]
    assert phenotypes(person("G6PD A-"), "G6PD") == [None]
    man = person("G6PD B/Mahidol", sex="male")
    assert phenotypes(man, "G6PD") == [None]
    assert any(note.kind == "conflict" for note in man.person.notes)


def test_letters_that_fit_either_strand_are_refused(person):
    found = person("rs67376798 A/A")
    assert [one.text for one in found.unread] == ["rs67376798 A/A"]
    assert not any(isinstance(one, Diplotype) for one in found.person.findings)


@pytest.mark.parametrize(
    ("text", "gene", "says"),
    [
        ("DPD deficiency", "DPYD", "poor metabolizer"),
        ("complete DPD deficiency", "DPYD", "poor metabolizer"),
        ("partial DPD deficiency", "DPYD", "intermediate metabolizer"),
        ("DPYD activity score 1.5", "DPYD", "intermediate metabolizer"),
        ("DPYD*2A het", "DPYD", "intermediate metabolizer"),
        ("DPYD c.2846A>T heterozygote", "DPYD", "intermediate metabolizer"),
        ("DPYD c.1236G>A/HapB3 heterozygous", "DPYD", "intermediate metabolizer"),
        ("DPYD genotype *1/*2A, intermediate metabolizer", "DPYD", "intermediate metabolizer"),
        ("UGT1A1 (TA)6/(TA)7", "UGT1A1", "intermediate metabolizer"),
        ("UGT1A1 TA7/TA7", "UGT1A1", "poor metabolizer"),
        ("NUDT15 R139C heterozygous", "NUDT15", "intermediate metabolizer"),
        ("TPMT low activity", "TPMT", "poor metabolizer"),
        ("TPMT normal activity", "TPMT", "normal metabolizer"),
        ("G6PD activity normal", "G6PD", "normal"),
        ("G6PD enzyme activity: deficient", "G6PD", "deficient"),
    ],
)
def test_the_words_of_laboratories(person, text, gene, says):
    assert phenotypes(person(text), gene) == [says]


def test_a_deficiency_of_unknown_size_says_that_it_was_taken_as_complete(person):
    (found,) = person("DPD deficiency").person.diplotypes["DPYD"]
    assert any("how much was not said" in note for note in found.notes)


@pytest.mark.parametrize("text", ["DPYD *1/*2A (carrier of something)", "CYP2D6 deficient"])
def test_a_phenotype_that_the_gene_cannot_have_answers_nothing(person, text):
    found = person(text)
    gene = text.split()[0]
    assert all(one.phenotype in (None, "intermediate metabolizer") for one in found.person.diplotypes[gene])
    assert not any(note.kind == "conflict" for note in found.person.notes)


def test_hla_types_without_a_colon(person):
    found = person("HLA-B*5801 positive").person
    assert phenotype(found, gene="HLA-B", allele=("*58:01",)).is_met
    assert phenotype(person("HLA-B*5701 negative").person, gene="HLA-B", allele=("*57:01",)).is_not_met


@given(data=st.data())
def test_what_was_not_read_is_never_normal(vocabulary, data):
    """Any gene, any positions left out, the rest as in the genome: normal only when what is left open is harmless."""
    gene = vocabulary.pharmacogene(data.draw(st.sampled_from(["DPYD", "TPMT", "NUDT15", "UGT1A1", "CYP2C19", "CYP2C9", "G6PD"])))
    out = data.draw(st.sets(st.sampled_from([p.g38 for p in gene.positions]), max_size=4))
    rows = [f"{gene.chrom}:{p.g38} {p.ref}>. 0/0" for p in gene.positions if p.g38 not in out]
    test = {"kind": "germline_dna", "genome": "GRCh38", "genotypes": rows}
    record = msgspec.convert({"id": "x", "sex": "female", "tests": [test]}, Record)
    slower = [
        allele.name
        for allele in gene.alleles
        if allele.function not in gene.harmless
        and set(allele.defined) & out
        and all(at in out or gene.refs[at] in allowed(allele, at, gene.refs[at]) for at in allele.defined)
    ]
    for one in assess(record, vocabulary, date(2026, 11, 22), "US").person.diplotypes.get(gene.gene, ()):
        assert one.phenotype is None or not slower
