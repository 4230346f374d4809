"""Which rules become recommendations, with what reasons, in what order."""

from __future__ import annotations

import pytest

METASTATIC = {"disease": {"extent": "metastatic"}}
FIRST_LINE = {"next_line": {"is": 1}}


def names(found):
    return [r.rule.rpartition(".")[2] for r in found]


def test_a_rule_that_is_met_is_a_recommendation_with_its_reasons(plan_with, rule, options):
    (option,) = options(plan_with([rule("a", also=[METASTATIC])], "LUAD metastatic; EGFR L858R"))
    assert option.verdict == "met"
    assert option.rank == 1
    assert option.drugs == ("osimertinib",)
    assert {b.criterion for b in option.because} == {"cancer", "alteration", "disease"}
    assert option.because[0].about == "molecular"
    assert option.because[0].facts == ("tests/0/findings/0",)
    assert option.missing == ()
    assert option.diagnosis == "dx1"


def test_a_rule_that_is_not_met_is_not_listed(plan_with, rule):
    for case in ("LUAD; EGFR wild type", "COAD; EGFR wild type", "LUAD early; EGFR L858R"):
        assert plan_with([rule("a", also=[METASTATIC])], case).recommendations == ()


@pytest.mark.parametrize(
    "open_",
    [METASTATIC, {"stage": "IV"}, FIRST_LINE, {"prior_therapy": {"class": "platinum_chemotherapy"}}, {"age": {"min": 18}},
     {"performance_status": {"max": 1}}],
    ids=lambda c: next(iter(c)),
)  # fmt: skip
def test_a_rule_whose_molecular_and_disease_parts_hold_is_always_listed_as_unknown(plan_with, rule, options, open_):
    (option,) = options(plan_with([rule("a", also=[open_])], "LUAD; EGFR L858R"))
    assert option.verdict == "unknown"
    assert option.on_label is None
    (missing,) = {m.criterion for m in option.missing}
    assert missing == next(iter(open_))
    assert all(m.settled_by for m in option.missing)


def test_what_rests_on_nothing_seen_is_a_test_due_and_no_option(plan_with, rule, options):
    plan = plan_with([rule("a")], "LUAD metastatic; KRAS G12C")
    assert options(plan) == []
    assert any("osimertinib" in due.opens and due.state == "not_done" for due in plan.tests_due)


def test_a_finding_that_could_be_it_keeps_the_option_open(plan_with, rule, options):
    (option,) = options(plan_with([rule("a")], "LUAD metastatic; EGFR mutation"))
    assert option.verdict == "unknown"
    assert option.missing[0].about == "molecular"


def test_an_unknown_under_unless_bars_nothing_but_is_listed(plan_with, rule, options):
    barred = rule("a", unless={"prior_therapy": {"drug": "osimertinib", "outcome": "progression"}})
    (option,) = options(plan_with([barred], "LUAD; EGFR L858R"))
    assert option.verdict == "met"
    assert any(m.criterion == "prior_therapy" for m in option.missing)
    assert options(plan_with([barred], "LUAD; EGFR L858R; prior osimertinib progression")) == []


# merging, superseding, combinations


def test_rules_of_the_same_drugs_are_one_option_and_the_stronger_leads(plan_with, rule, options):
    weak = rule("weak", evidence__levels={"amp": "C"})
    strong = rule("strong", evidence__levels={"amp": "A"}, then__drugs=["osimertinib"])
    for order in ([weak, strong], [strong, weak]):
        (option,) = options(plan_with(order, "LUAD; EGFR L858R"))
        assert option.rule.endswith("strong")
        assert "treatment.tiny.weak" in str(option.also)


def test_the_order_of_drugs_in_a_combination_makes_no_second_option(plan_with, rule, options):
    one = rule("a", drugs=["amivantamab", "lazertinib"])
    two = rule("b", drugs=["lazertinib", "amivantamab"])
    assert len(options(plan_with([one, two], "LUAD; EGFR L858R"))) == 1


def test_other_drugs_are_another_option(plan_with, rule, options):
    found = options(plan_with([rule("a"), rule("b", drugs=["afatinib"])], "LUAD; EGFR L858R"))
    assert {r.drugs for r in found} == {("osimertinib",), ("afatinib",)}


def test_two_cancers_each_have_their_own_option(plan_with, rule, options):
    record = {
        "diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "LUSC"}],
        "tests": [{"for": "a", "findings": ["EGFR L858R"]}, {"for": "b", "findings": ["EGFR L858R"]}],
    }
    assert {r.diagnosis for r in options(plan_with([rule("a")], record))} == {"a", "b"}


def test_a_stronger_rule_that_is_met_hides_the_one_that_yields(plan_with, rule, options):
    rules = [rule("strong", also=[METASTATIC]), rule("weak", drugs=["afatinib"], yields_to=["treatment.tiny.strong"])]
    assert names(options(plan_with(rules, "LUAD metastatic; EGFR L858R"))) == ["strong"]


def test_while_the_stronger_is_unknown_both_show(plan_with, rule, options):
    rules = [rule("strong", also=[METASTATIC]), rule("weak", drugs=["afatinib"], yields_to=["treatment.tiny.strong"])]
    assert set(names(options(plan_with(rules, "LUAD; EGFR L858R")))) == {"strong", "weak"}
    assert names(options(plan_with(rules, "LUAD early; EGFR L858R"))) == ["weak"]


def test_a_stronger_rule_of_one_cancer_hides_nothing_in_the_other(plan_with, rule, options):
    rules = [rule("strong", also=[METASTATIC]), rule("weak", drugs=["afatinib"], yields_to=["treatment.tiny.strong"])]
    record = {
        "diagnoses": [{"id": "a", "cancer": "LUAD", "extent": "metastatic"},
                      {"id": "b", "cancer": "LUSC", "extent": "localized"}],
        "tests": [{"for": "a", "findings": ["EGFR L858R"]}, {"for": "b", "findings": ["EGFR L858R"]}],
    }  # fmt: skip
    found = options(plan_with(rules, record))
    assert {(r.diagnosis, r.rule.rpartition(".")[2]) for r in found} == {("a", "strong"), ("b", "weak")}


def test_a_regimen_becomes_one_option_for_each_choice(plan_with, rule, options):
    regimen = {"with": ["pemetrexed"], "one_of": ["cisplatin", ["carboplatin", "bevacizumab"]], "optional": ["folic acid"]}
    found = options(plan_with([rule("a", then__regimen=regimen)], "LUAD; EGFR L858R"))
    assert {frozenset(r.drugs) for r in found} == {
        frozenset({"osimertinib", "pemetrexed", "cisplatin"}),
        frozenset({"osimertinib", "pemetrexed", "carboplatin", "bevacizumab"}),
    }


def test_drugs_that_follow_are_part_of_the_option_and_said_to_follow(plan_with, rule, options):
    regimen = {"followed_by": ["trastuzumab"], "one_of": ["paclitaxel", "docetaxel"]}
    found = options(plan_with([rule("a", then__regimen=regimen)], "LUAD; EGFR L858R"))
    assert {r.regimen for r in found} == {
        "osimertinib, then trastuzumab + paclitaxel",
        "osimertinib, then trastuzumab + docetaxel",
    }
    assert {r.followed_by for r in found} == {("trastuzumab", "paclitaxel"), ("trastuzumab", "docetaxel")}


def test_a_partner_that_may_be_left_out_is_an_option_with_and_one_without(plan_with, rule, options):
    found = options(plan_with([rule("a", then__regimen={"one_of": [[], ["bevacizumab"]]})], "LUAD; EGFR L858R"))
    assert {r.regimen for r in found} == {"osimertinib", "osimertinib + bevacizumab"}


# ranking


def test_what_is_met_comes_before_what_is_unknown(plan_with, rule, options):
    rules = [rule("a", also=[METASTATIC], drugs=["afatinib"], then__line=1), rule("b", then__line=2)]
    assert names(options(plan_with(rules, "LUAD; EGFR L858R"))) == ["b", "a"]
    assert names(options(plan_with(rules, "LUAD metastatic; EGFR L858R"))) == ["a", "b"]


def test_on_label_comes_before_off_label(plan_with, rule, options):
    rules = [rule("a", drugs=["afatinib"], evidence__approvals=None), rule("b", evidence__levels={"amp": "C"})]
    assert names(options(plan_with(rules, "LUAD; EGFR L858R"))) == ["b", "a"]


def test_a_better_level_then_a_preference_then_an_earlier_line_then_the_name(plan_with, rule, options):
    rules = [
        rule("name", drugs=["gefitinib"], evidence__levels={"amp": "A"}, then__line=2),
        rule("earlier", drugs=["erlotinib"], evidence__levels={"amp": "A"}, then__line=1),
        rule("preferred", drugs=["osimertinib"], evidence__levels={"amp": "A"}, then__line=2, then__preferred=True),
        rule("level", drugs=["afatinib"], evidence__levels={"amp": "B"}, then__preferred=True),
        rule("also_name", drugs=["dacomitinib"], evidence__levels={"amp": "A"}, then__line=2),
    ]
    found = options(plan_with(rules, "LUAD; EGFR L858R"))
    assert names(found) == ["preferred", "earlier", "also_name", "name", "level"]
    assert [r.rank for r in found] == [1, 2, 3, 4, 5]


def test_among_equals_the_newest_approval_leads(plan_with, rule, options):
    rules = [
        rule("old", drugs=["erlotinib"], evidence__approvals=[{"by": "FDA", "on": "2013-05-14"}]),
        rule("new", drugs=["osimertinib"], evidence__approvals=[{"by": "FDA", "on": "2018-04-18"}]),
    ]
    assert names(options(plan_with(rules, "LUAD; EGFR L858R"))) == ["new", "old"]


def test_an_option_that_a_result_speaks_against_never_leads_however_preferred(plan_with, rule, options):
    rules = [
        rule("best", drugs=["afatinib"], then__preferred=True, evidence__levels={"amp": "A"}),
        rule("plain", drugs=["osimertinib"]),
        rule("r", effect="resistant", drugs=["afatinib"], any_of=["T790M"]),
    ]
    assert names(options(plan_with(rules, "LUAD; EGFR L858R; EGFR T790M"))) == ["plain", "best"]


def test_an_urgent_rule_comes_before_everything(plan_with, rule):
    urgent = rule("u", effect="urgent", drugs=[], gene=None, also=[{"disease": {"features": ["cord compression"]}}])
    plan = plan_with([rule("a"), urgent], "LUAD; EGFR L858R; feature: cord compression")
    assert plan.recommendations[0].effect == "urgent"


def test_the_order_of_rules_in_the_file_changes_nothing(plan_with, rule):
    rules = [rule(n, drugs=[d]) for n, d in zip("abcd", ("afatinib", "gefitinib", "erlotinib", "osimertinib"), strict=True)]
    assert plan_with(rules, "LUAD; EGFR L858R") == plan_with(rules[::-1], "LUAD; EGFR L858R")


def test_an_option_by_the_disease_alone_is_listed_while_only_the_line_is_unknown(plan_with, rule, options):
    by_disease = rule("disease", gene=None, also=[{"next_line": {"is": 1}}], drugs=["osimertinib"])
    assert names(options(plan_with([by_disease], "LUAD"))) == ["disease"]
    assert names(options(plan_with([by_disease], "LUNG"))) == []
