"""Asks every rule that may concern a diagnosis or the person, and keeps what a plan can use of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, WORD, Evaluation
from oncoplan.criteria.explanation import Leaf, deciding, leaves
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.finding import QUIET, Alteration
from oncoplan.model.rule import Rule
from oncoplan.model.verdict import Node, Verdict, met
from oncoplan.model.vocabulary import Vocabulary


class Elsewhere(Evaluation):
    """The same facts with the cancer type taken as given: for a sensitivity that is approved in another cancer."""

    def ask(self, index: int) -> Verdict:
        if self._criteria[index].name == "cancer":
            return met("approved in another cancer")
        return super().ask(index)


class Judged:
    """One rule's answer for one set of facts; the explanation is worked out when it is first needed."""

    def __init__(self, rule: Rule, answer: int, evaluation: Evaluation, *, elsewhere: bool = False) -> None:
        self.rule, self.answer, self.evaluation, self.elsewhere = rule, answer, evaluation, elsewhere
        self.kept: dict[str, Any] = {}  # what planning worked out of this answer alone; many people may share it

    @property
    def verdict(self) -> str:
        return WORD[self.answer]

    @cached_property
    def node(self) -> Node:
        return self.evaluation.explain(self.rule.when)

    @cached_property
    def deciding(self) -> tuple[Leaf, ...]:
        return tuple(deciding(self.node))

    @cached_property
    def open(self) -> tuple[Leaf, ...]:
        """The criteria whose being unknown keeps the rule unknown."""
        return tuple(leaf for leaf in self.deciding if leaf.node.answer == "unknown" and not leaf.settled)

    def _open_about(self, about: str) -> tuple[Leaf, ...]:
        return tuple(leaf for leaf in self.open if leaf.node.about == about)

    @cached_property
    def molecular_open(self) -> tuple[Leaf, ...]:
        return self._open_about("molecular")

    @cached_property
    def molecular_met(self) -> bool:
        """True when the molecular part holds: something molecular speaks for the rule and nothing molecular is open."""
        return not self.molecular_open

    @cached_property
    def seen(self) -> bool | None:
        """Whether what is open of the molecular part rests on findings: True when it does, False when something it needs
        was never looked for, None where nothing molecular keeps the rule open."""
        return _seen(self.node)

    @property
    def suspected(self) -> bool:
        """True when what is open of the molecular part rests on something that was really seen."""
        return self.seen is True

    @cached_property
    def could_hold(self) -> bool:
        """True when everything that keeps the rule open rests on something that was recorded and could be it."""
        return _could_hold(self.node)

    @cached_property
    def waits(self) -> bool:
        """True when the rule cannot hold before a finding, a treatment or an answer that is not recorded."""
        return _waits(self.node)

    @cached_property
    def something_molecular_holds(self) -> bool:
        """True when a finding speaks for the rule (that something was looked for and not seen does not, on its own)."""
        return any(
            (leaf.node.about == "molecular" or leaf.node.criterion == "measure")
            and leaf.helps
            and leaf.node.facts
            and not leaf.negated
            for leaf in self.deciding
        )

    @cached_property
    def raised_risk(self) -> bool:
        """True when a figure, a finding or an illness is known that makes a medicine of prevention worth thinking of."""
        return any(leaf.helps and not leaf.negated and leaf.node.criterion in _RISK for leaf in self.deciding)

    @cached_property
    def asks_molecules(self) -> bool:
        """Whether any part of the condition is molecular; where none is, the disease decides."""
        return any(leaf.node.about == "molecular" for leaf in leaves(self.node))

    @cached_property
    def cancer_open(self) -> bool:
        """True when the stated cancer is too broad to say whether the rule is about it at all."""
        return any(leaf.node.criterion == "cancer" and not leaf.node.suspected for leaf in self.open)


_RISK = frozenset({"predicted_risk", "condition", "germline", "history"})


def _seen(node: Node) -> bool | None:
    """See `Judged.seen`. That a gene is not known to be wild type takes nothing away."""
    if node.answer != "unknown" or node.op in ("known", "presume", "not"):
        return None
    if node.op == "criterion":
        if node.about != "molecular":
            return None
        return True if node.suspected else None if node.criterion == "wild_type" else False
    parts = [_seen(child) for child in node.children if child.answer == "unknown"]
    if True in parts and (node.op != "all" or False not in parts):
        return True
    if node.op in ("any", "at_least"):
        return False if parts and None not in parts else None
    return False if False in parts else None


def _could_hold(node: Node) -> bool:
    """See `Judged.could_hold`: of an `all` every open part, of an `any` one."""
    if node.answer != "unknown" or node.op in ("known", "presume", "not"):
        return True
    if node.op == "criterion":
        return node.suspected
    parts = [_could_hold(child) for child in node.children if child.answer == "unknown"]
    return any(parts) if node.op in ("any", "at_least") else all(parts)


def _waits(node: Node) -> bool:
    """See `Judged.waits`: of an `any` every open branch must wait, of an `all` one is enough."""
    if node.answer != "unknown" or node.op in ("known", "presume"):
        return False
    if node.op == "criterion":
        return node.about in ("molecular", "history") or node.criterion == "ask"
    parts = [_waits(child) for child in node.children if child.answer == "unknown"]
    return all(parts) if node.op in ("any", "at_least") else any(parts)


def may_carry(facts: Facts) -> bool:
    """Whether a germline variant was found at all: without one no rule of carriers can hold."""
    return any(isinstance(one, Alteration) and one.origin == "germline" for one in facts.findings)


def judge(facts: Facts, book: RuleBook, numbers: Iterable[int], evaluation: Evaluation, quiet: set[str]) -> list[Judged]:
    """The rules that are met or unknown, in the order of their ids; those not in force on the day are left out.

    `quiet` gathers the tests that a testing rule for this cancer does not ask for now (done, or not needed beside what
    was found).
    """
    found = []
    for number in numbers:
        rule = book.rule(number)
        if not in_force(rule, facts):
            continue
        answer = evaluation.answer(rule.when)
        if answer != NOT_MET:
            found.append(Judged(rule, answer, evaluation))
        elif rule.then.order is not None and rule.subject == "diagnosis":
            quiet.update(rule.then.order.what)
    return found


def judge_elsewhere(facts: Facts, book: RuleBook, genes: Sequence[str], already: set[str], plain: Evaluation) -> list[Judged]:
    """Sensitivities (and own-target resistances) of other cancers whose molecular part is met here."""
    here = facts.vocabulary.cancer(facts.cancer) if facts.cancer else None
    if here is None:
        return []
    waived = Elsewhere(facts, book.criteria, book.definitions)
    found = []
    for number in book.for_genes(genes):
        rule = book.rule(number)
        if rule.id in already or not in_force(rule, facts):
            continue
        if not may_go_elsewhere(rule, facts.vocabulary) or here.lineage not in lineages(rule, facts.vocabulary):
            continue
        if plain.answer(rule.when) != NOT_MET:
            continue
        answer = waived.answer(rule.when)
        if answer == NOT_MET:
            continue
        judged = Judged(rule, answer, waived, elsewhere=True)
        if judged.molecular_met and an_alteration_holds(judged):
            found.append(judged)
    return found


def may_go_elsewhere(rule: Rule, words: Vocabulary) -> bool:
    """Whether a rule can be carried to another cancer at all: a sensitivity that is approved, by itself, or a resistance
    that the index of genes names."""
    if not rule.cancers:
        return False
    if rule.then.effect != "sensitive":
        return True
    # what is off label in its own cancer is not carried to another
    return rule.then.off_label_elsewhere and bool(rule.evidence.approvals) and not _has_backbone(words, rule)


def _has_backbone(words: Vocabulary, rule: Rule) -> bool:
    """Whether an option combines its drug with the standard treatment of its own cancer."""
    classes = (words.terms("limits").get("backbone_classes") or {}).get("value", ())
    partners = (*rule.then.drugs, *((*rule.then.regimen.with_, *rule.then.regimen.followed_by) if rule.then.regimen else ()))
    alternatives = rule.then.regimen.one_of if rule.then.regimen else ()
    names = (*partners, *(d for choice in alternatives for d in choice))
    return len(names) > 1 and any(d == key or words.in_class(d, key) for d in names for key in classes)


def an_alteration_holds(judged: Judged) -> bool:
    return any(
        leaf.node.criterion in ("alteration", "germline", "phenotype")
        and leaf.node.answer == "met"
        and not leaf.negated
        and leaf.node.facts
        for leaf in judged.deciding
    )


def a_marker_speaks(judged: Judged) -> bool:
    """Whether a marker's stated result holds the rule, and is more than a negative or normal one (AR-V7 positive, PD-L1 low)."""
    seen = {
        pointer
        for leaf in judged.deciding
        if leaf.node.criterion in ("marker", "signature") and leaf.node.answer == "met" and not leaf.negated
        for pointer in leaf.node.facts
    }
    facts = judged.evaluation.facts
    known = facts.vocabulary.terms("markers")
    for what, found in facts.markers.items():
        quiet = {*QUIET, *((known.get(what) or {}).get("covers") or {}).get("negative", ())}
        if any(m.pointer in seen and (m.value != 0 if m.status is None else m.status not in quiet) for m in found):
            return True
    return False


def lineages(rule: Rule, words: Vocabulary) -> frozenset[str]:
    """The lineages of a rule's cancers: solid never becomes blood. A rule of every cancer that is not met here was made not
    to hold here."""
    return frozenset(found.lineage for node in rule.cancers if (found := words.cancer(node)) is not None)


def in_force(rule: Rule, facts: Facts) -> bool:
    """Whether the rule holds on the day of the plan and where it is made.

    A sensitivity whose every approval was withdrawn by then, or was given only later, is not in force.
    """
    day = facts.as_of.isoformat()
    if (rule.valid_from and day < rule.valid_from) or (rule.valid_to and day > rule.valid_to):
        return False
    if rule.jurisdiction and facts.jurisdiction not in rule.jurisdiction:
        return False
    if rule.then.effect == "sensitive" and rule.evidence.approvals:
        return any(a.on <= day and (a.withdrawn is None or day < a.withdrawn) for a in rule.evidence.approvals)
    return True


__all__ = ["MET", "NOT_MET", "UNKNOWN", "Judged", "in_force", "judge", "judge_elsewhere"]
