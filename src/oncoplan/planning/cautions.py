"""What stands inside an option: resistance, harm, and what must be checked before the drug is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, Evaluation
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Caution, Check
from oncoplan.model.rule import Rule
from oncoplan.planning.judge import Judged, in_force
from oncoplan.planning.options import METABOLISM, because, bodies, licensed_drugs, named_drugs

MET_ANSWER = "met"


def cautions_for(drugs: tuple[str, ...], judged: list[Judged], facts: Facts) -> tuple[Caution, ...]:
    """The resistances and avoids, met or suspected, that concern an option of these drugs."""
    found = []
    for one in judged:
        then = one.rule.then
        if then.effect not in ("resistant", "avoid") or one.rule.subject == "drug":
            continue
        if one.answer != MET and not one.suspected:
            continue
        hit = concerns(one.rule, drugs, facts)
        if hit:
            found.append(
                Caution(
                    rule=one.rule.id, effect=then.effect, verdict=one.verdict, drugs=hit, says=then.says,
                    plainly=then.plainly, extrapolated=one.elsewhere, basis=one.rule.reviewed.basis,
                )
            )  # fmt: skip
    found.sort(key=lambda c: (c.verdict != "met", c.effect != "avoid", c.extrapolated, c.rule))
    return tuple(found)


def concerns(rule: Rule, drugs: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    """The drugs of an option that a rule speaks of: `alone` only without a partner, `together` only all of them."""
    named = set(named_drugs(rule, facts))
    hit = tuple(d for d in drugs if d in named)
    if not hit:
        return ()
    if rule.then.alone and len(hit) < len(drugs):
        return ()
    if rule.then.together and not set(rule.then.drugs) <= set(drugs):
        return ()
    return hit


class DrugRules:
    """The rules asked of a drug, answered once for a person and attached to every option that contains it."""

    def __init__(self, facts: Facts, book: RuleBook, evaluation: Evaluation) -> None:
        self._facts, self._evaluation = facts, evaluation
        self._book = book
        self._of_drug: dict[str, list[Rule]] = {}
        self._known: dict[str, Check | None] = {}

    def checks(self, drugs: tuple[str, ...]) -> tuple[Check, ...]:
        """What to check before these drugs: problems first, then what is unchecked, then what is done."""
        rules = {rule.id: rule for drug in drugs for rule in self._rules(drug)}
        found = [self._asked(rule) for rule in rules.values() if concerns(rule, drugs, self._facts)]
        order = {"problem": 0, "unchecked": 1, "done": 2}
        return tuple(sorted((c for c in found if c is not None), key=lambda c: (order[c.status], c.rule)))

    def tests_before(self, drugs: Iterable[str], cancer: str | None) -> list[Judged]:
        """The tests of inherited metabolism that these drugs, and those of the cancer's usual care, wait for without a result."""
        found = {rule.id: rule for drug in drugs for rule in self._rules(drug) if rule.chapter == METABOLISM}
        found |= {rule.id: rule for rule in self._usual(cancer)}
        found = {name: rule for name, rule in found.items() if rule.then.order}
        judged = (Judged(rule, self._evaluation.answer(rule.when), self._evaluation) for rule in found.values())
        return [one for one in judged if one.answer != NOT_MET]

    def holding(self, drugs: Iterable[str], cancer: str | None) -> list[tuple[Judged, tuple[str, ...]]]:
        """The rules of inherited metabolism that hold for these drugs, and for those of the cancer's usual care, each with
        the drugs it speaks of; no orders."""
        found: dict[str, tuple[Rule, list[str]]] = {}
        for drug in drugs:
            for rule in self._rules(drug):
                if rule.chapter == METABOLISM and rule.then.effect != "order":
                    found.setdefault(rule.id, (rule, []))[1].append(drug)
        for rule in self._usual(cancer):
            if rule.then.effect != "order":
                found[rule.id] = (rule, list(licensed_drugs(rule, self._facts)))
        return [
            (judged, tuple(names))
            for rule, names in found.values()
            if (judged := Judged(rule, self._evaluation.answer(rule.when), self._evaluation)).answer == MET
        ]

    def _usual(self, cancer: str | None) -> list[Rule]:
        """The rules of drugs that belong to the usual care of this cancer, whether an option names them or not."""
        rules = (self._book.rule(n) for n in self._book.for_usual_care(cancer))
        return [rule for rule in rules if in_force(rule, self._facts)]

    def _rules(self, drug: str) -> list[Rule]:
        if drug not in self._of_drug:
            found = (self._book.rule(n) for n in self._book.for_drug(drug))
            self._of_drug[drug] = [rule for rule in found if in_force(rule, self._facts)]
        return self._of_drug[drug]

    def _asked(self, rule: Rule) -> Check | None:
        if rule.id not in self._known:
            self._known[rule.id] = self._check(rule)
        return self._known[rule.id]

    def _check(self, rule: Rule) -> Check | None:
        answer = self._evaluation.answer(rule.when)
        then = rule.then
        tests = then.order.what if then.order else ()
        status: Literal["done", "unchecked", "problem"]
        if rule.chapter == METABOLISM and then.effect != "order" and answer != MET:
            return None  # the rule that orders the test says what is not known
        if then.effect in ("avoid", "resistant", "dose"):
            status = "problem" if answer == MET else "unchecked" if answer == UNKNOWN else "done"
        else:
            status = "done" if answer == NOT_MET else "unchecked"
        facts: tuple[str, ...] = ()
        reasons: tuple[str, ...] = ()
        if status != "unchecked":
            judged = Judged(rule, answer, self._evaluation)
            facts = tuple(dict.fromkeys(p for leaf in judged.deciding for p in leaf.node.facts))
            if rule.chapter == METABOLISM:
                reasons = tuple(dict.fromkeys(row.says for row in because(judged))) if answer == MET else _known(judged)
        return Check(
            rule=rule.id,
            test=tests[0] if tests else None,
            status=status,
            says=then.says,
            plainly=then.plainly,
            facts=facts,
            basis=rule.reviewed.basis,
            effect=then.effect,
            because=reasons,
            bodies=bodies(rule) if status != "done" else (),
        )


def _known(judged: Judged) -> tuple[str, ...]:
    """The results by which a test is no longer asked for."""
    return tuple(dict.fromkeys(leaf.node.says for leaf in judged.deciding if leaf.node.answer == MET_ANSWER))
