"""What a negative statement excludes: *no ALK fusion* excludes a fusion with EML4, and says nothing of a mutation."""

from __future__ import annotations

from oncoplan.model.finding import Negative
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_exact import canonical
from oncoplan.variants.category_place import OF_WHAT
from oncoplan.variants.category_read import Category, Spans, read_category
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.normalise import same_change

_NOT_SEQUENCE = ("copies", "methylation")


def contradicts(negative: Negative, category: Category, vocabulary: Vocabulary) -> bool | None:
    """True when the statement excludes all of the category; None when it excludes part of it or may; False when it says nothing.

    `KRAS wild type` excludes every change of sequence and structure, within the exons it names where it names some;
    it says nothing of copy number. The gene is the caller's to compare.
    """
    if negative.category is None:
        return _wild_type(negative, category, vocabulary)
    try:
        absent = read_category(negative.category)
    except Unreadable:
        return False
    return excludes(absent, category, negative.gene, vocabulary)


def _wild_type(negative: Negative, category: Category, vocabulary: Vocabulary) -> bool | None:
    if category.form in _NOT_SEQUENCE:
        return False
    if not negative.exons:
        return None if category.form in ("intragenic", "skipping", "promoter", "any") else True
    if category.form in ("fusion", "intragenic", "promoter", "any", "function"):
        return None
    tested = set(negative.exons)
    asked = _exons(category, negative.gene, vocabulary)
    if asked is None:
        return None
    return True if asked <= tested else (None if asked & tested else False)


def _exons(category: Category, gene: str | None, vocabulary: Vocabulary) -> set[int] | None:
    """The exons that a category is confined to; None where that is not known."""
    if category.exons:
        return {n for first, last in category.exons for n in range(first, last + 1)}
    spans: Spans = category.codons
    if category.change is not None:
        change = canonical(category.change, gene, vocabulary)
        spans = ((change.start, change.end),)
    model = vocabulary.gene_model(gene) if gene else None
    if not spans or model is None or not model.exons:
        return None
    found = set()
    for first, last in spans:
        hit = {e.number for e in model.exons if e.cds_start <= last * 3 and first * 3 - 2 <= e.cds_end}
        if not hit:
            return None
        found |= hit
    return found


def excludes(absent: Category, asked: Category, gene: str | None, vocabulary: Vocabulary) -> bool | None:
    """Whether the absence of one category is the absence of the other."""
    if absent.form == "any":
        return True
    if absent.form == "fusion":
        return _fusion(absent, asked)
    if absent.form == "copies":
        return _copies(absent, asked)
    if absent.form == "exact" and absent.change is not None:
        if asked.form != "exact" or asked.change is None:
            return None if asked.form in ("small", "domain", "function", "any") else False
        one, two = canonical(absent.change, gene, vocabulary), canonical(asked.change, gene, vocabulary)
        return bool(same_change(one, two))
    if absent.form in ("small", "domain"):
        return _small(absent, asked, gene, vocabulary)
    if absent.form == asked.form:
        if absent.form in ("coding", "genomic"):
            return absent.notation == asked.notation
        if absent.form in ("intragenic", "skipping", "function"):
            same = (absent.what, absent.exons, absent.codons, absent.domain) == (
                asked.what,
                asked.exons,
                asked.codons,
                asked.domain,
            )
            return same or (absent.form == "intragenic" and not absent.exons and absent.what == "intragenic_deletion")
        return True
    return None if asked.form in ("any", "function") else False


def _fusion(absent: Category, asked: Category) -> bool | None:
    if asked.form != "fusion":
        return None if asked.form == "any" else False
    if absent.partner:
        return asked.partner == absent.partner or None
    if absent.what == "rearrangement":
        return True
    if asked.what == "rearrangement":
        return True
    return True if absent.what == "fusion" or absent.what == asked.what else None


_WIDER = {
    "amplification": {"amplification"},
    "gain": {"gain", "amplification", "copies"},
    "deletion": {"deletion", "homozygous_deletion", "single_loss"},
    "homozygous_deletion": {"homozygous_deletion"},
    "single_loss": {"single_loss"},
    "loh": {"loh"},
}


def _copies(absent: Category, asked: Category) -> bool | None:
    if asked.form != "copies":
        return None if asked.form in ("any", "function") else False
    if absent.what == "copies":
        return asked.what == "copies" and (asked.copies or 0) >= (absent.copies or 0)
    if asked.what in _WIDER[absent.what]:
        return True
    if absent.what == "amplification" and asked.what == "copies":
        return True
    return None if absent.what in _WIDER.get(asked.what, ()) else False


def _small(absent: Category, asked: Category, gene: str | None, vocabulary: Vocabulary) -> bool | None:
    """No such small change there: excludes what lies within that place and is of that kind."""
    if asked.form in ("any", "function"):
        everywhere = absent.what == "mutation" and not (absent.exons or absent.codons or absent.domain)
        return (True if asked.form == "function" else None) if everywhere else None
    if asked.form in ("coding", "genomic"):
        return True if absent.what == "mutation" and not (absent.exons or absent.codons or absent.domain) else None
    if asked.form not in ("small", "domain", "exact"):
        return False
    kind = _kind_within(absent, asked)
    where = _place_within(absent, asked, gene, vocabulary)
    if kind is False or where is False:
        return False
    return True if kind and where else None


_EXACT_WHAT = {
    "substitution": {"missense"},
    "nonsense": {"nonsense"},
    "frameshift": {"frameshift"},
    "deletion": {"inframe_deletion"},
    "insertion": {"inframe_insertion"},
    "duplication": {"inframe_insertion"},
    "delins": {"inframe_delins"},
}


def _kind_within(absent: Category, asked: Category) -> bool | None:
    if asked.form == "exact" and asked.change is not None:
        kinds = frozenset(_EXACT_WHAT.get(asked.change.form, {"mutation"}))
    else:
        kinds = OF_WHAT[asked.what]
    gone = OF_WHAT[absent.what]
    if absent.what in ("deletion", "insertion"):
        gone = gone | {"inframe_delins"} if asked.form == "exact" and absent.what == "deletion" else gone
    if kinds <= gone:
        return True
    return None if kinds & gone else False


def _place_within(absent: Category, asked: Category, gene: str | None, vocabulary: Vocabulary) -> bool | None:
    if not (absent.exons or absent.codons or absent.domain):
        return True
    if absent.domain:
        return absent.domain == asked.domain or None
    if absent.codons:
        spans = asked.codons
        if asked.change is not None:
            change = canonical(asked.change, gene, vocabulary)
            spans = ((change.start, change.end),)
        if not spans:
            return None
        return (
            True if all(any(a <= lo and hi <= b for a, b in absent.codons) for lo, hi in spans) else _touch(absent.codons, spans)
        )
    inside = _exons(asked, gene, vocabulary)
    tested = {n for first, last in absent.exons for n in range(first, last + 1)}
    if inside is None:
        return None
    return True if inside <= tested else (None if inside & tested else False)


def _touch(one: Spans, other: Spans) -> bool | None:
    return None if any(a <= hi and lo <= b for a, b in one for lo, hi in other) else False
