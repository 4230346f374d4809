"""Categories of change: what a rule asks for, read from words. The reference is docs/rule-language.md, *Categories*."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from oncoplan.model.finding import ProteinChange
from oncoplan.model.pattern import Pattern
from oncoplan.variants.category_words import COPIES, FUNCTIONS, FUSIONS, OTHERS, WHATS, numbers_of, words_of
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import looks_like_coding, read_coding
from oncoplan.variants.hgvs_genomic import looks_like_genomic, read_genomic
from oncoplan.variants.hgvs_protein import bare, read_protein

Form = Literal[
    "exact", "coding", "genomic", "small", "domain", "function", "fusion", "skipping", "intragenic", "copies",
    "promoter", "methylation", "reversion", "any",
]  # fmt: skip
Spans = tuple[tuple[int, int], ...]


class Category(Struct, frozen=True, kw_only=True):
    """One category. `what` narrows its form: the kind of small change, the function, the copies, the fusion's side.

    `codons`, `exons`: where; () anywhere. `residue`: the reference letter of a single codon, "" when not written.
    """

    text: str
    form: Form
    what: str = ""
    change: ProteinChange | None = None
    notation: str = ""  # coding or genomic, canonical
    codons: Spans = ()
    exons: Spans = ()
    residue: str = ""
    domain: str = ""
    partner: str = ""
    copies: float | None = None
    above: bool = False  # more than `copies`, not as many


_CODON = Pattern(r"([ACDEFGHIKLMNPQRSTVWY])(\d+)(?:\s+(.*))?")
_LIST = Pattern(r"(?:codon|residue)s?\s+([\d\s,/&-]*(?:(?:and|or|to)\s*[\d\s,/&-]+)*\d)\s*(.*)")
_EXON = Pattern(
    r"exon\s+(\d[\d\s,/&-]*?(?:(?:and|or|to|through)\s*[\d\s,/&-]+)*)(?:\s+(?!and\b|or\b|to\b|through\b)([a-z].*))?"
)
_DOMAIN = Pattern(r"(.*\bdomain|p-loop|tkd|lbd|bzip)\s*(.*)")
_COPIES = Pattern(r"(?:copies|copy number|cn)\s*(>=|>|=|of at least|at least)?\s*(\d+(?:\.\d+)?)")
_PARTNER = Pattern(r"fusion with ([\w-]+)", re.I)
_EXACT_START = Pattern(r"(?:p\.|P\.)|[A-Z*][a-z]{0,2}\d+|\d+_\d+|[A-Z]{2,}\d+(?:del|dup)")


@lru_cache(maxsize=8192)
def read_category(text: str) -> Category:
    """The category that words say; raises `Unreadable` for words that are none."""
    stated = " ".join(text.strip().split())
    if looks_like_coding(stated):
        return Category(text=text, form="coding", notation=str(read_coding(stated)))
    if looks_like_genomic(stated):
        return Category(text=text, form="genomic", notation=str(read_genomic(stated)))
    codon = _CODON.fullmatch(bare(stated) if " " not in stated else stated)
    if codon and (codon[3] is None or words_of(codon[3]) in WHATS):
        at = int(codon[2])
        what = WHATS[words_of(codon[3] or "")]
        return Category(text=text, form="small", what=what, codons=((at, at),), residue=codon[1])
    if _EXACT_START.match(stated) and not words_of(stated).startswith("exon "):
        try:
            change = read_protein(stated)
            if change.form == "substitution" and change.alt in ("X", "?"):  # G719X: any new residue
                codon_of = ((change.start, change.start),)
                return Category(text=text, form="small", what="missense", codons=codon_of, residue=change.ref)
            return Category(text=text, form="exact", change=change)
        except Unreadable:
            if " " not in stated:
                raise
    found = _in_words(text, words_of(stated)) or _partner(text, stated)
    if found is None:
        raise Unreadable(f'cannot read "{text}" as a category of change', "see Categories of change in docs/rule-language.md")
    return found


def _partner(text: str, stated: str) -> Category | None:
    with_partner = _PARTNER.fullmatch(stated)
    return Category(text=text, form="fusion", what="fusion", partner=with_partner[1]) if with_partner else None


def _in_words(text: str, words: str) -> Category | None:
    return _whole(text, words) or _located(text, words) or _by_copies(text, words) or _in_domain(text, words)


def _whole(text: str, words: str) -> Category | None:
    """Words that stand alone. A bare `deletion` is one of the gene, not of residues."""
    if words in COPIES:
        return Category(text=text, form="copies", what=COPIES[words])
    if words in FUSIONS:
        return Category(text=text, form="fusion", what=FUSIONS[words])
    if words in FUNCTIONS:
        return Category(text=text, form="function", what=FUNCTIONS[words])
    if words in ("viii", "variant iii"):
        return Category(text=text, form="intragenic", what="viii", exons=((2, 7),))
    if words in OTHERS:
        what = OTHERS[words]
        if what in ("promoter", "methylation", "reversion", "any"):
            return Category(text=text, form=what)  # type: ignore[arg-type]
        return Category(text=text, form="intragenic", what=what)
    if words in WHATS and words:
        return Category(text=text, form="small", what=WHATS[words])
    return None


def _located(text: str, words: str) -> Category | None:
    exon = _EXON.fullmatch(words)
    if exon:
        spans, what = numbers_of(exon[1]), (exon[2] or "").strip()
        if not spans:
            return None
        if what in ("skipping", "skip", "skipped", "skipping mutation", "skipping alteration", "skipping variant"):
            return Category(text=text, form="skipping", exons=spans)
        several = len(spans) > 1 or spans[0][0] != spans[0][1]
        if what in ("deletion", "del", "intragenic deletion") and several:
            return Category(text=text, form="intragenic", what="deletion", exons=spans)
        if what in ("duplication", "dup") and several:
            return Category(text=text, form="intragenic", what="duplication", exons=spans)
        if what in WHATS:
            return Category(text=text, form="small", what=WHATS[what], exons=spans)
        if what in FUNCTIONS:
            return Category(text=text, form="function", what=FUNCTIONS[what], exons=spans)
        return None
    listed = _LIST.fullmatch(words)
    if listed:
        spans, what = numbers_of(listed[1]), listed[2].strip()
        if spans and what in WHATS:
            return Category(text=text, form="small", what=WHATS[what], codons=spans)
        if spans and what in FUNCTIONS:
            return Category(text=text, form="function", what=FUNCTIONS[what], codons=spans)
    return None


def _by_copies(text: str, words: str) -> Category | None:
    found = _COPIES.fullmatch(words)
    if not found:
        return None
    return Category(text=text, form="copies", what="copies", copies=float(found[2]), above=found[1] == ">")


def _in_domain(text: str, words: str) -> Category | None:
    found = _DOMAIN.fullmatch(words)
    if not found:
        return None
    what = found[2].strip()
    domain = {"tkd": "kinase", "p-loop": "p-loop", "lbd": "ligand-binding", "bzip": "bzip"}.get(
        found[1], found[1].removesuffix("domain").strip()
    )
    if what in WHATS:
        return Category(text=text, form="domain", what=WHATS[what], domain=domain)
    if what in FUNCTIONS:
        return Category(text=text, form="function", what=FUNCTIONS[what], domain=domain)
    return None
