"""Pharmacogenetic phenotypes."""

from __future__ import annotations

from oncoplan.criteria.phenotype import phenotype


def test_a_stated_phenotype_answers(facts):
    found = facts("COAD; germline test; DPYD intermediate metabolizer")
    assert phenotype(found, gene="DPYD", any_of=("intermediate metabolizer", "poor metabolizer")).is_met
    assert phenotype(found, gene="DPYD", any_of=("normal metabolizer",)).is_not_met


def test_not_tested_is_unknown(facts):
    assert phenotype(facts("COAD"), gene="DPYD", any_of=("poor metabolizer",)).is_unknown


def test_a_diplotype_without_its_phenotype_is_unknown_and_suspected(facts):
    verdict = phenotype(facts("COAD; germline test; DPYD *1/*2A"), gene="DPYD", any_of=("intermediate metabolizer",))
    assert not verdict.is_not_met
    assert verdict.is_met or verdict.suspected
