"""Whole eligibility texts: their layouts, spans, sides, groups, alternatives and what is taken back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from oncoplan.knowledge.authored import CriteriaTable, compile_expr
from oncoplan.knowledge.load import base
from oncoplan.model.trial import Clause
from oncoplan.trials.eligibility import read_eligibility

TEXTS = Path(__file__).parents[3] / "shared" / "reference" / "trials" / "eligibility_texts.json.gz"


def clauses(text: str) -> tuple[Clause, ...]:
    made = read_eligibility(text, base().vocabulary)[0]
    assert all(text[c.start : c.end] == c.text for c in made)
    return made


BULLETS = "Inclusion Criteria:\n\n* Age \\>= 18 years\n* KRAS G12C mutation\n\nExclusion Criteria:\n\n* Pregnant\n"
NUMBERS = "INCLUSION CRITERIA\n1. Age >= 18 years\n2. KRAS G12C mutation\nEXCLUSION CRITERIA\n1. Pregnant\n"
WRAPPED = (
    "\n        Inclusion Criteria:\n\n          -  Age >= 18\n             years\n\n          -  KRAS G12C mutation\n\n"
    "        Exclusion Criteria:\n\n          -  Pregnant\n"
)
FLAT = "Inclusion Criteria: 1. Age >= 18 years 2. KRAS G12C mutation Exclusion Criteria: 1. Pregnant"
DASHED = "Inclusion Criteria: - Age >= 18 years - KRAS G12C mutation - ECOG 0-1 Exclusion Criteria: - Pregnant"
BARE = "Key inclusion criteria:\nAge >= 18 years\nKRAS G12C mutation\nKey exclusion criteria:\nPregnant\n"
PREFIXED = "Inclusion Criteria:\n* Age >= 18 years\n* KRAS G12C mutation\nExclude - Exclusion Criteria:\nExclude - * Pregnant\n"


@pytest.mark.parametrize("text", [BULLETS, NUMBERS, WRAPPED, FLAT, DASHED, BARE, PREFIXED])
def test_every_layout_gives_the_same_criteria(text: str) -> None:
    made = [c for c in clauses(text) if "ECOG" not in c.text]
    assert [(c.side, c.when) for c in made] == [
        ("inclusion", {"age": {"min": 18}}),
        ("inclusion", {"alteration": {"gene": ["KRAS"], "any_of": ["G12C"]}}),
        ("exclusion", {"not": {"pregnancy": True}}),
    ]


def test_what_is_not_understood_stays_in_the_list() -> None:
    (only,) = clauses("Inclusion Criteria:\n* Must own a bicycle\n")
    assert only.when is None
    assert only.text == "Must own a bicycle"


def test_one_of_the_following_is_one_criterion_with_alternatives() -> None:
    text = "Inclusion Criteria:\n* Must have one of the following:\n  * KRAS G12C mutation\n  * BRAF V600E mutation\n* ECOG 0-1\n"
    made = clauses(text)
    assert made[0].when == {
        "any": [{"alteration": {"gene": ["KRAS"], "any_of": ["G12C"]}}, {"alteration": {"gene": ["BRAF"], "any_of": ["V600E"]}}]
    }
    assert made[0].text.startswith("Must have")
    assert made[0].text.endswith("BRAF V600E mutation")
    assert len(made) == 2


def test_one_of_the_following_with_an_unknown_alternative_is_not_read() -> None:
    text = "Inclusion Criteria:\n* One of the following:\n  * KRAS G12C mutation\n  * Something else entirely\n"
    assert [c.when for c in clauses(text)] == [None]


def test_lines_that_end_in_or_are_alternatives_and_not_read_alone() -> None:
    made = clauses("Inclusion Criteria:\n* KRAS G12C mutation, or\n* BRAF V600E mutation\n* Age >= 18 years\n")
    assert [c.when for c in made] == [None, None, {"age": {"min": 18}}]


def test_an_exception_below_takes_the_criterion_back() -> None:
    made = clauses("Exclusion Criteria:\n* Symptomatic brain metastases\n  * Patients with treated metastases are eligible\n")
    assert all(c.when is None for c in made)


def test_cancers_on_lines_of_their_own_were_alternatives() -> None:
    made = clauses("Inclusion Criteria:\n* Melanoma\n* Non-small cell lung cancer\n* Age >= 18 years\n")
    assert [c.when for c in made] == [None, None, {"age": {"min": 18}}]


def test_a_cohort_in_front_gives_a_group() -> None:
    made, groups = read_eligibility(
        "Inclusion Criteria:\n* Cohort A: KRAS G12C mutation\n* Part 2 only: ECOG 0-1\n* Age >= 18 years\n", base().vocabulary
    )
    assert [c.group for c in made] == ["cohort_a", "part_2", None]
    assert made[0].when == {"alteration": {"gene": ["KRAS"], "any_of": ["G12C"]}}
    assert [(g.key, g.kind) for g in groups] == [("cohort_a", "cohort"), ("part_2", "part")]


def test_several_cohorts_in_front_give_the_clause_once_for_each() -> None:
    made, _ = read_eligibility("Inclusion Criteria:\n* Cohorts A and B: KRAS G12C mutation\n", base().vocabulary)
    assert [(c.group, c.start) for c in made] == [("cohort_a", made[0].start), ("cohort_b", made[0].start)]


def test_cohorts_within_a_sentence_leave_it_unread() -> None:
    assert [c.when for c in clauses("Inclusion Criteria:\n* ECOG 0-1 (Part 1) or 0-2 (Part 2)\n")] == [None]


def test_an_empty_text_has_no_clauses() -> None:
    assert read_eligibility("", base().vocabulary) == ((), ())


@pytest.mark.reference
@pytest.mark.skipif(not TEXTS.exists(), reason="the reference folder is not here")
def test_real_texts_are_read_without_loss() -> None:
    table = CriteriaTable()
    for name, text in list(json.loads(gzip.decompress(TEXTS.read_bytes())).items())[::12]:
        for clause in clauses(text):
            if clause.when is not None:
                compile_expr(clause.when, table, name)
