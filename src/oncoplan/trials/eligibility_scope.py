"""For whom a criterion holds: the cohorts, parts, arms and phases that a text names in headings and labels."""

from __future__ import annotations

import re

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Group

_ID = r"(?:\d{1,2}[A-Za-z]?|[A-Z]\d{0,2}[a-z]?|I{1,3}V?[ab]?|[A-Z]{2,5}\d?[+-]?[A-Z]?\d?)"
_ONE = (
    rf"(?:dose[- ](?:escalation|expansion|finding|optimi[sz]ation|confirmation)(?:\s(?:phase|part|stage|cohorts?|"
    rf"portion))?|safety (?:run|lead)-in(?:\s(?:phase|part))?|expansion (?:cohorts?|phase|part)|escalation (?:cohorts?|"
    rf"phase|part)"
    rf"|(?:(?i:cohort|arm|part|group|module|stratum|sub-?study|step|phase|schedule|segment|substudy))"
    rf"s?\s(?-i:{_ID})(?:(?:\s?(?:,|/|&|and|or|-|to)\s?(?:and\s|or\s)?(?:(?i:cohorts?|arms?|parts?|groups?|"
    rf"phases?)\s)?)(?-i:{_ID})\b)*)"
)
_LABEL = Pattern(
    rf"^[\s(\[]*(?:for\s)?(?:(?:all\s)?(?:patients|participants|subjects)\s(?:enrolled\s|enrolling\s|being enrolled\s)"
    rf"?(?:in|into|on|of)\s)?(?:the\s)?(?P<who>{_ONE})(?P<rest>(?:\s(?:only|patients|participants|subjects|"
    rf"specific|cohorts?|\([^)]*\)))*)\s?[)\]]*\s?(?P<sign>:|-\s|,\s)",
    re.I,
)
_END = Pattern(
    rf"\(\s?(?:for\s)?(?:the\s)?(?P<who>{_ONE})(?:\sonly|\spatients|\sparticipants|\ssubjects)*\s?\)\s?[.;]"
    rf"?\s*$",
    re.I,
)
_ANYWHERE = Pattern(rf"(?<![\w-])(?P<who>{_ONE})(?![\w-])", re.I)
_PIECE = Pattern(
    rf"(?P<kind>cohort|arm|part|group|module|stratum|sub-?study|step|phase|stage|schedule|segment|substudy)"
    rf"s?\s|(?P<id>(?-i:{_ID}))|(?P<to>-|to)",
    re.I,
)
_KINDS = {"cohort": "cohort", "part": "part", "step": "step", "arm": "arm"}


class Scope(Struct, frozen=True):
    """The groups that a criterion holds for (() everyone) and how many characters of its text only say that."""

    groups: tuple[str, ...] = ()
    skip: int = 0
    cut: int = 0
    unclear: bool = False


def scope_of(text: str) -> Scope:
    """The groups that an item's own words name; `unclear` where it speaks of groups within the sentence."""
    label = _LABEL.match(text)
    if label is not None:
        keys = keys_of(label["who"])
        rest = text[label.end() :]
        inner = _ANYWHERE.search(rest)
        return Scope(keys, skip=label.end(), unclear=inner is not None and keys_of(inner["who"]) != keys)
    end = _END.search(text)
    if end is not None:
        before = text[: end.start()]
        return Scope(keys_of(end["who"]), cut=len(text) - end.start(), unclear=bool(_ANYWHERE.search(before)))
    inner = _ANYWHERE.search(text)
    return Scope(unclear=inner is not None and not _only_a_stage(inner["who"], text))


def _only_a_stage(who: str, text: str) -> bool:
    """`stage IV` is the disease's, `phase 1 trial` another study's."""
    lower = who.lower()
    return (
        lower.startswith("stage")
        or bool(re.search(r"chronic phase|accelerated phase|blast phase|grade group", text, re.I))
        or bool(lower.startswith(("group", "grade", "schedule")) and re.search(r"gleason|grade group|risk group", text, re.I))
    )


def heading_groups(heading: str) -> tuple[str, ...]:
    """The groups that a heading names."""
    found = _ANYWHERE.search(heading)
    return keys_of(found["who"]) if found is not None and not found["who"].lower().startswith("stage") else ()


def keys_of(who: str) -> tuple[str, ...]:
    """`Cohorts A and B` → (`cohort_a`, `cohort_b`); `Dose expansion` → (`dose_expansion`,)."""
    plain = " ".join(who.lower().replace("-", " ").split())
    free = re.match(
        r"dose (escalation|expansion|finding|optimi[sz]ation|confirmation)|safety (?:run|lead) in|(expansion|escalation)"
        r" (?:cohort|phase|part)",
        plain,
    )
    if free:
        word = free[1] or free[2] or "safety run in"
        return (
            f"dose_{word}"
            if word in ("escalation", "expansion", "finding", "optimization", "optimisation", "confirmation")
            else word.replace(" ", "_"),
        )
    keys: list[str] = []
    kind, span, last = "", False, ""
    for piece in _PIECE.finditer(who):
        if piece["kind"]:
            kind = piece["kind"].lower().replace("-", "")
        elif piece["to"]:
            span = True
        else:
            one = piece["id"].lower()
            if span and last.isdigit() and one.isdigit() and int(last) < int(one) < int(last) + 12:
                keys += [f"{kind}_{n}" for n in range(int(last) + 1, int(one) + 1)]
            elif span and len(last) == 1 and len(one) == 1 and last < one and last.isalpha():
                keys += [f"{kind}_{chr(n)}" for n in range(ord(last) + 1, ord(one) + 1)]
            else:
                keys.append(f"{kind}_{one}")
            last, span = one, False
    return tuple(dict.fromkeys(keys))


def group_of(key: str) -> Group:
    kind, _, name = key.partition("_")
    plain = f"{kind.capitalize()} {name.upper() if len(name) <= 3 else name}".replace("_", " ")
    return Group(
        key=key,
        name=plain,
        kind=_KINDS.get(kind, "dose_level" if kind == "dose" else "part" if kind in ("phase", "stage") else "cohort"),
    )
