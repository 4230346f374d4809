"""The risk that a model gives: worked out, taken from the record, ranges, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria.predicted_risk import predicted_risk
from oncoplan.criteria.risk.estimate import estimate

WOMAN = {"sex": "female", "age": 50, "ancestry": ["white"]}
ANSWERS = {"age_at_menarche": 12, "age_at_first_birth": 31, "breast_biopsies": 1, "atypical_hyperplasia": True}
MOTHER = {"relation": "mother", "cancers": [{"cancer": "breast", "age": 44}]}
WHOLE = {**WOMAN, "answers": ANSWERS, "family": [MOTHER], "complete": ["family"]}
SMOKER = {
    "sex": "male", "age": 60, "ancestry": ["white"], "height_cm": 180, "weight_kg": 80, "conditions": [], "family": [],
    "answers": {"education": "college"}, "exposures": {"smoking": {"status": "current", "per_day": 20, "pack_years": 40}},
}  # fmt: skip


def asked(facts, record, **what):
    return predicted_risk(facts(record, dx=None), **{"model": "bcrat", "horizon": "5y", "min": 3, **what})


def test_it_is_worked_out_from_the_record(facts):
    verdict = asked(facts, WHOLE)
    assert verdict.is_met
    assert "4.5 %" in verdict.says
    assert "family/0" in verdict.facts
    assert asked(facts, WHOLE, min=5).is_not_met
    assert asked(facts, WHOLE, min=1.66, below=3).is_not_met


def test_what_is_not_recorded_leaves_a_range_and_names_the_questions(facts):
    verdict = asked(facts, WOMAN)
    assert verdict.is_unknown
    assert len(verdict.settled_by) == 4
    assert all(question.endswith("?") for question in verdict.settled_by)
    assert asked(facts, WOMAN, min=0.5).is_met  # whatever it is
    assert asked(facts, WOMAN, min=20).is_not_met


def test_without_ancestry_there_is_no_figure(facts):
    verdict = asked(facts, {"sex": "female", "age": 50})
    assert verdict.is_unknown
    assert "race or ancestry" in verdict.says


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"sex": "male"}, "for women"),
        ({"diagnoses": [{"cancer": "DCIS"}]}, "has had breast cancer"),
        ({"conditions": [{"is": "LCIS"}]}, "LCIS"),
        ({"exposures": {"chest_radiation": "yes"}}, "radiotherapy to the chest"),
        ({"age": 93}, "outside 20 to 90"),
    ],
)
def test_outside_its_range_it_refuses_and_says_why(facts, changed, why):
    verdict = asked(facts, {**WHOLE, **changed})
    assert verdict.is_unknown
    assert why in verdict.says


def test_a_carrier_is_refused_where_that_is_known(facts):
    found = estimate(facts(WHOLE, dx=None), "bcrat", "5y", carrier=True)
    assert found is not None
    assert "carriers" in found.refused[0]


def test_a_biopsy_is_counted_from_the_procedures_and_hyperplasia_from_the_conditions(facts):
    record = {
        **WOMAN, "answers": {"age_at_menarche": 12, "age_at_first_birth": "none"}, "family": [],
        "procedures": [{"kind": "core biopsy of the breast"}], "conditions": [{"is": "atypical ductal hyperplasia"}],
    }  # fmt: skip
    found = estimate(facts(record, dx=None), "bcrat", "5y")
    assert found is not None
    assert found.low == found.high
    assert not found.lacking


def test_hispanic_women_have_two_models_by_their_place_of_birth(facts):
    born = {**WHOLE, "ancestry": ["hispanic"]}
    ranged = estimate(facts(born, dx=None), "bcrat", "5y")
    us = estimate(facts({**born, "answers": {**ANSWERS, "born_in_us": True}}, dx=None), "bcrat", "5y")
    assert ranged is not None
    assert us is not None
    assert ranged.low is not None
    assert us.low == us.high
    assert ranged.low <= us.low
    assert "United States" in ranged.lacking[0].what


def test_claus_reads_the_family_and_is_a_least_figure_while_the_list_is_open(facts):
    lifetime = {"model": "claus", "horizon": "lifetime"}
    assert asked(facts, WHOLE, min=20, **lifetime).is_not_met
    assert asked(facts, {**WHOLE, "complete": []}, min=20, **lifetime).is_unknown
    assert asked(facts, {**WHOLE, "complete": []}, min=9, **lifetime).is_met
    assert asked(facts, {**WOMAN}, min=20, **lifetime).is_unknown
    ageless = {**WHOLE, "family": [{"relation": "mother", "cancers": [{"cancer": "breast"}]}]}
    assert "age at breast cancer of the mother" in str(estimate(facts(ageless, dx=None), "claus", "lifetime"))


def test_a_recorded_figure_of_a_model_that_does_not_hold_here_answers_nothing(facts):
    lifetime = {"model": "claus", "horizon": "lifetime", "min": 20}
    given_too = {**WOMAN, "results": [{"what": "Claus lifetime risk", "value": 24, "unit": "%"}]}
    given_too["family"] = [{"relation": "father", "cancers": []}]
    assert asked(facts, given_too, **lifetime).is_met  # the list is open: a relative may be missing from it
    whole = asked(facts, {**given_too, "complete": ["family"]}, **lifetime)
    assert whole.is_unknown
    assert "does not hold here: no relative" in whole.says
    had = {**WHOLE, "diagnoses": [{"cancer": "DCIS"}], "results": [{"what": "BCRAT 5-year risk", "value": 4, "unit": "%"}]}
    assert asked(facts, had).is_unknown


def test_a_recorded_figure_stands_where_our_copy_of_the_table_lacks_the_value(facts, monkeypatch):
    import oncoplan.criteria.risk.claus_record as module
    from oncoplan.model.risk import Refused

    monkeypatch.setattr(module, "claus", lambda *_: Refused(("not checked",), gap=True))
    record = {**WHOLE, "results": [{"what": "Claus lifetime risk", "value": 24, "unit": "%"}]}
    assert asked(facts, record, model="claus", horizon="lifetime", min=20).is_met


def test_plcom2012_needs_every_number_and_ranges_over_yes_and_no(facts):
    six = {"model": "plcom2012", "horizon": "6y", "min": 1.5}
    assert asked(facts, SMOKER, **six).is_met
    assert asked(facts, {k: v for k, v in SMOKER.items() if k != "height_cm"}, **six).is_unknown
    assert asked(facts, {**SMOKER, "age": 80}, **six).is_unknown
    never = asked(facts, {**SMOKER, "exposures": {"smoking": {"status": "never"}}}, **six)
    assert never.is_unknown
    assert "smoke or have smoked only" in never.says
    open_ = estimate(facts({**SMOKER, "family": None, "answers": {}}, dx=None), "plcom2012", "6y")
    assert open_ is not None
    assert open_.low is not None
    assert open_.high is not None
    assert open_.low < open_.high


@pytest.mark.parametrize(
    ("what", "value", "unit", "answer"),
    [
        ("Tyrer-Cuzick lifetime risk", 24.1, "%", "met"),
        ("IBIS lifetime risk (v8)", "19 %", None, "not_met"),
        ("Tyrer-Cuzick remaining lifetime risk", 24, None, "met"),  # above 1 it can only be per cent
        ("Tyrer-Cuzick lifetime risk", 0.24, None, "unknown"),  # per cent or a fraction?
        ("Tyrer-Cuzick lifetime risk", 0.24, "probability", "met"),
        ("Tyrer-Cuzick 10-year risk", 24, "%", "unknown"),  # another horizon
        ("Tyrer-Cuzick risk", 24, "%", "unknown"),  # over which time?
        ("Tyrer-Cuzick lifetime BRCA risk", 24, "%", "unknown"),  # another figure
    ],
)
def test_a_figure_of_others_is_taken(facts, what, value, unit, answer):
    record = {**WOMAN, "results": [{"what": what, "value": value, "unit": unit, "on": "2026-03", "assay": "IBIS v8"}]}
    verdict = asked(facts, record, model="tyrer_cuzick", horizon="lifetime", min=20)
    assert verdict.answer == answer
    if answer == "met":
        assert "IBIS v8, 2026-03" in verdict.says


def test_the_newest_figure_counts_and_one_of_the_future_does_not(facts):
    rows = [{"what": "CanRisk lifetime risk", "value": v, "unit": "%", "on": d}
            for v, d in ((30, "2020"), (15, "2026-01"), (40, "2030"))]  # fmt: skip
    assert asked(facts, {**WOMAN, "results": rows}, model="canrisk", horizon="lifetime", min=20).is_not_met


def test_a_recorded_figure_that_the_record_contradicts_is_not_used(facts):
    record = {**WHOLE, "results": [{"what": "BCRAT 5-year risk", "value": 1.1, "unit": "%", "on": "2026-03"}]}
    verdict = asked(facts, record)
    assert verdict.is_unknown
    assert "which inputs differ" in verdict.says


def test_an_unknown_model_or_horizon_is_no_answer(facts):
    assert asked(facts, WHOLE, model="oracle").is_unknown
    assert asked(facts, WHOLE, horizon="3y").is_unknown


@given(
    st.fixed_dictionaries(
        {}, optional={"age_at_menarche": st.integers(9, 16), "age_at_first_birth": st.integers(17, 45),
                      "breast_biopsies": st.integers(0, 3)},
    ),
    st.sampled_from(["white", "black", "chinese", "hispanic", "native american"]), st.integers(20, 80),
)  # fmt: skip
def test_what_is_known_later_never_leaves_the_range(facts, answers, ancestry, age):
    """A full record's figure lies within what any part of it gave."""
    whole = {"age_at_menarche": 13, "age_at_first_birth": 18, "breast_biopsies": 1, "atypical_hyperplasia": False}
    whole["born_in_us"] = True
    part = {"sex": "female", "age": age, "ancestry": [ancestry], "answers": answers}
    full = {**part, "answers": {**whole, **answers}, "family": [MOTHER], "complete": ["family"]}
    ranged, exact = (estimate(facts(one, dx=None), "bcrat", "5y") for one in (part, full))
    assert ranged is not None
    assert exact is not None
    if ranged.low is None or exact.value is None:
        return
    assert ranged.high is not None
    assert ranged.low - 1e-12 <= exact.value <= ranged.high + 1e-12
