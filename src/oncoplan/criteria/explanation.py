"""Flattens a tree of answers into what a plan shows: the criteria that decided, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from oncoplan.model.verdict import Node


class Leaf(NamedTuple):
    """One criterion's answer in a tree. `negated`: it stands under a `not`; `settled`: under a `known` or `presume`,
    so that its being unknown does not keep the tree unknown."""

    node: Node
    negated: bool
    settled: bool

    @property
    def helps(self) -> bool:
        """Whether the answer speaks for the whole."""
        return self.node.answer == ("not_met" if self.negated else "met")


def leaves(node: Node, *, negated: bool = False, settled: bool = False) -> Iterator[Leaf]:
    """Every criterion in the tree, in order."""
    if node.op == "criterion":
        yield Leaf(node, negated, settled)
        return
    for child in node.children:
        yield from leaves(child, negated=negated ^ (node.op == "not"), settled=settled or node.op in ("known", "presume"))


def deciding(node: Node, *, negated: bool = False, settled: bool = False) -> Iterator[Leaf]:
    """The criteria that carry the node's own answer: of an `any` that is met, only the branches that are met.

    A definition that is met holds of the person. Where one of its guards asks another wording of a result (`not: known: ER
    negative`, of ER 95 %), that wording is not missing: the result itself has answered.
    """
    if node.op == "criterion":
        yield Leaf(node, negated, settled)
        return
    kept = node.children
    if (node.op in ("any", "at_least") and node.answer != "not_met") or (node.op == "all" and node.answer == "not_met"):
        kept = tuple(child for child in kept if child.answer == node.answer)
    if node.op == "is" and node.answer == "met":
        inside = (leaf for child in kept for leaf in deciding(child))
        kept_leaves = (leaf for leaf in inside if not _is_quiet_guard(leaf))
        yield from (Leaf(leaf.node, leaf.negated ^ negated, leaf.settled or settled) for leaf in kept_leaves)
        return
    for child in kept:
        yield from deciding(child, negated=negated ^ (node.op == "not"), settled=settled or node.op in ("known", "presume"))


def _is_quiet_guard(leaf: Leaf) -> bool:
    return leaf.settled and leaf.node.answer == "unknown" and leaf.node.criterion == "marker"
