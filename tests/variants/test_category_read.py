"""Every category of docs/rule-language.md is read, and words that are none are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oncoplan.variants.category import read_category
from oncoplan.variants.errors import Unreadable

DOCS = Path(__file__).parents[2] / "docs" / "rule-language.md"


def _documented() -> list[str]:
    section = DOCS.read_text(encoding="utf-8").split("## Categories of change")[1].split("Chromosomes (")[0]
    return re.findall(r"`([^`]+)`", section.split("\n", 1)[1])


@pytest.mark.parametrize("text", _documented())
def test_every_documented_category_is_read(text):
    assert read_category(text).text == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exon 19 deletion", "Ex19del"),
        ("exon 19 deletion", "exon 19 del"),
        ("exon 20 insertion", "exon 20 in-frame insertion"),
        ("codons 12, 13 missense", "codons 12 and 13 missense"),
        ("gain of function", "gain-of-function"),
        ("amplification", "amplified"),
        ("L858R", "p.Leu858Arg"),
        ("truncating", "truncating mutation"),
    ],
)
def test_words_that_mean_the_same(one, other):
    first, second = read_category(one), read_category(other)
    skip = {"text"}
    assert all(getattr(first, f) == getattr(second, f) for f in first.__struct_fields__ if f not in skip)


@pytest.mark.parametrize("text", ["", "something else", "exon missense nineteen", "NSCLC", "61"])
def test_other_words_are_refused(text):
    with pytest.raises(Unreadable):
        read_category(text)
