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
    assert (one.start, "none is recorded" in one.says, "due since" in one.says) == ("2010-03-02", True, False)


def test_never_done_in_a_complete_record_is_overdue_from_the_beginning():
    one = states(planned(complete=["screening"]), "breast")["screening.breast.uspstf_2024.mammography"]
    assert (one.state, one.next) == ("overdue", "2010-03-02")


def test_a_programme_that_lies_ahead_says_when_it_begins():
    one = states(planned(birth_date="1990-01-01"), "breast")["screening.breast.uspstf_2024.mammography"]
    assert (one.state, one.next) == ("later", "2030-01-01")


@pytest.mark.parametrize(("on", "state", "when"), [
    ("2024-08-21", "overdue", "2026-08-21"), ("2024-08-22", "due", "2026-08-22"), ("2024-11-22", "due", "2026-11-22"),
    ("2025-01-22", "due", "2027-01-22"), ("2025-01-23", "later", "2027-01-23"), ("2024-08", "overdue", "2026-08-01"),
])  # fmt: skip
def test_due_runs_from_the_notice_to_the_end_of_the_grace_and_a_partial_date_counts_from_its_first_day(on, state, when):
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
    found = states(planned(**kept), "colorectum")
    assert [one.state for one in found.values() if one] == ["follow_up", "follow_up"]


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


@pytest.mark.parametrize("age", [0, 6])
def test_a_cancer_of_a_child_in_the_family_never_begins_a_programme_before_birth(age):
    found = planned(family=[{"relation": "mother", "cancers": [{"cancer": "colorectal cancer", "age": age}]}])
    assert {one.start for one in states(found, "colorectum").values() if one and one.start} >= {"1970-03-02"}


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


def test_after_a_cancer_the_other_organs_are_screened_and_its_own_is_under_surveillance():
    found = planned(diagnoses=[{"cancer": "COAD", "status": "remission", "date": "2024-01-10"}])
    assert set(states(found, "colorectum")) == {"screening.colorectum.usmstf_2016.after_colorectal_cancer"}
    assert states(found, "colorectum")["screening.colorectum.usmstf_2016.after_colorectal_cancer"].start == "2025-01-10"
    assert states(found, "breast")
    assert states(found, "cervix")


def test_intervals_widen_by_steps_and_a_long_gap_begins_them_anew():
    def next_of(*days):
        done = [{"test": "cervical_cytology", "on": day, "result": "NILM"} for day in days]
        found = planned(birth_date="1998-03-02", conditions=[{"is": "hiv", "since": "2017-05-01"}], screening=done)
        return states(found, "cervix")["screening.cervix.immune_system_weakened.under_30"].next

    assert next_of("2026-05-01") == "2027-05-01"
    assert next_of("2024-05-01", "2025-05-01", "2026-05-01") == "2029-05-01"
    assert next_of("2023-05-01", "2024-05-01", "2026-05-01") == "2027-05-01"
    assert next_of("2016-05-01", "2025-06-01", "2026-05-01") == "2027-05-01"  # before HIV does not count


def test_what_was_agreed_goes_before_the_routine_interval_until_a_later_test():
    agreed = {"test": "mammography", "status": "planned", "next": "2026-06-01"}
    one = states(planned(screening=[agreed]), "breast")["screening.breast.uspstf_2024.mammography"]
    assert (one.state, one.next) == ("overdue", "2026-06-01")
    done = {"test": "mammography", "on": "2026-06-20", "result": "normal"}
    one = states(planned(screening=[agreed, done]), "breast")["screening.breast.uspstf_2024.mammography"]
    assert (one.state, one.next) == ("later", "2028-06-20")


def test_a_test_whose_result_is_not_there_is_awaited_until_one_is():
    ordered = {"test": "mammography", "status": "ordered", "on": "2026-10-02"}
    assert states(planned(screening=[ordered]), "breast")["screening.breast.uspstf_2024.mammography"].state == "awaited"
    done = {"test": "mammography", "on": "2026-10-05", "result": "normal"}
    assert states(planned(screening=[ordered, done]), "breast")["screening.breast.uspstf_2024.mammography"].state == "later"


@pytest.mark.parametrize(("result", "when"), [
    ("1-2 tubular adenomas under 10 mm", "2027-05-01"), ("advanced adenoma", "2023-05-01"),
    ("more than 10 adenomas", "2021-05-01"), ("piecemeal resection", "2020-11-01"),
    ("up to 20 hyperplastic polyps under 10 mm", "2030-05-01"),
])  # fmt: skip
def test_after_a_polyp_the_interval_depends_on_what_was_found(result, when):
    found = states(planned(screening=[{"test": "colonoscopy", "on": "2020-05-01", "result": result}]), "colorectum")
    assert [one.next for one in found.values() if one] == [when]


def test_a_polyp_that_is_not_described_asks_for_the_interval_and_an_advised_one_settles_it():
    plain = {"test": "colonoscopy", "on": "2024-05-01", "result": "adenoma"}
    assert set(states(planned(screening=[plain]), "colorectum")) == {"screening.colorectum.follow_up.polyp_interval"}
    found = states(planned(screening=[plain | {"every": "5y"}]), "colorectum")
    assert found["screening.colorectum.usmstf_2020.as_advised"].next == "2029-05-01"
    assert len(found) == 1


def test_symptoms_are_not_screened():
    found = planned(conditions=[{"is": "rectal bleeding"}, {"is": "breast lump"}])
    assert set(states(found, "breast")) == {"screening.breast.symptom.diagnostic"}
    assert set(states(found, "colorectum")) == {"screening.colorectum.symptom.diagnostic"}


def test_every_screening_test_asks_whether_a_cancer_leaves_room_for_it(book):
    found = [rule for n in book.for_person() if (rule := book.rule(n)).chapter == "screening" and rule.then.effect == "screen"]
    assert len(found) > 40
    for rule in found:
        assert "screening_has_room" in str(rule.when), rule.id


@pytest.mark.parametrize(("name", "key"), [
    ("Pap test", "cervical_cytology"), ("Pap smear", "cervical_cytology"),
    ("HPV test", "cervical_hpv"), ("mammogram", "mammography"),
    ("Cologuard", "stool_dna"), ("FIT", "fit"),
    ("screening colonoscopy", "colonoscopy"), ("sigmoidoscopy", "flexible_sigmoidoscopy"),
])  # fmt: skip
def test_tests_are_known_by_their_common_names(name, key):
    found = planned(screening=[{"test": name, "on": "2026-01-05", "result": "normal"}])
    last = {test for r in found.recommendations if r.schedule for test in r.schedule.last_tests}
    assert last == {key}


SMOKER = {"sex": "male", "birth_date": "1960-03-02", "exposures": {"smoking": {"status": "current", "pack_years": 30}}}


def test_lung_screening_is_due_and_not_only_to_be_discussed():
    found = states(planned(**SMOKER), "lung")
    assert {rule: one.state for rule, one in found.items()} == {
        "screening.lung.uspstf_2021.low_dose_ct": "due", "screening.lung.acs_2023.low_dose_ct": "due",
    }  # fmt: skip


@pytest.mark.parametrize(("result", "rule"), [
    ("Lung-RADS 0", "incomplete"), ("Lung-RADS 3", "six_months"), ("Lung-RADS 4A", "three_months"), ("Lung-RADS 4X", "diagnosis"),
    ("Lung-RADS 2", None),
])  # fmt: skip
def test_what_follows_a_lung_scan(result, rule):
    found = planned(**SMOKER, screening=[{"test": "LDCT", "on": "2026-06-01", "result": result}])
    follows = [r for r in found.recommendations if r.rule.startswith("screening.lung.follow_up.")]
    met = {r.rule.rpartition(".")[2] for r in follows if r.verdict == "met"}
    assert met == ({rule} if rule else set())
    routine = states(found, "lung")["screening.lung.uspstf_2021.low_dose_ct"]
    assert routine.state == ("follow_up" if rule else "later")


def test_both_bodies_speak_of_psa_from_70():
    met = {r.rule for r in planned(sex="male", birth_date="1950-03-02").recommendations if r.verdict == "met"}
    assert {"screening.prostate.uspstf_2018.from_70", "screening.prostate.acs_2010.psa"} <= met
    assert "screening.prostate.uspstf_2018.psa" not in met


def test_a_test_under_a_name_that_is_not_known_is_listed():
    found = planned(screening=[{"test": "womb check", "on": "2026-01-05"}, {"test": "Pap test", "on": "2026-01-05"}])
    assert [x.says for x in found.limits if "screening test" in x.says] == [
        'Not known here as a screening test, so no programme counts it: "womb check"'
    ]


def test_the_bottom_line_names_each_test_once():
    shown = text(planned(screening=[{"test": "mammogram", "on": "2020-01-05", "result": "normal"}])).split("\nSCREENING")[0]
    assert shown.count("mammography was last done") == 1
    assert "overdue (ACS 2015)" in " ".join(shown.split())


def smears(*days):
    tests = [{"test": "Pap test", "on": day, "result": "NILM"} for day in days]
    found = planned(birth_date="2001-04-04", conditions=[{"is": "HIV", "since": "2020-01-01"}], screening=tests)
    return states(found, "cervix")["screening.cervix.immune_system_weakened.under_30"]


@pytest.mark.parametrize(("days", "in_a_row", "every", "next_"), [
    ((), 0, "1y", "2022-04-04"),
    (("2026-03-01",), 1, "1y", "2027-03-01"),
    (("2025-03-01", "2026-03-01"), 2, "1y", "2027-03-01"),
    (("2024-03-01", "2025-03-01", "2026-03-01"), 3, "3y", "2029-03-01"),
    (("2022-03-01", "2025-03-01", "2026-03-01"), 2, "1y", "2027-03-01"),
    (("2024-03-01",), 0, "1y", "2025-03-01"),
])  # fmt: skip
def test_a_widening_interval_says_which_holds_and_how_many_tests_count(days, in_a_row, every, next_):
    one = smears(*days)
    assert (one.in_a_row, one.every, one.next) == (in_a_row, (every,), next_)
    assert "after year" not in one.says


def test_what_was_agreed_is_said_to_be():
    found = planned(screening=[{"test": "mammography", "status": "planned", "next": "2027-01-10"}])
    one = states(found, "breast")["screening.breast.uspstf_2024.mammography"]
    assert (one.agreed, one.next) == (True, "2027-01-10")
    assert not mammogram("2026-01-10").agreed


def test_a_symptom_is_referred_on_the_first_screen():
    shown = text(planned(conditions=[{"is": "breast lump"}])).split("---- Detail")[0]
    assert "Refer: A new breast symptom or finding" in shown


def test_a_family_with_breast_cancer_is_referred_once_for_the_risk():
    mother = {"relation": "mother", "cancers": [{"cancer": "breast cancer", "age": 45}]}
    met = {r.rule for r in planned(family=[mother]).recommendations if r.verdict == "met"}
    assert "screening.breast.uspstf_2019_medicines.lower" in met
    assert "screening.breast.uspstf_2019_medicines.risk" not in met
    assert "raloxifene" not in text(planned())


def test_text_and_letter_say_when():
    found = planned(screening=[{"test": "colonoscopy", "on": "2014-05-01", "result": "normal"}])
    assert "SCREENING" in text(found)
    assert "overdue since 2024-05-01" in " ".join(text(found).split())
    assert "## Tests to find a cancer early" in letter(found)
    assert "It was due on May 1, 2024." in letter(found)


def test_a_letter_speaks_of_a_day_that_has_passed_as_past_and_of_psa_in_its_place():
    adenomas = {"test": "colonoscopy", "on": "2022-03-01", "result": "3-4 tubular adenomas under 10 mm"}
    said = letter(planned(sex="male", birth_date="1950-03-02", screening=[adenomas]))
    part = said.split("## Tests to find a cancer early")[1].split("\n## ")[0]
    assert "It has been time for it since March 1, 2025." in part
    assert "advises against a PSA blood test" in part
    assert said.count("advises against a PSA blood test") == 1


def test_a_letter_without_screening_has_no_such_section():
    assert "find a cancer early" not in letter(planned(diagnoses=[{"cancer": "LUAD"}]))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 3000), st.integers(1, 3000))
def test_a_later_test_never_makes_the_next_one_earlier(first, second):
    ago = [(date(2026, 11, 22) - timedelta(days=n)).isoformat() for n in sorted((first, second))]
    assert mammogram(ago[0]).next >= mammogram(ago[1]).next


def test_an_age_or_an_interval_beyond_the_calendar_is_no_traceback():
    found = planned(
        family=[{"relation": "mother", "cancers": [{"cancer": "colorectal cancer", "age": 9000}]}],
        screening=[{"test": "colonoscopy", "on": "2020-05-01", "result": "normal", "every": "99999999999d"}],
    )
    assert found.recommendations
