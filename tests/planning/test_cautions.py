"""What stands inside an option: resistance, harm, and what must be checked before the drug is given."""

from __future__ import annotations

import pytest

ILD = {"condition": {"is": "interstitial lung disease"}}
CASE = "LUAD metastatic; EGFR L858R"


def test_a_resistance_that_is_met_stands_in_the_option_and_keeps_it_from_ranking_first(plan_with, rule, options):
    rules = [
        rule("a", drugs=["afatinib"], evidence__levels={"amp": "A"}),
        rule("b", drugs=["osimertinib"], evidence__levels={"amp": "D"}),
        rule("r", effect="resistant", drugs=["afatinib"], any_of=["T790M"]),
    ]
    clean = options(plan_with(rules, "LUAD; EGFR L858R"))
    assert clean[0].drugs == ("afatinib",)
    assert clean[0].cautions == ()
    found = options(plan_with(rules, "LUAD; EGFR L858R; EGFR T790M"))
    assert [r.drugs for r in found] == [("osimertinib",), ("afatinib",)]
    (caution,) = found[1].cautions
    assert (caution.effect, caution.verdict, caution.drugs) == ("resistant", "met", ("afatinib",))


def test_sensitive_and_resistant_to_one_drug_is_a_conflict_in_the_limits(plan_with, rule):
    rules = [rule("a", drugs=["afatinib"]), rule("r", effect="resistant", drugs=["afatinib"], any_of=["T790M"])]
    plan = plan_with(rules, "LUAD; EGFR L858R; EGFR T790M")
    assert any(x.kind == "conflict" and "afatinib" in x.says for x in plan.limits)
    assert not any(x.kind == "conflict" for x in plan_with(rules, "LUAD; EGFR L858R").limits)


def test_a_resistance_that_was_only_never_tested_is_no_caution(plan_with, rule, options):
    rules = [rule("a"), rule("r", effect="resistant", any_of=["C797S"])]
    (option,) = options(plan_with(rules, CASE))
    assert option.cautions == ()


def test_a_suspected_resistance_is_shown_as_unknown(plan_with, rule, options):
    rules = [rule("a"), rule("r", effect="resistant", gene="MET", any_of=["amplification"], cancer="NSCLC",
                             also=[{"alteration": {"gene": "MET", "any_of": ["amplification"], "copies_min": 6}}])]  # fmt: skip
    (option,) = options(plan_with(rules, f"{CASE}; MET amplification"))
    assert [c.verdict for c in option.cautions] == ["unknown"]


def test_a_class_stands_for_every_drug_of_it(plan_with, rule, options):
    rules = [rule("a"), rule("r", effect="resistant", drugs=[], any_of=["L858R"], then__classes=["egfr_tki"])]
    (option,) = options(plan_with(rules, CASE))
    assert option.cautions[0].drugs == ("osimertinib",)


@pytest.mark.parametrize(
    ("key", "alone", "pair"), [("alone", True, False), ("together", False, True), (None, True, True)]
)
def test_alone_and_together(plan_with, rule, options, key, alone, pair):
    drugs = ["encorafenib", "cetuximab"] if key == "together" else ["encorafenib"]
    avoid = rule("v", effect="avoid", cancer="COADREAD", gene="BRAF", any_of=["V600E"], drugs=drugs,
                 **({f"then__{key}": True} if key else {}))  # fmt: skip
    single = rule("a", cancer="COADREAD", gene="BRAF", any_of=["V600E"], drugs=["encorafenib"])
    both = rule("b", cancer="COADREAD", gene="BRAF", any_of=["V600E"], drugs=["encorafenib", "cetuximab"])
    found = {r.drugs: r for r in options(plan_with([avoid, single, both], "COAD; BRAF V600E"))}
    assert bool(found[("encorafenib",)].cautions) == alone
    assert bool(found[("encorafenib", "cetuximab")].cautions) == pair


# checks


def check(rule, **changes):
    lvef = {"not": {"known": {"last_done": {"test": "lvef", "within": "3mo"}}}}
    base = {"subject": "drug", "when": lvef, "then__order": {"what": ["lvef"], "when": "before treatment"}}
    return rule("check", effect="order", **{**base, **changes})


def contraindication(rule, effect="avoid"):
    return rule("ild", effect=effect, subject="drug", when=ILD)


def test_a_check_is_unchecked_until_a_fresh_result_is_there(plan_with, rule, options):
    rules = [rule("a"), check(rule)]

    def status(case):
        (option,) = options(plan_with(rules, case))
        (found,) = option.checks
        assert found.test == "lvef"
        return found.status

    assert status(CASE) == "unchecked"
    assert status(f"{CASE}; result: LVEF 60 % on 2026-11-01") == "done"
    assert status(f"{CASE}; result: LVEF 60 % on 2026-01-01") == "unchecked"


def test_a_contraindication_is_unchecked_a_problem_or_cleared(plan_with, rule, options):
    rules = [rule("a"), contraindication(rule)]

    def status(case):
        (option,) = options(plan_with(rules, case))
        return [c.status for c in option.checks]

    assert status(CASE) == ["unchecked"]
    assert status(f"{CASE}; condition: interstitial lung disease") == ["problem"]
    assert status(f"{CASE}; condition: none") == ["done"]


def test_a_problem_points_to_what_it_rests_on_and_keeps_the_option_from_ranking_first(plan_with, rule, options):
    rules = [rule("a", evidence__levels={"amp": "A"}), rule("b", drugs=["alectinib"]), contraindication(rule)]
    found = options(plan_with(rules, f"{CASE}; condition: interstitial lung disease"))
    assert found[0].drugs == ("alectinib",)
    assert found[1].checks[0].facts == ("conditions/0",)


def test_a_check_concerns_only_options_with_its_drug(plan_with, rule, options):
    rules = [rule("a"), rule("b", drugs=["alectinib"]), contraindication(rule)]
    by_drug = {r.drugs: r for r in options(plan_with(rules, CASE))}
    assert by_drug[("osimertinib",)].checks
    assert not by_drug[("alectinib",)].checks


def test_problems_come_before_what_is_unchecked(plan_with, rule, options):
    rules = [rule("a"), check(rule), contraindication(rule)]
    (option,) = options(plan_with(rules, f"{CASE}; condition: interstitial lung disease"))
    assert [c.status for c in option.checks] == ["problem", "unchecked"]


def test_a_rule_asked_of_a_drug_is_no_recommendation_of_its_own(plan_with, rule):
    plan = plan_with([rule("a"), check(rule), contraindication(rule)], f"{CASE}; condition: interstitial lung disease")
    assert [r.effect for r in plan.recommendations] == ["sensitive"]


@pytest.mark.parametrize(
    ("what", "asked", "finding", "shown"),
    [
        ("AR-V7", {"is": ["positive"]}, "AR-V7 positive", True), ("PD-L1", {"is": ["low"]}, "PD-L1 low", True),
        ("PD-L1", {"score": "CPS", "below": 10}, "PD-L1 CPS 5", True),
        ("PD-L1", {"score": "CPS", "below": 10}, "PD-L1 CPS 0", False),
        ("HER2", {"is": ["negative"]}, "HER2 negative", False), ("HER2", {"is": ["0", "1+"]}, "HER2 IHC 1+", False),
    ],
)  # fmt: skip
def test_a_resistance_by_a_marker_alone_is_shown_when_something_was_seen(plan_with, rule, what, asked, finding, shown):
    held = [{"marker": {"what": what, **asked}}]
    against = rule("r", effect="resistant", drugs=["abiraterone"], gene=None, cancer="PROSTATE", also=held)
    found = plan_with([against], f"PRAD metastatic; {finding}").recommendations
    assert [r.effect for r in found] == (["resistant"] if shown else [])
