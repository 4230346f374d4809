"""A VCF of inherited DNA, not annotated: the genes of drug metabolism are read; what was not read is never normal."""

from __future__ import annotations

import pytest

from oncoplan.intake import Unusable, from_flags
from oncoplan.pipeline import assess_record, genotype_places, load_record, make

HEAD = "##fileformat=VCFv4.2\n{build}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tBLOOD\n"
ON_38 = "##contig=<ID=chr1,length=248956422>\n"
ON_37 = "##contig=<ID=1,length=249250621>\n"
TPMT_3C = ("6", 18130687, "T", "C")
TPMT_3B = ("6", 18138997, "C", "T")
DPYD_2A = ("1", 97450058, "C", "T")


def vcf(path, *rows, build=ON_38):
    """Rows as (chromosome, position, REF, ALT, genotype, [FILTER], [INFO]); the genotype may have more fields (`0/1:40`)."""
    text = HEAD.format(build=build)
    for chrom, at, ref, alt, cell, *rest in rows:
        keys = ":".join(("GT", "GQ", "DP", "PS")[: cell.count(":") + 1])
        passed, info = (*rest, *("PASS", ".")[len(rest) :])
        text += "\t".join((f"chr{chrom}", str(at), ".", ref, alt, ".", passed, info, keys, cell)) + "\n"
    path.write_text(text)
    return path


@pytest.fixture
def read(tmp_path):
    """The person of a record that names the file."""

    def make_one(*rows, build=ON_38, genome="", findings=""):
        vcf(tmp_path / "blood.vcf", *rows, build=build)
        more = (f", genome: {genome}" if genome else "") + (f", findings: [{findings}]" if findings else "")
        record = tmp_path / "record.yaml"
        record.write_text(f"id: one\nsex: female\ntests:\n  - {{kind: germline_dna, file: blood.vcf{more}}}\n")
        return load_record(record)

    return make_one


def results(intake, gene):
    return assess_record(intake, as_of="2026-11-22").person.diplotypes.get(gene, ())


def test_a_change_that_was_read_has_its_phenotype_and_what_is_left_open(read):
    (dpyd,) = results(read((*DPYD_2A, "0/1")), "DPYD")
    assert dpyd.phenotype == "intermediate metabolizer"
    assert dpyd.name == "DPYD Reference/c.1905+1G>A (*2A)"
    assert any("82 of 83 positions were not read" in note and "not excluded" in note for note in dpyd.notes)


def test_only_reference_calls_at_some_positions_is_not_normal(read):
    (tpmt,) = results(read((*TPMT_3C, "0/0"), (*TPMT_3B, "0/0")), "TPMT")
    assert tpmt.phenotype is None
    assert tpmt.alleles == ()
    assert any(note.startswith("phenotype not concluded") for note in tpmt.notes)


def test_every_position_read_as_reference_is_normal(read, vocabulary):
    gene = vocabulary.pharmacogene("TPMT")
    rows = [(gene.chrom, p.g38, p.ref, ".", "0/0") for p in gene.positions]
    (tpmt,) = results(read(*rows), "TPMT")
    assert tpmt.phenotype == "normal metabolizer"
    assert tpmt.name == "TPMT *1/*1"
    (less,) = results(read(*rows[1:]), "TPMT")
    assert less.phenotype is None


def test_a_gene_without_a_row_is_named_as_not_tested(read):
    plan = make(read((*DPYD_2A, "0/1")), as_of="2026-11-22").plan
    says = [limit.says for limit in plan.limits if limit.kind == "not_tested"]
    assert any("TPMT" in line and "DPYD" not in line for line in says)


def test_unphased_changes_keep_both_readings_and_phase_settles_them(read):
    (apart,) = results(read((*TPMT_3C, "0/1"), (*TPMT_3B, "0/1")), "TPMT")
    assert apart.phenotype == "poor metabolizer"
    assert "*1/*3A" in " ".join(apart.notes)
    (cis,) = results(read((*TPMT_3C, "0|1"), (*TPMT_3B, "0|1")), "TPMT")
    assert cis.phenotype == "intermediate metabolizer"
    (blocks,) = results(read((*TPMT_3C, "0|1:40:30:1"), (*TPMT_3B, "0|1:40:30:2")), "TPMT")
    assert blocks.phenotype == "poor metabolizer"  # two phase sets say nothing of each other


def test_grch37_is_moved_by_the_table_and_other_builds_are_refused(read):
    here = results(read((*DPYD_2A, "0/1")), "DPYD")
    moved = (DPYD_2A[0], DPYD_2A[1] + 465556, *DPYD_2A[2:])
    there = results(read((*moved, "0/1"), build=ON_37), "DPYD")
    assert [one.phenotype for one in there] == [one.phenotype for one in here] == ["intermediate metabolizer"]
    for build, genome in (("", ""), ("##reference=hg18\n", "NCBI36")):
        intake = read((*DPYD_2A, "0/1"), build=build, genome=genome)
        assert results(intake, "DPYD") == ()
    assert any("build" in one.says for one in intake.problems)


@pytest.mark.parametrize("row", [(*DPYD_2A, "0/1", "LowQual"), (*DPYD_2A, "0/1:9"), (*DPYD_2A, "0/1:99:3"), (*DPYD_2A, "./.")])
def test_doubtful_calls_count_as_not_read(read, row):
    intake = read(row)
    assert results(intake, "DPYD") == ()
    assert any("no row at a place of drug metabolism" in one.says for one in intake.problems)


def test_a_reference_block_speaks_for_what_it_covers_on_grch38_only(read, vocabulary):
    gene = vocabulary.pharmacogene("NUDT15")
    first, last = gene.positions[0].g38 - 5, gene.positions[-1].g38 + 30
    block = (gene.chrom, first, "A", "<NON_REF>", "0/0:60:30", "PASS", f"END={last}")
    (whole,) = results(read(block), "NUDT15")
    assert whole.phenotype == "normal metabolizer"
    (part,) = results(read((*block[:6], f"END={last - 200}")), "NUDT15")
    assert part.phenotype is None
    moved = (gene.chrom, first + gene.offset37, *block[2:6], f"END={last + gene.offset37}")
    assert results(read(moved, build=ON_37), "NUDT15") == ()


@pytest.mark.parametrize(
    "rows",
    [
        [("2", 233760233, "CAT", "CATAT", "1/1")],
        [("2", 233760233, "C", "CAT", "1/1")],
        [("2", 233760233, "CAT", "CATAT,C", "1/1")],
        [("2", 233760233, "CATAT", "CATATAT,C", "1/1")],
    ],
)
def test_a_repeat_is_read_however_much_of_it_is_written(read, rows):
    (ugt1a1,) = results(read(*rows), "UGT1A1")
    assert ugt1a1.phenotype == "poor metabolizer"


def test_a_row_split_by_its_alleles_is_put_together(read):
    split = [("2", 233760233, "CAT", "CATAT", "0/1"), ("2", 233760233, "CAT", "CATATAT", "0/1")]
    assert results(read(*split), "UGT1A1")[0].phenotype == "poor metabolizer"
    clash = [("1", 97450058, "C", "T", "0/1"), ("1", 97450058, "C", "T", "1/1")]
    assert results(read(*clash), "DPYD") == ()


def test_the_exon_of_hapb3_alone_and_without_its_intron(read):
    exon, intron = ("1", 97573863, "C", "T"), ("1", 97579893, "G", "C")
    (alone,) = results(read((*exon, "0/1")), "DPYD")
    assert alone.phenotype == "intermediate metabolizer"
    assert "stands in for" in " ".join(alone.notes)
    (without,) = results(read((*exon, "0/1"), (*intron, "0/0")), "DPYD")
    assert without.phenotype is None
    assert "is not there" in " ".join(without.notes)


def test_a_faster_allele_alone_does_not_say_that_there_is_no_slower_one(read):
    (cyp2c19,) = results(read(("10", 94761900, "C", "T", "0/1")), "CYP2C19")
    assert cyp2c19.phenotype is None


def test_a_file_and_a_report_that_differ_are_a_conflict(read):
    plan = make(read((*DPYD_2A, "0/1"), findings='"DPYD normal metabolizer"'), as_of="2026-11-22").plan
    assert any(limit.kind == "conflict" and "DPYD" in limit.says for limit in plan.limits)


def test_rows_elsewhere_are_counted_as_not_read(read):
    intake = read((*DPYD_2A, "0/1"), ("17", 43093464, "A", "G", "0/1"))
    assert any(one.kind == "not_read" and "no other gene" in one.says for one in intake.problems)
    assert not any(one.kind == "not_read" for one in read((*DPYD_2A, "0/1")).problems)


def test_a_genotype_that_a_record_writes_wrongly_is_named(tmp_path):
    record = tmp_path / "record.yaml"
    record.write_text("id: one\ntests:\n  - {kind: germline_dna, genome: GRCh38, genotypes: [nonsense, '1:97450058 C>T 0/1']}\n")
    made = make(load_record(record), as_of="2026-11-22")
    assert any("nonsense" in one.says for one in made.problems)
    assert any(f.gene == "DPYD" and f.effect == "intermediate metabolizer" for f in made.plan.findings)


def test_flags_take_it_beside_a_cancer(tmp_path):
    path = vcf(tmp_path / "blood.vcf", (*DPYD_2A, "0/1"))
    (intake,) = from_flags(cancer="COAD", germline=path, places=genotype_places)
    assert intake.record.tests[0].kind == "germline_dna"
    assert intake.record.tests[0].genotypes == ("1:97450058 C>T 0/1",)
    two = tmp_path / "two.vcf"
    two.write_text(path.read_text().replace("\tBLOOD", "\tA\tB").replace("\t0/1\n", "\t0/1\t0/0\n"))
    with pytest.raises(Unusable, match="holds 2 samples"):
        from_flags(cancer="COAD", germline=two, places=genotype_places)


def test_without_places_an_unannotated_file_is_refused_as_before(tmp_path):
    from oncoplan.intake import load_record as plain

    vcf(tmp_path / "blood.vcf", (*DPYD_2A, "0/1"))
    (tmp_path / "r.yaml").write_text("id: one\ntests:\n  - {kind: germline_dna, file: blood.vcf}\n")
    assert any("not annotated" in one.says for one in plain(tmp_path / "r.yaml").problems)


ANNOTATED = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr17,length=83257441>\n"
    '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: \'Allele | Annotation | Annotation_Impact |'
    " Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length |"
    " CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tBLOOD\n"
)
BRCA1 = "ANN=A|stop_gained|HIGH|BRCA1|BRCA1|transcript|NM_007294.4|protein_coding|10/23|c.1687C>T|p.Gln563*|1/1|1/1|563/1863||"


def test_an_annotated_file_without_a_place_of_drug_metabolism_is_read_as_before(tmp_path):
    (tmp_path / "blood.vcf").write_text(f"{ANNOTATED}chr17\t43093844\t.\tG\tA\t.\tPASS\t{BRCA1}\tGT\t0/1\n")
    (tmp_path / "r.yaml").write_text("id: one\ntests:\n  - {kind: germline_dna, file: blood.vcf}\n")
    intake = load_record(tmp_path / "r.yaml")
    (test,) = intake.record.tests
    assert not intake.problems
    assert not test.unread
    assert test.genotypes == ()
    assert test.findings[0].gene == "BRCA1"


def test_an_annotated_change_of_drug_metabolism_and_its_genotype_are_one_result(tmp_path):
    dpyd = "ANN=T|splice_donor_variant|HIGH|DPYD|DPYD|transcript|NM_000110.4|protein_coding|14/22|c.1905+1G>A||||||"
    (tmp_path / "blood.vcf").write_text(f"{ANNOTATED}chr1\t97450058\t.\tC\tT\t.\tPASS\t{dpyd}\tGT\t0/1\n")
    (tmp_path / "r.yaml").write_text("id: one\ntests:\n  - {kind: germline_dna, file: blood.vcf}\n")
    intake = load_record(tmp_path / "r.yaml")
    assert intake.record.tests[0].genotypes == ("1:97450058 C>T 0/1",)
    found = results(intake, "DPYD")
    assert {one.phenotype for one in found} == {"intermediate metabolizer"}
    plan = make(intake, as_of="2026-11-22").plan
    assert not any(limit.kind == "conflict" for limit in plan.limits)
