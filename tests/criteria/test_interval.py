"""The time between two events."""

from __future__ import annotations

import pytest

from oncoplan.criteria.interval import Event, interval

TODAY = Event(today=True)
PLATINUM = Event(class_="platinum_chemotherapy")


def ovary(*therapies, **dx):
    return {"diagnoses": [{"cancer": "HGSOC", **dx}], "therapies": list(therapies)}


def course(drug="carboplatin", **keys):
    return {"drugs": [drug], **keys}


@pytest.mark.parametrize(
    ("end", "answer"),
    [("2026-05-22", "met"), ("2026-05-23", "not_met"), ("2026-05", "unknown"), ("2026-04", "met"), ("2026-06", "not_met")],
)
def test_six_months_to_the_day_count_and_a_month_that_straddles_is_unknown(facts, end, answer):
    found = facts(ovary(course(end=end)), as_of="2026-11-22")
    assert interval(found, from_=PLATINUM, to=TODAY, min="6mo").answer == answer


@pytest.mark.parametrize(("end", "answer"), [("2026-05-23", "met"), ("2026-05-21", "not_met"), ("2026-05", "unknown")])
def test_at_most_six_months(facts, end, answer):
    found = facts(ovary(course(end=end)), as_of="2026-11-22")
    assert interval(found, from_=PLATINUM, to=TODAY, max="6mo").answer == answer


def test_the_last_course_counts(facts):
    found = facts(ovary(course(end="2020-01-01"), course(end="2026-10-01")))
    assert interval(found, from_=PLATINUM, to=TODAY, max="6mo").is_met


def test_an_event_without_a_date_is_unknown_and_asks_when(facts):
    verdict = interval(facts(ovary(course())), from_=PLATINUM, to=TODAY, min="6mo")
    assert verdict.is_unknown
    assert verdict.settled_by[0].startswith("When was")


def test_a_later_course_without_an_end_leaves_the_last_end_unknown(facts):
    """Carboplatin ended in 2020; cisplatin began in 2026 and its end is not recorded: the interval is not six years."""
    found = facts(ovary(course(start="2019-07", end="2020-01-01"), course("cisplatin", start="2026-06-01")))
    assert interval(found, from_=PLATINUM, to=TODAY, min="6mo").is_unknown


def test_an_ongoing_course_has_not_ended(facts):
    found = facts(ovary(course(end="2020-01-01"), course("cisplatin", start="2026-06-01", ongoing=True)))
    assert not interval(found, from_=PLATINUM, to=TODAY, min="6mo").is_met


def test_from_diagnosis_to_progression(facts):
    found = facts(ovary(date="2024-01-01", events=[{"progression": "2026-03-01"}]))
    between = {"from_": Event(diagnosis=True), "to": Event(progression=True)}
    assert interval(found, **between, min="2y").is_met
    assert interval(found, **between, min="3y").is_not_met


def test_another_drug_is_no_event(facts):
    found = facts(ovary(course("paclitaxel", end="2026-10-01")))
    assert interval(found, from_=PLATINUM, to=TODAY, max="6mo").is_unknown


def test_the_setting_of_a_course_can_be_asked(facts):
    found = facts(ovary(course(end="2020-01-01", setting="adjuvant"), course(end="2026-10-01", setting="metastatic")))
    assert interval(found, from_=Event(class_="platinum_chemotherapy", setting="adjuvant"), to=TODAY, min="1y").is_met
