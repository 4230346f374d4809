"""The base vocabulary, and short ways to ask it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oncoplan.knowledge.load import base
from oncoplan.model.finding import Alteration, AnyFinding
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category import matches, read_category
from oncoplan.variants.words import read_finding


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return base().vocabulary


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary) -> Callable[[str], tuple[AnyFinding, ...]]:
    return lambda text: read_finding(text, vocabulary)


@pytest.fixture(scope="session")
def one(vocabulary: Vocabulary) -> Callable[[str], AnyFinding]:
    def only(text: str) -> AnyFinding:
        (found,) = read_finding(text, vocabulary)
        return found

    return only


@pytest.fixture(scope="session")
def ask(vocabulary: Vocabulary) -> Callable[..., str]:
    """`ask("EGFR L858R", "codon 858 missense")` -> met, not_met or unknown."""

    def answer(finding: str, category: str, *, effect: str | None = None) -> str:
        (found, *_) = read_finding(finding, vocabulary)
        assert isinstance(found, Alteration)
        return matches(read_category(category), found, vocabulary, effect=effect)[0]

    return answer
