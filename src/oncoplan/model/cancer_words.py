"""A cancer's name in other words: spelling, hyphens, word order, and the state of the disease in front of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from oncoplan.model.pattern import Pattern

_SPELLING = (
    (Pattern(r"(?<=leuk)ae(?=mi)|(?<=an)ae(?=mi)|(?<=in)ae(?=mi)|(?<=yth)ae(?=mi)|(?<=h)ae(?=m)|(?<=p)ae(?=d)"), "e"),
    (Pattern(r"\b(?:oe)(?=s)"), "e"),
    (Pattern(r"(?<=ph)ae(?=o)|(?<=gyn)ae(?=c)|(?<=di)arrhoe(?=a)"), "e"),
    (Pattern(r"(?<=tum)our\b|(?<=tum)ours\b"), "or"),
    (Pattern(r"(?<=analog)ue\b"), ""),
    (Pattern(r"'s?\b|'"), ""),
)
_PLURAL = Pattern(r"\b(tumor|cancer|carcinoma|neoplasm|lymphoma|leukemia|sarcoma|glioma)s\b")
_STATE_WORD = (
    r"(?:metastatic|recurrent|relapsed|refractory|advanced|locally advanced|locally recurrent"
    r"|unresectable|inoperable|resected|resectable|primary|progressive|untreated|previously treated|previously untreated"
    r"|newly diagnosed|de novo|stage i{1,3}v?|stage iv)"
)
_STATE = Pattern(
    rf"^{_STATE_WORD}(?:\s*/\s*|\s*,\s*or\s+|\s*,\s*|\s+or\s+|\s+and\s+|\s+)(?=\S)|^(?:malignant neoplasm|cancer) of (?=\S)"
)
_OF = Pattern(r"^(.+?) of (.+)$")
_ASIDE = Pattern(r"^(.+?) \(((?:with )?[^()]+)\)$")


def cancer_key(text: str) -> str:
    """The name by which spellings, hyphens and accents of one name are found. Lower case, American spelling."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.replace("\u2019", "'").lower()) if not unicodedata.combining(c))
    for pattern, new in _SPELLING:
        plain = pattern.sub(new, plain)
    plain = re.sub(r"[-\u2010-\u2014]", " ", plain).replace(" of the ", " of ")
    return " ".join(plain.split())


def singular(key: str) -> str:
    """The key with its kind of tumour in the singular."""
    return _PLURAL.sub(r"\1", key)


def other_forms(text: str, organs: Mapping[str, list[str]]) -> Iterator[str]:
    """Keys under which the name may stand, the nearest first. `organs`: an organ and the words that are said for it."""
    seen: dict[str, None] = {}
    waiting = [cancer_key(text)]
    while waiting and len(seen) < 40:
        key = waiting.pop(0)
        if key in seen or not key:
            continue
        seen[key] = None
        yield key
        waiting += [singular(key), *_turned(key, organs)]
        bare = _STATE.sub("", key)
        if bare != key:
            waiting.append(bare)


def _turned(key: str, organs: Mapping[str, list[str]]) -> list[str]:
    """`lung cancer, non small cell` and the same in brackets as `non small cell lung cancer`; `X of lung` as `lung X`."""
    forms = []
    aside = _ASIDE.match(key)
    if aside:
        forms += [f"{aside[1]} {aside[2]}"] if aside[2].startswith("with ") else [f"{aside[2]} {aside[1]}"]
    head, comma, kind = key.rpartition(", ")
    if comma and head:
        forms.append(f"{kind} {head}")
    of = _OF.match(key)
    if of:
        for organ, words in organs.items():
            if of[2] in (organ, *words):
                forms += [f"{word} {of[1]}" for word in (*words, organ)]
                forms += [f"{of[1]} of {word}" for word in (organ, *words)]
    return forms
