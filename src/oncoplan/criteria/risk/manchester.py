"""The Manchester score (Evans 2017): points for BRCA1 and BRCA2 of the cancers on one side of the family, the person's own among
them, adjusted by the pathology of the person's own breast cancer."""

from __future__ import annotations

from typing import Any

from oncoplan.criteria.risk.kin import Tumour, family_of, is_one, own_cancers
from oncoplan.criteria.risk.tally import Tally
from oncoplan.model.facts import Facts

Points = tuple[float, float]
"""The least and the greatest sum for BRCA1 and BRCA2 together."""


def manchester(facts: Facts, words: dict[str, Any]) -> Tally:
    """The higher of the two sides. Several cancers of one person each count; a relative of both sides counts on either.

    The pathology of relatives is not in a record: only the person's own breast cancer is adjusted.
    """
    sides = [_side(facts, words, side) for side in ("maternal", "paternal")]
    best = max(sides, key=lambda tally: (tally.low, tally.high or 0))
    other = max((tally.high or 0) for tally in sides)
    if best.high is not None and other > best.high:
        best.high = other
    _, strange = family_of(facts)
    if strange or not facts.complete("family"):
        best.open()
    return best


def _side(facts: Facts, words: dict[str, Any], side: str) -> Tally:
    tool, nodes = words["manchester"], words["nodes"]
    found = Tally()
    for tumour, pointer in own_cancers(facts):
        low, high = _points(facts, tool, nodes, tumour, facts.record.sex)
        found.add(low, high, "own cancer", pointer)
        if is_one(facts, tumour, tuple(nodes["breast"])) and facts.record.sex != "male":
            _pathology(facts, tool["own"], tumour, pointer, found)
    for one in family_of(facts)[0]:
        if one.side not in (side, None):
            continue
        if one.cancers is None:
            found.open()
        for tumour in one.cancers or ():
            low, high = _points(facts, tool, nodes, tumour, one.sex)
            found.add(low, high, one.kind, one.pointer)
    return found


def _points(facts: Facts, tool: dict[str, Any], nodes: dict[str, Any], tumour: Tumour, sex: str | None) -> Points:
    """The points of one cancer, for the least and the greatest age it may have been found at, and either sex where unknown."""
    kinds = [
        name
        for name, codes in (
            ("breast_female", nodes["breast"] if sex != "male" else ()),
            ("breast_male", nodes["breast"] if sex != "female" else ()),
            ("ovary", nodes["ovary"]), ("pancreas", nodes["pancreas"]), ("prostate", nodes["prostate"]),
        )
        if is_one(facts, tumour, tuple(codes))
    ]  # fmt: skip
    if not kinds or is_one(facts, tumour, tuple(tool["not_counted"])):
        return 0, 0
    bands = [
        sum(band["points"])
        for kind in kinds
        for band, start in zip(tool[kind], (0, *(b["below"] for b in tool[kind] if "below" in b)), strict=True)
        if tumour.high >= start and tumour.low < band.get("below", float("inf"))
    ]
    low, high = min(bands), max(bands)
    serous = tool["serous"]
    if is_one(facts, tumour, (serous["cancer"],)) and tumour.low < serous["below"]:
        high += sum(serous["points"])
        low += sum(serous["points"]) if tumour.high < serous["below"] else 0
    return low, high


def _pathology(facts: Facts, own: dict[str, Any], tumour: Tumour, pointer: str, found: Tally) -> None:
    """The adjustment by grade, receptors and type of the own breast cancer; what is not reported leaves a range."""
    number = int(pointer.rsplit("/", 1)[-1])
    grade = (facts.record.diagnoses or ())[number].grade
    points = own["grade"].get(str(grade or "").strip().lstrip("Gg"))
    span = own["grade"].values()
    found.add(*((min(span), max(span)) if points is None else (points, points)), "grade", pointer)
    er, pr, her2 = (_status(facts, name) for name in ("ER", "PR", "HER2"))
    her2 = "negative" if her2 in own["her2_negative"] else her2
    span = own["er"].values()
    points = own["er"].get(er or "")
    found.add(*((min(span), max(span)) if points is None else (points, points)), "oestrogen receptor", pointer)
    negative = [status == "negative" for status in (er, pr, her2)]
    ruled_out = any(status is not None and status != "negative" for status in (er, pr, her2))
    triple = own["triple_negative"]
    found.add(triple if all(negative) else 0, 0 if ruled_out else triple, "triple negative", pointer)
    points = own["her2_positive"]
    found.add(0 if her2 and her2 != "positive" else points, points if her2 == "positive" else 0, "HER2", pointer)
    for name in ("in_situ", "lobular"):
        if is_one(facts, tumour, (own[name]["cancer"],)):
            found.add(own[name]["points"], own[name]["points"], name.replace("_", " "), pointer)


def _status(facts: Facts, marker: str) -> str | None:
    """The newest status of a receptor; None where none is reported."""
    stated = [one.status for one in facts.markers.get(marker, ()) if one.status is not None]
    return stated[-1] if stated else None
