"""Notation in, one meaning out: every way to write a change that real files use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs import protein_text, read_coding, read_genomic, read_hgvs, read_protein
from oncoplan.variants.hgvs_genomic import simplest
from oncoplan.variants.hgvs_protein import THREE_TO_ONE

THREE = {one: three for three, one in THREE_TO_ONE.items() if three not in ("Stop", "Xaa", "Ter")}
LETTERS = st.sampled_from("ACDEFGHIKLMNPQRSTVWY")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("L858R", "L858R"),
        ("p.(Leu858Arg)", "L858R"),
        ("LEU858ARG", "L858R"),
        ("W288Cfs*12", "W288Cfs*12"),
        ("p.(Trp288CysfsTer12)", "W288Cfs*12"),
        ("T148HFSX9", "T148Hfs*9"),
        ("W288fs", "W288fs"),
        ("p.RACRGV271fs", "R271fs"),
        ("p.-917fs", "917fs"),
        ("p.ELREA746del", "E746_A750del"),
        ("E746-A750del", "E746_A750del"),
        ("p.746_750ELREA>I", "E746_A750delinsI"),
        ("E746_T751>I", "E746_T751delinsI"),
        ("delL747-P753insS", "L747_P753delinsS"),
        ("p.268_269LL>L", "L268del"),
        ("M774DELINSWLV", "M774delinsWLV"),
        ("p.ATGH913STNQ", "A913_H916delinsSTNQ"),
        ("p.*346Lext*3", "*346ext"),
        ("p.TPS*471R", "*474ext"),
        ("p.M1?", "M1?"),
        ("p.M1_?16", "M1?"),
        ("p.T125=", "T125="),
        ("p.S1262S", "S1262="),
        ("p.%3D", "="),
        ("A767_V769dupASV", "A767_V769dup"),
        ("p.C49delins*", "C49*"),
        ("E55fs*1", "E55*"),
    ],
)
def test_protein_notation(text, canonical):
    assert protein_text(read_protein(text)) == canonical


@pytest.mark.parametrize("text", ["L858", "EGFR", "", "750_746del", "D770_N771ins", "exon 19", "A767_D770insASV"])
def test_what_is_no_protein_change_is_refused(text):
    with pytest.raises(Unreadable):
        read_protein(text)


def test_a_missing_residue_is_named():
    with pytest.raises(Unreadable, match='cannot read "L858": no new residue'):
        read_protein("L858")


@given(LETTERS, st.integers(2, 3000), LETTERS)
def test_one_and_three_letters_are_one_change(old, at, new):
    short = read_protein(f"{old}{at}{new}")
    assert read_protein(f"p.{THREE[old]}{at}{THREE[new]}") == short
    assert read_protein(f"p.({THREE[old]}{at}{THREE[new]})") == short


@given(LETTERS, st.integers(2, 3000), st.integers(0, 40), LETTERS, st.text("ACDEFGHIKLMNPQRSTVWY", max_size=5))
def test_canonical_text_reads_back(first, start, more, last, new):
    end = start + more
    for tail in ("del", f"delins{new}" if new else "del"):
        span = f"{first}{start}" if not more else f"{first}{start}_{last}{end}"
        change = read_protein(span + tail)
        assert read_protein(protein_text(change)) == change


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("c.2573T>G", "c.2573T>G"),
        ("c.68_69delAG", "c.68_69del"),
        ("c.2236_2250del15", "c.2236_2250del"),
        ("c.1905+1G>A", "c.1905+1G>A"),
        ("c.-124C>T", "c.-124C>T"),
        ("c.1798_1799GT>AA", "c.1798_1799delinsAA"),
        ("c.2888-18_2888-6del", "c.2888-18_2888-6del"),
        ("c.*5delA", "c.*5del"),
        ("c.774_775insGCC", "c.774_775insGCC"),
    ],
)
def test_coding_notation(text, canonical):
    assert str(read_coding(text)) == canonical
    assert str(read_coding(canonical)) == canonical


@pytest.mark.parametrize(
    "text",
    ["7:g.55191822T>G", "chr7:55191822 T>G", "chr7-55191822-T-G", "NC_000007.14:g.55191822T>G", "7:55191822:T:G"],
)
def test_genomic_notation(text):
    assert str(read_genomic(text)) == "7:g.55191822T>G"


def test_the_accession_says_the_build():
    assert read_genomic("NC_000007.14:g.55191822T>G").build == "GRCh38"
    assert read_genomic("NC_000007.13:g.55259515T>G").build == "GRCh37"


def test_alleles_of_a_row_are_trimmed():
    assert str(simplest("7", 55242464, "AGGAATTAAGAGAAGC", "A", "GRCh37")) == "7:g.55242465_55242479del"
    assert str(simplest("1", 100, "A", "AT", "")) == "1:g.100_101insT"
    assert str(simplest("1", 100, "-", "T", "")) == "1:g.100_101insT"


def test_a_whole_description_comes_apart():
    parts = read_hgvs("NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)")
    assert (parts.accession, parts.gene, parts.coding, parts.protein, parts.rest) == (
        "NM_005228.5", "EGFR", "c.2573T>G", "p.Leu858Arg", "",
    )  # fmt: skip
