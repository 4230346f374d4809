"""A biomarker as an eligibility sentence mentions it, the parts of such a sentence, and the words that tell them apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec import Struct

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_names import words_of_text


class Mention(Struct, frozen=True, kw_only=True):
    """One biomarker with one result, as the words have it.

    `genes`: one, or the genes of a group as one (`RAS`); `marker`: the vocabulary's key where the name is one of a marker.
    `what`: the words of the change or of the result. `absent`: it is asked not to be there. `known`: only what is known counts.
    `narrowed`: words that narrow it and that are not understood. `start`, `end`: its place in the sentence.
    """

    label: str
    genes: tuple[str, ...] = ()
    marker: str | None = None
    what: str = ""
    function: str = ""
    origin: str = ""
    absent: bool = False
    known: bool = False
    narrowed: tuple[str, ...] = ()
    bounds: tuple[tuple[str, float, str, str], ...] = ()  # (sign, value, unit, score)
    start: int = 0
    end: int = 0
    joined: str = ""  # how it follows the one before: `and`, `or`, "" (other words between)
    listed: int = 0  # mentions of one list of genes or of changes have the same number
    example: bool = False  # it is named as an example of the one before, or as what that one means


class Tables(Struct, frozen=True):
    """The data of `trials/biomarkers.yaml`, made ready."""

    results: dict[str, Any]
    narrowing: frozenset[str]
    functions: dict[str, str]
    origins: dict[str, str]
    first: frozenset[str]  # the first words of results
    negations: dict[str, list[tuple[str, ...]]]  # by their first word, the longest first
    known: frozenset[str]
    fillers: frozenset[str]
    drugs_behind: frozenset[str]
    drugs_before: frozenset[str]
    levels: dict[str, str]
    leads: frozenset[str]  # the first words of functions and origins


@lru_cache(maxsize=8)
def tables_of(vocabulary: Vocabulary) -> Tables:
    data = vocabulary.terms("trials_biomarkers")
    results = {_key(k): v for k, v in data["results"].items() if v}
    negations: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted((tuple(_key(n).split()) for n in data["negations"]), key=lambda n: -len(n)):
        negations.setdefault(words[0], []).append(words)
    return Tables(
        first=frozenset(key.split()[0] for key in results), negations=negations,
        results=results, narrowing=frozenset(map(str, data["narrowing"])),
        functions={_key(k): v for k, v in data["functions"].items()}, origins={_key(k): v for k, v in data["origins"].items()},
        known=frozenset(data["known"]), fillers=frozenset(map(str, data["fillers"])),
        drugs_behind=frozenset(data["drugs_behind"]), drugs_before=frozenset(data["drugs_before"]), levels=data["levels"],
        leads=frozenset(_key(k).split()[0] for k in (*data["functions"], *data["origins"])),
    )  # fmt: skip


def _key(text: str) -> str:
    return " ".join(w.text.lower() for w in words_of_text(text) if w.text[0] not in "-/:,()")


class Part(Struct):
    """A part of the sentence with what it is.

    G a gene or marker · W words of change or result · R a whole result · A adjective of function · O origin · Q narrowing word ·
    N negation · K known · C and, or, comma · F words that change nothing · ( ) · X anything else.
    """

    kind: str
    start: int
    end: int
    text: str
    value: Any = None
    marker: str | None = None
