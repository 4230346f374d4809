"""Scored results of markers in a sentence: `PD-L1 TPS >= 50%`, `combined positive score (CPS) of at least 10`, `TMB >= 10`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_found import Found, Sentence

_VALUE = Pattern(
    r"(?P<sign>>=|<=|>|<|greater than or equal to|less than or equal to|at least|of at least|more than|greater than|"
    r"less than)"
    r"\s?(?P<n>\d+(?:\.\d+)?)(?!\d)\s?(?P<unit>%|percent|mut(?:ation)?s?\s?/\s?(?:mb|megabase)|mutations? per (?:mb|"
    r"megabase))?",
    re.I,
)
_BETWEEN = Pattern(
    r"^(?:[\s,:()-]|\b(?:expression|expressing|positive|positivity|high|by|ihc|immunohistochemistry|of|as|"
    r"defined|is|a|an|the|score|status|with|tumou?r|tumou?rs|cells?"
    r"|proportion|combined|labell?ing|index|proliferation|level|having|22c3|28-8|sp142|sp263|assay|staining|in)\b)*$",
    re.I,
)
_KEYS = {
    ">=": "min", "greater than or equal to": "min", "at least": "min", "of at least": "min", ">": "above", "more than": "above",
    "greater than": "above", "<=": "max", "less than or equal to": "max", "<": "below", "less than": "below",
}  # fmt: skip
_REACH = 110


@lru_cache(maxsize=256)
def _scores(vocabulary: Vocabulary, key: str) -> tuple[tuple[Any, str], ...]:
    """The words of the marker's scores, the longest first."""
    data = vocabulary.terms("markers").get(key, {})
    words = {**{str(s): str(s) for s in data.get("scores", ())}, **data.get("spelled", {})}
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(w)}(?!\w)", re.I), s) for w, s in sorted(words.items(), key=lambda p: -len(p[0]))
    )


def scores(sentence: Sentence) -> Iterator[Found]:
    """A marker with its score and its limit. Without the score, where the marker has several, it is not read."""
    for hit in sentence.of("marker"):
        key = str(hit.key)
        data = sentence.vocabulary.terms("markers").get(key)
        if not data or "unit" not in data:
            continue
        rest = sentence.text[hit.end : hit.end + _REACH]
        value = _VALUE.search(rest)
        if value is None:
            continue
        between, score = rest[: value.start()], None
        for pattern, name in _scores(sentence.vocabulary, key):
            if pattern.search(between):
                score, between = score or name, pattern.sub(" ", between)
        if not _BETWEEN.match(between):
            continue
        units = data["unit"]
        if score is None and "" not in units:
            continue
        wanted = str(units.get(score or "", ""))
        said = (value["unit"] or "").lower()
        if (wanted == "%") != (said in ("%", "percent")) or (wanted == "mut/Mb") != (
            ("m" in said and "/" in said) or "per m" in said
        ):
            continue
        asked: dict[str, Any] = {"what": key, _KEYS[value["sign"].lower()]: float(value["n"])}
        if score:
            asked["score"] = score
        kind = "signature" if key == "TMB" else "marker"
        if kind == "signature" and set(asked) - {"what", "min", "max"}:
            continue
        closing = re.match(r"\s?\)", rest[value.end() :])
        end = hit.end + value.end() + (closing.end() if closing else 0)
        yield Found(start=hit.start, end=end, when={kind: asked}, about="biomarker")
