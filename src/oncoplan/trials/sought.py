"""What a trial asks to find in the tumour, and whether the person has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from oncoplan.model.finding import QUIET
from oncoplan.model.rule import Criterion, Expr, inside
from oncoplan.model.verdict import Node
from oncoplan.trials.book import UNREAD, Clausal, TrialBook
from oncoplan.trials.hearing import Hearing

_FOUND = ("alteration", "germline", "marker", "signature", "expression", "phenotype")


class Sought(NamedTuple):
    """One criterion that carries a clause's answer, and its answer."""

    asked: Criterion
    node: Node
    negated: bool

    @property
    def to_find(self) -> bool:
        """Whether something must be found: that something is absent or normal (HER2 negative, KRAS wild type) is no
        biomarker that a trial is for."""
        if self.negated or self.asked.name not in _FOUND:
            return False
        params = self.asked.params
        words = {str(word).lower() for word in (params.get("is_") or ())}
        if words and words <= QUIET:
            return False
        low = any(params.get(key) is not None for key in ("min", "above"))
        return low or not any(params.get(key) is not None for key in ("max", "below"))


def sought(hearing: Hearing, clauses: Iterable[Clausal]) -> Iterator[Sought]:
    """What must be found for these clauses, of the parts of each that carry its answer."""
    for one in clauses:
        if one.expr != UNREAD:
            yield from hearing.once("sought", one.expr, _sought)


def _sought(hearing: Hearing, expr: int) -> tuple[Sought, ...]:
    return tuple(part for part in carrying(hearing, expr) if part.to_find)


def _cancers(hearing: Hearing, expr: int) -> tuple[str, ...]:
    parts = (part for part in carrying(hearing, expr) if part.asked.name == "cancer" and not part.negated)
    return tuple(part.node.says for part in parts if part.node.answer == "met")


def biomarker(hearing: Hearing, clauses: Iterable[Clausal]) -> str | None:
    """Whether what these clauses ask to find is there: met only where a finding of the person speaks for it, None where they
    ask for nothing (the group that fits is open to all comers)."""
    seen = open_ = False
    for part in sought(hearing, clauses):
        if part.node.answer == "not_met":
            return "not_met"
        open_ = open_ or part.node.answer == "unknown"
        seen = seen or (part.node.answer == "met" and bool(part.node.facts))
    return "unknown" if open_ else "met" if seen else None


def rests_on(hearing: Hearing, clauses: Iterable[Clausal]) -> Iterator[str]:
    """The findings that speak for these clauses; without any, the cancer that they take."""
    asked = list(clauses)
    found = [part.node.says for part in sought(hearing, asked) if part.node.answer == "met" and part.node.facts]
    if not found:
        found = [says for one in asked if one.expr != UNREAD for says in hearing.once("cancers", one.expr, _cancers)][:1]
    yield from dict.fromkeys(found)


def carrying(hearing: Hearing, expr: int) -> Iterator[Sought]:
    """The parts of one condition that carry its answer."""
    return _carrying(hearing.book, hearing.book.exprs[expr], hearing.node(expr), False)


def _carrying(book: TrialBook, expr: Expr, node: Node, negated: bool) -> Iterator[Sought]:
    """As `criteria.explanation.deciding`, with the question of each answer. What a `known` or `presume` settled is left out."""
    op = expr[0]
    if op == "c":
        yield Sought(book.criteria[expr[1]], node, negated)
        return
    if op in ("known", "presume"):
        return
    if op == "is":
        yield from _carrying(book, book.base.definitions[expr[1]].when, node.children[0], negated)
        return
    some = (op in ("any", "at_least") and node.answer != "not_met") or (op == "all" and node.answer == "not_met")
    for part, child in zip(inside(expr), node.children, strict=True):
        if not some or child.answer == node.answer:
            yield from _carrying(book, part, child, negated ^ (op == "not"))
