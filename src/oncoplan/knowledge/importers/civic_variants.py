"""One CIViC variant (`EGFR L858R`, `v::ALK Fusion`, `KRAS Wildtype`) → a condition in the rule language.

Nothing is widened: what the criteria cannot ask exactly (a break at a named exon, a phosphorylation) is not modelled, with
the cause. Words, named alleles and the causes' own sentences are data: `civic.yaml`.
"""

from __future__ import annotations

import re
from typing import Any

from oncoplan.knowledge.importers.civic_profiles import NotModelled, Tree
from oncoplan.knowledge.importers.civic_terms import Terms
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category import read_category
from oncoplan.variants.errors import Unreadable

Condition = dict[str, Any]

_FUSION = re.compile(r"(?:(\S+) (?=(?:\1|v)::|\S+::\1))?(\S+?)::(\S+)(?:\s+(.*))?")
_CODED = re.compile(r"(.*?)\s*\((c\.[^)]+)\)")
_CHOICE = re.compile(r"([A-Z])(\d+)([A-Z])((?:/[A-Z])+)")
_CODONS = re.compile(r"[A-Z]\d+(?:/[A-Z]\d+)+")
_EXPRESSION = re.compile(r"(over|under)?expression", re.I)
_PLACE = re.compile(r"(?:splice (?:site|region)|3'UTR alteration|.*=)", re.I)
_BREAK = re.compile(r"e\d+::e\d+")
_ANY = ("v", "?")


class Reader:
    """Reads variants with the vocabulary and the importer's terms; `origin` is the variant's, where the item states it."""

    def __init__(self, vocabulary: Vocabulary, terms: Terms) -> None:
        self.vocabulary, self.terms = vocabulary, terms
        markers = vocabulary.terms("markers")
        self._proteins: dict[str, str] = {}
        for name, entry in markers.items():
            if entry.get("gene") and " " not in name:
                self._proteins.setdefault(entry["gene"], name)

    def condition(self, tree: Tree, origin: str | None = None) -> Condition:
        """A whole profile as one condition. Raises NotModelled."""
        if tree[0] == "variant":
            return self.variant(tree[1], origin)
        if tree[0] == "not":
            return {"not": self.condition(tree[1], origin)}
        return {tree[0]: [self.condition(part, origin) for part in tree[1]]}

    def variant(self, text: str, origin: str | None = None) -> Condition:
        """One variant as a condition."""
        known = " ".join(text.lower().split())
        named = self.terms.results.get(known) or self.terms.alleles.get(known)
        if named is not None:
            return named
        first, _, second = text.partition(" and ")
        if second and (_CODED.fullmatch(second) or re.fullmatch(r"c\.\S+", second)):
            return {"all": [self.variant(first, origin), self.variant(f"{first.split()[0]} {second}", origin)]}
        if (found := _FUSION.fullmatch(text)) is not None:
            return self._fusion(found[2], found[3], found[4] or "", text)
        name, _, said = text.partition(" ")
        gene = self.vocabulary.find_gene(name)
        if gene is None:
            raise NotModelled("the gene, or the result, is not in our vocabulary", text)
        said = said.strip().removeprefix(f"{name} ").removeprefix(name).strip() or said
        return self._of_gene(gene, said, text, origin)

    def _fusion(self, first: str, second: str, said: str, text: str) -> Condition:
        if _BREAK.search(said):
            raise NotModelled("a fusion with stated exons: the criteria ask for its partners only", text)
        if said.lower() not in ("fusion", "fusions", "rearrangement"):
            raise NotModelled("the kind of fusion is not in words we know", text)
        if first in _ANY and second in _ANY:
            raise NotModelled("a fusion without a gene", text)
        five, three = (None if name in _ANY else self.vocabulary.find_gene(name) for name in (first, second))
        if second in _ANY:
            return _alteration(_known(five, text), ("fusion 5' partner",))
        if first in _ANY:
            return _alteration(_known(three, text), ("fusion 3' partner",))
        if three and not (self._drives(five) and not self._drives(three)):
            return _alteration(three, (f"fusion with {five or first}",))
        return _alteration(_known(five, text), (f"fusion with {second}",))

    def _drives(self, name: str | None) -> bool:
        gene = self.vocabulary.gene(name) if name else None
        return gene is not None and gene.role == "oncogene"

    def _of_gene(self, gene: str, said: str, text: str, origin: str | None) -> Condition:
        words = " ".join(said.lower().split())
        refused = next((cause for part, cause in self.terms.refused.items() if part in words), None)
        if refused is not None:
            raise NotModelled(refused, text)
        if words in ("wildtype", "wild type"):
            return {"wild_type": {"gene": gene}}
        if (level := _EXPRESSION.fullmatch(words)) is not None:
            return self._expression(gene, level[1] or "")
        if words == "loss" and gene in self._proteins:
            return {"any": [_alteration(gene, ("loss",), origin), {"marker": {"what": self._proteins[gene], "is": ["lost"]}}]}
        if words in self.terms.words:
            entry = self.terms.words[words]
            return _alteration(gene, tuple(entry["any_of"]), origin, tuple(entry.get("but_not", ())))
        return _alteration(gene, self._categories(said, text), origin)

    def _expression(self, gene: str, level: str) -> Condition:
        """RNA high or low, or the gene's own protein marker where we have one; plain `expression` is its presence."""
        wanted = ["low"] if level == "under" else ["high"] if level == "over" else ["high", "positive"]
        rna: Condition = {"expression": {"gene": gene, "is": wanted}}
        protein = self._proteins.get(gene)
        if protein is None:
            return rna
        status = self.terms.protein_low if level == "under" else ["positive"]
        return {"any": [rna, {"marker": {"what": protein, "is": status}}]}

    def _categories(self, said: str, text: str) -> tuple[str, ...]:
        """The categories of change that a variant's name says, each read by our own grammar."""
        coded = _CODED.fullmatch(said)
        if coded is not None:
            parts = [] if _PLACE.fullmatch(coded[1]) else [coded[1]]
            found = tuple(part for part in (*parts, coded[2]) if _readable(part))
            if not found or (parts and found == (coded[2],) and not _is_change(coded[1])):
                raise NotModelled("the notation is not one we can read", text)
            return found
        if (choice := _CHOICE.fullmatch(said)) is not None:
            news = (choice[3], *choice[4].strip("/").split("/"))
            return tuple(f"{choice[1]}{choice[2]}{new}" for new in news)
        if _CODONS.fullmatch(said):
            return tuple(said.split("/"))
        if not _readable(said):
            raise NotModelled("the notation or the words are not ones we can read", text)
        return (said,)


def _readable(text: str) -> bool:
    try:
        return read_category(text) is not None
    except Unreadable:
        return False


def _is_change(text: str) -> bool:
    """Whether words before a coding change are a protein notation (perhaps an old one), not words of another kind."""
    return bool(re.match(r"[A-Z*]?\d", text)) and " " not in text.strip()


def _known(gene: str | None, text: str) -> str:
    if gene is None:
        raise NotModelled("the gene, or the result, is not in our vocabulary", text)
    return gene


_NO_ORIGIN = re.compile(r"fusion|rearrangement|amplification|gain|methylation|itd|duplication", re.I)


def _alteration(gene: str, any_of: tuple[str, ...], origin: str | None = None, but_not: tuple[str, ...] = ()) -> Condition:
    asked: Condition = {"gene": gene, "any_of": list(any_of)}
    if but_not:
        asked["but_not"] = list(but_not)
    if origin and not any(_NO_ORIGIN.search(text) for text in any_of):
        asked["origin"] = origin
    return {"alteration": asked}
