"""The rows of a cohort are those of the plans of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from cohort_people import DIFFERING

from oncoplan.cohort.matching import Matcher
from oncoplan.cohort.rows import Planner, Rows
from oncoplan.intake import Intake, load_record
from oncoplan.knowledge.cases import record_of
from oncoplan.model.plan import Recommendation
from oncoplan.model.plan import TestDue as Due
from oncoplan.model.record import Record
from oncoplan.pipeline import plan
from oncoplan.variants.assess import assess

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)


def told(option: Recommendation) -> tuple[object, ...]:
    return (
        option.rank, option.rule, option.chapter, option.effect, option.drugs, option.on_label, option.verdict, option.levels,
        option.diagnosis, option.followed_by, option.tests, [(also.rule, also.verdict, also.on_label) for also in option.also],
        [(c.rule, c.verdict, c.drugs) for c in option.cautions], [(c.rule, c.status) for c in option.checks],
    )  # fmt: skip


def due(test: Due) -> tuple[object, ...]:
    return test.test, test.state, test.first, test.would_settle, test.opens


def compare(found: Sequence[Rows], people: Sequence[Record | Intake], *, as_of: date, jurisdiction: str) -> int:
    """Each person's rows against their own plan; how many recommendations there were."""
    number = 0
    for person, rows in zip(people, found, strict=True):
        single = plan(person, as_of=as_of, jurisdiction=jurisdiction)
        assert [told(r) for r in rows.recommendations] == [told(r) for r in single.recommendations], person
        assert [due(t) for t in rows.tests_due] == [due(t) for t in single.tests_due], person
        number += len(rows.recommendations)
    return number


def test_the_people_of_the_cases(compiled, case_people):
    planner = Planner(Matcher(compiled))
    days = defaultdict(list)
    for person in case_people[::10]:
        days[person.assessment.person.as_of, person.assessment.person.jurisdiction].append(person)
    assert sum(map(len, days.values())) >= 400
    for (day, place), people in days.items():
        compare(planner.rows([p.assessment for p in people]), [p.record for p in people], as_of=day, jurisdiction=place)


def test_people_who_differ_in_one_thing_only(compiled, vocabulary):
    written = [one for several in DIFFERING.values() for one in several[::6]]
    records = [record_of(one, vocabulary) for one in written]
    found = [assess(record, vocabulary, TODAY, "US") for record in records]
    compare(Planner(Matcher(compiled)).rows(found), records, as_of=TODAY, jurisdiction="US")


@pytest.mark.parametrize("place", ["US", "DE"])
def test_the_examples_and_somebody_without_a_diagnosis(compiled, vocabulary, place):
    records = [load_record(path).record for path in sorted((ROOT / "examples").glob("*.yaml"))]
    records.append(Record(id="nobody in particular", age=50))
    found = [assess(record, vocabulary, TODAY, place) for record in records]
    compare(Planner(Matcher(compiled)).rows(found), records, as_of=TODAY, jurisdiction=place)


def test_people_with_results_of_inherited_metabolism(compiled, vocabulary):
    """Alike but for one result, one medicine, one treatment that is taken, or a second cancer."""
    colon = {"diagnoses": [{"id": "dx1", "cancer": "COAD", "extent": "metastatic"}]}
    two = {"diagnoses": [*colon["diagnoses"], {"id": "dx2", "cancer": "BLL"}]}
    given = {"therapies": [{"drugs": ["FOLFIRI"], "ongoing": True, "for": "dx1"}]}
    results = ["DPYD *1/*2A", "DPYD *2A/*2A", "DPYD activity score 0.5", "UGT1A1 *28/*28", "G6PD deficient", "TPMT *1/*3A"]
    medicines = {"medications": [{"drug": "codeine"}, {"drug": "paroxetine"}]}
    people = [base | more for base in (colon, two) for more in ({}, given, medicines)]
    written = [
        one | ({"tests": [{"kind": "germline_dna", "findings": [result]}]} if result else {})
        for one in people
        for result in ("", *results)
    ]  # fmt: skip
    records = [record_of(one, vocabulary) for one in written]
    found = [assess(record, vocabulary, TODAY, "US") for record in records]
    assert compare(Planner(Matcher(compiled)).rows(found), records, as_of=TODAY, jurisdiction="US") > len(records)
