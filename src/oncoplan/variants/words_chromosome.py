"""Chromosome changes in words: `1p/19q codeletion`, `del(5q)`, `17p loss`, `t(15;17)`, `inv(16)`, `trisomy 8`."""

from __future__ import annotations

import re

from oncoplan.model.finding import Alteration, Kind
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.words_genes import finding_words

_ARM = r"(?:chromosome |chr)?(\d{1,2}|x|y)([pq])(\d*(?:\.\d+)?)"
_LOSS = r"(?:deletion|deleted|del|loss|lost|minus|-)"
_GAIN = r"(?:gain|gained|amplification|amplified|amp|\+)"
_PAIR = Pattern(r"^(\d+[pq])\s*/\s*(\d+[pq])\s*[- ]?(?:co-?del(?:etion|eted)?|co-?loss)?(?:\s+positive)?$")
_CODELETED = Pattern(r"co-?del|co-?loss")
_ARM_FIRST = Pattern(rf"^{_ARM}\s*[- ]?\s*({_LOSS}|{_GAIN}|loh|cnloh)$")
_WORD_FIRST = Pattern(rf"^({_LOSS}|{_GAIN})\s*(?:of )?(?:chromosome )?(?:arm )?\(?\s*{_ARM}\s*\)?$")
_TRANSLOCATION = Pattern(
    r"^t\s*\(\s*(\d{1,2}|x|y)\s*[;,:]\s*(\d{1,2}|x|y)\s*\)\s*(\([pq\d.;,\s]*\))?(?:\s+(?:translocation|positive|detected|present))*$"
)
_INVERSION = Pattern(r"^inv\s*\(\s*(\d{1,2}|x)\s*\)\s*(\([pq\d.]*\))?(?:\s+positive)?$")
_ISO = Pattern(
    r"^i(?:so(?:chromosome)?)?\s*\(?\s*(\d{1,2}|x)\s*([pq])(?:10)?\s*\)?$|^i\s*\((\d{1,2})\)\s*\(?([pq])(?:10)?\)?$"
)
_WHOLE = Pattern(
    r"^(trisomy|monosomy|tetrasomy|\+|-|gain of chromosome|loss of chromosome|chromosome)\s*(\d{1,2}|x|y)(?:\s+(gain|loss))?$"
)
_DEL_ISCN = Pattern(r"^(del|dup|add)\s*\(\s*(\d{1,2}|x|y)\s*\)\s*\(?\s*([pq])([\d.pq-]*)\s*\)?$")
_KARYOTYPE = Pattern(r"^(complex|normal|monosomal|hyperdiploid(?:y)?|hypodiploid(?:y)?)(?: karyotype| cytogenetics)?$")


def read_chromosome(text: str, vocabulary: Vocabulary, *, absent: bool = False) -> tuple[Alteration, ...] | None:
    """The chromosome changes that `text` says; None when it says none. A known translocation also gives its fusion."""
    words = " ".join(text.lower().replace("chromosomal", "chromosome").split()).strip(" .")
    words = re.sub(r"\s+(?:by fish|by karyotype|\(fish\)|detected|present)$", "", words)
    several = re.fullmatch(r"[+-](?:\d+|x|y)(?:\s*/\s*[+-](?:\d+|x|y))+", words)
    if several:
        parts = [_whole(part.strip()) for part in words.split("/")]
        return tuple(part for part in parts if part is not None)
    for reader in (_arms, _structure, _whole):
        found = _arms(words, absent) if reader is _arms else reader(words)
        if found is not None:
            return (found, *_fusion_of(found, words, vocabulary))
    return None


def _made(name: str, kind: Kind, region: str) -> Alteration:
    return Alteration(text="", name=name, gene=None, kind=kind, region=region)


def _arms(words: str, said_absent: bool = False) -> Alteration | None:
    pair = _PAIR.match(words)
    if pair:
        region = f"{pair[1]}/{pair[2]}"
        if not _CODELETED.search(words) and not said_absent:
            return None
        return _made(f"{region} codeletion", "codeletion", region)
    found = re.match(r"^(?:co-?deletion of|combined loss of) (\d+[pq])\s*(?:/|and)\s*(\d+[pq])$", words)
    if found:
        return _made(f"{found[1]}/{found[2]} codeletion", "codeletion", f"{found[1]}/{found[2]}")
    iscn = _DEL_ISCN.match(words)
    if iscn:
        lost = iscn[1] == "del"
        region = f"{iscn[2].upper()}{iscn[3]}"
        return _made(f"{region} {'deletion' if lost else 'gain'}", "arm_loss" if lost else "arm_gain", region)
    first = _ARM_FIRST.match(words)
    second = None if first else _WORD_FIRST.match(words)
    if not first and not second:
        return None
    chrom, arm, band, word = (first[1], first[2], first[3], first[4]) if first else (
        second[2], second[3], second[4], second[1]) if second else ("", "", "", "")  # fmt: skip
    region = f"{chrom.upper()}{arm}"
    kind: Kind = "loh" if "loh" in word else "arm_loss" if re.fullmatch(_LOSS, word) else "arm_gain"
    said = {"loh": "LOH", "arm_loss": "deletion", "arm_gain": "gain"}[kind]
    return _made(f"{region}{band} {said}", kind, region)


def _structure(words: str) -> Alteration | None:
    found = _TRANSLOCATION.match(words)
    if found:
        region = f"t({found[1]};{found[2]})"
        return _made(region, "translocation", region)
    found = _INVERSION.match(words)
    if found:
        return _made(f"inv({found[1]})", "inversion", f"inv({found[1]})")
    found = _ISO.match(words)
    if found:
        region = f"i({found[1] or found[3]}{found[2] or found[4]})"
        return _made(region, "chromosome", region)
    return None


def _whole(words: str) -> Alteration | None:
    found = _WHOLE.match(words)
    if found:
        word, chrom = found[1], found[2].upper()
        if word == "chromosome" and not found[3]:
            return None
        gained = word in ("trisomy", "tetrasomy", "+", "gain of chromosome") or found[3] == "gain"
        region = f"{'+' if gained else '-'}{chrom}"
        return _made(region, "chromosome", region)
    if re.fullmatch(r"iamp\s?\(?21\)?(?: positive)?", words):
        return _made("iAMP21", "chromosome", "iAMP21")
    found = _KARYOTYPE.match(words)
    if found and ("karyotype" in words or "cytogenetics" in words or "ploid" in words):
        word = found[1].removesuffix("y") if "ploid" in found[1] else f"{found[1]} karyotype"
        return _made(word, "chromosome", word)
    return None


def _fusion_of(found: Alteration, words: str, vocabulary: Vocabulary) -> tuple[Alteration, ...]:
    """What a translocation makes, by its bands where the table tells them apart: a fusion, a gene's rearrangement, or
    one of several fusions, which is then not stated."""
    table = finding_words(vocabulary).get("translocations", {})
    banded = re.sub(r"\s", "", words).replace(",", ";").replace(":", ";")
    ends = table.get(banded) or table.get((found.region or "").lower())
    if not ends:
        return ()
    note = f"taken from {found.region}; the fusion itself was not shown"
    if isinstance(ends[0], str):
        return (_made_by(ends, note, vocabulary),)
    options = tuple(_made_by(pair, note, vocabulary) for pair in ends)
    name = " or ".join(one.name for one in options)
    return (Alteration(text="", name=name, gene=None, kind="fusion", either=options, notes=(note, "which is not stated")),)


def _made_by(ends: list[str], note: str, vocabulary: Vocabulary) -> Alteration:
    from oncoplan.variants.words_fusion import main_gene

    if len(ends) == 1:
        return Alteration(text="", name=f"{ends[0]} rearrangement", gene=ends[0], kind="rearrangement", notes=(note,))
    five, three = ends
    return Alteration(
        text="", name=f"{five}::{three}", gene=main_gene(five, three, vocabulary), kind="fusion", five_prime=five,
        three_prime=three, notes=(note,),
    )  # fmt: skip
