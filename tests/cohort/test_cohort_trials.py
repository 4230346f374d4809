"""Everyone of a cohort has the answers to every trial that they have alone."""

from __future__ import annotations

import random
from datetime import date

import cohort_people as made
import numpy as np
import pytest

from oncoplan.cohort.trials import TrialColumns
from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.compile import authored_rules
from oncoplan.knowledge.load import base
from oncoplan.knowledge.source import BASE
from oncoplan.model.trial import Clause, Group, Trial
from oncoplan.trials.book import TrialBook
from oncoplan.trials.compile import compile_trials
from oncoplan.trials.match import best, heard
from oncoplan.variants.assess import assess

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def trial_book() -> TrialBook:
    """Trials whose clauses are the conditions of rules, some of them for one group, some not read or read in part."""
    chance = random.Random(7)
    conditions = [rule.when for _, rule in authored_rules(BASE)]
    trials = []
    for number in range(250):
        groups = tuple(
            Group(key=key, name=key, kind="cohort", status=chance.choice(["open", "closed", None]))
            for key in "abc"[: chance.choice([0, 0, 2, 3])]
        )
        clauses = []
        for _ in range(chance.randint(1, 4)):
            when = chance.choice(conditions)
            side = chance.choice(["inclusion", "exclusion"])
            clauses.append(
                Clause(
                    side=side, text="x", when=when if side == "inclusion" else {"not": when},
                    left=chance.choice([(), (), ("rest",)]), group=chance.choice([None, *(g.key for g in groups)]),
                )
            )  # fmt: skip
        if chance.random() < 0.3:
            clauses.append(Clause(side="inclusion", text="unread", group=chance.choice([None, *(g.key for g in groups)])))
        trials.append(Trial(
            id=f"T{number}", title="", source="ctml", digest="", eligibility="text", clauses=tuple(clauses), groups=groups,
            cancers=chance.choice([(), (), ("NSCLC",), ("TISSUE",)]), conditions_open=chance.random() < 0.5,
        ))  # fmt: skip
    book = TrialBook(compile_trials(trials, base(), "sha256:x"), base(), {t.id: t for t in trials}.__getitem__)
    assert {p for entry in book.entries for p in entry.problems} <= {"nobody fits it: it fails even where nothing is known"}
    return book


@pytest.fixture(scope="module")
def people():
    """By hand, in sets that differ in one thing; some with two cancers, some with none."""
    words = base().vocabulary
    written = [one for several in made.DIFFERING.values() for one in several[:6]]
    written += [{}, {"diagnoses": []}, {"sex": "female", "birth_date": "1970"}]
    written += [
        {"diagnoses": [{"id": "a", "cancer": one}, {"id": "b", "cancer": other}],
         "tests": [{"kind": "tumour_dna", "for": "a", "findings": ["EGFR L858R", "KRAS G12C"]}]}
        for one, other in (("LUAD", "COAD"), ("COAD", "LUAD"), ("BRCA", "SKCM"))
    ]  # fmt: skip
    return [assess(record_of({"id": f"p{i}", **one}, words), words, TODAY, "US") for i, one in enumerate(written)]


def test_everyone_has_the_answers_that_they_have_alone(trial_book, people, engine):
    found = TrialColumns(trial_book, engine=engine).answers(people)
    for who, person in enumerate(people):
        hearings = heard(person, trial_book)
        alone = [best(hearings, entry) for entry in trial_book.entries]
        assert found.full[:, who].tolist() == [answer.full for _, answer in alone]
        assert found.read[:, who].tolist() == [answer.read for _, answer in alone]
        assert found.unit[:, who].tolist() == [hearings.index(hearing) for hearing, _ in alone]


def test_each_answer_occurs_so_that_the_comparison_means_something(trial_book, people):
    found = TrialColumns(trial_book).answers(people)
    assert set(np.unique(found.read)) == set(np.unique(found.full)) == {0, 1, 2}
    assert (found.read == 2).sum() > (found.full == 2).sum() > 0
    assert found.unit.max() == 1


def test_what_is_learned_of_one_cohort_serves_the_next(trial_book, people):
    columns = TrialColumns(trial_book)
    once = columns.answers(people)
    again = columns.answers(list(reversed(people)))
    assert (once.read == again.read[:, ::-1]).all()
    assert (columns.answers(people[:1]).read == once.read[:, :1]).all()
