"""Tables of mutations, copy numbers, fusions and people: every row is a finding or is counted with its reason."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.intake.clinical import read_clinical, shorter
from oncoplan.intake.cna import read_cna
from oncoplan.intake.genomic import build_of, chromosome, from_alleles
from oncoplan.intake.maf import read_maf, stream_maf
from oncoplan.intake.protein_change import from_residues
from oncoplan.intake.sniff import kind_of
from oncoplan.intake.sv import read_sv
from oncoplan.intake.tally import Left

HEAD = (
    "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele1\t"
    "Tumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSc\tHGVSp\tHGVSp_Short\tt_ref_count\tt_alt_count\tFILTER\tMutation_Status\t"
    "Consequence\n"
)
L858R = (
    "EGFR\t37\tchr7\t55259515\tMissense_Mutation\tT\tT\tG\tS1\tENST00000275493.2:c.2573T>G\tp.Leu858Arg\tp.L858R\t60\t40\t"
    "PASS\tSomatic\tmissense_variant\n"
)


def row(**cells: str) -> str:
    names = HEAD.strip().split("\t")
    values = dict(zip(names, L858R.strip("\n").split("\t"), strict=True)) | cells
    return "\t".join(values[name] for name in names) + "\n"


def maf(write, *rows: str, head: str = HEAD, name: str = "t.maf"):
    return write(name, "#version 2.4\n" + head + "".join(rows))


def only(samples, barcode="S1"):
    (entry,) = samples.findings[barcode]
    return entry


def left(samples, barcode="S1"):
    return [(problem.says, problem.count, problem.kind) for problem in samples.problems.get(barcode, [])]


def test_a_row_in_full(write):
    entry = only(read_maf(maf(write, L858R)))
    assert (entry.gene, entry.protein, entry.coding, entry.transcript) == (
        "EGFR", "p.Leu858Arg", "c.2573T>G", "ENST00000275493.2",
    )  # fmt: skip
    assert (entry.genomic, entry.genome, entry.vaf, entry.depth) == ("7:g.55259515T>G", "GRCh37", 0.4, 100)
    assert (entry.alt_reads, entry.origin, entry.row) == (40, "somatic", "t.maf:3")


def test_headings_in_any_case_quotes_line_ends_ragged_and_empty_rows(write):
    text = '"HUGO_SYMBOL"\t"Hgvsp_Short"\t"tumor_sample_barcode"\tNote\r\n\r\n'
    text += '"KRAS"\t"p.G12D"\t"S1"\r\nTP53\tp.R175H\tS1\t\t\r\n'
    entries = read_maf(write("t.txt", "\ufeff" + text)).findings["S1"]
    assert [(entry.gene, entry.protein) for entry in entries] == [("KRAS", "p.G12D"), ("TP53", "p.R175H")]


def test_a_row_with_more_cells_than_columns_is_not_guessed_at(write):
    samples = read_maf(maf(write, L858R.strip("\n") + "\tmore\n", L858R))
    assert len(samples.findings["S1"]) == 1
    assert left(samples, "") == [("1 row: more cells than the heading has columns", 1, "not_read")]


@pytest.mark.parametrize(
    ("cells", "protein"),
    [
        ({"HGVSp": ""}, "p.L858R"),
        ({"HGVSp": ".", "HGVSp_Short": ""}, None),
        ({"HGVSp": "ENSP00000275493.2:p.Leu858Arg"}, "p.Leu858Arg"),
        ({"HGVSp": "p.?", "HGVSp_Short": "p.X858_splice"}, "p.X858_splice"),
        ({"HGVSp": "p.Thr125%3D"}, "p.Thr125="),
    ],
)
def test_the_protein_notation_comes_from_where_there_is_one(write, cells, protein):
    assert only(read_maf(maf(write, row(**cells)))).protein == protein


@pytest.mark.parametrize(
    ("cells", "genomic"),
    [
        ({}, "7:g.55259515T>G"),
        ({"Tumor_Seq_Allele1": "G", "Tumor_Seq_Allele2": ""}, "7:g.55259515T>G"),
        ({"Tumor_Seq_Allele1": "G", "Tumor_Seq_Allele2": "T"}, "7:g.55259515T>G"),
        ({"Reference_Allele": "TCA", "Tumor_Seq_Allele2": "-"}, "7:g.55259515_55259517del"),
        ({"Reference_Allele": "-", "Tumor_Seq_Allele1": "-", "Tumor_Seq_Allele2": "AC"}, "7:g.55259515_55259516insAC"),
        ({"Reference_Allele": "TG", "Tumor_Seq_Allele2": "CA"}, "7:g.55259515_55259516delinsCA"),
        ({"Chromosome": "GL000192.1"}, None),
        ({"Start_Position": "x"}, None),
    ],
)
def test_the_genomic_change(write, cells, genomic):
    assert only(read_maf(maf(write, row(**cells)))).genomic == genomic


@pytest.mark.parametrize(
    ("build", "genome"),
    [("37", "GRCh37"), ("hg19", "GRCh37"), ("GRCh38", "GRCh38"), ("38", "GRCh38"), ("", None), ("?", None)],
)
def test_builds(write, build, genome):
    assert only(read_maf(maf(write, row(NCBI_Build=build)))).genome == genome


def test_an_old_build_keeps_the_words_and_drops_the_position(write):
    samples = read_maf(maf(write, row(NCBI_Build="36"), row(NCBI_Build="hg18", HGVSc="", HGVSp="", HGVSp_Short="")))
    entry = only(samples)
    assert (entry.protein, entry.genomic, entry.genome) == ("p.Leu858Arg", None, None)
    assert "NCBI36" in left(samples)[0][0]


@pytest.mark.parametrize("word", ["Silent", "Intron", "3'UTR", "IGR", "RNA"])
def test_classes_that_do_not_alter_a_protein_are_counted(write, word):
    samples = read_maf(maf(write, row(Variant_Classification=word, Consequence=""), L858R))
    assert len(samples.findings["S1"]) == 1
    assert [kind for _, _, kind in left(samples)] == ["filtered"]


@pytest.mark.parametrize("word", ["Splice_Site", "5'Flank", "5'UTR", "Splice_Region", "Translation_Start_Site"])
def test_promoters_starts_and_splice_sites_are_passed_on(write, word):
    assert only(read_maf(maf(write, row(Variant_Classification=word)))).consequence == word


def test_a_silent_change_at_a_splice_site_is_passed_on(write):
    text = row(Variant_Classification="Silent", Consequence="splice_region_variant,synonymous_variant")
    assert only(read_maf(maf(write, text))).consequence == "Silent"


@pytest.mark.parametrize(
    ("cell", "used"),
    [("PASS", True), (".", True), ("", True), ("wga", True), ("common_variant", False), ("oxog", False),
     ("gapfiller,oxog", False), ("Tier1", True)],
)  # fmt: skip
def test_filters(write, cell, used):
    samples = read_maf(maf(write, row(FILTER=cell)))
    assert bool(samples.findings["S1"]) is used
    assert used or "filtered by the caller" in left(samples)[0][0]


@pytest.mark.parametrize(
    ("word", "origin"), [("Somatic", "somatic"), ("GERMLINE", "germline"), ("Unknown", None), ("", None)]
)
def test_origin_is_only_what_the_row_says(write, word, origin):
    assert only(read_maf(maf(write, row(Mutation_Status=word)))).origin == origin


@pytest.mark.parametrize(
    ("head", "cells", "vaf"),
    [("t_vaf", "0.25", 0.25), ("i_TumorVAF_WU", "45.66", 0.4566), ("VAF", "12%", 0.12), ("vaf", "x", None)],
)
def test_a_stated_fraction(write, head, cells, vaf):
    samples = read_maf(
        write("t.maf", f"Hugo_Symbol\tProtein_Change\tTumor_Sample_Barcode\t{head}\nKRAS\tp.G12D\tS1\t{cells}\n")
    )
    assert only(samples).vaf == vaf


def test_positions_alone_are_enough(write):
    text = "Chromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele1\n7\t55220240\tG\tT\n"
    samples = read_maf(write("t.txt", text), genome="hg19")
    entry = only(samples, "")
    assert (entry.gene, entry.genomic, entry.genome) == (None, "7:g.55220240G>T", "GRCh37")


def test_a_comma_separated_table(write):
    samples = read_maf(write("t.csv", 'Hugo_Symbol,HGVSp_Short,Sample_ID,Consequence\nKRAS,p.G12D,S1,"a,b"\n'))
    assert only(samples).protein == "p.G12D"


def test_a_class_alone_is_passed_on_for_want_of_better(write):
    entry = only(read_maf(maf(write, row(HGVSc="", HGVSp="", HGVSp_Short="", Chromosome="", t_alt_count=""))))
    assert (entry.gene, entry.consequence, entry.genomic) == ("EGFR", "Missense_Mutation", None)


def test_rows_that_say_nothing_are_counted_with_an_example(write):
    samples = read_maf(
        maf(
            write,
            *[row(HGVSc="", HGVSp="", HGVSp_Short="", Chromosome="", Variant_Classification="", Consequence="")] * 3,
        )
    )
    (problem,) = samples.problems["S1"]
    assert (problem.where, problem.count, problem.kind) == ("t.maf:3", 3, "not_read")


def test_one_sample_and_a_misspelt_one(write, unusable):
    path = maf(write, L858R, row(Tumor_Sample_Barcode="S2", FILTER="oxog"))
    assert list(read_maf(path, sample="S1").findings) == ["S1"]
    assert read_maf(path).findings["S2"] == []
    assert unusable(read_maf, path, sample="S11").hint == 'did you mean "S1"?'


@pytest.mark.parametrize(
    "text", ["", "#version 2.4\n", "a\tb\n1\t2\n", "INVALID HEADERS\n", "Hugo_Symbol\tCenter\nKRAS\tx\n"]
)
def test_what_is_not_a_mutation_table(write, unusable, text):
    assert "t.txt" in unusable(read_maf, write("t.txt", text)).says


def test_a_truncated_gz(write, unusable):
    packed = gzip.compress((HEAD + "".join(row(Start_Position=str(n)) for n in range(9999))).encode())
    assert "ends too early" in unusable(read_maf, write("t.maf.gz", packed[: len(packed) // 2])).says


def test_several_gzip_members_in_one_file(write):
    packed = gzip.compress(HEAD.encode()) + gzip.compress(L858R.encode())
    assert only(read_maf(write("t.maf.gz", packed))).gene == "EGFR"


CELL = st.sampled_from(
    ["", ".", "NA", "EGFR", "p.L858R", "c.1A>T", "7", "12", "PASS", "oxog", "Silent", "G", "-", "Germline", '"']
)


@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=19), max_size=8))
def test_every_row_is_a_finding_or_is_counted(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("maf") / "t.maf"
    lines = ["\t".join(cells) for cells in rows]
    path.write_text(HEAD + "".join(line + "\n" for line in lines))
    samples = read_maf(path)
    found = sum(len(entries) for entries in samples.findings.values())
    counted = sum(
        problem.count for problems in samples.problems.values() for problem in problems if problem.kind != "note"
    )
    assert found + counted == sum(bool(line.strip()) for line in lines)


def test_the_stream_has_every_row_in_order(write):
    rows = list(stream_maf(maf(write, L858R, row(FILTER="oxog"), L858R)))
    assert [number for _, number, _ in rows] == [3, 4, 5]
    assert [isinstance(found, Left) for _, _, found in rows] == [False, True, False]


def test_copy_numbers_as_a_matrix_and_as_a_list(write):
    wide = read_cna(
        write("w.txt", "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\nMET\t1\t2\t0\nCDKN2A\t2\t-2\tNA\nX\t3\t-1\t1\n")
    )
    assert [(entry.gene, entry.change) for entry in wide.findings["S1"]] == [
        ("MET", "amplification"), ("CDKN2A", "homozygous deletion"), ("X", "loss"),
    ]  # fmt: skip
    assert [(entry.gene, entry.change) for entry in wide.findings["S2"]] == [("X", "gain")]
    long = read_cna(
        write("l.tsv", "Samples\tGene\tCNA\tCytoband\nS1\tMET\tAMP\t7q\nS1\tPTEN\tDeepDel\t10q\nS1\tA\tblue\t1\n")
    )
    assert [entry.change for entry in long.findings["S1"]] == ["amplification", "homozygous deletion"]
    assert long.problems["S1"][0].says == '1 row: the call "blue" is not known'


def test_copies_are_kept_as_a_number(write):
    (entry,) = read_cna(write("c.tsv", "sample\tgene\tcopy_number\nS1\tERBB2\t14\n")).findings["S1"]
    assert (entry.gene, entry.copies) == ("ERBB2", 14.0)


def test_ratios_and_segments_are_refused(write, unusable):
    assert "ratios" in unusable(read_cna, write("log2.txt", "Hugo_Symbol\tS1\nABL1\t1.374\n")).says
    assert (
        "segments" in unusable(read_cna, write("s.tsv", "Chromosome\tStart\tEnd\tnMajor\tnMinor\n1\t1\t9\t1\t0\n")).says
    )


@pytest.mark.parametrize(
    ("head", "cells", "text"),
    [
        ("Fusion", "EML4-ALK", "fusion of EML4 and ALK"),
        ("Fusion", "EML4::ALK", "EML4::ALK"),
        ("FusionName", "EML4--ALK", "EML4::ALK"),
        ("GeneA\tGeneB\tSv_Type", "ALK\tEML4\tFUSION", "fusion of ALK and EML4"),
        ("Site1_Hugo_Symbol\tSite2_Hugo_Symbol\tEvent_Info", "ALK\tEML4\tEML4-ALK", "fusion of ALK and EML4"),
        ("five_prime_gene\tthree_prime_gene", "EML4\tALK", "EML4::ALK"),
        ("GeneA\tGeneB\tSv_Type", "ALK\tEML4\tINVERSION", "rearrangement of ALK and EML4"),
        ("Fusion", "MLL2-intragenic", "MLL2 intragenic rearrangement"),
        ("Fusion", "Intergenic-RET", "RET rearrangement without a partner gene"),
    ],
)
def test_fusions(write, head, cells, text):
    (entry,) = read_sv(write("f.txt", f"Sample_Id\t{head}\nS1\t{cells}\n")).findings["S1"]
    assert entry.text == text


@pytest.mark.parametrize(
    ("cells", "gene", "change"),
    [
        ("EGFR\tEGFR\tDELETION\t", "EGFR", "intragenic deletion"),
        ("ABL1\t\t\tIntergenic-ABL1", "ABL1", "rearrangement without a partner gene"),
        ("KMT2A\tKMT2A\t\t", "KMT2A", "intragenic rearrangement"),
    ],
)
def test_structural_variants_that_are_not_fusions(write, cells, gene, change):
    text = f"Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tClass\tEvent_Info\nS1\t{cells}\n"
    (entry,) = read_sv(write("f.txt", text)).findings["S1"]
    assert (entry.gene, entry.change) == (gene, change)


def test_clinical_tables_are_joined_by_whichever_column_has_the_barcode(write, unusable):
    text = (
        "#Patient\tSample\n#STRING\tSTRING\nPATIENT_ID\tSAMPLE_ID\tCANCER_TYPE\tONCOTREE_CODE\tSEX\tSTAGE\n"
        "TCGA-AA-0001\tTCGA-AA-0001-01\tLung\tLUAD\tFemale\tStage IIIA\n"
        "TCGA-AA-0002\tTCGA-AA-0002-01\tBreast\tNA\tMale\t\n"
        "P3\tP3-a\tLung\tLUAD\t\t\nP3\tP3-b\tColon\tCOAD\t\t\n"
    )
    people = read_clinical(write("c.txt", text))
    person = people.find("TCGA-AA-0001-01A-11D-A29I-10")
    assert (person.cancer, person.sex, person.stage) == ("LUAD", "female", "IIIA")
    assert people.find("tcga-aa-0001").cancer == "LUAD"
    assert people.find("TCGA-AA-0002-01").cancer == "Breast"
    assert people.find("P3-b").cancer == "COAD"
    assert "different cancers" in unusable(people.find, "P3").says
    assert people.find("TCGA-AA-0003-01") is None


def test_a_clinical_table_that_is_longer_than_the_mutation_file(write):
    people = read_clinical(write("c.txt", "Tumor_Sample_Barcode\tcancer\nTCGA-AA-0001-01A-11D\tLUAD\n"))
    assert people.find("TCGA-AA-0001-01").cancer == "LUAD"
    assert people.find("TCGA-AA-0001").cancer == "LUAD"


def test_a_clinical_table_without_cancers(write, unusable):
    assert "ONCOTREE_CODE" in unusable(read_clinical, write("c.txt", "SAMPLE_ID\tAGE\nS1\t5\n")).hint


def test_barcodes_get_shorter():
    assert shorter("TCGA-OR-A5J1-01A-11D-A29I-10")[-3:] == ["TCGA-OR-A5J1-01A", "TCGA-OR-A5J1-01", "TCGA-OR-A5J1"]
    assert shorter("P-0001") == []


@pytest.mark.parametrize(
    ("first", "before", "after", "protein"),
    [
        (858, "L", "R", "p.L858R"),
        (746, "ELREA", "-", "p.E746_A750del"),
        (495, "AAAAAAAA", "A", "p.A496_A502del"),
        (100, "Q", "*", "p.Q100*"),
        (125, "T", "T", "p.T125="),
        (747, "LREATSP", "S", "p.L747_P753delinsS"),
        (10, "X", "L", ""),
        (769, "", "ASV", ""),
    ],
)
def test_protein_notation_from_residues(first, before, after, protein):
    assert from_residues(first, before, after) == protein


def test_genomic_notation_of_vcf_rows():
    assert from_alleles("7", 100, "TA", "T") == "7:g.101del"
    assert from_alleles("7", 100, "T", "TGC") == "7:g.100_101insGC"
    assert from_alleles("7", 100, "T", "<DEL>") == ""
    assert (chromosome("chr23"), chromosome("chrMT"), chromosome("GL1")) == ("X", "M", "")
    assert (build_of("GRCh38.p13"), build_of("hs37d5"), build_of("mm10")) == ("GRCh38", "GRCh37", "")


def test_which_reader_a_file_is_for(write, unusable):
    assert kind_of(maf(write, L858R)) == "maf"
    assert kind_of(write("a.txt", "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\n")) == "sv"
    assert kind_of(write("b.txt", "Hugo_Symbol\tS1\n")) == "cna"
    assert kind_of(write("c.txt", "##fileformat=VCFv4.2\n")) == "vcf"
    assert "no reader" in unusable(kind_of, write("d.txt", "a\tb\n")).says
