"""Where a file of inherited DNA is read for the genes of drug metabolism, and the rows that were read there, by gene.

A row is `CHROM:POS REF>ALT[,ALT] GT [phase set]`: `6:18130918 T>C 0/1`, `22:42128945 C>T 0|1 42128945`. `.` for REF is a stretch
that a reference block says is the genome's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from oncoplan.model.pattern import Pattern
from oncoplan.model.pharmacogene import Genotype, Pharmacogene, Places
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx import BUILDS, Row, genotypes

_ROW = Pattern(r"^(?:chr)?([0-9XYM]{1,2}):(\d+) ([ACGT]+|\.)>([ACGTN*.,<>_A-Z]*) ([0-9.]+(?:[/|][0-9.]+)?)(?: (\S+))?$")


def places_of(vocabulary: Vocabulary) -> Places:
    """Every position of every gene, on both builds; a gene that cannot be moved to GRCh37 is not looked for there."""
    genes = [gene for name in vocabulary.keys("pharmacogenes") if (gene := vocabulary.pharmacogene(name)) is not None]
    at: dict[str, dict[str, dict[int, int]]] = {build: {} for build in BUILDS}
    for gene in genes:
        for build in BUILDS:
            shift = gene.shift(build)
            if shift is not None:
                at[build].setdefault(gene.chrom, {}).update({p.g38 + shift: len(p.ref) for p in gene.positions})
    least = genes[0] if genes else None
    return Places(at, least.least_quality if least else 0, least.least_depth if least else 0)


def row_of(text: str) -> Row:
    """A row as it is written in a record. Raises Unreadable."""
    found = _ROW.match(text)
    if found is None:
        raise Unreadable(f'cannot read "{text}" as a genotype', "write it as 6:18130918 T>C 0/1")
    return Row(found[1], int(found[2]), found[3], tuple(found[4].split(",")), found[5], found[6])


def read_genes(rows: Iterable[Row], vocabulary: Vocabulary, build: str) -> tuple[dict[str, dict[int, Genotype]], tuple[str, ...]]:
    """The genotypes of each gene that has a row that could be read, and the genes without one. Raises Unreadable."""
    by_chrom: dict[str, list[Row]] = {}
    for row in rows:
        by_chrom.setdefault(row.chrom, []).append(row)
    found: dict[str, dict[int, Genotype]] = {}
    without: list[str] = []
    for name in vocabulary.keys("pharmacogenes"):
        gene = vocabulary.pharmacogene(name)
        assert gene is not None
        seen = _seen(gene, by_chrom.get(gene.chrom, ()), build)
        if seen:
            found[gene.gene] = seen
        else:
            without.append(gene.gene)
    return found, tuple(without)


def _seen(gene: Pharmacogene, rows: Iterable[Row], build: str) -> dict[int, Genotype]:
    seen = genotypes(gene, rows, build=build) if rows else {}
    return {at: one for at, one in seen.items() if any(base is not None for base in one.bases)}
