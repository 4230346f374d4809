"""How sure we are that a change drives cancer: curated entries first, then the laboratory, then the points of 2022."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oncoplan.knowledge.source import BASE, read_tsv, split
from oncoplan.knowledge.vocabulary_tables import compile_vocabulary
from oncoplan.model.finding import Alteration, AnyFinding
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.planning.judgement_words import judgement_in_words, judgement_plainly
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.oncogenicity import Oncogenicity, effect_of, judge_oncogenicity
from oncoplan.variants.words import read_finding

TABLES = BASE / "vocabulary" / "oncogenicity"
OLD_SYMBOLS = {"H3F3A": "H3-3A", "HIST1H3B": "H3C2", "HIST1H3C": "H3C3", "TCEB1": "ELOC"}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    """The vocabulary alone: these tests do not depend on the rules."""
    return Vocabulary(compile_vocabulary(BASE / "vocabulary"))


@pytest.fixture(scope="module")
def judge(words: Vocabulary) -> Callable[[str], Oncogenicity]:
    def judged(text: str) -> Oncogenicity:
        (found,) = read_finding(text, words)
        assert isinstance(found, Alteration)
        made = judge_oncogenicity(found, words)
        assert made is not None
        return made

    return judged


def codes(made: Oncogenicity) -> dict[str, int]:
    return {code: points for code, points, _ in made.codes}


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("TP53 R273H", "oncogenic"), ("EGFR L858R", "oncogenic"), ("KRAS G12D", "oncogenic"), ("PIK3CA E545K", "oncogenic"),
        ("BRCA2 frameshift", "likely oncogenic"), ("PTEN R130*", "likely oncogenic"), ("TERT c.-124C>T", "oncogenic"),
        ("EGFR exon 19 deletion", "oncogenic"), ("EGFR L747_P753delinsS", "oncogenic"), ("EGFR D770_N771insSVD", "oncogenic"),
        ("ERBB2 A775_G776insYVMA", "oncogenic"), ("MET exon 14 skipping", "oncogenic"), ("FLT3-ITD", "oncogenic"),
        ("KIT A502_Y503dup", "oncogenic"), ("EGFR vIII", "oncogenic"), ("IDH1 R132H", "oncogenic"), ("H3F3A K27M", "oncogenic"),
        ("APC R1450*", "likely oncogenic"), ("CDKN2A homozygous deletion", "likely oncogenic"), ("EML4::ALK", "likely oncogenic"),
        ("ERBB2 amplification", "likely oncogenic"), ("TTN R100W", "uncertain significance"),
        ("TTN R100*", "uncertain significance"),
        ("TP53 P72R", "neutral"), ("EGFR Q787Q", "neutral"), ("KDR Q472H", "neutral"), ("CDKN2A A148T", "likely neutral"),
        ("MET T1010I", "likely neutral"), ("BRCA2 K3326*", "likely neutral"), ("APC I1307K", "uncertain significance"),
        ("CHEK2 I157T", "uncertain significance"), ("TP53 R290H", "uncertain significance"),
    ],
)  # fmt: skip
def test_well_known_changes(judge: Callable[[str], Oncogenicity], text: str, effect: str) -> None:
    assert judge(text).effect == effect


def test_case_11_a_kinase_impaired_braf_is_not_called_a_gain(judge: Callable[[str], Oncogenicity]) -> None:
    assert (judge("BRAF K601E").effect, judge("BRAF K601E").function) == ("oncogenic", "gain")
    assert (judge("BRAF G469A").effect, judge("BRAF G469A").function) == ("oncogenic", "gain")
    impaired = judge("BRAF D594N")
    assert (impaired.effect, impaired.function) == ("likely oncogenic", None)
    assert "kinase-impaired" in impaired.note


def test_case_31_a_frameshift_that_makes_a_new_protein_is_a_gain(judge: Callable[[str], Oncogenicity]) -> None:
    for text in ("NPM1 W288Cfs*12", "CALR L367fs*46"):
        assert (judge(text).effect, judge(text).function) == ("oncogenic", "gain")


def test_case_37_what_the_laboratory_called_uncertain_stays_so(judge: Callable[[str], Oncogenicity]) -> None:
    made = judge("BRCA2 VUS")
    assert (made.effect, made.basis, made.note) == ("uncertain significance", "laboratory", "VUS")


def test_case_41_an_exact_neutral_entry_stops_the_category(judge: Callable[[str], Oncogenicity]) -> None:
    made = judge("RNF43 G659Vfs*41")
    assert (made.effect, made.basis) == ("likely neutral", "curated")
    assert "31811196" in made.source
    assert judge("RNF43 R145*").effect == "likely oncogenic"
    assert judge("RNF43 P660fs").effect == "uncertain significance"


def test_case_43_blood_clone_genes_carry_their_warning(judge: Callable[[str], Oncogenicity]) -> None:
    for text in ("JAK2 V617F", "DNMT3A R882H"):
        assert judge(text).effect == "oncogenic"
        assert "clonal haematopoiesis" in judge(text).note


def test_each_code_is_named_with_its_points(judge: Callable[[str], Oncogenicity]) -> None:
    assert codes(judge("TP53 V173L")) == {"OS2": 4, "OS3": 4}
    assert judge("TP53 V173L").points == 8
    assert codes(judge("BRCA1 E23Vfs*17")) == {"OVS1": 8}
    assert codes(judge("MAX R60Q")) == {"OM3": 2}
    assert codes(judge("RNF43 G659Vfs*41")) == {"SBS2": -4}


def test_a_rare_change_at_a_hotspot_stays_uncertain(judge: Callable[[str], Oncogenicity]) -> None:
    made = judge("TP53 R273P")
    assert made.effect == "uncertain significance"
    assert codes(made)["OP3"] == 1
    assert not {"OM1", "OM4"} <= set(codes(made)), "one of the two counts, never both"


def test_truncation_of_an_oncogene_means_nothing(judge: Callable[[str], Oncogenicity]) -> None:
    for text in ("KRAS Q61fs", "BRAF V600fs", "EGFR Q791*", "PIK3CA R524*"):
        assert (judge(text).effect, judge(text).note) == ("uncertain significance", "no_loss")


def test_truncations_that_are_a_gain(judge: Callable[[str], Oncogenicity]) -> None:
    assert judge("NOTCH1 P2514Rfs*4").function == "gain"
    assert judge("NOTCH1 R365*").function == "loss"
    assert judge("PPM1D R552*").function == "gain"
    assert judge("CSF3R Q741*").function == "gain"


def test_a_truncation_near_the_end_is_not_assumed_to_be_a_loss(judge: Callable[[str], Oncogenicity]) -> None:
    assert judge("BRCA2 Y3308*").effect == "likely oncogenic"
    assert judge("BRCA2 I3312fs").effect == "uncertain significance"
    assert judge("TP53 Q375*").note == "past_end"


def test_gain_at_one_residue_and_loss_elsewhere(judge: Callable[[str], Oncogenicity]) -> None:
    assert judge("EZH2 Y641N").function == "gain"
    assert judge("EZH2 R690fs").function == "loss"


def test_the_laboratory_is_named_and_an_exact_entry_goes_before_it(words: Vocabulary) -> None:
    (stated,) = read_finding("TSC1 oncogenic variant", words)
    assert isinstance(stated, Alteration)
    made = judge_oncogenicity(stated, words)
    assert made is not None
    assert (made.effect, made.basis) == ("oncogenic", "laboratory")
    (called,) = read_finding("KRAS G12D VUS", words)
    assert isinstance(called, Alteration)
    assert effect_of(called, words) == "oncogenic"


def test_a_change_hidden_in_a_delins_is_seen(judge: Callable[[str], Oncogenicity]) -> None:
    assert judge("EGFR S768_V769delinsIL").effect == "oncogenic"


def test_silent_changes_are_not_judged_unless_curated(words: Vocabulary) -> None:
    (silent,) = read_finding("KRAS p.G60=", words)
    assert isinstance(silent, Alteration)
    assert effect_of(silent, words) is None
    (splice,) = read_finding("TP53 p.T125=", words)
    assert isinstance(splice, Alteration)
    assert effect_of(splice, words) == "likely oncogenic"


def test_resistance_changes_are_not_called_drivers(judge: Callable[[str], Oncogenicity]) -> None:
    for text in ("EGFR C797S", "ABL1 T315I", "ROS1 G2032R", "ALK G1202R", "BTK C481S"):
        assert judge(text).effect == "uncertain significance"
        assert "resistance" in judge(text).note


def test_amplification_counts_only_where_it_is_a_known_driver(judge: Callable[[str], Oncogenicity]) -> None:
    assert judge("MDM2 amplification").effect == "likely oncogenic"
    assert judge("NTRK1 amplification").effect == "uncertain significance"
    assert judge("ESR1 amplification").effect == "uncertain significance"


def test_the_words(judge: Callable[[str], Oncogenicity], words: Vocabulary) -> None:
    made = judge("EGFR L858R")
    assert judgement_in_words(made, words) == (
        "oncogenic: shown in functional studies (OS2, 4 points), common hotspot in tumours (OS3, 4 points); curated"
    )
    assert judgement_plainly(made, words) == (
        "This change drives cancer. What is known: lab studies show that it acts; many tumors have this change."
    )
    assert judgement_plainly(judge("TTN R100W"), words) is None


# the tables


def test_every_named_gene_is_known_and_every_allele_reads_as_it_is_written(words: Vocabulary) -> None:
    wrong = []
    for row in read_tsv(TABLES / "alleles.tsv"):
        for change in split(row["changes"]):
            (found,) = read_finding(f"{row['gene']} {change}", words)
            if not isinstance(found, Alteration) or found.gene != row["gene"] or found.name != f"{row['gene']} {change}":
                wrong.append(f"{row['gene']} {change}")
            elif effect_of(found, words) != row["effect"]:
                wrong.append(f"{row['gene']} {change} is {effect_of(found, words)}")
    assert not wrong
    for table in ("genes", "hotspots", "regions"):
        assert not {row["gene"] for row in read_tsv(TABLES / f"{table}.tsv") if words.gene(row["gene"]) is None}


def test_hotspots_stand_on_the_reference_residue(words: Vocabulary) -> None:
    wrong = []
    for row in read_tsv(TABLES / "hotspots.tsv"):
        model = words.gene_model(row["gene"])
        known = model.residue(int(row["residue"][1:])) if model else None
        if known is not None and known != row["residue"][0]:
            wrong.append(f"{row['gene']} {row['residue']}: {known}")
    assert not wrong


def test_every_code_in_the_tables_has_its_points_and_every_entry_its_source(words: Vocabulary) -> None:
    known = words.oncogenicity_scheme.codes
    for table in ("alleles", "regions"):
        for row in read_tsv(TABLES / f"{table}.tsv"):
            assert set(split(row["codes"])) <= set(known), row
            assert row["source"], row
    assert {row["code"] for row in read_tsv(TABLES / "hotspots.tsv")} <= set(known)


# against the reference data


def _read(text: str, words: Vocabulary) -> Iterator[AnyFinding]:
    try:
        yield from read_finding(text, words)
    except Unreadable:
        return


@pytest.mark.reference
def test_share_of_curated_drivers_that_come_out_as_drivers(words: Vocabulary, reference: Path) -> None:
    """A list of 1,364 changes that papers call drivers: half need evidence that is not offline, almost none may be neutral."""
    found: Counter[str | None] = Counter()
    with gzip.open(reference / "knowledge" / "docm_variants.tsv.gz", "rt") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            for one in _read(f"{row['gene']} {row['amino_acid']}", words):
                if isinstance(one, Alteration):
                    found[effect_of(one, words)] += 1
    assert (found["oncogenic"] + found["likely oncogenic"]) / sum(found.values()) > 0.48
    assert found["neutral"] + found["likely neutral"] <= 6


@pytest.mark.reference
def test_share_of_hotspot_tumours_that_come_out_as_drivers(words: Vocabulary, reference: Path) -> None:
    found: Counter[str | None] = Counter()
    tumours: Counter[str | None] = Counter()
    with gzip.open(reference / "knowledge" / "cancer_hotspots_v3_residues.tsv.gz", "rt") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            residue, gene = row["Residue"], OLD_SYMBOLS.get(row["Hugo_Symbol"], row["Hugo_Symbol"])
            if not residue[1:].isdigit() or residue[0] in "X*":
                continue
            for part in row["Variant_Amino_Acid"].split("|"):
                new, _, count = part.partition(":")
                if len(new) != 1 or not new.isalpha() or new == residue[0]:
                    continue
                for one in _read(f"{gene} {residue}{new}", words):
                    if isinstance(one, Alteration):
                        found[effect_of(one, words)] += 1
                        tumours[effect_of(one, words)] += int(count)
    assert (tumours["oncogenic"] + tumours["likely oncogenic"]) / sum(tumours.values()) > 0.65


@pytest.mark.reference
def test_passengers_of_huge_genes_stay_uncertain(words: Vocabulary, reference: Path) -> None:
    found: Counter[str | None] = Counter()
    with gzip.open(reference / "cohort" / "tcga_pan_9k.nonsyn.maf.gz", "rt") as lines:
        column = {name: at for at, name in enumerate(next(lines).rstrip("\n").split("\t"))}
        for number, line in enumerate(lines):
            if number % 50:
                continue
            cells = line.split("\t")
            if cells[0] in ("TTN", "MUC16"):
                for one in _read(f"{cells[0]} {cells[column['HGVSp_Short']]}", words):
                    if isinstance(one, Alteration):
                        found[effect_of(one, words)] += 1
    assert found["uncertain significance"] + found[None] == sum(found.values()) > 100
