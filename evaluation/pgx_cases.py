"""What the pharmacogenomic harnesses share: a case's genotypes."""

from __future__ import annotations

from collections.abc import Iterable

from oncoplan.knowledge.load import base
from oncoplan.model.pharmacogene import Genotype, Pharmacogene, Position


def gene_of(symbol: str) -> Pharmacogene | None:
    return base().vocabulary.pharmacogene(symbol)


def genotyped(
    gene: Pharmacogene, variations: Iterable[list[str]], missing: Iterable[list[str]], *, phased: bool
) -> dict[int, Genotype] | str:
    """A case's genotypes: every position is the genome's but for what the case says; a text where it does not say enough."""
    seen = {p.g38: Genotype((p.ref, p.ref)) for p in gene.positions}
    for symbol, place, *bases in variations:
        if symbol != gene.gene:
            continue
        at = next((p for p in gene.positions if place in (p.rsid, str(p.g38))), None)
        if at is None:
            return f"{place} is not a position of {gene.gene}"
        if not bases:
            return f"the file does not say which bases {place} has"
        read = tuple(None if one == "." else in_vcf_form(at, one) for one in bases)
        seen[at.g38] = Genotype(read, "case" if phased else None)
    for symbol, place in missing:
        if symbol == gene.gene:
            seen = {at: g for at, g in seen.items() if all(p.g38 != at or p.rsid != place for p in gene.positions)}
    return seen


def in_vcf_form(at: Position, written: str) -> str:
    """`delAGAAATGGAA` and other ways to write an insertion or deletion, as the VCF has it."""
    sizes = sorted((at.ref, *at.alts), key=len)
    if written in sizes or len(sizes[-1]) == 1:
        return written
    return sizes[0] if written.startswith("del") else sizes[-1] if written.startswith("ins") else at.ref
