"""What a biomarker's name means, so that two ways of writing it compare equal: our own names and a reference's."""

from __future__ import annotations

import re
from itertools import product

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_biomarker_terms import plain_change
from oncoplan.trials.eligibility_mention import Mention
from oncoplan.trials.eligibility_names import plain_sentence
from oncoplan.trials.eligibility_phrases import RESULTS, mentions_of
from oncoplan.variants.category_read import read_category
from oncoplan.variants.errors import Unreadable


class Meaning:
    """Names → one canonical form; a name that cannot be read stays as written, in lower case."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._known: dict[str, tuple[str, ...]] = {}

    def terms(self, named: list[list[str]]) -> list[list[str]]:
        """A normal form in canonical names; a group of genes (`NTRK fusion`) is any one of its genes."""
        return [list(picked) for term in named for picked in product(*(self.of(name) for name in term))]

    def of(self, name: str) -> tuple[str, ...]:
        """The canonical name, one for each gene of a group."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> tuple[str, ...]:
        found = mentions_of(plain_sentence(name), self.vocabulary)
        if len({(m.marker, m.what, m.origin, m.absent) for m in found}) != 1 or (len(found) > 1 and not found[0].genes):
            return (" ".join(name.lower().replace("-", " ").split()),)
        return tuple(one for mention in found for one in self._one(mention))

    def _one(self, mention: Mention) -> list[str]:
        who = ["/".join(mention.genes)] if set(mention.genes) == {"BCR", "ABL1"} else list(mention.genes)
        if mention.marker and (not mention.genes or mention.what in RESULTS):
            who = [mention.label if mention.marker == "family" else mention.marker]
        body = plain_change(mention, self.vocabulary)
        try:
            category = read_category(body) if mention.genes and body and body not in RESULTS else None
        except Unreadable:
            category = None
        if category is not None:
            parts = (category.form, category.what, category.change, category.codons, category.exons, category.domain)
            body = re.sub(r"\s+", " ", str(parts))
        no, origin = "no " if mention.absent else "", f" ({mention.origin})" if mention.origin else ""
        return [f"{no}{one} {body}{origin}".lower() for one in who or [mention.label]]
