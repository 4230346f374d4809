"""What a finding in words says beside the change itself: origin, allele fraction, classification, zygosity, phase, build."""

from __future__ import annotations

import re

from msgspec import Struct

from oncoplan.model.finding import Origin
from oncoplan.model.pattern import Pattern
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_genomic import build_name


class Said(Struct, frozen=True, kw_only=True):
    """A finding taken apart: `text` as written, `body` without the asides, and the asides."""

    text: str
    body: str
    vaf: float | None = None
    depth: int | None = None
    origin: Origin | None = None
    zygosity: str | None = None
    classification: str | None = None
    phase: str | None = None
    build: str = ""
    ratio: float | None = None
    notes: tuple[str, ...] = ()


_N = r"(?:of|at|was|is)?[\s:=~]*(?:approx(?:imately)?\.?\s*)?([<>]?)\s*(\d+(?:[.,]\d+)?|\.\d+)\s*(%?)"
_VAF = Pattern(
    r"[\s,;(\[]*\b(?:VAF|MAF|AF|cfDNA|variant (?:allele )?(?:frequency|fraction)|(?:mutant )?allel(?:e|ic) "
    rf"(?:frequency|fraction|freq)|variant allele freq)\b\s*\(?{_N}\s*[)\]]*",
    re.I,
)
_VAF_AFTER = Pattern(
    r"[\s,;(\[]+(\d+(?:\.\d+)?)\s*%\s*(?:VAF|AF|allele frequency|variant allele (?:frequency|fraction)|cfDNA)[)\]]*",
    re.I,
)
_RATIO = Pattern(
    r"[\s,;(]*\b(?:AR|allelic ratio|allele ratio|mutant[- ]to[- ]wild[- ]?type ratio)\b[\s:=of]*(\d*\.?\d+)\s*\)?", re.I
)
_DEPTH = Pattern(r"[\s,;(]*\b(?:depth|coverage|DP)[\s:=]*(\d+)x?\b\)?|[\s,;(]+(\d+)\s?x(?: coverage| depth)?\)?(?=\s|$)", re.I)
_BUILD = Pattern(r"[\s(\[]*\b(GRCh ?3[78]|hg19|hg38|b37)\b[)\]]*[:\s]?", re.I)
_ORIGIN = Pattern(
    r"[\s,;(\[]*\b(germ[- ]?line|constitutional|hereditary|inherited|somatic)\b(?: (?:origin|status))?[)\]]*[:\s]?",
    re.I,
)
_PHASE = Pattern(r"[\s,;(\[]*\bin (cis|trans)\b(?: (?:with|to) [^;)\]]+)?[)\]]*", re.I)
_ZYGOSITY = Pattern(
    r"[\s,;(\[]*\b(compound heterozygous|heterozyg(?:ous|ote)|homozyg(?:ous|ote)|hemizyg(?:ous|ote)|het|hom|mosaic)\b"
    r"(?!\s*(?:del|loss|copy))[)\]]*",
    re.I,
)
_CLASS = (
    (r"(?:variant|mutation)s? of (?:uncertain|unknown|undetermined|unclear) (?:clinical )?significance", "VUS"),
    (r"(?:of )?(?:uncertain|unknown|undetermined|unclear) (?:clinical )?significance", "VUS"),
    (r"VUS|VOUS|class 3|unclassified variant", "VUS"),
    (r"likely benign|probably benign|suspected benign|class 2", "likely benign"),
    (r"benign|polymorphism|class 1", "benign"),
    (r"likely pathogenic|probably pathogenic|suspected deleterious|likely deleterious|class 4", "likely pathogenic"),
    (r"pathogenic/likely pathogenic", "likely pathogenic"),
    (r"pathogenic|deleterious|class 5", "pathogenic"),
    (r"likely oncogenic", "likely oncogenic"),
    (r"oncogenic", "oncogenic"),
)
_CLASSES = tuple((Pattern(rf"[\s,;(\[]*\b(?:{words})\b[)\]]*", re.I), word) for words, word in _CLASS)
_OF_FUNCTION = Pattern(r"^BRAF\b.*\bclass [123]\b", re.I)  # by how the kinase signals, not by what a laboratory calls a variant
_HARMFUL = Pattern(r"\b(?:pathogenic|deleterious|oncogenic)\b", re.I)
_SHORT_CLASS = Pattern(r"\s\((LP|P|LB|B)\)", re.I)
_SHORT = {"LP": "likely pathogenic", "P": "pathogenic", "LB": "likely benign", "B": "benign"}
_METHOD = Pattern(
    r"\s+(?:by|on|in|via) (?:the )?(?:FISH|NGS|PCR|RNA(?:[- ]?seq(?:uencing)?)?|DNA|sequencing|karyotype|SNP array|tumou?r|"
    r"tissue|plasma|blood|ctDNA|cfDNA)\b|\s*\((?:FISH|NGS|PCR|RNA|DNA|ctDNA|tissue|plasma)\)",
    re.I,
)
_TIER = Pattern(r"[\s,;(\[]*\b(?:AMP )?tier (?:I{1,3}V?|IV|[1-4])[- ]?[A-D]?\b[)\]]*", re.I)
_SEEN = Pattern(
    r"[\s,:-]*\(?\b(?:(?:was|were|is|are|has been)\s+)?(?<!not )(?<!non-)"
    r"(?:detected|identified|found|seen|observed|reported|present|confirmed)\)?\s*$",
    re.I,
)
_NO_RESULT = Pattern(
    r"\b(?:not (?:tested|performed|assessed|done|evaluated|evaluable|"
    r"reported|available|sufficient|analy[sz]ed|examined|determined|"
    r"interpretable|informative|covered|ordered|possible)|"
    r"pending|awaited|failed|failure|untested|insufficient|inconclusive|indeterminate|"
    r"cannot|could not|couldn't|QNS|rule[sd]? out|no results?|no call|"
    r"unknown|suspected|suspicious|possible|possibly|equivocal|borderline|"
    r"to be confirmed|in progress|previously|history of)\b",
    re.I,
)
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
                         "\u2192": ">", "\u00a0": " ", "\u2019": "'", "\uff1e": ">", "\u2265": ">=", "\u2264": "<="})  # fmt: skip


def plain(text: str) -> str:
    """Single spaces, plain dashes and signs, no full stop at the end."""
    text = " ".join(text.translate(_DASHES).split()).strip(" ;,.")
    return text.replace(">=", "\u2265").replace("<=", "\u2264").replace("\u2265", ">=").replace("\u2264", "<=")


def read_said(text: str) -> Said:
    """Take the asides of a finding off; raises `Unreadable` for a fraction that is none."""
    body = plain(text)
    lower = body.lower()
    vaf: float | None = None
    if "%" in body or "af" in lower or "allel" in lower or "cfdna" in lower:
        body, vaf = _fraction(body)
    ratio: float | None = None
    found = _RATIO.search(body)
    if found and re.search(r"ITD|FLT3", body, re.I):
        ratio, body = float(found[1]), _cut(body, found)
    depth: int | None = None
    found = _DEPTH.search(body)
    if found:
        depth, body = int(found[1] or found[2]), _cut(body, found)
    build = ""
    found = _BUILD.search(body)
    if found:
        build, body = build_name(found[1]), _cut(body, found)
    origin: Origin | None = None
    found = _ORIGIN.search(body)
    if found and not body.lower().startswith("no "):
        origin, body = "somatic" if found[1].lower() == "somatic" else "germline", _cut(body, found)
    phase: str | None = None
    found = _PHASE.search(body)
    if found:
        phase, body = found[1].lower(), _cut(body, found)
    zygosity: str | None = None
    found = _ZYGOSITY.search(body)
    if found:
        word = found[1].lower()
        zygosity = {"het": "heterozygous", "hom": "homozygous"}.get(word, word.replace("zygote", "zygous"))
        body = _cut(body, found)
    body = _METHOD.sub("", _TIER.sub(" ", body))
    body, classification = _classified(body)
    body = _SEEN.sub("", body)
    doubt = _NO_RESULT.search(body)
    if doubt:
        raise Unreadable(
            f'cannot read "{text}": "{doubt[0]}" is not a result',
            "leave it out of the findings; a test without a result has status pending or failed",
        )
    return Said(
        text=text, body=plain(body.replace("()", " ")), vaf=vaf, depth=depth, origin=origin, zygosity=zygosity,
        classification=classification, phase=phase, build=build, ratio=ratio,
    )  # fmt: skip


def _fraction(body: str) -> tuple[str, float | None]:
    found = _VAF.search(body)
    if found:
        value, percent = float(found[2].replace(",", ".")), bool(found[3])
        value = value / 100 if percent or value > 1 else value
        if value > 1:
            raise Unreadable(f"an allele fraction of {found[2]}{found[3]} is above 1", "write it as 0.12 or 12%")
        return _cut(body, found), None if found[1] == "<" else value
    found = _VAF_AFTER.search(body)
    if found:
        return _cut(body, found), float(found[1]) / 100
    return body, None


def _classified(body: str) -> tuple[str, str | None]:
    found = _SHORT_CLASS.search(body)
    if found:
        return _cut(body, found), _SHORT[found[1].upper()]
    if re.match(r"(?i)no(t)? ", body) or _OF_FUNCTION.search(body):
        return body, None
    for pattern, word in _CLASSES:
        found = pattern.search(body)
        if found:
            if word.endswith("benign") and _HARMFUL.search(_cut(body, found)):
                raise Unreadable(f'"{body}" says two different things', "write the class that the laboratory gave")
            return _cut(body, found), word
    return body, None


def _cut(body: str, found: re.Match[str]) -> str:
    return " ".join((body[: found.start()] + " " + body[found.end() :]).split())
