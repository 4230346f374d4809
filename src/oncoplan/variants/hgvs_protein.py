"""Protein notation: HGVS with one or three letters, and the older forms found in real files.

Grammar after HGVS Nomenclature 21.0 (hgvs-nomenclature.org), plus the strings of early TCGA callers
(`p.ELREA746del`, `p.746_750ELREA>A`, `p.GT178fs`) and of COSMIC (`E746_T751>I`, `delE746-A750`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from oncoplan.model.finding import Form, ProteinChange
from oncoplan.model.pattern import Pattern
from oncoplan.variants.errors import Unreadable

THREE_TO_ONE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V", "Sec": "U", "Ter": "*", "Stop": "*", "Xaa": "X",
}  # fmt: skip
_UPPER = {three.upper(): one for three, one in THREE_TO_ONE.items()}
_A = r"[ACDEFGHIKLMNPQRSTUVWXY*]"
_THREE = Pattern("|".join(THREE_TO_ONE))
_CAPITALS = Pattern(r"([A-Z]{3})(\d+)([A-Z]{3}|\*|=)")
_WORD = Pattern(r"(?<=\d)(DELINS|DEL|INS|DUP|EXT)|(?<=\d)FS|(?<=\d[A-Z])FS(?=[*X\d?T]|$)")

_SIMPLE = Pattern(r"(?:p\.)?([ACDEFGHIKLMNPQRSTVWY])(\d+)([ACDEFGHIKLMNPQRSTVWY*])")
_SUBSTITUTION = Pattern(rf"({_A})(\d+)({_A}|=|\?)")
_ALTERNATIVES = Pattern(rf"({_A})(\d+)({_A}(?:/{_A})+)")
_SPLICE = Pattern(r"X(\d+)_splice")
_FRAMESHIFT = Pattern(rf"({_A}+|-)?(\d+)(?:_{_A}?\d+)?({_A})?(?:delins{_A}+|del{_A}*|ins{_A}*)?fs(?:[*Xx]?(\d+)|[*Xx]\??|\?)?")
_EXTENSION = Pattern(rf"(?:{_A}*\*)(\d+)(?:{_A}|del)?ext(?:\*?-?(\d+)|\*\?|\?)?")
_EARLIER_START = Pattern(r"M1ext-(\d+)")
_LOST_START = Pattern(r"M1(?:_\?.*|\?|_[A-Z]\d+del)")
_RANGE = Pattern(rf"({_A})?(\d+)(?:_({_A})?(\d+))?(delins|del|dup|ins)({_A}*|\d+|\(\d+\))(?:ins({_A}+))?")
_BEFORE = Pattern(rf"(del|dup|ins)({_A})(\d+)(?:_({_A})(\d+))?(?:ins({_A}+))?")
_BLOCK = Pattern(rf"({_A}{{2,}})(\d+)(del|dup|({_A}+))")
_ARROW = Pattern(rf"(?:({_A})?(\d+)(?:_({_A})?(\d+))?)({_A}*)>({_A}*)")
_RESIDUE_ONLY = Pattern(rf"{_A}\d+")


def bare(text: str) -> str:
    """`text` without `p.`, brackets and white space, in one-letter code and with lower-case words."""
    text = text.strip().replace("%3D", "=").replace("\u2192", ">").replace(" ", "")
    if text[:2] in ("p.", "P."):
        text = text[2:]
    text = text.strip("[]")
    if "(" in text and not re.search(r"ins\(\d+\)", text):
        text = text.replace("(", "").replace(")", "")
    capitals = _CAPITALS.fullmatch(text)
    if capitals and capitals[1] in _UPPER and (capitals[3] in _UPPER or capitals[3] in "*="):
        return _UPPER[capitals[1]] + capitals[2] + _UPPER.get(capitals[3], capitals[3])
    text = _THREE.sub(lambda found: THREE_TO_ONE[found[0]], text)
    text = _WORD.sub(lambda found: found[0].lower(), text)
    return re.sub(rf"^({_A}\d+)-({_A}\d+)", r"\1_\2", text).replace("fster", "fs*").replace("fsx", "fs*")


def looks_like_protein(text: str) -> bool:
    """True when `text` is protein notation, right or wrong: worth an error that says what is missing."""
    body = bare(text)
    return bool(re.match(rf"(?:{_A}+\d+|\d+_\d+|del{_A}\d|M1ext|\*\d)", body)) and not body.startswith("c.")


@lru_cache(maxsize=65536)
def read_protein(text: str) -> ProteinChange:
    """The change that protein notation says; raises `Unreadable` when it says none."""
    simple = _SIMPLE.fullmatch(text)
    if simple:
        return _substitution(simple[1], int(simple[2]), simple[3])
    body = bare(text)
    for reader in (_read_point, _read_frame, _read_range, _read_old):
        change = reader(body)
        if change is not None:
            return change
    if _RESIDUE_ONLY.fullmatch(body):
        raise Unreadable(f'cannot read "{text}": no new residue', "write the new residue too, for example L858R")
    raise Unreadable(f'cannot read "{text}" as a protein change', "write it as in L858R, E746_A750del or W288Cfs*12")


def _change(start: int, end: int, ref: str, ref_end: str, alt: str, form: Form, stop: int | None = None) -> ProteinChange:
    if end < start or start < 0:
        raise Unreadable(f"residues {start} to {end} run backwards", "write the lower residue number first")
    return ProteinChange(start, end, ref, ref_end, alt, form, stop)


def _substitution(ref: str, at: int, alt: str) -> ProteinChange:
    form: Form = "substitution"
    if alt in ("=", ref):
        form, alt = "synonymous", ref
    elif at == 1 and ref == "M":
        form, alt = "start_lost", "?"
    elif alt == "*":
        form = "nonsense"
    elif ref == "*":
        form = "extension"
    elif alt == "?":
        form = "unknown"
    return _change(at, at, ref, ref, alt, form)


def _read_point(body: str) -> ProteinChange | None:
    if body in ("=", "0", "?"):
        return ProteinChange(0, 0, "", "", "?", "synonymous" if body == "=" else "unknown")
    found = _SUBSTITUTION.fullmatch(body)
    if found:
        return _substitution(found[1], int(found[2]), found[3])
    found = _ALTERNATIVES.fullmatch(body)
    if found:
        return _change(int(found[2]), int(found[2]), found[1], found[1], "?", "substitution")
    found = _SPLICE.fullmatch(body)
    if found:
        return _change(int(found[1]), int(found[1]), "", "", "?", "unknown")
    if _LOST_START.fullmatch(body):
        return _change(1, 1, "M", "M", "?", "start_lost")
    return None


def _read_frame(body: str) -> ProteinChange | None:
    found = _FRAMESHIFT.fullmatch(body)
    if found:
        ref = "" if found[1] in (None, "-") else found[1][0]
        stop = int(found[4]) if found[4] else None
        at = int(found[2])
        if stop == 1 or found[3] == "*":
            return _change(at, at, ref, ref, "*", "nonsense")
        return _change(at, at, ref, ref, found[3] or "?", "frameshift", stop)
    found = _EXTENSION.fullmatch(body)
    if found:
        at = int(found[1])
        return _change(at, at, "*", "*", "?", "extension", int(found[2]) if found[2] else None)
    if _EARLIER_START.fullmatch(body):
        return _change(1, 1, "M", "M", "?", "extension")
    return None


def _read_range(body: str) -> ProteinChange | None:
    found = _RANGE.fullmatch(body)
    if found:
        ref, start, word = found[1] or "", int(found[2]), found[5]
        end = int(found[4]) if found[4] else start
        ref_end = (found[3] or "") if found[4] else ref
        return _written(body, start, end, ref, ref_end, word, found[6], found[7])
    found = _BEFORE.fullmatch(body.replace("-", "_"))
    if found and found[1] != "ins":
        end = int(found[5]) if found[5] else int(found[3])
        return _written(body, int(found[3]), end, found[2], found[4] or found[2], found[1], "", found[6])
    return None


def _written(
    body: str, start: int, end: int, ref: str, ref_end: str, word: str, residues: str, inserted: str | None
) -> ProteinChange:
    if word == "delins" or (word == "del" and inserted):
        alt = inserted or residues
        if not alt or alt[0] in "(0123456789":
            raise Unreadable(f'cannot read "{body}": the inserted residues are missing', "write them after delins")
        return _change(start, end, ref, ref_end, alt, "nonsense" if alt[0] == "*" else "delins")
    if word == "del":
        return _change(start, end, ref, ref_end, "", "deletion")
    if word == "dup":
        known = residues if residues and not residues[0].isdigit() else (ref if start == end else "")
        return _change(start, end, ref, ref_end, known, "duplication")
    if inserted is not None or not residues:
        raise Unreadable(f'cannot read "{body}": the inserted residues are missing', "write them, as in D770_N771insSVD")
    digits = residues.strip("()")
    alt = "?" * int(digits) if digits.isdigit() else residues
    if end - start > 1:
        raise Unreadable(f'cannot read "{body}": an insertion lies between two neighbouring residues',
                         "write delins when residues are replaced")  # fmt: skip
    if alt[0] == "*":
        return _change(end, end, ref_end, ref_end, "*", "nonsense")
    return _change(start, end, ref, ref_end if end > start else "", alt, "insertion")


def _read_old(body: str) -> ProteinChange | None:
    """Reference residues written out in front: `ELREA746del`, `ATGH913STNQ`, `746_750ELREA>A`, `E746_T751>I`."""
    found = _BLOCK.fullmatch(body)
    if found:
        block, start = found[1], int(found[2])
        end = start + len(block) - 1
        if found[3] == "del":
            return _change(start, end, block[0], block[-1], "", "deletion")
        if found[3] == "dup":
            return _change(start, end, block[0], block[-1], block, "duplication")
        if "*" in block:
            return _change(start + block.index("*"), start + block.index("*"), "*", "*", "?", "extension")
        return trimmed(start, block, found[3])
    found = _ARROW.fullmatch(body)
    if found and found[2]:
        start, end = int(found[2]), int(found[4] or found[2])
        block, alt = found[5], found[6]
        if block and len(block) == end - start + 1:
            return trimmed(start, block, alt)
        ref, ref_end = found[1] or "", (found[3] if found[4] else found[1]) or ""
        return _change(start, end, ref, ref_end, alt, "delins" if alt else "deletion")
    return None


def trimmed(start: int, ref: str, alt: str) -> ProteinChange:
    """The shortest way to write `ref` (residues from `start` on) replaced by `alt`: common ends are taken off."""
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt, last = ref[:-1], alt[:-1], ref[-1]
        if not ref and alt:
            return _change(start - 1, start, "", last, alt, "insertion") if start > 1 else _start(alt)
    before = ""
    while ref and alt and ref[0] == alt[0]:
        before, ref, alt, start = ref[0], ref[1:], alt[1:], start + 1
    if not ref and not alt:
        return ProteinChange(start, start, before, before, before, "synonymous")
    end = start + len(ref) - 1
    if not ref:
        return _change(start - 1, start, before, "", alt, "insertion")
    if not alt:
        return _change(start, end, ref[0], ref[-1], "", "deletion")
    if alt[0] == "*":
        return _change(start, start, ref[0], ref[0], "*", "nonsense")
    if len(ref) == len(alt) == 1:
        return _substitution(ref, start, alt)
    return _change(start, end, ref[0], ref[-1], alt, "delins")


def _start(alt: str) -> ProteinChange:
    return ProteinChange(1, 1, "M", "M", alt, "unknown")


def protein_text(change: ProteinChange) -> str:
    """The change in one-letter notation without `p.`: how findings and categories are named."""
    first = f"{change.ref}{change.start}"
    span = first if change.start == change.end else f"{first}_{change.ref_end}{change.end}"
    match change.form:
        case "substitution" | "nonsense" | "unknown":
            return f"{first}{change.alt}" if change.start else "?"
        case "synonymous":
            return f"{first}=" if change.start else "="
        case "frameshift":
            new = "" if change.alt == "?" else change.alt
            return f"{first}{new}fs*{change.stop_after}" if change.stop_after else f"{first}{new}fs"
        case "deletion":
            return f"{span}del"
        case "duplication":
            return f"{span}dup"
        case "insertion":
            return f"{span}ins{change.alt}"
        case "delins":
            return f"{span}delins{change.alt}"
        case "extension":
            return f"{first}ext"
        case "start_lost":
            return "M1?"
