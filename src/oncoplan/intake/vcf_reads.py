"""How much of a sample carries an allele: depth, reads and fraction, in the fields that the callers use."""

from __future__ import annotations

from collections.abc import Mapping

Reads = tuple[int | None, int | None, float | None]
"""Depth, reads with the allele, fraction of 1; None where the record does not say."""

_BASES = "ACGT"


def reads_of(cell: Mapping[str, str], info: Mapping[str, str], ref: str, alt: str, number: int) -> Reads:
    """The reads of the alternative allele `number` (1 is the first) in one sample.

    Counts come before a stated fraction, because callers state it on different scales.
    """
    depth = _whole(cell.get("DP", ""))
    pair = _counted(cell, ref, alt, number)
    if pair is not None:
        others, carrying = pair
        total = others + carrying
        if total:
            return total, carrying, round(carrying / total, 4)
        if depth == 0 or total == 0:
            return depth or total, carrying, None
    for key in ("AF", "VAF", "FA", "FREQ", "ALT_F"):
        stated = _fraction(_pick(cell.get(key, ""), number))
        if stated is not None:
            return depth, round(stated * depth) if depth else None, stated
    stated = _fraction(_pick(info.get("TVAF", ""), number))
    if stated is not None:
        depth = _whole(info.get("TDP", "")) or depth
        return depth, round(stated * depth) if depth else None, stated
    return depth, None, None


def _counted(cell: Mapping[str, str], ref: str, alt: str, number: int) -> tuple[int, int] | None:
    """Reads without and with the allele."""
    for key in ("AD", "ADT"):
        counts = [_whole(part) for part in cell.get(key, "").split(",")]
        if len(counts) > number and counts[number] is not None and counts[0] is not None:
            total = sum(count for count in counts if count is not None)
            return total - (counts[number] or 0), counts[number] or 0
        if len(counts) > number and counts[number] is not None and (depth := _whole(cell.get("DP", ""))):
            return max(depth - (counts[number] or 0), 0), counts[number] or 0
        reference = _whole(cell.get("RD", "")) if key == "AD" and len(counts) == 1 else None  # VarScan
        if reference is not None and counts[0] is not None:
            return reference, counts[0]
    four = [_whole(part) for part in cell.get("DP4", "").split(",")]
    if len(four) == 4 and None not in four:
        return (four[0] or 0) + (four[1] or 0), (four[2] or 0) + (four[3] or 0)
    if len(ref) == len(alt) == 1 and f"{alt}U" in cell and f"{ref}U" in cell:
        others, carrying = _whole(cell[f"{ref}U"].partition(",")[0]), _whole(cell[f"{alt}U"].partition(",")[0])
        return (others, carrying) if others is not None and carrying is not None else None
    for key, other in (("TIR", "TAR"), ("AO", "RO"), ("DV", "DR")):
        carrying = _whole(_pick(cell.get(key, ""), 1 if key == "TIR" else number))
        others = _whole(_pick(cell.get(other, ""), 1))
        if carrying is not None and others is not None:
            return others, carrying
    carrying, total_reads = _whole(_pick(cell.get("NV", ""), number)), _whole(_pick(cell.get("NR", ""), number))
    if carrying is not None and total_reads is not None:
        return max(total_reads - carrying, 0), carrying
    bases = [_whole(part) for part in cell.get("BCOUNT", "").split(",")]
    if len(bases) == 4 and None not in bases and len(alt) == 1 and alt in _BASES:
        carrying = bases[_BASES.index(alt)] or 0
        return sum(count or 0 for count in bases) - carrying, carrying
    return None


def _pick(text: str, number: int) -> str:
    parts = text.split(",")
    return parts[number - 1] if len(parts) >= number else parts[0] if len(parts) == 1 else ""


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _fraction(text: str) -> float | None:
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return round(value, 4) if 0 <= value <= 1 else None
