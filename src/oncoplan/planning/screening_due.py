"""When the test of a schedule is due, from when it was last done, as of the plan's day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from oncoplan.criteria.last_done import done_on
from oncoplan.model.dates import Days, after, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.plan import PlanSchedule
from oncoplan.model.rule import Schedule
from oncoplan.model.vocabulary import plain_words

Done = tuple[str, str | None, Days]  # test, its interval, when it was done


def schedule_of(schedule: Schedule, facts: Facts) -> PlanSchedule:
    """Whether a screening test is due, overdue or comes later; any one of its alternatives is enough.

    A partial date counts from its earliest day, so that a test is never put off by it, and the sentence says so. A result
    that is neither normal nor absent is followed up first: `follow_up`, without a next date.
    """
    choices = {schedule.test: schedule.every} | {other.test: other.every for other in schedule.or_}
    stop = _stop(schedule, facts)
    ends = "" if stop is None else f"; the programme ends on {stop}"
    blank = PlanSchedule(
        state="discuss" if schedule.shared else "due", tests=tuple(choices), every=tuple(e or "" for e in choices.values()),
        last=None, next=None, stop=stop.isoformat() if stop else None, shared=schedule.shared, says="",
    )  # fmt: skip
    done: list[Done] = [
        (test, every, days)
        for test, every in choices.items()
        for days, _ in done_on(facts, test)
        if days is not None and days.first <= facts.as_of
    ]
    found = _follow_up(facts, choices)
    if not done and found is not None:
        says = f"{_names(choices, facts)}: {found}; that is followed up before the next routine test"
        return replace(blank, state="follow_up", says=says)
    if not done:
        undated = any(days is None for test in choices for days, _ in done_on(facts, test))
        why = "when it was last done is not recorded" if undated else "none is recorded"
        return replace(blank, says=f"{_names(choices, facts)}: {why}{ends}")
    test, _, last = max(done, key=lambda row: row[2])
    was = f"{_name(test, facts)} was last done {_written(last)}"
    blank = replace(blank, last=last.first.isoformat())
    if found is not None:
        return replace(blank, state="follow_up", says=f"{was}: {found}; that is followed up before the next routine test")
    dated = [(after(days.first, every), test, every, days) for test, every, days in done if every]
    if not dated:
        return replace(blank, state="discuss", says=f"{was}; no interval is set")
    due, test, every, last = max(dated)
    was = f"{_name(test, facts)} was last done {_written(last)}"
    blank = replace(blank, last=last.first.isoformat())
    if stop is not None and due >= stop:
        says = f"{was}; the next would fall on {due}, after the programme ends on {stop}"
        return replace(blank, state="later", says=says)
    late = due < facts.as_of
    says = f"{was}, then every {_long(every)}: {'overdue since' if late else 'next due'} {due}{ends}"
    if schedule.shared and due <= facts.as_of:
        return replace(blank, state="discuss", next=due.isoformat(), says=says)
    return replace(blank, state="overdue" if late else "due" if due == facts.as_of else "later", next=due.isoformat(), says=says)


def _stop(schedule: Schedule, facts: Facts) -> date | None:
    """The first birthday on which the programme no longer holds; None without an exact birth date or without an end."""
    born = known_date(facts.record.birth_date)
    if schedule.until is None or born is None or not born.exact:
        return None
    return after(born.first, f"{schedule.until['age']}y")


def _follow_up(facts: Facts, tests: Iterable[str]) -> str | None:
    """What the newest result says (or, where none has a date, any of them), unless it is a word for a normal result."""
    normal = {plain_words(w) for w in (facts.vocabulary.terms("limits").get("normal_results") or {}).get("value", ())}
    rows = [row for test in tests for row in done_on(facts, test)]
    dated = [(days, pointer) for days, pointer in rows if days is not None and days.first <= facts.as_of]
    newest = max((days for days, _ in dated), default=None)
    asked = [p for days, p in dated if days == newest] if dated else [p for days, p in rows if days is None]
    for result in (_result(facts, pointer) for pointer in asked):
        if result is not None and plain_words(result) not in normal:
            return f'the result reads "{result}"'
    return None


def _result(facts: Facts, pointer: str) -> str | None:
    """The result in words that stands where the pointer says; a number is not judged here."""
    where, _, number = pointer.partition("/")
    record, i = facts.record, int(number)
    if where == "screening" and record.screening:
        return record.screening[i].result
    if where == "results" and record.results:
        value = record.results[i].value
        return value if isinstance(value, str) and not any(c.isdigit() for c in value) else None
    if where == "tests" and record.tests and record.tests[i].findings:
        first = record.tests[i].findings[0]
        return first if isinstance(first, str) else "a finding"
    return None


def _name(test: str, facts: Facts) -> str:
    known = facts.vocabulary.test(test)
    return known.name if known else test.replace("_", " ")


def _names(choices: dict[str, str | None], facts: Facts) -> str:
    return " or ".join(_name(test, facts) + (f" every {_long(every)}" if every else "") for test, every in choices.items())


def _long(duration: str) -> str:
    """`2y` as 2 years."""
    for unit, word in (("mo", "month"), ("y", "year"), ("w", "week"), ("d", "day")):
        if duration.endswith(unit):
            number = duration.removesuffix(unit)
            return word if number == "1" else f"{number} {word}s"
    return duration


def _written(days: Days) -> str:
    return days.first.isoformat() if days.exact else f"between {days.first} and {days.last} (counted from the first)"


