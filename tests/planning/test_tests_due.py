"""The tests that would change the plan, and what became of each so far."""

from __future__ import annotations

import pytest


def order(rule, *, test="egfr_mutation", when=None, unless_done=True, **changes):
    """A testing rule: this test is due in advanced disease while none was done."""
    parts = [{"cancer": "NSCLC"}]
    if unless_done:
        parts.append({"not": {"known": {"tested_for": {"test": test}}}})
    return rule(
        "order", chapter="testing", effect="order", drugs=[], when={"all": [*parts, *(when or [])]},
        then__order={"what": [test], **changes.pop("order", {})}, id="testing.tiny.order", **changes,
    )  # fmt: skip


def due(plan, test="egfr_mutation"):
    return next((row for row in plan.tests_due if row.test == test), None)


def lung(**test):
    return {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"kind": "tumour_dna", "findings": [], **test}]}


COVERS = {"covers": {"genes": ["EGFR"], "kinds": ["substitution", "indel"]}}


def test_nothing_recorded_is_not_done_and_says_why(plan_with, rule):
    row = due(plan_with([order(rule)], "LUAD"))
    assert row.state == "not_done"
    assert "Rule order says so" in row.why
    assert row.would_settle == ("testing.tiny.order",)
    assert row.name
    assert row.plainly


def test_the_specimen_and_method_that_the_rule_asks_for(plan_with, rule, vocabulary):
    asked = order(rule, order={"specimen": "fresh tissue", "method": "RNA sequencing"})
    row = due(plan_with([asked], "LUAD"))
    assert (row.specimen, row.methods) == ("fresh tissue", ("RNA sequencing",))
    usual = due(plan_with([order(rule)], "LUAD"))
    known = vocabulary.test("egfr_mutation")
    assert (usual.specimen, usual.methods) == (", ".join(known.specimen) or None, known.methods)


def test_when_it_is_due_and_what_makes_its_result_no_answer(plan_with, rule):
    row = due(plan_with([order(rule, order={"when": "at progression", "inadequate_if": "decalcified bone"})], "LUAD"))
    assert (row.when, row.inadequate_if) == ("at progression", "decalcified bone")


def test_a_test_that_was_done_is_not_due(plan_with, rule):
    assert due(plan_with([order(rule)], lung(**COVERS))) is None
    assert due(plan_with([order(rule)], "LUAD; EGFR L858R")) is None


@pytest.mark.parametrize(
    ("status", "state"), [("pending", "pending"), ("failed", "failed"), ("insufficient", "inadequate")]
)
def test_a_test_without_a_result_is_due_in_its_state(plan_with, rule, status, state):
    row = due(plan_with([order(rule)], lung(status=status, assay="Our panel", **COVERS)))
    assert row.state == state
    assert status in row.why


def test_a_blood_test_that_saw_nothing_is_inadequate(plan_with, rule):
    row = due(plan_with([order(rule)], lung(kind="ctdna", **COVERS)))
    assert row is not None
    assert row.state == "inadequate"


def test_a_sample_with_too_little_tumour_is_inadequate(plan_with, rule):
    row = due(plan_with([order(rule)], lung(specimen={"purity": 0.05}, **COVERS)))
    assert row is not None
    assert row.state == "inadequate"


def test_a_gene_that_could_not_be_read_is_due(plan_with, rule):
    assert due(plan_with([order(rule)], lung(failed=["EGFR"], **COVERS))) is not None


def test_an_old_test_is_outdated_where_the_rule_sets_a_time(plan_with, rule):
    when = [{"not": {"known": {"tested_for": {"test": "egfr_mutation", "within": "1y"}}}}]
    row = due(plan_with([order(rule, when=when, unless_done=False)], lung(collected="2020-01-01", **COVERS)))
    assert row.state == "outdated"


def test_after_progression_the_test_is_to_be_repeated(plan_with, rule):
    when = [{"not": {"known": {"tested_for": {"test": "egfr_mutation", "since": "progression"}}}}]
    one = order(rule, when=when, unless_done=False, order={"when": "at progression"})
    record = {**lung(collected="2025-01-01", **COVERS),
              "diagnoses": [{"cancer": "LUAD", "events": [{"progression": "2026-06-01"}]}]}  # fmt: skip
    assert due(plan_with([one], record)).state == "repeat"
    record["tests"][0]["collected"] = "2026-07-01"
    assert due(plan_with([one], record)) is None


def test_a_test_is_not_due_in_another_cancer(plan_with, rule):
    for case in ("COAD", "SCLC"):
        assert due(plan_with([order(rule)], case)) is None


def test_while_the_cancer_is_stated_too_broadly_a_test_is_due_on_condition_and_never_first(plan_with, rule):
    found = due(plan_with([order(rule)], "LUNG"))
    assert "to confirm first" in found.why
    assert not found.first


def test_a_test_whose_reason_waits_for_the_state_of_the_disease_is_due_on_condition(plan_with, rule):
    one = order(rule, when=[{"disease": {"extent": "metastatic"}}])
    assert "to confirm first" in due(plan_with([one], "LUAD")).why
    assert "to confirm first" not in due(plan_with([one], "LUAD metastatic")).why
    assert due(plan_with([one], "LUAD early")) is None


def test_what_must_be_known_before_a_treatment_comes_first(plan_with, rule):
    rules = [
        order(rule, test="alk_fusion", order={"before": ["checkpoint_inhibitor"]}),
        {**order(rule, test="kras_mutation"), "id": "testing.tiny.other"},
        rule("a", gene="KRAS", any_of=["G12C"], drugs=["sotorasib"]),
        rule("b", gene="KRAS", any_of=["G12C"], drugs=["adagrasib"]),
        rule("c", gene=None, also=[{"marker": {"what": "PD-L1", "score": "TPS", "min": 1}}], drugs=["pembrolizumab"]),
    ]
    plan = plan_with(rules, "LUAD; PD-L1 TPS 60%")
    assert next(row.test for row in plan.tests_due) == "alk_fusion"
    assert due(plan, "alk_fusion").first
    assert not due(plan, "kras_mutation").first


def test_it_is_no_longer_first_once_that_treatment_was_given(plan_with, rule):
    one = order(rule, test="alk_fusion", order={"before": ["checkpoint_inhibitor"]})
    assert not due(plan_with([one], "LUAD; prior pembrolizumab"), "alk_fusion").first


def test_the_test_that_opens_most_leads(plan_with, rule):
    rules = [
        rule("a", gene="KRAS", any_of=["G12C"], drugs=["sotorasib"]),
        rule("b", gene="EGFR", any_of=["L858R"], drugs=["osimertinib"]),
        rule("c", gene="EGFR", any_of=["L858R"], drugs=["afatinib"]),
    ]
    plan = plan_with(rules, "LUAD")
    assert [row.test for row in plan.tests_due] == ["egfr_mutation", "kras_mutation"]
    assert due(plan).opens == ("afatinib", "osimertinib")
    assert due(plan).would_settle == ("treatment.tiny.b", "treatment.tiny.c")


def test_a_test_that_two_cancers_ask_for_is_listed_once(plan_with, rule):
    record = {"diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "LUSC"}]}
    plan = plan_with([order(rule)], record)
    assert len([row for row in plan.tests_due if row.test == "egfr_mutation"]) == 1


def test_every_test_due_is_a_test_of_the_vocabulary(plan_of, vocabulary):
    for case in ("LUAD metastatic", "COAD metastatic", "IDC metastatic", "MEL metastatic", "HGSOC metastatic", "SCLC"):
        for row in plan_of(case).tests_due:
            assert vocabulary.test(row.test), (case, row.test)
            assert row.why
            assert row.state
