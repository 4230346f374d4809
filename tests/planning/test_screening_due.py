"""When a screening test is due, on the plan's day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncoplan.intake.record_file import build
from oncoplan.pipeline import plan
from oncoplan.report.letter import letter
from oncoplan.report.text import text

DAY = "2026-11-22"


def planned(day=DAY, **keys):
    record = {"oncoplan_record": 1, "id": "well", "sex": "female", "birth_date": "1970-03-02", **keys}
    return plan(build(record, "well.yaml", ""), as_of=day)


def states(found, topic):
    return {r.rule: r.schedule for r in found.recommendations if r.rule.startswith(f"screening.{topic}.")}


def mammogram(on, result="normal", day=DAY, **keys):
    found = planned(day, screening=[{"test": "mammography", "on": on, "result": result}], **keys)
    return states(found, "breast")["screening.breast.uspstf_2024.mammography"]


def test_never_done_is_due():
    one = states(planned(), "breast")["screening.breast.uspstf_2024.mammography"]
    assert (one.state, one.last, one.next, one.stop) == ("due", None, None, "2045-03-02")


@pytest.mark.parametrize(("on", "state", "when"), [
    ("2024-11-21", "overdue", "2026-11-21"), ("2024-11-22", "due", "2026-11-22"), ("2024-11-23", "later", "2026-11-23"),
    ("2024-11", "overdue", "2026-11-01"),
])  # fmt: skip
def test_the_day_itself_is_due_and_a_partial_date_counts_from_its_first_day(on, state, when):
    assert (mammogram(on).state, mammogram(on).next) == (state, when)


def test_an_abnormal_result_is_followed_up_first():
    one = mammogram("2026-10-01", "BI-RADS 4")
    assert one.state == "follow_up"
    assert one.next is None
    assert "BI-RADS 4" in one.says


@pytest.mark.parametrize("kept", [
    {"screening": [{"test": "FIT", "on": "2026-10-01", "result": "positive"}]},
    {"screening": [{"test": "FIT", "result": "positive"}]},
    {"results": [{"what": "FIT", "value": "positive", "on": "2026-10-01"}]},
])  # fmt: skip
def test_a_positive_stool_test_is_followed_up_wherever_the_record_keeps_it(kept):
    assert [one.state for one in states(planned(**kept), "colorectum").values()] == ["follow_up", "follow_up"]


def test_a_normal_colonoscopy_after_a_positive_stool_test_settles_it():
    stool = {"test": "fit", "on": "2025-01-01", "result": "positive"}
    done = [stool, {"test": "colonoscopy", "on": "2025-02-01", "result": "normal"}]
    assert {one.state for one in states(planned(screening=done), "colorectum").values()} == {"later"}


def test_a_test_of_the_future_is_not_done():
    assert mammogram("2027-01-01").state == "due"


def test_the_last_round_before_the_end_has_no_next():
    one = mammogram("2026-06-01", birth_date="1953-01-01")
    assert one.state == "later"
    assert one.next is None
    assert one.stop == "2028-01-01"


def test_of_several_tests_the_one_that_covers_longest_counts():
    done = [{"test": "colonoscopy", "on": "2020-05-01"}, {"test": "fit", "on": "2025-01-01"}]
    for one in states(planned(screening=done), "colorectum").values():
        assert (one.state, one.next) == ("later", "2030-05-01")


def test_a_shared_decision_is_not_due_by_itself():
    found = states(planned(sex="male"), "prostate")
    assert found
    assert all(one.state == "discuss" and one.shared for one in found.values())


def test_both_bodies_stand_side_by_side():
    rules = set(states(planned(), "breast"))
    assert rules == {"screening.breast.uspstf_2024.mammography", "screening.breast.acs_2015.every_two_years"}


def test_someone_with_a_cancer_gets_no_line_of_this_chapter():
    found = planned(diagnoses=[{"cancer": "LUAD"}])
    assert not [r for r in found.recommendations if r.chapter == "screening"]


def test_every_rule_of_this_chapter_is_for_people_without_a_cancer(book):
    found = [rule for n in book.for_person() if (rule := book.rule(n)).chapter == "screening"]
    assert found
    for rule in found:
        kinds = [book.criteria[part[1][1][1]] for part in rule.when[1] if part[0] == "not" and part[1][1][0] == "c"]
        assert any(c.name == "history" and not c.params.get("cancer") for c in kinds), rule.id


def test_text_and_letter_say_when():
    found = planned(screening=[{"test": "colonoscopy", "on": "2014-05-01", "result": "normal"}])
    assert "SCREENING" in text(found)
    assert "overdue since 2024-05-01" in " ".join(text(found).split())
    assert "## Tests to find a cancer early" in letter(found)
    assert "It was due on May 1, 2024." in letter(found)


def test_a_letter_without_screening_has_no_such_section():
    assert "find a cancer early" not in letter(planned(diagnoses=[{"cancer": "LUAD"}]))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 3000), st.integers(1, 3000))
def test_a_later_test_never_makes_the_next_one_earlier(first, second):
    ago = [(date(2026, 11, 22) - timedelta(days=n)).isoformat() for n in sorted((first, second))]
    assert mammogram(ago[0]).next >= mammogram(ago[1]).next
