"""The plain text: one screen first, then everything."""

from __future__ import annotations

import re

import pytest
from msgspec import structs
from report_plans import ALK, ALL, CONFLICT, FIRST_LINE, LONG, NO_OPTIONS, PD_L1, TWO_CANCERS, URGENT, plan, recommendation
from syrupy.assertion import SnapshotAssertion

from oncoplan.model.plan import Missing, Plan
from oncoplan.report.short import hinge
from oncoplan.report.text import text

SHAPES = pytest.mark.parametrize("one", ALL.values(), ids=ALL.keys())


def screen(one: Plan, width: int = 100) -> str:
    return text(one, width=width).split("---- Detail")[0]


@pytest.mark.parametrize("name", [n for n in ALL if not n.endswith("long")])
def test_reads_as_agreed(name: str, snapshot: SnapshotAssertion) -> None:
    assert text(ALL[name]) == snapshot


@pytest.mark.parametrize("name", [n for n in ALL if n.endswith("long")])
def test_a_long_plan_opens_as_agreed(name: str, snapshot: SnapshotAssertion) -> None:
    assert screen(ALL[name]) == snapshot


@SHAPES
@pytest.mark.parametrize("width", [72, 100, 160])
def test_the_first_screen_fits_one_screen(one: Plan, width: int) -> None:
    lines = screen(one, width).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= width


@SHAPES
def test_no_line_is_wider_than_the_page(one: Plan) -> None:
    assert max(map(len, text(one, width=80).splitlines())) <= 80


@SHAPES
def test_the_first_screen_has_no_ids(one: Plan) -> None:
    assert not re.search(r"treatment\.\w|pmid:|fda:|sha256:|tests/\d", screen(one))


@pytest.mark.parametrize("name", [n for n in ALL if n != "two_long"])
def test_the_first_screen_says_nothing_twice(name: str) -> None:
    """(`two_long` has the same options for two cancers.)"""
    one = ALL[name]
    said = [line.strip() for line in screen(one).splitlines() if line.strip()]
    table = re.compile(r"OPTIONS|BOTTOM|AVOID|MISSING")
    assert len([s for s in said if not table.search(s)]) == len({s for s in said if not table.search(s)})


@SHAPES
def test_every_rule_and_question_is_in_the_detail(one: Plan) -> None:
    whole = re.sub(r"\s+", " ", text(one))
    assert all(question in whole for question in one.questions)
    for found in one.recommendations:
        assert found.says in whole
        assert found.rule in whole


def test_an_urgent_finding_comes_first() -> None:
    lines = screen(URGENT).splitlines()
    assert lines[lines.index("BOTTOM LINE") + 1].startswith("! URGENT: Start treatment")


def test_an_option_with_something_against_it_says_so_at_once() -> None:
    assert "BUT: A C797 mutation is resistant to osimertinib." in re.sub(r"\s+", " ", screen(CONFLICT))
    assert "! resistance, ! problem" in screen(CONFLICT)


def test_what_an_option_hinges_on_is_a_question_not_a_condition() -> None:
    """The plan does not say whether a missing thing must hold or must not hold."""
    assert "if: line 1?" in screen(FIRST_LINE)


@pytest.mark.parametrize(
    ("criterion", "about", "says", "short"),
    [
        ("next_line", "history", "The treatments so far are not recorded (line 1 is asked for)", "line 1"),
        ("prior_therapy", "history", "Treatments are not recorded (olaparib is asked about)", "earlier olaparib"),
        ("disease", "disease", "The extent is not recorded (metastatic is asked for)", "metastatic"),
        ("disease", "disease", "The status of the disease is not recorded (relapsed is asked for)", "status relapsed"),
        ("disease", "disease", "Whether the tumour is resectable is not recorded", "tumour is resectable"),
        ("stage", "disease", "The stage is not recorded (III or IV is asked for)", "stage III or IV"),
        ("age", "person", "The age is not recorded (below 12 is asked for)", "age below 12"),
        ("condition", "person", "Whether there is haemoptysis is not recorded", "haemoptysis"),
        ("alteration", "molecular", "EGFR exon 20 insertion: EGFR was not tested", "EGFR exon 20 insertion"),
        ("marker", "molecular", "ER positive does not say whether it is ER below 1", "ER below 1"),
        ("marker", "molecular", "PD-L1 at least 0: PD-L1 was not tested", "PD-L1 result"),
        ("tested_for", "history", "ALK (fusion): no test is recorded", "ALK (fusion) tested"),
        ("cancer", "disease", "The cancer type is odd", "exact histology"),
        ("ask", "person", "Was radiation given?", "Was radiation given"),
        ("new_thing", "person", "Something else entirely", "new thing"),
    ],
)  # fmt: skip
def test_what_is_open_in_a_few_words(criterion: str, about: str, says: str, short: str) -> None:
    assert hinge(Missing(criterion=criterion, about=about, says=says, settled_by="")) == short


def test_an_uncertain_option_is_never_called_on_label() -> None:
    shown = screen(plan(recommendations=(recommendation(on_label=None, verdict="unknown"),)))
    assert "on label" not in shown
    assert "label not settled" in shown


def test_partners_stand_on_one_line() -> None:
    assert "drug0mab + pemetrexed + cisplatin or carboplatin" in screen(LONG)
    assert "... and 17 more options in the detail" in screen(LONG)


def test_what_follows_and_what_may_be_left_out_are_said() -> None:
    sequence = recommendation(drugs=("a", "b", "c"), followed_by=("b", "c"))
    assert "a, then b + c" in screen(plan(recommendations=(sequence,)))
    either = (recommendation(drugs=("a", "b"), rank=1), recommendation(drugs=("a", "b", "c"), rank=2))
    assert "a + b, with or without c" in screen(plan(recommendations=either))


def test_partners_with_different_cautions_stand_apart() -> None:
    cautioned = CONFLICT.recommendations[0].cautions
    shown = screen(
        plan(
            recommendations=(
                recommendation(drugs=("a", "cisplatin"), rank=1),
                recommendation(drugs=("a", "carboplatin"), rank=2, cautions=cautioned),
            )
        )
    )
    assert re.search(r"^1 +a \+ cisplatin ", shown, re.MULTILINE)
    assert re.search(r"^2 +a \+ carboplatin .*! resistance", shown, re.MULTILINE)


def test_each_diagnosis_has_its_block() -> None:
    shown = screen(TWO_CANCERS)
    assert shown.index("Lung Adenocarcinoma (LUAD)") < shown.index("osimertinib  ")
    assert shown.index("Invasive Breast Carcinoma (BRCA)") < shown.index("olaparib  ")


def test_no_option_is_said_with_the_scope() -> None:
    assert "no option found within what this plan covers" in screen(NO_OPTIONS)
    assert "This plan covers care that a test result changes." in screen(NO_OPTIONS)


def test_memory_is_shown_as_unverified() -> None:
    assert text(FIRST_LINE).count("unverified: ") == 1


def test_a_check_is_said_once() -> None:
    assert text(LONG).count("Record an ECG before this drug.") == 1


def test_what_makes_a_result_no_answer_is_said_once() -> None:
    bone = "decalcified bone"
    due = [structs.replace(PD_L1, inadequate_if=bone), structs.replace(ALK, inadequate_if=bone)]
    detail = text(plan(tests_due=tuple(due)))
    assert detail.count(bone) == 1
    assert f"no answer if: as for the {PD_L1.name}" in detail


def test_colour_only_where_asked() -> None:
    assert "\x1b" not in text(URGENT)
    assert re.sub(r"\x1b\[[\d;]*m", "", text(URGENT, colour=True)) == text(URGENT)


def test_text_of_a_record_cannot_steer_the_terminal() -> None:
    shown = text(plan(record_id="x\x1b[31m\nBOTTOM LINE\r"))
    assert "\x1b" not in shown
    assert shown.splitlines()[0].startswith("Plan of care for x [31m BOTTOM LINE")


def test_a_conflict_inside_an_option_is_said_there_only() -> None:
    assert "one result speaks for it" not in screen(CONFLICT)
    assert "! Conflict: Mismatch repair and microsatellite results disagree" in screen(CONFLICT)
    assert "one result speaks for it" in text(CONFLICT)
