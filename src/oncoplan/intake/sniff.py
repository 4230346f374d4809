"""Which reader a file is for, told by its first lines rather than by its name."""

from __future__ import annotations

from pathlib import Path

from oncoplan.intake import cna, sv
from oncoplan.intake import maf_columns as names
from oncoplan.intake.opened import read_lines
from oncoplan.intake.problem import Unusable
from oncoplan.intake.table import Table
from oncoplan.intake.tally import Samples
from oncoplan.model.pharmacogene import WantedPlaces


def kind_of(path: Path) -> str:
    """`vcf`, `maf`, `sv` or `cna`. Raises Unusable when it is none of them."""
    for number, line in read_lines(path):
        if line.startswith((b"##fileformat=VCF", b"#CHROM\t")):
            return "vcf"
        if line.strip() or number > 50:
            break
    if ".vcf" in path.name.lower():
        return "vcf"
    table = Table(path)
    changes = table.place(*names.PROTEIN, *names.PROTEIN_SHORT[:8], *names.CODING, *names.GENOMIC) is not None
    alleles = table.place(*names.REFERENCE) is not None and table.place(*names.ALLELE_2, *names.ALLELE_1) is not None
    if changes or alleles:
        return "maf"
    genes = table.place(*sv.FIRST, *sv.FIVE_PRIME) is not None and table.place(*sv.SECOND, *sv.THREE_PRIME) is not None
    if genes or table.place(*sv.FUSION) is not None:
        return "sv"
    if table.place(*names.GENE) is not None or table.place("nmajor", "seg_mean") is not None:
        return "cna"
    has = ", ".join(table.columns[:8])[:200]
    raise Unusable(
        f"{path.name}: no reader knows this file",
        f"VCF, MAF, fusion and copy-number tables are read; its heading has: {has}",
    )


def read_any(
    path: Path, *, sample: str | None = None, genome: str | None = None, prefer: dict[str, str] | None = None,
    germline: bool = False, places: WantedPlaces | None = None,
) -> Samples:  # fmt: skip
    """The findings of a file of any kind. Raises Unusable."""
    kind = kind_of(path)
    if kind == "vcf":
        from oncoplan.intake.vcf import read_vcf

        return read_vcf(path, sample=sample, genome=genome, prefer=prefer, germline=germline, places=places)
    if kind == "maf":
        from oncoplan.intake.maf import read_maf

        return read_maf(path, sample=sample, genome=genome)
    return sv.read_sv(path, sample=sample) if kind == "sv" else cna.read_cna(path, sample=sample)
