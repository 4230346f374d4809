"""The course in a plan: what a new resistance re-opens, what is to be followed, the timeline, and what is wrong with a series."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from oncoplan.report.letter import letter

BEFORE = "LUAD metastatic; on gefitinib since 2025-12-01; assay: Guardant360 CDx on 2026-01-05; EGFR L858R"
AFTER = f"{BEFORE}; assay: Guardant360 CDx on 2026-10-05; EGFR L858R; EGFR T790M"


def test_a_resistance_newly_seen_in_blood_changes_treatment_tests_due_and_questions_of_one_plan(plan_of):
    before, after = plan_of(BEFORE), plan_of(AFTER)

    def met(plan, chapter, effect):
        return {r.rule for r in plan.recommendations if (r.chapter, r.effect, r.verdict) == (chapter, effect, "met")}

    resistant = "treatment.lung.resistance.egfr_t790m.first_and_second_generation"
    assert resistant not in met(before, "treatment", "resistant")
    assert resistant in met(after, "treatment", "resistant")

    def rests_on_it(plan):
        return [r.rule for r in plan.recommendations if r.drugs == ("osimertinib",) and any("T790M" in b.says for b in r.because)]

    assert rests_on_it(after)
    assert not rests_on_it(before)
    assert "monitoring.lung.new_resistance.egfr_t790m" in met(after, "monitoring", "monitor")
    assert {t.test for t in after.tests_due} - {t.test for t in before.tests_due} >= {"response_assessment"}
    asked = [q for q in after.questions if "EGFR T790M" in q]
    assert asked
    assert "gefitinib" in asked[0]
    assert not [q for q in before.questions if "T790M" in q]


def test_what_follows_a_treatment_is_listed_with_the_tests_that_are_due(plan_of):
    late = plan_of("CML; on imatinib since 2025-01-01; result: BCR::ABL1 0.05 % IS on 2026-05-05")
    (row,) = [t for t in late.tests_due if t.test == "bcr_abl1"]
    assert row.state == "outdated"
    assert "overdue since 2026-08-05" in row.why
    done = plan_of("CML; BCR::ABL1; on imatinib since 2025-01-01; result: BCR-ABL1 0.05 % IS on 2026-10-05")
    (follow,) = [r for r in done.recommendations if r.rule == "monitoring.cml.on_inhibitor.bcr_abl1"]
    assert (follow.schedule.state, follow.schedule.next) == ("later", "2027-01-05")
    assert "bcr_abl1" not in {t.test for t in done.tests_due}


def test_a_treatment_that_may_have_ended_is_followed_only_if_it_goes_on(plan_of):
    plan = plan_of("PRAD metastatic; prior abiraterone since 2026-10-01")
    (row,) = [r for r in plan.recommendations if r.rule == "monitoring.safety.abiraterone.first_three_months"]
    assert row.verdict == "unknown"
    assert "liver_function" not in {t.test for t in plan.tests_due}


def test_the_timeline_has_bars_lines_and_marks_up_to_the_day_of_the_plan(plan_of):
    rows = ((90, "2024-02-20", "A"), ("<0.1", "2024-09-01", "A"), (4, "2026-02-01", "B"), (6, "2026-03-01", "B"))
    reported = {"response": "PR", "on": "2025-01-05", "by": "RECIST 1.1"}
    events = [{"progression": "2026-03-01"}, reported, {"progression": "2027-01-01"}]
    plan = plan_of({
        "diagnoses": [{"id": "dx1", "cancer": "PRAD", "date": "2024-02", "events": events}],
        "therapies": [{"drugs": ["abiraterone"], "start": "2024-03-01", "end": "2026-03-05", "outcome": ["progression"]},
                      {"drugs": ["docetaxel"], "start": "2026-04-01", "ongoing": True},
                      {"drugs": ["olaparib"], "start": "2027-04-01"}],
        "results": [{"what": "PSA", "value": v, "unit": "ng/mL", "on": on, "assay": a} for v, on, a in rows],
        "procedures": [{"kind": "bilateral orchiectomy", "on": "2024-03-02"}],
    })  # fmt: skip
    shown = plan.timeline
    assert [(b.label, b.start, b.end, b.open) for b in shown.bars] == [
        ("abiraterone", "2024-03-01", "2026-03-05", None), ("docetaxel", "2026-04-01", None, "goes on"),
    ]  # fmt: skip
    (line,) = shown.lines
    assert [[(p.value, p.bound) for p in piece] for piece in line.pieces] == [[(90, None), (0.1, "<")], [(4, None), (6, None)]]
    assert [(m.on, m.kind) for m in shown.marks] == [
        ("2024-02-29", "diagnosis"), ("2024-03-02", "procedure"), ("2025-01-05", "response"), ("2026-03-01", "progression"),
    ]  # fmt: skip
    assert shown.marks[2].label == "response: PR (RECIST 1.1)"


def test_nothing_with_a_day_has_no_timeline(plan_of):
    assert plan_of("LUAD metastatic; EGFR L858R").timeline is None


def test_the_allele_fraction_of_each_change_is_a_line(plan_of):
    def test(on, **vaf):
        found = [{"gene": gene, "change": change, "vaf": value} for (gene, change), value in
                 zip((("EGFR", "p.L858R"), ("EGFR", "p.T790M")), vaf.values(), strict=False)]  # fmt: skip
        return {"kind": "ctdna", "assay": "Guardant360 CDx", "collected": on, "findings": found}

    tests = [test("2026-06-01", a=0.2, b=0.03), test("2026-01-01", a=0.05)]
    plan = plan_of({"diagnoses": [{"cancer": "LUAD"}], "tests": tests})
    (line,) = plan.timeline.lines
    assert (line.what, [p.value for p in line.pieces[0]]) == ("EGFR L858R in blood", [5.0, 20.0])
    assert [m.label for m in plan.timeline.marks] == ["tumour DNA in blood", "new in blood: EGFR T790M"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("2026-03-01", 3), ("2026-01-01", 9), ("2026-05-01", 4)], "do not stand in order of time"),
        ([("2026-03-01", 3), ("2026-03-01", 3)], "one result written twice"),
        ([("2026-03-01", 3), ("2026-03-01", 4)], "3 and 4 are both dated 2026-03-01"),
        ([("2026-03-01", 3), ("2027-03-01", 4)], "one result dated after 2026-11-22 left out"),
        ([("2026-03-01", 3), ("2026-05-01", "pending")], "one result without a number"),
        ([("2026-03-01", 3), (None, 4)], "one result without a date"),
    ],
)
def test_what_is_wrong_with_a_series_is_said(plan_of, rows, says):
    results = [{"what": "PSA", "value": v, "unit": "ng/mL", **({"on": on} if on else {})} for on, v in rows]
    plan = plan_of({"diagnoses": [{"cancer": "PRAD"}], "results": results})
    assert [limit for limit in plan.limits if says in limit.says], [limit.says for limit in plan.limits]


def test_newest_first_is_an_order_too(plan_of):
    rows = [{"what": "PSA", "value": n, "unit": "ng/mL", "on": f"2026-0{n}-01"} for n in (9, 6, 3)]
    assert not [x for x in plan_of({"diagnoses": [{"cancer": "PRAD"}], "results": rows}).limits if "order of time" in x.says]


def test_ten_thousand_values_make_a_plan_with_an_outline(plan_of):
    day = date(1999, 1, 1)
    values = [50 if n == 5003 else 1 + n % 7 / 10 for n in range(10_000)]
    results = [
        {"what": "PSA", "value": v, "unit": "ng/mL", "on": (day + timedelta(days=n)).isoformat()} for n, v in enumerate(values)
    ]
    plan = plan_of({"diagnoses": [{"cancer": "PRAD"}], "results": results})
    (line,) = plan.timeline.lines
    shown = [p.value for piece in line.pieces for p in piece]
    assert line.count == 10_000
    assert len(shown) <= 200
    assert 50 in shown  # no peak is lost
    assert any("10000 results" in limit.says for limit in plan.limits)


def test_a_value_that_is_there_but_old_is_not_called_not_done(plan_of):
    line = "NSGCT; male; result: AFP 40 ng/mL (upper limit 10) on {}"
    due = {t.test: t for t in plan_of(line.format("2026-10-15")).tests_due}
    assert due["afp"].state == "outdated"
    assert due["afp"].why.startswith("Last done 2026-10-15.")
    assert due["hcg"].state == "not_done"
    assert {t.test: t.state for t in plan_of(line.format("2026-11-20")).tests_due}["afp"] == "repeat"
    assert {t.test: t.state for t in plan_of("NSGCT; male; result: AFP 40 ng/mL").tests_due}["afp"] == "outdated"


def test_the_letter_of_someone_with_values_only_does_not_say_that_there_are_none(plan_of):
    values = "result: AFP 4 ng/mL (upper limit 10) on 2026-05-01; result: AFP 40 ng/mL (upper limit 10) on 2026-10-15"
    text = letter(plan_of(f"NSGCT; male; {values}"))
    assert "The plan used these values from your record, with their dates: AFP." in text
    assert "no test results" not in text
    assert "gave no result" not in text
