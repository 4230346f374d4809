"""Genotypes of a gene of drug metabolism → its diplotypes and phenotype, with what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from oncoplan.model.pharmacogene import GeneCall, Genotype, Pharmacogene, Position
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx_lowest import call_lowest
from oncoplan.variants.pgx_pairs import call_pairs


def call_gene(gene: Pharmacogene, seen: Mapping[int, Genotype], *, sex: str | None = None) -> GeneCall:
    """What the gene's genotype may be, from the bases at its GRCh38 positions; others are passed over."""
    own = {p.g38 for p in gene.positions}
    kept = {at: genotype for at, genotype in sorted(seen.items()) if at in own and genotype.bases}
    return call_lowest(gene, kept) if gene.logic == "lowest" else call_pairs(gene, kept, sex=sex)


def genotypes(
    gene: Pharmacogene, rows: Iterable[tuple[str, int, str, tuple[str, ...], str]], *, build: str = "GRCh38"
) -> dict[int, Genotype]:
    """The genotypes of one sample from rows of a VCF: chromosome, position, REF, ALTs and GT (`0/1`, `1|0`, `./.`, `1`).

    GRCh37 positions are moved by the gene's own distance. Raises Unreadable on another build, or without that distance.
    A deletion is understood only as the table writes it (left-aligned); a row that is written otherwise counts as not read.
    """
    if build == "GRCh37" and gene.offset37 is None:
        raise Unreadable(f"the positions of {gene.gene} are not known on GRCh37", "give the file on GRCh38")
    if build not in ("GRCh38", "GRCh37"):
        raise Unreadable(f"the genome build {build} is not read", "give the file on GRCh38 or GRCh37")
    shift = (gene.offset37 or 0) if build == "GRCh37" else 0
    places = {p.g38: p for p in gene.positions}
    found: dict[int, Genotype] = {}
    for chrom, at, ref, alts, gt in rows:
        place = places.get(at - shift)
        if place is None or chrom.removeprefix("chr") != gene.chrom:
            continue
        bases = tuple(_bases(place, ref, alts, part) for part in gt.replace("|", "/").split("/"))
        if all(base is None for base in bases):
            found.setdefault(place.g38, Genotype(bases))
            continue
        if place.g38 in found and any(base is not None for base in found[place.g38].bases):
            if set(found[place.g38].bases) != set(bases):
                found[place.g38] = Genotype((None,) * len(bases))  # two rows that disagree: neither is believed
            continue
        found[place.g38] = Genotype(bases, "file" if "|" in gt else None)
    return found


def _bases(place: Position, ref: str, alts: tuple[str, ...], part: str) -> str | None:
    """The bases one chromosome has; None where they were not read or are written on another stretch."""
    if not part.isdigit() or int(part) > len(alts):
        return None
    base = (ref, *alts)[int(part)].upper()
    if not base or set(base) - set("ACGT"):
        return None
    long = len(place.ref) > 1 or any(len(alt) > 1 for alt in place.alts)
    if ref.upper() == place.ref:
        return base
    if part == "0" and long and place.ref.startswith(ref.upper()):
        return place.ref  # the genome's base, written shorter than a deletion needs it
    if not long and len(ref) == 1 and len(base) == 1:
        return base  # the other build has another base as its reference here
    return None
