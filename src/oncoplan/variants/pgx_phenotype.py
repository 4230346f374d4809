"""A diplotype → its phenotype: by the sum of activity values where the gene has them, else by the pair of functions.

Source of the logic: CPIC's allele functionality and diplotype-phenotype tables. An allele that is unknown to the table, or whose
function nobody has assigned, makes the phenotype indeterminate: it is never read as normal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncoplan.model.pharmacogene import NamedAllele, Pharmacogene

UNKNOWN = "indeterminate"
_COPIES = re.compile(r"^(\*\d+[A-Z]?)\s*(?:x|×)\s*(≥|>=)?\s*(\d+|n)\+?$", re.I)
_IN_BRACKETS = re.compile(r"^(?P<change>.+?) \((?P<star>[^)]+)\)$")


def named(gene: Pharmacogene, text: str) -> NamedAllele | None:
    """The allele that a name means: `*2A`, `c.1905+1G>A` and `c.1905+1G>A (*2A)` are one.

    More copies than are listed are the gene's open entry (`*1x≥3`); None for a name that the table does not have.
    """
    name = text.strip()
    found = _named(gene, name)
    copies = None if found else _COPIES.match(name.replace(" ", ""))
    if copies is not None and copies[3] == "1":
        return _named(gene, copies[1])
    if copies is not None:
        exact = _named(gene, f"{copies[1]}x{copies[3]}") if not copies[2] else None
        return exact or _named(gene, f"{copies[1]}x≥3")
    return found


def _named(gene: Pharmacogene, name: str) -> NamedAllele | None:
    lower = name.lower().replace("/", ", ")
    if lower in ("ref", "reference", "wild type", "wild-type", "wt", "*1") and all(a.name.lower() != lower for a in gene.alleles):
        lower = gene.reference.lower()
    short = [allele for allele in gene.alleles if allele.name.lower().startswith(f"{lower} ") and lower.endswith("-")]
    if short and len({allele.function for allele in short}) == 1:
        return short[0]  # G6PD A-: three haplotypes of one class
    for allele in gene.alleles:
        known = allele.name.lower()
        if known == lower:
            return allele
        parts = _IN_BRACKETS.match(known)
        if parts is not None and lower in (parts["change"], parts["star"]):
            return allele
        if ", " in known and "c." not in known and lower in known.split(", "):
            return allele
    return None


def activity_of(gene: Pharmacogene, alleles: Sequence[str]) -> tuple[float, bool] | None:
    """The sum of activity values and whether it is a lower bound; None where a value is missing."""
    found = [named(gene, name) for name in alleles]
    if not found or any(one is None or one.activity is None for one in found):
        return None
    known = [one for one in found if one is not None]
    return sum(one.activity or 0.0 for one in known), any(one.at_least for one in known)


def phenotype_of(gene: Pharmacogene, alleles: Sequence[str]) -> str:
    """The phenotype of two alleles, or of the one on a man's X; indeterminate where the table has no answer."""
    if gene.scores:
        activity = activity_of(gene, alleles) if len(alleles) == 2 else None
        if activity is None:
            return UNKNOWN
        return next((said for low, high, said in gene.scores if low <= activity[0] <= high), UNKNOWN)
    if len(alleles) != 2 and not (gene.x_linked and len(alleles) == 1):
        return UNKNOWN
    found = [named(gene, name) for name in alleles]
    if any(one is None or not one.function for one in found):
        return UNKNOWN
    return gene.functions.get("+".join(sorted(one.function for one in found if one is not None)), UNKNOWN)


def caution(gene: Pharmacogene, phenotype: str) -> int:
    """The place of a phenotype among those to act on first; 0 is the most cautious."""
    return gene.cautious.index(phenotype) if phenotype in gene.cautious else len(gene.cautious)


def ordered(gene: Pharmacogene, alleles: Sequence[str]) -> tuple[str, ...]:
    """The alleles in the order in which a diplotype is written: stars by their number, names as in the table."""
    def place(name: str) -> tuple[int, int, str]:
        star = re.match(r"\*(\d+)", name)
        if gene.logic == "pairs" and star is not None:
            return (0, int(star[1]), name)
        return (1, gene.places.get(name, len(gene.places)), name)

    return tuple(sorted(alleles, key=place))
