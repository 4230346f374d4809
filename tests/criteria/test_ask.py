"""A question that only a person can answer."""

from __future__ import annotations

import pytest

from oncoplan.criteria.ask import ask

QUESTION = "Is there no other satisfactory treatment?"


def answer(facts, value, **keys):
    found = facts({"answers": {"none_left": value}, "diagnoses": [{"cancer": "LUAD"}]})
    return ask(found, key="none_left", question=QUESTION, **keys)


@pytest.mark.parametrize("value", [True, "yes", "Yes", "true"])
def test_a_yes_meets_a_question_that_asks_for_yes(facts, value):
    assert answer(facts, value).is_met
    assert answer(facts, value, is_=False).is_not_met


@pytest.mark.parametrize("value", [False, "no", "No", "false"])
def test_a_no_meets_a_question_that_asks_for_no(facts, value):
    assert answer(facts, value).is_not_met
    assert answer(facts, value, is_=False).is_met


def test_no_answer_is_unknown_and_is_settled_by_the_question_itself(facts):
    verdict = ask(facts("LUAD"), key="none_left", question=QUESTION)
    assert verdict.is_unknown
    assert verdict.settled_by == (QUESTION,)


def test_an_answer_that_is_neither_leaves_it_unknown(facts):
    assert answer(facts, "perhaps").is_unknown


def test_an_answer_in_words_is_compared_as_words(facts):
    assert answer(facts, "Left", is_="left").is_met
    assert answer(facts, "right", is_="left").is_not_met
