"""Fusion and structural-variant tables (cBioPortal's, and simpler ones) → findings by sample.

`A::B` is written only where the file states which gene comes first (`A--B`, `A::B`, columns for the 5' and 3' gene).
Elsewhere it is `fusion of A and B`: both genes, order not stated (a hyphen is written both ways round in real files).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from oncoplan.intake import maf_columns as names
from oncoplan.intake.maf import one_sample
from oncoplan.intake.problem import Unusable
from oncoplan.intake.table import Table, filled
from oncoplan.intake.tally import Left, Samples, Tally
from oncoplan.model.pattern import Pattern
from oncoplan.model.record import FindingEntry

FIRST = ("site1_hugo_symbol", "genea", "gene_a", "gene1", "gene_1", "gene1_symbol", "site1_gene")
SECOND = ("site2_hugo_symbol", "geneb", "gene_b", "gene2", "gene_2", "gene2_symbol", "site2_gene")
FIVE_PRIME = ("five_prime_gene", "5_prime_gene", "gene5", "gene_5prime", "left_gene", "leftgene", "upstream_gene")
THREE_PRIME = ("three_prime_gene", "3_prime_gene", "gene3", "gene_3prime", "right_gene", "rightgene", "downstream_gene")
FUSION = ("fusion", "fusion_name", "#fusionname", "fusionname", "fusiongene", "fusion_gene", "gene_fusion")
EVENT = ("event_info", "annotation", "comments")
CLASS = ("sv_type", "class", "sv_class", "svtype", "event_type", "structural_variant_type", "variant_class")
STATUS = ("sv_status", "fusion_status", "mutation_status")
BUILD = names.BUILD

_ORDERED = Pattern(r"([A-Za-z0-9@.-]+?)(?:::|--)([A-Za-z0-9@.-]+)")
_NO_PARTNER = "rearrangement without a partner gene"  # a break in DNA alone, which is not yet a fusion
_NO_GENE = frozenset({"intergenic", "intragenic", "igr", "unknown", "none", "no gene", "na"})
_NOT_SEEN = frozenset({"no", "false", "negative", "not detected", "wildtype"})


def read_sv(path: Path, *, sample: str | None = None) -> Samples:
    """The fusions and structural variants of every sample of the table, or of one. Raises Unusable."""
    table = Table(path, what="fusion or structural-variant table")
    pair = table.place(*FIRST, *FIVE_PRIME) is not None and table.place(*SECOND, *THREE_PRIME) is not None
    if not pair and table.place(*FUSION) is None:
        raise Unusable(
            f"{path.name}: this is not a fusion table: no column for two genes or for a fusion was found",
            "it needs Site1_Hugo_Symbol and Site2_Hugo_Symbol, GeneA and GeneB, or Fusion",
        )
    findings: dict[str, list[FindingEntry]] = {}
    tally = Tally(path.name)
    for barcode, number, found in _rows(table):
        mine = findings.setdefault(barcode, []) if barcode or not isinstance(found, Left) else []
        if isinstance(found, FindingEntry):
            mine.append(found)
        elif sample is None or barcode in (sample, ""):
            tally.add(barcode, found, number)
    return Samples(path.name, one_sample(findings, sample, path.name), tally.problems())


def _rows(table: Table) -> Iterator[tuple[str, int, FindingEntry | Left]]:
    places = {
        "sample": table.place(*names.SAMPLE), "first": table.place(*FIVE_PRIME, *FIRST),
        "second": table.place(*THREE_PRIME, *SECOND), "fusion": table.place(*FUSION), "event": table.place(*EVENT),
        "class": table.place(*CLASS), "status": table.place(*STATUS), "dna": table.place("dna_support"),
        "rna": table.place("rna_support"), "frame": table.place("site2_effect_on_frame"),
    }  # fmt: skip
    ordered = table.place(*FIVE_PRIME) is not None and table.place(*THREE_PRIME) is not None
    for number, cells in table.rows():
        if cells is None:
            yield "", number, Left("more cells than the heading has columns")
            continue
        cell = {key: filled(cells[place]) if place is not None else "" for key, place in places.items()}
        barcode = cell["sample"]
        status = cell["status"].lower()
        if status in _NOT_SEEN or (cell["dna"].lower() in _NOT_SEEN and cell["rna"].lower() in _NOT_SEEN):
            yield barcode, number, Left("supported by neither DNA nor RNA, by the file's own columns", "filtered")
            continue
        origin = status if status in ("germline", "somatic") else None
        yield barcode, number, _finding(cell, ordered, origin, f"{table.name}:{number}")


def _finding(cell: dict[str, str], ordered: bool, origin: str | None, row: str) -> FindingEntry | Left:
    first, second = _gene(cell["first"]), _gene(cell["second"])
    kind = cell["class"]
    said = cell["fusion"] or cell["event"]
    stated = _ORDERED.search(cell["fusion"]) or _ORDERED.search(cell["event"])
    if not first and not second:
        if not said:
            return Left("names no gene")
        text = f"{stated[1]}::{stated[2]}" if stated else _in_words(cell["fusion"], said)
        return FindingEntry(text=text, consequence=kind or None, origin=origin, row=row)
    if first and second and first != second:
        if stated and {stated[1], stated[2]} == {first, second}:
            first, second, ordered = stated[1], stated[2], True
        plain = kind.lower() in ("deletion", "inversion", "duplication", "del", "inv", "dup") and not _is_fusion(cell)
        text = f"{'rearrangement' if plain else 'fusion'} of {first} and {second}"
        if ordered and not plain:
            text = f"{first}::{second}"
        return FindingEntry(text=text, consequence=kind or None, origin=origin, row=row)
    gene = first or second
    if first and second:  # both ends lie in one gene
        word = kind.lower() if kind and kind.lower() not in ("fusion", "sv") else ""
        change = f"intragenic {word}" if word in ("deletion", "duplication", "inversion") else word
        change = change or "intragenic rearrangement"
        return FindingEntry(gene=gene, change=change, consequence=said or None, origin=origin, row=row)
    return FindingEntry(gene=gene, change=_NO_PARTNER, consequence=said or kind or None, origin=origin, row=row)


def _gene(cell: str) -> str:
    return "" if cell.lower() in _NO_GENE else cell


def _is_fusion(cell: dict[str, str]) -> bool:
    words = f"{cell['class']} {cell['fusion']} {cell['event']}".lower()
    return "fusion" in words or "in_frame" in cell["frame"].lower() or "in-frame" in cell["frame"].lower()


def _in_words(fusion: str, said: str) -> str:
    """`MLL2-intragenic` and `ALK-EML4` in a column of fusions, as the words of a finding."""
    if not fusion:
        return said
    name = re.sub(r"\s*fusion\s*$", "", fusion, flags=re.IGNORECASE)
    gene, _, rest = name.rpartition("-")
    if rest.lower() == "intragenic" or (gene and gene == rest):
        return f"{gene} intragenic rearrangement"
    if rest.lower() == "intergenic" or gene.lower() == "intergenic":
        return f"{rest if gene.lower() == 'intergenic' else gene} {_NO_PARTNER}"
    if name.count("-") == 1:
        return f"fusion of {gene} and {rest}"
    return f"{name} fusion"
