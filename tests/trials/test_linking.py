"""Groups of the text and arms of the registry: an arm that the text is silent on asks something unknown, never nothing."""

from __future__ import annotations

from typing import Any

import pytest
from trial_books import matched, trial

from oncoplan.model.trial import Clause, Group, Trial
from oncoplan.trials.linking import OTHER, curated, linked

LUNG, COLON = {"cancer": ["NSCLC"]}, {"cancer": ["COADREAD"]}


def arm(number: int, name: str, **more: Any) -> Group:
    return Group(key=f"arm{number}", name=name, **more)


def said(when: dict[str, Any], group: str | None = None) -> Clause:
    return Clause(side="inclusion", text=str(when), when=when, group=group, start=0, end=1)


def named(*keys: str) -> tuple[Group, ...]:
    kinds = {"arm": "arm", "part": "part", "dose": "dose_level"}
    return tuple(Group(key=key, name=key, kind=kinds.get(key.partition("_")[0], "cohort")) for key in keys)


def made(arms: tuple[Group, ...], text: tuple[Group, ...], *clauses: Clause) -> Trial:
    groups, found = linked(arms, text, clauses)
    return trial(*found, groups=groups)


def verdict(case: str, one: Trial) -> str:
    (found,) = matched(case, one, closed=True).trials
    return found.verdict


def test_without_groups_in_the_text_nothing_changes():
    arms = (arm(1, "Drug"), arm(2, "Placebo"))
    assert linked(arms, (), (said(LUNG),)) == (arms, (said(LUNG),))


def test_an_arm_and_the_group_of_its_name_are_one():
    one = made(
        (arm(1, "Cohort A: lung", drugs=("x",)), arm(2, "Cohort B (colon)", status="closed")),
        named("cohort_a", "cohort_b"), said(LUNG, "cohort_a"), said(COLON, "cohort_b"),
    )  # fmt: skip
    assert verdict("LUAD", one) == "met"
    assert verdict("COAD", one) == "not_met", "its arm is closed"
    assert verdict("MEL", one) == "not_met"
    (found,) = matched("LUAD", one).trials
    assert found.group == "arm1"


def test_an_arm_that_the_text_is_silent_on_is_not_a_way_in_that_asks_nothing():
    one = made((arm(1, "Cohort A"), arm(2, "Cohort B"), arm(3, "Cohort C")), named("cohort_a", "cohort_b"),
               said(LUNG, "cohort_a"), said(LUNG, "cohort_b"))  # fmt: skip
    assert verdict("LUAD", one) == "met"
    assert verdict("COAD", one) == "unknown"


def test_arms_that_people_are_assigned_to_are_no_way_in():
    one = made((arm(1, "Osimertinib"), arm(2, "Placebo")), named("part_1", "part_2"), said(LUNG, "part_1"), said(LUNG, "part_2"))
    assert verdict("COAD", one) == "not_met"
    assert [group.kind for group in one.groups] == ["part", "part", "treatment", "treatment"]


@pytest.mark.parametrize("key", ["part_2", "dose_expansion", "cohort_b", "arm_1b"])
def test_a_text_that_names_only_some_parts_leaves_the_others_open(key):
    one = made((), named(key), said(LUNG, key))
    assert verdict("LUAD", one) == "met"
    assert verdict("COAD", one) == "unknown"
    assert one.groups[-1].key == OTHER


@pytest.mark.parametrize("keys", [("part_1", "part_2"), ("dose_escalation", "dose_expansion"), ("cohort_a", "cohort_b")])
def test_a_text_that_names_them_all_leaves_nothing_open(keys):
    one = made((), named(*keys), *(said(LUNG, key) for key in keys))
    assert verdict("COAD", one) == "not_met"


def test_an_arm_of_two_groups_asks_what_both_ask():
    one = made(
        (arm(1, "Dose expansion: cohort 1"), arm(2, "Dose expansion: cohort 2"), arm(3, "Dose escalation")),
        named("dose_escalation", "dose_expansion", "cohort_1", "cohort_2"),
        said(LUNG, "cohort_1"), said(COLON, "cohort_2"), said({"age": {"min": 18}}, "dose_expansion"),
        said(LUNG, "dose_escalation"),
    )  # fmt: skip
    assert verdict("COAD; age 40", one) == "met"
    assert verdict("COAD; age 12", one) == "not_met"
    assert verdict("LUAD; age 12", one) == "met", "the escalation"


@pytest.mark.parametrize(
    ("label", "key", "one"),
    [
        ("Arm 1a: Dose Escalation", "arm_1a", True), ("Arm 1a: Dose Escalation", "arm_1b", False),
        ("Cohort II", "cohort_2", True),
        ("Cohort 10", "cohort_1", False), ("Cohort 1A", "cohort_1", True), ("A1: Monotherapy", "part_a1", True),
        ("Sub-Study 2: X", "substudy_2", True), ("Arm B (gliomas)", "cohort_b", True),
        ("Phase 1b expansion", "dose_expansion", True),        ("Drug X", "cohort_a", False),
    ],
)  # fmt: skip
def test_labels(label, key, one):
    groups, _ = linked((arm(1, label),), named(key), ())
    assert (groups[1].parent == key) == one


def test_arms_that_a_person_curated_stay_as_they_are():
    arms = (arm(1, "A", status="open"), arm(2, "Cohort B"))
    found = curated(arms, named("cohort_b", "cohort_z"), (said(LUNG), said(COLON, "cohort_b"), said(LUNG, "cohort_z")))
    assert [(clause.group, clause.when) for clause in found] == [(None, LUNG), ("arm2", COLON), (None, None)]


def test_solid_tumours_are_said_in_one_word():
    from oncoplan.knowledge.load import base
    from oncoplan.trials.terms import solid

    one = trial({"age": {"min": 1}}, cancers=solid(base().vocabulary), conditions=("Advanced Solid Tumors",))
    (found,) = matched("AML", one).trials
    assert found.verdict == "not_met"
    assert len(found.fails[0].says) < 60
    assert verdict("LUAD; age 50", one) == "met"
