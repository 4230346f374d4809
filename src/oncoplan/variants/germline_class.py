"""The class of a germline variant from its ACMG evidence codes, within what the gene's expert panel allows.

ACMG/AMP 2015 (Richards et al.), points of Tavtigian et al. 2020, gene-specific ClinGen specifications; all figures are knowledge
(`vocabulary/germline_schemes.yaml`). Where the rules and the points differ, the class nearer to *uncertain* is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, structs

from oncoplan.model.finding import Alteration
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary

_CODE = Pattern(r"^(PVS1|PS[1-4]|PM[1-6]|PP[1-5]|BA1|BS[1-4]|BP[1-7])(?:[_ -](.+))?$", re.I)
_WORDS = {
    "vs": "VS", "verystrong": "VS", "s": "S", "strong": "S", "str": "S", "m": "M", "moderate": "M", "mod": "M", "p": "P",
    "sup": "P", "supp": "P", "supporting": "P", "a": "A", "standalone": "A",
}  # fmt: skip
_ORDER = "PMSVA"  # weakest first; V stands for very strong
_CLASSES = ("benign", "likely benign", "uncertain significance", "likely pathogenic", "pathogenic")


class Code(Struct, frozen=True):
    """One piece of evidence: the criterion, its strength (VS, S, M, P, A) and whether it speaks for harm."""

    name: str
    strength: str
    harmful: bool

    def __str__(self) -> str:
        return f"{self.name}_{self.strength}"


class Derived(Struct, frozen=True):
    """The class that codes give, the codes that count, and what was set aside or differs, in sentences."""

    classification: str
    codes: tuple[Code, ...]
    points: int
    scheme: str
    said: tuple[str, ...]


def derive(written: Iterable[str], gene: str | None, vocabulary: Vocabulary) -> Derived | None:
    """None where no code could be read."""
    tables = vocabulary.terms("germline_schemes")
    own: Mapping[str, Any] | None = tables["genes"].get(gene) if gene else None
    scheme = own["scheme"] if own else "ACMG/AMP 2015"
    said: list[str] = []
    kept: dict[str, Code] = {}
    for text in written:
        code = _read(text)
        if code is None:
            said.append(f'"{text}" is no ACMG code and does not count')
            continue
        allowed = _allowed(code, own, scheme, said)
        if allowed is not None and (allowed.name not in kept or _rank(allowed) > _rank(kept[allowed.name])):
            kept[allowed.name] = allowed
    if "PP3" in kept and kept.get("PVS1", Code("", "P", harmful=True)).strength == "VS":
        del kept["PP3"]
        said.append("PP3 does not count beside PVS1 at full strength")
    if not kept and not said:
        return None
    codes = tuple(kept.values())
    by_rules = _by_rules(codes, tables["general"]["rules"])
    points = _points(codes, tables["general"]["points"])
    by_points = _by_points(points, codes, tables["general"]["at_least"])
    if by_rules != by_points:
        said.append(f"the rules of 2015 give {by_rules}, the points ({points}) {by_points}: the more cautious counts")
    chosen = min((by_rules, by_points), key=lambda name: abs(_CLASSES.index(name) - 2))
    if (_CLASSES.index(by_rules) - 2) * (_CLASSES.index(by_points) - 2) < 0:
        chosen = _CLASSES[2]
    return Derived(chosen, codes, points, scheme, tuple(said))


def _read(text: str) -> Code | None:
    """`PM2_Supporting`, `PVS1 (strong)`; without a word the strength that the code's letters say."""
    found = _CODE.match(text.strip().replace("(", "").replace(")", ""))
    if found is None:
        return None
    name = found[1].upper()
    word = (found[2] or "").lower().replace("_", "").replace(" ", "").replace("-", "")
    letter = {"PV": "VS", "PS": "S", "PM": "M", "PP": "P", "BA": "A", "BS": "S", "BP": "P"}[name[:2]]
    strength = _WORDS.get(word) if word else letter
    return None if strength is None else Code(name, strength, harmful=name[0] == "P")


def _rank(code: Code) -> int:
    return _ORDER.index(code.strength[0])


def _allowed(code: Code, own: Mapping[str, Any] | None, scheme: str, said: list[str]) -> Code | None:
    """The code at the strongest strength that the gene's panel allows and that was claimed; None where it is not used."""
    if own is None:
        return code
    strengths = str(own["codes"].get(code.name, "")).split()
    if not strengths:
        said.append(f"{scheme} does not use {code.name}")
        return None
    if code.strength in strengths:
        return code
    weaker = [s for s in strengths if _ORDER.index(s[0]) < _rank(code)]
    if not weaker:
        said.append(f"{scheme} does not use {code}")
        return None
    strongest = max(weaker, key=lambda s: _ORDER.index(s[0]))
    said.append(f"{scheme} lets {code.name} count as {strongest} at most")
    return Code(code.name, strongest, code.harmful)


def _by_rules(codes: tuple[Code, ...], rules: Mapping[str, list[dict[str, int]]]) -> str:
    harm, harmless = (Counter(c.strength for c in codes if c.harmful is side) for side in (True, False))
    for_harm = next((name for name in ("pathogenic", "likely pathogenic") if _fits(harm, rules[name])), None)
    against = next((name for name in ("benign", "likely benign") if _fits(harmless, rules[name])), None)
    if for_harm and against:
        return _CLASSES[2]
    if (for_harm and harmless) or (against and harm and not harmless["A"]):
        return _CLASSES[2]  # evidence of both kinds is contradictory
    return for_harm or against or _CLASSES[2]


def _fits(have: Counter[str], rules: list[dict[str, int]]) -> bool:
    """Stronger evidence may stand in for weaker, once each."""
    return any(_enough(have, rule) for rule in rules)


def _enough(have: Counter[str], rule: dict[str, int]) -> bool:
    left = 0
    for strength in ("A", "VS", "S", "M", "P"):
        left += have[strength] - rule.get(strength, 0)
        if left < 0:
            return False
    return True


def _points(codes: tuple[Code, ...], table: Mapping[str, int]) -> int:
    return sum(table.get(c.strength, 0) * (1 if c.harmful else -1) for c in codes)


def _by_points(points: int, codes: tuple[Code, ...], at_least: list[tuple[str, int]]) -> str:
    if any(c.strength == "A" for c in codes):
        return "benign"
    if not codes:
        return _CLASSES[2]
    return next((name for name, low in at_least if points >= low), "benign")


def with_class(found: Alteration, written: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Alteration, str | None]:
    """The variant with the class of its codes, where none is stated; else the sentence of a disagreement."""
    worked_out = derive(written, found.gene, vocabulary)
    if worked_out is None:
        return found, None
    codes = ", ".join(map(str, worked_out.codes)) or "none that counts"
    why = f"{worked_out.scheme}; {codes}; {worked_out.points} points" + "".join(f"; {s}" for s in worked_out.said)
    if not found.classification:
        note = f"{worked_out.classification} by its ACMG codes, not stated by the laboratory ({why})"
        return structs.replace(found, classification=worked_out.classification, notes=(*found.notes, note)), None
    stated = found.classification.lower().replace("_", " ")
    if stated in ("vus", "uncertain", "variant of uncertain significance"):
        stated = _CLASSES[2]
    if stated == worked_out.classification:
        return structs.replace(found, notes=(*found.notes, f"its ACMG codes agree ({why})")), None
    return found, (
        f"{found.name} is reported as {found.classification}, but its ACMG codes give {worked_out.classification} ({why}): "
        "ask the laboratory before acting on it"
    )
