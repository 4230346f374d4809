"""Fusions in words: `EML4::ALK`, `EML4-ALK fusion`, `fusion of CD74 and ROS1`, `ALK fusion with EML4`."""

from __future__ import annotations

import re

from oncoplan.model.finding import Alteration
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words_genes import finding_words, one_gene

_G = r"[A-Za-z][A-Za-z0-9.@\u03b1]*(?:-[A-Za-z0-9]+)*?"
_WORD = r"(?:gene )?(?:fusion|rearrange(?:ment|d)|translocation|transcript|fused)"
_DOUBLE = Pattern(rf"^({_G}|\?)\s*(?:::|--)\s*({_G}|\?)(?=$|[\s,;:(\[])\s*(.*)$")
_PAIR = Pattern(rf"^({_G})\s*([-/]|\bto\b)\s*({_G})(?:\s+(.*))?$")
_OF = Pattern(rf"^{_WORD}s? (?:of|between|involving) ({_G}) (?:and|with|to) ({_G})(?:\s+(.*))?$", re.I)
_WITH = Pattern(rf"^({_G})[\s-]+{_WORD}s?,?\s*\(?(?:with|to|partner:?|partner gene:?)\s+({_G})\)?(?:\s+(.*))?$", re.I)
_FUSED = Pattern(rf"^({_G}) (?:is )?fused (?:to|with) ({_G})(?:\s+(.*))?$", re.I)
_ADJECTIVE = Pattern(r"-(?:positive|negative|rearranged|fused|fusion|mutated|altered|driven|like|related)$", re.I)
_OTHER = Pattern(
    r"\b(?:mutat\w*|amplif\w*|delet\w*|insert\w*|loss|wild[- ]?type|variant|alteration|rearrange\w*|[A-Z]\d+[A-Z*])\b"
)
_POSITIVE = Pattern(r"(?:is )?(?:positive|detected|present|\+)?", re.I)
_UNKNOWN = ("v", "?", "n/a", "intergenic", "unspecified")


def read_fusion(text: str, vocabulary: Vocabulary) -> Alteration | None:
    """The fusion that `text` says; None when it is not one with two ends."""
    found = _DOUBLE.match(text)
    if found and _ADJECTIVE.search(found[2]):
        return None  # `BCR::ABL1-negative CML`: not the name of a gene
    if found:
        return _made(found[1], found[2], True, found[3], vocabulary)
    found = _OF.match(text)
    if found:
        return _made(found[1], found[2], False, found[3] or "", vocabulary)
    found = _WITH.match(text)
    if found and not _OTHER.search(found[3] or ""):
        return _made(found[2], found[1], False, found[3] or "", vocabulary)
    found = _FUSED.match(text)
    if found:
        return _made(found[1], found[2], True, found[3] or "", vocabulary)
    for at in [m.start() for m in re.finditer(r"[-/]", text.split(" ")[0])]:
        head, sign, tail = text[:at], text[at], text[at + 1 :]
        second, _, rest = tail.partition(" ")
        if not re.fullmatch(_G, head) or not re.fullmatch(_G, second):
            continue
        one, two = _known(head, vocabulary), _known(second, vocabulary)
        if sign == "/" and not re.match(_WORD, rest, re.I) and not (_POSITIVE.fullmatch(rest) and _is_pair(one, two, vocabulary)):
            continue
        if one and two and one != two:
            return _made(head, second, sign == "-", rest, vocabulary)
    return None


def _is_pair(one: str | None, two: str | None, vocabulary: Vocabulary) -> bool:
    """`PML/RARA`: two genes that a known translocation joins, not a list of two."""
    return [one, two] in finding_words(vocabulary).get("translocations", {}).values()


def _known(name: str, vocabulary: Vocabulary) -> str | None:
    try:
        return one_gene(name, vocabulary)
    except Unreadable:
        return None


def _end(name: str, vocabulary: Vocabulary) -> str | None:
    if name.lower() in _UNKNOWN:
        return None
    symbol = one_gene(name, vocabulary)
    if symbol is None and not re.fullmatch(r"[A-Z][A-Za-z0-9@.-]{1,}", name):
        raise Unreadable(f'cannot read "{name}" as a gene', "write the approved gene symbols, as in EML4::ALK")
    return symbol or name


def _made(first: str, second: str, ordered: bool, rest: str, vocabulary: Vocabulary) -> Alteration:
    five, three = _end(first, vocabulary), _end(second, vocabulary)
    if five is None and three is None:
        raise Unreadable("a fusion without a gene", "write the gene, as in ALK fusion")
    words = rest.lower()
    if re.search(r"\b(?:no|not|none|negative|without|absent)\b", words):
        raise Unreadable(f'cannot read the fusion of {first} and {second} with "{rest}"', "write `no` in front of it")
    in_frame = (
        False
        if re.search(r"out[- ]of[- ]frame|frame: out", words)
        else True
        if "in-frame" in words or "in frame" in words
        else None
    )
    notes = [] if ordered else ["which partner is 5' is not stated"]
    if five is not None and five == three:
        notes.append("both ends lie in one gene")
        return Alteration(text="", name=f"{five} intragenic rearrangement", gene=five, kind="variant", notes=tuple(notes))
    return Alteration(
        text="",
        name=f"{five or '?'}::{three or '?'}" if ordered else f"fusion of {five or '?'} and {three or '?'}",
        gene=main_gene(five, three, vocabulary),
        kind="fusion",
        five_prime=five,
        three_prime=three,
        order_known=ordered,
        in_frame=in_frame,
        notes=tuple(notes),
    )


def main_gene(five: str | None, three: str | None, vocabulary: Vocabulary) -> str | None:
    """The partner that drives: the one whose known end this is, else the one that drives fusions at all, else the 3' one."""
    ends = finding_words(vocabulary).get("fusion_ends", {})
    if three in ends.get("three_prime", ()):
        return three
    if five in ends.get("five_prime", ()):
        return five
    drivers = {gene for genes in ends.values() for gene in genes}
    if three in drivers:
        return three
    return five if five in drivers else three or five
