"""What a reader found in a sentence, and the sentence that readers share."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

from msgspec import Struct

from oncoplan.model.trial import Condition, Side
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_names import Hit, Word, names_of


class Found(Struct, kw_only=True):
    """A part of the sentence that was understood: what it asks, and where it stands.

    `left`: words inside it that were not understood and only narrow it. `exact`: nothing inside it was left.
    """

    start: int
    end: int
    when: Condition
    about: str
    left: tuple[str, ...] = ()
    absent: bool = False  # it asks (also) for something not to be there
    known: bool = False  # it says that only what is known counts


class Sentence:
    """One plain sentence with its words and names."""

    def __init__(self, text: str, side: Side, vocabulary: Vocabulary) -> None:
        self.text, self.side, self.vocabulary = text, side, vocabulary

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    @cached_property
    def _names(self) -> tuple[list[Word], list[Hit]]:
        return names_of(self.vocabulary).find(self.text)

    @property
    def words(self) -> list[Word]:
        return self._names[0]

    @property
    def hits(self) -> list[Hit]:
        return self._names[1]

    def of(self, *kinds: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.kind in kinds]


class Phrase(Struct, frozen=True):
    """A fixed phrase: its pattern, what it asks, and on which side it is read."""

    says: Any
    when: Condition
    side: str = ""
    formal: bool = False


class Words(Struct, frozen=True):
    """The phrases, fillers and exceptions of `trials/phrases.yaml`, made ready."""

    phrases: tuple[Phrase, ...]
    sites: tuple[tuple[Any, str], ...]
    widens: Any
    fillers: frozenset[str]
    asides: Any
    nothing: frozenset[str]


@lru_cache(maxsize=8)
def words_of(vocabulary: Vocabulary) -> Words:
    data = vocabulary.terms("trials_phrases")
    phrases = [
        Phrase(
            re.compile(_spaced(row["says"])),
            row.get("when") or {"presume": {"ask": {"key": row["key"], "question": row["question"]}}},
            "inclusion",
            True,
        )
        for row in data["formal"]
    ]
    phrases += [
        Phrase(
            re.compile(rf"(?<![\w-])(?:{_spaced(row['says'])})(?![\w-])"), row["when"],
            "inclusion" if row.get("inclusion_only") else "exclusion" if row.get("exclusion_only") else "",
        )
        for row in data["phrases"]
    ]  # fmt: skip
    widens = sorted((re.escape(str(word).strip()) for word in data["widens"]), key=len, reverse=True)
    return Words(
        phrases=tuple(phrases),
        sites=tuple(
            (re.compile(rf"(?<!\w)(?:{'|'.join(map(_spaced, says))})(?!\w)"), site) for site, says in data["sites"].items()
        ),
        widens=re.compile(rf"(?<![\w-])(?:{'|'.join(widens)})(?![\w-])"), fillers=frozenset(map(str, data["fillers"])),
        nothing=frozenset(map(str, data["nothing"])),
        asides=re.compile("|".join(f"(?:{_spaced(one)})" for one in data["asides"])),
    )  # fmt: skip


def _spaced(pattern: str) -> str:
    return pattern.replace(" ", r"\s")
