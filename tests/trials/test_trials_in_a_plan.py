"""Trials in a plan: the chapter, the tests that decide them, what became of the others, and what a plan says it was made of."""

from __future__ import annotations

import msgspec
from trial_books import TODAY, clause, trial

from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.load import base
from oncoplan.model.plan import Plan
from oncoplan.model.trial import Trial
from oncoplan.pipeline import plan
from oncoplan.trials.shelf import shelf_of

NSCLC = {"cancer": "NSCLC"}
ROS1 = {"alteration": {"gene": "ROS1", "any_of": ["fusion"]}}
NRG1 = {"alteration": {"gene": "NRG1", "any_of": ["fusion"]}}
CLDN6 = {"marker": {"what": "CLDN18.2", "is": "positive"}}


def planned(case: str, *trials: Trial) -> Plan:
    return plan(record_of(case, base().vocabulary), as_of=TODAY, trials=shelf_of(trials, base(), "some.db"))


def test_a_plan_without_a_store_has_no_trials_and_says_of_none():
    made = plan(record_of("LUAD", base().vocabulary), as_of=TODAY)
    assert (made.trials, made.made_by.trials) == ((), None)


def test_the_plan_tells_possible_trials_and_counts_the_others():
    made = planned("LUAD metastatic", trial(NSCLC, ROS1), trial({"cancer": "MEL"}, id="NCT00000002"))
    assert [one.id for one in made.trials] == ["NCT00000001"]
    (says,) = [limit.says for limit in made.limits if limit.says.startswith("Trials: ")]
    assert says == "Trials: 2 in some.db were judged; 1 told; not told: 1 not met for good"


def test_a_plan_says_which_store_it_was_made_of_so_that_it_can_be_made_again():
    one, other = trial(NSCLC), trial(NSCLC, id="NCT00000002", digest="sha256:1")
    made = planned("LUAD metastatic", one, other)
    used = made.made_by.trials
    assert used is not None
    assert (used.store, used.trials) == ("some.db", 2)
    assert used.digest.startswith("sha256:")
    assert planned("LUAD metastatic", other, one) == made, "the same store in another order is the same plan"
    changed = planned("LUAD metastatic", one, msgspec.structs.replace(other, digest="sha256:2"))
    assert changed.made_by.trials != used
    assert changed.plan_id != made.plan_id


def test_one_test_that_decides_several_trials_is_due_and_says_so():
    several = [trial(NSCLC, NRG1, id=f"NCT0000000{n}") for n in range(7)]
    due = {row.test: row for row in planned("LUAD metastatic; EGFR L858R", *several).tests_due}
    (row,) = [row for row in due.values() if len(row.trials) == 7]
    assert "It decides 7 trials." in row.why


def test_a_test_that_only_trials_ask_for_comes_last():
    due = planned("LUAD metastatic; EGFR L858R", trial(NSCLC, CLDN6)).tests_due
    (row,) = [row for row in due if row.trials]
    assert due[-1] == row
    assert (row.state, row.opens, row.first) == ("not_done", (), False)
    assert row.why.endswith("It decides 1 trial.")


def test_a_trial_that_fails_asks_for_no_test():
    rows = planned("COAD metastatic", trial(NSCLC, CLDN6)).tests_due
    assert not [row for row in rows if row.trials]


def test_the_json_form_reads_back():
    arms = clause(ROS1, "ROS1 rearranged")
    made = planned("LUAD metastatic", trial(NSCLC, arms, clause(None, "Consent")))
    assert msgspec.json.decode(msgspec.json.encode(made), type=Plan) == made
