"""How a relative is related, by the words of the record: degree, side, generation, sex; who is whose first-degree relative.

A word that is not understood leaves everything unknown of that relative; one that says there is no blood tie (stepmother,
husband) takes the relative out. What cannot be (a male mother, a cancer after the death) makes a relative doubtful: it may
count, and is never sure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from oncoplan.model.dates import known_date
from oncoplan.model.facts import Facts
from oncoplan.model.record import Relative
from oncoplan.model.vocabulary import Vocabulary, plain_words

Answer = Literal["yes", "perhaps", "no"]


_FAR = re.compile(r"relative \((\d+) generations? up, (\d+) down\)")


class Place(Struct, frozen=True):
    """Where someone stands in the family. `up` and `down` are the steps to the nearest shared ancestor and from there down."""

    kind: str  # the bare word: aunt, half-sister
    degree: int
    generation: int  # 0 own, 1 parents, -1 children
    side: str | None
    sex: str | None
    half: bool
    up: int
    down: int


SELF = Place("self", 0, 0, None, None, half=False, up=0, down=0)


def place_of(relative: Relative, vocabulary: Vocabulary) -> Place | None:
    """None where the word is not understood; degree 0 where it says that there is no tie of blood."""
    found = _place(plain_words(relative.relation or ""), vocabulary)
    if found is None:
        return None
    taken_in = relative.adopted is True and found.down > 0  # an ancestor who was adopted still is one
    degree = 0 if taken_in else found.degree
    return Place(found.kind, degree, found.generation, found.side, relative.sex or found.sex, found.half, found.up, found.down)


@lru_cache(maxsize=1024)
def _place(words: str, vocabulary: Vocabulary) -> Place | None:
    known = vocabulary.terms("relations")
    words = words.replace("half ", "half-").replace("great ", "great-").replace("step ", "step").replace("step-", "step")
    side = next((s for s in ("maternal", "paternal") if s in words), None)
    for whose, of in (("mother's ", "maternal"), ("father's ", "paternal"), ("mothers ", "maternal"), ("fathers ", "paternal")):
        if words.startswith(whose) and words.removeprefix(whose) != "side":
            rest = {"sister": "aunt", "brother": "uncle", "mother": "grandmother", "father": "grandfather"}
            words, side = rest.get(words.removeprefix(whose), ""), of
    for drop in ("maternal ", "paternal ", "full ", "(maternal)", "(paternal)"):
        words = words.replace(drop, "").strip()
    if "mother's side" in words or "mothers side" in words:
        side = "maternal"
    if "father's side" in words or "fathers side" in words:
        side = "paternal"
    if (far := _FAR.fullmatch(words)) is not None:
        up, down = int(far[1]), int(far[2])
        return Place(words, up + down - (1 if up and down else 0), up - down, side, None, half=False, up=up, down=down)
    bare = words.split(" (")[0].split(" on ")[0].split(",")[0].strip()
    half = "half-" in bare
    full = bare.split(" or half-")[0].replace("half-", "")
    entry = known.get(full.replace("great-", ""))
    if entry is None:
        return None
    up, down = _steps(entry)
    greats = full.count("great-")
    up, down = (up + greats, down) if entry["generation"] > 0 else (up, down + greats)
    degree = entry["degree"] and entry["degree"] + greats + (1 if bare.startswith("half-") else 0)
    return Place(bare, degree, up - down, side or entry.get("side"), entry.get("sex"), half=half, up=up, down=down)


def _steps(entry: dict[str, int]) -> tuple[int, int]:
    """A full relative's degree is the steps up and down together, less one where both are taken."""
    degree, generation = entry["degree"], entry["generation"]
    if degree == abs(generation):
        return max(generation, 0), max(-generation, 0)
    return (degree + 1 + generation) // 2, (degree + 1 - generation) // 2


def first_degree(one: Place, other: Place) -> Answer:
    """Whether two members of the family are parent and child, or full brothers or sisters; *perhaps* where the words leave
    it open (whose child a cousin is)."""
    if one.side and other.side and one.side != other.side:
        return "no"
    near, far = sorted((one, other), key=lambda p: (p.up + p.down, p.up))
    sure: Answer = "perhaps" if _side_open(near) or _side_open(far) else "yes"
    if near.half or far.half:
        half, whole = (near, far) if near.half else (far, near)
        if half.up == half.down == 1 and not whole.half:
            return sure if (whole.up, whole.down) == (1, 0) else "perhaps" if whole.up == 1 and whole.down == 2 else "no"
        return "perhaps"
    if (near.up, near.down) == (far.up, far.down):
        if near.down == 0:
            return "no"  # two ancestors of one generation are a couple, or of two families
        return sure if near.down == 1 and near.up <= 2 else "perhaps"
    if near.down == 0 and far.down == 0:
        return "no" if far.up != near.up + 1 else sure if far.up <= 2 else "perhaps"
    if near.up == far.up and far.down == near.down + 1:  # parent and child, down one line
        return sure if near.down == 0 and far.up <= 2 else "perhaps"
    if near.down == 0 and far.down == 1 and far.up == near.up + 1:  # oneself and a sister, a mother and an aunt
        return sure if far.up <= 2 else "perhaps"
    return "no"


def _side_open(place: Place) -> bool:
    """Whether it is not recorded on which side of the family someone is; brothers, sisters and those below are of both."""
    return place.side is None and place.up > 0 and (place.down == 0 or place.up > 1 or place.half)


def doubt(relative: Relative, place: Place | None, facts: Facts) -> str | None:
    """What is said of a relative that cannot be, in words; None where nothing speaks against it."""
    who = relative.relation or "a relative"
    stated = (relative.sex or "").lower()
    if place is not None and stated in ("male", "female"):
        says = _place(plain_words(relative.relation or ""), facts.vocabulary)
        if says is not None and says.sex not in (stated, None):
            return f"{who}: the sex is given as {stated}"
    last = relative.died_at if relative.died_at is not None else relative.age
    for found in relative.cancers or ():
        if found.age is not None and not 0 <= found.age <= 120:
            return f"{who}: a cancer at the age of {found.age:g}"
        if found.age is not None and last is not None and found.age > last + 1:
            return f"{who}: a cancer at {found.age:g}, after the age of {last:g}"
    if last is not None and not 0 <= last <= 120:
        return f"{who}: the age is given as {last:g}"
    return _born(relative, place, facts)


def _born(relative: Relative, place: Place | None, facts: Facts) -> str | None:
    born, own = known_date(relative.birth_date), known_date(facts.record.birth_date)
    if born is not None and born.first > facts.as_of:
        return f"{relative.relation}: born after the day of the plan"
    if born is None or own is None or place is None:
        return None
    if place.down == 0 and place.up and born.first >= own.last:
        return f"{relative.relation}: not born before the person"
    if place.up == 0 and place.down and born.last <= own.first:
        return f"{relative.relation}: not born after the person"
    return None
