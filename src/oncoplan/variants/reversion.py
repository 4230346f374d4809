"""A second change of a gene that may undo a first one: a restored reading frame, a truncation cut out or overwritten."""

from __future__ import annotations

from collections.abc import Iterable

from oncoplan.model.finding import Alteration
from oncoplan.model.verdict import Answer

_TRUNCATING = ("frameshift", "nonsense", "splice")
_MAY_UNDO = ("inframe_deletion", "inframe_delins", "inframe_insertion", "frameshift", "intragenic_deletion", "missense")
_NEAR = 100  # residues: a second frameshift farther away would leave too long a wrong stretch to restore a protein


def may_revert(found: Alteration, others: Iterable[Alteration]) -> tuple[Answer, str]:
    """Unknown (suspected) when `found` is not the inherited change and could restore the frame, or remove the stop, of
    another truncating change of the same gene (Lin 2019, pmid:30425037); else not met."""
    no = ("not_met", f"{found.name} is not a reversion")
    if found.protein is None or found.kind not in _MAY_UNDO or found.origin == "germline":
        return "not_met", no[1]
    for first in others:
        if first.pointer == found.pointer or first.protein is None or first.kind not in _TRUNCATING:
            continue
        if first.origin != "germline" and not (first.vaf is not None and found.vaf is not None and first.vaf > found.vaf):
            continue
        covers = found.protein.start <= first.protein.start <= found.protein.end
        distance = abs(found.protein.start - first.protein.start)
        both_shift = found.kind == "frameshift" and first.kind == "frameshift" and distance <= _NEAR
        if covers or both_shift:
            return "unknown", f"{found.name} may restore the reading frame that {first.name} breaks: a suspected reversion"
    return "not_met", no[1]
