"""Which gene a finding in words is about: symbols, aliases, groups such as `KRAS/NRAS/BRAF`, and ambiguous names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable

_TOKEN_END = Pattern(r"[\s:,(\[]|(?<=[A-Za-z0-9])-(?=[A-Za-z])|/|$")


@lru_cache(maxsize=16)
def finding_words(vocabulary: Vocabulary) -> dict[str, Any]:
    """The words of findings that are data: phrases, gene groups, fusion ends, translocations."""
    return vocabulary.terms("finding_words")


def group_of(text: str, vocabulary: Vocabulary, *, seen: bool) -> tuple[str, ...]:
    """The genes of a group's name; `seen`: only groups whose genes all share what is said (`CDKN2A/B deletion`)."""
    words = finding_words(vocabulary)
    key = text.strip().lower()
    genes = words.get("joint", {}).get(key)
    if genes is None and not seen:
        genes = words.get("groups", {}).get(key)
    return tuple(genes or ())


def one_gene(text: str, vocabulary: Vocabulary) -> str | None:
    """The symbol for `text` as a whole; raises `Unreadable` for an ambiguous name."""
    name = text.strip()
    if not name or len(name) > 40:
        return None
    named: str | None = finding_words(vocabulary).get("genes", {}).get(name.lower())
    symbol = named or vocabulary.find_gene(name)
    if symbol is None:
        several = vocabulary.ambiguous_gene(name)
        if several:
            raise Unreadable(f'"{name}" may be {" or ".join(several)}', "write the approved gene symbol")
    return symbol


def split_gene(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The gene that `text` begins with and the rest; the longest name wins. None when it begins with no gene."""
    ambiguous: Unreadable | None = None
    for end in reversed([found.start() for found in _TOKEN_END.finditer(text) if 0 < found.start() <= 40]):
        name = text[:end]
        if name.count(" ") > 4:
            continue
        try:
            symbol = one_gene(name, vocabulary)
        except Unreadable as error:
            ambiguous = ambiguous or error
            continue
        if symbol is not None:
            rest = text[end:].strip()
            if rest.startswith("(") and rest.endswith(")") and one_gene(rest[1:-1], vocabulary) == symbol:
                rest = ""
            return symbol, _after(rest, symbol, vocabulary)
    if ambiguous is not None:
        raise ambiguous
    return None


def _after(rest: str, symbol: str, vocabulary: Vocabulary) -> str:
    """What follows the gene, without separators, an alias in brackets or the word *gene*."""
    aside = re.match(r"\(([\w\s./-]+)\)\s*", rest)
    if aside and vocabulary.find_gene(aside[1]) == symbol:
        rest = rest[aside.end() :]
    if rest.startswith("-") and not re.match(r"-\d", rest):
        rest = rest[1:]
    rest = rest.lstrip(":, /").strip()
    return re.sub(r"^gene\b\s*", "", rest, flags=re.I)


def split_genes(text: str, vocabulary: Vocabulary, *, seen: bool) -> tuple[tuple[str, ...], str] | None:
    """The gene or the group of genes that `text` begins with, and the rest.

    `KRAS/NRAS/BRAF wild type`, `BRCA1/2 negative`, `BRCA1 and BRCA2 negative`, `RAS wild type`.
    """
    words = text.split(" ")
    for size in (3, 2, 1):
        head = " ".join(words[:size]).rstrip(":,")
        genes = group_of(head, vocabulary, seen=seen)
        if genes:
            return genes, " ".join(words[size:]).lstrip(":, ")
        tail = re.fullmatch(r"(.+?)-(mutated|mutant|wild[- ]?type|positive|negative|wt)", head, re.I)
        if tail and (genes := group_of(tail[1], vocabulary, seen=seen)):
            return genes, " ".join((tail[2], *words[size:]))
    listed = re.match(r"((?:[A-Za-z0-9-]+\s*(?:/|,|\band\b|\bor\b|&)\s*)+[A-Za-z0-9-]+)(?:[\s:]+(.*))?$", text)
    if listed:
        names = [name for name in re.split(r"\s*(?:/|,|\band\b|\bor\b|&)\s*", listed[1]) if name]
        symbols = _several(names, vocabulary)
        if symbols and len(symbols) > 1:
            return symbols, (listed[2] or "").strip()
    single = split_gene(text, vocabulary)
    return None if single is None else ((single[0],), single[1])


def _several(names: list[str], vocabulary: Vocabulary) -> tuple[str, ...] | None:
    symbols: list[str] = []
    for at, name in enumerate(names):
        full = name
        if at and re.fullmatch(r"\d|[A-Z]", name):  # BRCA1/2, CDKN2A/B, IDH1/2
            full = names[0][: -len(name)] + name
        symbol = one_gene(full, vocabulary)
        if symbol is None:
            return None
        symbols.append(symbol)
    return tuple(dict.fromkeys(symbols))
