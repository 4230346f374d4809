"""Laboratory values and organ function."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oncoplan.criteria.interval import Event
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


# --- series


def psa(facts, *points, since="2026-01-01", **keys):
    record = series("PSA", *points, **keys)
    record["therapies"] = [{"drugs": ["enzalutamide"], "start": since, "ongoing": True}]
    return facts(record)


ARPI = Event(class_="arpi")


def test_a_change_of_assay_starts_a_new_series_and_says_so(facts):
    rows = [("2026-02-01", 2, "A"), ("2026-05-01", 9, "B"), ("2026-08-01", 9.5, "B")]
    results = [{"what": "PSA", "value": v, "unit": "ng/mL", "on": on, "assay": assay} for on, v, assay in rows]
    verdict = measure(facts({"results": results}), what="PSA", stat="rise_from_nadir", min=1.25)
    assert verdict.is_not_met
    assert "the assay changed" in verdict.says
    assert measure(facts({"results": results}), what="PSA", unit="ng/mL", min=9).is_met  # a single value is not compared


def test_a_unit_that_cannot_be_converted_breaks_a_series_and_a_newest_one_hides_the_older(facts):
    rows = [("2026-02-01", 2, "ng/mL"), ("2026-05-01", 3, "units"), ("2026-08-01", 4, "ug/L")]
    results = [{"what": "PSA", "value": v, "unit": unit, "on": on} for on, v, unit in rows]
    assert measure(facts({"results": results}), what="PSA", stat="rise_from_nadir", min=1.25).is_unknown
    assert measure(facts({"results": results}), what="PSA", unit="ng/mL", min=4).is_met
    assert measure(facts({"results": results[:2]}), what="PSA", unit="ng/mL", min=1).is_unknown


@pytest.mark.parametrize(
    ("after", "until", "answer"),
    [("3mo", None, "met"), (None, "3mo", "not_met"), ("6mo", "9mo", "unknown"), ("3mo", "5mo", "met")],
)
def test_the_window_after_an_event_is_of_the_newest_value(facts, after, until, answer):
    found = psa(facts, ("2025-12-20", 20), ("2026-05-01", 4))
    assert measure(found, what="PSA", unit="ng/mL", max=5, since=ARPI, after=after, until=until).answer == answer


def test_confirmed_asks_for_two_values_apart_with_none_between_that_differs(facts):
    def ask(*points):
        return measure(psa(facts, *points), what="PSA", unit="ng/mL", min=5, since=ARPI, confirmed="3w")

    assert ask(("2026-05-01", 6), ("2026-05-22", 7)).is_met
    assert ask(("2026-05-01", 6), ("2026-05-21", 7)).is_unknown
    assert ask(("2026-05-01", 6), ("2026-05-21", 7)).suspected
    assert ask(("2026-05-01", 6), ("2026-05-10", 4), ("2026-05-30", 7)).is_unknown
    assert ask(("2026-05-01", 6), ("2026-05-30", 4)).is_not_met


def test_the_baseline_is_the_last_value_up_to_the_event_and_not_too_old(facts):
    found = psa(facts, ("2025-06-01", 80), ("2025-12-20", 20), ("2026-05-01", 4))
    assert measure(found, what="PSA", stat="baseline", unit="ng/mL", is_=20, since=ARPI).is_met
    assert measure(found, what="PSA", stat="change_from_baseline", max=-0.8, since=ARPI).is_met
    assert measure(found, what="PSA", stat="change_from_baseline", max=-0.8, since=ARPI, lookback="1w").is_unknown
    missing = measure(psa(facts, ("2026-05-01", 4)), what="PSA", stat="change_from_baseline", max=-0.5, since=ARPI)
    assert missing.is_unknown
    assert "baseline is missing" in missing.says


def test_a_nadir_below_detection_gives_a_range_not_a_number(facts):
    found = psa(facts, ("2026-02-01", "<1"), ("2026-05-01", 2.5))
    for least, answer in ((1.4, "met"), (2.0, "unknown"), (2.6, "not_met")):
        assert measure(found, what="PSA", unit="ng/mL", stat="gain_over_nadir", min=least, since=ARPI).answer == answer


def test_half_life_and_time_to_normal(facts):
    rows = [{"what": "AFP", "value": v, "unit": "ng/mL", "on": on, "reference": {"high": 10}}
            for on, v in (("2026-10-01", 1600), ("2026-10-07", 800), ("2026-10-13", 400))]  # fmt: skip
    found = facts({"results": rows})
    assert measure(found, what="AFP", stat="half_life", min=5.99, max=6.01).is_met
    assert measure(found, what="AFP", stat="time_to_normal", above=6.2, below=6.4).is_met  # 7.3 halvings of 6 days
    assert measure(facts({"results": rows[::-1]}), what="AFP", stat="half_life", min=5.99, max=6.01).is_met


def test_the_same_value_written_twice_counts_once(facts):
    found = psa(facts, ("2026-05-01", 6), ("2026-05-01", 6))
    assert measure(found, what="PSA", unit="ng/mL", min=5, points=2, since=ARPI).is_unknown


def test_two_values_of_one_day_that_differ_leave_it_unknown(facts):
    found = psa(facts, ("2026-05-01", 4), ("2026-05-01", 6))
    assert measure(found, what="PSA", unit="ng/mL", min=5).is_unknown


def test_ten_thousand_values_are_one_series(facts):
    day = date(1999, 1, 1)
    points = [((day + timedelta(days=n)).isoformat(), 1 + n / 10_000) for n in range(10_000)]
    found = facts(series("PSA", *reversed(points)))
    assert measure(found, what="PSA", stat="rise_from_nadir", min=1.9, confirmed="3w").is_met
    assert measure(found, what="PSA", stat="doubling_time", above=200).is_met
