"""Annotated VCF: which sample, which allele, which transcript, which build; and what is refused with the ways out."""

from __future__ import annotations

import gzip

import pytest

from oncoplan.intake.ann import Annotator, one_per_gene
from oncoplan.intake.vcf import read_vcf
from oncoplan.intake.vcf_reads import reads_of

CSQ = (
    "Allele|Consequence|IMPACT|SYMBOL|Feature|BIOTYPE|HGVSc|HGVSp|Protein_position|Amino_acids|CANONICAL|MANE_SELECT"
    "|DISTANCE"
)
VEP = f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: {CSQ}">\n'
ANN = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | "
    "Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | "
    "HGVS.p | cDNA | CDS | AA | "
    "Distance | ERRORS'\">\n"
)
TOP = "##fileformat=VCFv4.2\n"
L858R = (
    "G|missense_variant|MODERATE|EGFR|ENST00000275493.7|protein_coding|ENST00000275493.7:c.2573T>G|ENSP1:p.Leu858Arg"
    "|858|L/R|YES|NM_005228.5|"
)
OTHER = (
    "G|missense_variant|MODERATE|EGFR|ENST00000455089.5|protein_coding|ENST00000455089.5:c.2438T>G|ENSP2:p.Leu813Arg"
    "|813|L/R|||"
)


def heading(*samples: str) -> str:
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    return "\t".join(columns + (["FORMAT", *samples] if samples else [])) + "\n"


def line(info: str, *cells: str, chrom="7", pos="55191822", ref="T", alt="G", filt="PASS") -> str:
    return "\t".join([chrom, pos, ".", ref, alt, ".", filt, info, *cells]) + "\n"


def vcf(write, *lines: str, meta: str = VEP, samples: tuple[str, ...] = ("T",), name: str = "t.vcf"):
    return write(name, TOP + meta + heading(*samples) + "".join(lines))


def only(samples, barcode="T"):
    (entry,) = samples.findings[barcode]
    return entry


def left(samples):
    return [problem.says for problem in samples.problems.get("", [])]


def test_vep_with_mane_select(write):
    entry = only(read_vcf(vcf(write, line(f"CSQ={OTHER},{L858R}", "GT:AD:DP", "0/1:60,40:100"))))
    assert (entry.gene, entry.protein, entry.coding, entry.transcript) == (
        "EGFR", "p.Leu858Arg", "c.2573T>G", "ENST00000275493.7",
    )  # fmt: skip
    assert (entry.genomic, entry.vaf, entry.depth, entry.alt_reads) == ("7:g.55191822T>G", 0.4, 100, 40)
    assert entry.origin is None
    assert entry.row == "t.vcf:4"


def test_a_preferred_transcript_comes_before_mane(write):
    path = vcf(write, line(f"CSQ={L858R},{OTHER}", "GT", "0/1"))
    assert only(read_vcf(path, prefer={"EGFR": "ENST00000455089"})).protein == "p.Leu813Arg"


def test_protein_notation_is_built_when_vep_ran_without_hgvs(write):
    bare = "G|missense_variant|MODERATE|EGFR|ENST1|protein_coding|||858/1210|L/R|YES||"
    assert only(read_vcf(vcf(write, line(f"CSQ={bare}", "GT", "0/1")))).protein == "p.L858R"


def test_percent_codes_in_hgvs(write):
    silent = (
        "G|splice_region_variant&synonymous_variant|LOW|TP53|ENST1|protein_coding|E:c.375G>T|P:p.Thr125%3D|125|T|YES||"
    )
    assert only(read_vcf(vcf(write, line(f"CSQ={silent}", "GT", "0/1")))).protein == "p.Thr125="


def test_snpeff(write):
    ann = "ANN=G|missense_variant|MODERATE|EGFR|ENSG1|transcript|ENST1|protein_coding|21/28|c.2573T>G|p.Leu858Arg"
    ann += "|1/2|1/2|858/1210||"
    assert only(read_vcf(vcf(write, line(ann, "GT", "0/1"), meta=ANN))).protein == "p.Leu858Arg"


@pytest.mark.parametrize(
    ("change", "protein"),
    [("858L>858R", "p.L858R"), ("746ELREA>746", "p.E746_A750del"), ("125T", "p.T125="), ("100Q>100*", "p.Q100*")],
)
def test_bcftools_csq(write, change, protein):
    meta = '##INFO=<ID=BCSQ,Number=.,Type=String,Description="Haplotype-aware consequence annotation">\n'
    kind = "splice_region&synonymous" if ">" not in change else "missense"
    entry = only(
        read_vcf(
            vcf(write, line(f"BCSQ={kind}|EGFR|ENST1|protein_coding|+|{change}|55191822T>G", "GT", "0/1"), meta=meta)
        )
    )
    assert (entry.gene, entry.protein) == ("EGFR", protein)


def test_a_frameshift_in_bcftools_csq(write):
    meta = '##INFO=<ID=BCSQ,Number=.,Type=String,Description="x">\n'
    info = "BCSQ=frameshift|RNF43|ENST1|protein_coding|-|659GVRL*>659V"
    assert only(read_vcf(vcf(write, line(info, "GT", "0/1"), meta=meta))).protein == "p.G659fs"


def test_the_old_eff_and_no_annotation_are_refused_with_a_way_out(write, unusable):
    eff = '##INFO=<ID=EFF,Number=.,Type=String,Description="Predicted effects">\n'
    assert "EFF" in unusable(read_vcf, vcf(write, line("EFF=x", "GT", "0/1"), meta=eff)).says
    error = unusable(read_vcf, vcf(write, line(".", "GT", "0/1"), meta=""))
    assert "not annotated" in error.says
    assert all(tool in error.hint for tool in ("vep", "--hgvs", "--mane", "snpEff", "bcftools csq"))


def test_genomic_changes_alone_when_asked_for(write):
    samples = read_vcf(vcf(write, line(".", "GT:AD", "0/1:9,1"), meta=""), genomic_only=True, genome="hg38")
    entry = only(samples)
    assert (entry.genomic, entry.genome, entry.gene) == ("7:g.55191822T>G", "GRCh38", None)


def test_several_alleles_go_to_their_own_annotations_and_samples(write):
    mine = "G|missense_variant|MODERATE|EGFR|E|protein_coding||E:p.Leu858Arg|858|L/R|YES||"
    yours = "A|missense_variant|MODERATE|EGFR|E|protein_coding||E:p.Leu858Gln|858|L/Q|YES||"
    path = vcf(write, line(f"CSQ={yours},{mine}", "GT:AD", "0/2:5,0,5", "0/1:5,5,0", alt="A,G"), samples=("x", "y"))
    samples = read_vcf(path)
    assert only(samples, "x").protein == "p.Leu858Arg"
    assert only(samples, "y").protein == "p.Leu858Gln"
    assert samples.problems["x"][0].kind == "filtered"


@pytest.mark.parametrize(
    ("samples", "meta", "tumour"),
    [
        (("NORMAL", "TUMOR"), "", "TUMOR"),
        (("a", "b"), "##tumor_sample=b\n##normal_sample=a\n", "b"),
        (("P_Germline", "P_Somatic"), "", "P_Somatic"),
        (("g", "s"), "##PEDIGREE=<Derived=s,Original=g>\n", "s"),
        (("DNA_NORMAL", "DNA_TUMOR", "RNA_TUMOR"), "", "DNA_TUMOR"),
        (("x_normal", "y"), "", "y"),
    ],
)
def test_the_tumour_is_found(write, samples, meta, tumour):
    path = vcf(write, line(f"CSQ={L858R}", "GT", *["0/1"] * len(samples)), meta=VEP + meta, samples=samples)
    assert list(read_vcf(path).findings) == [tumour]


def test_a_named_sample_and_a_misspelt_one(write, unusable):
    path = vcf(write, line(f"CSQ={L858R}", "GT", "0/1", "0/0"), samples=("x", "y"))
    assert read_vcf(path, sample="y").findings == {"y": []}
    assert "it has: x, y" in unusable(read_vcf, path, sample="z").hint


@pytest.mark.parametrize(
    ("keys", "cell", "info", "expected"),
    [
        ("AD:DP", "60,40:100", "", (100, 40, 0.4)),
        ("AF:DP", "0.4:100", "", (100, 40, 0.4)),
        ("RD:AD:FREQ", "60:40:40%", "", (100, 40, 0.4)),
        ("FREQ", "40%", "", (None, None, 0.4)),
        ("DP4", "30,30,20,20", "", (100, 40, 0.4)),
        ("AU:CU:GU:TU", "0,0:0,0:40,41:60,61", "", (100, 40, 0.4)),
        ("TAR:TIR", "60,61:40,40", "", (100, 40, 0.4)),
        ("RO:AO", "60:40", "", (100, 40, 0.4)),
        ("NR:NV", "100:40", "", (100, 40, 0.4)),
        ("FA:DP", "0.4:100", "", (100, 40, 0.4)),
        ("BCOUNT", "0,0,40,60", "", (100, 40, 0.4)),
        ("DPT:ADT", "100:60,40", "TVAF=0.4;TDP=100", (100, 40, 0.4)),
        ("GT", "0/1", "", (None, None, None)),
        ("AD", ".", "", (None, None, None)),
        ("AD:DP", "0,0:0", "", (0, 0, None)),
    ],
)
def test_reads_in_the_callers_own_fields(keys, cell, info, expected):
    cells = dict(zip(keys.split(":"), cell.split(":"), strict=True))
    told = dict(part.split("=") for part in info.split(";") if part)
    assert reads_of(cells, told, "T", "G", 1) == expected


@pytest.mark.parametrize(
    ("info", "origin"),
    [
        ("SOMATIC;", "somatic"),
        ("SS=1;SPV=1;", "germline"),
        ("SS=2;SPV=1;", "somatic"),
        ("SS=5;SPV=1;", None),
        ("", None),
    ],
)
def test_origin_is_only_what_the_record_says(write, info, origin):
    assert only(read_vcf(vcf(write, line(f"{info}CSQ={L858R}", "GT", "0/1")))).origin == origin


def test_a_germline_file_keeps_zygosity(write):
    entry = only(read_vcf(vcf(write, line(f"CSQ={L858R}", "GT", "1/1")), germline=True))
    assert (entry.origin, entry.zygosity) == ("germline", "homozygous")
    assert only(read_vcf(vcf(write, line(f"CSQ={L858R}", "GT", "1/1")))).zygosity is None


def test_two_changes_on_one_allele_share_their_phase(write):
    first = line(f"CSQ={L858R}", "GT:PGT:PID", "0/1:0|1:55_A_T")
    second = line(f"CSQ={L858R}", "GT:PGT:PID", "0/1:0|1:55_A_T", pos="55191830")
    third = line(f"CSQ={L858R}", "GT:PGT:PID", "0/1:1|0:55_A_T", pos="55191840")
    phases = [entry.phase for entry in read_vcf(vcf(write, first, second, third)).findings["T"]]
    assert phases[0] == phases[1]
    assert phases[0] != phases[2]


def test_what_is_not_a_finding_is_counted(write):
    intron = "G|intron_variant|MODIFIER|EGFR|E|protein_coding||||||YES|"
    far = "G|upstream_gene_variant|MODIFIER|TERT|E|protein_coding||||||YES|4000"
    samples = read_vcf(vcf(
        write,
        line(f"CSQ={L858R}", "GT", "0/1", filt="germline_risk"),
        line(f"CSQ={intron}", "GT", "0/1"),
        line(f"CSQ={far}".replace("||YES|4000", "|YES||4000"), "GT", "0/1"),
        line(f"CSQ={L858R}", "GT", "0/0"),
        line("SVTYPE=BND", "GT", "0/1", alt="]15:80623247]C"),
        line("x", "GT", "0/1"),
        line(f"CSQ={L858R}", "GT", "0/1", chrom="GL000192.1"),
        "short\n",
    ))  # fmt: skip
    assert samples.findings["T"] == []
    assert len(left(samples)) == 8
    assert any("filtered by the caller (germline_risk)" in says for says in left(samples))


def test_a_promoter_is_passed_on(write):
    near = "A|upstream_gene_variant|MODIFIER|TERT|E|protein_coding||||||YES||66".replace(
        "||||||YES||66", "|||||YES||66"
    )
    entry = only(read_vcf(vcf(write, line(f"CSQ={near}", "GT", "0/1", chrom="5", pos="1295113", ref="G", alt="A"))))
    assert (entry.gene, entry.genomic) == ("TERT", "5:g.1295113G>A")


@pytest.mark.parametrize(
    ("meta", "given", "genome", "notes"),
    [
        ("##contig=<ID=chr1,length=248956422>\n", None, "GRCh38", 0),
        ("##contig=<ID=1,length=249250621>\n##reference=file:///GRCh38.fa\n", None, "GRCh37", 1),
        ("##contig=<ID=1,length=249250621>\n", "GRCh38", "GRCh37", 1),
        ("##reference=file:///hg19.fa\n", None, "GRCh37", 0),
        ("##reference=file:///hg19.fa\n", "hg38", "GRCh38", 1),
        ('##VEP="v105" assembly="GRCh38.p13"\n', None, "GRCh38", 0),
        ("", "37", "GRCh37", 0),
        ("", None, None, 0),
    ],
)
def test_the_build_is_told_by_lengths_before_words(write, meta, given, genome, notes):
    samples = read_vcf(vcf(write, line(f"CSQ={L858R}", "GT", "0/1"), meta=VEP + meta), genome=given)
    assert samples.genome == genome
    assert len(samples.problems.get("", [])) == notes


def test_a_position_past_the_end_of_its_chromosome_is_not_used(write):
    samples = read_vcf(vcf(write, line(f"CSQ={L858R}", "GT", "0/1", chrom="21", pos="47000000")), genome="GRCh38")
    assert "past the end" in left(samples)[0]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "no heading"),
        (b"Hugo_Symbol\tx\nKRAS\ty\n", "not a VCF"),
        (gzip.compress(b"##fileformat=VCFv4.2\n" * 5000, mtime=0)[:60], "ends too early"),
        (bytes(range(256)), "not a text file"),
        (b"##fileformat=VCFv4.2\n#CHROM POS ID REF ALT QUAL FILTER INFO\n", "columns"),
    ],
)
def test_what_is_not_a_vcf(write, unusable, content, part):
    assert part in unusable(read_vcf, write("t.vcf", content)).says


def test_lines_of_a_program_before_the_header_are_passed_over(write):
    text = "00:00 reading samples\n" + TOP + VEP + heading("T") + line(f"CSQ={L858R}", "GT", "0/1")
    assert only(read_vcf(write("t.vcf", text))).gene == "EGFR"


def test_one_transcript_speaks_for_a_gene():
    annotator = Annotator("CSQ", f"Format: {CSQ}", "x")
    (best,) = one_per_gene(annotator.effects(f"{OTHER},{L858R}"), {})
    assert best.transcript == "ENST00000275493.7"
