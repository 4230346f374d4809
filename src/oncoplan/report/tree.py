"""Prints the tree of answers of one rule."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from oncoplan.model.rule import Rule
from oncoplan.model.verdict import Node

_MARK = {"met": "yes    ", "not_met": "no     ", "unknown": "unknown"}
_WORDS = {
    "all": "all of", "any": "any of", "not": "not", "known": "known (unknown counts as no)",
    "presume": "presumed (unknown counts as yes)",
}  # fmt: skip


class Explained(Struct, frozen=True):
    """One rule's answer about the person (`diagnosis` None) or one diagnosis."""

    rule: Rule
    diagnosis: str | None
    node: Node


def tree_text(found: list[Explained]) -> str:
    """The rule's sentence, then one tree for each diagnosis it was asked of."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.rule.id}" + (f"  [{one.diagnosis}]" if one.diagnosis else ""))
        lines.append(f"  says: {one.rule.then.says}")
        lines.append(f"  answer: {one.node.answer.replace('_', ' ')}")
        lines.extend(_lines(one.node, 2))
        lines.append("  sources: " + ", ".join(s.id + (f" ({s.says})" if s.says else "") for s in one.rule.evidence.sources))
        if one.rule.reviewed.basis == "memory":
            lines.append("  unverified: written from memory, its source was not read again")
        lines.append("")
    return "\n".join(lines).rstrip()


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = " " * depth
    says = node.says or _WORDS.get(node.op, node.op)
    if node.criterion and node.op == "criterion":
        says = f"{node.criterion}: {says}"
    facts = f"  <- {', '.join(node.facts)}" if node.facts else ""
    settles = f"  (settled by: {'; '.join(node.settled_by)})" if node.settled_by and node.answer == "unknown" else ""
    yield f"{pad}{_MARK[node.answer]} {says}{facts}{settles}"
    for child in node.children:
        yield from _lines(child, depth + 2)


def tree_json(found: list[Explained]) -> bytes:
    """The same as JSON."""
    rows = [{"rule": one.rule.id, "diagnosis": one.diagnosis, "answer": one.node.answer, "tree": one.node} for one in found]
    return msgspec.json.encode(rows) + b"\n"
