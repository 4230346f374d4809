"""Age, sex and performance status in a sentence, and the fixed phrases that need no grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.trials.eligibility_found import Found, Sentence, words_of

_N = r"(\d{1,3})"
_Y = r"(?:\s?(?:years?|yrs?|y/o|yo)\b(?:\s?-?\s?(?:old|of age))?)"
_SIGN = (
    r"(>=|>|<=|<|at least|greater than or equal to|older than|over|above|more than|younger than|under|below|"
    r"less than or equal to|less than|minimum(?: age)?(?: of)?|minimum age:?)"
)
_AGE = (
    (
        Pattern(
            rf"(?:\b(?:aged?|ages)\b[\s:,]*(?:of\s)?(?:between\s)?|(?<![\d.])\bbetween\s)?(?:{_SIGN}\s?)?(?<![\d.]){_N}{_Y}?\s?"
            rf"(?:-|to|~|and(?=\s?(?:<=|<|\d))|through|until|,)\s?(?:(<=|<)\s?)?{_N}{_Y}",
            re.I,
        ),
        "range",
    ),
    (
        Pattern(
            rf"\b(?:aged?|ages)\b[\s:,]*(?:of\s)?(?:between\s|from\s|range\s)?{_N}\s?(?:-|to|~|and|through)\s?{_N}(?!\d)", re.I
        ),
        "short range",
    ),
    (Pattern(rf"{_SIGN}\s?(?:the\s)?(?:age\s(?:of\s)?)?{_N}{_Y}", re.I), "sign"),
    (
        Pattern(
            rf"\b(?:age[ds]?)\b[\s:,]*(?:must be\s|is\s|of\s|should be\s)*{_SIGN}\s?(?:to\s)?(?:the\sage\sof\s)?{_N}{_Y}?(?![\d"
            rf".%])",
            re.I,
        ),
        "sign",
    ),
    (
        Pattern(
            rf"(?<![\d.-]){_N}{_Y}?\s(?:of age\s)?(?:or|and|of age or|of age and)\s?(older|above|over|more|greater|"
            rf"younger|up)\b(?:\s(?:at|in))?",
            re.I,
        ),
        "or older",
    ),
    (Pattern(rf"(?:adults?\s)?\((?:>=\s?){_N}{_Y}?\)", re.I), "bare"),
)
_OF_AGE = Pattern(r"^(?:\s?(?:of age|old))?")
_UPPER = ("<", "<=", "younger than", "under", "below", "less than", "less than or equal to", "younger")
_ECOG = Pattern(
    r"(?:eastern co-?operative oncology group|\becog\b|\bwho\b|zubrod|\bps\b|performance status|\bswog\b|world health "
    r"organi[sz]ation)[^.;<>=\d]{0,90}?"
    r"(?P<sign><=|>=|<|>|=|less than or equal to|at most|no more than|not more than)?\s?(?:grade\s|score\s|"
    r"of\s)?(?P<a>[0-4])(?!\d|\.\d|\s?(?:weeks|months|years|%))"
    r"(?:\s?(?P<to>-|to|~|or|,|and|/|through)\s?(?P<b>[0-4])(?!\d|\.\d))?(?:\s?,?\s?(?:or|and)\s?(?P<c>[0-4])(?!\d|\.\d))?",
    re.I,
)
_KARNOFSKY = Pattern(
    r"(?:karnofsky|\bkps\b)[^.;<>=\d]{0,70}?(?P<sign>>=|>|<|<=|of at least|at least|greater than or equal to|"
    r"greater than|of)?\s?(?P<a>\d{2,3})\s?%?(?:\s?(?:or|and) (?:greater|higher|above|better|more))?(?:\s?(?:-|"
    r"to)\s?(?P<b>\d{2,3})\s?%?)?",
    re.I,
)
_NUMBERED = ("performance", "ecog", "who", "zubrod", "swog", "eastern")


def person(sentence: Sentence) -> Iterator[Found]:
    """Everything of these kinds in the sentence."""
    yield from _age(sentence)
    yield from _performance(sentence)
    known = words_of(sentence.vocabulary)
    for phrase in known.phrases:
        if phrase.formal or (phrase.side and phrase.side != sentence.side):
            continue
        for found in phrase.says.finditer(sentence.lower):
            yield Found(start=found.start(), end=found.end(), when=phrase.when, about="phrase")


def _age(sentence: Sentence) -> Iterator[Found]:
    text = sentence.lower
    if not re.search(
        r"\b(?:age|aged|ages|old|older|younger|adults?|y/o|yo|male|female|men|women|patients|subjects|participants)"
        r"\b",
        text,
    ):
        return
    for pattern, form in _AGE:
        for found in pattern.finditer(text):
            asked = _years(found, form)
            if asked is None or _of_something_else(text, found.start(), found.end()):
                continue
            end = found.end() + len(_OF_AGE.match(text[found.end() :])[0])  # type: ignore[index]
            yield Found(start=found.start(), end=end, when={"age": asked}, about="age")
            return


def _years(found: re.Match[str], form: str) -> dict[str, int] | None:
    if form == "range":
        sign, low, upper, high = found.groups()
        if sign and sign in _UPPER:
            return None
        asked = {
            "above" if sign in (">", "older than", "over", "above", "more than") else "min": int(low),
            "below" if upper == "<" else "max": int(high),
        }
        return asked if int(low) < int(high) <= 120 else None
    if form == "short range":
        return {"min": int(found[1]), "max": int(found[2])} if int(found[1]) < int(found[2]) <= 120 else None
    if form == "bare":
        return {"min": int(found[1])}
    if form == "or older":
        return {"max" if found[2] == "younger" else "min": int(found[1])}
    sign, number = found[1].lower(), int(found[2])
    if number > 120:
        return None
    if sign in _UPPER:
        return {"max" if sign in ("<=", "less than or equal to") else "below": number}
    return {"above" if sign in (">", "older than", "over", "above", "more than") else "min": number}


def _of_something_else(text: str, start: int, end: int) -> bool:
    """Years that are no age: `within 5 years`, `for at least 2 years`, `survival`, and a condition on age in a sentence."""
    before, after = text[max(0, start - 30) : start], text[end : end + 40]
    if re.search(
        r"(?:within|last|past|previous|prior|for|preceding|over the|every|if|who are|in (?:patients|participants|"
        r"subjects)|patients) $",
        before,
    ):
        return not re.search(r"\b(?:of age|old(?:er)?|younger|ages?|aged)\b", text[start : end + 8]) or bool(
            re.search(r"(?:if|who are|for) $", before)
        )
    return bool(
        re.match(
            r"\s?(?:ago|prior|before|after|since|from|of (?!age)|post|without|with no|"
            r"disease)",
            after,
        )
    )


def _performance(sentence: Sentence) -> Iterator[Found]:
    text = sentence.lower
    if any(word in text for word in _NUMBERED) or re.search(r"\bps\b", text):
        found = _ECOG.search(text)
        while found and found[0].startswith("who") and not sentence.text.startswith("WHO", found.start()):
            found = _ECOG.search(text, found.start() + 3)  # "those who have" is no scale of the WHO
        if found and not re.search(r"karnofsky|lansky|kps", found[0]) and not re.search(r"\bgrade\b.*toxic", found[0]):
            asked = _ecog(found)
            if asked is not None and not re.match(r"\s?(?:\(part|\(cohort|\(arm|%|\d)", text[found.end() :]):
                yield Found(start=found.start(), end=found.end(), when={"performance_status": asked}, about="performance")
    if "karnofsky" in text or "kps" in text:
        found = _KARNOFSKY.search(text)
        condition = found and _from_karnofsky(found, sentence.side)
        if found and condition:
            yield Found(start=found.start(), end=found.end(), when=condition, about="performance")


def _ecog(found: re.Match[str]) -> dict[str, int] | None:
    low, sign = int(found["a"]), found["sign"]
    numbers = [int(n) for n in (found["a"], found["b"], found["c"]) if n]
    if len(numbers) > 1:
        if sign and sign not in ("=",):
            return None
        if sorted(numbers) != numbers or (
            found["to"] in ("or", ",", "/", "and") and numbers != list(range(numbers[0], numbers[-1] + 1))
        ):
            return None
        return {"max": numbers[-1]} if numbers[0] == 0 else {"min": numbers[0], "max": numbers[-1]}
    if sign in ("<=", "less than or equal to", "at most", "no more than", "not more than"):
        return {"max": low}
    if sign == "<":
        return {"max": low - 1} if low else None
    if sign == ">=":
        return {"min": low}
    if sign == ">":
        return {"min": low + 1}
    if sign == "=" or low == 0:
        return {"min": low, "max": low}
    return None


def _from_karnofsky(found: re.Match[str], side: str) -> Condition | None:
    """ECOG from Karnofsky as ECOG's own table pairs them: 100-90 is 0, 80-70 is 1, 60-50 is 2, 40-30 is 3, 20-10 is 4."""
    value, sign = int(found["a"]), found["sign"]
    if value > 100 or value % 10 or (found["b"] and int(found["b"]) != 100):
        return None
    if sign in ("<", "<="):
        return None
    if sign == ">" or sign == "greater than":
        value += 10
    if side == "exclusion" or value < 10:
        return None
    return {"performance_status": {"max": {10: 0, 9: 0, 8: 1, 7: 1, 6: 2, 5: 2, 4: 3, 3: 3, 2: 4, 1: 4}[min(value, 100) // 10]}}
