"""Trials as a clinician reads them: the list, one trial sentence by sentence, one trial and many people."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from trial_books import TODAY, clause, trial

from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.load import base
from oncoplan.model.record import Record
from oncoplan.model.trial import Clause, Group, Trial
from oncoplan.model.trial_list import TrialExplained, TrialList, TrialPeople
from oncoplan.pipeline import trial_explained, trial_people, trials_of
from oncoplan.report.one_trial import explained_text, people_text
from oncoplan.report.trials import trials_text
from oncoplan.trials.shelf import Shelf, shelf_of

NSCLC = {"cancer": "NSCLC"}
EGFR = {"alteration": {"gene": "EGFR", "any_of": ["exon 19 deletion", "L858R"]}}
ROS1 = {"alteration": {"gene": "ROS1", "any_of": ["fusion"]}}
WITHIN = {"not": {"prior_therapy": {"class": ["chemotherapy"], "ended_within": "28d"}}}
WASHOUT = clause(WITHIN, "Chemotherapy within 28 days", side="exclusion")


def record(case: str | dict[str, Any]) -> Record:
    return record_of(case, base().vocabulary)


def shelf(*trials: Trial) -> Shelf:
    return shelf_of(trials, base(), "some.db")


def listed(case: str | dict[str, Any], *trials: Trial, **more: Any) -> TrialList:
    return trials_of(record(case), shelf(*trials), as_of=TODAY, **more)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_list_says_what_fits_what_it_hangs_on_and_what_is_left_to_the_site():
    found = listed(
        "LUAD metastatic; EGFR L858R",
        trial(NSCLC, EGFR, clause(None, "Consent"), phases=("2",)),
        trial(NSCLC, ROS1, {"age": {"min": 18}}, id="NCT00000002"),
        trial(NSCLC, id="NCT00000003"),
        trial({"cancer": "MEL"}, id="NCT00000004"),
    )
    text = flat(trials_text(found))
    assert "1 trial eligible, 1 with all that was read met, 1 possible, of 4 in some.db." in text
    assert "A BIOMARKER THAT IS THERE (1) 1 NCT00000001 phase 2, recruiting" in text
    assert "ALL THAT WAS READ IS MET; 1 sentence left to the site rests on EGFR L858R" in text
    assert "A BIOMARKER THAT IS NOT KNOWN YET (1) 2 NCT00000002" in text
    assert "POSSIBLE, if: ROS1 fusion?, age?" in text
    assert "OPEN TO ALL COMERS (1) 3 NCT00000003" in text
    assert "ELIGIBLE: every sentence was understood and is met" in text
    assert "Not told: 1 not met for good (--everything)." in text


def test_a_long_list_is_cut_under_its_heading_and_says_how_to_see_the_rest():
    found = listed("LUAD", *(trial(NSCLC, id=f"NCT0000{n:04d}") for n in range(30)))
    text = trials_text(found, most=5)
    assert text.count("ELIGIBLE: ") == 5
    assert "and 25 more: --most 30" in text


@pytest.mark.parametrize("width", [60, 100, 140])
def test_no_line_is_wider_than_asked(width: int):
    found = listed("LUAD", trial(NSCLC, ROS1, clause(None, "word " * 80), title="Study " * 60))
    assert max(map(len, trials_text(found, width=width).splitlines())) <= width
    one = trial_explained(record("LUAD"), shelf(trial(NSCLC, ROS1, clause(None, "word " * 80))), "NCT00000001", as_of=TODAY)
    assert max(map(len, explained_text(one, width=width).splitlines())) <= width


def test_nobody_for_whom_nothing_fits_is_left_without_a_line():
    assert "No trial fits or may fit, of 1 in some.db." in trials_text(listed("COAD", trial(NSCLC)))


def test_what_time_opens_is_under_a_heading_of_its_own():
    case = {
        "id": "x", "diagnoses": [{"cancer": "LUAD"}], "complete": ["therapies"],
        "therapies": [{"drugs": ["carboplatin"], "end": "2026-11-10"}],
    }  # fmt: skip
    text = flat(trials_text(listed(case, trial(NSCLC, WASHOUT))))
    assert "NOT TODAY: TIME OR A REPEAT COULD CHANGE IT (1)" in text
    assert 'fails: "Chemotherapy within 28 days" (Had carboplatin' in text
    assert "from 9 December 2026, when the 28-day washout ends" in text


def test_one_trial_sentence_by_sentence_in_the_order_of_its_text():
    text = "Histologically confirmed NSCLC. EGFR mutation."
    rows = (
        Clause(side="inclusion", text="Histologically confirmed NSCLC", when=NSCLC, start=0, end=30),
        Clause(side="inclusion", text="EGFR mutation", when=EGFR, start=32, end=45, left=("by a certified test",)),
        clause(None, "Willing to travel"),
        WASHOUT,
    )
    one = trial_explained(record("LUAD; EGFR L858R"), shelf(trial(*rows, eligibility=text)), "nct00000001", as_of=TODAY)
    assert [(c.verdict, c.start, c.end) for c in one.clauses] == [
        ("met", 0, 30), ("met", 32, 45), (None, -1, -1), ("unknown", -1, -1),
    ]  # fmt: skip
    told = flat(explained_text(one))
    assert "yes Histologically confirmed NSCLC [0-30] > Lung Adenocarcinoma (diagnoses/0)" in told
    assert "not understood of it: by a certified test" in told
    assert "site Willing to travel" in told
    assert "MUST NOT HOLD open Chemotherapy within 28 days > The treatments so far are not recorded" in told


def test_groups_are_explained_one_by_one_and_closed_ones_say_so():
    arms = (Group(key="a", name="Cohort A", kind="cohort"), Group(key="b", name="Cohort B", kind="cohort", status="closed"))
    one = trial_explained(
        record("LUAD; EGFR L858R"), shelf(trial(NSCLC, clause(EGFR, group="a"), clause(ROS1, group="b"), groups=arms)),
        "NCT00000001", as_of=TODAY,
    )  # fmt: skip
    told = explained_text(one)
    assert "GROUP Cohort A: yes" in told
    assert "GROUP Cohort B: closed" in told


def test_a_trial_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        trial_explained(record("LUAD"), shelf(trial(NSCLC)), "NCT99999999", as_of=TODAY)


PEOPLE = [
    record({"id": "fits", "diagnoses": [{"cancer": "LUAD"}], "tests": [{"kind": "tumour_dna", "findings": ["EGFR L858R"]}]}),
    record({"id": "open", "diagnoses": [{"cancer": "LUAD"}]}),
    record({"id": "other", "diagnoses": [{"cancer": "COAD"}]}),
    record({"id": "wild", "diagnoses": [{"cancer": "LUAD"}], "tests": [{"kind": "tumour_dna", "findings": ["EGFR wild type"]}]}),
]


def test_one_trial_and_many_people_with_what_each_waits_for_and_what_costs_most():
    found = trial_people(PEOPLE, shelf(trial(clause(NSCLC, "NSCLC"), clause(EGFR, "EGFR"))), "NCT00000001", as_of=TODAY)
    assert [(one.record_id, one.as_read) for one in found.people] == [
        ("fits", "met"), ("open", "unknown"), ("other", "not_met"), ("wild", "not_met"),
    ]  # fmt: skip
    assert found.people[1].missing
    assert {c.clause: (c.fails, c.alone, c.open) for c in found.costs} == {"NSCLC": (1, 1, 0), "EGFR": (1, 1, 2)}
    told = flat(people_text(found))
    assert "Of 4 people, as of 2026-11-22: 1 with all that was read met, 1 possible, 2 not eligible." in told
    assert "1 person fails (1 by this alone), 2 open: EGFR" in told


@pytest.mark.parametrize("kind", [TrialList, TrialExplained, TrialPeople])
def test_every_form_reads_back(kind: type[msgspec.Struct]):
    rows = shelf(trial(NSCLC, clause(EGFR, "EGFR"), clause(None, "x")))
    made = {
        TrialList: lambda: trials_of(PEOPLE[0], rows, as_of=TODAY),
        TrialExplained: lambda: trial_explained(PEOPLE[0], rows, "NCT00000001", as_of=TODAY),
        TrialPeople: lambda: trial_people(PEOPLE, rows, "NCT00000001", as_of=TODAY),
    }[kind]()
    assert msgspec.json.decode(msgspec.json.encode(made), type=kind) == made
