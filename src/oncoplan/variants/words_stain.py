"""The method behind a protein's result, brought to its name: `PTEN lost on IHC` is `PTEN IHC lost`, `positive on PET` a PET."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import structs

from oncoplan.model.finding import Marker
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words_genes import finding_words
from oncoplan.variants.words_marker import marker_named, read_markers

_METHOD = Pattern(
    r"\s*[,(]?\s*\b(?:by|on|at|with|using|via|per|in)\s+(?:the\s+)?"
    r"(?:(IHC|immunohistochemi(?:stry|cal)|immunostain(?:ing|s)?)(?:\s+staining)?"
    r"|(?:[\w\[\]-]*\s?(?:dota\w+|psma[\w-]*|\w+folastat)[\s-]+)?(PET)(?:[\s/-]*(?:CT|MRI?))?(?:\s+(?:scan|imaging))?"
    r"|flow(?:\s+cytometry)?|immunophenotyping|FACS)\)?(?=$|[\s,;(])",
    re.I,
)
_ASIDE = Pattern(r"\s*\((?:(IHC|immunohistochemistry)|(PET)|flow(?: cytometry)?)\)", re.I)
_PROTEIN = Pattern(
    r"^(.+?)\s+(?:protein\s+)?((?:expression\s+)?(?:retained|preserved|intact)|expression\s+(?:lost|absent)"
    r"|(?:not )?expressed|no expression"
    r"|(?:retained|preserved|intact|absent)(?:\s+nuclear)?\s+(?:expression|staining))$",
    re.I,
)
_UNSTAINED = Pattern(
    r"[\s,;(]*(?:in\s+)?(<|>|<=|>=)?\s*(\d+(?:\.\d+)?)\s*%\s*(?:of\s+)?(?:the\s+)?(?:(?:viable|malignant|neoplastic|tumou?r|cancer)\s+)*cells?"
    r"\s+(?:(?:are|were|with|showing|had|have)\s+)?(?:without|no|negative|unstained|lacking|not stain(?:ed|ing)|absent)"
    r"(?:\s+(?:any|specific|detectable|cytoplasmic|nuclear|membranous))*(?:\s+(?:stain(?:ing|ed)?|expression))?\)?\s*$",
    re.I,
)
_GONE = ("lost", "negative", "deficient", "absent")
_OF = Pattern(r"^(?:loss|lack|absence) of (.+?)((?: (?:protein|nuclear))?(?: expression)?)$", re.I)


def read_stained(text: str, vocabulary: Vocabulary) -> tuple[Marker, ...] | None:
    """The marker results that `text` says by a named method; None when it says none.

    Raises `Unreadable` where fewer cells are without the stain than the vocabulary asks for a loss (`lost_from`).
    """
    unstained = _UNSTAINED.search(text)
    if unstained:
        rest = text[: unstained.start()]
        found = read_markers(rest, vocabulary) or read_stained(rest, vocabulary) or read_stained(f"{rest} on IHC", vocabulary)
        if not found or any(one.status not in _GONE for one in found):
            return None
        for one in found:
            least = vocabulary.terms("markers").get(one.what, {}).get("lost_from")
            if least is not None and (float(unstained[2]) < least or (unstained[1] or "").startswith("<")):
                raise Unreadable(
                    f'cannot read "{text}": {one.what} counts as lost from {least:g} % of the tumour cells without staining',
                    "write the share of cells in the report's own words beside the test, not as a loss",
                )
        note = f"{unstained[1] or ''}{unstained[2]} % of the cells without staining"
        return tuple(structs.replace(one, notes=(*one.notes, note)) for one in found)
    for form in _by_method(text, vocabulary):
        markers = read_markers(form, vocabulary)
        if markers is not None:
            return markers
    return None


def _by_method(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """How `text` reads with its method at the name, the likeliest first; () where it names no method and no stain.

    A word that is said of a stain alone (`retained`, `not expressed`) makes a gene's name that of its protein.
    """
    found = _METHOD.search(text) or _ASIDE.search(text)
    if not found:
        gone = _OF.match(text)
        if gone and gone[2]:  # loss of PTEN expression
            named = _of_stain(gone[1], "IHC", vocabulary)
            return (f"{named} lost",) if named else ()
        said = _PROTEIN.match(text)
        fused = finding_words(vocabulary).get("positive_means_rearranged", ())
        named = _of_stain(said[1], "IHC", vocabulary) if said and vocabulary.find_gene(said[1]) not in fused else None
        return (f"{named} {said[2]}",) if said and named else ()
    method = "IHC" if found[1] else "PET" if found[2] else ""
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    rest = " ".join(rest.split())
    if not method:
        return (rest,)
    turned = _OF.match(rest)
    forms = []
    for words in (f"{turned[1]} lost", rest) if turned else (rest,):
        for end in sorted({m.start() for m in re.finditer(r"[\s,(]|-(?=[A-Za-z]+\b)|$", words) if m.start()}, reverse=True):
            named = _of_stain(words[:end], method, vocabulary)
            if named:
                forms.append(f"{named} {words[end:].lstrip(' -')}")
                break
    return (*forms, rest)


def _of_stain(name: str, method: str, vocabulary: Vocabulary) -> str | None:
    """The name of the marker that `name` is by this method: the protein's own, or the stain of a gene."""
    whole = marker_named(f"{name} {method}", vocabulary)
    if whole is not None and not whole[1]:
        return f"{name} {method}"
    bare = marker_named(name, vocabulary)
    if bare is not None and not bare[1] and method in bare[0].data.get("scores", ()):
        return f"{name} {method}"
    symbol = vocabulary.find_gene(name) if len(name) <= 20 else None
    return _stains(vocabulary).get(symbol) if symbol and method == "IHC" else None


@lru_cache(maxsize=16)
def _stains(vocabulary: Vocabulary) -> dict[str, str]:
    """Gene -> a name of its stain, for markers that are nothing but a stain of that gene's protein."""
    return {
        data["gene"]: f"{data['gene']} IHC"
        for key, data in vocabulary.terms("markers").items()
        if key != "phrases" and data.get("default") == "IHC" and f"{data.get('gene')} ihc".lower() in data.get("names", ())
    }
