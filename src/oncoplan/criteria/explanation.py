"""Flattens a tree of answers into what a plan shows: the criteria that decided, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.model.verdict import Node


def leaves(node: Node, *, negated: bool = False) -> Iterator[tuple[Node, bool]]:
    """Every criterion in the tree with whether it stands under a `not`, in order."""
    if node.op == "criterion":
        yield node, negated
        return
    for child in node.children:
        yield from leaves(child, negated=negated ^ (node.op == "not"))


def deciding(node: Node, *, negated: bool = False) -> Iterator[tuple[Node, bool]]:
    """The criteria that carry the node's own answer: for `any` that is met, only the branches that are met."""
    if node.op == "criterion":
        yield node, negated
        return
    if node.op in ("any", "at_least") and node.answer == "met":
        kept = [child for child in node.children if child.answer == "met"]
    elif node.op == "any" and node.answer == "unknown":
        kept = [child for child in node.children if child.answer == "unknown"]
    elif node.op == "all" and node.answer == "not_met":
        kept = [child for child in node.children if child.answer == "not_met"]
    else:
        kept = list(node.children)
    for child in kept:
        yield from deciding(child, negated=negated ^ (node.op == "not"))
