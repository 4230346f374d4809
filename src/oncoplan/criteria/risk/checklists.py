"""FHS-7 (Ashton-Prolla 2009) and the Referral Screening Tool (Bellcross 2009), counted over the family list and the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from oncoplan.criteria.risk.kin import Kin, Tumour, family_of, is_one, own_cancers
from oncoplan.criteria.risk.tally import Tally
from oncoplan.model.facts import Facts
from oncoplan.model.vocabulary import plain_words

Holds = bool | None
"""Yes, no, or not known."""


def fhs7(facts: Facts, words: dict[str, Any]) -> Tally:
    """Of the seven questions, how many are answered yes; one is enough for a referral."""
    tool, nodes = words["fhs7"], {name: tuple(codes) for name, codes in words["nodes"].items()}
    kin, strange = family_of(facts)
    breast, ovary, bowel = nodes["breast"], nodes["ovary"], nodes["bowel"]
    young, several = tool["young"], tool["several"]
    found = Tally()
    near = [one for one in kin if one.degree == 1]
    women = [one for one in kin if one.sex != "male"]
    asked: tuple[tuple[str, Iterable[tuple[Kin, Holds]], int], ...] = (
        ("first-degree relative with breast or ovarian cancer", ((k, _has(facts, k, breast + ovary)) for k in near), 1),
        ("breast cancer on both sides", ((k, _both(facts, k, breast, words["both_sides"])) for k in kin), 1),
        ("male breast cancer", ((k, _has(facts, k, breast)) for k in kin if k.sex == "male"), 1),
        ("breast and ovarian cancer in one woman",
         ((k, _and(_has(facts, k, breast), _has(facts, k, ovary))) for k in women), 1),
        (f"breast cancer before {young}", ((k, _has(facts, k, breast, lambda t: _before(t, young))) for k in women), 1),
        (f"{several} relatives with breast or ovarian cancer", ((k, _has(facts, k, breast + ovary)) for k in kin), several),
        (f"{several} relatives with breast or bowel cancer", ((k, _has(facts, k, breast + bowel)) for k in kin), several),
    )  # fmt: skip
    for says, answers, count in asked:
        rows = list(answers)
        sure = [k.pointer for k, holds in rows if holds]
        perhaps = len(sure) + len(strange) + sum(holds is None for _, holds in rows)
        found.add(1 if len(sure) >= count else 0, 1 if perhaps >= count else 0, says, *sure)
    _unless_complete(facts, found)
    return found


def rst(facts: Facts, words: dict[str, Any]) -> Tally:
    """The boxes ticked; two are enough for a referral."""
    tool, nodes = words["rst"], {name: tuple(codes) for name, codes in words["nodes"].items()}
    kin, strange = family_of(facts)
    breast, ovary = nodes["breast"], nodes["ovary"]
    young = tool["young"]

    def early(tumour: Tumour) -> Holds:
        return _before(tumour, young + 1)

    found = Tally()
    own = [(tumour, pointer) for tumour, pointer in own_cancers(facts)]
    for name, codes, fits in ((f"breast cancer by {young}", breast, early), ("ovarian cancer", ovary, _always)):
        answers = [(fits(t), p) for t, p in own if is_one(facts, t, codes)]
        _tick(found, f"own {name}", answers)
        rows: dict[str, list[tuple[Holds, str]]] = {}
        for one in kin:
            if one.kind in tool["rows"] and one.sex != "male":
                kind = one.kind.removeprefix("twin ")
                row = f"{one.side} {kind}" if one.side and kind not in ("mother", "sister", "daughter") else kind
                rows.setdefault(row, []).append((_has(facts, one, codes, fits), one.pointer))
        for row, held in rows.items():
            _tick(found, f"{row}: {name}", held)
    late = [(k, _has(facts, k, breast, lambda t: _not(early(t)))) for k in kin]
    sides = [[(k, holds) for k, holds in late if k.side in (side, None)] for side in ("maternal", "paternal")]
    sure = max(sum(holds is True for _, holds in side) for side in sides)
    perhaps = max(sum(holds is not False for _, holds in side) for side in sides) + len(strange)
    pointers = [k.pointer for k, holds in late if holds]
    says = f"{tool['late']} breast cancers after {young} on one side"
    found.add(sure >= tool["late"], perhaps >= tool["late"], says, *pointers)
    _tick(found, "male breast cancer", [(_has(facts, k, breast), k.pointer) for k in kin if k.sex == "male"])
    ancestry = facts.record.ancestry
    jewish = {plain_words(a).replace("_", " ") for a in ancestry or ()} & set(words["jewish"])
    found.add(bool(jewish), bool(jewish) or ancestry is None, "Jewish ancestry", *(["ancestry"] if jewish else ()))
    _unless_complete(facts, found)
    return found


def _tick(found: Tally, says: str, answers: list[tuple[Holds, str]]) -> None:
    """One box: yes when one of them holds, perhaps when one may."""
    sure = [pointer for holds, pointer in answers if holds]
    found.add(bool(sure), any(holds is not False for holds, _ in answers), says, *sure)


def _unless_complete(facts: Facts, found: Tally) -> None:
    if not facts.complete("family"):
        found.open()


def _has(facts: Facts, one: Kin, nodes: tuple[str, ...], fits: Callable[[Tumour], Holds] | None = None) -> Holds:
    """Whether a relative had a cancer of these nodes that fits."""
    if one.cancers is None:
        return None
    answers = [True if fits is None else fits(t) for t in one.cancers if is_one(facts, t, nodes)]
    answers.extend(None for t in one.cancers if t.code is None)
    return True if True in answers else None if None in answers else False


def _both(facts: Facts, one: Kin, nodes: tuple[str, ...], words: list[str]) -> Holds:
    """Two breast cancers, or one that is said to be of both sides."""
    found = one.with_(facts, *nodes)
    if len(found) > 1 or any(word in t.note for t in found for word in words):
        return True
    return None if one.cancers is None else False


def _before(tumour: Tumour, age: float) -> Holds:
    return True if tumour.high < age else False if tumour.low >= age else None


def _always(tumour: Tumour) -> Holds:
    return True


def _and(one: Holds, other: Holds) -> Holds:
    return False if False in (one, other) else None if None in (one, other) else True


def _not(one: Holds) -> Holds:
    return None if one is None else not one
