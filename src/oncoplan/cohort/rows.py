"""From what was matched to the rows of a cohort's plans: the same planning code as for one person, once for all alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from oncoplan.cohort.matching import Found, Matcher
from oncoplan.cohort.memo import Memo
from oncoplan.cohort.persons import Persons
from oncoplan.criteria.evaluate import Evaluation
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Recommendation, TestDue
from oncoplan.planning.assemble import one_each, options_of
from oncoplan.planning.cautions import DrugRules
from oncoplan.planning.judge import may_carry
from oncoplan.planning.options import merge_same, ranked, superseded
from oncoplan.planning.taken import taken_beside
from oncoplan.planning.tests_due import tests_due
from oncoplan.variants.assess import Assessment

Options = list[Recommendation]
Due = tuple[TestDue, ...]


class Rows(Struct, frozen=True):
    """One person's part of the tables: what the plan recommends, ranked, and the tests that are due."""

    recommendations: tuple[Recommendation, ...]
    tests_due: tuple[TestDue, ...]


class Planner:
    """Makes the rows of many people; what was worked out for one serves all who are alike."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._options: dict[Any, Memo[Options]] = {}
        self._due: dict[Any, Memo[Due]] = {}
        self._drug_rules: dict[int, DrugRules] = {}
        self._persons = Persons(matcher.compiled.book)
        self._ranked: dict[tuple[int, ...], tuple[Recommendation, ...]] = {}

    def rows(self, people: Sequence[Assessment]) -> list[Rows]:
        """For each person, all of one day and jurisdiction, the rows of their plan."""
        units = [facts for person in people for facts in person.diagnoses]
        found = iter(zip(units, self._matcher.match(units), strict=True))
        return [self._person([next(found) for _ in person.diagnoses], person.person) for person in people]

    def recommended(self, units: Sequence[Facts]) -> list[tuple[Recommendation, ...]]:
        """For each of these people with one diagnosis, all of one day and jurisdiction, what is recommended, ranked."""
        found = self._matcher.match(units)
        return [self._of_one(self._options_of(facts, one)) for facts, one in zip(units, found, strict=True)]

    def _person(self, diagnoses: list[tuple[Facts, Found]], person: Facts) -> Rows:
        options = [self._options_of(facts, found) for facts, found in diagnoses]
        due = [self._due_of(facts, found) for facts, found in diagnoses]
        own, own_due = self._asked_of_the_person(person)
        if own or own_due:
            options.append(own)
            due.append(own_due)
        if len(diagnoses) == 1 and len(options) == 1:
            return Rows(self._of_one(options[0]), one_each(list(due[0])))
        return Rows(ranked(merge_same([o for part in options for o in part])), one_each([t for part in due for t in part]))

    def _asked_of_the_person(self, person: Facts) -> tuple[Options, Due]:
        """What the rules that are asked of the person, not of a diagnosis, say: shared where records agree."""
        book = self._matcher.compiled.book
        numbers = book.for_person(carrier=may_carry(person))
        if not numbers and not taken_beside(person):
            return [], ()
        found, evaluation = self._persons.judged(person, numbers)
        judged = superseded(found)
        rules = [DrugRules(person, book, evaluation)]
        return options_of(judged, person, rules), tests_due(judged, person, set(), rules)

    def _of_one(self, options: Options) -> tuple[Recommendation, ...]:
        """Ranked: once for all who share the very list."""
        key = (id(options),)
        if key not in self._ranked:
            self._ranked[key] = ranked(merge_same(options))
        return self._ranked[key]

    def _options_of(self, facts: Facts, found: Found) -> Options:
        key = (found.judged, found.drugs)
        memo = self._options.get(key)
        if memo is None:
            judged = superseded([self._matcher.judged[number] for number in found.judged])
            rules = [self._rules_of(found.drugs)]

            def ask(seen: Facts) -> Options:
                return options_of(judged, seen, rules)

            memo = self._options[key] = Memo(ask)
        return memo.answer(facts, self._matcher.values)

    def _due_of(self, facts: Facts, found: Found) -> Due:
        key = (found.judged, found.quiet, found.drugs)
        memo = self._due.get(key)
        if memo is None:
            judged = superseded([self._matcher.judged[number] for number in found.judged])
            quiet = set(found.quiet)
            rules = [self._rules_of(found.drugs)]

            def ask(seen: Facts) -> Due:
                return tests_due(judged, seen, quiet, rules)

            memo = self._due[key] = Memo(ask)
        return memo.answer(facts, self._matcher.values)

    def _rules_of(self, drugs: int) -> DrugRules:
        """The rules asked of a drug, answered for one of those who share all their answers."""
        rules = self._drug_rules.get(drugs)
        if rules is None:
            facts, book = self._matcher.drug_people[drugs], self._matcher.compiled.book
            rules = self._drug_rules[drugs] = DrugRules(facts, book, Evaluation(facts, book.criteria, book.definitions))
        return rules
