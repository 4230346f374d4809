"""Genes of drug metabolism: three tables and `genes.yaml` → one entry a gene."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from oncoplan.knowledge.compiled import table
from oncoplan.knowledge.source import KnowledgeError, read_tsv, read_yaml, split
from oncoplan.model.pharmacogene import NamedAllele, Pharmacogene, Position

T = TypeVar("T")
_LETTERS = frozenset("ACGTRYSWKMBDHVN")


def pgx_sections(folder: Path) -> dict[str, bytes]:
    """Section pharmacogenes: a map from gene to its packed Pharmacogene. Raises KnowledgeError."""
    if not folder.exists():
        return {}
    about = read_yaml(folder / "genes.yaml")
    positions: dict[str, list[Position]] = {gene: [] for gene in about["genes"]}
    alleles: dict[str, list[NamedAllele]] = {gene: [] for gene in about["genes"]}
    functions: dict[str, dict[str, str]] = {gene: {} for gene in about["genes"]}
    for row in read_tsv(folder / "positions.tsv"):
        one = Position(int(row["g38"]), row["ref"], split(row["alts"]), row["rsid"], split(row["names"]))
        _of(row["gene"], positions, "positions.tsv").append(one)
    for row in read_tsv(folder / "alleles.tsv"):
        _of(row["gene"], alleles, "alleles.tsv").append(_allele(row, positions[row["gene"]]))
    for row in read_tsv(folder / "phenotypes.tsv"):
        pair = "+".join(sorted(part for part in (row["first"], row["second"]) if part))
        of_gene = _of(row["gene"], functions, "phenotypes.tsv")
        if pair in of_gene:
            raise KnowledgeError("phenotypes.tsv", f"{row['gene']} {pair} is listed twice")
        of_gene[pair] = _phenotype(row["phenotype"], about, "phenotypes.tsv")
    genes = {}
    for gene, entry in about["genes"].items():
        whole = [one.name for one in alleles[gene] if one.whole]
        genes[gene] = Pharmacogene(
            gene=gene, logic=entry["logic"], chrom=entry["chrom"], strand=-1 if entry.get("strand") == "-" else 1,
            offset37=entry.get("grch37"), x_linked=bool(entry.get("x_linked")), copies=bool(entry.get("copies")),
            reference=entry.get("reference") or next((name for name in whole if name == "*1"), whole[0]),
            causal=entry.get("causal") or "", tagged=entry.get("tagged") or "",
            positions=tuple(sorted(positions[gene], key=lambda p: p.g38)), alleles=tuple(alleles[gene]),
            scores=tuple((float(a), float(b), _phenotype(said, about, gene)) for a, b, said in entry.get("scores") or ()),
            functions=functions[gene], cautious=tuple(about["cautious_first"]), nothing_found=tuple(about["nothing_found"]),
            harmless=tuple(about["harmless"]), source=about["source"], version=about["version"], updated=entry["updated"],
            said=entry.get("said") or {}, unspecified=tuple(about["unspecified"]), also=entry.get("also") or {},
            least_quality=about["reads"]["least_quality"], least_depth=about["reads"]["least_depth"],
        )  # fmt: skip
    return {"pharmacogenes": table(genes)}


def _of(gene: str, tables: dict[str, T], where: str) -> T:
    if gene not in tables:
        raise KnowledgeError(where, f"{gene} is not in genes.yaml")
    return tables[gene]


def _allele(row: dict[str, str], positions: list[Position]) -> NamedAllele:
    where = f"alleles.tsv: {row['gene']} {row['allele']}"
    known = {one.g38: one for one in positions}
    parts = row["defined"].split()
    whole = bool(parts) and parts[0] == "whole"
    defined = {}
    for part in parts[1:] if whole else parts:
        place, _, bases = part.partition(":")
        at = known.get(int(place))
        if at is None:
            raise KnowledgeError(where, f"{place} is not in positions.tsv")
        if bases not in (at.ref, *at.alts) and not (len(bases) == 1 and bases in _LETTERS):
            raise KnowledgeError(where, f"{bases} is not among the bases of {place}")
        defined[int(place)] = bases
    value = row["activity"]
    activity = float(value.lstrip("≥")) if value else None
    return NamedAllele(row["allele"], row["function"], activity, value.startswith("≥"), defined, whole)


def _phenotype(said: str, about: dict[str, list[str]], where: str) -> str:
    if said not in about["cautious_first"]:
        raise KnowledgeError(where, f"the phenotype {said!r} is not in cautious_first of genes.yaml")
    return said
