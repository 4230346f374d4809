"""Every rule answers for everyone of a cohort as it answers for them alone: first of all on its own cases."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from oncoplan.cohort.bits import everyone, unpack
from oncoplan.cohort.matching import Matcher
from oncoplan.cohort.trees import run
from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, Evaluation
from oncoplan.planning.judge import judge, judge_elsewhere

EVERY = 50  # everyone answers their own rules; of the others each person answers every fiftieth, another set each


@pytest.fixture(scope="module")
def units(case_people):
    """(facts, the rules whose case it is) of every diagnosis of every case."""
    return [(facts, person.rules) for person in case_people for facts in person.assessment.diagnoses]


@pytest.fixture(scope="module")
def matcher(compiled):
    return Matcher(compiled)


@pytest.fixture(scope="module")
def answers(matcher, units):
    """Every criterion and every rule for all of them, in one cohort of many days."""
    return matcher.answers([facts for facts, _ in units])


@pytest.fixture(scope="module")
def matched(matcher, units):
    """Everyone with what was found for them, a cohort for each day and place."""
    days = defaultdict(list)
    for facts, _ in units:
        days[facts.as_of, facts.jurisdiction].append(facts)
    return [pair for people in days.values() for pair in zip(people, matcher.match(people), strict=True)]


def test_every_rule_on_its_own_cases_and_a_sample_of_all_others(compiled, book, units, answers):
    place = {rule.id: i for i, (_, rule) in enumerate(compiled.rules)}
    assert not (answers.met & answers.not_met).any()
    found = np.where(answers.met, MET, np.where(answers.not_met, NOT_MET, UNKNOWN))
    wrong, own = [], 0
    for who, (facts, rules) in enumerate(units):
        alone = Evaluation(facts, book.criteria, book.definitions)
        mine = [place[rule.id] for rule in rules if rule.id in place]
        own += len(mine)
        for i in {*mine, *range(who % EVERY, len(compiled.rules), EVERY)}:
            rule = compiled.rules[i][1]
            if (answer := alone.answer(rule.when)) != found[i, who]:
                wrong.append(f"{rule.id} of {facts.record}: alone {answer}, in columns {found[i, who]}")
    assert not wrong
    assert own > 6000


def test_both_engines_answer_every_rule_alike(engine, compiled, matcher, units, answers):
    people = len(units)
    given = matcher._literals(answers.classes)
    for which, flags in ((compiled.met, answers.met), (compiled.not_met, answers.not_met)):
        assert np.array_equal(unpack(run(which, given, engine=engine) & everyone(people), people), flags)
    for which in (compiled.waived_met, compiled.waived_not_met):
        assert np.array_equal(run(which, given, engine=engine) & everyone(people), run(which, given) & everyone(people))


def test_rules_asked_of_a_drug_share_what_they_are_answered_by(compiled, book, matched):
    """People of one number of `Found.drugs` answer every rule asked of a drug alike."""
    known: dict[int, list[int]] = {}
    shared = 0
    for facts, found in matched[::4]:
        one = Evaluation(facts, book.criteria, book.definitions)
        answers = [one.answer(rule.when) for rule in compiled.of_drugs]
        shared += found.drugs in known
        assert known.setdefault(found.drugs, answers) == answers
    assert shared > 300


def test_what_is_found_is_what_the_plan_of_one_person_finds(book, matcher, matched):
    """The rules that are met or unknown, those carried from other cancers, and the tests not asked for."""
    elsewhere = 0
    for facts, found in matched[1::4]:
        quiet: set[str] = set()
        alone = Evaluation(facts, book.criteria, book.definitions)
        here = judge(facts, book, book.for_cancer(facts.cancer), alone, quiet)
        altered = [gene for gene, some in facts.alterations.items() if some]
        here += judge_elsewhere(facts, book, altered, {j.rule.id for j in here}, alone)
        mine = [matcher.judged[number] for number in found.judged]
        assert [(j.rule.id, j.answer, j.elsewhere) for j in mine] == [(j.rule.id, j.answer, j.elsewhere) for j in here]
        assert found.quiet == quiet
        elsewhere += any(j.elsewhere for j in here)
    assert elsewhere > 50
