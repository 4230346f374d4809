"""A rule book made ready for cohorts: every rule as programs over one table of criteria."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from oncoplan.cohort.trees import programs
from oncoplan.criteria.evaluate import WORD, stated
from oncoplan.criteria.registry import find
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.rule import Definition, Expr, Rule, inside
from oncoplan.model.verdict import Verdict
from oncoplan.planning.judge import may_go_elsewhere

_ALWAYS: Expr = ("all", ())


class CompiledBook:
    """The diagnosis rules of a book as programs. Leaves are the criteria of the book's table; behind them, one leaf for each
    definition that a rule names: what records state of it."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.criteria = list(book.criteria)
        self.rules: list[tuple[int, Rule]] = [(n, rule) for n, rule in enumerate(book) if rule.subject == "diagnosis"]
        self.places = {number: i for i, (number, _) in enumerate(self.rules)}
        self.of_drugs = [book.rule(n) for n in book.for_drugs]
        self._definitions: dict[str, int] = {}
        whole = [rule.when for _, rule in self.rules]
        self.met = programs(whole, "met", self._resolve)
        self.not_met = programs(whole, "not_met", self._resolve)
        genes: dict[int, set[str]] = {}
        for gene, numbers in book.by_gene.items():
            for number in numbers:
                genes.setdefault(number, set()).add(gene)
        self.carried = [
            i for i, (n, rule) in enumerate(self.rules) if n in genes and may_go_elsewhere(rule, book.vocabulary)
        ]
        self.carried_genes = [genes[self.rules[i][0]] for i in self.carried]
        waived = [self._waived(whole[i]) for i in self.carried]
        self.waived_met = programs(waived, "met", self._resolve_waived)
        self.waived_not_met = programs(waived, "not_met", self._resolve_waived)
        self.leaves_of_rules: list[NDArray[np.int64]] = [
            np.array(self.leaves_of(rule.when), dtype=np.int64) for _, rule in self.rules
        ]
        drug_leaves = {leaf for rule in self.of_drugs for leaf in self.leaves_of(rule.when)}
        self.leaves_of_drugs: NDArray[np.int64] = np.array(sorted(drug_leaves), dtype=np.int64)
        self.leaves = len(self.criteria) + len(self._definitions)
        self._named: list[Definition] = [book.definitions[name] for name in self._definitions]

    def _resolve(self, name: str) -> tuple[Expr, int]:
        number = self._definitions.setdefault(name, len(self._definitions))
        return self.book.definitions[name].when, len(self.criteria) + number

    def _resolve_waived(self, name: str) -> tuple[Expr, int]:
        inner, leaf = self._resolve(name)
        return self._waived(inner), leaf

    def _waived(self, expr: Expr) -> Expr:
        """The expression with the cancer type taken as given."""
        op = expr[0]
        if op == "c":
            return _ALWAYS if self.criteria[expr[1]].name == "cancer" else expr
        if op in ("all", "any"):
            return (op, tuple(self._waived(part) for part in expr[1]))
        if op == "at_least":
            return (op, expr[1], tuple(self._waived(part) for part in expr[2]))
        if op == "is":
            return expr
        return (op, self._waived(expr[1]))

    def ask(self, leaf: int, facts: Facts) -> Verdict:
        """The answer of one leaf for one person, by the row evaluator's own functions."""
        if leaf < len(self.criteria):
            asked = self.criteria[leaf]
            return find(asked.name).ask(facts, **asked.params)
        definition = self._named[leaf - len(self.criteria)]
        said = stated(facts, definition)
        return Verdict("unknown" if said is None else WORD[said], "")

    def leaves_of(self, expr: Expr) -> list[int]:
        """The leaves below an expression, definitions included, each once."""
        return list(dict.fromkeys(self._below(expr)))

    def genes_in(self, cancer: str) -> frozenset[str]:
        """The genes that something asks about in this cancer: its own rules, what is carried from others, rules of drugs."""
        asked = [*self.carried, *(self.places[n] for n in self.book.for_cancer(cancer) if n in self.places)]
        leaves = {int(leaf) for i in asked for leaf in self.leaves_of_rules[i]} | set(self.leaves_of_drugs.tolist())
        criteria = [self.criteria[leaf] for leaf in leaves if leaf < len(self.criteria)]
        return frozenset(gene for one in criteria for gene in one.params.get("gene") or ())

    def _below(self, expr: Expr) -> Iterator[int]:
        op = expr[0]
        if op == "c":
            yield expr[1]
        elif op == "is":
            inner, leaf = self._resolve(expr[1])
            yield leaf
            yield from self._below(inner)
        else:
            for part in inside(expr):
                yield from self._below(part)
