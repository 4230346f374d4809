"""Pregnancy."""

from __future__ import annotations

from oncoplan.criteria.pregnancy import pregnancy


def test_as_recorded(facts):
    assert pregnancy(facts("IDC; female; pregnant")).is_met
    assert pregnancy(facts("IDC; female; not pregnant")).is_not_met
    assert pregnancy(facts("IDC; female; not pregnant"), is_=False).is_met


def test_not_recorded_is_unknown(facts):
    assert pregnancy(facts("IDC; female")).is_unknown
    assert pregnancy(facts("IDC")).settled_by == ("pregnancy_test",)


def test_not_after_the_menopause_nor_in_a_man(facts):
    assert pregnancy(facts("IDC; female; post-menopausal")).is_not_met
    assert pregnancy(facts("IDC; male")).is_not_met
