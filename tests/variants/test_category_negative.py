"""What a negative statement excludes, and what it leaves open."""

from __future__ import annotations

import pytest

from oncoplan.variants.category import contradicts, read_category
from oncoplan.variants.words import read_finding


@pytest.mark.parametrize(
    ("statement", "category", "excluded"),
    [
        ("KRAS wild type", "G12C", True),
        ("KRAS wild type", "mutation", True),
        ("KRAS wild type", "amplification", False),
        ("KRAS exon 2 wild type", "G12C", True),
        ("KRAS exon 2 wild type", "codon 61 missense", False),
        ("KRAS exon 2 wild type", "mutation", None),
        ("no ALK fusion", "fusion", True),
        ("no ALK fusion", "fusion with EML4", True),
        ("no ALK fusion", "mutation", False),
        ("ALK negative", "fusion", True),
        ("no ALK fusion with EML4", "fusion", None),
        ("BRAF V600E not detected", "V600E", True),
        ("BRAF V600E not detected", "V600K", False),
        ("BRAF V600E not detected", "codon 600 missense", None),
        ("no EGFR exon 19 deletion", "exon 19 deletion", True),
        ("no EGFR exon 19 deletion", "E746_A750del", True),
        ("no EGFR exon 19 deletion", "L858R", False),
        ("no EGFR exon 19 deletion", "exon 19 mutation", None),
        ("HER2 not amplified", "amplification", True),
        ("HER2 not amplified", "exon 20 insertion", False),
        ("MET exon 14 skipping not detected", "exon 14 skipping", True),
        ("FLT3-ITD negative", "ITD", True),
        ("FLT3-ITD negative", "D835Y", False),
        ("MLH1 promoter not methylated", "methylation", True),
        ("no KRAS mutation", "G12C", True),
    ],
)
def test_excludes(statement, category, excluded, vocabulary):
    (negative, *_) = [n for n in read_finding(statement, vocabulary) if n.gene != "EML4"]
    assert contradicts(negative, read_category(category), vocabulary) is excluded
