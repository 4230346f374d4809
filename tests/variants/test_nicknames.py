"""A gene's nickname in a file that is another gene's symbol: the chromosome tells."""

from __future__ import annotations

import pytest

from oncoplan.model.finding import Alteration
from oncoplan.model.record import FindingEntry
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.words import read_finding


@pytest.mark.parametrize(
    ("gene", "genomic", "read_as"),
    [
        ("TTF1", "9:g.135251000A>G", "TTF1"),  # transcription termination factor, not NKX2-1
        ("MUM1", "19:g.1370839A>G", "MUM1"),  # now PWWP3A, not IRF4
        ("CAP1", "1:g.40529930C>G", "CAP1"),  # not TRAF3
        ("HER2", "17:g.37880000A>G", "ERBB2"),
    ],
)
def test_a_symbol_of_another_chromosome_is_not_a_nickname(gene: str, genomic: str, read_as: str, vocabulary: Vocabulary) -> None:
    entry = FindingEntry(gene=gene, genomic=genomic, consequence="Nonsense_Mutation")
    (found,) = read_finding(entry, vocabulary)
    assert isinstance(found, Alteration)
    assert found.gene == read_as
