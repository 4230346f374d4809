"""On label: where, when, and in which cancer."""

from __future__ import annotations

import pytest

CASE = "LUAD metastatic; EGFR L858R"


@pytest.mark.parametrize(
    ("as_of", "shown"), [("2018-04-17", False), ("2018-04-18", True), ("2023-10-01", True), ("2023-10-02", False)]
)
def test_an_approval_counts_from_its_day_until_its_withdrawal(plan_with, rule, options, as_of, shown):
    approval = [{"by": "FDA", "on": "2018-04-18", "withdrawn": "2023-10-02"}]
    found = options(plan_with([rule("a", evidence__approvals=approval)], CASE, as_of=as_of))
    assert bool(found) == shown
    if shown:
        assert found[0].on_label is True
        assert found[0].approvals[0].withdrawn is None


def test_one_of_two_approvals_withdrawn_leaves_the_other(plan_with, rule, options):
    approvals = [{"by": "FDA", "on": "2018-04-18", "withdrawn": "2020-01-01"}, {"by": "EMA", "on": "2018-06-07"}]
    rules = [rule("a", evidence__approvals=approvals)]
    (here,) = options(plan_with(rules, CASE, jurisdiction="US"))
    (there,) = options(plan_with(rules, CASE, jurisdiction="DE"))
    assert here.on_label is False
    assert "EMA" in here.off_label_because
    assert there.on_label is True
    assert there.off_label_because is None


@pytest.mark.parametrize(("country", "agency"), [("DE", "EMA"), ("FR", "EMA"), ("GB", "MHRA"), ("JP", "PMDA")])
def test_the_label_of_the_plans_own_place_counts(plan_with, rule, options, country, agency):
    """FDA approved it; elsewhere that is no label, and what another agency decided is said to be not recorded."""
    (option,) = options(plan_with([rule("a")], CASE, jurisdiction=country))
    assert option.on_label is not True
    assert "FDA" in option.off_label_because
    assert agency in option.off_label_because


def test_a_later_withdrawal_is_not_yet_known(plan_with, rule, options):
    approval = [{"by": "FDA", "on": "2018-04-18", "withdrawn": "2023-10-02"}]
    (option,) = options(plan_with([rule("a", evidence__approvals=approval)], CASE, as_of="2020-01-01"))
    assert option.approvals[0].withdrawn is None


def test_on_label_only_when_all_is_met(plan_with, rule, options):
    rules = [rule("a", also=[{"disease": {"extent": "metastatic"}}])]
    assert options(plan_with(rules, "LUAD; EGFR L858R"))[0].on_label is None
    assert options(plan_with(rules, CASE))[0].on_label is True


def test_without_an_approval_it_is_off_label_and_says_so(plan_with, rule, options):
    (option,) = options(plan_with([rule("a", evidence__approvals=[])], CASE))
    assert option.on_label is False
    assert option.off_label_because


@pytest.mark.parametrize(("country", "shown"), [("US", True), ("DE", False)])
def test_a_rule_of_one_jurisdiction(plan_with, rule, options, country, shown):
    assert bool(options(plan_with([rule("a", jurisdiction=["US"])], CASE, jurisdiction=country))) == shown


@pytest.mark.parametrize(
    ("as_of", "shown"), [("2018-12-31", False), ("2019-01-01", True), ("2020-12-31", True), ("2021-01-01", False)]
)
def test_a_rule_holds_between_its_days(plan_with, rule, options, as_of, shown):
    valid = {"from": "2019-01-01", "to": "2020-12-31"}
    assert bool(options(plan_with([rule("a", valid=valid)], CASE, as_of=as_of))) == shown


# another cancer


def braf(rule, name="a", **changes):
    return rule(name, cancer="MEL", gene="BRAF", any_of=["V600E"], drugs=["dabrafenib", "trametinib"], **changes)


def test_a_sensitivity_of_another_solid_cancer_is_shown_off_label(plan_with, rule, options):
    (option,) = options(plan_with([braf(rule)], "THPA; BRAF V600E"))
    assert option.on_label is False
    assert "not for this cancer" in option.off_label_because


def test_solid_never_becomes_blood(plan_with, rule, options):
    assert options(plan_with([braf(rule)], "AML; BRAF V600E")) == []


def test_a_rule_that_must_not_travel_does_not(plan_with, rule, options):
    assert options(plan_with([braf(rule, then__off_label_elsewhere=False)], "THPA; BRAF V600E")) == []


def test_what_is_approved_nowhere_does_not_travel(plan_with, rule, options):
    """A guideline's or a trial's use in one cancer says nothing of another."""
    assert options(plan_with([braf(rule, evidence__approvals=[])], "THPA; BRAF V600E")) == []
    withdrawn = [{"by": "FDA", "on": "2018-04-18", "withdrawn": "2020-01-01"}]
    assert options(plan_with([braf(rule, evidence__approvals=withdrawn)], "THPA; BRAF V600E")) == []


def test_only_what_was_seen_travels(plan_with, rule, options):
    for case in ("THPA", "THPA; BRAF wild type", "THPA; BRAF mutation", "THPA; BRAF V600M"):
        assert options(plan_with([braf(rule)], case)) == []


def test_a_known_failure_in_this_cancer_vetoes_it(plan_with, rule, options):
    veto = rule("v", effect="avoid", cancer="COADREAD", gene="BRAF", any_of=["V600E"], drugs=["dabrafenib"])
    assert options(plan_with([braf(rule), veto], "COAD; BRAF V600E")) == []
    assert len(options(plan_with([braf(rule), veto], "THPA; BRAF V600E"))) == 1


def test_resistance_in_the_drugs_own_target_goes_where_its_sensitivity_goes(plan_with, rule, options):
    fusion = rule("a", cancer="NSCLC", gene="RET", any_of=["fusion"], drugs=["selpercatinib"])
    own = rule("r", effect="resistant", cancer="NSCLC", gene="RET", any_of=["G810R"], drugs=["selpercatinib"],
               then__own_target=True)  # fmt: skip
    bypass = rule("b", effect="resistant", cancer="NSCLC", gene="MET", any_of=["amplification"], drugs=["selpercatinib"])
    found = options(plan_with([fusion, own, bypass], "THPA; KIF5B::RET; RET G810R; MET amplification"))
    told = [c for option in found for c in option.cautions]
    assert all(c.rule.endswith(".r") for c in told)
    assert not found or (told and told[0].extrapolated)


def test_an_option_of_another_cancer_never_leads_one_of_this_cancer(plan_with, rule, options):
    mine = rule("mine", cancer="THPA", gene="RET", any_of=["fusion"], drugs=["selpercatinib"], evidence__levels={"amp": "D"})
    rules = [braf(rule, evidence__levels={"amp": "A"}), mine]
    found = options(plan_with(rules, "THPA; BRAF V600E; KIF5B::RET"))
    assert [r.on_label for r in found] == [True, False]
