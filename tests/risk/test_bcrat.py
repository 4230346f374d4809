"""BCRAT: what it gives, what moves it, and what it refuses."""

from __future__ import annotations

import json
import math

import pytest
from evaluation import bcrat as harness
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from oncoplan.criteria.risk.bcrat import Woman, bcrat
from oncoplan.knowledge.load import base
from oncoplan.model.risk import Refused, Risk

ANNA = Woman(group="white", age=45, to_age=50, biopsies=1, menarche=13, first_birth=27, relatives=0)
GROUPS = tuple(dict.fromkeys(harness.RACES))


def risk(woman: Woman) -> Risk:
    found = bcrat(woman, base().vocabulary)
    assert isinstance(found, Risk), found
    return found


def refusal(woman: Woman) -> str:
    found = bcrat(woman, base().vocabulary)
    assert isinstance(found, Refused), found
    return "; ".join(found.reasons)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_has_rates_from_20_to_90(group):
    assert 0 < risk(replace(ANNA, group=group, age=20, to_age=90, first_birth="none")).value < 0.5


def test_without_factors_the_risk_is_the_unattributed_share_of_the_incidence():
    """One year in one band: h / (h + d) × (1 - exp(-(h + d))), white women of 40."""
    h, d = 0.001265 * 0.5788413, 0.001307
    woman = Woman(group="white", age=40, to_age=41, biopsies=0, menarche=15, first_birth=18, relatives=0)
    assert risk(woman).value == pytest.approx(h / (h + d) * (1 - math.exp(-(h + d))))


def test_what_is_not_known_is_said():
    found = risk(Woman(group="white", age=45, to_age=50))
    assert len(found.notes) == 4
    assert found.value == risk(replace(ANNA, biopsies=0, menarche=14, first_birth=19)).value


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"age": 19.9}, "outside 20 to 90"),
        ({"to_age": 90.1}, "must be after"),
        ({"to_age": 45}, "must be after"),
        ({"group": "martian"}, "no rates"),
        ({"biopsies": 0, "hyperplasia": True}, "no biopsy"),
        ({"biopsies": -1}, "not a number"),
        ({"relatives": -1}, "not a number"),
        ({"menarche": 46}, "does not fit"),
        ({"first_birth": 12}, "does not fit"),
        ({"first_birth": 46}, "does not fit"),
        ({"sex": "male"}, "for women"),
        ({"history": ("carrier",)}, "hereditary"),
    ],
)
def test_out_of_range_is_refused_with_the_reason(change, why):
    assert why in refusal(replace(ANNA, **change))


def test_a_factor_that_the_model_does_not_use_is_not_checked():
    assert risk(replace(ANNA, group="black", first_birth=46)).value == risk(replace(ANNA, group="black")).value


@given(st.sampled_from(GROUPS), st.floats(27, 80), st.floats(0.1, 5), st.floats(0.1, 5))
def test_more_years_and_more_relatives_never_lower_it(group, age, years, more):
    one = replace(ANNA, group=group, age=age, to_age=age + years)
    assert risk(one).value <= risk(replace(one, to_age=age + years + more)).value
    assert risk(one).value <= risk(replace(one, relatives=1)).value


@given(st.floats(27, 60), st.floats(61, 89))
def test_two_intervals_make_the_whole(age, to_age):
    """The risk to 60, and what comes after it, are never less than the whole (death in between can only take away)."""
    whole, early = risk(replace(ANNA, age=age, to_age=to_age)), risk(replace(ANNA, age=age, to_age=60.5))
    late = risk(replace(ANNA, age=60.5, to_age=to_age))
    assert early.value <= whole.value <= early.value + late.value + 1e-12


@pytest.mark.reference
def test_the_reference_cases(reference):
    cases = json.loads((reference / "inherited" / "bcrat_cases.json").read_text(encoding="utf-8"))
    outcomes = harness.judge(cases)
    assert [one for one in outcomes if one.agrees is False] == []
    assert sum(one.agrees is None for one in outcomes) <= 1


@pytest.mark.reference
def test_our_tables_are_the_published_constants(reference):
    from oncoplan.model.risk import BcratGroup

    published = json.loads((reference / "inherited" / "BcratConstants.json").read_text(encoding="utf-8"))
    names = {"White": "white", "Black": "black", "US Hispanic": "hispanic_us_born", "Foreign Hispanic": "hispanic_foreign_born",
             "Chinese": "chinese", "Japanese": "japanese", "Filipino": "filipino", "Hawaiian": "hawaiian",
             "Islander": "other_pacific_islander", "Asian": "other_asian", "Other": "other"}  # fmt: skip
    for theirs, ours in names.items():
        group = base().vocabulary.risk_model(f"bcrat/{ours}", BcratGroup)
        assert group is not None
        assert [b.incidence for b in group.bands] == published["CANCER_INCIDENCE"]["Absolute"][theirs]
        assert [b.average_incidence for b in group.bands] == published["CANCER_INCIDENCE"]["Average"][theirs]
        assert [b.competing for b in group.bands] == published["COMPETING_HAZARDS"]["Absolute"][theirs]
        assert [b.average_competing for b in group.bands] == published["COMPETING_HAZARDS"]["Average"][theirs]
        assert [group.unattributed[b.age >= 50] for b in group.bands] == published["ATTRIBUTE_RISK"]["Absolute"][theirs]
        order = ("menarche", "biopsies", "first_birth", "relatives", "biopsies_after", "first_birth_and_relatives")
        assert [group.coefficients.get(key, 0.0) for key in order] == published["COVARIANTS"][theirs]
