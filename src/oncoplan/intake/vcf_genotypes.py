"""Genotypes of a VCF at given places, reference calls too: what a file of inherited DNA says of drug metabolism.

The places come from outside (`model.pharmacogene.Places`): a reader decides nothing medical. A row at a place is kept as a
record writes it (`6:18130918 T>C 0/1`). A reference block (`END=`) speaks for the places it covers whole. What is filtered,
or below the stated quality or depth, is not kept and is counted; a place without a row stays out: it was not read.
"""

from __future__ import annotations

from bisect import bisect_left

from oncoplan.intake.genomic import chromosome
from oncoplan.intake.tally import Left
from oncoplan.model.pharmacogene import Places

FILTERED = Left("filtered out at a place of drug metabolism: it counts as not read", "filtered")
_WEAK = "below quality {quality} or {depth} reads at a place of drug metabolism: it counts as not read"


class Genotyped:
    """The rows of one file at the places, by sample."""

    def __init__(self, places: Places, build: str, barcodes: list[str]) -> None:
        self.rows: dict[str, list[str]] = {barcode: [] for barcode in barcodes}
        self._at = places.at.get(build, {})
        self._order = {chrom: sorted(at) for chrom, at in self._at.items()}
        self._quality, self._depth = places.least_quality, places.least_depth
        self._weak = Left(_WEAK.format(quality=self._quality, depth=self._depth), "filtered")
        self._barcodes = barcodes

    def row(self, cells: list[str], columns: list[int], doubt: bool) -> list[Left] | None:
        """Take in one row; what was left out of it. None when it stands at no place."""
        chrom = chromosome(cells[0])
        at = self._at.get(chrom)
        if at is None or len(cells) < 10:
            return None
        start = int(cells[1])
        end = _end(cells) or start
        alts = cells[4].upper()
        if end > start and set(alts.split(",")) <= {".", "<NON_REF>", "<*>"}:
            order = self._order[chrom]
            covered = [p for p in order[bisect_left(order, start) :] if p + at[p] - 1 <= end] if order[-1] >= start else []
            texts = [f"{chrom}:{place} .>." for place in _until(covered, end)]
        else:
            texts = [f"{chrom}:{start} {cells[3].upper()}>{alts}"] if start in at else []
        if not texts:
            return None
        if doubt:
            return [FILTERED]
        left: list[Left] = []
        keys = cells[8].split(":")
        for column, barcode in zip(columns, self._barcodes, strict=True):
            values = cells[9 + column].split(":") if len(cells) > 9 + column else []
            cell = dict(zip(keys, values, strict=False))
            genotype = cell.get("GT", "")
            if not genotype.strip("./|"):
                continue  # a call that was not made
            if self._below(cell):
                left.append(self._weak)
                continue
            phase = cell.get("PS", "") if "|" in genotype else ""
            tail = f" {genotype} {phase}" if phase not in ("", ".") else f" {genotype}"
            self.rows[barcode].extend(text + tail for text in texts)
        return left

    def _below(self, cell: dict[str, str]) -> bool:
        quality = _number(cell.get("GQ", "") or cell.get("RGQ", ""))
        depth = _number(cell.get("MIN_DP", "") or cell.get("DP", ""))
        return (quality is not None and quality < self._quality) or (depth is not None and depth < self._depth)


def _until(places: list[int], end: int) -> list[int]:
    return places[: bisect_left(places, end + 1)]


def _end(cells: list[str]) -> int | None:
    for part in cells[7].split(";"):
        if part.startswith("END=") and part[4:].isdigit():
            return int(part[4:])
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
