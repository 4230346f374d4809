"""What screening tests, and the biopsies after them, have shown."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from oncoplan.criteria.last_done import done_on
from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words

_PARTS = re.compile(r"[,;/+]| and ")


class Shown(NamedTuple):
    """One time a test was done: the days, what it showed in words (None where not recorded), and the pointer."""

    days: Days | None
    test: str
    words: str | None
    pointer: str


@criterion(about="history")
def screened(
    facts: Facts,
    *,
    test: tuple[str, ...],
    result: tuple[str, ...] = (),
    among: tuple[str, ...] = (),
    newest: bool = False,
    before_newest: bool = False,
    in_a_row: int | None = None,
    within: str | None = None,
    newest_within: str | None = None,
    advised: bool = False,
) -> Verdict:
    """Met when one of the tests was done (within a duration) with one of these results, keys of `screening_results`.

    `newest`: it is the newest of them and of the tests in `among`. `before_newest`: the newest day of all does not count.
    `in_a_row`: the last so many all show it, the last one within `newest_within`. `advised`: whoever did it said when the
    next is due. A word that is not known leaves it unknown.
    """
    names = " or ".join(facts.vocabulary.test_name(t) for t in test)
    asked = f"{names} reading {' or '.join(result)}" if result else names
    rows = sorted((r for t in dict.fromkeys((*test, *among)) for r in shown(facts, t)), key=_day)
    dated = [r for r in rows if r.days is not None]
    if (newest or before_newest) and dated:
        last = dated[-1].days
        rows = [r for r in dated if (r.days == last) is newest]
    rows = [r for r in rows if r.test in test]
    if not rows and facts.complete("screening"):
        return not_met(f"No {asked} is recorded, and the screening list is complete", "screening")
    if not rows:
        return unknown(f"No {asked} is recorded", settled_by=test[0])
    if in_a_row is not None:
        return _in_a_row(facts, rows, result, in_a_row, within, newest_within, asked)
    start = before(facts.as_of, within) if within else None
    if advised:
        rows = [row for row in rows if _advised(facts, row.pointer)] or rows[:0]
        if not rows:
            return not_met(f"{names}: when the next is due was not advised", "screening")
    answers = [(_holds(facts, row, result, start), row) for row in rows]
    for answer, row in reversed(answers):
        if answer:
            says = f'read "{row.words}"' if row.words else "was done"
            return met(f"{facts.vocabulary.test_name(row.test)} {says}", row.pointer)
    open_ = [row.pointer for answer, row in answers if answer is None]
    if open_:
        return unknown(f"Whether {asked} is not clear from the record", *open_, settled_by=test[0])
    return not_met(f"{names}: the record shows no such result", *(row.pointer for row in rows[-1:]))


def _in_a_row(
    facts: Facts,
    rows: list[Shown],
    result: tuple[str, ...],
    number: int,
    within: str | None,
    newest_within: str | None,
    asked: str,
) -> Verdict:
    last = rows[-number:]
    start = before(facts.as_of, within) if within else None
    answers = [_holds(facts, row, result, start) for row in last]
    if newest_within:
        answers.append(_holds(facts, last[-1], (), before(facts.as_of, newest_within)))
    pointers = tuple(row.pointer for row in last)
    if len(last) == number and all(answers):
        return met(f"The last {number}: {asked}", *pointers)
    if False in answers or facts.complete("screening"):
        return not_met(f"Not {number} in a row: {asked}", *pointers)
    return unknown(
        f"Only {sum(map(bool, answers[:number]))} of {number} in a row are recorded: {asked}", *pointers, settled_by=last[-1].test
    )


def _holds(facts: Facts, row: Shown, result: tuple[str, ...], start: date | None) -> bool | None:
    answers: list[bool | None] = []
    if result:
        answers.append(reads(facts, row.words, result))
    if start is not None:
        days = row.days
        answers.append(None if days is None else True if days.first >= start else False if days.last < start else None)
    return False if False in answers else None if None in answers else True


def shown(facts: Facts, test: str) -> list[Shown]:
    """Every time a test was done up to the plan's day, with what it showed."""
    rows = [Shown(days, test, result_words(facts, pointer), pointer) for days, pointer in done_on(facts, test)]
    return [row for row in rows if row.days is None or row.days.first <= facts.as_of]


def reads(facts: Facts, words: str | None, keys: tuple[str, ...]) -> bool | None:
    """Whether a result is one of these kinds; of several parts any one counts, for `normal` all of them. None: not known."""
    if words is None:
        return None
    parts = {plain_words(part) for part in (words, *_PARTS.split(words)) if part.strip()}
    names = facts.vocabulary.names_within("screening_results", keys)
    normal = facts.vocabulary.names_within("screening_results", ("normal",))
    if keys == ("normal",):
        whole = plain_words(words) in normal or {plain_words(p) for p in _PARTS.split(words) if p.strip()} <= normal
        return True if whole else False if _known(facts, parts - {plain_words(words)} or parts) else None
    if parts & names:
        return True
    return False if _known(facts, parts) else None


def _known(facts: Facts, parts: set[str]) -> bool:
    """Whether any part is a word of the vocabulary: then what it is not, is settled."""
    table = facts.vocabulary.terms("screening_results")
    return bool(parts & facts.vocabulary.names_within("screening_results", tuple(table)))


def _advised(facts: Facts, pointer: str) -> bool:
    where, _, number = pointer.partition("/")
    if where != "screening" or not facts.record.screening:
        return False
    entry = facts.record.screening[int(number)]
    return bool(entry.next or entry.every)


def result_words(facts: Facts, pointer: str) -> str | None:
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
    if where == "procedures" and record.procedures:
        return record.procedures[i].result
    return None


def _day(row: Shown) -> tuple[bool, object]:
    return (row.days is not None, row.days or ())
