"""What differs between two packs: the rules that came, that went, and that changed, with what changed in them."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.rule import Expr, Rule

_PARTS = ("then", "evidence", "reviewed")
_IGNORED = ("cancers", "genes", "when", "pack", *_PARTS)  # the first two follow from the condition


class Change(Struct, frozen=True):
    """One part of a rule, as it was and as it is."""

    part: str
    was: str
    now: str


class Changed(Struct, frozen=True):
    rule: str
    changes: tuple[Change, ...]


class Difference(Struct, frozen=True):
    """From one pack to another."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    changed: tuple[Changed, ...]

    @property
    def none(self) -> bool:
        return not (self.came or self.went or self.changed)


def difference(before: RuleBook, after: RuleBook) -> Difference:
    """Rules are the same rule when their ids are the same."""
    old, new = set(before.ids), set(after.ids)
    changed = []
    for rule_id in sorted(old & new):
        changes = tuple(_changes(_plain(before, rule_id), _plain(after, rule_id)))
        if changes:
            changed.append(Changed(rule_id, changes))
    return Difference(tuple(sorted(new - old)), tuple(sorted(old - new)), tuple(changed))


def _plain(book: RuleBook, rule_id: str) -> dict[str, Any]:
    """A rule's parts as plain data; a condition with its criteria and definitions written out."""
    rule = book.find(rule_id)
    assert rule is not None
    whole: dict[str, Any] = {"when": written(rule.when, book)}
    for part in _PARTS:
        whole.update({f"{part}.{k}": v for k, v in msgspec.to_builtins(getattr(rule, part)).items()})
    whole.update({k: v for k, v in _fields(rule).items() if k not in _IGNORED})
    return whole


def _fields(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(rule)
    return found


def written(expr: Expr, book: RuleBook) -> Any:
    """A compiled condition as data that does not depend on the pack's numbering."""
    op = expr[0]
    if op == "c":
        asked = book.criteria[expr[1]]
        return {asked.name: msgspec.to_builtins(asked.params)}
    if op == "is":
        return {"is": expr[1], "when": written(book.definitions[expr[1]].when, book)}
    if op == "at_least":
        return {op: {"n": expr[1], "of": [written(part, book) for part in expr[2]]}}
    if op in ("all", "any"):
        return {op: [written(part, book) for part in expr[1]]}
    return {op: written(expr[1], book)}


def _changes(was: dict[str, Any], now: dict[str, Any]) -> list[Change]:
    return [
        Change(part, _text(was.get(part)), _text(now.get(part)))
        for part in sorted(was.keys() | now.keys())
        if was.get(part) != now.get(part)
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value, order="sorted").decode()
