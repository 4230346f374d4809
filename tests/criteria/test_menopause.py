"""Menopausal status."""

from __future__ import annotations

import pytest

from oncoplan.criteria.menopause import menopause


@pytest.mark.parametrize("text", ["post", "Postmenopausal", "post-menopausal", "post menopause"])
def test_the_status_is_read_however_it_is_written(facts, text):
    found = facts({"diagnoses": [{"cancer": "IDC"}], "menopause": text})
    assert menopause(found, any_of=("post",)).is_met
    assert menopause(found, any_of=("pre", "peri")).is_not_met


def test_not_recorded_is_unknown(facts):
    assert menopause(facts("IDC; female"), any_of=("post",)).is_unknown
    assert menopause(facts("IDC"), any_of=("post",)).is_unknown


def test_it_does_not_apply_to_a_man(facts):
    assert menopause(facts("IDC; male"), any_of=("post",)).is_not_met
