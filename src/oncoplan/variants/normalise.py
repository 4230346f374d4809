"""One change, one form: insertions that are duplications, delins that are less, positions shifted to the C-terminal side.

HGVS asks for the most C-terminal position and for `dup` before `ins`; reports do not always follow. Where the
reference residues are not known, the change keeps the form it was written in and the other reading goes to `also`.
"""

from __future__ import annotations

from collections.abc import Callable

from oncoplan.model.finding import ProteinChange
from oncoplan.variants.hgvs_protein import trimmed

Residue = Callable[[int], str | None]


def normalise(change: ProteinChange, known: Residue) -> tuple[ProteinChange, tuple[ProteinChange, ...]]:
    """The canonical form of `change`, and the simple changes or the other reading that it may stand for."""
    written = {change.start: change.ref, change.end: change.ref_end}

    def residue(number: int) -> str | None:
        return known(number) or written.get(number) or None

    match change.form:
        case "deletion":
            return _shifted_deletion(change, residue), ()
        case "duplication":
            copied = change.alt or _text(residue, change.start, change.end)
            if copied and "." not in copied and len(copied) == change.end - change.start + 1:
                return _insertion(change.end, copied, residue)
            return change, ()
        case "insertion":
            if "?" in change.alt or "*" in change.alt:
                return change, ()
            return _insertion(change.start, change.alt, residue)
        case "delins":
            return _delins(change, residue)
    return change, ()


def _text(residue: Residue, start: int, end: int) -> str:
    """Residues `start`..`end`, a dot for one that is not known."""
    return "".join(residue(number) or "." for number in range(start, end + 1))


def _shifted_deletion(change: ProteinChange, residue: Residue) -> ProteinChange:
    start, end = change.start, change.end
    while (first := residue(start)) and first == residue(end + 1):
        start, end = start + 1, end + 1
    return ProteinChange(start, end, residue(start) or "", residue(end) or "", "", "deletion")


def _insertion(after: int, alt: str, residue: Residue) -> tuple[ProteinChange, tuple[ProteinChange, ...]]:
    while residue(after + 1) == alt[0]:
        after, alt = after + 1, alt[1:] + alt[0]
    first = after - len(alt) + 1
    before = _text(residue, first, after) if first > 0 else ""
    duplication = ProteinChange(first, after, alt[0], alt[-1], alt, "duplication")
    if before == alt:
        return duplication, ()
    plain = ProteinChange(after, after + 1, residue(after) or "", residue(after + 1) or "", alt, "insertion")
    could_be = len(before) == len(alt) and all(b in (".", a) for a, b in zip(alt, before, strict=True))
    return plain, (duplication,) if could_be else ()


def _delins(change: ProteinChange, residue: Residue) -> tuple[ProteinChange, tuple[ProteinChange, ...]]:
    ref = _text(residue, change.start, change.end)
    if "." not in ref and "*" not in change.alt and "?" not in change.alt:
        less = trimmed(change.start, ref, change.alt)
        if less.form != "delins":
            return normalise(less, residue)
        change = less
        ref = _text(residue, change.start, change.end)
    if len(ref) != len(change.alt):
        return change, ()
    pairs = zip(range(change.start, change.end + 1), ref, change.alt, strict=True)
    parts = tuple(
        ProteinChange(number, number, old, old, new, "nonsense" if new == "*" else "substitution")
        for number, old, new in pairs
        if old not in (".", new)
    )
    return change, parts


def same_change(one: ProteinChange, other: ProteinChange) -> bool | None:
    """Whether two normalised changes are one; None where one of them does not say all."""
    if one.form != other.form:
        if {one.form, other.form} == {"duplication", "insertion"}:
            return _dup_or_insertion(one, other)
        return None if "unknown" in (one.form, other.form) and one.start == other.start else False
    if (one.start, one.end) != (other.start, other.end):
        return False
    if one.form == "frameshift":
        return _same_frameshift(one, other)
    if one.form in ("deletion", "synonymous", "start_lost", "extension"):
        return True
    if one.form == "duplication":
        return not (one.alt and other.alt and one.alt != other.alt)
    if "?" in one.alt or "?" in other.alt:
        return None if len(one.alt) == len(other.alt) else False
    return one.alt == other.alt


def _same_frameshift(one: ProteinChange, other: ProteinChange) -> bool | None:
    new_differs = "?" not in (one.alt, other.alt) and one.alt != other.alt
    stop_differs = one.stop_after is not None and other.stop_after is not None and one.stop_after != other.stop_after
    if new_differs or stop_differs:
        return False
    return True if (one.alt, one.stop_after) == (other.alt, other.stop_after) or "?" in (one.alt, other.alt) else None


def _dup_or_insertion(one: ProteinChange, other: ProteinChange) -> bool | None:
    dup, put = (one, other) if one.form == "duplication" else (other, one)
    if dup.end != put.start or dup.end - dup.start + 1 != len(put.alt):
        return False
    if dup.alt:
        return dup.alt == put.alt
    ends_fit = put.alt[0] == dup.ref and put.alt[-1] == dup.ref_end
    return None if ends_fit else False
