"""Genomic notation: `7:g.55191822T>G`, `chr7:55191822 T>G`, `chr7-55259515-T-G`, `NC_000007.14:g.55191822T>G`."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.variants.errors import Unreadable

# Versions of the RefSeq chromosome accessions in GRCh37 (the next version is GRCh38's), chromosomes 1-22, X, Y.
# Source: NCBI assembly reports GCF_000001405.25 and .40.
_GRCH37 = (10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10, 10, 9)
_CHROM = r"(?:chr)?([1-9]|1\d|2[0-2]|X|Y|MT?)"
_ACCESSION = Pattern(r"NC_0000(\d\d)\.(\d+)$", re.I)
_HGVS = Pattern(
    r"g\.(\d+)(?:_(\d+))?(?:([ACGT]+)>([ACGT]+)|del([ACGT]*)ins([ACGT]+)|(del|dup)([ACGT]*|\d+)|ins([ACGT]+))", re.I
)
_LOCUS = Pattern(rf"^(?:{_CHROM}|(NC_0000\d\d\.\d+)):?(?=g\.)(.*)$", re.I)
_PLAIN = Pattern(rf"^{_CHROM}[:\-\s](\d+)[:\-\s]?\s*([ACGT]+|-)\s*[>:\-/\s]\s*([ACGT]+|-)$", re.I)


class Genomic(Struct, frozen=True):
    """Bases `start`..`end` of a chromosome replaced by `alt`; an insertion has `end` = `start` + 1 and no `ref`."""

    chrom: str
    start: int
    end: int
    ref: str
    alt: str
    op: str  # sub | del | ins | dup | delins
    build: str = ""

    def __str__(self) -> str:
        span = str(self.start) if self.start == self.end else f"{self.start}_{self.end}"
        change = {"sub": f"{self.ref}>{self.alt}", "ins": f"ins{self.alt}", "delins": f"delins{self.alt}"}
        return f"{self.chrom}:g.{span}{change.get(self.op, self.op)}"


@lru_cache(maxsize=16384)
def read_genomic(text: str, chrom: str = "", build: str = "") -> Genomic:
    """The change that genomic notation says; `chrom` and `build` where the text itself has none. Raises `Unreadable`."""
    body = text.strip().replace("\u2192", ">")
    plain = _PLAIN.match(body)
    if plain:
        return simplest(plain[1].upper().replace("MT", "M"), int(plain[2]), plain[3].upper(), plain[4].upper(), build)
    body = body.replace(" ", "")
    locus = _LOCUS.match(body)
    if locus:
        if locus[2]:
            chrom, build = _from_accession(locus[2], build)
        else:
            chrom = locus[1].upper().replace("MT", "M")
        body = locus[3]
    change = _HGVS.fullmatch(body)
    if not change:
        raise Unreadable(f'cannot read "{text}" as a genomic change', "write it as in 7:g.55191822T>G (GRCh38)")
    start, end = int(change[1]), int(change[2] or change[1])
    if change[4]:
        ref, alt = change[3].upper(), change[4].upper()
        if len(ref) == len(alt) == 1:
            return Genomic(chrom, start, start, ref, alt, "sub", build)
        return Genomic(chrom, start, start + len(ref) - 1, ref, alt, "delins", build)
    if change[6]:
        return Genomic(chrom, start, end, change[5].upper(), change[6].upper(), "delins", build)
    if change[9]:
        return Genomic(chrom, start, end, "", change[9].upper(), "ins", build)
    bases = "" if change[8].isdigit() else change[8].upper()
    if start == end and len(bases) > 1:
        end = start + len(bases) - 1
    return Genomic(chrom, start, end, bases, "", change[7].lower(), build)


def simplest(chrom: str, start: int, ref: str, alt: str, build: str) -> Genomic:
    """A VCF or MAF row's alleles as a change: common ends are taken off, `-` means no bases."""
    ref, alt = ref.replace("-", ""), alt.replace("-", "")
    inserted_after = start if not ref else None
    while ref and alt and ref[-1] == alt[-1] and len(ref) + len(alt) > 2:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0] and len(ref) + len(alt) > 2:
        ref, alt, start = ref[1:], alt[1:], start + 1
    if not ref and inserted_after is None:
        start -= 1
    if not ref:
        return Genomic(chrom, start, start + 1, "", alt, "ins", build)
    end = start + len(ref) - 1
    if not alt:
        return Genomic(chrom, start, end, ref, "", "del", build)
    return Genomic(chrom, start, end, ref, alt, "sub" if len(ref) == len(alt) == 1 else "delins", build)


def looks_like_genomic(text: str) -> bool:
    body = text.strip()
    return bool(_PLAIN.match(body) or _LOCUS.match(body.replace(" ", "")) or re.match(r"g\.\d", body, re.I))


def build_name(text: str) -> str:
    """`GRCh37` or `GRCh38` for any of the names of a build; "" when it is neither."""
    key = text.strip().lower().replace(" ", "")
    return {"grch37": "GRCh37", "hg19": "GRCh37", "37": "GRCh37", "b37": "GRCh37", "hs37d5": "GRCh37",
            "grch38": "GRCh38", "hg38": "GRCh38", "38": "GRCh38"}.get(key, "")  # fmt: skip


def _from_accession(accession: str, build: str) -> tuple[str, str]:
    found = _ACCESSION.match(accession)
    number = int(found[1]) if found else 0
    if not found or not 1 <= number <= 24:
        return "", build
    version, first = int(found[2]), _GRCH37[number - 1]
    stated = {first: "GRCh37", first + 1: "GRCh38"}.get(version, build)
    return {23: "X", 24: "Y"}.get(number, str(number)), stated
