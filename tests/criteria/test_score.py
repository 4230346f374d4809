"""Named clinical scores."""

from __future__ import annotations

import pytest

from oncoplan.criteria.score import score


@pytest.mark.parametrize(("value", "answer"), [(26, "met"), (25, "not_met")])
def test_the_limit_itself_counts(facts, value, answer):
    assert score(facts(f"IDC; score: Oncotype DX {value}"), what="oncotype dx", min=26).answer == answer


def test_not_recorded_is_unknown(facts):
    assert score(facts("IDC"), what="Oncotype DX", min=26).is_unknown


def test_words_and_numbers_do_not_mix(facts):
    assert score(facts("IDC; score: IPI high"), what="IPI", any_of=("high",)).is_met
    assert score(facts("IDC; score: IPI low"), what="IPI", any_of=("high",)).is_not_met
    assert score(facts("IDC; score: IPI high"), what="IPI", min=3).is_unknown
