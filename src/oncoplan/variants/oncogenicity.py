"""Whether an alteration is known to drive cancer: the laboratory's word, an exact curated entry, then what follows from the change."""

from __future__ import annotations

from oncoplan.model.finding import Alteration
from oncoplan.model.vocabulary import Vocabulary

_STATED = {
    "pathogenic": "oncogenic", "likely pathogenic": "likely oncogenic", "oncogenic": "oncogenic", "activating": "oncogenic",
    "likely oncogenic": "likely oncogenic", "vus": "uncertain significance", "uncertain significance": "uncertain significance",
    "benign": "neutral", "likely benign": "likely neutral", "neutral": "neutral", "likely neutral": "likely neutral",
}  # fmt: skip
_TRUNCATING = {"nonsense", "frameshift", "splice", "start_lost", "truncating"}


def effect_of(found: Alteration, vocabulary: Vocabulary) -> str | None:
    """oncogenic | likely oncogenic | uncertain significance | likely neutral | neutral, or None where nothing applies.

    A germline class is the laboratory's own and is not turned into an oncogenicity. An exact curated entry goes before
    any category.
    """
    if found.gene is None or found.kind in ("synonymous", "noncoding"):
        return None
    curated = _curated(found, vocabulary)
    if curated is not None:
        return curated
    stated = (found.classification or "").lower().replace("_", " ")
    if stated in _STATED:
        return _STATED[stated]
    gene = vocabulary.gene(found.gene)
    role = gene.role if gene else "other"
    if found.kind in _TRUNCATING and role in ("tumour_suppressor", "both"):
        return "likely oncogenic"
    if found.kind == "homozygous_deletion" and role in ("tumour_suppressor", "both"):
        return "likely oncogenic"
    if found.kind == "amplification" and role in ("oncogene", "both"):
        return "likely oncogenic"
    if found.kind in ("fusion", "exon_skipping"):
        return "likely oncogenic" if role in ("oncogene", "both", "fusion_partner") else None
    if found.kind in ("missense", "inframe_deletion", "inframe_insertion", "inframe_delins"):
        return "uncertain significance"
    return None


def _curated(found: Alteration, vocabulary: Vocabulary) -> str | None:
    """An exact entry by protein change, else a hotspot residue of the gene."""
    known = vocabulary.terms("oncogenicity").get(found.gene or "")
    if not known or found.protein is None:
        return None
    change = found.name.split(" ", 1)[1] if " " in found.name else ""
    exact = known.get("exact", {}).get(change.removeprefix("p."))
    if exact:
        return str(exact)
    if found.kind == "missense" and found.protein.start in known.get("hotspots", ()):
        return "likely oncogenic"
    return None
