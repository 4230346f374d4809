"""Laboratory values and organ function in a sentence: `ANC >= 1.5 x 10^9/L`, `ALT and AST <= 2.5 x ULN (<= 5 x ULN with liver
metastases)`, `creatinine clearance > 50 mL/min`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_found import Found, Sentence
from oncoplan.trials.eligibility_names import Hit

_SIGN = (
    r"(?P<sign>>=|<=|>|<|greater than or equal to|less than or equal to|equal to or greater than|equal to or less than"
    r"|no less than|not less than|no greater than|not greater than"
    r"|no more than|not more than|not exceeding|not exceed|greater than|less than|more than|at least|at most|"
    r"above|below|up to|of at least|within|exceeding)"
)
_NUMBER = r"(?P<n>\d{1,3}(?:[,\s]\d{3})+(?!\d)|\d+(?:\.\d+)?)"
_POWER = r"(?:\s?[x*]\s?(?:10|1)\s?(?:\^|\*\*|e|E|exp)?\s?\+?(?P<p>[369]|12)\b|(?P<e>[eE][369]))?"
_ULN = (
    r"(?:(?:\s?[x*]|\s?times|-?fold)?\s?(?:the\s)?(?:institutional\s|laboratory\s|local\s)*(?P<uln>uln\b|upper\s(?:lim"
    r"its?|ranges?|level)\s(?:of\s)?(?:the\s)?(?:institutional\s|laboratory\s|reference\s)*(?:normal|range)"
    r"?(?:\srange)?(?:\s?\(uln\))?|(?:institutional\s)?upper\slimits?(?:\sof\snormal)?|iuln\b|unl\b))?"
)
_UNIT = (
    r"(?:\s?(?P<unit>(?:cells|cell|copies)?\s?/\s?(?:mm\s?\^?3|mm3|cu\.?\s?mm|ul|mcl|microlit(?:er|re)|l\b)"
    r"|(?:k|g)\s?/\s?ul|g\s?/\s?dl|g\s?/\s?l\b|gm\s?/\s?dl|mg\s?/\s?dl|mg%|umol\s?/\s?l|mmol\s?/\s?l|mol\s?/\s?l|"
    r"mcmol\s?/\s?l|micromol\s?/\s?l|ml\s?/\s?min(?:ute)?(?:\s?/\s?1\.73\s?m\s?\^?(?:2|\u00b2))?|%|percent|"
    r"msec|ms\b|milliseconds|ng\s?/\s?(?:ml|dl)|iu\s?/\s?l|u\s?/\s?l|mm\s?hg|kg\b|meq\s?/\s?l|nmol\s?/\s?l|"
    r"pg\s?/\s?ml|per\s?(?:mm3|ul|microliter)))?"
)
_VALUE = Pattern(rf"{_SIGN}\s?(?:or equal to\s)?{_NUMBER}{_POWER}{_ULN}{_UNIT}", re.I)
_WITHIN_NORMAL = Pattern(
    r"(?:within|<=|<|less than or equal to|not exceeding)\s?(?:the\s)?(?:institutional\s|laboratory\s)*(?:(?:upper\s)"
    r"?(?:limits?\sof\s)?normal(?:\s(?:limits?|range))?|uln\b|iuln\b|upper limit of normal(?:\s?\(uln\))?)",
    re.I,
)
_BETWEEN = Pattern(
    r"^\)?(?:\s?\((?:[^()<>=]{1,60})\)|[\s,:=-]|(?:counts?|levels?|values?|concentrations?|results?|must|should|"
    r"be|is|are|of|was|a|an|the|calculated|estimated|measured|creatinine|clearance|rate|by|using|serum|total|"
    r"plasma|baseline|resting|both|fraction|\(?(?:anc|alt|ast|hgb|hb|plt|lvef|gfr|egfr|crcl|sgot|sgpt|wbc|"
    r"inr|pt|aptt|ptt|tbil|alp|sbp|dbp|qtcf|qtc|cockcroft-gault|cockcroft and gault|formula|equation|fridericia|"
    r"muga|echo)\)?))*$",
    re.I,
)
_AND = Pattern(
    r"^(?:\s?\([^()<>=]{1,60}\))?\s?(?:,|/|and|or|and/or|&|\s)*\s?(?:serum\s|total\s|plasma\s|and\s|or\s|,)"
    r"*$",
    re.I,
)
_IF_LIVER = Pattern(
    r"^[\s,;(]*(?:or|and|except|unless|\(|but)?[\s,;(]*(?:<=|<|up to|less than or equal to|less than|=<|may be)"
    r"\s?(?P<n>\d+(?:\.\d+)?)\s?(?:x|times|\*)?\s?(?:the\s)?(?:institutional\s)?(?P<uln>uln|upper limits? of normal(?:"
    r"\s?\(uln\))?|iuln)?[\s,]*"
    r"(?:is\s|are\s)?(?:allowed\s|permitted\s|acceptable\s)?(?:if|for|in|with|when|due to|in case of|in the case of|"
    r"in the presence of|for patients with|for participants with|for subjects with|in patients with|in participants wi"
    r"th|in subjects with|in those with|for those with|if (?:the )?(?:patient|participant|subject)s? ha(?:s|"
    r"ve)|if there (?:is|are))\s(?:the\s)?(?:patients?\s|participants?\s|subjects?\s|those\s|presence\s(?:of\s)"
    r"?|known\s|documented\s|with\s|who\s|have\s|has\s|of\s)*"
    r"(?P<what>(?:liver|hepatic)(?:\s(?:metastas[ie]s|involvement|mets|metastatic disease|tumou?r involvement)"
    r")?(?:\s(?:is|are)\s(?:present|involved))?|metastas[ie]s (?:to|in) (?:the )?liver)[^.;<>=()]{0,30}?\)"
    r"?$",
    re.I,
)
_GILBERT = Pattern(
    r"^[\s,;(]*(?:or|except|unless|\(|but|with the exception of)?[\s,;(]*(?P<text>[^.;]{0,60}gilbert(?:'s|"
    r"s)?(?:\s(?:disease|syndrome))?[^.;]{0,90}?)\)?$",
    re.I,
)
_LOW = (
    "<=",
    "<",
    "less than or equal to",
    "equal to or less than",
    "no greater than",
    "not greater than",
    "no more than",
    "not more than",
    "not exceeding",
    "not exceed",
    "less than",
    "at most",
    "below",
    "up to",
    "within",
)
_OPEN = (">", "<", "greater than", "less than", "more than", "above", "below", "exceeding")
_CELLS = ("neutrophils", "platelets", "leukocytes", "lymphocytes", "eosinophils", "CD4 cells")
_SPELLED = {"cu.mm": "mm3", "cumm": "mm3", "mm^3": "mm3", "mcl": "ul", "microliter": "ul", "microlitre": "ul", "permm3": "/mm3",
            "perul": "/ul", "permicroliter": "/ul",
            "percent": "%", "msec": "ms", "milliseconds": "ms", "gm/dl": "g/dl", "mcmol/l": "umol/l",
            "micromol/l": "umol/l", "mg%": "mg/dl", "cell/": "cells/"}  # fmt: skip


def laboratory(sentence: Sentence) -> Iterator[Found]:
    """Every limit on a quantity."""
    if not re.search(r"[<>]|\b(?:than|least|within|above|below|up to|exceed)", sentence.lower):
        return
    hits = sentence.of("quantity")
    used = -1
    for number, hit in enumerate(hits):
        if hit.start < used:
            continue
        group, last = _together(sentence, hits, number)
        value = _VALUE.search(sentence.text, last.end)
        normal = _WITHIN_NORMAL.search(sentence.text, last.end)
        if (
            normal
            and _BETWEEN.match(sentence.text[last.end : normal.start()])
            and (value is None or normal.start() < value.start())
        ):
            found = Found(
                start=group[0].start,
                end=normal.end(),
                when=_each([{"measure": {"what": h.key, "max": 1, "x_uln": True}} for h in group], sentence.side),
                about="laboratory",
            )
            used = found.end
            yield found
            continue
        if value is None or not _BETWEEN.match(sentence.text[last.end : value.start()]):
            continue
        asked = [one for h in group if (one := limit(str(h.key), value, sentence.vocabulary))]
        if len(asked) != len(group):
            continue
        when = _each([{"measure": one} for one in asked], sentence.side)
        end = value.end()
        again = _units_again(sentence.text, end, asked)
        end = again
        wider = _wider(sentence, end, group, asked)
        used = end
        if wider is not None:
            when, end = wider
            used = end
        yield Found(start=group[0].start, end=end, when=when, about="laboratory")


def _together(sentence: Sentence, hits: list[Hit], at: int) -> tuple[list[Hit], Hit]:
    """`AST and ALT`, `AST (SGOT)/ALT (SGPT)`: quantities that share their limit; two names of one are one."""
    group, last = [hits[at]], hits[at]
    for hit in hits[at + 1 :]:
        between = sentence.text[last.end : hit.start]
        closing = re.fullmatch(r"\s?[(/]\s?", between) and hit.key == last.key
        if closing:
            last = hit
            continue
        if not _AND.match(between.replace(")", "")) or len(between) > 40:
            break
        if hit.key != last.key:
            group.append(hit)
        last = hit
    return group, last


def _each(conditions: list[Condition], side: str) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    return {"all" if side == "inclusion" else "any": conditions}


def limit(what: str, found: re.Match[str], vocabulary: Vocabulary) -> dict[str, Any] | None:
    """A limit in the words of `measure`; None where the unit does not belong to the quantity."""
    sign = found["sign"].lower().removeprefix("of ")
    number = float(re.sub(r"[,\s]", "", found["n"]))
    low = sign in _LOW
    key = ("below" if sign in _OPEN else "max") if low else ("above" if sign in _OPEN else "min")
    if found["uln"]:
        return {"what": what, key: number, "x_uln": True}
    power = int(found["p"] or (found["e"] or "e0")[1:])
    unit = re.sub(r"[\s^]", "", (found["unit"] or "").lower())
    for said, plain in _SPELLED.items():
        unit = unit.replace(said, plain)
    unit = unit.replace("k/ul", "10*3/ul").replace("1.73m\u00b2", "1.73m2").replace("minute", "min")
    if what in _CELLS:
        return _cells(what, key, number, power, unit)
    if power or not unit:
        return {"what": what, key: number} if not power and what in ("INR",) else None
    return {"what": what, key: number, "unit": unit} if unit in _units(vocabulary, what) else None


def _cells(what: str, key: str, number: float, power: int, unit: str) -> dict[str, Any] | None:
    """Blood cells: whatever the text's unit, in 10^9 per litre."""
    per_litre = {
        "/l": 1.0,
        "cells/l": 1.0,
        "/ul": 1e6,
        "cells/ul": 1e6,
        "/mm3": 1e6,
        "cells/mm3": 1e6,
        "10*3/ul": 1e9,
        "g/l": 1e9,
    }.get(unit)
    if per_litre is None:
        return None
    if unit == "g/l" and power:
        return None
    count = number * 10**power * per_litre / 1e9
    if not 0.01 <= count <= 1000:
        return None
    return {"what": what, key: round(count, 6), "unit": "10*9/L"}


@lru_cache(maxsize=256)
def _units(vocabulary: Vocabulary, what: str) -> frozenset[str]:
    data = vocabulary.terms("trials_names").get("units_of", {})
    return frozenset(data.get(what, ()))


def _units_again(text: str, end: int, asked: list[dict[str, Any]]) -> int:
    """The same limit once more in another unit: `(<= 26 umol/L)`, `or 100 x 10^9/L`."""
    del asked
    again = re.match(
        r"\s?(?:\((?:i\.e\.?,?\s|or\s|=\s)?(?:>=|<=|>|<|=)?\s?[\d.,]+(?:\s?x\s?10\s?\^?\s?\d{1,2})?\s?(?:cells\s?)"
        r"?[a-z]*/\s?[a-z]+\^?\d?\s?\)|(?:or|/|,)\s(?:>=|<=|>|<)\s?[\d.,]+\s?x?\s?10\s?\^?\s?9\s?/\s?L|\((?:x\s)"
        r"?ULN\)|\(LLN\))",
        text[end:],
        re.I,
    )
    return end + again.end() if again else end


def _wider(sentence: Sentence, end: int, group: list[Hit], asked: list[dict[str, Any]]) -> tuple[Condition, int] | None:
    """A second limit for people with liver metastases."""
    rest = sentence.text[end:]
    stop = len(rest)
    found = _IF_LIVER.match(rest[:stop])
    if found is None or not asked[0].get("x_uln") or sentence.side != "inclusion":
        return None
    liver: Condition = {"any": [{"lesion": {"site": ["liver"]}}, {"disease": {"sites": ["liver"]}}]}
    limits: list[Condition] = []
    for hit, one in zip(group, asked, strict=True):
        wide = {"what": hit.key, "max": float(found["n"]), "x_uln": True}
        limits.append({"any": [{"measure": one}, {"all": [liver, {"measure": wide}]}]})
    return (limits[0] if len(limits) == 1 else {"all": limits}), end + found.end()
