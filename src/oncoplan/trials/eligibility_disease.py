"""Cancers, their stage and their state in a sentence: `stage IIIB-IV NSCLC`, `relapsed or refractory CLL`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from oncoplan.model.cancer_words import cancer_key, singular
from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_found import Found, Sentence
from oncoplan.trials.eligibility_names import Hit

_STAGE_WORD = r"(?:IV|I{1,3})(?:[ABC][1-4]?)?(?:\s?\(?N[123]\)?)?|[1-4](?:[ABCabc])?"
_STAGE = Pattern(
    rf"\b(?:(?:AJCC|UICC|FIGO|clinical|pathologic(?:al)?|anatomic(?:al)?)\s)*stages?\s(?P<list>(?:{_STAGE_WORD})"
    rf"(?:\s?(?:,|-|/|to|or|and|and/or|through)\s?(?:or\s|and\s)?(?:stages?\s)?(?:{_STAGE_WORD})\b)*)(?![A-Za-z0-9]"
    rf")",
    re.I,
)
_BETWEEN = Pattern(r"^[\s,]*(?:(?:and/or|or|and|/|,)\s?)*(?:an?\s|the\s)?$", re.I)
_RANGE = ("-", "to", "through")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_SOLID = Pattern(
    r"(?:solid\s(?:tumou?rs?|cancers?|malignanc(?:y|ies)|neoplasms?|organ\smalignanc(?:y|ies))(?:\smalignanc(?:y|"
    r"ies))?)(?:\stumou?rs?)?",
    re.I,
)
_BLOOD = Pattern(r"h(?:a)?ematolog|leuk(?:a)?emi|lymphom|myelom|myelodys|\b(?:aml|cll|cml|mds|all|nhl|dlbcl)\b")
_NOT_A_DIAGNOSIS = Pattern(
    r"\b(?:prior|previous|history of|treat(?:ed|ment)|therapy|therapies|for|other|second|another|concurrent|"
    r"concomitant|screening|family|than|adjuvant|metastas[ie]s (?:from|of)|progression of|against|resect\w+|"
    r"surgery|risk)\s*(?:\w+\s){0,2}$",
    re.I,
)


@lru_cache(maxsize=8)
def _states(vocabulary: Vocabulary) -> tuple[tuple[Any, Condition, dict[str, Any]], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{row['says'].replace(' ', chr(92) + 's')})(?![\w-])"), row["when"], row)
        for row in vocabulary.terms("trials_disease")["states"]
    )


def disease(sentence: Sentence) -> Iterator[Found]:
    """The diagnosis asked for, its stage and its state. Only where the sentence is about the person's own cancer now."""
    cancers = list(_cancers(sentence))
    yield from cancers
    stages = list(_stages(sentence))
    yield from stages
    if (
        not cancers
        and not stages
        and not re.search(r"\b(?:disease|malignan|tumou?r|cancer|carcinoma|neoplasm|lymphoma|leuk)", sentence.lower)
    ):
        return
    for pattern, when, row in _states(sentence.vocabulary):
        for found in pattern.finditer(sentence.lower):
            if _NOT_A_DIAGNOSIS.search(sentence.text[: found.start()]):
                continue
            if "disease" in when and "extent" in when["disease"] and _BLOOD.search(sentence.lower):
                continue  # extent is a word for solid tumours
            left = (str(row["narrower"]),) if row.get("narrower") else ()
            condition = when
            if row.get("also_metastatic") and found[0].startswith("metastatic"):
                condition = {"all": [{"disease": {"extent": ["metastatic"]}}, when]}
            yield Found(start=found.start(), end=found.end(), when=condition, about="state", left=left)


def _cancers(sentence: Sentence) -> Iterator[Found]:
    """Names of cancers; those that a comma or `or` joins are one choice."""
    hits = [hit for hit in sentence.of("cancer") if not _NOT_A_DIAGNOSIS.search(sentence.text[: hit.start])]
    for found in _SOLID.finditer(sentence.text):
        if not any(h.start <= found.start() < h.end for h in hits) and not _NOT_A_DIAGNOSIS.search(
            sentence.text[: found.start()]
        ):
            hits.append(Hit("cancer", "solid", found.start(), found.end(), -1, -1, found[0]))
    hits.sort(key=lambda h: h.start)
    if sentence.side == "exclusion" and not all(_own_name(hit, sentence.vocabulary) for hit in hits):
        return  # a name that is narrower than its node would bar too many
    at = 0
    while at < len(hits):
        group = [hits[at]]
        while at + 1 < len(hits) and _joined(sentence.text[group[-1].end : hits[at + 1].start]):
            at += 1
            group.append(hits[at])
        at += 1
        yield Found(start=group[0].start, end=_closed(sentence.text, group[-1].end), when=_choice(group), about="cancer")


def _own_name(hit: Hit, vocabulary: Vocabulary) -> bool:
    """Whether the words are the node's own name or code, not a narrower thing that the node stands for."""
    if hit.key == "solid":
        return True
    node = vocabulary.cancer(str(hit.key))
    return node is not None and (
        hit.text.upper() == node.code or singular(cancer_key(hit.text)) == singular(cancer_key(node.name))
    )


def _joined(between: str) -> bool:
    return bool(_BETWEEN.match(re.sub(r"\s?\([A-Za-z0-9/ .-]{2,12}\)", "", between)))


def _closed(text: str, end: int) -> int:
    """Past an abbreviation in brackets."""
    aside = re.match(r"\s?\((?:[A-Z][A-Za-z0-9/+-]{1,9})\)", text[end:])
    return end + aside.end() if aside else end


def _choice(group: list[Hit]) -> Condition:
    codes = list(dict.fromkeys(str(hit.key) for hit in group if hit.key != "solid"))
    named: Condition | None = {"cancer": codes} if codes else None
    if not any(hit.key == "solid" for hit in group):
        assert named is not None
        return named
    return {"any": [{"is": "solid_tumour"}, named]} if named else {"is": "solid_tumour"}


def _stages(sentence: Sentence) -> Iterator[Found]:
    for found in _STAGE.finditer(sentence.text):
        before = sentence.text[max(0, found.start() - 30) : found.start()].lower()
        if re.search(
            r"(?:nyha|heart|kidney|renal|child|ckd|fibrosis|gold|bclc|rai|binet|chronic|d'amico|dose|trial|study|liver)"
            r"\W*(?:\w+\s)?$",
            before,
        ):
            continue
        values = _values(found["list"])
        if values:
            yield Found(start=found.start(), end=found.end(), when={"stage": {"any_of": values}}, about="stage")


def _values(text: str) -> list[str] | None:
    """`IIIB-IV` as the stages it spans; None where a span cannot be written out."""
    parts = re.findall(rf"{_STAGE_WORD}|-|to|through|,|/|or|and", text, re.I)
    values: list[str] = []
    span = False
    for part in parts:
        lower = part.lower()
        if lower in _RANGE:
            span = True
        elif lower in (",", "/", "or", "and"):
            continue
        else:
            one = _stage(part)
            if span and values:
                between = _between(values[-1], one)
                if between is None:
                    return None
                values += between
            else:
                values.append(one)
            span = False
    return list(dict.fromkeys(values))


def _stage(written: str) -> str:
    body = re.sub(r"\s?\(?N[123]\)?$", "", written.strip(), flags=re.I).upper()
    return _ROMAN.get(body[0], body[0]) + body[1:] if body[0].isdigit() else body


def _between(first: str, last: str) -> list[str] | None:
    order = ["I", "II", "III", "IV"]
    low, high = re.match(r"IV|I{1,3}", first), re.match(r"IV|I{1,3}", last)
    if low is None or high is None or order.index(low[0]) > order.index(high[0]):
        return None
    if low[0] == high[0]:
        letters = "ABC"
        a, b = first[len(low[0]) :][:1], last[len(high[0]) :][:1]
        return [f"{low[0]}{c}" for c in letters[letters.index(a) + 1 : letters.index(b) + 1]] if a and b and a < b else None
    middle = order[order.index(low[0]) + 1 : order.index(high[0])]
    start = []
    if (letter := first[len(low[0]) :][:1]) and letter in "ABC":
        start = [f"{low[0]}{c}" for c in "ABC"["ABC".index(letter) + 1 :]]
    stop = [last]
    if (letter := last[len(high[0]) :][:1]) and letter in "ABC":
        stop = [f"{high[0]}{c}" for c in "ABC"[: "ABC".index(letter) + 1]]
    return [*start, *middle, *stop]
