"""The readers on real files: counts that add up, and the dialects that are out there."""

from __future__ import annotations

from collections import Counter

import pytest

from oncoplan.intake import Unusable, from_flags
from oncoplan.intake.clinical import read_clinical
from oncoplan.intake.cna import read_cna
from oncoplan.intake.maf import read_maf, stream_maf
from oncoplan.intake.sv import read_sv
from oncoplan.intake.tally import Left
from oncoplan.intake.vcf import read_vcf

pytestmark = pytest.mark.reference
GENOME_NEXUS = "patients/maf/genome_nexus"


def total(samples) -> int:
    found = sum(len(entries) for entries in samples.findings.values())
    return found + sum(one.count for all_of in samples.problems.values() for one in all_of if one.kind != "note")


def test_every_row_of_the_cohort_is_a_finding_or_counted(reference):
    kinds: Counter[str] = Counter()
    for _, _, found in stream_maf(reference("cohort/tcga_pan_9k.nonsyn.maf.gz")):
        kinds["left" if isinstance(found, Left) else "finding"] += 1
    assert sum(kinds.values()) == 1_258_476
    assert kinds["left"] == 23_607


def test_every_sample_of_the_cohort_has_a_cancer(reference):
    people = read_clinical(reference("cohort/tcga_sample_oncotree.tsv"))
    barcodes = {barcode for barcode, _, _ in stream_maf(reference("cohort/tcga_pan_9k.nonsyn.maf.gz"))}
    assert len(barcodes) == 9_083
    found = [people.find(barcode) for barcode in barcodes]
    assert None not in found
    assert sum(person.cancer is None for person in found) == 1  # the table itself does not say one of them


@pytest.mark.parametrize(
    ("name", "samples", "rows"),
    [
        ("patients/maf/oncokb_annotator/example_maf.txt", 4, None),
        ("patients/maf/oncokb_annotator/example_maf_grch38.txt", 4, None),
        ("patients/maf/maftools/tcga_laml.maf.gz", 193, 2207),
        ("patients/maf/maftools/brca.maf.gz", None, 1913),
        ("patients/ctdna/msk_access_summit/data_mutations_extended.txt", None, None),
        ("patients/panel/ccat_cats/cBioPortal2cats/input/data_snv.maf", None, None),
        ("patients/vcf/vcf2maf/test_b38_output.maf", 1, None),
        ("patients/vcf/vcf2maf/test_b38_output.more.maf", 1, None),
        ("patients/vcf/vcf2maf/test_output.vep_isoforms.maf", 1, None),
        ("patients/vcf/vcf2maf/minimalist_test_maf.tsv", None, None),
        (f"{GENOME_NEXUS}/test_data_data_mutations_extended_100.in.txt", None, 99),
        (f"{GENOME_NEXUS}/annotationPipeline_src_test_resources_data_testmaf.txt", None, None),
        (f"{GENOME_NEXUS}/annotationPipeline_src_test_resources_data_expectedmaf.txt", None, None),
        (f"{GENOME_NEXUS}/test_data_immutable_columns_test.in.txt", 1, 3),
        (f"{GENOME_NEXUS}/test_data_minimal_example.in.oncokb.txt", 1, 8),
    ],
)
def test_dialects_of_maf(reference, name, samples, rows):
    read = read_maf(reference(name))
    assert samples is None or len(read.findings) == samples
    assert rows is None or total(read) == rows
    assert any(read.findings.values())


def test_one_change_in_two_notations_is_read_from_both(reference):
    plain = read_maf(reference(f"{GENOME_NEXUS}/test_data_minimal_example.in.txt"))
    annotated = read_maf(reference(f"{GENOME_NEXUS}/test_data_minimal_example.out.mskcc.txt"))
    ((before), (after)) = plain.findings[""], annotated.findings[""]
    assert [entry.genomic for entry in before][:2] == [entry.genomic for entry in after][:2]
    assert after[0].protein == "p.Val105_Glu109delinsGly"


@pytest.mark.parametrize("number", [1, 2])
def test_tables_with_broken_headings_are_refused(reference, number):
    name = f"{GENOME_NEXUS}/annotationPipeline_src_test_resources_input_mafMergerTest_invalidHeader{number}.txt"
    with pytest.raises(Unusable):
        read_maf(reference(name))


def test_copy_numbers_and_fusions(reference):
    folder = "patients/maf/oncokb_annotator"
    wide, long = (
        read_cna(reference(f"{folder}/example_cna.txt")),
        read_cna(reference(f"{folder}/example_individual_cna.txt")),
    )
    for barcode, entries in wide.findings.items():
        assert [entry.change for entry in entries] == [entry.change for entry in long.findings[barcode]][: len(entries)]
    assert len(read_sv(reference("cohort/origimed/data_sv.txt")).findings) > 2_000
    with pytest.raises(Unusable, match="ratios"):
        read_cna(reference("cohort/origimed/data_cna_log2.txt.gz"))
    with pytest.raises(Unusable, match="segments"):
        read_cna(reference("patients/vcf/pcgr/T001-COAD.grch38.cna.tsv"))


@pytest.mark.parametrize(
    ("name", "sample", "findings", "genome"),
    [
        ("patients/vcf/pvactools/full_input.vcf", "H_NJ-HCC1395-HCC1395", 51, "GRCh37"),
        ("patients/vcf/pvactools/input.vcf", "H_NJ-HCC1395-HCC1395", 36, "GRCh37"),
        ("patients/vcf/pvactools/annotated.expression.vcf.gz", "HCC1395_TUMOR_DNA", 437, "GRCh38"),
        ("patients/vcf/pvactools/input_somatic.vcf.gz", "H_NJ-HCC1395-HCC1395", 561, "GRCh38"),
        ("patients/vcf/snpeff/cancer.ann.vcf", "Patient_01_Somatic", 2, None),
        ("patients/vcf/snpeff/cancer_pedigree.ann.vcf", "Patient_01_Somatic", 5, None),
        ("patients/vcf/snpeff/test.chr22.ann.filter_missense_any.vcf", "", 24, None),
        ("patients/vcf/snpeff/variants_1.ann.vcf", "", 1, None),
        ("fhir/vcf2fhir/NB6TK328_filtered.vcf", "NB6TK328", 5, "GRCh38"),
    ],
)
def test_annotated_vcf(reference, name, sample, findings, genome):
    read = read_vcf(reference(name))
    assert {barcode: len(entries) for barcode, entries in read.findings.items()} == {sample: findings}
    assert read.genome == genome


@pytest.mark.parametrize("cancer", ["BRCA", "COAD"])
@pytest.mark.parametrize("build", ["grch37", "grch38"])
def test_raw_vcf_is_refused_with_the_ways_out(reference, cancer, build):
    path = reference(f"patients/vcf/pcgr/T001-{cancer}.{build}.vcf.gz")
    with pytest.raises(Unusable) as caught:
        from_flags(cancer, vcf=path)
    assert "vep" in caught.value.hint
    raw = read_vcf(path, genomic_only=True)
    (entries,) = raw.findings.values()
    assert all(entry.vaf is not None and entry.genomic for entry in entries)


@pytest.mark.parametrize(
    "caller", ["muse", "mutect", "pindel", "radia", "sniper", "strelka", "varscan", "merged", "delly"]
)
def test_reads_of_real_callers(reference, caller):
    read = read_vcf(reference(f"patients/vcf/vcf2maf/test_{caller}.vcf"), genomic_only=True)
    (entries,) = read.findings.values()
    assert entries
    stated = [entry for entry in entries if entry.vaf is not None]
    assert caller == "delly" or len(stated) > 0.95 * len(entries)
    assert all(0 <= entry.vaf <= 1 for entry in stated)
