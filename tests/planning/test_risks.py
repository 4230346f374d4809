"""Risk figures and prevention in a plan: what is printed, what is asked, and what a cancer leaves no room for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.load import base
from oncoplan.model.plan import Plan
from oncoplan.pipeline import plan
from oncoplan.report.letter import letter
from oncoplan.report.text import text

WOMAN: dict[str, Any] = {
    "sex": "female", "birth_date": "1976-03-02", "ancestry": ["white"], "menopause": "pre",
    "answers": {"age_at_menarche": 12, "age_at_first_birth": 31, "breast_biopsies": 1, "atypical_hyperplasia": True},
    "family": [{"relation": "mother", "cancers": [{"cancer": "breast", "age": 44}]}], "complete": ["family"],
}  # fmt: skip
POST = {**WOMAN, "menopause": "post"}


def planned(**record: Any) -> Plan:
    return plan(record_of(record, base().vocabulary), as_of=date(2026, 11, 22))


def rules(one: Plan, chapter: str = "prevention") -> set[str]:
    return {r.rule for r in one.recommendations if r.chapter == chapter}


def test_a_figure_has_its_inputs_its_average_and_its_source():
    (five,) = [r for r in planned(**WOMAN).risks if r.model == "bcrat" and r.horizon == "5y"]
    assert five.low == five.high == five.value
    assert five.value is not None
    assert five.average is not None
    assert five.value > 3 > five.average
    assert "of 1,000" in five.says
    assert {u.what for u in five.used} >= {"age", "age at the first period", "relatives with breast cancer"}
    assert five.source.startswith("pmid:")
    assert five.assumed == ("no radiotherapy to the chest (not recorded)",)


def test_the_letter_has_the_direction_and_no_number():
    written = letter(planned(**WOMAN))
    assert "above the usual for women of your age" in written
    assert "%" not in written


def test_a_wide_range_is_not_printed_and_its_inputs_are_asked_for():
    found = planned(sex="female", age=50, ancestry=["white"])
    assert not [r for r in found.risks if r.model == "bcrat"]
    assert any("breast cancer risk" in question for question in found.to_answer)


def test_a_model_is_not_told_to_someone_it_is_not_about():
    assert planned(sex="male", age=60, exposures={"smoking": {"status": "never"}}).risks == ()
    assert planned(age=15).risks == ()


@pytest.mark.parametrize("why", [{"age": 80, "exposures": {"smoking": {"status": "current"}}}])
def test_a_refusal_is_told_where_the_model_is_about_such_a_person(why):
    (refused,) = [r for r in planned(**why).risks if r.refused]
    assert "outside 55 to 74" in refused.says


def test_a_carrier_gets_no_figure_and_a_recorded_one_is_a_conflict():
    found = planned(**WOMAN, tests=[{"kind": "germline_dna", "findings": ["BRCA1 c.68_69del pathogenic"]}],
                    results=[{"what": "BCRAT 5-year risk", "value": 0.9, "unit": "%", "on": "2026-02-01"}])  # fmt: skip
    ours = [r for r in found.risks if r.model == "bcrat" and not r.given]
    assert ours
    assert all("carriers" in r.refused[0] for r in ours)
    assert len(ours) == 1  # the same over each horizon, said once
    (conflict,) = [limit.says for limit in found.limits if limit.kind == "conflict"]
    assert "0.9 %" in conflict
    assert "does not hold here" in conflict
    assert not any(r.given for r in found.risks)  # a figure that does not hold is not printed as hers


def test_a_disagreement_between_two_figures_is_a_limit_and_an_old_one_is_stale():
    other = {"what": "BCRAT 5-year risk", "value": 1.1, "unit": "%", "on": "2026-02-01"}
    found = planned(**WOMAN, results=[other])
    assert any(limit.kind == "conflict" and "worked out from the record" in limit.says for limit in found.limits)
    assert not any(r.effect == "sensitive" for r in found.recommendations)  # which of the two holds is not known
    same = planned(**WOMAN, results=[{**other, "value": 4.6}])
    assert not any(limit.kind == "conflict" for limit in same.limits)
    old = planned(**WOMAN, results=[{**other, "value": 4.4, "on": "2020-01-01"}])
    assert any(limit.kind == "stale" for limit in old.limits)


def test_medicines_are_options_by_menopause_and_label():
    before = {r.drugs: r for r in planned(**WOMAN).recommendations if r.effect == "sensitive"}
    assert set(before) == {("tamoxifen",)}
    assert before["tamoxifen",].on_label is True
    after = {r.drugs: r for r in planned(**POST).recommendations if r.effect == "sensitive"}
    assert set(after) == {("tamoxifen",), ("raloxifene",), ("exemestane",), ("anastrozole",)}
    assert after["anastrozole",].on_label is False


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ({"conditions": [{"is": "deep vein thrombosis"}]}, {"exemestane", "anastrozole"}),
        ({"exposures": {"hormone_therapy": "combined"}}, {"exemestane", "anastrozole"}),
        ({"diagnoses": [{"cancer": "DCIS", "status": "remission"}]}, set()),
        ({"diagnoses": [{"cancer": "COAD", "extent": "metastatic"}]}, set()),
        ({"age": 34, "birth_date": None}, set()),
    ],
)
def test_what_speaks_against_a_medicine_takes_it_out(more, left):
    found = planned(**{**POST, **more})
    drugs = {d for r in found.recommendations if r.rule.startswith("prevention.") and r.effect == "sensitive" for d in r.drugs}
    assert drugs == left


def test_no_medicine_is_listed_while_nothing_raises_the_risk():
    assert not [r for r in planned(sex="female", age=50).recommendations if r.effect == "sensitive"]


def test_what_was_never_recorded_becomes_a_question_and_age_comes_first():
    asked = planned(sex="male", age=40).to_answer
    assert asked[0].startswith("Do you smoke")
    assert len(asked) <= 8
    nothing = planned()
    assert nothing.to_answer[0] == "What is your date of birth?"
    assert set(nothing.to_answer) <= set(nothing.questions)
    assert "To ask the person" in text(nothing)
    assert "## Questions your team may ask you" in letter(nothing)


def test_an_answer_takes_its_question_away():
    never = {"smoking": {"status": "never"}}
    asked = planned(sex="male", age=40, answers={"active_150_minutes": True}, exposures=never).to_answer
    assert not any("smoke" in q or "150 minutes" in q or "radon" in q for q in asked)


def test_a_metastatic_cancer_leaves_room_for_tobacco_alone():
    found = planned(
        sex="male", age=60, height_cm=170, weight_kg=120, diagnoses=[{"id": "dx1", "cancer": "LUAD", "extent": "metastatic"}],
        exposures={"smoking": {"status": "current"}, "alcohol_drinks_per_week": 30},
    )  # fmt: skip
    assert rules(found) == {"prevention.tobacco.quit_with_cancer"}
    assert found.risks == ()
    assert found.to_answer == ()
    assert "PREVENTION" not in text(found)
    assert "Stopping smoking helps at any time" in letter(found)


def test_after_a_cancer_habits_count_again():
    found = planned(sex="female", age=60, height_cm=170, weight_kg=100, diagnoses=[{"cancer": "COAD", "status": "remission"}])
    assert "prevention.weight.obesity" in rules(found)
    assert "PREVENTION" in text(found)


def test_the_bottom_line_is_never_empty_for_someone_with_nothing_due():
    found = planned(sex="female", age=20, answers={"skin_burns_easily": True})
    told = text(found).split("BOTTOM LINE\n")[1]
    assert told.startswith("* ")


def test_a_letter_of_questions_only_is_about_risk_and_not_about_drugs():
    asked = planned(age=15)
    assert not rules(asked)
    assert asked.to_answer
    assert "A letter about your cancer risk" in letter(asked)
    assert "did not find a drug that fits your test results" not in letter(asked)


def test_figures_that_something_rests_on_are_shown_first():
    figures = [
        {"what": "Tyrer-Cuzick lifetime risk", "value": 27.4, "unit": "%", "on": "2026-03-01"},
        {"what": "CanRisk 10-year risk", "value": 1.2, "unit": "%", "on": "2026-03-01"},
    ]
    found = planned(**{**WOMAN, "birth_date": "1986-03-02", "answers": {}, "family": []}, results=figures)
    assert any("Tyrer-Cuzick" in b.says for r in found.recommendations for b in r.because)
    first = text(found).split("\nRISK\n")[1].split("\n")[0]
    assert "Tyrer-Cuzick" in first


@pytest.mark.parametrize("age", [8, 46, 70])
def test_the_hpv_shot_is_for_the_young(age):
    assert not [r for r in rules(planned(age=age, answers={"hpv_vaccinated": False})) if "hpv" in r]
    assert not any("HPV" in q for q in planned(age=age).to_answer)


def test_tobacco_leads_and_a_test_done_is_not_due_again():
    smoker = planned(sex="female", age=50, exposures={"smoking": {"status": "current"}, "alcohol_drinks_per_week": 9})
    lines = [r.rule for r in smoker.recommendations if r.chapter == "prevention"]
    assert lines[0] == "prevention.tobacco.quit"
    assert "prevention.hepatitis_c.test_once" in lines
    done = planned(sex="female", age=50, results=[{"what": "anti-HCV", "value": "negative", "on": "2015"}])
    assert "prevention.hepatitis_c.test_once" not in rules(done)


def test_one_family_tool_speaks_the_strongest_that_is_met():
    aunt = {"relation": "maternal aunt", "cancers": [{"cancer": "ovary", "age": 50}]}
    found = {r for r in rules(planned(**{**WOMAN, "family": [*WOMAN["family"], aunt]}), "heredity") if "tools" in r}
    assert "heredity.refer.tools.manchester" in found
    assert "heredity.refer.tools.fhs7" not in found


def test_every_rule_of_the_chapter_asks_schedules_or_rests_on_what_is_known():
    """What was never recorded becomes a question, or a test that is due; nothing of the chapter waits in silence."""
    silent = {"prevention.sun.adult", "prevention.hpv.shared_decision", "prevention.h_pylori.family"}  # told only where known
    people: list[dict[str, Any]] = [
        {"sex": "female", "age": 60, "menopause": "post", "ancestry": ["white"]}, {"sex": "male", "age": 20},
        {"sex": "male", "age": 60, "exposures": {"smoking": {"status": "current"}}, "pregnancy": False},
    ]  # fmt: skip
    book = base()
    for number in book.for_person():
        rule = book.rule(number)
        if rule.chapter != "prevention" or rule.id in silent or rule.then.schedule:
            continue
        criteria = {book.criteria[i].name for i in _numbers(rule.when)}
        if "raised_breast_cancer_risk" in str(rule.when):
            criteria.add("predicted_risk")
        assert criteria & {"ask", "exposure", "body_mass_index", "predicted_risk"}, rule.id
    assert all(1 <= len(planned(**one).to_answer) <= 8 for one in people)


def _numbers(expression: Any) -> list[int]:
    if isinstance(expression, tuple | list):
        if len(expression) == 2 and expression[0] == "c":
            return [expression[1]]
        return [n for part in expression for n in _numbers(part)]
    return []


def test_a_broad_ancestry_gives_a_range_and_asks_for_the_group():
    found = [r for r in planned(**{**WOMAN, "ancestry": ["asian"]}).risks if r.model == "bcrat"]
    assert found
    assert all(r.low != r.high and "ancestry" in r.lacking[0] for r in found)
