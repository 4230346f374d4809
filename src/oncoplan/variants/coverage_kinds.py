"""Which kinds of change, and which exons, a test must be able to see so that its silence excludes a category."""

from __future__ import annotations

from oncoplan.model.vocabulary import GeneModel
from oncoplan.variants.category import Category

_SMALL = {
    "missense": ("substitution",), "nonsense": ("substitution",), "substitution": ("substitution",),
    "synonymous": ("substitution",), "start_lost": ("substitution",), "stop_lost": ("substitution",),
    "insertion": ("indel",), "deletion": ("indel",), "indel": ("indel",), "delins": ("indel",), "frameshift": ("indel",),
}  # fmt: skip
_COPIES = {
    "amplification": ("amplification",), "gain": ("amplification",), "copies": ("amplification",),
    "homozygous_deletion": ("homozygous_deletion",), "deletion": ("homozygous_deletion",), "loss": ("homozygous_deletion",),
    "loh": ("loh",),
}  # fmt: skip
_BOTH = ("substitution", "indel")


def kinds_of(category: Category) -> tuple[str, ...]:
    """Coverage kinds of the assay catalogue: substitution, indel, fusion, amplification, splice, ..."""
    match category.form:
        case "exact":
            simple = category.change is not None and category.change.form in ("substitution", "nonsense", "synonymous")
            return ("substitution",) if simple else ("indel",)
        case "small" | "domain":
            return _SMALL.get(category.what, _BOTH)
        case "fusion":
            return ("fusion",)
        case "skipping":
            return ("splice",)
        case "copies":
            return _COPIES.get(category.what, ("amplification",))
        case "intragenic":
            return ("indel",) if category.what in ("itd",) else ("exon_deletion",)
        case "promoter":
            return ("promoter",)
        case "methylation":
            return ("methylation",)
    return _BOTH


def exons_of(category: Category, model: GeneModel | None = None) -> frozenset[int]:
    """The exons a category is confined to, by its words or by the residues it names; empty when it is not confined."""
    if category.exons:
        return frozenset(e for first, last in category.exons for e in range(first, last + 1))
    spans = list(category.codons)
    if category.change is not None and category.change.start:
        spans.append((category.change.start, category.change.end))
    if model is None or not spans:
        return frozenset()
    found = {
        exon.number
        for first, last in spans
        for exon in model.exons
        if exon.number and exon.cds_start <= last * 3 and first * 3 - 2 <= exon.cds_end
    }
    return frozenset(found)
