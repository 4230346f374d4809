"""Numbers and reference: clinical numbering, wrong residues refused, and the exon a change lies in."""

from __future__ import annotations

import re

from msgspec import structs

from oncoplan.model.finding import ProteinChange
from oncoplan.model.vocabulary import Allele, Exon, GeneModel, Numbering
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import Coding
from oncoplan.variants.hgvs_protein import protein_text
from oncoplan.variants.translate import CODON

NOT_CHECKED = "reference residue not checked"


def clinical(change: ProteinChange, model: GeneModel | None, accession: str = "") -> tuple[ProteinChange, tuple[str, ...]]:
    """`change` in clinical numbering and notes on what was done; raises `Unreadable` for a wrong reference residue.

    An older numbering is used only when its transcript is named, or when the residue does not fit as written.
    """
    if model is None or change.start == 0:
        return change, (NOT_CHECKED,)
    named = _base(accession)
    if named:
        for trap in model.numbering:
            if named in aliases_of(trap) and trap.start <= change.start <= trap.end:
                shifted = _shift(change, trap.offset)
                if fits(shifted, model) is not False:
                    return shifted, (_renumbered(model, change, shifted, trap),)
    as_written = fits(change, model)
    if as_written:
        return change, ()
    readings = {trap.offset: (other, trap) for trap in model.numbering if (other := _other(change, trap, model))}
    known = {at: one for at, one in readings.items() if _is_listed(one[0], model)}
    if len(known) == 1:
        shifted, trap = next(iter(known.values()))
        return shifted, (_renumbered(model, change, shifted, trap),)
    if as_written is None:
        return change, (NOT_CHECKED,)
    raise _refused(change, model, [trap for _, trap in readings.values()])


def _other(change: ProteinChange, trap: Numbering, model: GeneModel) -> ProteinChange | None:
    """The change counted as `trap` says, where its reference residues then fit."""
    if not trap.offset or not trap.start <= change.start <= trap.end or change.start + trap.offset < 1:
        return None
    shifted = _shift(change, trap.offset)
    return shifted if fits(shifted, model) else None


def _is_listed(change: ProteinChange, model: GeneModel) -> bool:
    """True at a residue with a named allele: one in twenty wrong residues fits some other numbering by chance."""
    written = f"{change.ref}{change.start}"
    return any(re.match(rf"(?:p\.)?{re.escape(written)}(?!\d)", allele.protein) for allele in model.alleles)


def _refused(change: ProteinChange, model: GeneModel, would_fit: list[Numbering]) -> Unreadable:
    at, letter = _misfit(change, model)
    where = f" in {model.transcript}" if model.transcript else ""
    hint = "check the gene and the residue; if another transcript was used, name it (NM_... or ENST...)"
    if would_fit:
        alias = would_fit[0].alias.split("|")[0]
        hint = f"check the gene and the residue; it would fit the numbering of {alias}: if that was meant, name it"
    is_what = f"residue {at} is {letter}" if letter else f"the protein has only {len(model.protein)} residues"
    return Unreadable(f"{model.gene} {protein_text(change)}: {is_what}{where}", hint)


def fits(change: ProteinChange, model: GeneModel) -> bool | None:
    """Whether the written reference residues are those of the transcript; None where neither can be compared."""
    seen = False
    for number, letter in ((change.start, change.ref), (change.end, change.ref_end)):
        if letter in ("", "*", "X"):
            continue
        known = model.residue(number)
        if known is None:
            if model.protein and model.protein_start == 1 and number > len(model.protein):
                return False
            continue
        if known != letter:
            return False
        seen = True
    return True if seen else None


def _misfit(change: ProteinChange, model: GeneModel) -> tuple[int, str]:
    for number, letter in ((change.start, change.ref), (change.end, change.ref_end)):
        known = model.residue(number)
        if letter and known is not None and known != letter:
            return number, known
    return change.end, ""


def _shift(change: ProteinChange, offset: int) -> ProteinChange:
    return structs.replace(change, start=change.start + offset, end=change.end + offset)


def _renumbered(model: GeneModel, old: ProteinChange, new: ProteinChange, trap: Numbering) -> str:
    alias = trap.alias.split("|")[0]
    by = f" of {alias}" if alias else ""
    return f"{model.gene} {protein_text(old)} in the numbering{by} is {protein_text(new)}" + (
        f" ({trap.note})" if trap.note else ""
    )


def aliases_of(trap: Numbering) -> tuple[str, ...]:
    """The transcripts that count this way, without versions."""
    return tuple(_base(alias) for alias in trap.alias.split("|"))


def _base(accession: str) -> str:
    return accession.split(".")[0].upper()


def allele_of(model: GeneModel | None, *, coding: str = "", genomic: str = "", name: str = "") -> Allele | None:
    """The named allele with this coding or genomic notation, or the only one known by this name."""
    if model is None:
        return None
    found = [
        allele
        for allele in model.alleles
        if (coding and coding == allele.coding)
        or (genomic and genomic in (allele.g38, allele.g37))
        or (name and name.lower() in (synonym.lower() for synonym in allele.synonyms))
    ]
    alike = len({allele.protein or allele.coding for allele in found}) == 1
    return found[0] if found and (alike or not name) else None


def exon_at(model: GeneModel | None, base: int) -> Exon | None:
    """The coding exon that holds a c. position."""
    if model is None:
        return None
    for exon in model.exons:
        if exon.cds_start <= base <= exon.cds_end:
            return exon
    return None


def exons_of(model: GeneModel | None, change: ProteinChange | None, coding: Coding | None) -> tuple[int, int] | None:
    """First and last exon that a change lies in; None where the exon table does not say."""
    if coding is not None and not coding.start.utr3 and coding.start.base > 0 and not coding.end.utr3:
        first, last = coding.start.base, coding.end.base
    elif change is not None and change.start > 0:
        first, last = change.start * 3 - 1, change.end * 3 - 1
    else:
        return None
    if coding is not None and coding.op == "ins":
        last = first
    one, two = exon_at(model, first), exon_at(model, last)
    return (one.number, two.number) if one and two and one.number and two.number else None


def ends_exon(model: GeneModel | None, change: ProteinChange | None, coding: Coding | None) -> int | None:
    """The exon whose last base is changed (or whose last base lies in the changed codon); None when there is none."""
    if model is None:
        return None
    for exon in model.exons[:-1]:
        if not exon.number:
            continue
        if coding is not None:
            if coding.exonic and coding.start.base <= exon.cds_end <= coding.end.base and coding.op != "ins":
                return exon.number
        elif change is not None and change.form in ("substitution", "synonymous", "deletion", "delins"):
            codon = (exon.cds_end + 2) // 3
            if change.start <= codon <= change.end and _by_base(change, exon.cds_end - 3 * codon + 2):
                return exon.number
    return None


def _by_base(change: ProteinChange, index: int) -> bool:
    """Whether changing only this base (0-2) of a codon of the old residue can give the new one; True for longer changes."""
    if change.form not in ("substitution", "synonymous") or change.alt == "?":
        return True
    for codon, residue in CODON.items():
        if residue == change.ref:
            changed = (codon[:index] + base + codon[index + 1 :] for base in "ACGT")
            if any(CODON[new] == change.alt for new in changed):
                return True
    return False
