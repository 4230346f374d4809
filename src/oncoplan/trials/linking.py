"""The groups that the eligibility text speaks of ↔ the arms that the registry lists: which are one, and what neither says.

Somebody who fits one open group fits a trial. So an arm that the text is silent on must not be a way in that asks nothing, and
a text that speaks of Part 2 only must not close the trial to those who would enter Part 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from oncoplan.model.trial import Clause, Group

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_DOSES = {"escalation": r"escalation", "expansion": r"expansion", "finding": r"finding|escalation",
          "optimization": r"optimi[sz]ation", "optimisation": r"optimi[sz]ation", "confirmation": r"confirmation"}  # fmt: skip
_ALIKE = ("arm", "cohort", "group")  # words that the registry and the text use for the same
_FIRST = ("0", "1", "a")
OTHER = "other"
"""The key of the group that stands for the parts that a text which names only some of them leaves out."""


def linked(
    arms: tuple[Group, ...], named: tuple[Group, ...], clauses: tuple[Clause, ...]
) -> tuple[tuple[Group, ...], tuple[Clause, ...]]:
    """The groups of both, and the text's clauses. Without groups in the text the registry's arms stay as they are.

    An arm whose label names a group of the text lies below it. An arm that the text does not name, beside some that it does, asks
    what is not known; where the text names none of them, the arms are treatments that people are assigned to, and no way in.
    """
    if not named:
        return arms, clauses
    of = {arm.key: [group for group in named if _names(arm.name, group.key)] for arm in arms}
    some = any(of.values())
    groups: list[Group] = list(named)
    more: list[Clause] = []
    for arm in arms:
        above = of[arm.key]
        if above:
            groups.append(replace(arm, kind=above[0].kind, parent=above[0].key))
            further = {group.key for group in above[1:]}
            more += [replace(clause, group=arm.key) for clause in clauses if clause.group in further]
        elif some:
            groups.append(replace(arm, kind=named[0].kind))
            more.append(_not_said(arm.key, arm.name))
        else:
            groups.append(replace(arm, kind="treatment"))
    parents = {above[0].key for above in of.values() if above}
    copied = {group.key for above in of.values() for group in above} - parents
    groups = [group for group in groups if group.key not in copied]
    clauses = tuple(clause for clause in clauses if clause.group not in copied)
    left_out = list(_left_out(named))
    if left_out and not any(clause.start < 0 for clause in more):
        groups.append(Group(key=OTHER, name="Other parts of the trial", kind=left_out[0]))
        more.append(_not_said(OTHER, "the other parts of the trial"))
    return tuple(groups), (*clauses, *more)


def curated(arms: tuple[Group, ...], named: tuple[Group, ...], clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The text's clauses for arms that a person has curated: those stay as they are. What holds for a group that is none of the
    arms is left to be asked."""
    of = {group.key: [arm.key for arm in arms if _names(arm.name, group.key)] for group in named}
    found: list[Clause] = []
    for clause in clauses:
        if clause.group is None:
            found.append(clause)
        elif of.get(clause.group):
            found += [replace(clause, group=key) for key in of[clause.group]]
        else:
            found.append(replace(clause, group=None, when=None, left=(clause.text,)))
    return tuple(found)


def _not_said(group: str, name: str) -> Clause:
    return Clause(side="inclusion", text=f"Who may join {name}: the text does not tell it apart", group=group)


def _left_out(named: tuple[Group, ...]) -> Iterator[str]:
    """The kinds of groups of which the text names one only, or not the first."""
    families: dict[str, tuple[str, set[str]]] = {}
    for group in named:
        family, _, own = group.key.partition("_")
        families.setdefault(family, (group.kind, set()))[1].add(_plain_id(own))
    for kind, ids in families.values():
        numbered = {one for one in ids if len(one) <= 2}
        if len(ids) == 1 or (numbered and not any(one[:1] in _FIRST for one in numbered)):
            yield kind


def _names(label: str, key: str) -> bool:
    """Whether an arm's label speaks of the group: `Arm 1a: ...` of arm_1a, `Cohort II` of cohort_2, `Cohort 1A` of cohort_1."""
    family, _, own = key.partition("_")
    low = " ".join(label.lower().replace("-", " ").split())
    if family == "dose":
        return re.search(rf"\b(?:{_DOSES.get(own, re.escape(own))})\b", low) is not None
    if not own or len(own) > 3:
        return key.replace("_", " ") in low
    family = family.replace("substudy", "sub study")
    words = _ALIKE if family in _ALIKE else (family, family.replace(" ", ""))
    for found in re.finditer(rf"\b(?:{'|'.join(words)})s?\s+([a-z]?\d{{0,2}}[a-z]{{0,4}})\b", low):
        if _is(found[1], own):
            return True
    bare = re.match(r"([a-z]?\d{0,2}[a-z]?)\s*[:.)]", low)
    return bare is not None and bool(bare[1]) and _plain_id(bare[1]) == _plain_id(own)


def _is(stated: str, own: str) -> bool:
    """Equal, or a part of it: 1a is of 1."""
    one, other = _plain_id(stated), _plain_id(own)
    return bool(one) and (one == other or (other.isdigit() and one[:-1] == other and one[-1].isalpha()))


def _plain_id(text: str) -> str:
    low = text.lower()
    found = re.fullmatch(r"([ivx]+)([a-h]?)", low)
    return _ROMAN[found[1]] + found[2] if found is not None and found[1] in _ROMAN else low
