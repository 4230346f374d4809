"""Coding and genomic changes turned into protein changes, through the exons and the coding sequence of the tables."""

from __future__ import annotations

from itertools import product

from oncoplan.model.finding import ProteinChange
from oncoplan.model.vocabulary import Exon, GeneModel
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import Coding, CodingOp, Position
from oncoplan.variants.hgvs_genomic import Genomic
from oncoplan.variants.hgvs_protein import trimmed

_BASES = "TCAG"
_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODON = {
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
        residue = CODON.get(cds[at : at + 3], "X")
        residues.append(residue)
        if residue == "*":
            break
    return "".join(residues)


def protein_of(coding: Coding, model: GeneModel | None) -> ProteinChange | None:
    """What a coding change does to the protein; None where the bases are not known or the change is not exonic.

    Raises `Unreadable` when a written reference base is not the transcript's.
    """
    if model is None or not model.cds or model.protein_start != 1 or not coding.exonic:
        return None
    if "N" in coding.alt or coding.op in ("inv", "same"):
        return None
    cds, low, high = model.cds, coding.start.base - 1, coding.end.base
    if low >= len(cds):
        at = len(model.protein) + 1
        return ProteinChange(at, at, "*", "*", "?", "extension") if high <= len(cds) + 3 else None
    _check(coding, cds[low:high], model)
    put = coding.alt
    if coding.op == "ins":
        low = high = coding.start.base
    elif coding.op == "dup":
        low, put = high, coding.ref or cds[low:high]
        if "N" in put:
            return None
    if high > len(cds):
        return None
    if (len(put) - (high - low)) % 3:
        return _frameshift(low, high, put, model)
    return _in_frame(low, high, put, model)


def _check(coding: Coding, reference: str, model: GeneModel) -> None:
    if coding.op == "ins" or not coding.ref or len(coding.ref) != len(reference):
        return
    if any(base not in (known, "N") and known != "N" for base, known in zip(coding.ref, reference, strict=True)):
        where = f" in {model.transcript}" if model.transcript else ""
        raise Unreadable(
            f"{model.gene} {coding}: the reference has {reference}{where}, not {coding.ref}",
            "check the gene and the position; if another transcript was used, name it",
        )


def _in_frame(low: int, high: int, put: str, model: GeneModel) -> ProteinChange | None:
    """Codons `first`..`last` are rewritten; unknown bases are tried, and the answer must not depend on them."""
    cds, first, last = model.cds, low // 3, -(-high // 3)
    old = model.protein[first:last]
    if "X" in old:
        return None
    if first == last:
        return ProteinChange(first, first + 1, model.protein[first - 1], model.protein[first], _residues(put), "insertion")
    codons = [cds[3 * first : 3 * first + 3], cds[3 * last - 3 : 3 * last]] if last - first > 1 else [cds[3 * first : 3 * last]]
    results = set()
    for known in product(*(_spelled(codon, residue) for codon, residue in zip(codons, (old[0], old[-1]), strict=False))):
        head, tail = known[0], known[-1]
        results.add(_residues(head[: low - 3 * first] + put + tail[len(tail) - (3 * last - high) :] if high < 3 * last else
                              head[: low - 3 * first] + put))  # fmt: skip
    if len(results) != 1:
        return None
    new = results.pop()
    if first == 0 and not new.startswith("M"):
        return ProteinChange(1, 1, "M", "M", "?", "start_lost")
    return trimmed(first + 1, old, new)


def _spelled(codon: str, residue: str) -> list[str]:
    """Every way to fill the unknown bases of a codon that codes for `residue`."""
    ways = ("".join(bases) for bases in product(*(_BASES if base == "N" else base for base in codon)))
    return [way for way in ways if CODON.get(way) == residue]


def _residues(bases: str) -> str:
    return "".join(CODON.get(bases[at : at + 3], "X") for at in range(0, len(bases), 3))


def _frameshift(low: int, high: int, put: str, model: GeneModel) -> ProteinChange | None:
    """The first residue that differs; the new stop only where every base up to it is known."""
    first = low // 3
    changed = _residues(model.cds[3 * first : low] + put + model.cds[high:])
    for at, new in enumerate(changed):
        number = first + at + 1
        old = model.protein[number - 1 : number]
        if not old:
            return None
        if new == "X" or old == "X":
            here = model.protein[first]
            here = "" if here == "X" else here
            return ProteinChange(first + 1, first + 1, here, here, "?", "frameshift")
        if new == "*":
            return ProteinChange(number, number, old, old, "*", "nonsense")
        if new != old:
            stop = changed.find("*", at)
            hidden = "X" in changed[at : stop if stop > 0 else None]
            return ProteinChange(number, number, old, old, new, "frameshift", None if hidden or stop < 0 else stop - at + 1)
    return None


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
        while end < len(cds) and cds[start - 1] == cds[end] != "N":
            start, end = start + 1, end + 1
        return Coding(Position(False, start), Position(False, end), coding.op)
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
    return (one, two) if one < two else (two, one)


def _position(at: int, model: GeneModel, build: str) -> Position | None:
    """The coding position of a base: in an exon, or counted from the nearest one."""
    forward = model.strand > 0
    nearest: tuple[int, Exon, bool] | None = None
    for exon in model.exons:
        low, high = _span(exon, build)
        if not low:
            continue
        if low <= at <= high:
            return Position(False, exon.cds_start + (at - low if forward else high - at))
        distance = low - at if at < low else at - high
        if nearest is None or distance < nearest[0]:
            nearest = (distance, exon, (at < low) == forward)
    if nearest is None:
        return None
    distance, exon, before = nearest
    if before:
        first = exon is model.exons[0] and exon.cds_start == 1
        return Position(False, -distance) if first else Position(False, exon.cds_start, -distance)
    return Position(True, distance) if exon is model.exons[-1] else Position(False, exon.cds_end, distance)
