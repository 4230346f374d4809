"""The row evaluator: Kleene logic over criteria, each asked once per person and diagnosis, with explanations.

Two readings of one expression, which always agree: `answer` (a number, short-circuiting) and `explain` (a tree).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from oncoplan.criteria.registry import find
from oncoplan.criteria.yes_no import yes
from oncoplan.model.facts import Facts
from oncoplan.model.rule import Criterion, Definition, Expr
from oncoplan.model.verdict import Answer, Node, Verdict

NOT_MET, UNKNOWN, MET = 0, 1, 2
CODE = {"not_met": NOT_MET, "unknown": UNKNOWN, "met": MET}
WORD: tuple[Answer, Answer, Answer] = ("not_met", "unknown", "met")
"""The answer of each number; `CODE` is the number of each answer."""


class Table(Protocol):
    """The shared table of criteria, by index."""

    def __getitem__(self, index: int, /) -> Criterion: ...


class Evaluation:
    """Evaluates expressions for one set of facts; a criterion that many rules share is asked once."""

    def __init__(self, facts: Facts, criteria: Table, definitions: Mapping[str, Definition]) -> None:
        self.facts = facts
        self._criteria = criteria
        self._definitions = definitions
        self._verdicts: dict[int, Verdict] = {}
        self._named: dict[str, int] = {}
        self.disagreements: dict[str, str] = {}  # definition → sentence, where derived and stated differ

    def ask(self, index: int) -> Verdict:
        """The verdict of one criterion of the shared table."""
        verdict = self._verdicts.get(index)
        if verdict is None:
            name, params = (asked := self._criteria[index]).name, asked.params
            verdict = self._verdicts[index] = find(name).ask(self.facts, **params)
        return verdict

    def answer(self, expr: Expr) -> int:
        """0 not met, 1 unknown, 2 met."""
        op = expr[0]
        if op == "c":
            return CODE[self.ask(expr[1]).answer]
        if op == "all":
            lowest = MET
            for part in expr[1]:
                value = self.answer(part)
                if value == NOT_MET:
                    return NOT_MET
                lowest = min(lowest, value)
            return lowest
        if op == "any":
            highest = NOT_MET
            for part in expr[1]:
                value = self.answer(part)
                if value == MET:
                    return MET
                highest = max(highest, value)
            return highest
        if op == "not":
            return MET - self.answer(expr[1])
        if op == "known":
            return MET if self.answer(expr[1]) == MET else NOT_MET
        if op == "presume":
            return NOT_MET if self.answer(expr[1]) == NOT_MET else MET
        if op == "at_least":
            return _at_least(expr[1], [self.answer(part) for part in expr[2]])
        if op == "is":
            return self._is(expr[1])
        raise ValueError(f"unknown operation {op!r}")

    def _is(self, name: str) -> int:
        """A named definition: met when derived from the facts or stated in the record."""
        known = self._named.get(name)
        if known is None:
            definition = self._definitions[name]
            derived = self.answer(definition.when)
            said = stated(self.facts, definition)
            known = derived
            if said is not None:
                if said != derived and derived != UNKNOWN:
                    self.disagreements[name] = (
                        f"The record states {definition.name}: {'yes' if said == MET else 'no'}, "
                        f"but its results say {'yes' if derived == MET else 'no'}"
                    )
                known = MET if MET in (said, derived) else (said if derived == UNKNOWN else derived)
            self._named[name] = known
        return known

    def explain(self, expr: Expr) -> Node:
        """The tree of answers; every criterion is asked, whatever the others said."""
        op = expr[0]
        if op == "c":
            asked, verdict = self._criteria[expr[1]], self.ask(expr[1])
            return Node(
                "criterion", verdict.answer, verdict.says, asked.name, find(asked.name).about, verdict.facts,
                verdict.settled_by, verdict.suspected,
            )  # fmt: skip
        if op == "is":
            definition = self._definitions[expr[1]]
            child = self.explain(definition.when)
            answer = WORD[self._is(expr[1])]
            says = definition.name if answer == child.answer else f"{definition.name} (stated in the record)"
            return Node("is", answer, says, expr[1], None, children=(child,))
        if op == "at_least":
            parts = tuple(self.explain(part) for part in expr[2])
            answer = WORD[_at_least(expr[1], [CODE[part.answer] for part in parts])]
            return Node("at_least", answer, f"at least {expr[1]} of {len(parts)}", children=parts)
        inner = expr[1] if op in ("all", "any") else (expr[1],)
        parts = tuple(self.explain(part) for part in inner)
        codes = [CODE[part.answer] for part in parts]
        if op == "all":
            value = min(codes, default=MET)
        elif op == "any":
            value = max(codes, default=NOT_MET)
        elif op == "not":
            value = MET - codes[0]
        elif op == "known":
            value = MET if codes[0] == MET else NOT_MET
        else:
            value = NOT_MET if codes[0] == NOT_MET else MET
        return Node(op, WORD[value], "", children=parts)


def _at_least(n: int, answers: Sequence[int]) -> int:
    if sum(a == MET for a in answers) >= n:
        return MET
    return UNKNOWN if sum(a != NOT_MET for a in answers) >= n else NOT_MET


def stated(facts: Facts, definition: Definition) -> int | None:
    """What the record itself says of a definition: an answer under its id, or a feature or condition in its words."""
    answers = facts.record.answers or {}
    if definition.id in answers:
        said = yes(answers[definition.id])
        return None if said is None else MET if said else NOT_MET
    words = {definition.id, definition.name.lower(), *(s.lower() for s in definition.stated_as)}
    features = (facts.diagnosis.features or ()) if facts.diagnosis else ()
    conditions = [c.is_ for c in facts.record.conditions or () if c.is_ and c.status not in ("resolved", "absent")]
    if any(said.lower() in words for said in (*features, *conditions)):
        return MET
    return None
