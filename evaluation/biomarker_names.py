"""What a biomarker's name means, so that two ways of writing it compare equal: our own names and a reference's."""

from __future__ import annotations

import re

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_biomarker_terms import plain_change
from oncoplan.trials.eligibility_names import plain_sentence
from oncoplan.trials.eligibility_phrases import RESULTS, mentions_of
from oncoplan.variants.category_read import read_category
from oncoplan.variants.errors import Unreadable


class Meaning:
    """Names → one canonical form; a name that cannot be read stays as written, in lower case."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> str:
        found = mentions_of(plain_sentence(name), self.vocabulary)
        if len(found) != 1:
            return " ".join(name.lower().replace("-", " ").split())
        mention = found[0]
        who = "/".join(mention.genes)
        if mention.marker and (not mention.genes or mention.what in RESULTS):
            who = mention.marker
        body = plain_change(mention, self.vocabulary)
        try:
            category = read_category(body) if mention.genes and body and body not in RESULTS else None
        except Unreadable:
            category = None
        if category is not None:
            parts = (category.form, category.what, category.change, category.codons, category.exons, category.domain)
            body = re.sub(r"\s+", " ", str(parts))
        no = "no " if mention.absent else ""
        return f"{no}{who or mention.label} {body}{f' ({mention.origin})' if mention.origin else ''}".lower()
