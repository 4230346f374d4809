"""Two calls that are one change; one change written twice."""

from __future__ import annotations

import random

from oncoplan.model.finding import Alteration
from oncoplan.variants.merge import merge
from oncoplan.variants.words import read_finding


def _all(vocabulary, *texts, test=0):
    return tuple(
        f for i, text in enumerate(texts) for f in read_finding(text, vocabulary, pointer=f"{test}/{i}", test=test)
    )


def test_two_calls_of_one_codon_are_one_change_if_in_cis(vocabulary):
    (found,) = merge(_all(vocabulary, "BRAF c.1798G>A", "BRAF c.1799T>A"), vocabulary)
    assert isinstance(found, Alteration)
    assert found.name == "BRAF V600K"
    assert any("if in cis" in note for note in found.notes)


def test_stated_in_cis_needs_no_if(vocabulary):
    (found,) = merge(_all(vocabulary, "BRAF c.1798G>A in cis", "BRAF c.1799T>A in cis"), vocabulary)
    assert found.name == "BRAF V600K"
    assert not any("if in cis" in note for note in found.notes)


def test_in_trans_they_stay_two(vocabulary):
    assert len(merge(_all(vocabulary, "BRAF c.1798G>A in trans", "BRAF c.1799T>A in trans"), vocabulary)) == 2


def test_calls_of_two_tests_stay_two(vocabulary):
    first, second = _all(vocabulary, "BRAF c.1798G>A"), _all(vocabulary, "BRAF c.1799T>A", test=1)
    assert len(merge(first + second, vocabulary)) == 2


def test_one_change_written_twice_is_one(vocabulary):
    (found,) = merge(_all(vocabulary, "EGFR p.Leu858Arg", "EGFR c.2573T>G VAF 12%"), vocabulary)
    assert (found.name, found.coding, found.vaf) == ("EGFR L858R", "c.2573T>G", 0.12)


def test_different_changes_stay(vocabulary):
    assert len(merge(_all(vocabulary, "EGFR L858R", "EGFR T790M", "EGFR amplification"), vocabulary)) == 3


def test_order_is_irrelevant(vocabulary):
    texts = ["BRAF c.1798G>A", "EGFR L858R", "BRAF c.1799T>A", "EGFR c.2573T>G", "KRAS wild type", "MSI-H"]
    names = {f.name for f in merge(_all(vocabulary, *texts), vocabulary)}
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        assert {f.name for f in merge(_all(vocabulary, *texts), vocabulary)} == names
