"""Genotypes to diplotypes and phenotypes: what is read, what is left open, and which reading leads."""

from __future__ import annotations

import pytest

from oncoplan.model.pharmacogene import Genotype, Pharmacogene
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx import Row, call_gene, genotypes
from oncoplan.variants.pgx_phenotype import named, phenotype_of

INTRON, EXON = "rs75017182", "rs56038477"


@pytest.fixture
def gene(vocabulary: Vocabulary):
    def find(symbol: str) -> Pharmacogene:
        found = vocabulary.pharmacogene(symbol)
        assert found is not None
        return found

    return find


def seen(gene: Pharmacogene, phased: bool = False, only: bool = False, **changes: str) -> dict[int, Genotype]:
    """Every position as in the genome (none of the others with `only`), but `rs...="C/T"`, or `""` for not read."""
    found = {} if only else {p.g38: Genotype((p.ref, p.ref)) for p in gene.positions}
    for rsid, bases in changes.items():
        at = next(p.g38 for p in gene.positions if p.rsid == rsid)
        found.pop(at, None)
        if bases:
            found[at] = Genotype(tuple(bases.split("/")), "set" if phased else None)
    return found


def test_unphased_ambiguity_is_kept_and_the_safer_reading_leads(gene):
    call = call_gene(gene("TPMT"), seen(gene("TPMT"), rs1800460="C/T", rs1142345="T/C"))
    assert [(r.shown, r.phenotype) for r in call.readings] == [
        ("*3B/*3C", "poor metabolizer"),
        ("*1/*3A", "intermediate metabolizer"),
    ]
    assert call.likeliest == ("*1/*3A",)


def test_a_phase_settles_it(gene):
    tpmt = gene("TPMT")
    assert [r.shown for r in call_gene(tpmt, seen(tpmt, True, rs1800460="C/T", rs1142345="C/T")).readings] == ["*3B/*3C"]
    assert [r.shown for r in call_gene(tpmt, seen(tpmt, True, rs1800460="C/T", rs1142345="T/C")).readings] == ["*1/*3A"]


def test_a_position_that_was_not_read_is_never_taken_as_normal(gene):
    cyp3a5 = gene("CYP3A5")
    call = call_gene(cyp3a5, seen(cyp3a5, rs776746=""))
    assert [r.shown for r in call.readings] == ["*1/*1"]
    assert call.not_read == ("rs776746",)
    assert call.not_excluded == ("*3",)
    assert not call.settled


def test_everything_read_and_nothing_found_is_settled(gene):
    call = call_gene(gene("NUDT15"), seen(gene("NUDT15")))
    assert (call.phenotype, call.settled) == ("normal metabolizer", True)


def test_no_genotype_at_all_is_no_call(gene):
    for symbol in ("TPMT", "DPYD"):
        call = call_gene(gene(symbol), {})
        assert call.readings == ()
        assert call.phenotype is None
        assert not call.settled


def test_a_partial_dpyd_panel_leaves_the_rest_open(gene):
    call = call_gene(gene("DPYD"), seen(gene("DPYD"), only=True, rs3918290="C/C", rs67376798="T/T"))
    assert call.phenotype == "normal metabolizer"
    assert not call.settled
    assert "c.1679T>G (*13)" in call.not_excluded
    assert "c.2846A>T" not in call.not_excluded


def test_two_dpyd_changes_without_phase_are_read_as_the_safer_way(gene):
    call = call_gene(gene("DPYD"), seen(gene("DPYD"), rs3918290="C/T", rs67376798="T/A"))
    assert [(r.activity, r.phenotype) for r in call.readings] == [(0.5, "poor metabolizer"), (1.0, "intermediate metabolizer")]


@pytest.mark.parametrize(
    ("changes", "activity"),
    [({"rs3918290": "T/T"}, 0.0), ({"rs3918290": "C/T", "rs67376798": "T/A"}, 0.5), ({"rs3918290": "C/T"}, 1.0),
     ({"rs67376798": "T/A"}, 1.5), ({}, 2.0)],
)  # fmt: skip
def test_the_five_activity_scores_of_dpyd_stay_apart(gene, changes, activity):
    assert call_gene(gene("DPYD"), seen(gene("DPYD"), **changes)).readings[0].activity == activity


@pytest.mark.parametrize(
    ("intron", "exon", "activity", "flags"),
    [("G/C", "C/T", 1.5, ()), ("G/C", "C/C", 1.5, ()), ("G/G", "C/T", 2.0, ("exon_without_intron",)),
     ("", "C/T", 1.5, ("exon_only",)), ("C/C", "T/T", 1.0, ()), ("G/C", "", 1.5, ())],
)  # fmt: skip
def test_the_intron_of_hapb3_decides_and_the_exon_stands_in_for_it(gene, intron, exon, activity, flags):
    call = call_gene(gene("DPYD"), seen(gene("DPYD"), **{INTRON: intron, EXON: exon}))
    assert (call.readings[0].activity, call.flags) == (activity, flags)


def test_g6pd_of_women_and_men(gene):
    g6pd = gene("G6PD")
    het = seen(g6pd, rs5030868="G/A")
    assert call_gene(g6pd, het, sex="female").phenotype == "variable"
    man = call_gene(g6pd, seen(g6pd, rs5030868="A"), sex="male")
    assert (man.phenotype, len(man.readings[0].alleles)) == ("deficient", 1)
    assert call_gene(g6pd, seen(g6pd, rs5030868="A/A"), sex="male").readings == man.readings
    assert call_gene(g6pd, het, sex="male").flags == ("sex_conflict",)
    assert call_gene(g6pd, het, sex="male").phenotype is None


def test_a_base_that_no_allele_has_is_no_call(gene):
    call = call_gene(gene("TPMT"), seen(gene("TPMT"), rs1800462="C/T"))
    assert call.readings == ()
    assert call.unlisted == ("g.18143724C>T",)


def test_copies_of_cyp2d6_are_not_seen_in_genotypes(gene):
    call = call_gene(gene("CYP2D6"), seen(gene("CYP2D6")))
    assert call.flags == ("copies_not_read",)
    assert not call.settled


@pytest.mark.parametrize(
    ("symbol", "pair", "phenotype"),
    [("CYP2D6", "*1 *4", "intermediate metabolizer"), ("CYP2D6", "*1x3 *4", "ultrarapid metabolizer"),
     ("CYP2D6", "*1 *9999", "indeterminate"), ("UGT1A1", "*28 *28", "poor metabolizer"),
     ("DPYD", "*1 *2A", "intermediate metabolizer"),
     ("DPYD", "*1 HapB3", "intermediate metabolizer"), ("NUDT15", "*1 *10", "indeterminate"), ("G6PD", "Mahidol", "deficient"),
     ("TPMT", "*3A", "indeterminate")],
)  # fmt: skip
def test_a_diplotype_in_words_has_its_phenotype(gene, symbol, pair, phenotype):
    assert phenotype_of(gene(symbol), pair.split()) == phenotype


def test_names_of_one_allele_mean_one_allele(gene):
    dpyd = gene("DPYD")
    assert len({named(dpyd, name) and named(dpyd, name).name for name in ("*2A", "c.1905+1G>A", "c.1905+1G>A (*2A)")}) == 1


ROWS = [
    Row("chr6", 18138997, "C", ("T",), "0/1"),
    Row("6", 18130687, "T", ("C",), "0|1"),
    Row("1", 18143724, "C", ("G",), "0/1"),
]


def test_rows_of_a_vcf_on_either_build(gene):
    tpmt = gene("TPMT")
    here = genotypes(tpmt, ROWS)
    assert here == {18138997: Genotype(("C", "T")), 18130687: Genotype(("T", "C"), "file")}
    moved = [one._replace(at=one.at + 231) for one in ROWS]
    assert genotypes(tpmt, moved, build="GRCh37") == here
    with pytest.raises(Unreadable):
        genotypes(tpmt, ROWS, build="GRCh36")


def test_rows_that_disagree_or_were_not_called_are_not_read(gene):
    tpmt = gene("TPMT")
    twice = [*ROWS[:1], Row("6", 18138997, "C", ("T",), "1/1"), Row("6", 18130687, "T", ("C",), "./.")]
    assert all(set(g.bases) == {None} for g in genotypes(tpmt, twice).values())


def test_alleles_that_look_alike_are_asked_once_and_all_of_them_stay_open(gene):
    cyp2d6 = gene("CYP2D6")
    at = cyp2d6.positions[0]
    call = call_gene(cyp2d6, {at.g38: Genotype((at.ref, at.ref))})
    assert call.readings
    assert "*4" in call.not_excluded
    assert list(call.not_excluded) == sorted(call.not_excluded, key=cyp2d6.places.__getitem__)
    assert not call.settled
