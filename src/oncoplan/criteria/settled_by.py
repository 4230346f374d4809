"""Which test would settle a question about a gene, a region or a marker: keys of the tests vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

from oncoplan.model.vocabulary import Vocabulary


def for_gene(words: Vocabulary, gene: str, kinds: Iterable[str], *, germline: bool = False) -> tuple[str, ...]:
    """The most specific test that settles every one of these kinds of change, else the broad one for its first kind."""
    table = words.terms("settled_by")
    wanted = sorted(kinds) or ["substitution"]
    prefix = "germline:" if germline else ""
    for kind in wanted:
        key = table.get(f"{prefix}{gene}|{kind}")
        if key:
            return (key,)
    return (table.get(f"{prefix}*|{wanted[0]}") or table.get(f"{prefix}*|substitution") or "tumour_ngs_panel",)


def for_region(words: Vocabulary, region: str) -> tuple[str, ...]:
    """The test that shows a chromosome change."""
    table = words.terms("settled_by")
    return (table.get(f"marker:{region}") or table.get("region:*") or "karyotype",)


def for_marker(words: Vocabulary, what: str) -> tuple[str, ...]:
    """The test that gives a marker, a laboratory value or a chromosome result; the marker's own name where none is listed."""
    table = words.terms("settled_by")
    return (table.get(f"marker:{what}") or table.get(f"marker:{what.lower()}") or what.lower().replace(" ", "_"),)
