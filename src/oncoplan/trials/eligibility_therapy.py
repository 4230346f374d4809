"""Earlier treatment in a sentence: drugs, classes and kinds that were given or not, when they ended, and how many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.trials.eligibility_found import Found, Sentence
from oncoplan.trials.eligibility_names import Hit

_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_COUNT = r"(?P<n>one|two|three|four|five|six|[1-6])(?:\s?\((?:\d|one|two|three|four|five|six)\))?"
_LINES = Pattern(
    rf"(?:(?P<neg>no more than|not more than|not (?:have )?received more than|a maximum of|maximum of|maximum|"
    rf"up to|at most|<=|<|not exceeding|fewer than|less than)|(?P<pos>at least|a minimum of|minimum of|>=|>|"
    rf"more than|greater than|exceeding))\s?{_COUNT}"
    r"\s?(?:or (?:more|fewer)\s)?(?:prior|previous|earlier)?\s?(?:systemic\s)?(?:lines?|regimens?)\s?(?:of\s)?(?:prior\s|"
    r"previous\s)?(?:(?:systemic|systemic anti-?cancer|anti-?cancer|anti-?myeloma|therapy|treatment|therapies|"
    r"chemotherapy)\s?){0,3}"
    r"(?:\s?(?:for|in) (?:the )?(?P<setting>(?:locally )?(?:advanced|metastatic|recurrent|unresectable|advanced or met"
    r"astatic|locally advanced or metastatic|relapsed or refractory|relapsed/refractory|advanced/metastatic)"
    r"(?: or metastatic| and/or metastatic|/metastatic)?(?: disease| setting)?))?",
    re.I,
)
_KIND = Pattern(
    r"chemo|endocrine|hormon|platinum|target|immuno|cytotoxic|taxane|biologic|inhibitor|antibod|\btki|anti-?her2|"
    r"her2|regimens?\s(?:with|contain)",
    re.I,
)
_PLACE = Pattern(
    r"\s(?:to|at)\s(?:the\s|an?\s|any\s)?(?!(?:date|time|least)\b)\w|\s(?:of|in)\s(?:the\s)?(?:chest|thorax|"
    r"brain|liver|pelvis|pelvic|head|neck|lung|abdom|spine|bone)",
    re.I,
)
_RECEIVED = Pattern(
    r"(?:\b(?:have |has |had )?(?:previously )?(?:received|undergone|had|failed|been treated with|progressed (?:on|"
    r"after)) )?$"
)
_LINES_OR = Pattern(
    rf"{_COUNT}\s(?P<way>or more|or fewer|or greater)\s(?:prior|previous)\s?(?:lines?|regimens?)(?:\sof\s(?:prior\s)"
    rf"?(?:systemic\s)?(?:therapy|treatment|therapies))?",
    re.I,
)
_NAIVE = Pattern(
    r"(?:treatment[- ]na[iï]ve|previously untreated|no (?:prior|previous) systemic (?:anti-?cancer )?(?:therapy|"
    r"treatment|chemotherapy)|(?:have |has )?not received (?:any )?(?:prior|previous) systemic (?:anti-?cancer )"
    r"?(?:therapy|treatment))"
    r"(?P<setting>\s(?:for|in) (?:the )?(?:(?:locally )?(?:advanced|metastatic|recurrent|unresectable)(?:,? ?(?:or|"
    r"and|and/or|/) ?(?:locally )?(?:advanced|metastatic|recurrent|unresectable))*)(?: disease| setting| nsclc|"
    r" cancer)?)?",
    re.I,
)
_BEFORE = Pattern(
    r"(?P<no>\bno\b|\bnot\b|\bnever\b|\bwithout\b|n't\b)?(?:\s(?:have|has|had|having|been|be|any|previously|"
    r"received|undergone|known|a|history of))*\s?"
    r"(?P<verb>(?:any\s)?(?:prior|previous|previously|earlier|past)\b(?:\s(?:exposure|treatment|treated|therapy|"
    r"therapies|use|received|systemic))*(?:\s(?:to|with|by|of|using|on))?|received(?:\s(?:any|a|an|prior|previous|"
    r"prior\streatment\swith|treatment\swith|prior\stherapy\swith|therapy\swith))*|(?:been\s)?(?:previously\s)"
    r"?treated(?:\s(?:previously|before))?\swith|treatment\swith|therapy\swith|exposure\sto|(?P<out>progress(?:ed|"
    r"ion|ive disease|ing)?(?:\sdisease)?\s(?:on|after|during|following|on or after|during or after|to|on/after)"
    r"(?:\sor\s(?:after|following|during))?|refractory\sto|resistant\sto|relapsed\s(?:after|following|on)|"
    r"failed|failure\s(?:of|to)|intoleran(?:t|ce)\s(?:of|to)))"
    r"(?:\s(?:treatment|therapy|prior|previous|at least one|at least 1|with|an?|any|the|either|other|one of|"
    r">=|1|one|line of|of|or more|more|lines?|first-line|second-line|both|systemic|specific|selective|small molecule|"
    r"approved|oral|another|standard|current))*\s?$",
    re.I,
)
_TAIL = Pattern(
    r"^(?:[\s-]*(?:\(s\)|\((?!not\b|exc|other)[A-Za-z0-9/-]{1,16}\)|-?based|-?containing|therap(?:y|ies)|treatments?|agents?|"
    r"antibod(?:y|ies)|drugs?|regimens?|inhibitors?|monoclonal|exposure|medications?|blockade|chemotherapy)"
    r")*",
    re.I,
)
_AFTER_PRIOR = Pattern(r"^\s?(?:is|are)\s", re.I)
_WINDOW = Pattern(
    r"^[\s,]*(?:within|(?:<|<=|less than|fewer than)|in the|during the|in)\s?(?:the\s)?(?:last\s|past\s|previous\s|"
    r"prior\s)?(?P<n>\d{1,3}|one|two|three|four|six)\s?(?:\(\d+\)\s?)?-?(?P<unit>days?|weeks?|months?|years?)"
    r"(?:\s\(\d+\s(?:days?|weeks?)\))?(?P<of>(?:\s(?:of|before|prior to|prior|preceding|from|to))?(?:\s(?:the|"
    r"first|dose|start|study|starting|of|initiation|administration|treatment|drug|therapy|enrol?lment|entry|"
    r"randomi[sz]ation|registration|screening|day|cycle|c1d1|1|initial|protocol|investigational|product|medication|"
    r"intervention|leukapheresis|infusion|planned|beginning|receiving|on|consent|signing|and|,)){0,12})",
    re.I,
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
_LATER = Pattern(r"\b(?:half-?li(?:fe|ves)|whichever|unless|or \d)\b", re.I)
_AND = Pattern(r"^(?:[\s,]|and/or|or|and|/|anti-|an?\s|any\s|other\s(?=x)|either\s)*$", re.I)


def therapy(sentence: Sentence) -> Iterator[Found]:
    """Every statement on earlier treatment."""
    yield from _lines(sentence)
    hits = sentence.of("drug", "class", "treatment")
    at = 0
    while at < len(hits):
        group = [hits[at]]
        first = hits[at].end
        end = _end(sentence.text, hits[at].end)
        while at + 1 < len(hits) and _AND.match(sentence.text[end : hits[at + 1].start]):
            at += 1
            group.append(hits[at])
            end = _end(sentence.text, hits[at].end)
        at += 1
        joins = set(re.findall(r"and/or|\bor\b|\band\b|/", sentence.text[first:end].lower()))
        found = _given(sentence, group, end, every=len(group) > 1 and joins == {"and"})
        if found is not None:
            yield found


def _end(text: str, end: int) -> int:
    tail = _TAIL.match(text[end:])
    return end + (tail.end() if tail else 0)


def _lines(sentence: Sentence) -> Iterator[Found]:
    text = sentence.text
    for found in _LINES.finditer(text):
        count = _COUNTS[found["n"].lower()]
        negative, positive = (found["neg"] or "").lower(), (found["pos"] or "").lower()
        before = text[max(0, found.start() - 40) : found.start()].lower()
        turned = bool(re.search(r"\b(?:not|no|never)\b[\w\s]{0,25}$", before)) and not negative
        if negative in ("<", "fewer than", "less than"):
            count -= 1
        if positive in (">", "more than", "greater than", "exceeding"):
            count += 1
        if turned:
            start = found.start() - (len(before) - before.rfind("not" if "not" in before else "no"))
            asked: dict[str, Any] = {"max": count}
        else:
            start = found.start() - len(_RECEIVED.search(before)[0])  # type: ignore[index]
            asked = {"max": count + 1} if negative else {"min": count + 1}
        if asked.get("max", 1) < 1 or (("min" not in asked or sentence.side == "exclusion") and _of_a_kind(text, found)):
            continue
        yield Found(start=max(start, 0), end=found.end(), when={"next_line": asked}, about="lines")
    for found in _LINES_OR.finditer(text):
        count = _COUNTS[found["n"].lower()]
        way = found["way"].lower()
        if (way == "or fewer" or sentence.side == "exclusion") and _of_a_kind(text, found):
            continue
        yield Found(
            start=found.start(),
            end=found.end(),
            when={"next_line": {"min": count + 1} if way != "or fewer" else {"max": count + 1}},
            about="lines",
        )
    for found in _NAIVE.finditer(text):
        if (found["setting"] or "systemic" in found[0].lower()) and not _KIND.search(found[0]):
            yield Found(start=found.start(), end=found.end(), when={"next_line": {"is": 1}}, about="lines")


def _of_a_kind(text: str, found: re.Match[str]) -> bool:
    """Whether only lines of one kind are counted (`two prior lines of chemotherapy`), of which there are fewer than of all."""
    return _KIND.search(text[found.start() : found.end() + 40]) is not None


def _given(sentence: Sentence, group: list[Hit], end: int, *, every: bool) -> Found | None:
    """`prior treatment with an EGFR TKI within 4 weeks of the first dose`, as given; turned round where it is denied.

    `every`: an `and` joins the list: each of them was given; where that bars, what is meant is not plain.
    """
    text = sentence.text
    start = group[0].start
    head = _BEFORE.search(text[:start])
    if head is None or head.end() != start or not head["verb"]:
        return None
    asked = _asked(group)
    if asked is None:
        return None
    begin = head.start() + (len(head[0]) - len(head[0].lstrip()))
    denied = bool(head["no"])
    if head["out"]:
        said = head["out"].lower()
        if said.startswith("intoleran"):
            asked["outcome"] = ["toxicity"]
        elif said.startswith(("failed", "failure")):
            return None
        else:
            asked["outcome"] = ["progression"]
    if _PLACE.match(text[end:]):
        return None  # of one place only
    window = _WINDOW.match(text[end:])
    if window is not None:
        if _LATER.search(text[end + window.end() : end + window.end() + 60]) or head["out"]:
            return None
        number = _WORDS.get(window["n"].lower()) or int(window["n"])
        asked["ended_within"] = (
            f"{number * 7}d" if window["unit"].lower().startswith("week") else f"{number}{_unit(window['unit'])}"
        )
        end += window.end()
    when: Condition = {"prior_therapy": asked}
    if every:
        if denied or sentence.side == "exclusion":
            return None
        parts = [(kind, key) for kind in ("drug", "class", "kind") for key in asked.pop(kind, ())]
        when = {"all": [{"prior_therapy": {kind: [key], **asked}} for kind, key in parts]}
    return Found(start=begin, end=end, when={"not": when} if denied else when, about="therapy")


def _unit(word: str) -> str:
    return {"d": "d", "m": "mo", "y": "y"}[word[0].lower()]


def _asked(group: list[Hit]) -> dict[str, Any] | None:
    drugs = [str(h.key) for h in group if h.kind == "drug"]
    classes = [str(h.key) for h in group if h.kind == "class"]
    kinds = [str(h.key) for h in group if h.kind == "treatment"]
    if kinds and (drugs or classes):
        return None
    asked: dict[str, Any] = {}
    if drugs:
        asked["drug"] = list(dict.fromkeys(drugs))
    if classes:
        asked["class"] = list(dict.fromkeys(classes))
    if kinds:
        asked["kind"] = list(dict.fromkeys(kinds))
    return asked
