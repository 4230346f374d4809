"""CTML in and out: what nodes mean, what is never taken for met, and that out and back in gives the same verdicts."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from studies import CTML, nci, study
from trial_books import book_of, clause, matched, person, trial

from oncoplan.cli.main import main
from oncoplan.knowledge.load import base
from oncoplan.model.trial import Group, Trial
from oncoplan.trials.ctml_match import NotUnderstood, condition_of, conjuncts, said
from oncoplan.trials.ctml_tree import NotSaid, node_of
from oncoplan.trials.ctml_write import as_ctml, as_yaml
from oncoplan.trials.files import from_bytes
from oncoplan.trials.match import match
from oncoplan.trials.read import read_trial
from oncoplan.trials.source import Source
from oncoplan.variants.assess import Assessment


def alteration(gene: str, *any_of: str) -> dict[str, Any]:
    return {"alteration": {"gene": [gene], "any_of": list(any_of)} if any_of else {"gene": [gene]}}


def genomic(gene: str, category: str = "Mutation", **more: Any) -> dict[str, Any]:
    return {"genomic": {"hugo_symbol": gene, "variant_category": category, **more}}


def clinical(**keys: Any) -> dict[str, Any]:
    return {"clinical": keys}


@pytest.mark.parametrize(
    ("node", "condition"),
    [
        (genomic("BRAF", protein_change="p.V600E"), alteration("BRAF", "V600E")),
        (genomic("KRAS", wildcard_protein_change="p.G12"), alteration("KRAS", "G12")),
        (genomic("EGFR"), alteration("EGFR", "mutation")),
        (genomic("EGFR", "!Mutation"), {"not": alteration("EGFR", "mutation")}),
        (genomic("EGFR", "!Mutation", protein_change="p.T790M"), {"not": alteration("EGFR", "T790M")}),
        (genomic("EGFR", "Any Variation"), alteration("EGFR")),
        (genomic("EGFR", exon=19), alteration("EGFR", "exon 19 mutation")),
        (genomic("EGFR", exon=20, variant_classification="In_Frame_Ins"), alteration("EGFR", "exon 20 in-frame insertion")),
        (genomic("MET", exon=14, variant_classification="Splice_Site"),
         alteration("MET", "exon 14 splice site", "exon 14 skipping")),
        (genomic("TP53", variant_classification="Nonsense_Mutation"), alteration("TP53", "nonsense")),
        (genomic("FLT3", protein_change="FLT3-ITD"), alteration("FLT3", "ITD")),
        (genomic("ERBB2", "Copy Number Variation", cnv_call="High Amplification"), alteration("ERBB2", "amplification")),
        (genomic("MTAP", "Copy Number Variation", cnv_call="Homozygous Deletion"), alteration("MTAP", "homozygous deletion")),
        (genomic("ALK", "Structural Variation"), alteration("ALK", "rearrangement")),
        (genomic("ALK", "!Structural Variation"), {"not": alteration("ALK", "rearrangement")}),
        (genomic("BCR", "Structural Variation", fusion_partner_hugo_symbol="ABL1"), alteration("BCR", "fusion with ABL1")),
        (genomic("NTRK", "Structural Variation"),
         {"alteration": {"gene": ["NTRK1", "NTRK2", "NTRK3"], "any_of": ["rearrangement"]}}),
        ({"genomic": {"hugo_symbol": "KRAS", "wildtype": True}}, {"wild_type": {"gene": ["KRAS"]}}),
        ({"genomic": {"mmr_status": "MMR-Deficient"}}, {"is": "msi_h_or_dmmr"}),
        (clinical(age_numerical=">=18"), {"age": {"min": 18}}),
        (clinical(age_numerical="<12"), {"age": {"below": 12}}),
        (clinical(age_numerical=">=0.5"), {"age": {"min": 0.5}}),
        (clinical(gender="Female"), {"sex": "female"}),
        (clinical(her2_status="!Positive"), {"not": {"marker": {"what": "HER2", "is": ["positive"]}}}),
        (clinical(er_status="Unknown"), {"not": {"known": {"marker": {"what": "ER", "is": ["positive", "negative"]}}}}),
        (clinical(oncotree_primary_diagnosis="_SOLID_"), {"is": "solid_tumour"}),
        (clinical(oncotree_primary_diagnosis="_LIQUID_"), {"cancer": ["LYMPH", "MYELOID"]}),
        (clinical(oncotree_primary_diagnosis="!Melanoma"), {"not": {"cancer": ["MEL"]}}),
        (clinical(oncotree_primary_diagnosis="Glioblastoma Multiforme"), {"cancer": ["DIFG"]}),
        (clinical(disease_status=["Metastatic", "Recurrent"]),
         {"any": [{"disease": {"extent": ["metastatic"]}}, {"disease": {"status": ["relapsed"]}}]}),
        (clinical(tumor_mutational_burden_per_megabase=">=10"), {"signature": {"what": "TMB", "min": 10}}),
    ],
)  # fmt: skip
def test_what_a_node_means(vocabulary, node, condition):
    assert condition_of(node, vocabulary) == condition


@pytest.mark.parametrize(
    "node",
    [
        genomic("NOTAGENE"),
        genomic("EGFR", protein_change="p.T70M"),  # residue 70 is no threonine
        genomic("EGFR", protein_change="exon something"),
        genomic("EGFR", "Weird Variation"),
        genomic("EGFR", "Copy Number Variation", cnv_call="Sideways"),
        genomic("EGFR", colour="blue"),
        genomic("EGFR", exon="all"),
        {"genomic": None},
        {"genomic": {}},
        clinical(her2_status="Perhaps"),
        clinical(age_numerical="adult"),
        clinical(oncotree_primary_diagnosis="Zorgoma"),
        clinical(),
        {"or": [clinical(her2_status="Perhaps")]},
        {"and": []},
        {"both": []},
        {"genomic": {"hugo_symbol": "EGFR"}, "clinical": {}},
        [],
        "x",
        None,
    ],
)
def test_what_is_not_understood(vocabulary, node):
    with pytest.raises(NotUnderstood):
        condition_of(node, vocabulary)
    assert said(node) is not None


def test_a_branch_that_is_not_understood_is_a_question_beside_those_that_are(vocabulary):
    found = condition_of({"or": [genomic("KRAS", protein_change="p.G12C"), genomic("NOTAGENE")]}, vocabulary)
    kras, question = found["any"]
    assert kras == alteration("KRAS", "G12C")
    assert question["ask"]["question"] == "Does this hold: NOTAGENE Mutation?"


def test_what_must_hold_together_is_taken_apart():
    tree = [{"and": [clinical(age_numerical=">=18", gender="Male"), {"or": [genomic("A"), genomic("B")]}]}, genomic("C")]
    assert conjuncts(tree) == [
        clinical(age_numerical=">=18"), clinical(gender="Male"), {"or": [genomic("A"), genomic("B")]}, genomic("C"),
    ]  # fmt: skip


# --- verdicts -------------------------------------------------------------------------------------------------------------


def of(*tree: Any, **more: Any) -> Trial:
    document = {"nct_id": "NCT90000031", "status": "open to accrual", "treatment_list": {"step": [{"match": list(tree)}]}, **more}
    (source,) = from_bytes(json.dumps(document).encode(), "t.json")
    assert isinstance(source, Source)
    return read_trial(source, base().vocabulary)


def answer(case: str | dict[str, Any], one: Trial) -> str:
    (found,) = matched(case, replace(one, eligibility="its text"), closed=True).trials
    return found.verdict


NO_EGFR = genomic("EGFR", "!Mutation")
LUNG = clinical(oncotree_primary_diagnosis="Non-Small Cell Lung Cancer")


@pytest.mark.parametrize(
    ("case", "tree", "verdict"),
    [
        ("LUAD", [NO_EGFR], "unknown"),  # untested is never negative
        ("LUAD; EGFR L858R", [NO_EGFR], "not_met"),
        ("LUAD; EGFR wild type", [NO_EGFR], "met"),
        ("LUAD; BRAF p.Val600Glu", [genomic("BRAF", protein_change="p.V600E")], "met"),
        ({"id": "x"}, [clinical(oncotree_primary_diagnosis="!Melanoma")], "unknown"),  # no diagnosis
        ("MEL", [clinical(oncotree_primary_diagnosis="!Melanoma")], "not_met"),
        ("LUAD", [clinical(age_numerical=">=18")], "unknown"),  # no birth date
        ("LUAD; age 64", [clinical(age_numerical=">=18")], "met"),
        ("LUAD; age 64", [clinical(gender="Female")], "unknown"),  # no sex
        ("LUAD", [clinical(her2_status="Negative", er_status="Positive")], "unknown"),
        ("IDC", [clinical(her2_status="Unknown")], "met"),
        ("IDC; HER2 negative", [clinical(her2_status="Unknown")], "not_met"),
        ("AML", [clinical(oncotree_primary_diagnosis="_SOLID_")], "not_met"),
        ("LUAD", [clinical(oncotree_primary_diagnosis="_LIQUID_")], "not_met"),
        ("LUAD", [LUNG, clinical(favourite_colour="blue")], "unknown"),  # what is not understood is never met
        ("COAD", [LUNG, clinical(favourite_colour="blue")], "not_met"),
        ("LUAD", [{"or": [LUNG, clinical(favourite_colour="blue")]}], "met"),
        ("COAD", [{"or": [LUNG, clinical(favourite_colour="blue")]}], "unknown"),
        ("LUAD; EML4::ALK", [genomic("ALK", "Structural Variation")], "met"),
        ("LUAD; MET exon 14 skipping", [genomic("MET", exon=14, variant_classification="Splice_Site")], "met"),
        ("LUAD; EGFR E746_A750del", [genomic("EGFR", exon=19, variant_classification="In_Frame_Del")], "met"),
    ],
)
def test_verdicts_of_trees(case, tree, verdict):
    assert answer(case, of(*tree)) == verdict


def test_a_suspended_arm_takes_nobody():
    arms = [
        {"arm_code": "A", "arm_suspended": "Y", "match": [genomic("KRAS", protein_change="p.G12C")]},
        {"arm_code": "B", "arm_suspended": "N", "match": [genomic("KRAS", protein_change="p.G12D")]},
    ]
    one = of(treatment_list={"step": [{"arm": arms}]})
    assert answer("LUAD; KRAS G12D", one) == "met"
    assert answer("LUAD; KRAS G12C; no KRAS G12D", one) == "not_met"


# --- out and back in --------------------------------------------------------------------------------------------------------

PEOPLE: list[str | dict[str, Any]] = [
    "LUAD metastatic; EGFR L858R; age 64; female", "LUAD; EGFR exon 19 deletion; no ALK fusion; age 17; male", "LUAD",
    "COAD metastatic; KRAS G12C", "IDC; HER2 negative; ER positive; female; age 50",
    "AML; FLT3-ITD; age 70", {"id": "nobody"}, "MEL; BRAF V600E; age 40",
]  # fmt: skip


@cache
def people() -> list[Assessment]:
    return [person(case) for case in PEOPLE]


def again(one: Trial, form: str = "yaml") -> Trial:
    document = as_ctml(one, base().vocabulary)
    data = as_yaml(document).encode() if form == "yaml" else json.dumps(document).encode()
    (source,) = from_bytes(data, f"t.{form}")
    assert isinstance(source, Source), source
    assert source.kind == "ctml"
    return read_trial(source, base().vocabulary)


def verdicts(one: Trial) -> list[Any]:
    book = book_of(one)
    found = [match(assessed, book, everything=True, closed=True).trials for assessed in people()]
    return [(t.verdict, t.as_read, t.because, t.missing, t.fails, t.unread, t.group, t.site) for trials in found for t in trials]


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize("value", [study(), nci(), CTML])
def test_out_and_back_in(vocabulary, value, form):
    data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
    (source,) = from_bytes(data, "t.yaml" if isinstance(value, str) else "t.json")
    assert isinstance(source, Source)
    one = read_trial(source, vocabulary)
    other = again(one, form)
    assert verdicts(one) == verdicts(other)
    for name in (
        "id",
        "title",
        "status",
        "phases",
        "conditions",
        "cancers",
        "drugs",
        "sites",
        "groups",
        "eligibility",
        "other_ids",
    ):
        assert getattr(one, name) == getattr(other, name), name
    assert sorted(one.clauses, key=str) == sorted(other.clauses, key=str)


def test_groups_in_groups_and_what_ctml_cannot_say_come_back():
    one = trial(
        {"performance_status": {"max": 1}},
        clause({"age": {"max": 75}}, "No older than 75"),
        clause(None, "Adequate everything", left=("Adequate everything",)),
        clause({"cancer": ["LUAD"]}, "lung", group="part2"),
        clause(alteration("EGFR", "L858R", "L861Q"), "EGFR", group="a"),
        clause({"measure": {"what": "creatinine", "max": 1.5, "x_uln": True}}, "Creatinine", group="b"),
        eligibility=None,
        groups=(
            Group(key="part1", name="Part 1", kind="part", status="closed"),
            Group(key="part2", name="Part 2", kind="part"),
            Group(key="a", name="Cohort A", kind="cohort", parent="part2"),
            Group(key="b", name="Cohort B", kind="cohort", parent="part2"),
        ),
    )
    assert verdicts(again(one)) == verdicts(one)
    document = as_ctml(one, base().vocabulary)
    first, *rest = document["treatment_list"]["step"][0]["arm"]
    assert first["arm_suspended"] == "Y"
    assert rest[0]["match"] == [
        {"or": [genomic("EGFR", protein_change="p.L858R"), genomic("EGFR", protein_change="p.L861Q")]},
        clinical(oncotree_primary_diagnosis="Lung Adenocarcinoma"),
    ]
    assert document["treatment_list"]["step"][0]["match"] == [clinical(age_numerical="<76")]


def test_a_node_that_somebody_changed_is_read_as_it_stands():
    document = as_ctml(trial({"age": {"min": 18}}, {"sex": "female"}, eligibility=None), base().vocabulary)
    document["treatment_list"]["step"][0]["match"][0]["clinical"]["age_numerical"] = ">=21"
    (source,) = from_bytes(json.dumps(document).encode(), "t.json")
    assert isinstance(source, Source)
    found = read_trial(source, base().vocabulary)
    assert [one.when for one in found.clauses] == [{"age": {"min": 21}}, {"sex": "female"}]


def test_the_trial_that_came_as_ctml_is_written_as_it_came(tmp_path, capsys):
    (tmp_path / "t.yaml").write_text(CTML)
    store = str(tmp_path / "s.db")
    assert main(["trials", "import", str(tmp_path / "t.yaml"), "--store", store]) == 0
    capsys.readouterr()
    assert main(["trials", "show", "NCT90000030", "--store", store, "--format", "ctml"]) == 0
    assert capsys.readouterr().out == CTML.rstrip("\n") + "\n"
    assert main(["trials", "show", "NCT90000030", "--store", store, "--format", "ctml-json"]) == 0
    assert json.loads(capsys.readouterr().out)["treatment_list"]["step"][0]["arm"][1]["arm_suspended"] == "Y"


def test_a_study_written_as_ctml_can_be_imported(tmp_path, capsys):
    (tmp_path / "t.json").write_text(json.dumps(study()))
    store, other = str(tmp_path / "s.db"), str(tmp_path / "o.db")
    assert main(["trials", "import", str(tmp_path / "t.json"), "--store", store]) == 0
    capsys.readouterr()
    assert main(["trials", "show", "NCT90000001", "--store", store, "--format", "ctml"]) == 0
    (tmp_path / "out.yaml").write_text(capsys.readouterr().out)
    assert main(["trials", "import", str(tmp_path / "out.yaml"), "--store", other]) == 0
    assert "1 new" in capsys.readouterr().out


LEAVES = st.sampled_from([
    {"age": {"min": 18}}, {"age": {"max": 75}}, {"sex": "female"}, {"cancer": ["LUAD"]}, {"is": "solid_tumour"},
    {"cancer": {"any_of": ["NSCLC"], "except": ["LUSC"]}}, alteration("EGFR", "L858R"),
    alteration("EGFR", "exon 19 in-frame deletion"),
    alteration("KRAS", "G12", "mutation"), alteration("ALK", "rearrangement"), alteration("ERBB2", "amplification"),
    alteration("BRAF"),
    {"wild_type": {"gene": ["KRAS"]}}, {"marker": {"what": "HER2", "is": ["negative"]}},
    {"marker": {"what": "ER", "is": "positive"}},
    {"disease": {"extent": ["metastatic"]}}, {"signature": {"what": "TMB", "min": 10}}, {"is": "msi_h_or_dmmr"},
])  # fmt: skip
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@settings(max_examples=25)
@given(CONDITIONS)
def test_a_condition_and_the_tree_that_says_it_have_the_same_answers(condition):
    """Read from the tree alone, without what is kept beside it."""
    words = base().vocabulary
    try:
        back = condition_of(node_of(condition, words), words)
    except NotSaid:
        return
    both = book_of(trial(condition, id="NCT00000001"), trial(back, id="NCT00000002"))
    for assessed in people():
        found = {one.id: one.verdict for one in match(assessed, both, everything=True).trials}
        assert found["NCT00000001"] == found["NCT00000002"]
