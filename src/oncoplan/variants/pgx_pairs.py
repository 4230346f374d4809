"""Genotypes → the pairs of named alleles that explain every position that was read.

A pair stands when, at every such position, one allele accounts for one base and the other allele for the other; positions of
one phase set must be explained the same way round. Where an allele's definition says nothing of a position, it has the
genome's base there. Nothing is assumed of positions that were not read: alleles whose every defining position is among them
are not proposed but listed as not excluded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement, product
from typing import NamedTuple

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
    readings: dict[str, Reading] = {}
    left: set[str] = set()
    for group in _explaining(possible, read, refs, one_x=one_x):
        left.update(one.name for alike in group for one in alike.hidden)
        for pair in _pairs(group):
            names = ordered(gene, [one.name for one in pair])
            shown = "/".join(names)
            score = sum(len(read) if one.whole else sum(at in read for at in one.defined) for one in pair)
            activity = activity_of(gene, names)
            one = Reading(shown, names, phenotype_of(gene, names), None if activity is None else activity[0], score)
            if shown not in readings or readings[shown].score < score:
                readings[shown] = one
    safer = sorted(readings.values(), key=lambda r: (caution(gene, r.phenotype), -r.score, _numbers(r.alleles)))
    functions = {one.name: one.function for one in gene.alleles}
    settled = bool(safer) and not flags and all(functions[name] in gene.harmless for name in left)
    not_excluded = tuple(sorted(left, key=gene.places.__getitem__))
    return GeneCall(
        gene=gene.gene, readings=tuple(safer), not_read=not_read, not_excluded=not_excluded, flags=flags, settled=settled
    )


class Alike(NamedTuple):
    """Alleles that may have the same bases at every position that was read; `hidden` show nothing of their own there."""

    shown: list[NamedAllele]
    hidden: list[NamedAllele]

    @property
    def first(self) -> NamedAllele:
        return (self.shown or self.hidden)[0]


def _explaining(
    possible: list[NamedAllele], read: Genotypes, refs: Mapping[int, str], *, one_x: bool
) -> list[tuple[Alike, ...]]:
    """Which alleles, one or two, explain what was read; those that are alike are asked once."""
    classes: dict[tuple[frozenset[str], ...], Alike] = {}
    for one in possible:
        alike = classes.setdefault(tuple(allowed(one, at, refs[at]) for at in read), Alike([], []))
        hidden = not one.whole and not any(at in read for at in one.defined)
        (alike.hidden if hidden else alike.shown).append(one)
    if one_x:
        return [(alike,) for alike in classes.values()]
    pairs = combinations_with_replacement(classes.values(), 2)
    return [(one, two) for one, two in pairs if _explains(one.first, two.first, read, refs)]


def _pairs(group: tuple[Alike, ...]) -> Iterator[tuple[NamedAllele, ...]]:
    """The alleles of a group that show something, one of each of its classes."""
    if len(group) == 1:
        yield from ((one,) for one in group[0].shown)
    elif group[0] is group[1]:
        yield from combinations_with_replacement(group[0].shown, 2)
    else:
        yield from product(group[0].shown, group[1].shown)


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
