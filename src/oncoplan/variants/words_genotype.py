"""Pharmacogenetic results by position or by an allele's own name: `DPYD rs3918290 C/T`, `rs1142345 T/C`, `G6PD B/Mahidol`."""

from __future__ import annotations

import re

from oncoplan.model.finding import Diplotype
from oncoplan.model.pattern import Pattern
from oncoplan.model.pharmacogene import Genotype, NamedAllele, Pharmacogene, Position
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx_phenotype import named

_BY_POSITION = Pattern(
    r"^(?:([A-Za-z0-9]+)[\s:]+)?(rs\d+)[\s,:(]+(heterozygous|het|homozygous|hom|([ACGT]+)\s*[/|>]?\s*([ACGT]+))\)?$", re.I
)
_BY_NAME = Pattern(r"^([A-Za-z0-9]+)[\s:]+(\S.*)$")
_ZYGOSITY = Pattern(r"\s+(heterozygous|heterozygote|het|homozygous|homozygote|hom|hemizygous|hemizygote)$", re.I)
_OTHER_STRAND = str.maketrans("ACGT", "TGCA")


def read_genotype(text: str, vocabulary: Vocabulary) -> Diplotype | None:
    """What a position's bases, or alleles by their names, say; None when `text` says neither."""
    found = _BY_POSITION.match(text)
    if found is not None:
        return _by_position(found, vocabulary)
    found = _BY_NAME.match(text)
    gene = vocabulary.pharmacogene(found[1].upper()) if found is not None else None
    return _by_name(gene, found[2]) if gene is not None and found is not None else None


def _by_position(found: re.Match[str], vocabulary: Vocabulary) -> Diplotype | None:
    symbols = [found[1].upper()] if found[1] else list(vocabulary.keys("pharmacogenes"))
    genes = [gene for symbol in symbols if (gene := vocabulary.pharmacogene(symbol)) is not None]
    rsid = found[2].lower()
    for gene in genes:
        at = next((p for p in gene.positions if p.rsid == rsid), None)
        if at is not None:
            bases = _letters(gene, at, found)
            name = f"{gene.gene} {rsid} {'/'.join(bases)}"
            return Diplotype(text="", name=name, gene=gene.gene, seen=((at.g38, Genotype(bases)),))
    return None


def _letters(gene: Pharmacogene, at: Position, found: re.Match[str]) -> tuple[str, str]:
    """The two bases on the forward strand. Raises Unreadable where the letters do not say which strand they are on."""
    word = found[3].lower()
    if word.startswith(("het", "hom")):
        if len(at.alts) > 1:
            raise Unreadable(f"{at.rsid} has more than one new base", f"write the bases: {at.rsid} {at.ref}/{at.alts[0]}")
        return (at.alts[0], at.alts[0]) if word.startswith("hom") else (at.ref, at.alts[0])
    one, two = found[4].upper(), found[5].upper()
    known = {at.ref, *at.alts}
    other = (one.translate(_OTHER_STRAND)[::-1], two.translate(_OTHER_STRAND)[::-1])
    here, there = {one, two} <= known, gene.strand < 0 and set(other) <= known
    if here and there and {one, two} != set(other):
        raise Unreadable(f"{found[0]} may be of either strand", "write the coding change and how often: c.2846A>T homozygous")
    if not here and not there:
        raise Unreadable(f"{at.rsid} has {' or '.join((at.ref, *at.alts))}, not {one}/{two}", "check the bases and the strand")
    return (one, two) if here else other


def _by_name(gene: Pharmacogene, text: str) -> Diplotype | None:
    """Alleles by name, on one or two chromosomes, where the gene's alleles have names of their own."""
    often = _ZYGOSITY.search(text)
    body = text[: often.start()] if often else text
    for cut in [found.start() for found in re.finditer("/", body)]:
        one, two = named(gene, body[:cut]), named(gene, body[cut + 1 :])
        if one is not None and two is not None and not often:
            return _pair(gene, one.name, two.name)
    single = named(gene, body)
    if single is None or not (often or (gene.x_linked and body.lower() not in _TOO_SHORT)):
        return None
    if gene.logic == "lowest":
        return None if body.lower().startswith("c.") or often is None else _alone(gene, single, often[1].lower())
    if often is None or often[1].lower().startswith("hemi"):
        return Diplotype(text="", name=f"{gene.gene} {single.name}", gene=gene.gene, alleles=(single.name,))
    if often[1].lower().startswith("hom"):
        return _pair(gene, single.name, single.name)
    return _pair(gene, gene.reference, single.name)


def _alone(gene: Pharmacogene, allele: NamedAllele, often: str) -> Diplotype:
    """One of the changes that may stand beside others: what it shows of its own positions, and nothing of the rest."""
    seen = tuple(
        (at, Genotype((base if often.startswith("hom") else gene.refs[at], base))) for at, base in sorted(allele.defined.items())
    )
    return Diplotype(text="", name=f"{gene.gene} {allele.name} {often}", gene=gene.gene, seen=seen)


_TOO_SHORT = ("a", "b", "ref", "reference", "wt", "wild type", "wild-type", "*1")
"""Names that by themselves may be no allele's: one letter, or words for no change."""


def _pair(gene: Pharmacogene, one: str, two: str) -> Diplotype:
    return Diplotype(text="", name=f"{gene.gene} {one}/{two}", gene=gene.gene, alleles=(one, two))
