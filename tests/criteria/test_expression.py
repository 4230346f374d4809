"""RNA expression."""

from __future__ import annotations

from oncoplan.criteria.expression import expression


def test_what_was_not_measured_is_unknown(facts):
    verdict = expression(facts("LUAD"), gene="MET", is_=("high",))
    assert verdict.is_unknown
    assert verdict.settled_by == ("rna_sequencing",)


def test_an_amplification_is_no_expression(facts):
    assert expression(facts("LUAD; MET amplification"), gene="MET", is_=("high",)).is_unknown


def test_a_protein_result_is_no_rna_expression(facts):
    assert expression(facts("LUAD; MET IHC 3+"), gene="MET", is_=("high",)).is_unknown


def test_overexpression_is_high(facts):
    assert expression(facts("LUAD; CCND2 overexpression"), gene="CCND2", is_=("high",)).is_met
    assert expression(facts("LUAD; CCND2 overexpression"), gene="CCND2", is_=("low",)).is_not_met


def test_overexpression_of_met_is_said_of_its_protein(facts):
    assert expression(facts("LUAD; MET overexpression"), gene="MET", is_=("high",)).is_unknown


def test_of_another_gene_it_says_nothing(facts):
    assert expression(facts("LUAD; EGFR overexpression"), gene="MET", is_=("high",)).is_unknown
