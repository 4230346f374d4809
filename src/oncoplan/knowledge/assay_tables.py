"""The assay catalogue: one file an assay → what its silence can mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oncoplan.knowledge.compiled import pack, table
from oncoplan.knowledge.source import KnowledgeError, read_yaml
from oncoplan.model.vocabulary import Assay, AssayCover, plain_words


def assay_sections(folder: Path) -> dict[str, bytes]:
    """Sections assays and assay_names."""
    assays: dict[str, Assay] = {}
    names: dict[str, str] = {}
    for path in sorted((folder / "assays").glob("*.yaml")):
        entry = read_yaml(path)
        assay = _assay(entry, path.name)
        assays[assay.id] = assay
        for name in (assay.id, assay.id.replace("_", " "), *assay.names):
            taken = names.setdefault(plain_words(name), assay.id)
            if taken != assay.id:
                raise KnowledgeError(path.name, f"the name {name!r} is also {taken}'s")
    return {
        "assays": table(assays),
        "assay_names": pack(dict(sorted(names.items()))),
    }


def _assay(entry: dict[str, Any], where: str) -> Assay:
    limits = entry.get("limits") or {}
    limits = limits if isinstance(limits, dict) else {}
    tmb = entry.get("tmb") or {}
    covers = []
    for part in entry.get("covers") or ():
        if part.get("negative") == "inconclusive" and entry.get("kind") != "ctdna":
            continue
        genes = part.get("genes")
        if genes == "stated" or (genes is None and not part.get("exons") and not _genome_wide(part)):
            continue
        covers.append(
            AssayCover(
                kinds=tuple(part.get("kinds") or ()), genes=() if genes in (None, "all") else tuple(genes),
                exons={g: tuple(e) for g, e in (part.get("exons") or {}).items() if isinstance(e, list)},
                variants=tuple(map(str, part.get("variants") or ())),
            )
        )  # fmt: skip
    try:
        return Assay(
            id=entry["id"], names=tuple(map(str, entry.get("names") or ())), kind=entry.get("kind") or "",
            specimen=_words(entry.get("specimen")), analyte=_words(entry.get("analyte")), covers=tuple(covers),
            tumor_only=bool(limits.get("tumor_only")), germline_subtracted=bool(limits.get("germline_subtracted")),
            plasma=bool(limits.get("plasma")) or entry.get("kind") == "ctdna", min_purity=entry.get("min_purity"),
            min_tumour_fraction=limits.get("min_tumour_fraction") or entry.get("min_tumour_fraction"),
            tmb_mb=tmb.get("panel_mb") if isinstance(tmb, dict) else None, verified=str(entry.get("verified", "no")),
            note=str(limits.get("note") or ""),
        )  # fmt: skip
    except KeyError as missing:
        raise KnowledgeError(where, f"the assay has no {missing}") from None


def _genome_wide(part: dict[str, Any]) -> bool:
    return bool({"msi", "tmb", "hrd", "arm", "aneuploidy", "mrd", "signature"} & set(part.get("kinds") or ()))


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
