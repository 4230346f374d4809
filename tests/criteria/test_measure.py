"""Laboratory values and organ function."""

from __future__ import annotations

import pytest

from oncoplan.criteria.measure import measure


def series(what, *points, unit="ng/mL", **keys):
    rows = [{"what": what, "value": value, "unit": unit, **({"on": on} if on else {}), **keys} for on, value in points]
    return {"diagnoses": [{"cancer": "PRAD"}], "results": rows}


@pytest.mark.parametrize(
    ("limits", "answer"),
    [({"max": 1.5}, "met"), ({"below": 1.5}, "not_met"), ({"min": 1.5}, "met"), ({"above": 1.5}, "not_met")],
)
def test_the_limit_itself(facts, limits, answer):
    found = facts("LUAD; result: creatinine 1.5 mg/dL")
    assert measure(found, what="creatinine", unit="mg/dL", **limits).answer == answer


def test_not_measured_is_unknown(facts):
    verdict = measure(facts("LUAD"), what="creatinine", max=1.5, unit="mg/dL")
    assert verdict.is_unknown
    assert verdict.settled_by


@pytest.mark.parametrize(("value", "answer"), [(132, "met"), (140, "not_met")])
def test_creatinine_in_micromoles_is_converted(facts, value, answer):
    """1.5 mg/dL is 132.6 micromol/L (molar mass 113.12)."""
    found = facts(f"LUAD; result: creatinine {value} umol/L")
    assert measure(found, what="creatinine", max=1.5, unit="mg/dL").answer == answer


def test_a_unit_that_cannot_be_compared_is_unknown(facts):
    assert measure(facts("LUAD; result: creatinine 1.2 furlongs"), what="creatinine", max=1.5, unit="mg/dL").is_unknown
    assert measure(facts("LUAD; result: creatinine 1.2"), what="creatinine", max=1.5, unit="mg/dL").is_unknown


@pytest.mark.parametrize(
    ("value", "limits", "answer"),
    [("<0.1", {"below": 0.1}, "met"), ("<0.1", {"min": 0.2}, "not_met"), ("<0.1", {"min": 0.05}, "unknown")],
)
def test_a_value_below_the_limit_of_detection(facts, value, limits, answer):
    found = facts(series("PSA", ("2026-11-01", value)))
    assert measure(found, what="PSA", unit="ng/mL", **limits).answer == answer


@pytest.mark.parametrize(("value", "answer"), [(120, "met"), (121, "not_met")])
def test_multiples_of_the_upper_limit(facts, value, answer):
    found = facts(f"LUAD; result: ALT {value} U/L (upper limit 40)")
    assert measure(found, what="ALT", max=3, x_uln=True).answer == answer


def test_multiples_without_an_upper_limit_are_unknown(facts):
    assert measure(facts("LUAD; result: ALT 20 U/L"), what="ALT", max=3, x_uln=True).is_unknown


@pytest.mark.parametrize(
    ("day", "answer"), [("2026-08-22", "met"), ("2026-08-21", "unknown"), ("2026-08", "unknown"), (None, "unknown")]
)
def test_an_old_or_undated_value_does_not_answer_for_now(facts, day, answer):
    found = facts(series("LVEF", (day, 60), unit="%"), as_of="2026-11-22")
    assert measure(found, what="LVEF", min=50, unit="%", within="3mo").answer == answer


def test_the_newest_value_counts_whatever_its_place(facts):
    found = facts(series("LVEF", ("2026-11-01", 45), ("2026-01-01", 60), unit="%"))
    assert measure(found, what="LVEF", min=50, unit="%").is_not_met


def test_a_value_after_the_day_of_the_plan_is_not_used(facts):
    found = facts(series("LVEF", ("2026-01-01", 60), ("2026-12-24", 40), unit="%"), as_of="2026-11-22")
    assert measure(found, what="LVEF", min=50, unit="%").is_met


def test_nadir_and_rise_from_nadir(facts):
    found = facts(series("PSA", ("2024-01-01", 8.0), ("2024-06-01", 0.5), ("2026-01-01", 2.0)))
    assert measure(found, what="PSA", stat="nadir", max=0.5, unit="ng/mL").is_met
    assert measure(found, what="PSA", stat="rise_from_nadir", min=4, unit="ng/mL").is_met
    assert measure(found, what="PSA", stat="rise_from_nadir", min=4.1, unit="ng/mL").is_not_met


def test_a_rise_from_a_nadir_below_detection_is_at_least_that_rise(facts):
    """From under 0.1 to 0.15 is a rise of more than 1.5 times: whether it doubled is not known."""
    found = facts(series("PSA", ("2024-06-01", "<0.1"), ("2026-01-01", 0.15)))
    assert measure(found, what="PSA", stat="rise_from_nadir", min=1.5, unit="ng/mL").is_met
    assert measure(found, what="PSA", stat="rise_from_nadir", min=2, unit="ng/mL").is_unknown


def test_doubling_time(facts):
    doubled = facts(series("PSA", ("2025-01-01", 1.0), ("2025-07-01", 2.0), ("2026-01-01", 4.0)))
    assert measure(doubled, what="PSA", stat="doubling_time", max=7, unit="ng/mL").is_met
    assert measure(doubled, what="PSA", stat="doubling_time", max=5, unit="ng/mL").is_not_met
    falling = facts(series("PSA", ("2025-01-01", 4.0), ("2026-01-01", 1.0)))
    assert measure(falling, what="PSA", stat="doubling_time", max=10, unit="ng/mL").is_not_met


def test_values_that_have_no_logarithm_are_left_out_of_a_doubling_time(facts):
    rows = [("2024-01-01", 0), ("2024-06-01", "<0.1"), ("2025-01-01", 1.0), ("2025-07-01", 2.0), ("2026-01-01", 4.0)]
    assert measure(facts(series("PSA", *rows)), what="PSA", stat="doubling_time", max=7, unit="ng/mL").is_met
    too_few = facts(series("PSA", ("2024-01-01", 0), ("2025-01-01", 1.0)))
    assert measure(too_few, what="PSA", stat="doubling_time", max=7).is_unknown


def test_all_values_of_one_day_have_no_doubling_time(facts):
    one_day = facts(series("PSA", ("2025-01-01", 1.0), ("2025-01-01", 2.0)))
    assert measure(one_day, what="PSA", stat="doubling_time", max=7).is_unknown


def test_a_nadir_below_detection_is_below(facts):
    found = facts(series("PSA", ("2024-01-01", 8.0), ("2024-06-01", "<0.1")))
    assert measure(found, what="PSA", stat="nadir", max=0.1, unit="ng/mL").is_met
    assert measure(found, what="PSA", stat="nadir", max=0.05, unit="ng/mL").is_unknown


def test_a_series_too_short_or_undated_is_unknown(facts):
    assert measure(facts(series("PSA", ("2025-01-01", 1.0))), what="PSA", stat="doubling_time", max=10).is_unknown
    undated = facts(series("PSA", (None, 1.0), ("2025-01-01", 2.0)))
    assert measure(undated, what="PSA", stat="rise_from_nadir", min=2).is_unknown
    three = facts(series("PSA", ("2025-01-01", 1.0), ("2025-06-01", 2.0)))
    assert measure(three, what="PSA", min=1, points=3).is_unknown


def test_change_from_baseline(facts):
    found = facts(series("CA-125", ("2025-01-01", 100), ("2025-06-01", 50), unit="U/mL"))
    assert measure(found, what="CA-125", stat="change_from_baseline", max=-0.5).is_met
    assert measure(found, what="CA-125", stat="change_from_baseline", max=-0.51).is_not_met


def test_two_assays_make_no_series(facts):
    record = series("PSA", ("2025-01-01", 1.0), ("2025-06-01", 2.0))
    record["results"][0]["assay"], record["results"][1]["assay"] = "A", "B"
    assert measure(facts(record), what="PSA", stat="rise_from_nadir", min=2).is_unknown
    record["results"][1]["assay"] = "A"
    assert measure(facts(record), what="PSA", stat="rise_from_nadir", min=2).is_met


def test_a_value_among_the_findings_is_read(facts):
    assert measure(facts("HCC; AFP 500 ng/mL"), what="AFP", min=400, unit="ng/mL").is_met
    assert measure(facts("HCC; AFP 300 ug/L"), what="AFP", min=400, unit="ng/mL").is_not_met
    assert measure(facts("HCC; AFP 500"), what="AFP", min=400, unit="ng/mL").is_unknown


def test_a_multiple_of_the_upper_limit_is_no_value(facts):
    assert measure(facts("MEL; LDH 2x ULN"), what="LDH", above=1, x_uln=True).is_met
    assert measure(facts("MEL; LDH >ULN"), what="LDH", above=1, x_uln=True).is_met
    assert measure(facts("MEL; LDH 2x ULN"), what="LDH", above=1).is_unknown
    assert measure(facts("MEL; LDH 2x ULN"), what="LDH", max=250, unit="U/L").is_unknown
