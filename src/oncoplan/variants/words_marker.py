"""Markers in words: `PD-L1 TPS 60%`, `HER2 IHC 2+/ISH negative`, `ER+/PR-/HER2-`, `MSI-H`, `loss of MLH1 and PMS2`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from msgspec import Struct

from oncoplan.model.finding import Marker
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.status_words import STATUS

_NUMBER = Pattern(
    r"(>=|<=|>|<|=|~|at least|less than|fewer than|under|more than|over|below|above)?\s*(?<![\w.^])(\d+(?:\.\d+)?)(?![\d.]*\+)"
    r"(?:\s*(?:-|to)\s*(\d+(?:\.\d+)?))?"
    r"\s*(% ?is\b|%|(?:mut(?:ation)?s?|variants)?\s?(?:/|per)\s?(?:mb|megabase)\b|percent\b|mut(?:ation)?s?\b)?",
    re.I,
)
_LABORATORY = Pattern(
    r"(>=|<=|>|<|=|~|at least|less than|more than|below|above)?\s*(?<![\w.^-])(\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(\d+(?:\.\d+)?))?"
    r"\s*((?:x|times)\s*(?:the\s*)?(?:uln|upper limit(?: of normal)?)|(?:[munpk\u00b5]?g|m?i?u|ku)\s?/\s?[md]?l\b)?",
    re.I,
)
_ABOVE_LIMIT = Pattern(r"(>|<=)\s*(?:the\s*)?(?:uln|upper limit of normal)\b")
_POWER = Pattern(
    r"[(\s]*(?:sensitivity|at|to|<)?\s*(?:1\s*[x*]\s*)?10\s?\^?\s?-\s?(\d)(?!\d)\)?|[(\s]*(?:sensitivity|at)?\s*1e-(\d)(?!\d)\)?",
    re.I,
)
_GRADE = Pattern(r"(?<!\w)([0-3]\+)(?!\w)")
_SPLIT = Pattern(r"\s*(?:;|,|/(?!\s*(?:mb|neu|cep|megabase))|\band\b)\s*", re.I)
_MODERATE = Pattern(
    r"(?:(?:with|at|of|scored?|staining|intensity)\s+)*(?:(?:>=\s*2\+|2\+ (?:or|and) (?:more|stronger|greater|higher|above|over)"
    r"|2\+\s*(?:/|-|to|or|and)\s*3\+)"
    r"|moderate(?:ly)?(?:\s*(?:to|or|and|/|-|and/or)\s*)strong(?:ly)?)"
    r"(?:\s+(?:staining|intensity|membran(?:e|ous)|positive|positivity|stained))*",
    re.I,
)
_GRADES = ("0", "1+", "2+", "3+")
_LIMIT = {"less than": "<", "fewer than": "<", "under": "<", "below": "<", "over": ">", "more than": ">", "above": ">",
          "at least": ">=", "=": "", "~": ""}  # fmt: skip
_NOISE = Pattern(
    r"\b(?:score|status|by|was|is|of|staining|stain|immunohistochemistry|result|results|in|tumou?r|cells|level|the|protein|nuclear"
    r"|membranous|intensity|value|test|assay|clone|antibody|strong|at|shows?|with|for|a|ratio|calculated)\b|[:()\[\],]",
    re.I,
)


class Key(Struct, frozen=True):
    """A marker's entry of the vocabulary, by its key."""

    key: str
    data: dict[str, Any]


@lru_cache(maxsize=16)
def _names(vocabulary: Vocabulary) -> tuple[tuple[str, Key], ...]:
    """Every name of every marker, longest first."""
    found = []
    for key, data in vocabulary.terms("markers").items():
        if key != "phrases":
            found += [(name.lower(), Key(key, data)) for name in data.get("names", ())]
            found += [(name.lower(), Key(key, {**data, "_alone": name})) for name in data.get("alone", ())]
            found += [
                (words, Key(key, {**data, "_alone": score}))
                for words, score in data.get("spelled", {}).items()
                if score in data.get("alone", ())
            ]
    return tuple(sorted(((_even(name), key) for name, key in found), key=lambda pair: -len(pair[0])))


def _even(text: str) -> str:
    """Hyphens as spaces, of the same length: `progesterone-receptor` is `progesterone receptor`."""
    return text.lower().replace("-", " ")


def marker_named(text: str, vocabulary: Vocabulary) -> tuple[Key, str] | None:
    """The marker that `text` begins with, and what follows."""
    lower = _even(text)
    for name, key in _names(vocabulary):
        if lower.startswith(name) and not re.match(r"[a-z0-9]", lower[len(name) : len(name) + 1] or " "):
            return key, text[len(name) :].strip()
    return None


def read_markers(text: str, vocabulary: Vocabulary) -> tuple[Marker, ...] | None:
    """The marker results that `text` says (each without its own text); None when it does not say one."""
    lost = re.fullmatch(r"(?i)(?:loss|lack|absence) of (.+?)(?: (?:protein |nuclear )?expression)?(?: by ihc| \(ihc\))?", text)
    if lost:
        names = [name for name in re.split(r"\s*(?:,|/|&|\band\b)\s*", lost[1]) if name]
        parts = [_one(f"{name} lost", None, vocabulary) for name in names]
        return tuple(m for part in parts if part for m in part[0]) if all(parts) else None
    text = _MODERATE.sub("PS2+", re.sub(r"(?i)(?<=[0-3]\+)\s+(?=(?:F|C|D)?ISH\b)", ", ", text))
    text = re.sub(r"(?i)\b((?:[FCD]?ISH|IHC|PET))-(?=[a-z])", r"\1 ", text)
    text = re.sub(r"(?<=[A-Za-z][+-])\s+(?=[A-Z])", ", ", text)
    text = re.sub(r"\(\s*PS2\+\s*\)", "PS2+", text)
    shared = re.fullmatch(
        r"(?i)([\w-]+(?:\s*(?:/|,|&|\band\b)\s*[\w-]+)+)\s+(loss|lost|intact|retained|negative|positive|not expressed)", text
    )
    if shared:
        parts = [_one(f"{name} {shared[2]}", None, vocabulary) for name in re.split(r"\s*(?:/|,|&|\band\b)\s*", shared[1])]
        if all(parts):
            return tuple(m for part in parts if part for m in part[0])
    whole = _one(text, None, vocabulary)
    if whole is not None:
        return tuple(whole[0])
    found: list[Marker] = []
    before: Key | None = None
    segments = [part for part in _SPLIT.split(re.sub(r"\s*\(([^()]*)\)", r", \1", text)) if part]
    if len(segments) < 2:
        return None
    for segment in segments:
        if before is not None and _says_nothing(segment, before):
            continue
        read = _one(segment, before, vocabulary)
        if read is None:
            return None
        found += read[0]
        before = read[1]
    for one in found:
        for other in found:
            graded = other.status in _GRADES and one.what == other.what and one.score in (None, "IHC")
            data = vocabulary.terms("markers").get(one.what, {})
            if graded and one.status and not _may_be(data, one.status, other.status or ""):
                raise Unreadable(f'"{text}" says two different things', "write each result by itself, as the report words it")
    return tuple(_joined(found))


def _may_be(data: dict[str, Any], word: str, grade: str) -> bool:
    """Whether the vocabulary lets a result of this grade go by this word: HER2 3+ is not negative."""
    known = [*data.get("covers", {}).get(word, ()), *data.get("within", {}).get(word, ())]
    return not known or grade in known


def _says_nothing(segment: str, before: Key) -> bool:
    """An antibody clone or the name of a test alone: `(22C3)`, `(Myriad)`."""
    body = segment.lower()
    for word in before.data.get("ignore", ()):
        body = re.sub(rf"(?<![\w]){re.escape(word)}(?![\w])", " ", body)
    return body != segment.lower() and not _NOISE.sub("", body).strip()


def _joined(found: list[Marker]) -> list[Marker]:
    """Segments of one marker and score say one result (`HER2 positive, IHC 3+`): the more exact status stays."""
    kept: list[Marker] = []
    for one in found:
        twin = next(
            (k for k in kept if k.what == one.what and k.score == one.score and k.status == one.status and k.value == one.value),
            None,
        )
        if twin is None:
            kept.append(one)
    return kept


def _one(text: str, before: Key | None, vocabulary: Vocabulary) -> tuple[list[Marker], Key] | None:
    """One segment: a name and a result, or a result for the marker `before`."""
    phrase = vocabulary.terms("markers").get("phrases", {}).get(text.lower().strip("() "))
    if phrase:
        key = Key(phrase[0], vocabulary.terms("markers").get(phrase[0], {}))
        return _made(key, None, phrase[1], None, None, None, None), key
    named = marker_named(text, vocabulary)
    if named is None:
        prefix = re.match(
            r"(?i)(positive|negative|no|low|high|intact|stable|deficient|proficient|retained)\s+(?:for\s+)?(.+)", text
        )
        again = marker_named(prefix[2], vocabulary) if prefix else None
        if prefix and again and again[1].lower() in ("", "expression", "protein expression"):
            named = (again[0], "negative" if prefix[1].lower() == "no" else prefix[1])
        elif before is not None:
            named = (before, text)
        else:
            return None
    key, rest = named
    made = _result(key, rest)
    return None if made is None else (made, key)


def _result(key: Key, rest: str) -> list[Marker] | None:
    data = key.data
    body = " ".join(rest.lower().strip().split())
    if not body:
        return _made(key, None, data["bare"], None, None, None, None) if "bare" in data else None
    body = body.removeprefix("-") if re.match(r"-[a-z]", body) else body
    if body in data.get("words", {}):
        entry = data["words"][body]
        return _made(key, entry[1] if len(entry) > 1 else None, entry[0], None, None, None, None)
    score, body = _score(key, body)
    power = _POWER.search(body)
    if power:
        body = body[: power.start()] + " " + body[power.end() :]
    status: str | None = None
    grade = _GRADE.search(body) if data.get("grades") or score == "IHC" else None
    if grade and score not in (None, "IHC"):
        return None
    if grade:
        status, body = grade[1], body[: grade.start()] + " " + body[grade.end() :]
        score = score or "IHC"
    elif data.get("grades") and re.fullmatch(r"\(?0\)?", body.strip()):
        return _made(key, score or "IHC", "0", None, None, None, None)
    value = upper = None
    sign = unit = None
    number = (_LABORATORY if data.get("serum") else _NUMBER).search(body)
    if number is None and data.get("serum"):
        above = _ABOVE_LIMIT.search(body)
        if above:
            value, sign, unit, body = 1.0, ">" if above[1] == ">" else "<=", "x uln", _ABOVE_LIMIT.sub(" ", body)
    if number and data.get("grades") and re.fullmatch(r"[0-3]", number[0].strip()):
        return None  # `negative (IHC 0)`: a grade, not an amount
    if number:
        value, upper = float(number[2]), float(number[3]) if number[3] else None
        sign = _LIMIT.get((number[1] or "").lower(), number[1] or "") or None
        unit = (number[4] or "").lower().strip() or None
        body = body[: number.start()] + " " + body[number.end() :]
    word = _word(data, body, score)
    if word is None:
        return None
    if word and status is None:
        status = word
    elif word and status is not None and (word not in ("positive", "negative") or not _may_be(data, word, status)):
        return None
    if value is None and status is None:
        return None
    if value is not None and data.get("grades") and not data.get("unit") and score is None and status is None:
        return None  # a ratio or a count of signals: of what is not said
    if value is not None and "only" in data and not data.get("serum"):
        return None
    if "only" in data and status not in data["only"] and not (status is None and data.get("serum")):
        return None
    if power and value is None:
        value, sign = 10.0 ** -int(power[1] or power[2]), "<" if status == "negative" else None
        unit = "fraction"
    if data.get("only_values") and value is None:
        return None
    if status == "negative" and value and sign not in ("<", "<=") and not power:
        return None  # `negative in 60 % of cells` counts the others
    return _made(key, score, status, value, upper, sign, unit)


def _score(key: Key, body: str) -> tuple[str | None, str]:
    """The scoring system named in `body`, and the rest; antibody clones and other empty words are taken out."""
    alone = key.data.get("_alone")
    for word in key.data.get("ignore", ()):
        body = re.sub(rf"(?<![\w]){re.escape(word)}(?![\w])", " ", body)
    spelled = key.data.get("spelled", {})
    for words in sorted(spelled, key=len, reverse=True):
        found = re.search(rf"(?<![\w]){re.escape(words)}(?![\w])", body)
        if found:
            said = str(spelled[words])
            rest = re.sub(rf"[(\[]?(?<![\w]){re.escape(said.lower())}(?![\w])[)\]]?", " ", body[found.end() :])
            return said, (body[: found.start()] + " " + rest).strip()
    for score in sorted(key.data.get("scores", ()), key=len, reverse=True):
        found = re.search(rf"(?<![\w]){re.escape(score.lower())}(?![\w])", body)
        if found:
            return score, (body[: found.start()] + " " + body[found.end() :]).strip()
    return alone, body


def _word(data: dict[str, Any], body: str, score: str | None) -> str | None:
    """The status that the words left over say; "" for none; None when they say something else."""
    words = data.get("words", {})
    left = " ".join(body.split()).strip(" :,;()=")
    for candidate in (left, " ".join(_NOISE.sub(" ", left).split())):
        if candidate in words:
            other = len(words[candidate]) > 1 and score not in (None, words[candidate][1])
            return None if other else str(words[candidate][0])  # `IHC 2+ (ISH not amplified)` is two results
        if candidate in STATUS:
            plain = STATUS[candidate]
            return str(data.get("statuses", {}).get(plain, data.get("statuses", {}).get(candidate, plain)))
    return "" if not _NOISE.sub("", left).strip(" -%") else None


_LITRE = Pattern(r"l$")
_SCORES = {"FISH": "ISH", "CISH": "ISH", "DISH": "ISH"}


def _made(
    key: Key,
    score: str | None,
    status: str | None,
    value: float | None,
    upper: float | None,
    sign: str | None,
    unit: str | None,
) -> list[Marker]:
    data = key.data
    score = score or data.get("default")
    score = _SCORES.get(score.upper(), score) if score else None
    if value is not None and unit in (None, "percent"):
        units = data.get("unit", {})
        unit = "%" if unit else units.get(score or "", units.get("", None)) or None
    if unit and ("mb" in unit or unit.startswith("mut")):
        unit = "mut/Mb"
    if unit == "% is":
        unit = "% IS"
    if data.get("serum") and unit:
        unit = "x ULN" if re.match(r"x|times", unit) else _LITRE.sub("L", unit).replace("iu/", "IU/").replace(" ", "")
        unit = re.sub(r"^(k?)u/", r"\1U/", unit)
    said = [w for w in (key.key, score, status, _amount(value, upper, sign, unit)) if w]
    main = Marker(
        text="", name=" ".join(said), what=key.key, score=score, status=status, value=value, upper=upper,
        comparator=sign, unit=unit,
    )  # fmt: skip
    implied = data.get("implies", {}).get(status)
    if not implied:
        return [main]
    return [main, Marker(text="", name=f"{implied[0]} {implied[1]}", what=implied[0], score=score, status=implied[1],
                         notes=(f"from {main.name}",))]  # fmt: skip


def _amount(value: float | None, upper: float | None, sign: str | None, unit: str | None) -> str:
    if value is None:
        return ""
    span = f"{value:g}-{upper:g}" if upper is not None else f"{value:g}"
    tail = "" if not unit or unit == "fraction" else unit if unit.startswith("%") else f" {unit}"
    return f"{sign or ''}{span}{tail}"


def meaning(found: Marker, vocabulary: Vocabulary) -> str | None:
    """A finding in words that the marker's result also says (`ALK IHC positive` is an ALK rearrangement)."""
    if found.status is None:
        return None
    text: str | None = vocabulary.terms("markers").get(found.what, {}).get("means", {}).get(found.status)
    return text
