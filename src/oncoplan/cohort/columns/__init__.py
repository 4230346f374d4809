"""Criteria that have a column form of their own, for speed; every other one is asked once of all who are alike.

A form has its criterion's name. It takes the values that a column stands for and the criterion's parameters, and gives for
each value the answer that the row criterion would give, without its sentence. The shared suite holds them to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from oncoplan.cohort.columns.cancer import cancer
from oncoplan.cohort.watched import Path
from oncoplan.model.verdict import Verdict
from oncoplan.model.vocabulary import Vocabulary

Form = Callable[..., list[Verdict]]

FORMS: dict[str, tuple[Path, Form]] = {"cancer": (("cancer", ""), cancer)}
"""Criterion → the path of the facts that it reads and its form, for questions asked of a diagnosis."""


def verdicts(name: str, values: Sequence[Any], words: Vocabulary, params: dict[str, Any]) -> list[Verdict]:
    """The answer for each value of the column of that criterion."""
    return FORMS[name][1](values, words, **params)
