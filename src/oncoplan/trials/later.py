"""What time alone would change: the day from which a clause that fails today fails no more, and what a repeat could change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import structs

from oncoplan.criteria.evaluate import NOT_MET, Evaluation
from oncoplan.criteria.explanation import deciding
from oncoplan.model.rule import Expr, names_in, rows_in
from oncoplan.model.verdict import Node
from oncoplan.trials.book import TrialBook
from oncoplan.trials.hearing import Change, Hearing

HORIZON = timedelta(days=366)
"""How far ahead lists look; what passes later than that is told where one trial is explained."""
FAR = timedelta(days=6 * 366)

_TIMED = frozenset({
    "age", "diagnosed_at", "exposure", "history", "interval", "last_done", "measure", "medication", "prior_therapy",
    "procedure", "series", "tested_for",
})  # fmt: skip
_REPEATED = {
    "measure": "a repeated measurement could change it",
    "performance_status": "it is asked again when the person recovers",
    "toxicity": "it may resolve",
    "pregnancy": "it passes",
    "medication": "the medicine could be changed; ask the doctor who gave it",
}


_WASHED_OUT = ("prior_therapy", "medication")


def passes(hearing: Hearing, expr: int, within: timedelta = HORIZON) -> date | None:
    """The first day, after today and within the span, from which the condition is not *not met*; None where there is none.

    Only time passes: nothing else in the record changes. A condition that fails, holds and fails again within the span is
    looked at where it ends.
    """
    today = hearing.facts.as_of
    failing, holding = 0, within.days
    if _on(hearing, expr, today + within) == NOT_MET:
        return None
    while holding - failing > 1:
        middle = (failing + holding) // 2
        if _on(hearing, expr, today + timedelta(days=middle)) == NOT_MET:
            failing = middle
        else:
            holding = middle
    return today + timedelta(days=holding)


def _on(hearing: Hearing, expr: int, day: date) -> int:
    facts = structs.replace(hearing.facts, as_of=day)
    return Evaluation(facts, hearing.book.criteria, hearing.book.base.definitions).answer(hearing.book.exprs[expr])


def change(hearing: Hearing, expr: int, within: timedelta = HORIZON) -> Change | None:
    """How a clause that fails could change, or None where neither time nor a repeat changes it."""
    if not may_change(hearing, expr):
        return None
    if within != HORIZON:
        return _changed(hearing, expr, within)
    if expr not in hearing.changes:
        hearing.changes[expr] = _changed(hearing, expr, within)
    return hearing.changes[expr]


def _changed(hearing: Hearing, expr: int, within: timedelta) -> Change | None:
    day = passes(hearing, expr, within)
    failing = list(_failing(hearing.node(expr)))
    if day is not None:
        return Change(day, f"from {day:%-d %B %Y}, {_reason(hearing, expr)}")
    kinds = [_REPEATED.get(node.criterion or "") for node in failing]
    if kinds and None not in kinds:
        return Change(None, "; ".join(dict.fromkeys(says for says in kinds if says)))
    return None


def may_change(hearing: Hearing, expr: int) -> bool:
    """Whether a condition asks anything that time or a repeat could answer otherwise."""
    return hearing.once("may change", expr, _may_change)


def _may_change(hearing: Hearing, expr: int) -> bool:
    names = (hearing.book.criteria[row].name for row in below(hearing.book, expr))
    return any(name in _TIMED or name in _REPEATED for name in names)


def below(book: TrialBook, expr: int) -> Iterator[int]:
    """The criteria of a condition and of the definitions that it names."""
    waiting: list[Expr] = [book.exprs[expr]]
    while waiting:
        part = waiting.pop()
        yield from rows_in(part)
        waiting.extend(book.base.definitions[name].when for name in names_in(part))


def _failing(node: Node) -> Iterator[Node]:
    for leaf in deciding(node):
        if leaf.node.answer == ("met" if leaf.negated else "not_met"):
            yield leaf.node


def _reason(hearing: Hearing, expr: int) -> str:
    """Why it passes, by the question that time changes."""
    for row in rows_in(hearing.book.exprs[expr]):
        asked = hearing.book.criteria[row]
        if asked.name == "age":
            return "when the age is reached"
        span = asked.params.get("ended_within") or asked.params.get("ended_before") or asked.params.get("within")
        if span:
            return f"when the {_span(str(span))} {'washout' if asked.name in _WASHED_OUT else 'period'} ends"
    return "when enough time has passed"


def _span(text: str) -> str:
    """`28d` as `28-day`."""
    amount = text.rstrip("dwmoy ")
    unit = {"d": "day", "w": "week", "mo": "month", "y": "year"}.get(text[len(amount) :].strip(), "")
    return f"{amount}-{unit}" if unit else text

