"""Genotypes → the pairs of named alleles that explain every position that was read.

A pair stands when, at every such position, one allele accounts for one base and the other allele for the other; positions of
one phase set must be explained the same way round. Where an allele's definition says nothing of a position, it has the
genome's base there. Nothing is assumed of positions that were not read: alleles whose every defining position is among them
are not proposed but listed as not excluded.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement

from oncoplan.model.pharmacogene import GeneCall, Genotype, NamedAllele, Pharmacogene, Reading
from oncoplan.variants.pgx_phenotype import activity_of, caution, ordered, phenotype_of

_ANY_OF = {
    "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC", "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip

Genotypes = Mapping[int, Genotype]


def call_pairs(gene: Pharmacogene, seen: Genotypes, *, sex: str | None = None) -> GeneCall:
    """The call of a gene whose alleles are matched in pairs; `sex` matters on the X only."""
    read = {at: genotype for at, genotype in seen.items() if None not in genotype.bases}
    one_x = gene.x_linked and (sex == "male" or _all_single(read))
    flags = ("copies_not_read",) if gene.copies else ()
    not_read = tuple(p.name for p in gene.positions if p.g38 not in read)
    if one_x:
        if any(len(set(genotype.bases)) > 1 for genotype in read.values()):
            return GeneCall(gene=gene.gene, readings=(), not_read=not_read, flags=(*flags, "sex_conflict"))
        read = {at: Genotype(genotype.bases[:1], genotype.phase) for at, genotype in read.items()}
    known = {p.g38: {p.ref, *p.alts} for p in gene.positions}
    unlisted = tuple(
        f"g.{at}{gene.refs[at]}>{base}" for at, genotype in read.items() for base in genotype.bases if base not in known[at]
    )
    if unlisted or not read:
        return GeneCall(gene=gene.gene, readings=(), not_read=not_read, unlisted=tuple(dict.fromkeys(unlisted)), flags=flags)
    refs = gene.refs
    possible = [one for one in gene.alleles if (one.whole or one.defined) and _fits(one, read, refs)]
    groups: tuple[tuple[NamedAllele, ...], ...]
    groups = tuple((one,) for one in possible) if one_x else tuple(combinations_with_replacement(possible, 2))
    explained = [group for group in groups if one_x or _explains(group[0], group[1], read, refs)]
    readings: dict[str, Reading] = {}
    left: dict[str, None] = {}
    for group in explained:
        hidden = [one.name for one in group if not one.whole and not any(at in read for at in one.defined)]
        if hidden:
            left.update(dict.fromkeys(hidden))
            continue
        names = ordered(gene, [one.name for one in group])
        shown = "/".join(names)
        score = sum(len(read) if one.whole else sum(at in read for at in one.defined) for one in group)
        activity = activity_of(gene, names)
        one = Reading(shown, names, phenotype_of(gene, names), None if activity is None else activity[0], score)
        if shown not in readings or readings[shown].score < score:
            readings[shown] = one
    safer = sorted(readings.values(), key=lambda r: (caution(gene, r.phenotype), -r.score, _numbers(r.alleles)))
    functions = {one.name: one.function for one in gene.alleles}
    settled = bool(safer) and not flags and all(functions[name] in gene.harmless for name in left)
    return GeneCall(
        gene=gene.gene, readings=tuple(safer), not_read=not_read, not_excluded=tuple(left), flags=flags, settled=settled
    )


def _all_single(read: Genotypes) -> bool:
    return bool(read) and all(len(genotype.bases) == 1 for genotype in read.values())


def allowed(allele: NamedAllele, at: int, ref: str) -> frozenset[str]:
    """The bases that an allele may have at a position."""
    bases = allele.defined.get(at, ref)
    return frozenset(_ANY_OF[bases]) if bases in _ANY_OF else frozenset((bases,))


def _fits(allele: NamedAllele, read: Genotypes, refs: Mapping[int, str]) -> bool:
    """An allele that could be on one of the chromosomes: at every position that was read it has one of the bases."""
    for at in allele.defined:
        if at in read and not allowed(allele, at, refs[at]) & set(read[at].bases):
            return False
    return all(at in allele.defined or refs[at] in genotype.bases for at, genotype in read.items())


def _explains(one: NamedAllele, two: NamedAllele, read: Genotypes, refs: Mapping[int, str]) -> bool:
    ways: dict[str, list[bool]] = {}
    for at, genotype in read.items():
        first, second = genotype.bases[0], genotype.bases[-1]
        mine, other = allowed(one, at, refs[at]), allowed(two, at, refs[at])
        forward, backward = first in mine and second in other, second in mine and first in other
        if not forward and not backward:
            return False
        if genotype.phase is not None and first != second:
            way = ways.setdefault(genotype.phase, [True, True])
            way[0], way[1] = way[0] and forward, way[1] and backward
    return all(any(way) for way in ways.values())


def _numbers(names: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((len(name), name) for name in names)
