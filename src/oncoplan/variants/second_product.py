"""One locus, two proteins: what a change of one means for the other that is read from the same bases in another frame."""

from __future__ import annotations

from msgspec import structs

from oncoplan.model.finding import Alteration, AnyFinding
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary

_CODING = Pattern(r"c\.(\d+)")


def second_product(found: AnyFinding, vocabulary: Vocabulary) -> AnyFinding:
    """The finding with a note on the other protein of its locus, where the vocabulary has one (CDKN2A: p16 and p14ARF)."""
    if not isinstance(found, Alteration) or found.gene is None:
        return found
    other = vocabulary.terms("second_products").get(found.gene)
    if other is None:
        return found
    if found.kind in ("homozygous_deletion", "loss", "intragenic_deletion"):
        return structs.replace(found, notes=(*found.notes, f"may take {other['product']} with it"))
    first = _CODING.search(found.coding or "")
    base = int(first.group(1)) if first else found.protein.start * 3 - 1 if found.protein and found.protein.start else None
    if base is None:
        return found
    if not other["from_base"] <= base <= other["to_base"]:
        return structs.replace(found, notes=(*found.notes, f"{other['of']} only: {other['product']} is not changed"))
    codon = (base + other["offset"] + 2) // 3
    return structs.replace(found, notes=(*found.notes, f"{other['of']}; also changes {other['product']} at codon {codon}"))
