"""The glue of labels and guidelines around a finding: `susceptible FGFR3 genetic alterations` says an FGFR3 alteration."""

from __future__ import annotations

import re
from functools import lru_cache

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.words_genes import finding_words
from oncoplan.variants.words_marker import marker_named

_STATUS_OF = Pattern(r"([\w-]+?)[\s-]+(loss|lost|negative|positive|deficient|intact|retained)", re.I)
_SAID = Pattern(
    r"(?<=[\w\])])(?:[\s-](?:positive|negative|mutant|mutated|rearranged|amplified|altered|deficient|methylated|unmethylated"
    r"|non-amplified|expressing|wild[- ]type)|\+)(?=\s)",
    re.I,
)
_COUNTED = Pattern(r"^(?:single|double|triple|quadruple)\b", re.I)
Rewrite = tuple[Pattern, str]


@lru_cache(maxsize=16)
def _rewrites(vocabulary: Vocabulary, which: str) -> tuple[Rewrite, ...]:
    words = finding_words(vocabulary)
    lists: dict[str, str] = {}
    for name, alternatives in words.get("lists", {}).items():
        lists[f"<{name}>"] = _filled(alternatives, lists)
    return tuple((Pattern(_filled(pattern, lists), re.I), new) for pattern, new in words.get(which, ()))


def _filled(pattern: str, lists: dict[str, str]) -> str:
    """The pattern with the named lists of words in place of `<name>`."""
    for name, alternatives in lists.items():
        pattern = pattern.replace(name, alternatives)
    return pattern


def without_examples(text: str, vocabulary: Vocabulary) -> str:
    """`text` without asides that name examples and not what was found: `PDGFRA exon 18 mutation (including D842V)`."""
    return _applied(text, _rewrites(vocabulary, "asides"))


def label_form(text: str, vocabulary: Vocabulary) -> str:
    """`text` as a report would write it; the same text where no label's wording is known in it."""
    return _without_cancer(_applied(text, _rewrites(vocabulary, "label_words")), vocabulary)


def _without_cancer(text: str, vocabulary: Vocabulary) -> str:
    """`RET-mutant medullary thyroid cancer` as `RET mutant`: what is said of a gene or protein, without the cancer's name.

    `Triple-negative` means other things in other cancers and keeps its cancer.
    """
    for said in _SAID.finditer(text):
        head, tail = text[: said.end()], text[said.end() :].strip()
        if tail and not _COUNTED.search(head) and vocabulary.find_cancer(tail).code is not None:
            return f"{text[: said.start()].rstrip(' -')} {said[0].strip()}"
    return text


def as_stained(text: str, vocabulary: Vocabulary) -> str:
    """A gene's name and a status, of a stain: `PTEN loss` as `PTEN IHC loss`, where the vocabulary has that stain."""
    found = _STATUS_OF.fullmatch(text.strip())
    if not found or vocabulary.find_gene(found[1]) in finding_words(vocabulary).get("positive_means_rearranged", ()):
        return text
    stain = marker_named(f"{found[1]} IHC", vocabulary)
    return f"{found[1]} IHC {found[2]}" if stain is not None and not stain[1] else text


def _applied(text: str, rewrites: tuple[Rewrite, ...]) -> str:
    for pattern, new in rewrites:
        text = pattern.sub(new, text)
    return " ".join(text.split()).strip(" ,;")
