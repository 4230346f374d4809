"""Whole HGVS descriptions: an accession or gene in front, coding, genomic and protein parts in one string.

`NM_005228.5(EGFR):c.2573T>G (p.Leu858Arg)` -> Described(accession="NM_005228.5", gene="EGFR", coding=..., protein=...)
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.variants.hgvs_coding import Coding, Position, read_coding
from oncoplan.variants.hgvs_genomic import Genomic, build_name, read_genomic
from oncoplan.variants.hgvs_protein import protein_text, read_protein

__all__ = [
    "Coding",
    "Described",
    "Genomic",
    "Position",
    "build_name",
    "protein_text",
    "read_coding",
    "read_genomic",
    "read_hgvs",
    "read_protein",
]

_ACCESSION = r"(?:N[MPRC]|X[MP])_\d+(?:\.\d+)?|ENS[TPG]\d+(?:\.\d+)?|LRG_\d+(?:[tp]\d+)?"
_FRONT = Pattern(
    rf"^(?:({_ACCESSION})\s*(?:\(\s*([\w.-]+)\s*\))?|([A-Za-z][\w-]*?)\s*(?:\(\s*({_ACCESSION})\s*\))?)\s*:\s*(?=[cpgPC]\.|[A-Z*]\d)"
)
_CODING = Pattern(r"(?<![\w.])c\.\(?[-*]?\d[^\s;,()]*", re.I)
_PROTEIN = Pattern(r"(?<![\w.])p\.(?:\[[^\]\s]+\]|\([^()\s]+\)|[^\s;,()]+)(?:\(\d+\))?")
_GENOMIC = Pattern(r"(?:(?:(?:chr)?(?:\d{1,2}|[XYM])|NC_0000\d\d\.\d+)\s*:\s*)?(?<![\w])g\.\d[^\s;,()]*", re.I)


class Described(Struct, frozen=True):
    """The parts of a description as they were written; "" where there is none. `rest` is what is left over."""

    accession: str = ""
    gene: str = ""
    coding: str = ""
    protein: str = ""
    genomic: str = ""
    rest: str = ""


@lru_cache(maxsize=8192)
def read_hgvs(text: str) -> Described:
    """Take a description apart. It reads no part: `read_coding`, `read_protein`, `read_genomic` do."""
    rest = text.strip()
    accession = gene = ""
    genomic = _GENOMIC.search(rest)
    genomic_text = ""
    if genomic:
        genomic_text = genomic[0]
        rest = (rest[: genomic.start()] + " " + rest[genomic.end() :]).strip()
    front = _FRONT.match(rest)
    if front:
        accession, gene = front[1] or front[4] or "", front[2] or front[3] or ""
        rest = rest[front.end() :]
    else:
        named = re.search(rf"\(?\b({_ACCESSION})\b\)?:?", rest)
        if named:
            accession, rest = named[1], (rest[: named.start()] + " " + rest[named.end() :]).strip()
    coding = _CODING.search(rest)
    coding_text = coding[0] if coding else ""
    if coding:
        rest = rest[: coding.start()] + " " + rest[coding.end() :]
    protein = _PROTEIN.search(rest)
    protein_part = protein[0] if protein else ""
    if protein:
        rest = rest[: protein.start()] + " " + rest[protein.end() :]
    rest = " ".join(re.sub(r"\(\s*\)|\s,", " ", rest).strip(" ,:;").split())
    return Described(accession, gene, coding_text, protein_part, genomic_text, rest)
