"""The three answers of a trial: what is met, what is open and what would settle it, what fails and whether time changes it."""

from __future__ import annotations

import pytest
from trial_books import clause, matched, trial, verdict

from oncoplan.model.trial import Group

NSCLC = {"cancer": "NSCLC"}
EGFR = {"alteration": {"gene": "EGFR", "any_of": ["exon 19 deletion", "L858R"]}}
ADULT = {"age": {"min": 18}}


def test_every_clause_met_is_met():
    one = verdict("LUAD metastatic; EGFR L858R", NSCLC, EGFR)
    assert (one.verdict, one.as_read, one.biomarker) == ("met", "met", "met")
    assert [b.says for b in one.because] == ["Lung Adenocarcinoma", "EGFR L858R"]
    assert one.because[1].facts == ("tests/0/findings/0",)


def test_a_sentence_that_was_not_read_leaves_the_trial_possible_and_says_that_all_that_was_read_is_met():
    one = verdict("LUAD metastatic; EGFR L858R", NSCLC, EGFR, clause(None, "Adequate everything"))
    assert (one.verdict, one.as_read, one.unread) == ("unknown", "met", ("Adequate everything",))


def test_a_sentence_that_was_read_in_part_keeps_what_is_left_of_it_open():
    half = clause({"not": {"pregnancy": True}}, "Pregnant or under guardianship", side="exclusion", left=("under guardianship",))
    one = verdict({"id": "x", "diagnoses": [{"cancer": "LUAD"}], "sex": "male", "pregnancy": False}, NSCLC, half)
    assert (one.verdict, one.as_read, one.unread) == ("unknown", "met", ("(exclusion) under guardianship",))


def test_a_clause_that_fails_fails_the_trial_whatever_else_is_open():
    one = verdict("COAD metastatic", NSCLC, EGFR, ADULT, None)
    assert one.verdict == one.as_read == "not_met"
    assert [f.criterion for f in one.fails] == ["cancer"]


def test_the_sentence_and_its_span_stand_beside_the_fact():
    text = "Histologically confirmed NSCLC"
    from oncoplan.model.trial import Clause

    one = verdict("LUAD", Clause(side="inclusion", text=text, when=NSCLC, start=4, end=34))
    (because,) = one.because
    assert (because.clause, because.start, because.end, because.says) == (text, 4, 34, "Lung Adenocarcinoma")


# --- what breaks other matchers -----------------------------------------------------------------------------------------


def test_untested_is_never_negative():
    no_egfr = {"not": {"alteration": {"gene": "EGFR"}}}
    one = verdict("LUAD metastatic", NSCLC, no_egfr)
    assert one.as_read == "unknown"
    assert [m.criterion for m in one.missing] == ["alteration"]
    assert one.missing[0].settled_by


def test_an_unknown_diagnosis_never_matches_not_melanoma():
    not_melanoma = {"not": {"cancer": "MEL"}}
    assert verdict({"id": "x"}, not_melanoma).as_read == "unknown"
    assert verdict({"id": "x", "diagnoses": [{"cancer": "something nobody can map"}]}, not_melanoma).as_read == "unknown"
    assert verdict("LUAD", not_melanoma).as_read == "met"


def test_a_missing_birth_date_is_a_question():
    one = verdict("LUAD", ADULT)
    assert one.as_read == "unknown"
    assert one.missing[0].settled_by == "What is your date of birth?"


def test_an_unknown_sex_is_a_question():
    one = verdict("LUAD", {"sex": "female"})
    assert one.as_read == "unknown"
    assert verdict({"id": "x", "sex": "male", "diagnoses": [{"cancer": "LUAD"}]}, {"sex": "female"}).as_read == "not_met"


@pytest.mark.parametrize("written", ["BRAF V600E", "BRAF p.Val600Glu", "BRAF Val600Glu", "BRAF p.V600E"])
@pytest.mark.parametrize("asked", ["V600E", "Val600Glu", "p.Val600Glu"])
def test_one_change_in_two_spellings_is_one_change(written: str, asked: str):
    assert verdict(f"MEL; {written}", {"alteration": {"gene": "BRAF", "any_of": [asked]}}).as_read == "met"


def test_breast_criteria_on_a_lung_patient_are_asked_of_the_lung_cancer():
    her2 = {"marker": {"what": "HER2", "is": "positive"}}
    two = {
        "id": "x",
        "diagnoses": [{"id": "lung", "cancer": "LUAD"}, {"id": "breast", "cancer": "BRCA"}],
        "tests": [{"kind": "ihc", "for": "breast", "findings": ["HER2 IHC 3+", "ER positive"]}],
    }
    lung = {**two, "diagnoses": two["diagnoses"][:1], "tests": []}
    assert verdict(lung, {"cancer": "BRCA"}, her2).as_read == "not_met"
    assert verdict(lung, NSCLC, her2).as_read == "unknown", "nobody looked at HER2 in this lung cancer"
    assert verdict(two, NSCLC, her2).as_read != "met", "the breast cancer's HER2 is not the lung cancer's"
    both = verdict(two, {"cancer": "BRCA"}, her2)
    assert (both.as_read, both.diagnosis) == ("met", "breast")


def test_one_broken_trial_among_many_costs_only_its_own_clause():
    many = [trial(NSCLC, id=f"NCT{n:08d}") for n in range(300)]
    broken = trial(
        NSCLC, {"nonsense": 1}, {"alteration": {"gene": "EGFR", "any_of": ["gibberish of the third kind"]}},
        {"prior_therapy": {"ended_within": "four weeks"}}, {"is": "no_such_definition"}, {"cancer": "NOSUCHCODE"}, {"all": []},
        clause(NSCLC, group="a group that is not there"), id="NCT99999999",
    )  # fmt: skip
    found = matched("LUAD", *many, broken)
    assert len(found.trials) == 301
    assert {one.as_read for one in found.trials} == {"met"}
    (bad,) = [one for one in found.trials if one.id == "NCT99999999"]
    assert (bad.verdict, len(bad.unread)) == ("unknown", 7)


def test_of_two_trials_with_one_id_the_later_counts():
    found = matched("LUAD", trial({"cancer": "MEL"}), trial(NSCLC))
    assert [one.as_read for one in found.trials] == ["met"]


def test_a_trial_is_found_by_its_protocol_number():
    from trial_books import book_of

    book = book_of(trial(NSCLC, other_ids=("18-180", "2018-000123-42")), trial(NSCLC, id="NCT00000002", other_ids=("18-180",)))
    assert book.find("nct00000001").id == "NCT00000001"
    assert book.find("2018-000123-42").id == "NCT00000001"
    assert book.find("18-180") is None, "two trials go by it"


# --- groups -------------------------------------------------------------------------------------------------------------


def groups(*kinds: tuple[str, str | None, str]) -> tuple[Group, ...]:
    return tuple(Group(key=key, name=f"Cohort {key}", kind=kind, status=status) for key, status, kind in kinds)


def test_who_fits_one_open_group_fits_the_trial():
    arms = groups(("a", "open", "cohort"), ("b", "open", "cohort"))
    ros1 = clause({"alteration": {"gene": "ROS1"}}, group="b")
    one = verdict("LUAD; EGFR L858R", NSCLC, clause(EGFR, group="a"), ros1, groups=arms)
    assert (one.as_read, one.group) == ("met", "a")
    assert {g.key: g.verdict for g in one.groups} == {"a": "met", "b": "unknown"}


def test_a_closed_group_does_not_count():
    arms = groups(("a", "closed", "cohort"), ("b", "open", "cohort"))
    kras = {"alteration": {"gene": "KRAS", "any_of": ["G12C"]}}
    one = verdict("LUAD; EGFR L858R; KRAS G12D", clause(EGFR, group="a"), clause(kras, group="b"), groups=arms)
    assert one.as_read == "not_met"
    assert verdict("LUAD", NSCLC, clause(EGFR, group="a"), groups=arms[:1]).as_read == "not_met"


def test_the_arms_of_a_registry_are_no_way_round_the_cohorts_of_its_text():
    arms = (Group(key="arm1", name="Drug A", kind="arm"), *groups(("c1", None, "cohort"), ("c2", None, "cohort")))
    never = {"cancer": "MEL"}
    assert verdict("LUAD", clause(never, group="c1"), clause(never, group="c2"), groups=arms).as_read == "not_met"
    assert verdict("LUAD", clause(never, group="c1"), groups=arms).as_read == "met", "cohort c2 asks nothing more"


def test_a_dose_level_has_the_clauses_of_its_arm():
    nested = (Group(key="arm", name="Arm"), Group(key="dl", name="Level 1", kind="dose_level", parent="arm"))
    assert verdict("LUAD", clause({"cancer": "MEL"}, group="arm"), groups=nested).as_read == "not_met"


# --- the conditions of the registry --------------------------------------------------------------------------------------


def test_the_conditions_of_the_registry_bind_where_all_of_them_are_known():
    assert verdict("COAD", ADULT, cancers=("NSCLC",), conditions=("NSCLC",)).as_read == "not_met"
    one = verdict("COAD", ADULT, cancers=("NSCLC",), conditions=("NSCLC", "Something"), conditions_open=True)
    assert one.as_read == "unknown"
    assert any("Something" in m.says for m in one.missing)


# --- time ---------------------------------------------------------------------------------------------------------------

WASHED = {
    "id": "x",
    "diagnoses": [{"cancer": "LUAD"}],
    "therapies": [{"drugs": ["carboplatin"], "start": "2026-08-01", "end": "2026-11-10"}],
    "complete": ["therapies"],
}
WASHOUT = {"not": {"prior_therapy": {"class": ["chemotherapy"], "ended_within": "28d"}}}


def test_a_washout_says_the_day_on_which_it_ends():
    one = verdict(WASHED, NSCLC, WASHOUT)
    assert (one.as_read, one.changes_on) == ("not_met", "2026-12-09")
    assert one.changes == "from 9 December 2026, when the 28-day washout ends"
    assert verdict(WASHED, NSCLC, WASHOUT, as_of="2026-12-08").as_read == "not_met"
    assert verdict(WASHED, NSCLC, WASHOUT, as_of="2026-12-09").as_read == "met"


def test_what_time_does_not_change_is_not_said_to_change():
    one = verdict(WASHED, NSCLC, WASHOUT, {"cancer": "MEL"})
    assert (one.changes, one.changes_on) == (None, None)


def test_a_repeat_could_change_a_laboratory_value():
    low = {**WASHED, "results": [{"what": "platelets", "value": 60, "unit": "10^9/L", "on": "2026-11-20"}]}
    one = verdict(low, NSCLC, {"measure": {"what": "platelets", "min": 100, "unit": "10^9/L"}})
    assert one.as_read == "not_met"
    assert one.changes == "a repeated measurement could change it"
    assert one.changes_on is None


def test_who_is_too_young_today_is_old_enough_on_a_birthday():
    young = {"id": "x", "birth_date": "2009-02-03", "diagnoses": [{"cancer": "LUAD"}]}
    assert verdict(young, ADULT).changes_on == "2027-02-03"


def test_what_only_time_keeps_out_is_told_and_what_fails_for_good_is_counted():
    found = matched(WASHED, trial(NSCLC, WASHOUT), trial({"cancer": "MEL"}, id="NCT00000002"), everything=False)
    assert [one.id for one in found.trials] == ["NCT00000001"]
    assert (found.judged, found.not_met) == (2, 1)


def test_a_trial_that_takes_nobody_is_counted_not_told():
    shut = trial(NSCLC, id="NCT00000002", status="completed")
    found = matched("LUAD", trial(NSCLC), shut)
    assert ([one.id for one in found.trials], found.closed) == (["NCT00000001"], 1)
    assert len(matched("LUAD", trial(NSCLC), shut, closed=True).trials) == 2


# --- what would decide it ------------------------------------------------------------------------------------------------


def test_the_smallest_set_that_would_decide_is_marked():
    ros1 = {"alteration": {"gene": "ROS1", "any_of": ["fusion"]}}
    either = {"any": [ros1, {"all": [{"sex": "female"}, {"menopause": "post"}]}]}
    one = verdict("LUAD", NSCLC, either)
    assert {m.criterion: m.decides for m in one.missing} == {"alteration": True, "sex": False, "menopause": False}


def test_one_fact_that_settles_two_clauses_is_counted_once():
    one = verdict("LUAD", ADULT, {"any": [{"sex": "female"}, {"age": {"max": 75}}]})
    assert {m.criterion: m.decides for m in one.missing} == {"age": True, "sex": False}


# --- ranking ------------------------------------------------------------------------------------------------------------


def test_biomarker_trials_come_first_then_verdict_phase_and_name():
    rows = [
        trial(NSCLC, id="A-all-comers", phases=("3",)),
        trial(NSCLC, ADULT, id="B-all-comers-open", phases=("3",)),
        trial(NSCLC, {"alteration": {"gene": "ROS1", "any_of": ["fusion"]}}, id="C-untested", phases=("3",)),
        trial(NSCLC, EGFR, ADULT, id="D-biomarker-open-age", phases=("2",)),
        trial(NSCLC, EGFR, id="E-biomarker-phase-1", phases=("1",)),
        trial(NSCLC, EGFR, id="F-biomarker-phase-3", phases=("2", "3")),
        trial({"cancer": "MEL"}, id="G-not"),
    ]
    found = matched("LUAD; EGFR L858R", *rows)
    assert [one.id[0] for one in found.trials] == list("FEDCABG")
    assert [one.rank for one in found.trials] == list(range(1, 8))


def test_the_order_of_the_store_changes_nothing():
    rows = [trial(NSCLC, id=f"NCT0000000{n}", phases=(str(1 + n % 3),)) for n in range(9)]
    there = [one.id for one in matched("LUAD", *rows).trials]
    back = [one.id for one in matched("LUAD", *reversed(rows)).trials]
    assert there == back


# --- what a trial is for ---------------------------------------------------------------------------------------------------


def test_that_something_is_absent_is_no_biomarker_that_a_trial_is_for():
    negative = {"marker": {"what": "HER2", "is": "negative"}}
    assert verdict("BRCA", negative).biomarker is None
    assert verdict("BRCA; HER2 IHC 0", negative).biomarker is None
    assert verdict("BRCA", {"marker": {"what": "HER2", "is": "positive"}}).biomarker == "unknown"
    assert verdict("BRCA; HER2 IHC 3+", {"marker": {"what": "HER2", "is": "positive"}}).biomarker == "met"


def test_a_biomarker_of_another_group_is_none_of_the_group_that_fits():
    arms = groups(("a", None, "cohort"), ("b", None, "cohort"))
    one = verdict("LUAD", clause(EGFR, group="a"), clause({"cancer": "NSCLC"}, group="b"), groups=arms)
    assert (one.group, one.genes, one.biomarker) == ("b", ("EGFR",), None)


def test_of_alternatives_the_one_that_is_there_counts():
    either = {"any": [EGFR, {"alteration": {"gene": "ROS1", "any_of": ["fusion"]}}]}
    assert verdict("LUAD; EGFR L858R", NSCLC, either).biomarker == "met"
    assert verdict("LUAD", NSCLC, either).biomarker == "unknown"


def test_a_condition_that_fails_where_nothing_is_known_was_misread_and_is_left_to_the_site():
    from trial_books import book_of

    misread = trial(NSCLC, {"known": EGFR}, {"all": [EGFR, {"not": {"presume": EGFR}}]})
    book = book_of(misread)
    assert len(book.entries[0].problems) == 2
    (one,) = matched("LUAD; EGFR wild type", misread).trials
    assert (one.as_read, len(one.unread)) == ("met", 2)


def test_a_trial_without_criteria_is_a_question_not_a_trial_for_everyone():
    from oncoplan.model.trial import Clause

    adult = Clause(side="inclusion", text="Minimum age: 18 years", when=ADULT, read_from="structured")
    case = {"id": "x", "birth_date": "1960", "diagnoses": [{"cancer": "LUAD"}]}
    for clauses in ((), (adult,)):
        one = verdict(case, *clauses, cancers=("NSCLC",), conditions=("NSCLC",))
        assert (one.verdict, one.as_read) == ("unknown", "unknown")
        assert "The store has none of them" in one.missing[0].says
    assert verdict("COAD", cancers=("NSCLC",), conditions=("NSCLC",)).as_read == "not_met"


def test_criteria_that_somebody_picked_are_not_the_whole_text():
    one = verdict("LUAD; EGFR L858R", NSCLC, EGFR, eligibility=None)
    assert (one.verdict, one.as_read) == ("unknown", "met")
    assert one.unread == ("The trial's own eligibility text, which is not in the store",)


def test_a_trial_that_may_not_take_the_cancer_comes_after_those_that_do():
    rows = [
        trial({"age": {"min": 18}}, cancers=("MEL",), conditions=("Melanoma", "?"), conditions_open=True, id="A", phases=("3",)),
        trial(NSCLC, {"age": {"min": 18}}, id="B", phases=("1",)),
    ]
    assert [one.id for one in matched("LUAD", *rows).trials] == ["B", "A"]


def test_what_a_trial_rests_on_is_what_was_found_not_what_is_absent():
    wild = {"not": {"alteration": {"gene": "KRAS"}}}
    case = "LUAD; EGFR L858R; KRAS wild type"
    assert verdict(case, NSCLC, EGFR, wild).rests_on == ("EGFR L858R",)
    assert verdict(case, NSCLC, wild).rests_on == ("Lung Adenocarcinoma",)
