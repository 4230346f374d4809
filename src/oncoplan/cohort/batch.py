"""The one function of cohorts: people in, the rows of their plans out. Files, processes and clusters only feed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from oncoplan.cohort.compiled import CompiledBook
from oncoplan.cohort.matching import Matcher
from oncoplan.cohort.rows import Planner, Rows
from oncoplan.intake.problem import Intake, Problem
from oncoplan.knowledge.load import base
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Recommendation, TestDue
from oncoplan.pipeline import problem_of
from oncoplan.variants.assess import Assessment, assess


class Planned(NamedTuple):
    """One person: what the plan recommends (ranked), the tests that are due, and what could not be read or used."""

    sample: str
    recommendations: tuple[Recommendation, ...]
    tests_due: tuple[TestDue, ...]
    problems: tuple[Problem, ...]


class Batch:
    """Plans people by the base knowledge, as of a day. What it learns of one call serves the next."""

    def __init__(
        self, as_of: date, *, jurisdiction: str | None = None, book: RuleBook | None = None, engine: str = "numpy"
    ) -> None:
        self.as_of, self.jurisdiction = as_of, jurisdiction
        self.book = book or base()
        self.matcher = Matcher(CompiledBook(self.book), engine=engine)
        self.planner = Planner(self.matcher)

    @property
    def asked(self) -> frozenset[str]:
        """The genes that a rule or a test names: alterations of all others change nothing."""
        words = self.book.vocabulary
        tests = (words.test(key) for key in words.keys("tests"))
        return self.matcher.told.genes | {gene for test in tests if test is not None for gene in test.genes}

    def plan(self, people: Sequence[Intake]) -> list[Planned]:
        """The rows of each person's plan, in the order given."""
        assessed = [self.assess(one) for one in people]
        places: dict[str, list[int]] = {}
        for i, found in enumerate(assessed):
            places.setdefault(found.person.jurisdiction, []).append(i)
        rows: dict[int, Rows] = {}
        for mine in places.values():
            rows.update(zip(mine, self.planner.rows([assessed[i] for i in mine]), strict=True))
        return [self._planned(one, assessed[i], rows[i]) for i, one in enumerate(people)]

    def recommended(self, units: Sequence[Facts]) -> list[tuple[Recommendation, ...]]:
        """What is recommended to each of these, who all have one diagnosis and are of one jurisdiction."""
        return self.planner.recommended(units)

    def assess(self, one: Intake) -> Assessment:
        """The facts of one person, as of the batch's day."""
        place = (self.jurisdiction or one.record.country or "US").upper()
        return assess(one.record, self.book.vocabulary, self.as_of, place)

    def _planned(self, one: Intake, found: Assessment, rows: Rows) -> Planned:
        unread = tuple(problem_of(each, one.name) for each in found.unread)
        unmapped = tuple(
            Problem(one.name or one.record.id, note.says) for note in found.person.notes if note.kind == "not_read"
        )
        return Planned(one.record.id, rows.recommendations, rows.tests_due, (*one.problems, *unread, *unmapped))
