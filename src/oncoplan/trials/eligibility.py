"""Eligibility in free text → clauses in the criteria vocabulary, each with the span of text that it came from.

A deterministic reader of our own. What it understands becomes a condition that the person must fulfil; what it does not
understand stays in the clause (`when` is None, or the words are in `left`) and never counts as fulfilled. When in doubt it
does not read: a wrong reading is worse than none.
"""

from __future__ import annotations

import re

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Clause, Condition, Group
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_blocks import Item, items_of
from oncoplan.trials.eligibility_clause import read_clause
from oncoplan.trials.eligibility_found import words_of
from oncoplan.trials.eligibility_names import plain_sentence
from oncoplan.trials.eligibility_scope import group_of, heading_groups, scope_of
from oncoplan.trials.eligibility_whole import without_contradictions

_ONE_OF = Pattern(
    r"\b(?:one(?: \(1\))?(?: or more)?|any(?: one)?|at least (?:one|1)|either|1 or more|>= ?1) of (?:the )"
    r"?(?:following|below|these)|\beither\b[^:]*:$|\bone of the\b",
    re.I,
)
_LEADS_IN = Pattern(r":\s*$")
_HEAD_ONLY = Pattern(
    r"(?:defined|evidenced|indicated|demonstrated|determined|shown|follows|following|including|include|below|"
    r"criteria|function|values?|parameters|requirements?|must (?:have|meet|be)|adequate)\b[^:]*:\s*$",
    re.I,
)
_EXCEPT = Pattern(
    r"\b(?:unless|except|exception|exceptions|allowed|permitted|eligible|acceptable|other than|excluding|not (?:be )"
    r"?excluded|exempt)\b",
    re.I,
)
_ENDS_IN_OR = Pattern(r"\b(?:or|and/or)\s*[.,;:]*\s*$", re.I)
_BEGINS_WITH_OR = Pattern(r"\s*(?:or|and/or)\b", re.I)
_CONDITIONAL = Pattern(r"^\s*(?:if|in case|when|for (?:patients|participants|subjects|those|women|men|females|males))\b", re.I)


def read_eligibility(text: str, vocabulary: Vocabulary) -> tuple[tuple[Clause, ...], tuple[Group, ...]]:
    """Every criterion of the text in its order, and the cohorts, parts and phases that it names."""
    items = items_of(text)
    children: dict[int, list[int]] = {}
    for number, item in enumerate(items):
        if item.parent is not None:
            children.setdefault(item.parent, []).append(number)
    keys: dict[int, tuple[str, ...]] = {}
    clauses: list[Clause] = []
    seen: dict[str, None] = {}
    done: set[int] = set()
    for number, item in enumerate(items):
        body = text[item.start : item.end]
        scope = scope_of(plain_sentence(body))
        above = keys[item.parent] if item.parent is not None else heading_groups(item.heading)
        keys[number] = scope.groups or above
        seen.update(dict.fromkeys(keys[number]))
        if number in done:
            continue
        made = _alternatives(text, items, number, children, vocabulary)
        if made is not None:
            done.update(_below(number, children))
            clauses += _grouped(made, keys[number])
            continue
        if plain_sentence(body).lower().strip(" .:;-*") in words_of(vocabulary).nothing:
            continue
        if number in children and _only_leads_in(body, item, text, items, children[number]):
            continue
        clauses += _grouped(_clause(text, items, number, children, vocabulary, scope.unclear), keys[number])
    return tuple(without_contradictions(clauses, vocabulary)), tuple(group_of(key) for key in seen)


def _clause(
    text: str, items: list[Item], number: int, children: dict[int, list[int]], vocabulary: Vocabulary, unclear: bool
) -> Clause:
    """One item as a clause; unread where its place makes it something else than a criterion by itself."""
    item = items[number]
    body = text[item.start : item.end]
    unread = Clause(side=item.side, text=body, start=item.start, end=item.end)
    if (
        unclear
        or _one_of_a_chain(text, items, number)
        or _within_an_exception(text, items, number)
        or _taken_back(text, items, number, children)
    ):
        return unread
    when, left = read_clause(_own(body), item.side, vocabulary)
    if when is None:
        return unread
    return Clause(side=item.side, text=body, start=item.start, end=item.end, when=when, left=left)


def _own(body: str) -> str:
    """The words without the label that says for whom they hold."""
    plain = plain_sentence(body)
    scope = scope_of(plain)
    return plain[scope.skip : len(plain) - scope.cut] if scope.groups else plain


def _within_an_exception(text: str, items: list[Item], number: int) -> bool:
    """Whether it stands below an exception, a condition or an alternative."""
    above = items[number].parent
    while above is not None:
        body = plain_sentence(text[items[above].start : items[above].end])
        if _EXCEPT.search(body) or _CONDITIONAL.match(body) or re.search(r"\b(?:defined as|definition|is defined)\b", body, re.I):
            return True
        if _ONE_OF.search(body) and items[number].side == "inclusion":
            return True
        above = items[above].parent
    return False


def _one_of_a_chain(text: str, items: list[Item], number: int) -> bool:
    """Whether the line before, or its own end, says that it is one of several alternatives."""
    own = text[items[number].start : items[number].end]
    before = text[items[number - 1].start : items[number - 1].end] if number else ""
    return bool(_ENDS_IN_OR.search(own) or _BEGINS_WITH_OR.match(own) or _ENDS_IN_OR.search(before)) or (
        number + 1 < len(items) and bool(_BEGINS_WITH_OR.match(text[items[number + 1].start : items[number + 1].end]))
    )


def _taken_back(text: str, items: list[Item], number: int, children: dict[int, list[int]]) -> bool:
    """Whether an item below it says an exception or a permission."""
    return any(_EXCEPT.search(plain_sentence(text[items[n].start : items[n].end])) is not None for n in _below(number, children))


def _below(number: int, children: dict[int, list[int]]) -> list[int]:
    return [n for child in children.get(number, ()) for n in (child, *_below(child, children))]


def _only_leads_in(body: str, item: Item, text: str, items: list[Item], below: list[int]) -> bool:
    """A line that only announces the criteria under it."""
    plain = plain_sentence(body)
    return bool(_LEADS_IN.search(plain) and _HEAD_ONLY.search(plain)) and not _EXCEPT.search(plain)


def _alternatives(
    text: str, items: list[Item], number: int, children: dict[int, list[int]], vocabulary: Vocabulary
) -> Clause | None:
    """`One of the following:` with its list, as one clause; None for anything else."""
    item = items[number]
    below = children.get(number, ())
    body = plain_sentence(text[item.start : item.end])
    if len(below) < 2 or not _LEADS_IN.search(body) or not _ONE_OF.search(body) or item.side != "inclusion":
        return None
    if any(child in children for child in below) or _within_an_exception(text, items, number):
        return None
    end = items[below[-1]].end
    whole = Clause(side=item.side, text=text[item.start : end], start=item.start, end=end)
    if words_of(vocabulary).widens.search(body.lower()):
        return whole
    read = [
        read_clause(
            _own(text[items[n].start : items[n].end]).rstrip(" ,;").removesuffix(" or").removesuffix(" OR"), item.side, vocabulary
        )
        for n in below
    ]
    if any(
        when is None or left or scope_of(plain_sentence(text[items[n].start : items[n].end])).groups
        for n, (when, left) in zip(below, read, strict=True)
    ):
        return whole
    options: list[Condition] = [when for when, _ in read if when is not None]
    return Clause(side=item.side, text=whole.text, start=item.start, end=end, when={"any": options})


def _grouped(clause: Clause, keys: tuple[str, ...]) -> list[Clause]:
    """The clause once for each group that it holds for."""
    if not keys:
        return [clause]
    return [
        Clause(
            side=clause.side, text=clause.text, when=clause.when, left=clause.left, start=clause.start, end=clause.end, group=key
        )
        for key in keys
    ]
