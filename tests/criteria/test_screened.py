"""What screening tests have shown."""

from __future__ import annotations

import pytest

from oncoplan.criteria.screened import screened

PAP, HPV = "cervical_cytology", "cervical_hpv"


def showing(*rows, **keys):
    done = [dict(zip(("test", "on", "result"), row, strict=False)) for row in rows]
    return {"sex": "female", "screening": done, **keys}


@pytest.mark.parametrize(("result", "answer"), [
    ("HSIL", "met"), ("hsil; hpv 16", "met"), ("NILM", "not_met"), ("something unheard of", "unknown"), (None, "unknown"),
])  # fmt: skip
def test_a_result_is_a_kind_another_kind_or_not_known(facts, result, answer):
    record = showing((PAP, "2024-05-01", result))
    assert screened(facts(record), test=(PAP,), result=("high-grade cytology",)).answer == answer


def test_of_several_parts_normal_asks_for_all(facts):
    assert screened(facts(showing((PAP, "2024-05-01", "negative; benign"))), test=(PAP,), result=("normal",)).is_met
    assert screened(facts(showing((PAP, "2024-05-01", "negative; hsil"))), test=(PAP,), result=("normal",)).is_not_met


def test_a_newer_test_of_the_same_purpose_overtakes(facts):
    record = showing(("fit", "2024-01-01", "positive"), ("colonoscopy", "2024-02-01", "normal"))
    assert screened(facts(record), test=("fit",), result=("positive",)).is_met
    assert not screened(facts(record), test=("fit",), result=("positive",), newest=True, among=("colonoscopy",)).is_met


def test_before_the_newest_day(facts):
    record = showing((PAP, "2024-05-01", "HSIL"), (HPV, "2024-05-01", "hpv positive"), (PAP, "2014-05-01", "NILM"))
    ask = {"test": (PAP, HPV), "before_newest": True}
    assert screened(facts(record, as_of="2024-06-01"), **ask).is_met
    assert screened(facts(record, as_of="2024-06-01"), within="5y", **ask).is_not_met


@pytest.mark.parametrize(("days", "answer"), [
    (("2015-05-01", "2018-05-01", "2021-05-01"), "met"), (("2018-05-01", "2021-05-01"), "unknown"),
    (("2010-05-01", "2018-05-01", "2021-05-01"), "not_met"), (("2012-05-01", "2013-05-01", "2015-05-01"), "not_met"),
])  # fmt: skip
def test_so_many_normal_in_a_row_within_a_time(facts, days, answer):
    record = showing(*((PAP, day, "NILM") for day in days))
    asked = screened(
        facts(record, as_of="2021-06-23"), test=(PAP,), result=("normal",), in_a_row=3, within="10y", newest_within="5y"
    )
    assert asked.answer == answer


def test_none_recorded_is_unknown_unless_the_list_is_complete(facts):
    assert screened(facts({"sex": "female"}), test=(PAP,)).settled_by == (PAP,)
    assert screened(facts({"sex": "female", "screening": []}), test=(PAP,)).is_not_met


def test_an_ordered_test_and_one_of_the_future_were_not_done(facts):
    ordered = {"screening": [{"test": PAP, "on": "2024-05-01", "status": "ordered"}]}
    assert not screened(facts(ordered), test=(PAP,)).is_met
    assert not screened(facts(showing((PAP, "2030-05-01", "NILM"))), test=(PAP,)).is_met


def test_whether_the_next_was_advised(facts):
    record = {"screening": [{"test": "colonoscopy", "on": "2024-05-01", "result": "adenoma", "every": "5y"}]}
    assert screened(facts(record), test=("colonoscopy",), result=("colorectal polyp",), advised=True).is_met
    record["screening"][0].pop("every")
    assert screened(facts(record), test=("colonoscopy",), advised=True).is_not_met
