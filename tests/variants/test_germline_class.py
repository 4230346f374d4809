"""The class of a germline variant from its ACMG codes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.variants.germline_class import derive

CASES = [  # gene, codes, class; rules: Richards 2015, table 5; points: Tavtigian 2020, table 3
    ("CHEK2", "PVS1 PS3", "pathogenic"),
    ("CHEK2", "PVS1 PM2 PP3", "likely pathogenic"),  # PP3 does not count beside PVS1: 1 very strong, 1 moderate
    ("CHEK2", "PVS1 PM2", "likely pathogenic"),
    ("CHEK2", "PVS1 PM2_Supporting", "likely pathogenic"),
    ("CHEK2", "PVS1", "uncertain significance"),
    ("CHEK2", "PS3 PM2", "likely pathogenic"),
    ("CHEK2", "PM1 PM2 PM5", "likely pathogenic"),
    ("CHEK2", "PM1 PM2 PP2", "uncertain significance"),  # five points
    ("CHEK2", "PM1 PM2 PP2 PP3", "likely pathogenic"),
    ("CHEK2", "PP1 PP2 PP3 PP4", "uncertain significance"),
    ("CHEK2", "PS1 PS3", "likely pathogenic"),  # pathogenic by the rules, eight points: the more cautious
    ("CHEK2", "PS1 PS3 PM2", "pathogenic"),
    ("CHEK2", "BA1", "benign"),
    ("CHEK2", "BS1 BS3", "benign"),
    ("CHEK2", "BS1 BP4", "likely benign"),
    ("CHEK2", "BP4 BP7", "likely benign"),
    ("CHEK2", "BP4", "uncertain significance"),
    ("CHEK2", "PVS1 PS3 BS1", "uncertain significance"),  # contradictory
    ("BRCA1", "PVS1 PM2", "likely pathogenic"),  # PM2 counts as supporting
    ("BRCA1", "PVS1 PM2_Supporting PM5_Strong", "pathogenic"),
    ("BRCA1", "PM1 PM2 PP3 PP2", "uncertain significance"),  # PM1 and PP2 are not used
    ("TP53", "PS3 PM1 PM2_Supporting PP3_Moderate", "likely pathogenic"),
    ("PALB2", "PS3 PM2 PP3 PP1", "uncertain significance"),  # PS3 is not used
    ("ATM", "PS3 PM3_Strong PM2_Supporting", "likely pathogenic"),  # PS3 at moderate at most
]


@pytest.mark.parametrize(("gene", "codes", "expected"), CASES)
def test_codes_give_their_class(vocabulary, gene, codes, expected):
    found = derive(codes.split(), gene, vocabulary)
    assert found.classification == expected, found


def test_a_code_that_the_panel_does_not_use_is_named(vocabulary):
    found = derive(["PVS1", "PM1"], "BRCA2", vocabulary)
    assert any("does not use PM1" in says for says in found.said)


def test_what_is_no_code_is_said_and_does_not_count(vocabulary):
    found = derive(["PVS1", "XYZ", "PM2_loud"], "CHEK2", vocabulary)
    assert len([says for says in found.said if "is no ACMG code" in says]) == 2
    assert found.classification == "uncertain significance"


ALL = ["PVS1", "PS1", "PS3", "PM1", "PM2", "PM5", "PP1", "PP2", "PP4", "BS1", "BS3", "BP4", "BP7"]


@given(codes=st.lists(st.sampled_from(ALL), unique=True), more=st.sampled_from([c for c in ALL if c[0] == "P"]))
def test_more_evidence_of_harm_never_makes_it_more_harmless(vocabulary, codes, more):
    order = ("benign", "likely benign", "uncertain significance", "likely pathogenic", "pathogenic")
    before, after = derive(codes, "CHEK2", vocabulary), derive([*codes, more], "CHEK2", vocabulary)
    if before is not None and all(c[0] == "P" for c in codes):
        assert order.index(after.classification) >= order.index(before.classification)


def record(**finding):
    return {"sex": "female", "age": 40, "diagnoses": [], "tests": [{"kind": "germline_dna", "findings": [finding]}]}


def test_a_record_without_a_class_gets_that_of_its_codes(plan_of):
    plan = plan_of(record(text="BRCA2 c.5946del", acmg=["PVS1", "PM5_Strong", "PM2_Supporting"]))
    (found,) = plan.findings
    assert found.effect == "pathogenic"
    assert "not stated by the laboratory" in found.says
    assert any(r.rule == "heredity.cascade.breast_ovary" and r.verdict == "met" for r in plan.recommendations)


def test_too_few_codes_are_uncertain_and_set_nothing_off(plan_of):
    plan = plan_of(record(text="BRCA2 c.7976G>A", acmg=["PM2_Supporting", "PP3"]))
    assert not [r for r in plan.recommendations if r.rule.startswith(("heredity.cascade", "heredity.carrier"))]
    assert any(r.rule == "heredity.result.uncertain" for r in plan.recommendations)


def test_a_class_that_its_codes_do_not_give_is_a_conflict(plan_of):
    plan = plan_of(record(text="BRCA2 c.7976G>A pathogenic", acmg=["PM2_Supporting", "PP3"]))
    assert any(limit.kind == "conflict" and "uncertain significance" in limit.says for limit in plan.limits)
    agreed = plan_of(record(text="BRCA2 c.5946del pathogenic", acmg=["PVS1", "PM5_Strong", "PM2_Supporting"]))
    assert not [limit for limit in agreed.limits if limit.kind == "conflict"]


@pytest.mark.reference
def test_the_codes_of_each_gene_are_those_of_its_specification(vocabulary, reference):
    """Against the schemes beside the repository: the newest version of each gene."""
    short = {"pvs": "VS", "ps": "S", "pm": "M", "pp": "P", "ba": "A", "bvs": "VS", "bs": "S", "bm": "M", "bp": "P"}
    folder = reference / "inherited" / "clingen_vcep_schemes"
    for gene, own in vocabulary.terms("germline_schemes")["genes"].items():
        version = own["scheme"].rsplit(" ", 1)[1]
        given = json.loads((folder / f"ClinGen_{gene}_v{version}.json").read_text(encoding="utf-8"))
        used = {
            c["name"]: {short[s["name"]] for s in c["strengths"]} for c in given["criteria"] if str(c["is_selectable"]) == "1"
        }
        assert {name: set(strengths.split()) for name, strengths in own["codes"].items()} == used, gene
