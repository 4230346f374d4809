"""Copy-number tables by gene (cBioPortal's discrete matrix, and one call per row) → findings by sample.

Calls are passed on as stated: -2 homozygous deletion, -1 loss, 1 gain, 2 amplification; 0 is no finding and no problem.
A table of log2 ratios or segments holds no calls: it is refused, because where the line lies is a medical decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from oncoplan.intake import maf_columns as names
from oncoplan.intake.maf import one_sample
from oncoplan.intake.numbers import number as read_number
from oncoplan.intake.problem import Unusable
from oncoplan.intake.table import Table, filled
from oncoplan.intake.tally import Left, Samples, Tally
from oncoplan.model.record import FindingEntry

CALL = (
    "copy_number_alteration", "cna", "cna_call", "discrete_cna", "value", "alteration", "call", "gistic", "cn_status",
)  # fmt: skip
COPIES = ("copy_number", "total_copy_number", "copies", "cn", "total_cn", "copynumber")
_BESIDE = frozenset({"locus_id", "entrez_gene_id", "cytoband", "gene_id", "gene_panel", "entrez", "location", "locus"})
_CHANGES = {
    "-2": "homozygous deletion", "-1": "loss", "1": "gain", "2": "amplification",
    "amp": "amplification", "amplification": "amplification", "amplified": "amplification",
    "high level amplification": "amplification", "gain": "gain", "low level gain": "gain",
    "deepdel": "homozygous deletion", "deep deletion": "homozygous deletion", "deep_deletion": "homozygous deletion",
    "homdel": "homozygous deletion", "homozygous deletion": "homozygous deletion",
    "homozygous_deletion": "homozygous deletion", "shallow deletion": "loss", "shallowdel": "loss", "hetloss": "loss",
    "loss": "loss", "heterozygous loss": "loss", "deletion": "deletion", "del": "deletion", "loh": "LOH",
}  # fmt: skip
_NEUTRAL = frozenset({"0", "diploid", "neutral", "normal", "no change"})
_WORD = "copy-number call"
_CONTINUOUS = (
    "it holds ratios or averages, not calls",
    "give the discrete calls (-2, -1, 0, 1, 2): where a ratio becomes an amplification is for the laboratory to say",
)


def read_cna(path: Path, *, sample: str | None = None) -> Samples:
    """The copy-number calls of every sample of the table, or of one. Raises Unusable."""
    table = Table(path, what="copy-number table")
    if table.place("nmajor", "n_major", "log_r", "seg_mean", "segment_mean", "num_probes") is not None and (
        table.place(*names.GENE) is None
    ):
        hint = "give calls by gene: a table with a gene, a sample and a call"
        raise Unusable(f"{path.name}: this is a table of segments, without genes", hint)
    gene = table.place(*names.GENE)
    if gene is None:
        raise Unusable(
            f"{path.name}: this is not a copy-number table: there is no column Hugo_Symbol",
            f"the heading has: {', '.join(table.columns[:12])}",
        )
    findings: dict[str, list[FindingEntry]] = {}
    tally = Tally(path.name)
    for barcode, number, found in _rows(table, gene):
        if found is None:
            findings.setdefault(barcode, [])
        elif isinstance(found, Left):
            if barcode:
                findings.setdefault(barcode, [])
            if sample is None or barcode in (sample, ""):
                tally.add(barcode, found, number)
        else:
            findings.setdefault(barcode, []).append(found)
    return Samples(path.name, one_sample(findings, sample, path.name), tally.problems())


def _rows(table: Table, gene: int) -> Iterator[tuple[str, int, FindingEntry | Left | None]]:
    sample_place = table.place(*names.SAMPLE)
    call_place, copies_place = table.place(*CALL), table.place(*COPIES)
    if call_place is not None or copies_place is not None:
        yield from _long(table, gene, sample_place, call_place, copies_place)
        return
    beside = {gene} | {i for i, name in enumerate(table.names) if name in _BESIDE}
    samples = [(i, column.strip()) for i, column in enumerate(table.columns) if i not in beside and column.strip()]
    if not samples:
        raise Unusable(f"{table.name}: there are no samples in it", "each sample is a column of its own")
    for number, cells in table.rows():
        if cells is None:
            yield "", number, Left("more cells than the heading has columns")
            continue
        symbol = filled(cells[gene]).partition("|")[0]
        for place, barcode in samples:
            yield barcode, number, _call(table.name, symbol, cells[place], number)


def _long(
    table: Table, gene: int, sample: int | None, call: int | None, copies: int | None
) -> Iterator[tuple[str, int, FindingEntry | Left | None]]:
    for number, cells in table.rows():
        if cells is None:
            yield "", number, Left("more cells than the heading has columns")
            continue
        barcode = cells[sample].strip() if sample is not None else ""
        symbol = filled(cells[gene]).partition("|")[0]
        amount = _copies(cells[copies]) if copies is not None else None
        if call is not None and (filled(cells[call]) or amount is None):
            found = _call(table.name, symbol, cells[call], number)
            if isinstance(found, FindingEntry) and amount is not None:
                found = FindingEntry(
                    gene=found.gene, change=found.change, copies=amount, consequence=found.consequence, row=found.row
                )
            yield barcode, number, found
        elif amount is None:
            yield barcode, number, Left("no copy number that can be read")
        elif not symbol:
            yield barcode, number, Left("no gene")
        else:
            yield barcode, number, FindingEntry(gene=symbol, copies=amount, row=f"{table.name}:{number}")


def _copies(cell: str) -> float | None:
    try:
        amount = read_number(filled(cell))
    except ValueError:
        return None
    return amount if amount >= 0 else None


def _call(name: str, gene: str, cell: str, number: int) -> FindingEntry | Left | None:
    """The call in a cell; None where it says that nothing is changed."""
    word = filled(cell)
    if not word:
        return None if cell.strip() in ("NA", "") else Left("no call that can be read")
    key = word.lower()
    if key.lstrip("+-").replace(".", "", 1).isdigit():
        amount = float(key)
        if amount != int(amount) and amount != -1.5:
            raise Unusable(f'{name}: line {number} has "{word}": {_CONTINUOUS[0]}', _CONTINUOUS[1])
        key = f"{amount:g}"
    if key in _NEUTRAL:
        return None
    change = _CHANGES.get(key)
    if change is None:
        return Left(f'the call "{word[:40]}" is not known', hint="-2, -1, 0, 1, 2 or words such as amplification")
    if not gene:
        return Left("no gene")
    return FindingEntry(gene=gene, change=change, consequence=f"{_WORD} {word}", row=f"{name}:{number}")
