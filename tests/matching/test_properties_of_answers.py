"""What holds of every rule, beyond the hard cases."""

from __future__ import annotations

import pytest
from matching_plans import UNTREATED, dna, due, options

from oncoplan.criteria.alteration import alteration

# Properties of every rule, beyond the cases


ONE_CHANGE = [
    ("LUAD", ["EGFR L858R", "EGFR p.L858R", "EGFR p.Leu858Arg", "EGFR p.(Leu858Arg)", "EGFR c.2573T>G",
              "NM_005228.5:c.2573T>G", "NM_005228.3:c.2573T>G", "NM_005228:c.2573T>G", "7:g.55191822T>G (GRCh38)",
              "7:g.55259515T>G (GRCh37)", "ERBB1 L858R"]),
    ("MEL", ["BRAF V600E", "BRAF p.Val600Glu", "BRAF c.1799T>A", "7:g.140753336A>T (GRCh38)", "NM_004333.6:c.1799T>A"]),
    ("LUAD", ["ERBB2 A775_G776insYVMA", "ERBB2 Y772_A775dup", "HER2 A775_G776insYVMA", "ERBB2 p.Tyr772_Ala775dup"]),
    ("COAD", ["KRAS G12D", "KRAS c.35G>A", "KRAS p.Gly12Asp", "12:g.25245350C>T (GRCh38)"]),
    ("LUAD", ["EML4::ALK", "EML4-ALK", "EML4-ALK fusion", "EML4/ALK fusion"]),
]  # fmt: skip


@pytest.mark.parametrize(("cancer", "ways"), ONE_CHANGE, ids=lambda x: x if isinstance(x, str) else x[0])
def test_every_notation_of_one_change_gives_one_answer(plan_of, cancer, ways):
    def told(finding):
        plan = plan_of(dna(cancer, finding, **UNTREATED))
        assert not [x for x in plan.limits if x.kind == "not_read"], finding
        return [(r.rule, r.verdict, r.drugs, r.on_label) for r in plan.recommendations], sorted(due(plan))

    first = told(ways[0])
    assert first[0]
    for other in ways[1:]:
        assert told(other) == first, other


def test_clinical_numbering_of_braf_wins_over_another_transcript(facts):
    assert alteration(facts("MEL; BRAF V640E"), gene=("BRAF",), any_of=("V600E",)).answer != "not_met"


@pytest.mark.parametrize("cancer", ["LUAD", "COAD", "BRCA", "MEL", "HGSOC"])
def test_an_irrelevant_finding_changes_nothing_and_order_changes_nothing(plan_of, cancer):
    findings = ["EGFR L858R", "KRAS G12D", "BRAF V600E", "PIK3CA E545K", "MSI-H", "TP53 R273H"]

    def told(*written):
        plan = plan_of(dna(cancer, *written, **UNTREATED))
        rows = [(r.rule, r.verdict, r.drugs, r.on_label, r.rank, [c.rule for c in r.cautions]) for r in plan.recommendations]
        return rows, [row.test for row in plan.tests_due]

    plain = told(*findings)
    assert told(*reversed(findings)) == plain
    assert told("ZFY A100V", *findings) == plain


@pytest.mark.parametrize(
    ("finding", "never"),
    [
        ("BRCA1 c.68_69del pathogenic", {"abiraterone", "enzalutamide", "prednisone"}),
        ("BRAF V600E", {"nivolumab", "ipilimumab", "atezolizumab", "pembrolizumab"}),
    ],
)
def test_what_does_not_act_on_the_finding_does_not_travel_with_it(plan_of, finding, never):
    """A partner that is the backbone of another cancer says nothing in this one."""
    for cancer in ("PAAD", "GB", "STAD", "COAD"):
        abroad = [r for r in options(plan_of(dna(cancer, finding, **UNTREATED))) if r.on_label is False]
        assert not [r.rule for r in abroad if set(r.drugs) & never], cancer
