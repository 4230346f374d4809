"""The names that eligibility texts use, found in one pass: genes, markers, cancers, drugs, classes, conditions, quantities.

All names come from the vocabulary. A name is looked up word by word, the longest wins; hyphens and spaces are the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_words import COPIES, FUNCTIONS, FUSIONS, OTHERS, WHATS

_WORD = Pattern(r"[A-Za-z\u03b1-\u03c90-9*]+(?:[.'][A-Za-z0-9*]+)*|[^\sA-Za-z0-9]")
_JOINS = frozenset("-/: ")
_LONGEST = 9
_KEPT = 64  # sentences whose names are kept
_SHORT = 6  # an abbreviation has at most so many letters


class Word(Struct, frozen=True):
    """A word or a sign of the sentence."""

    text: str
    start: int
    end: int


class Hit(Struct, frozen=True):
    """A name found: what kind it is of, what it stands for, and where it stands (in characters and in words)."""

    kind: str
    key: Any
    start: int
    end: int
    first: int
    last: int
    text: str


class Name(Struct, frozen=True):
    """An entry of the index. `exact`: abbreviations that must be written in capitals."""

    kind: str
    key: Any
    exact: bool = False


class Names:
    """The index of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.terms: dict[str, Any] = vocabulary.terms("trials_names")
        self._at: dict[str, list[Name]] = {}
        self._found: dict[str, tuple[list[Word], list[Hit]]] = {}
        self._first: dict[str, int] = {}
        self._genes()
        self._markers()
        self._cancers()
        self._therapies()
        self._states()
        self._whats()

    def _add(self, name: str, kind: str, key: Any, exact: bool = False) -> None:
        words = [w.text.lower() for w in words_of_text(name) if w.text[0] not in "-/:,()[]"]
        if not words or len(words) > _LONGEST:
            return
        at = self._at.setdefault(" ".join(words), [])
        if not any(one.kind == kind for one in at):
            at.append(Name(kind, key, exact))
        self._first[words[0]] = max(self._first.get(words[0], 0), len(words))

    def _genes(self) -> None:
        stop = set(self.terms.get("not_genes", ()))
        for symbol in self.vocabulary.keys("genes"):
            if symbol not in stop:
                self._add(symbol, "gene", (symbol,), exact=symbol.isalpha())
        for alias, symbol in self.vocabulary._names("gene_names").items():
            if alias not in stop and len(alias) > 3 and any(c.isdigit() for c in alias) and not alias.isdigit():
                self._add(alias, "gene", (symbol,))
        for alias, symbol in self.vocabulary.terms("finding_words").get("genes", {}).items():
            self._add(alias, "gene", (symbol,), exact=alias.isalpha())
        for alias, symbols in self.terms.get("genes", {}).items():
            self._add(alias, "gene", tuple(symbols), exact=alias.isalpha() and len(alias) <= _SHORT)

    def _markers(self) -> None:
        for key, data in self.vocabulary.terms("markers").items():
            if key == "phrases" or data.get("serum"):
                continue
            for name in data.get("names", ()):
                if not any(word in name for word in self.terms.get("marker_names_that_say_more", ())):
                    self._add(name, "marker", key, exact=name.isalpha() and len(name) <= 4)
        for phrase, (key, status) in self.vocabulary.terms("markers").get("phrases", {}).items():
            self._add(phrase, "result", (key, status), exact=phrase.isalpha() and len(phrase) <= 4)
        for name, key in self.terms.get("markers", {}).items():
            self._add(name, "marker", key)
        for name in self.terms.get("families", ()):
            self._add(name, "family", name, exact=name.isupper())
        for name in self.terms.get("proteins", ()):
            self._add(name, "marker", name)

    def _cancers(self) -> None:
        skip = set(self.terms.get("not_cancers", ()))
        states = tuple(self.terms.get("states", ()))
        for name in self.vocabulary.cancer_names():
            words = name.split()
            if name in skip or words[0] in states or any(w in name for w in self.terms.get("cancer_names_that_say_more", ())):
                continue
            code = self.vocabulary.find_cancer(name).code
            if code is None or code == "TISSUE":
                continue
            exact = " " not in name and len(name) <= _SHORT and name not in self.terms.get("plain_cancers", ())
            self._add(name, "cancer", code, exact=exact)
            if name[-1] != "s" and not exact:
                self._add(name + "s", "cancer", code)
        for name, code in self.terms.get("cancers", {}).items():
            self._add(name, "cancer", code, exact=" " not in name and len(name) <= _SHORT)

    def _therapies(self) -> None:
        for name in self.vocabulary.keys("drugs"):
            self._add(name, "drug", name)
        for name, drug in self.vocabulary._names("drug_names").items():
            if len(name) > 3 and name not in self.terms.get("not_drugs", ()):
                self._add(name, "drug", drug)
        for name, key in self.vocabulary._names("drug_class_names").items():
            self._add(name, "class", key)
        for name, keys in self.terms.get("classes", {}).items():
            self._add(name, "class", keys if isinstance(keys, str) else tuple(keys))
        for name, kind in self.terms.get("treatments", {}).items():
            self._add(name, "treatment", kind)

    def _states(self) -> None:
        for key, data in self.vocabulary.terms("conditions").items():
            for name in (key, *data.get("names", ())):
                self._add(name, "condition", key, exact=len(name) <= 4)
                if len(name) > _SHORT and name[-1] not in "sx":
                    self._add(name + "s", "condition", key)
        for key, data in self.vocabulary.terms("quantities").items():
            for name in data.get("names", ()):
                if len(name) > 2:
                    self._add(name, "quantity", key, exact=name.isalpha() and len(name) <= 4)
        for name, key in self.terms.get("quantities", {}).items():
            self._add(name, "quantity", key)
        for key, data in self.vocabulary.terms("procedures").items():
            for name in (key, *data.get("names", ())):
                self._add(name, "procedure", key)

    def _whats(self) -> None:
        for table in (WHATS, FUNCTIONS, COPIES, FUSIONS, OTHERS):
            for name in table:
                if len(name) > 2 and name not in self.terms.get("not_changes", ()):
                    self._add(name, "what", name)
                    if name.endswith(("ion", "ment", "ant", "ity")):
                        self._add(name + "s", "what", name)
        for name, key in self.terms.get("changes", {}).items():
            self._add(name, "what", key)

    def gene_named(self, name: str) -> tuple[str, ...] | None:
        """The gene, or the genes of a group, that a single word names."""
        return next((entry.key for entry in self._at.get(name.lower(), ()) if entry.kind == "gene"), None)

    def find(self, sentence: str) -> tuple[list[Word], list[Hit]]:
        """As `_find`; a sentence that several readers ask for is looked through once."""
        if sentence not in self._found:
            if len(self._found) > _KEPT:
                self._found.clear()
            self._found[sentence] = self._find(sentence)
        return self._found[sentence]

    def _find(self, sentence: str) -> tuple[list[Word], list[Hit]]:
        """The words of a sentence and the names in it, longest first at each place, none overlapping of one kind."""
        words = words_of_text(sentence)
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            found = self._longest(sentence, words, at)
            if found:
                hits += found
                at = found[0].last + 1
            else:
                at += 1
        return words, hits

    def _longest(self, sentence: str, words: list[Word], at: int) -> list[Hit]:
        first = words[at].text.lower()
        longest = self._first.get(first, 0)
        if not longest:
            return []
        spans: list[int] = []
        key: list[str] = []
        tries: list[tuple[str, int]] = []
        place = at
        while place < len(words) and len(key) < longest:
            text = words[place].text
            if text[0] in "-/:":
                if text == "-" and place + 1 < len(words) and words[place + 1].start != words[place].end:
                    break
                place += 1
                continue
            if not (text[0].isalnum() or text[0] == "+") or (
                key and not _joined(sentence, words[spans[-1]].end, words[place].start)
            ):
                break
            key.append(text.lower())
            spans.append(place)
            tries.append((" ".join(key), place))
            place += 1
        for name, last in reversed(tries):
            entries = self._at.get(name)
            if not entries:
                continue
            written = sentence[words[at].start : words[last].end]
            kept = [e for e in entries if not e.exact or _capital(written)]
            if kept:
                return [Hit(e.kind, e.key, words[at].start, words[last].end, at, last, written) for e in kept]
        return []


def _capital(written: str) -> bool:
    """Whether an abbreviation is written as one: `ALL`, `NSCLCs`, not `all`."""
    body = written.rstrip("s")
    return len(body) > 1 and sum(c.isupper() for c in body) * 2 > sum(c.isalpha() for c in body) and body[0].isupper()


def _joined(sentence: str, end: int, start: int) -> bool:
    return all(c in _JOINS for c in sentence[end:start])


def words_of_text(text: str) -> list[Word]:
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


@lru_cache(maxsize=8)
def names_of(vocabulary: Vocabulary) -> Names:
    """The index of a vocabulary, made once."""
    return Names(vocabulary)


_SIGNS = (
    (Pattern(r"\\(?=[^\w\s])"), ""),
    (Pattern(r"[\u2010\u2011\u2012\u2013\u2014\u2212]"), "-"),
    (Pattern(r"[\u2018\u2019\u201b]"), "'"),
    (Pattern(r"[\u201c\u201d]"), '"'),
    (Pattern(r"\u2265|\u2a7e|\u2267|=>|>\s?/\s?=|> =|>/"), ">="),
    (Pattern(r"\u2264|\u2a7d|\u2266|=<|<\s?/\s?=|< =|</"), "<="),
    (Pattern(r"\u00d7|\u2715"), "x"),
    (Pattern(r"[\u00b5\u03bc]"), "u"),
    (Pattern(r"\u00b2"), "2"),
    (Pattern(r"\u00b3"), "3"),
    (Pattern(r"\u2079"), "9"),
    (Pattern(r"\uff08"), "("),
    (Pattern(r"\uff09"), ")"),
    (Pattern(r"[\uff0c\u3001]"), ", "),
    (Pattern(r"\uff1b"), "; "),
    (Pattern(r"\uff1a"), ": "),
    (Pattern(r"[\u2122\u00ae]"), ""),
    (Pattern(r"[\[{]"), "("),
    (Pattern(r"[\]}]"), ")"),
    (Pattern(r"\s+"), " "),
)


@lru_cache(maxsize=4096)
def plain_sentence(text: str) -> str:
    """One line with plain signs: how a sentence is read. Places in it are not places in the text."""
    for sign, plain in _SIGNS:
        text = sign.sub(plain, text)
    return re.sub(r"(?<=[A-Za-z])\s?\((?=\)?$)", "", text).strip()
