"""What is known of changes of genes in tumours: four tables → one entry a gene."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from oncoplan.knowledge.compiled import pack
from oncoplan.knowledge.source import KnowledgeError, read_tsv, split
from oncoplan.model.oncogenicity import GeneOncogenicity, Hotspot, KnownAllele, KnownRegion

_MISSENSE = re.compile(r"^[A-Z](\d+)[A-Z]$")
_RESIDUE = re.compile(r"^([A-Z])(\d+)$")


def oncogenicity_sections(folder: Path) -> dict[str, bytes]:
    """Section gene_oncogenicity: a map from gene to its packed GeneOncogenicity. Raises KnowledgeError."""
    if not folder.exists():
        return {}
    genes: dict[str, dict[str, Any]] = {}
    for row in read_tsv(folder / "genes.tsv"):
        genes[row["gene"]] = {
            "loss": row["loss"], "null_until": int(row["null_until"] or 0), "last_exon": row["last_exon"] == "counts",
            "amplified": row["amplified"] == "yes", "function": row["function"], "studied": row["studied"],
        }  # fmt: skip
    for row in read_tsv(folder / "hotspots.tsv"):
        residue = _RESIDUE.match(row["residue"])
        if residue is None:
            raise KnowledgeError("hotspots.tsv", f"{row['gene']} {row['residue']} is not a residue")
        of_gene = genes.setdefault(row["gene"], {}).setdefault("hotspots", {})
        of_gene[int(residue[2])] = Hotspot(residue[1], row["code"], row["often"])
    for row in read_tsv(folder / "regions.tsv"):
        first, _, last = row["exons"].partition("-")
        region = KnownRegion(
            split(row["kinds"]), int(row["first"] or 0), int(row["last"] or 0), (int(first or 0), int(last or first or 0)),
            row["effect"], row["function"], split(row["codes"]), row["note"], row["source"],
        )  # fmt: skip
        genes.setdefault(row["gene"], {}).setdefault("regions", []).append(region)
    for row in read_tsv(folder / "alleles.tsv"):
        _alleles(genes.setdefault(row["gene"], {}), row)
    entries = {gene: pack(GeneOncogenicity(gene=gene, **_tupled(parts))) for gene, parts in sorted(genes.items())}
    return {"gene_oncogenicity": pack(entries)}


def _alleles(parts: dict[str, Any], row: dict[str, str]) -> None:
    """The changes of one row share its words; a change named twice is an error."""
    known = parts.setdefault("alleles", {})
    for change in split(row["changes"]):
        if change in known:
            raise KnowledgeError("alleles.tsv", f"{row['gene']} {change} is given twice")
        known[change] = KnownAllele(row["effect"], row["function"], split(row["codes"]), row["note"], row["source"])
        missense = _MISSENSE.match(change)
        if missense and row["effect"] == "oncogenic":
            parts.setdefault("established", {}).setdefault(int(missense[1]), []).append(change)


def _tupled(parts: dict[str, Any]) -> dict[str, Any]:
    made = dict(parts)
    made["regions"] = tuple(parts.get("regions", ()))
    made["established"] = {at: tuple(changes) for at, changes in parts.get("established", {}).items()}
    return made
