"""One small change from any of its notations: protein, coding, genomic, or a caller's word. The one place they meet."""

from __future__ import annotations

from functools import lru_cache

from msgspec import structs

from oncoplan.model.finding import Alteration, Kind, ProteinChange
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import GeneModel, Vocabulary
from oncoplan.variants.consequence import kind_of_coding, kind_of_protein, kind_of_word
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import Coding, Position, read_coding
from oncoplan.variants.hgvs_genomic import Genomic, read_genomic
from oncoplan.variants.hgvs_protein import protein_text, read_protein
from oncoplan.variants.normalise import normalise, same_change
from oncoplan.variants.transcripts import NOT_CHECKED, aliases_of, allele_of, clinical, ends_exon, exons_of
from oncoplan.variants.translate import protein_of, shifted, to_coding

_NOTHING = ("", ".", '""', "p.?", "?", "p.(?)")
_SPLICE = Pattern(r"(?:p\.)?X(\d+)_splice")


@lru_cache(maxsize=65536)
def small_change(
    gene: str | None,
    protein: str,
    coding: str,
    genomic: str,
    build: str,
    accession: str,
    word: str,
    vocabulary: Vocabulary,
) -> Alteration:
    """The alteration that these notations write, each "" when absent; `text` is left empty. Raises `Unreadable`."""
    place = read_genomic(genomic, build=build) if genomic else None
    symbol = gene or _gene(accession, place, vocabulary)
    model = vocabulary.gene_model(symbol)
    if place is not None and not place.chrom and model is not None:
        place = structs.replace(place, chrom=model.chrom)
    notes: list[str] = []
    bases = _coding(coding, place, model, accession, notes)
    if place is not None and bases is None and not coding and not protein:
        raise Unreadable(f"cannot place {genomic} in {symbol}: no exon table for its build", "give the c. or p. notation")
    change = _protein(symbol, protein, bases, place, model, accession, vocabulary, notes)
    also: tuple[ProteinChange, ...] = ()
    if change is not None and change.start and change.form in ("deletion", "insertion", "duplication", "delins"):
        written = change
        change, also = normalise(change, model.residue if model else _unknown)
        if protein and (written.start, written.form) != (change.start, change.form):
            notes.append(f"{protein_text(written)} is {protein_text(change)}")
    kind = _kind(protein, change, bases, word, model, notes)
    if kind in ("missense", "synonymous", "inframe_deletion", "inframe_delins"):
        last = ends_exon(model, change if bases is None else None, bases)
        if last is not None:
            notes.append(f"at the last base of exon {last}: skipping of the exon suspected")
    return Alteration(
        text="",
        name=_name(symbol, kind, change, bases, place),
        gene=symbol,
        kind=kind,
        protein=change,
        also=also,
        coding=None if bases is None else str(bases),
        genomic=None if place is None else str(place),
        exons=exons_of(model, change, bases),
        notes=tuple(notes),
    )


def _unknown(number: int) -> str | None:
    return None


def _gene(accession: str, place: Genomic | None, vocabulary: Vocabulary) -> str:
    if accession:
        gene = vocabulary.transcript_gene(accession) or _gene_of_alias(accession, vocabulary)
        if gene is None:
            raise Unreadable(f"{accession} is not a transcript of the tables", "write the gene too, as in EGFR c.2573T>G")
        return gene
    if place is not None:
        genes = vocabulary.genes_at(place.chrom, place.build or "GRCh38", place.start, place.end)
        if len(genes) == 1:
            return genes[0]
        if genes:
            raise Unreadable(f"{place} lies in {' and '.join(genes)}", "write the gene too")
        raise Unreadable(
            f"{place} lies in no gene of the tables" + ("" if place.build else " (GRCh38 assumed)"),
            "write the gene and the genome build",
        )
    raise Unreadable("no gene is named", "write the gene in front, as in EGFR L858R")


@lru_cache(maxsize=256)
def _gene_of_alias(accession: str, vocabulary: Vocabulary) -> str | None:
    """The gene that counts by this transcript in its list of numbering traps."""
    named = accession.split(".")[0].upper()
    for symbol in vocabulary.keys("gene_models"):
        model = vocabulary.gene_model(symbol)
        if model is not None and any(named in aliases_of(trap) for trap in model.numbering):
            return symbol
    return None


def _coding(text: str, place: Genomic | None, model: GeneModel | None, accession: str, notes: list[str]) -> Coding | None:
    if text and text not in _NOTHING and not text.startswith("n."):
        bases = read_coding(text)
        bases = _own_numbers(bases, model, accession, notes)
        return bases if allele_of(model, coding=str(bases)) else shifted(bases, model)
    if place is None:
        return None
    allele = allele_of(model, genomic=str(place))
    if allele is not None and allele.coding:
        return read_coding(allele.coding)
    return to_coding(place, model)


def _own_numbers(bases: Coding, model: GeneModel | None, accession: str, notes: list[str]) -> Coding:
    """A coding change stated on an alias transcript, counted on the clinical one."""
    named = accession.split(".")[0].upper()
    if model is None or not named or named in (model.transcript.split(".")[0], model.ensembl.split(".")[0]):
        return bases
    for trap in model.numbering:
        codon = (bases.start.base + 2) // 3
        if named in aliases_of(trap) and trap.start <= codon <= trap.end and not bases.start.utr3:
            ends = [Position(p.utr3, p.base + 3 * trap.offset, p.offset) for p in (bases.start, bases.end)]
            moved = Coding(ends[0], ends[1], bases.op, bases.ref, bases.alt)
            notes.append(f"{bases} of {accession} is {moved} of {model.transcript or 'the clinical transcript'}")
            return moved
    if model.transcript and named[:2] == "NM":
        notes.append(f"read in the numbering of {model.transcript}, not checked against {accession}")
    return bases


def _protein(
    symbol: str,
    text: str,
    bases: Coding | None,
    place: Genomic | None,
    model: GeneModel | None,
    accession: str,
    vocabulary: Vocabulary,
    notes: list[str],
) -> ProteinChange | None:
    if text not in _NOTHING:
        written = read_protein(text)
        if written.form == "substitution" and written.alt == "X":
            written = _stop(symbol, written, model, vocabulary, notes)
        if written.start == 0:
            return written if written.form == "synonymous" else None
        if written.form == "frameshift" and written.alt == "?" and bases is not None:
            fuller = _worked_out(bases, place, model)
            if fuller is not None and same_change(written, fuller):
                return fuller
        change, said = clinical(written, model, accession)
        notes.extend(said)
        return change
    if bases is None and place is None:
        return None
    found = _worked_out(bases, place, model)
    if found is None and bases is not None and bases.exonic and NOT_CHECKED not in notes:
        notes.append("protein change not worked out: the bases there are not in the tables")
    return None if found is not None and found.start == 0 and found.form != "synonymous" else found


def _worked_out(bases: Coding | None, place: Genomic | None, model: GeneModel | None) -> ProteinChange | None:
    """The protein change of a named allele, else of the bases."""
    allele = allele_of(model, coding=str(bases) if bases else "", genomic=str(place) if place else "")
    if allele is not None and allele.protein:
        return _allele_protein(allele.protein)
    return None if bases is None else protein_of(bases, model)


def _allele_protein(text: str) -> ProteinChange | None:
    try:
        return read_protein(text)
    except Unreadable:
        return None


def _stop(
    symbol: str, change: ProteinChange, model: GeneModel | None, vocabulary: Vocabulary, notes: list[str]
) -> ProteinChange:
    """An X for a new residue is the old sign for a stop; in an oncogene it more often means *any residue*, unless the
    gene's table has the stop at that residue (CXCR4 S338X)."""
    known = vocabulary.gene(symbol)
    stop = f"p.{change.ref}{change.start}*"
    if any(allele.protein == stop for allele in (model.alleles if model else ())):
        notes.append("X read as a stop, which the gene's table has at this residue")
        return structs.replace(change, alt="*", form="nonsense")
    if known is not None and known.role == "tumour_suppressor":
        return structs.replace(change, alt="*", form="nonsense")
    stops = any(allele.protein.endswith("*") for allele in (model.alleles if model else ()))
    if known is not None and known.role == "oncogene" and not stops:
        notes.append("X read as any residue")
        return structs.replace(change, alt="?")
    notes.append("X may mean a stop or any residue: which is not stated")
    return structs.replace(change, alt="?", form="unknown")


def _kind(
    text: str, change: ProteinChange | None, bases: Coding | None, word: str, model: GeneModel | None, notes: list[str]
) -> Kind:
    promoter = model is not None and any(allele.coding.startswith("c.-") for allele in model.alleles)
    by_coding = kind_of_coding(bases, promoter=promoter) if bases is not None else None
    if by_coding in ("splice", "promoter") or _SPLICE.fullmatch(text):
        return "splice" if by_coding != "promoter" else "promoter"
    by_protein = kind_of_protein(change) if change is not None else None
    found = by_protein or by_coding or (kind_of_word(word) if word else None)
    if found is not None:
        if word and kind_of_word(word) == "splice":
            notes.append("the caller calls it a splice site")
            return "splice" if found == "synonymous" else found
        return found
    notes.append("what it does to the protein is not known")
    return "mutation"


def _name(symbol: str, kind: Kind, change: ProteinChange | None, bases: Coding | None, place: Genomic | None) -> str:
    if change is not None and change.start and change.form != "unknown" and kind != "splice":
        return f"{symbol} {protein_text(change)}"
    if bases is not None:
        return f"{symbol} {bases}"
    if change is not None and change.start:
        return f"{symbol} {kind} at residue {change.start}"
    return f"{symbol} {place}" if place is not None else f"{symbol} {kind}"
