"""RNA expression."""

from __future__ import annotations

from oncoplan.criteria.expression import expression


def test_what_was_not_measured_is_unknown(facts):
    verdict = expression(facts("LUAD"), gene="MET", is_=("high",))
    assert verdict.is_unknown and verdict.settled_by == ("rna_sequencing",)


def test_an_amplification_is_no_expression(facts):
    assert expression(facts("LUAD; MET amplification"), gene="MET", is_=("high",)).is_unknown


def test_a_protein_result_is_no_rna_expression(facts):
    assert expression(facts("LUAD; MET IHC 3+"), gene="MET", is_=("high",)).is_unknown
