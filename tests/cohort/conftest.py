"""The base compiled for cohorts, and the people of all the cases of its rules."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from oncoplan.cohort.compiled import CompiledBook
from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.compile import authored_rules
from oncoplan.knowledge.lint import case_day
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.knowledge.source import BASE
from oncoplan.model.record import Record
from oncoplan.model.rule import Rule
from oncoplan.variants.assess import Assessment, assess


class CasePerson(NamedTuple):
    """One person of the cases: a record, understood as of a day and for a place, and the rules whose case it is."""

    record: Record
    assessment: Assessment
    rules: tuple[Rule, ...]


@pytest.fixture(scope="session")
def compiled(book: RuleBook) -> CompiledBook:
    return CompiledBook(book)


@pytest.fixture(params=["numpy", "numba"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both machines for rules; numba is an extra (`oncoplan[fast]`), which CI installs."""
    if request.param == "numba":
        pytest.importorskip("numba", reason="the numba engine needs the extra oncoplan[fast]")
    return request.param


@pytest.fixture(scope="session")
def case_people(book: RuleBook) -> list[CasePerson]:
    """Everyone that a case of a rule speaks of: the same words on the same day are one person."""
    seen: dict[tuple[str, str, str], tuple[Record, Assessment, list[Rule]]] = {}
    for _, authored in authored_rules(BASE):
        rule = book.find(authored.id)
        assert rule is not None
        place = rule.jurisdiction[0] if rule.jurisdiction else "US"
        for case in (*authored.cases.met, *authored.cases.not_met, *authored.cases.unknown):
            day = case_day(case, rule)
            key = (repr(case), day.isoformat(), place)
            if key not in seen:
                record = record_of(case, book.vocabulary)
                seen[key] = (record, assess(record, book.vocabulary, day, place), [])
            seen[key][2].append(rule)
    return [CasePerson(record, assessment, tuple(rules)) for record, assessment, rules in seen.values()]
