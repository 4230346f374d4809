"""A finding given as parts: the rows of MAF, VCF and panel files. A row with notations is read straight; the rest as words."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import structs

from oncoplan.model.finding import Alteration, AnyFinding, Kind, Marker, Origin
from oncoplan.model.record import FindingEntry
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.consequence import kind_of_word
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_genomic import build_name
from oncoplan.variants.small import small_change


@lru_cache(maxsize=65536)
def _symbol(name: str, vocabulary: Vocabulary, chromosome: str = "") -> str:
    """The approved symbol. A name that the tables do not have stays as it is; files write symbols, not nicknames.

    An old name of two genes (MLL2) is told by the chromosome that the row gives. A nickname of a gene of another chromosome is
    the symbol of a gene that the tables do not have (SF1, TTF1), and stays as it is.
    """
    symbol = vocabulary.find_gene(name)
    if symbol is not None and symbol != name and chromosome and not _on(vocabulary, symbol, chromosome):
        return name
    if symbol is None:
        several = vocabulary.ambiguous_gene(name)
        if len(several) > 1 and name not in several:
            there = [g for g in several if chromosome and _on(vocabulary, g, chromosome)]
            if len(there) == 1:
                return there[0]
            raise Unreadable(f'"{name}" may be {" or ".join(several)}', "write the approved gene symbol")
    return symbol or name


def _on(vocabulary: Vocabulary, gene: str, chromosome: str) -> bool:
    known = vocabulary.gene(gene)
    return known is not None and (not known.band or known.band.replace("q", "p").split("p")[0] == chromosome)


def _chromosome(genomic: str | None) -> str:
    """`12` of `12:g.49420000A>G` or `chr12:...`; "" where the row gives none."""
    return (genomic or "").partition(":")[0].lower().removeprefix("chr").upper()


def _notated(entry: FindingEntry, gene: str | None, vocabulary: Vocabulary) -> Alteration:
    """The change as its notations say; a position that the tables cannot place leaves the caller's word, said in a note."""
    try:
        return small_change(
            gene, entry.protein or "", entry.coding or "", entry.genomic or "", build_name(entry.genome or ""),
            entry.transcript or "", entry.consequence or "", vocabulary,
        )  # fmt: skip
    except Unreadable:
        if entry.protein or entry.coding or not gene or not entry.consequence:
            raise
        said = _by_word(gene, entry.consequence)
        note = f"the position {entry.genomic} was not worked out: the caller's word counts"
        return structs.replace(said, genomic=entry.genomic, notes=(*said.notes, note))


def read_parts(
    entry: FindingEntry, vocabulary: Vocabulary, pointer: str, test: int | None, default_origin: Origin | None
) -> Alteration | None:
    """The alteration of an entry that has notations or a caller's word; None when it must be read as words."""
    notated = entry.protein or entry.coding or entry.genomic
    if entry.change or entry.text or entry.partner or entry.value is not None or entry.copies is not None:
        return None
    if not notated and not (entry.gene and entry.consequence):
        return None
    gene = _symbol(entry.gene, vocabulary, _chromosome(entry.genomic)) if entry.gene else None
    exons: tuple[int, int] | None = None
    if notated:
        base = _notated(entry, gene, vocabulary)
        exons = base.exons
    else:
        base = _by_word(gene or "", entry.consequence or "")
    if exons is None and entry.exon:
        exons = read_exon(entry.exon)
    vaf = entry.vaf
    if vaf is None and entry.alt_reads is not None and entry.depth:
        vaf = entry.alt_reads / entry.depth
    return Alteration(
        text=f"{entry.gene or ''} {entry.protein or entry.coding or entry.genomic or entry.consequence}".strip(),
        name=base.name,
        pointer=pointer,
        test=test,
        notes=base.notes,
        gene=base.gene,
        kind=base.kind,
        protein=base.protein,
        also=base.also,
        coding=base.coding,
        genomic=base.genomic,
        exons=exons,
        vaf=vaf,
        depth=entry.depth,
        phase=entry.phase,
        origin=read_origin(entry.origin) or default_origin,
        zygosity=entry.zygosity,
        classification=entry.classification,
    )


def _by_word(gene: str, word: str) -> Alteration:
    kind: Kind | None = kind_of_word(word)
    if kind is None:
        raise Unreadable(f'cannot read {gene}: "{word}" is not a consequence that is known', "give the p. or c. notation")
    notes = ("from the caller's word alone",)
    return Alteration(text="", name=f"{gene} {kind.replace('_', ' ')}", gene=gene, kind=kind, notes=notes)


@lru_cache(maxsize=1024)
def read_exon(text: str) -> tuple[int, int] | None:
    """`19`, `19/28`, `exon 19`, `2-7` as first and last exon; None for anything else."""
    found = re.fullmatch(r"(?:exons?\s*)?(\d+)(?:\s*-\s*(\d+))?(?:/\d+)?", text.strip(), re.I)
    return (int(found[1]), int(found[2] or found[1])) if found else None


def read_origin(text: str | None) -> Origin | None:
    word = (text or "").strip().lower()
    if word in ("germline", "constitutional", "inherited"):
        return "germline"
    return "somatic" if word in ("somatic", "tumour", "tumor") else None


def as_words(entry: FindingEntry, vocabulary: Vocabulary) -> str:
    """The entry as a finding in words, for the parts that words can say."""
    parts = [entry.text or "", entry.gene or "" if not (entry.text and entry.gene and entry.gene in entry.text) else ""]
    if entry.partner and entry.gene:
        parts = [f"{entry.gene} fusion with {entry.partner}"]
        if entry.change and "::" in entry.change:
            parts = [entry.change]
    elif entry.change:
        parts.append(entry.change)
    notated = [part for part in (entry.coding, entry.protein) if part]
    if notated and not entry.change:
        parts += notated
    if entry.genomic and not notated and not entry.change:
        parts.append(entry.genomic)
    if entry.score:
        parts.append(entry.score)
    if entry.value is not None:
        value = f"{entry.value:g}" if isinstance(entry.value, float) else str(entry.value)
        parts.append(f"{value} {entry.unit or ''}".strip())
    if entry.copies is not None and not (entry.change or entry.text):
        parts.append(f"copy number {entry.copies:g}")
    return " ".join(part for part in parts if part)


def with_parts(found: tuple[AnyFinding, ...], entry: FindingEntry) -> tuple[AnyFinding, ...]:
    """What the entry says beside the words, added to what the words said."""
    return tuple(_added(one, entry) for one in found)


def _added(one: AnyFinding, entry: FindingEntry) -> AnyFinding:
    if isinstance(one, Marker):
        return structs.replace(one, unit=entry.unit or one.unit) if entry.unit else one
    if not isinstance(one, Alteration):
        return one
    vaf = entry.vaf
    if vaf is None and entry.alt_reads is not None and entry.depth:
        vaf = entry.alt_reads / entry.depth
    return structs.replace(
        one,
        copies=entry.copies if entry.copies is not None else one.copies,
        vaf=vaf if vaf is not None else one.vaf,
        depth=entry.depth if entry.depth is not None else one.depth,
        phase=entry.phase or one.phase,
        origin=read_origin(entry.origin) or one.origin,
        zygosity=entry.zygosity or one.zygosity,
        classification=entry.classification or one.classification,
        exons=one.exons or (read_exon(entry.exon) if entry.exon else None),
        coding=one.coding or entry.coding,
        genomic=one.genomic or entry.genomic,
    )
