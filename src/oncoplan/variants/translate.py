"""Coding and genomic changes turned into protein changes, through the exons and the coding sequence of the tables."""

from __future__ import annotations

from oncoplan.model.finding import ProteinChange
from oncoplan.model.vocabulary import Exon, GeneModel
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import Coding, CodingOp, Position
from oncoplan.variants.hgvs_genomic import Genomic
from oncoplan.variants.hgvs_protein import trimmed

_BASES = "TCAG"
_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_CODON = {
    a + b + c: _ACIDS[16 * i + 4 * j + k]
    for i, a in enumerate(_BASES)
    for j, b in enumerate(_BASES)
    for k, c in enumerate(_BASES)
}  # the standard genetic code, NCBI translation table 1
_PAIR = str.maketrans("ACGTN", "TGCAN")


def reverse_complement(bases: str) -> str:
    return bases.translate(_PAIR)[::-1]


def translated(cds: str) -> str:
    """Residues up to and with the first stop."""
    residues = []
    for at in range(0, len(cds) - 2, 3):
        residue = _CODON.get(cds[at : at + 3], "X")
        residues.append(residue)
        if residue == "*":
            break
    return "".join(residues)


def protein_of(coding: Coding, model: GeneModel | None) -> ProteinChange | None:
    """What a coding change does to the protein; None where the sequence is not known or the change is not exonic."""
    if model is None or not model.cds or not coding.exonic or "N" in coding.alt or coding.op in ("inv", "same"):
        return None
    skipped = (model.protein_start - 1) * 3
    first, last = coding.start.base - 1 - skipped, coding.end.base - skipped
    cds = model.cds
    if first < 0 or last > len(cds):
        return None
    reference = cds[first:last]
    if coding.ref and coding.op in ("sub", "del", "dup", "delins") and coding.ref != reference:
        raise Unreadable(
            f"{model.gene} {coding}: the reference has {reference} there, not {coding.ref}"
            + (f" ({model.transcript})" if model.transcript else ""),
            "check the gene and the position; if another transcript was used, name it",
        )
    if coding.op == "ins":
        changed = cds[: first + 1] + coding.alt + cds[first + 1 :]
    elif coding.op == "dup":
        changed = cds[:last] + reference + cds[last:]
    else:
        changed = cds[:first] + coding.alt + cds[last:]
    return _difference(translated(cds), translated(changed), model.protein_start, shift=coding.shift or 0)


def _difference(old: str, new: str, number: int, shift: int) -> ProteinChange:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    at = number + same
    if same == 0 and number == 1:
        return ProteinChange(1, 1, "M", "M", "?", "start_lost")
    if same == len(old) == len(new):
        return ProteinChange(0, 0, "", "", "?", "synonymous")
    old_residue, new_residue = old[same : same + 1], new[same : same + 1]
    if old_residue == "*":
        return ProteinChange(at, at, "*", "*", "?", "extension")
    if new_residue == "*":
        return ProteinChange(at, at, old_residue, old_residue, "*", "nonsense")
    if shift % 3:
        stop = len(new) - same if new.endswith("*") else None
        return ProteinChange(at, at, old_residue, old_residue, new_residue or "?", "frameshift", stop)
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    gone, put = old[same : len(old) - tail], new[same : len(new) - tail]
    if not gone:
        return ProteinChange(at - 1, at, old[same - 1], old_residue, put, "insertion")
    return trimmed(at, gone, put)


def to_coding(change: Genomic, model: GeneModel | None) -> Coding | None:
    """The coding change for a genomic one; None where the exon table has no coordinates in its build."""
    if model is None or not model.exons or not model.strand:
        return None
    build = change.build or "GRCh38"
    ends = [_position(at, model, build) for at in (change.start, change.end)]
    start, end = (ends[0], ends[1]) if model.strand > 0 else (ends[1], ends[0])
    if start is None or end is None:
        return None
    forward = model.strand > 0
    ref = change.ref if forward else reverse_complement(change.ref)
    alt = change.alt if forward else reverse_complement(change.alt)
    op: CodingOp = change.op if change.op in ("sub", "del", "ins", "dup", "delins") else "same"  # type: ignore[assignment]
    return shifted(Coding(start, end, op, ref, alt), model)


def shifted(coding: Coding, model: GeneModel | None) -> Coding:
    """`coding` moved to the 3' end of a repeat, and an insertion of what stands before it called a duplication."""
    if model is None or not model.cds or model.protein_start != 1 or not coding.exonic:
        return coding
    cds, start, end = model.cds, coding.start.base, coding.end.base
    if coding.op in ("del", "dup"):
        while end < len(cds) and cds[start - 1] == cds[end]:
            start, end = start + 1, end + 1
        return Coding(
            Position(False, start), Position(False, end), coding.op, cds[start - 1 : end] if coding.ref else ""
        )
    if coding.op == "ins" and coding.alt:
        alt = coding.alt
        while start < len(cds) and cds[start] == alt[0]:
            start, alt = start + 1, alt[1:] + alt[0]
        if start >= len(alt) and cds[start - len(alt) : start] == alt:
            return Coding(Position(False, start - len(alt) + 1), Position(False, start), "dup", alt)
        return Coding(Position(False, start), Position(False, start + 1), "ins", "", alt)
    return coding


def _span(exon: Exon, build: str) -> tuple[int, int]:
    one, two = (exon.g37_start, exon.g37_end) if build == "GRCh37" else (exon.g38_start, exon.g38_end)
    return min(one, two), max(one, two)


def _position(at: int, model: GeneModel, build: str) -> Position | None:
    nearest: tuple[int, Position] | None = None
    first = model.exons[0]
    for exon in model.exons:
        low, high = _span(exon, build)
        if not low:
            continue
        forward = model.strand > 0
        if low <= at <= high:
            return Position(False, exon.cds_start + (at - low if forward else high - at))
        before = (at < low) if forward else (at > high)
        distance = min(abs(at - low), abs(at - high))
        if before and exon is first and exon.cds_start == 1:
            position = Position(False, -distance)
        elif before:
            position = Position(False, exon.cds_start, -distance)
        elif exon is model.exons[-1]:
            position = Position(True, distance)
        else:
            position = Position(False, exon.cds_end, distance)
        if nearest is None or distance < nearest[0]:
            nearest = (distance, position)
    return nearest[1] if nearest else None
