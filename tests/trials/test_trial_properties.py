"""What must always hold of trials: knowing more settles what was open and flips nothing; the two readings agree."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from trial_books import book_of, clause, matched, person, trial

from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN
from oncoplan.model.trial import Clause, Group
from oncoplan.trials.book import TrialBook
from oncoplan.trials.deciding import smallest
from oncoplan.trials.match import best, heard
from oncoplan.trials.told import WORDS

CONDITIONS: tuple[dict[str, Any], ...] = (
    {"cancer": "NSCLC"}, {"cancer": "MEL"}, {"sex": "female"}, {"age": {"min": 18}}, {"age": {"max": 75}},
    {"performance_status": {"max": 1}}, {"pregnancy": True}, {"menopause": "post"}, {"disease": {"extent": ["metastatic"]}},
    {"alteration": {"gene": "EGFR", "any_of": ["L858R", "exon 19 deletion"]}},
    {"alteration": {"gene": "KRAS", "any_of": ["G12C"]}},
    {"alteration": {"gene": "ROS1", "any_of": ["fusion"]}}, {"marker": {"what": "HER2", "is": "positive"}},
    {"marker": {"what": "PD-L1", "score": "TPS", "min": 50}}, {"signature": {"what": "MSI", "is": "high"}},
    {"measure": {"what": "platelets", "min": 100, "unit": "10^9/L"}}, {"medication": {"drug": ["warfarin"]}},
    {"next_line": 1}, {"prior_therapy": {"drug": "osimertinib"}},
)  # fmt: skip
FACTS: dict[str, tuple[Any, ...]] = {
    "sex": ("female", "male"), "birth_date": ("1950", "2010-02-01", "1960-05"), "menopause": ("pre", "post"),
    "performance_status": ({"ecog": 0}, {"ecog": 3}), "pregnancy": (True, False),
    "therapies": ([], [{"drugs": ["osimertinib"], "line": 1, "setting": "metastatic"}]),
    "medications": ([], [{"drug": "warfarin"}]),
    "results": tuple([{"what": "platelets", "value": v, "unit": "10^9/L", "on": "2026-11-20"}] for v in (50, 150)),
    "complete": (["therapies", "medications"],),
}  # fmt: skip
TESTS = (
    {"kind": "tumour_dna", "findings": ["EGFR L858R"]}, {"kind": "tumour_dna", "findings": ["EGFR wild type"]},
    {"kind": "tumour_dna", "findings": ["KRAS G12D"]}, {"kind": "tumour_rna", "findings": ["CD74::ROS1"]},
    {"kind": "ihc", "findings": ["HER2 IHC 3+"]}, {"kind": "ihc", "findings": ["PD-L1 TPS 10%"]},
    {"kind": "pcr", "findings": ["MSI-H"]},
)  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """A condition of `all`, `any` and `not`, without `known` and `presume`, which settle an unknown on purpose."""
    kind = draw(st.sampled_from(["one", "one", "not", "all", "any"])) if depth else "one"
    if kind == "one":
        return draw(st.sampled_from(CONDITIONS))
    if kind == "not":
        return {"not": draw(conditions(depth=depth - 1))}
    return {kind: draw(st.lists(conditions(depth=depth - 1), min_size=1, max_size=3))}


@st.composite
def books(draw: st.DrawFn) -> TrialBook:
    made = []
    for number in range(draw(st.integers(1, 4))):
        keys = draw(st.sampled_from(["", "", "a", "ab"]))
        groups = tuple(Group(key=k, name=k, kind="cohort", status=draw(st.sampled_from([None, "open", "closed"]))) for k in keys)
        rows: list[Clause] = [
            clause(draw(conditions()), group=draw(st.sampled_from([None, *keys])), left=draw(st.sampled_from([(), ("x",)])))
            for _ in range(draw(st.integers(0, 4)))
        ]
        if draw(st.booleans()):
            rows.append(clause(None, "not understood"))
        made.append(trial(*rows, id=f"NCT{number:08d}", groups=groups))
    return book_of(*made)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    keys = draw(st.sets(st.sampled_from(sorted(FACTS))))
    tests = draw(st.lists(st.sampled_from(TESTS), max_size=2, unique_by=str))
    return {
        "id": "p", "diagnoses": [{"cancer": draw(st.sampled_from(["LUAD", "MEL", "LUNG"]))}],
        **{key: draw(st.sampled_from(FACTS[key])) for key in sorted(keys)}, **({"tests": tests} if tests else {}),
    }  # fmt: skip


def answers(record: dict[str, Any], book: TrialBook) -> list[tuple[int, int]]:
    hearings = heard(person(record), book)
    return [(found.full, found.read) for entry in book.entries for _, found in [best(hearings, entry)]]


def about(test: dict[str, Any]) -> str:
    """The gene or marker of a test."""
    return str(test["findings"][0]).split()[0]


def contradicts_itself(record: dict[str, Any]) -> bool:
    """A man after the menopause, or a pregnancy that another fact rules out: what is added there corrects, it does not add."""
    male, post = record.get("sex") == "male", record.get("menopause") == "post"
    return (male and "menopause" in record) or ((male or post) and record.get("pregnancy") is True)


@given(books(), records(), st.data())
@settings(max_examples=150)
def test_one_more_fact_flips_nothing(book: TrialBook, record: dict[str, Any], data: st.DataObject):
    """A fact where there was none (not one that contradicts another) never turns eligible into not eligible, or back."""
    absent = sorted(set(FACTS) - set(record) - {"complete"})
    new = [t for t in TESTS if about(t) not in {about(one) for one in record.get("tests", [])}]
    more: dict[str, Any]
    if absent and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(absent))
        if key in ("therapies", "medications") and "complete" in record:
            return  # the record says that this list is complete: a further entry is another story, not one more fact
        more = {**record, key: data.draw(st.sampled_from(FACTS[key]))}
    else:
        more = {**record, "tests": [*record.get("tests", []), data.draw(st.sampled_from(new))]}
    if contradicts_itself(more):
        return
    for before, after in zip(answers(record, book), answers(more, book), strict=True):
        for was, now in zip(before, after, strict=True):
            assert was in (UNKNOWN, now), f"{WORDS[was]} became {WORDS[now]}"


@given(books(), records())
def test_the_answer_and_its_explanation_agree(book: TrialBook, record: dict[str, Any]):
    for hearing in heard(person(record), book):
        for number in range(len(book.exprs)):
            assert WORDS[hearing.answer(number)] == hearing.node(number).answer


@given(books(), records())
def test_eligible_to_the_last_sentence_means_met_in_every_reading(book: TrialBook, record: dict[str, Any]):
    for full, read in answers(record, book):
        assert full <= read
        assert (full == NOT_MET) == (read == NOT_MET)
        assert read == MET or full != MET


@given(books(), records())
def test_every_trial_is_told_or_counted_and_ranks_are_in_order(book: TrialBook, record: dict[str, Any]):
    from oncoplan.trials.match import match

    found = match(person(record), book)
    assert len(found.trials) + found.not_met + found.closed + found.far == found.judged == len(book)
    assert [one.rank for one in found.trials] == list(range(1, len(found.trials) + 1))
    every = match(person(record), book, everything=True, closed=True)
    assert {one.id for one in every.trials} == {entry.id for entry in book.entries}
    possible = {one.id for one in every.trials if one.as_read != "not_met"}
    assert possible <= {one.id for one in found.trials}, "nothing that is possible is hidden"


@given(books(), records())
def test_what_would_decide_it_is_among_what_is_missing_and_enough(book: TrialBook, record: dict[str, Any]):
    for hearing in heard(person(record), book):
        for number in range(len(book.exprs)):
            node = hearing.node(number)
            keys = smallest([node])
            assert bool(keys) == (node.answer == "unknown")


def test_the_same_trials_in_another_order_are_the_same_list():
    rows = [trial(clause(c), id=f"NCT{n:08d}") for n, c in enumerate(CONDITIONS)]
    one, other = matched("LUAD; EGFR L858R", *rows), matched("LUAD; EGFR L858R", *reversed(rows))
    assert one == other
