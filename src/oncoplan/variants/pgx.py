"""Genotypes of a gene of drug metabolism → its diplotypes and phenotype, with what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from oncoplan.model.pharmacogene import GeneCall, Genotype, Pharmacogene, Position
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx_lowest import call_lowest
from oncoplan.variants.pgx_pairs import call_pairs

BUILDS = ("GRCh38", "GRCh37")


def call_gene(gene: Pharmacogene, seen: Mapping[int, Genotype], *, sex: str | None = None) -> GeneCall:
    """What the gene's genotype may be, from the bases at its GRCh38 positions; others are passed over."""
    kept = {at: genotype for at, genotype in sorted(seen.items()) if at in gene.at and genotype.bases}
    return call_lowest(gene, kept) if gene.logic == "lowest" else call_pairs(gene, kept, sex=sex)


class Row(NamedTuple):
    """A row of a VCF for one sample; REF `.` is a stretch that a reference block says is the genome's own."""

    chrom: str
    at: int
    ref: str
    alts: tuple[str, ...]
    gt: str
    phase_set: str | None = None


def genotypes(gene: Pharmacogene, rows: Iterable[Row], *, build: str = "GRCh38") -> dict[int, Genotype]:
    """The genotypes of one sample from rows of a VCF (GT as `0/1`, `1|0`, `./.`, `1`).

    GRCh37 positions are moved by the gene's own distance. Raises Unreadable on another build, or without that distance.
    A deletion is understood only as the table writes it (left-aligned); a row that is written otherwise counts as not read.
    """
    if build not in BUILDS:
        raise Unreadable(f"the genome build {build} is not read", "give the file on GRCh38 or GRCh37")
    shift = gene.shift(build)
    if shift is None:
        raise Unreadable(f"the positions of {gene.gene} are not known on {build}", "give the file on GRCh38")
    found: dict[int, Genotype] = {}
    for row in rows:
        place = gene.at.get(row.at - shift)
        if place is None or row.chrom.removeprefix("chr") != gene.chrom:
            continue
        if row.ref == "." and build != "GRCh38":
            continue  # which bases the older genome has there is not in the table
        bases = tuple(_bases(place, row.ref, row.alts, part) for part in row.gt.replace("|", "/").split("/"))
        before = found.get(place.g38)
        if before is None or all(base is None for base in before.bases):
            found[place.g38] = Genotype(bases, (row.phase_set or "file") if "|" in row.gt else None)
        elif any(base is not None for base in bases) and sorted(map(str, before.bases)) != sorted(map(str, bases)):
            found[place.g38] = _both(place, before.bases, bases)
    return found


def _both(place: Position, one: tuple[str | None, ...], two: tuple[str | None, ...]) -> Genotype:
    """Two rows of one place: one new base in each is a row that was split by its alleles; else neither is believed."""
    new = [base for base in (*one, *two) if base is not None and base != place.ref]
    whole = None not in one and None not in two
    if whole and len(one) == len(two) == 2 and len(new) == 2 and len(set(new)) == 2 and place.ref in one and place.ref in two:
        return Genotype((new[0], new[1]))
    return Genotype((None,) * len(one))


def _bases(place: Position, ref: str, alts: tuple[str, ...], part: str) -> str | None:
    """The bases one chromosome has; None where they were not read or are written on another stretch."""
    if not part.isdigit() or int(part) > len(alts):
        return None
    if ref == ".":
        return place.ref if part == "0" else None
    base = (ref, *alts)[int(part)].upper()
    if not base or set(base) - set("ACGT"):
        return None
    if ref.upper() == place.ref:
        return base
    if place.ref.startswith(ref.upper()):
        return base + place.ref[len(ref) :]  # written shorter than the table's longest change needs it
    rest = ref.upper().removeprefix(place.ref)
    if rest != ref.upper() and base.endswith(rest):
        return base[: -len(rest)]  # written longer, for the sake of another allele
    if len(ref) == len(base) == len(place.ref) == 1 and all(len(alt) == 1 for alt in place.alts):
        return base  # the other build has another base as its reference here
    return None
