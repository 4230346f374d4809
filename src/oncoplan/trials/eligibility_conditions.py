"""Other illnesses, infections, metastases by place, and procedures in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_found import Found, Sentence, words_of

_ACTIVE = Pattern(
    r"\b(?P<word>active|chronic|ongoing|current|uncontrolled|acute)(?:\s(?:or|and|and/or)\s(?:active|chronic|"
    r"ongoing|current|acute))?(?:\s(?:known|infection\swith|infection\sby|viral))*\s$"
)
_HISTORY = Pattern(
    r"\b(?:history|histories)\sof(?:\s(?:known|a|an|any|active|documented|or\scurrent|prior|infection\swith)"
    r")*\s$"
)


@lru_cache(maxsize=8)
def _states(vocabulary: Vocabulary) -> tuple[tuple[Any, Condition], ...]:
    data = vocabulary.terms("trials_conditions")
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{row['says'].replace(' ', chr(92) + 's')})(?![\w-])"), row["when"]) for row in data["states"]
    )


def conditions(sentence: Sentence) -> Iterator[Found]:
    """What the vocabulary of illnesses and of procedures knows, and metastases of a place."""
    for pattern, when in _states(sentence.vocabulary):
        for found in pattern.finditer(sentence.lower):
            yield _placed(sentence, found.start(), found.end(), when)
    for hit in sentence.of("condition"):
        yield _placed(sentence, hit.start, hit.end, {"condition": {"is": [hit.key]}})
    for pattern, site in words_of(sentence.vocabulary).sites:
        for found in pattern.finditer(sentence.lower):
            before = sentence.lower[: found.start()]
            asked: dict[str, Any] = {"site": [site]}
            start = found.start()
            state = re.search(
                r"(?P<words>(?:(?:active|symptomatic|untreated|uncontrolled|known|new|progressive|unstable)(?:,|/|\sor|"
                r"\sand|\sand/or)?\s)+)$",
                before,
            )
            words = state["words"] if state else ""
            if words:
                start -= len(words)
                if re.fullmatch(r"(?:known\s)?symptomatic\s", words):
                    asked["symptomatic"] = True
                elif re.fullmatch(r"(?:known\s)?untreated\s", words):
                    asked["treated"] = False
                elif words.strip() != "known":
                    start = found.start()
            if start == found.start() and words and words.strip() != "known":
                continue
            yield Found(start=start, end=found.end(), when={"lesion": asked}, about="site", known="known" in words)


@lru_cache(maxsize=8)
def _degrees(vocabulary: Vocabulary) -> tuple[Any, dict[str, dict[str, str]]]:
    data: dict[str, dict[str, str]] = vocabulary.terms("trials_conditions")["degrees"]
    words = "|".join(sorted(data, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?P<word>{words})\s$"), data


def _placed(sentence: Sentence, start: int, end: int, when: Condition) -> Found:
    """With the words in front: `active`, `history of`, or how bad it is."""
    before = sentence.lower[:start]
    active = _ACTIVE.search(before)
    if active is not None and active["word"] != "uncontrolled":
        return Found(start=active.start(), end=end, when=when, about="condition")
    past = _HISTORY.search(before)
    if past is not None and "condition" in when:
        ever = {"condition": {"is": when["condition"]["is"], "status": ["active", "controlled", "history", "resolved"]}}
        return Found(start=past.start(), end=end, when=ever, about="condition")
    pattern, degrees = _degrees(sentence.vocabulary)
    degree = pattern.search(before)
    if degree is not None and "condition" in when and len(when["condition"]["is"]) == 1:
        (name,) = when["condition"]["is"]
        asked = degrees[degree["word"]]
        ask = {"key": asked["key"].format(name.replace(" ", "_")), "question": asked["question"].format(name)}
        return Found(start=degree.start(), end=end, when={"all": [when, {"ask": ask}]}, about="degree")
    return Found(start=start, end=end, when=when, about="condition")
