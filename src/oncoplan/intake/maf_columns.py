"""Which columns of a mutation table hold what, under the names that the dialects give them, and its classes of rows."""

from __future__ import annotations

from oncoplan.intake.tally import Left

GENE = ("hugo_symbol", "gene_symbol", "symbol", "gene", "gene_name", "hugosymbol", "genesymbol", "hgnc_symbol")
SAMPLE = (
    "tumor_sample_barcode", "tumour_sample_barcode", "tumor_sample_id", "sample_id", "sampleid", "sample", "samples",
    "tumor_sample", "tumor_barcode", "sample_name", "sample_barcode", "case_id",
)  # fmt: skip
CLASS = ("variant_classification", "mutation_type", "variantclassification", "mutation_classification")
CONSEQUENCE = ("consequence", "one_consequence", "vep_consequence")
PROTEIN = ("hgvsp", "hgvs_p", "hgvsp_long")
PROTEIN_SHORT = (
    "hgvsp_short", "protein_change", "amino_acid_change", "aa_change", "aachange", "amino_acid_change_wu",
    "proteinchange", "aminoacidchange", "alteration", "mutation", "p_change",
)  # fmt: skip
CODING = ("hgvsc", "hgvs_c", "cdna_change", "c_dna_change", "cdnachange", "txchange", "chromchange_c", "cds_mutation")
GENOMIC = ("hgvsg", "hgvs_g", "genome_change", "genomic_change")
TRANSCRIPT = (
    "transcript_id", "annotation_transcript", "i_transcript_name", "transcript", "transcript_name", "refseq", "feature",
)  # fmt: skip
CHROMOSOME = ("chromosome", "chrom", "chr")
START = ("start_position", "start", "start_pos", "position", "pos", "startposition")
REFERENCE = ("reference_allele", "ref", "ref_allele", "referenceallele")
ALLELE_1 = ("tumor_seq_allele1", "tumour_seq_allele1", "tumor_seq_allele_1")
ALLELE_2 = (
    "tumor_seq_allele2", "tumour_seq_allele2", "tumor_seq_allele_2", "alt", "tumor_allele", "variant_allele",
    "alternate_allele", "alt_allele", "var_allele",
)  # fmt: skip
BUILD = ("ncbi_build", "genome_build", "build", "reference_genome", "ncbibuild")
REF_COUNT = ("t_ref_count", "tumor_ref_count", "ref_count", "i_t_ref_count", "t_ref_depth")
ALT_COUNT = ("t_alt_count", "tumor_alt_count", "alt_count", "i_t_alt_count", "t_alt_depth", "t_var_count")
DEPTH = ("t_depth", "tumor_depth", "t_total_count", "depth")
VAF = (
    "t_vaf", "vaf", "tumor_vaf", "i_tumorvaf_wu", "tumorvaf_wu", "tumor_f", "allele_frequency", "i_tumor_f", "t_af",
    "tvaf",
)  # fmt: skip
FILTER = ("filter",)
STATUS = ("mutation_status", "germline_somatic", "somatic_status", "variant_origin")
TYPE = ("variant_type",)

NOT_PROTEIN_ALTERING = {
    name: Left(f"{word}: does not alter the protein", "filtered")
    for name, word in {
        "silent": "silent", "synonymous": "silent", "synonymous_variant": "silent", "intron": "intron",
        "intron_variant": "intron", "3'utr": "3' UTR", "3utr": "3' UTR", "3_prime_utr_variant": "3' UTR",
        "3'flank": "3' flank", "3flank": "3' flank", "igr": "between genes", "intergenic_variant": "between genes",
        "rna": "RNA gene", "lincrna": "RNA gene", "non_coding_transcript_exon_variant": "RNA gene",
        "downstream_gene_variant": "3' flank",
    }.items()
}  # fmt: skip
"""Classes of rows that are counted, not handed on. 5' UTR, 5' flank (promoters), splice regions and the rest are."""

GERMLINE_WORDS = frozenset({"germline", "g", "inherited"})
SOMATIC_WORDS = frozenset({"somatic", "s"})
NOT_PRESENT_WORDS = frozenset({
    "wildtype", "wild type", "loh", "post-transcriptional modification", "redacted", "removed",
})  # fmt: skip

PASSING_FILTERS = frozenset({"", ".", "pass", "na", "none", "n/a", "tier1", "tier2", "tier3", "tier4", "tier5"})
"""No complaint. MuSE writes its tiers of certainty into FILTER, and means all of them as calls."""

SAMPLE_NOTES = frozenset({"wga", "native_wga_mix", "gapfiller", "nonpreferredpair"})
"""Marks of TCGA's MC3 that say how a sample was prepared or paired, not that the call is doubted: the row is used."""

FILTERED = "filtered by the caller"
"""The start of the reason for a row whose FILTER doubts the call."""


def doubted(text: str) -> str:
    """The words of a FILTER cell that doubt the call, joined by `;`; "" when none does."""
    words = text.replace(",", ";").split(";")
    return ";".join(word for word in words if word.strip().lower() not in PASSING_FILTERS | SAMPLE_NOTES)
