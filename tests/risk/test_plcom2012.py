"""PLCOm2012: the centre of the model, what moves it, and what it refuses."""

from __future__ import annotations

import json
import math

import pytest
from evaluation import plcom2012 as harness
from msgspec.structs import replace

from oncoplan.criteria.risk.plcom2012 import Smoker, plcom2012
from oncoplan.knowledge.load import base
from oncoplan.model.risk import Refused, Risk

CENTRE = Smoker(
    age=62, group="white", education=4, bmi=27, copd=False, personal_cancer=False, family_lung_cancer=False,
    smokes_now=False, cigarettes_per_day=10 / 0.4021541613, years_smoked=27, years_since_quit=10,
)  # fmt: skip


def risk(person: Smoker) -> float:
    found = plcom2012(person, base().vocabulary)
    assert isinstance(found, Risk), found
    assert found.to_age == person.age + 6
    return found.value


def test_at_the_centre_only_the_constant_is_left():
    assert risk(CENTRE) == pytest.approx(1 / (1 + math.exp(4.532506)))


@pytest.mark.parametrize(
    "change",
    [{"copd": True}, {"personal_cancer": True}, {"family_lung_cancer": True}, {"years_smoked": 40}, {"years_since_quit": 1},
     {"smokes_now": True, "years_since_quit": 0}, {"age": 70}, {"cigarettes_per_day": 40}, {"group": "black"}, {"bmi": 20}],
)  # fmt: skip
def test_what_raises_it(change):
    assert risk(replace(CENTRE, **change)) > risk(CENTRE)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"age": 54}, "age 54 is outside 55 to 74"),
        ({"cigarettes_per_day": 0}, "smoke or have smoked only"),
        ({"group": "martian"}, "no coefficient"),
        ({"education": 0}, "education 0"),
        ({"smokes_now": True}, "has not quit"),
        ({"years_smoked": 60}, "more than"),
        ({"bmi": 270}, "bmi 270"),
    ],
)
def test_out_of_range_is_refused_with_the_reason(change, why):
    found = plcom2012(replace(CENTRE, **change), base().vocabulary)
    assert isinstance(found, Refused)
    assert why in "; ".join(found.reasons)


@pytest.mark.reference
def test_the_reference_cases(reference):
    outcomes = harness.judge(json.loads((reference / "inherited" / "plcom2012.json").read_text(encoding="utf-8")))
    assert outcomes
    assert all(one.agrees for one in outcomes)
