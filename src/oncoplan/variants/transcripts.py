"""Numbers and reference: clinical numbering, wrong residues refused, and the exon a change lies in."""

from __future__ import annotations

from msgspec import structs

from oncoplan.model.finding import ProteinChange
from oncoplan.model.vocabulary import Allele, Exon, GeneModel, Numbering
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import Coding
from oncoplan.variants.hgvs_protein import protein_text

NOT_CHECKED = "reference residue not checked"


def clinical(
    change: ProteinChange, model: GeneModel | None, accession: str = ""
) -> tuple[ProteinChange, tuple[str, ...]]:
    """`change` in clinical numbering and notes on what was done; raises `Unreadable` for a wrong reference residue.

    An older numbering is used only when its transcript is named, or when the residue does not fit as written.
    """
    if model is None or change.start == 0:
        return change, (NOT_CHECKED,)
    named = _base(accession)
    if named:
        for trap in model.numbering:
            if _base(trap.alias) == named and trap.start <= change.start <= trap.end:
                shifted = _shift(change, trap.offset)
                if fits(shifted, model) is not False:
                    return shifted, (_renumbered(model, change, shifted, trap),)
    as_written = fits(change, model)
    if as_written:
        return change, ()
    readings = {}
    for trap in model.numbering:
        shifted = _shift(change, trap.offset)
        if trap.start <= change.start <= trap.end and shifted.start > 0 and fits(shifted, model):
            readings[trap.offset] = (shifted, trap)
    if len(readings) == 1:
        shifted, trap = next(iter(readings.values()))
        return shifted, (_renumbered(model, change, shifted, trap),)
    if as_written is None:
        return change, (NOT_CHECKED,)
    at, letter = _misfit(change, model)
    where = f" in {model.transcript}" if model.transcript else ""
    raise Unreadable(
        f"{model.gene} {protein_text(change)}: residue {at} is {letter}{where}",
        "check the gene and the residue; if another transcript was used, name it (NM_... or ENST...)",
    )


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
    return change.end, "past the end"


def _shift(change: ProteinChange, offset: int) -> ProteinChange:
    return structs.replace(change, start=change.start + offset, end=change.end + offset)


def _renumbered(model: GeneModel, old: ProteinChange, new: ProteinChange, trap: Numbering) -> str:
    by = f" of {trap.alias}" if trap.alias else ""
    return f"{model.gene} {protein_text(old)} in the numbering{by} is {protein_text(new)}" + (
        f" ({trap.note})" if trap.note else ""
    )


def _base(accession: str) -> str:
    return accession.split(".")[0].upper()


def allele_of(model: GeneModel | None, *, coding: str = "", genomic: str = "", name: str = "") -> Allele | None:
    """The named allele of the table with this coding or genomic notation, or known by this name."""
    if model is None:
        return None
    for allele in model.alleles:
        if coding and coding == allele.coding:
            return allele
        if genomic and genomic in (allele.g38, allele.g37):
            return allele
        if name and name.lower() in (synonym.lower() for synonym in allele.synonyms):
            return allele
    return None


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
    return None if one is None or two is None else (one.number, two.number)


def ends_exon(model: GeneModel | None, change: ProteinChange | None, coding: Coding | None) -> int | None:
    """The exon whose last base is changed (or whose last base lies in the changed codon); None when there is none."""
    if model is None:
        return None
    for exon in model.exons[:-1]:
        if coding is not None:
            if coding.exonic and coding.start.base <= exon.cds_end <= coding.end.base and coding.op != "ins":
                return exon.number
        elif change is not None and change.form in ("substitution", "deletion", "delins", "synonymous"):
            codon = (exon.cds_end + 2) // 3
            if change.start <= codon <= change.end:
                return exon.number
    return None
