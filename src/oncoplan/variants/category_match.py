"""Is this alteration what the category asks for? Three answers, each with its sentence."""

from __future__ import annotations

import re

from oncoplan.model.finding import Alteration
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_exact import matches_coding, matches_exact
from oncoplan.variants.category_function import matches_function
from oncoplan.variants.category_place import both, matches_what, place
from oncoplan.variants.category_read import Category
from oncoplan.variants.category_structure import Said, matches_copies, matches_fusion, matches_intragenic, matches_skipping

_BROKEN = frozenset({"pathogenic", "likely pathogenic", "loss of function"})
HARMLESS = frozenset({"benign", "likely benign", "neutral", "likely neutral", "polymorphism"})


def matches(
    category: Category,
    alteration: Alteration,
    vocabulary: Vocabulary,
    *,
    effect: str | None = None,
    gene: str | None = None,
) -> Said:
    """Whether `alteration` is in `category`, and why.

    `effect`: what `variants.oncogenicity` says of it, for the categories of function. `gene`: the gene asked for, where
    a fusion has two; by default the alteration's own. A change classified as benign is in no category.
    """
    name = alteration.name
    if (alteration.classification or "").lower() in HARMLESS:
        return "not_met", f"{name} is classified {alteration.classification}"
    match category.form:
        case "any":
            if alteration.kind in ("synonymous", "noncoding"):
                return "not_met", f"{name} does not change the protein"
            return "met", name
        case "exact":
            return matches_exact(category, alteration, vocabulary)
        case "coding" | "genomic":
            return matches_coding(category, alteration)
        case "small" | "domain":
            return _small(category, alteration, vocabulary)
        case "function":
            return _function(category, alteration, vocabulary, effect)
        case "fusion":
            return matches_fusion(category, alteration, vocabulary, gene or alteration.gene)
        case "skipping":
            return matches_skipping(category, alteration, vocabulary)
        case "intragenic":
            return matches_intragenic(category, alteration, vocabulary)
        case "copies":
            return matches_copies(category, alteration)
    return _same_kind(category, alteration)


def _small(category: Category, alteration: Alteration, vocabulary: Vocabulary) -> Said:
    what = matches_what(category.what, alteration)
    where = place(category, alteration, vocabulary)
    answer = both(what, where)
    name = alteration.name
    if answer == "met":
        return "met", f"{name} is {_article(category.text)}"
    if answer == "not_met":
        return "not_met", f"{name} is not {_article(category.text)}"
    return "unknown", f"{name} may be {_article(category.text)}: the exact change is not stated"


def _function(category: Category, alteration: Alteration, vocabulary: Vocabulary, effect: str | None) -> Said:
    answer, says = matches_function(category, alteration, vocabulary, effect)
    if answer == "not_met" or not (category.exons or category.codons or category.domain):
        return answer, says
    where = place(category, alteration, vocabulary)
    if where == "met":
        return answer, says
    if where == "not_met":
        return "not_met", f"{alteration.name} lies outside {category.text}"
    return "unknown", f"{alteration.name}: whether it lies in {category.text} is not known"


def _same_kind(category: Category, alteration: Alteration) -> Said:
    if alteration.kind == category.form:
        return "met", alteration.name
    if category.form == "reversion" and (alteration.classification or "").lower() in _BROKEN:
        return "not_met", f"{alteration.name} is classified {alteration.classification}: a reversion restores the protein"
    if alteration.kind == "variant":
        return "unknown", f"{alteration.name} may be {_article(category.text)}: the change is not stated"
    if category.form == "promoter" and alteration.kind == "mutation" and alteration.protein is None and not alteration.exons:
        return "unknown", f"{alteration.name} may be {_article(category.text)}: the change is not stated"
    return "not_met", f"{alteration.name} is not {_article(category.text)}"


_NOUNS = ("mutation", "deletion", "insertion", "indel", "duplication", "variant", "frameshift", "substitution")


def _article(text: str) -> str:
    """`an exon 19 deletion`, `a codon 12 missense change`, `G719X`: good enough for a sentence."""
    if re.match(r"(?:p\.)?[A-Z]\d", text) and " " not in text:
        return text
    noun = text if text.endswith(_NOUNS) else f"{text} change"
    return f"{'an' if noun[0].lower() in 'aeio' else 'a'} {noun}"
