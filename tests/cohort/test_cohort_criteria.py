"""Every criterion gives everyone of a cohort the answer that it gives them alone: what is shared is never more than alike."""

from __future__ import annotations

import sys
from datetime import date
from types import SimpleNamespace
from typing import Any

import cohort_people as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncoplan.cohort.compiled import CompiledBook
from oncoplan.cohort.matching import Matcher
from oncoplan.cohort.memo import Memo
from oncoplan.cohort.watched import Watched
from oncoplan.criteria.registry import every_name, find, ready
from oncoplan.knowledge.cases import record_of
from oncoplan.model.facts import Facts
from oncoplan.model.rule import Criterion
from oncoplan.variants.assess import assess
from oncoplan.variants.category import read_category

TODAY = date(2026, 11, 22)

# What the base does not ask, or not in this way: every parameter of every criterion is asked for somewhere.
MORE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("age", {"min": 18, "below": 65}), ("age", {"above": 75}), ("age", {"max": 17}),
    *(("alteration", {"gene": ["EGFR"], **more}) for more in (
        {}, {"count": 2}, {"any_of": ["exon 19 deletion"], "but_not": ["exon 20 insertion"]}, {"any_of": ["L858R"],
            "vaf_min": 0.05},
        {"any_of": ["T790M"], "emergent": True}, {"any_of": ["C797S"], "phase": "trans", "with_": "T790M"},
            {"origin": "germline"},
        {"any_of": ["unspecified mutation"]}, {"any_of": ["exon 20 mutation"], "but_not": ["T790M"]}, {"any_of": ["codon 790"]},
        {"any_of": ["T790M"], "phase": "cis", "with_": "oncogenic"}, {"any_of": ["c.2573T>G"]},
            {"any_of": ["kinase domain missense"]},
    )),
    *(("alteration", {"gene": ["BRCA1", "BRCA2"], **more}) for more in (
        {"any_of": ["pathogenic"], "origin": "germline"}, {"classification": ["pathogenic", "likely_pathogenic"]}, {"count": 2},
        {"any_of": ["biallelic"]}, {"any_of": ["reversion"]}, {"any_of": ["loss of function", "reversion"], "origin": "somatic"},
        {"any_of": ["c.5946del"]}, {"any_of": ["truncating"], "vaf_min": 0.2},
    )),
    ("alteration", {"gene": ["MET"], "any_of": ["amplification"], "copies_min": 6}), ("alteration", {"gene": ["MET"],
        "any_of": ["D1010N"]}),
    ("alteration", {"gene": ["MET"], "any_of": ["c.3028G>A", "c.3028+1G>T"]}),
    ("alteration", {"gene": ["TERT"], "any_of": ["c.-124C>T"]}), ("alteration", {"gene": ["TP53"], "any_of": ["truncating"],
        "count": 2}),
    ("alteration", {"gene": ["ALK", "EML4"], "any_of": ["fusion"], "count": 2}), ("alteration", {"region": "t(11;14)"}),
    ("alteration", {"region": "17p", "any_of": ["deletion"]}), ("alteration", {"gene": ["RET"], "any_of": ["fusion with KIF5B"]}),
    ("score", {"what": "MELD", "min": 6}), ("body_mass_index", {"min": 30}), ("body_mass_index", {"below": 25}),
    *(("family_score", {"tool": tool, "min": points}) for tool, points in (("manchester", 15), ("fhs7", 1), ("rst", 2))),
    *(("predicted_risk", {"model": model, "horizon": over, **more}) for model, over, more in (
        ("bcrat", "5y", {"min": 3}), ("bcrat", "lifetime", {"below": 20}), ("claus", "lifetime", {"min": 20}),
        ("plcom2012", "6y", {"min": 1.5}), ("tyrer_cuzick", "lifetime", {"min": 20}),
    )),
    ("ancestry", {"any_of": ["ashkenazi_jewish"]}), ("ask", {"key": "tobacco", "question": "Do you smoke?", "is_": False}),
    ("cancer", {"any_of": ["LUNG"], "but_not": ["SCLC"]}), ("cancer", {"any_of": ["LUAD", "COAD"]}),
    ("condition", {"any_of": ["interstitial lung disease"], "status": ["resolved"]}),
    ("disease", {"extent": ["advanced"], "at": "diagnosis"}), ("disease", {"extent": ["regional"], "resectable": False}),
    ("disease", {"status": ["relapsed"], "phase": ["chronic"], "response": ["complete"]}), ("disease", {"nodes": "positive"}),
    ("disease", {"grade": ["G3"], "side": "left", "risk": ["high"]}), ("disease", {"sites": ["brain"], "features": ["resected"]}),
    *(("exposure", {"what": w, **more}) for w, more in (
        ("smoking", {"status": ["never"]}), ("smoking", {"pack_years_min": 20, "quit_within": "15y"}), ("alcohol",
            {"per_week_min": 7}),
        ("asbestos", {}), ("chest_radiation", {}), ("hormone_therapy", {}),
    )),
    ("expression", {"gene": "CCNE1", "is_": ["high"]}), ("expression", {"gene": "FOLR1", "min": 2.0}),
    *(("germline", {"gene": ["BRCA1", "BRCA2"], **more}) for more in ({}, {"biallelic": True}, {"except_": ["E23Vfs*17"]},
        {"class_": ["VUS"]},
        {"any_of": ["truncating"]})),
    ("history", {"cancer": ["COAD"]}), ("history", {"status": ["remission"], "within": "5y"}), ("history",
        {"except_this": False}), ("history", {"extent": ["metastatic"], "except_this": False}),
    ("interval", {"from_": {"class_": "platinum_chemotherapy"}, "to": {"progression": True}, "min": "6mo"}),
    ("interval", {"from_": {"diagnosis": True}, "to": {"today": True}, "max": "1y"}),
    ("interval", {"from_": {"drug": "gefitinib"}, "to": {"today": True}, "edge": "start", "min": "3mo"}),
    *(("screened", {"test": ["cervical_cytology", "cervical_hpv"], **more}) for more in (
        {}, {"result": ["normal"], "in_a_row": 2, "within": "10y", "newest_within": "5y"},
        {"result": ["hpv positive"], "newest": True},
        {"before_newest": True, "within": "5y"}, {"newest": True, "advised": True, "among": ["colonoscopy"]},
    )),
    ("procedure", {"kind": ["splenectomy"], "min_age": 10, "max_age": 30}),
    ("last_done", {"test": "mammography", "within": "1y"}), ("last_done", {"test": "colonoscopy"}),
    ("lesion", {"site": ["brain"], "min_mm": 10}), ("lesion",
        {"measurable": True, "treated": False, "symptomatic": False, "count": 2}),
    *(("marker", {"what": "PD-L1", **more}) for more in (
        {"score": "TPS", "min": 50}, {"score": "CPS", "min": 10}, {"is_": ["positive"]}, {"score": "TPS", "below": 1},
            {"max": 49}, {"above": 1},
    )),
    ("marker", {"what": "HER2", "score": "IHC", "is_": ["3+"]}), ("marker", {"what": "HER2", "is_": ["positive"]}),
    *(("measure", {"what": "PSA", "unit": "ng/mL", **more}) for more in (
        {"max": 0.2}, {"stat": "doubling_time", "max": 9}, {"stat": "rise_from_nadir", "min": 2, "points": 3}, {"stat": "nadir",
            "below": 1.5},
        {"stat": "change_from_baseline", "min": 0.5}, {"within": "2mo", "min": 1}, {"is_": 8.0},
        {"min": 1, "since": {"treatment": True}, "after": "1mo", "until": "2y"}, {"min": 1, "confirmed": "3w"},
        {"stat": "baseline", "min": 1, "since": {"diagnosis": True}, "lookback": "1y"}, {"stat": "gain_over_nadir", "min": 2},
        {"stat": "half_life", "max": 30}, {"stat": "time_to_normal", "max": 9},
    )),
    *(("ctdna", {"course": [course]}) for course in ("detected", "not_detected", "cleared", "persistent", "returned")),
    ("ctdna", {"course": ["cleared", "returned"], "since": {"class_": "egfr_tki"}}),
    ("interval", {"from_": {"treatment": True}, "to": {"today": True}, "edge": "start", "min": "1mo"}),
    ("interval", {"from_": {"procedure": ["splenectomy"]}, "to": {"today": True}, "min": "1mo"}),
    ("measure", {"what": "ALT", "x_uln": True, "max": 3}), ("measure", {"what": "creatinine", "unit": "mg/dL", "above": 1.5}),
    ("measure", {"what": "AFP", "unit": "ng/mL", "min": 400}), ("measure", {"what": "LDH", "x_uln": True, "above": 1}),
    ("medication", {"property": ["strong_cyp3a4_inhibitor"]}), ("medication", {"drug": ["warfarin"],
        "class_": ["vitamin_k_antagonist"]}),
        ("menopause",
        {"any_of": ["post"]}),
    ("next_line", {"is_": 1}), ("next_line", {"min": 2, "max": 3}), ("performance_status", {"max": 1}), ("performance_status",
        {"min": 2}),
    ("phenotype", {"gene": "DPYD", "any_of": ["poor metabolizer"]}), ("phenotype", {"gene": "HLA-A", "allele": ["*02:01"]}),
    ("phenotype", {"gene": "DPYD", "activity": [0.5, 1.0]}),
    ("pregnancy", {"is_": True}), ("pregnancy", {"is_": False}),
    *(("prior_therapy", more) for more in (
        {"drug": ["osimertinib"]}, {"class_": ["egfr_tki"], "outcome": ["progression"]}, {"kind": ["radiotherapy"]},
            {"setting": ["adjuvant"]},
        {"order": "last", "class_": ["platinum_chemotherapy"]}, {"lasted": {"min": "6mo"}}, {"ended_within": "6mo"},
            {"ended_before": "12mo"},
        {"ongoing": True}, {"count": {"min": 2}}, {"count": {"min": 0, "max": 1}},
    )),
    ("procedure", {"kind": ["splenectomy"], "within": "1y"}), ("procedure", {"kind": ["splenectomy"], "count": 2}),
    *(("relatives", {"having": {"cancer": ["BREAST"]}, **more}) for more in (
        {}, {"degree": [1]}, {"side": "maternal"}, {"same_side": True, "count": 2}, {"sex": "female"}, {"generations": 2},
            {"include_self": True}, {"linked": True, "count": 2}, {"one_by": 50},
    )),
    ("relatives", {"having": {"gene": ["BRCA1"]}}),
    ("relatives", {"having": {"cancer": ["BREAST"], "several": True, "but_not": ["ILC"]}}),
    ("diagnosed_at", {"cancer": ["BREAST"], "min_age": 40, "max_age": 60, "but_not": ["ILC"]}),
    ("diagnosed_at", {"cancer": ["BOWEL"], "count": 2}),
    ("relatives", {"having": {"cancer": ["BREAST", "OVARY", "BOWEL"], "max_age": 50, "min_age": 20}}),
    ("relatives", {"having": {"condition": ["Lynch syndrome"]}}), ("score", {"what": "MELD", "max": 9}), ("score",
        {"what": "MELD", "min": 10}), ("score",
        {"what": "IPSS", "any_of": ["high"]}),
    ("sex", {"is_": "male"}), *(("signature", {"what": "TMB", **more}) for more in ({"min": 10}, {"max": 9.9},
        {"is_": ["high"]})),
    ("signature", {"what": "MSI", "is_": ["high"]}), ("signature", {"what": "MMR", "is_": ["deficient"]}), ("signature",
        {"what": "HRD", "is_": ["positive"]}),
    ("stage", {"any_of": ["IIA", "III"]}), ("stage", {"min": "IB", "max": "IIIA", "system": "AJCC"}),
    *(("tested_for", more) for more in (
        {"gene": ["EGFR", "KRAS"]}, {"gene": ["ALK"], "kinds": ["fusion"]}, {"test": ["tumour_ngs_panel"], "within": "1y"},
        {"test": ["egfr_mutation"], "since": "progression"}, {"test": ["germline_panel"]}, {"test": ["pd_l1_ihc"],
            "specimen": ["biopsy"]},
        {"gene": ["EGFR"], "method": ["ctdna"], "since": "diagnosis"}, {"test": ["mammography"], "within": "2y"},
    )),
    ("toxicity", {"term": ["pneumonitis"], "grade_min": 2}), ("toxicity", {"term": ["pneumonitis"], "class_": ["pd1_inhibitor"],
        "drug": ["nivolumab"]}),
    *(("wild_type", more) for more in (
        {"gene": ["EGFR"]}, {"gene": ["KRAS", "NRAS"], "exons": [2, 3, 4]}, {"gene": ["BRAF"], "any_of": ["V600E"]},
            {"gene": ["BRCA1", "BRCA2"]},
    )),
)  # fmt: skip


@pytest.fixture(scope="module")
def asked(book) -> list[Criterion]:
    """Every fourth criterion of the base (all of them answer in test_cohort_rules), and first of all `MORE`; each once."""
    rows = [*(ready(Criterion(name, params)) for name, params in MORE), *list(book.criteria)[::4]]
    return list({(one.name, repr(sorted(one.params.items()))): one for one in rows}.values())


@pytest.fixture(scope="module")
def only_criteria(book, asked) -> CompiledBook:
    """Nothing but these criteria, compiled."""
    return compiled_of(book, asked)


def compiled_of(book, criteria: list[Criterion]) -> CompiledBook:
    class Bare(SimpleNamespace):
        def __iter__(self):
            return iter(())

    bare = Bare(criteria=criteria, definitions={}, for_drugs=[], by_gene={}, vocabulary=book.vocabulary)
    return CompiledBook(bare)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def matcher(only_criteria) -> Matcher:
    """One for all tests of this module, so that what it learnt of one cohort is used for the next."""
    return Matcher(only_criteria)


def units(vocabulary, written: list[dict[str, Any]], day: date = TODAY, place: str = "US") -> list[Facts]:
    """The facts of each diagnosis of each person."""
    found = [assess(record_of(one, vocabulary), vocabulary, day, place) for one in written]
    return [facts for assessment in found for facts in assessment.diagnoses]


def in_columns(matcher: Matcher, people: list[Facts]) -> list[list[tuple[Any, ...]]]:
    """(answer, suspected, settled_by, what it rests on) of every criterion for everyone."""
    classes = matcher.answers(people).classes
    known = {number: key for key, number in matcher._classes.items()}
    return [[known[int(number)] for number in row] for row in classes]


def disagreements(matcher: Matcher, people: list[Facts], leaves: range | None = None) -> list[str]:
    found = in_columns(matcher, people)
    wrong = []
    for leaf in leaves or range(len(matcher.compiled.criteria)):
        one = matcher.compiled.criteria[leaf]
        for who, facts in enumerate(people):
            alone = find(one.name).ask(facts, **one.params)
            rests = tuple(dict.fromkeys(matcher._rests_on(pointer, facts) for pointer in alone.facts))
            if (alone.answer, alone.suspected, alone.settled_by, rests) != found[leaf][who]:
                wrong.append(f"{one.name} {one.params} of person {who}: alone {alone}, in columns {found[leaf][who]}")
    return wrong


def test_every_criterion_is_asked(asked):
    assert {one.name for one in asked} == set(every_name())


@pytest.mark.parametrize("name", every_name())
def test_every_parameter_of_a_criterion_is_asked(asked, name):
    from oncoplan.knowledge.authored import hints_of

    given_ = {key for one in asked if one.name == name for key, value in one.params.items() if value is not None}
    assert set(hints_of(find(name))) <= given_


def test_what_is_asked_here_is_in_the_vocabulary(vocabulary):
    """A name that is not known would be asked in vain."""
    for name, params in MORE:
        cancers = params.get("having", {}).get("cancer", ())
        cancers = [*params["any_of"], *params.get("but_not", ())] if name == "cancer" else cancers
        assert all(vocabulary.cancer(code) for code in cancers), (name, params)
        assert all(key in vocabulary.class_members for key in params.get("class_", ()) if name not in ("germline", "medication"))
        tests = [params["test"]] if name == "last_done" else params.get("test", ())
        assert all(vocabulary.test(key) for key in tests), (name, params)
        assert all(vocabulary.find_gene(gene) for gene in params.get("gene", ()) if name in READS_ALTERATIONS), (name, params)


@pytest.mark.parametrize("what", made.DIFFERING)
def test_people_who_differ_in_one_thing(vocabulary, matcher, what):
    """Asked in one cohort, forwards and backwards, and by one who has already learnt of all the others."""
    people = units(vocabulary, made.DIFFERING[what])
    assert not disagreements(matcher, people)
    few = compiled_of(matcher.compiled.book, matcher.compiled.criteria[: len(MORE)])
    assert not disagreements(Matcher(few), people[::-1])


def test_all_of_them_in_one_cohort(vocabulary, book, asked):
    people = units(vocabulary, [one for several in made.DIFFERING.values() for one in several])
    assert len(people) > 500
    once = Matcher(compiled_of(book, asked[: len(MORE)]))
    assert not disagreements(once, people)
    assert once.asked < len(people) * len(MORE) / 3, "hardly anything was shared"


@settings(max_examples=60)
@given(st.lists(made.MADE, min_size=2, max_size=6))
def test_people_made_at_random(vocabulary, book, asked, matcher, written):
    people = units(vocabulary, written)
    assert not disagreements(matcher, people, range(len(MORE)))


@settings(max_examples=25)
@given(st.lists(made.MADE, min_size=1, max_size=3), st.data())
def test_a_person_and_the_same_one_with_one_thing_changed(vocabulary, matcher, written, data):
    """Everyone twice: as they are, and with one part of the record taken from somebody else."""
    other = data.draw(made.MADE)
    part = data.draw(st.sampled_from(sorted(other)))
    changed = [{**one, part: other[part]} for one in written]
    assert not disagreements(matcher, units(vocabulary, [*written, *changed]), range(len(MORE)))


def test_days_and_places_are_told_apart(vocabulary, book, asked):
    """One matcher, the same people on another day and elsewhere: ages, intervals and windows have moved."""
    written = [*made.DIFFERING["person"], *made.DIFFERING["results"], *made.DIFFERING["therapies"], *made.DIFFERING["dates"]]
    once = Matcher(compiled_of(book, asked[: len(MORE)]))
    for day, place in ((TODAY, "US"), (date(2028, 1, 1), "US"), (date(2026, 11, 23), "DE"), (TODAY, "US")):
        assert not disagreements(once, units(vocabulary, written, day, place))


def test_people_of_two_days_are_not_matched_together(vocabulary, compiled):
    people = [*units(vocabulary, [made.person()]), *units(vocabulary, [made.person()], date(2020, 1, 1))]
    with pytest.raises(ValueError, match="one day"):
        Matcher(compiled).match(people)


def test_a_panel_too_small_for_a_tmb(vocabulary, book, asked, monkeypatch):
    """No assay of the catalogue is below the real limit; the one that is moved here takes some results away."""
    assert find("signature")
    monkeypatch.setattr(sys.modules["oncoplan.criteria.signature"], "_least_panel", lambda facts: 1.0)
    small, large = "FoundationOne CDx", "MSK-IMPACT"
    people = units(vocabulary, [
        *made.DIFFERING["assay"],
        made.with_tests({"assay": small, "findings": ["TMB 8"]}, {"assay": large, "findings": ["TMB 14"]}),
        made.with_tests({"assay": small, "findings": ["TMB 14"]}, {"assay": large, "findings": ["TMB 8"]}),
    ])  # fmt: skip
    few = [one for one in asked if one.name == "signature"]
    assert not disagreements(Matcher(compiled_of(book, few)), people)
    assert {find("signature").ask(facts, what="TMB", min=10).answer for facts in people} == {"met", "not_met", "unknown"}


def test_who_agrees_in_all_that_was_read_is_not_asked_again(vocabulary, matcher):
    seen: list[int] = []

    def once(facts):
        seen.append(facts.record.age)
        return len(seen)

    memo: Memo[int] = Memo(once)
    one, two, older = units(vocabulary, [made.person(age=40), made.person(age=40, sex="male"), made.person(age=41)])
    assert [memo.answer(facts, matcher.values) for facts in (one, two, older, one)] == [1, 1, 2, 1]


# Facts are only read through what `Watched` notes. What reads alterations must do so by categories that `Told` knows of.
# `ctdna` reads those of dated blood tests only, and where a test is dated or of blood an alteration is told by everything it has.
READS_ALTERATIONS = {"alteration", "ctdna", "germline", "tested_for", "wild_type"}
ONLY_READS = {
    "record", "diagnosis", "alterations", "markers", "negatives", "diplotypes", "complete", "regions", "tests", "therapies",
        "cancer",
    "cancers", "dx", "as_of", "extent", "extent_at_diagnosis", "jurisdiction",
}  # fmt: skip


def test_what_criteria_read_is_noted_and_told(vocabulary, asked):
    people = units(vocabulary, [one for several in made.DIFFERING.values() for one in several[::3]])
    read: dict[str, set[str]] = {}
    for one in asked[: len(MORE)]:
        for facts in people:
            watched = Watched(facts)
            find(one.name).ask(watched, **one.params)  # type: ignore[arg-type]
            read.setdefault(one.name, set()).update(part for part, _ in watched.reads)
    assert set().union(*read.values()) <= ONLY_READS
    assert {name for name, parts in read.items() if parts & {"alterations", "regions"}} <= READS_ALTERATIONS
    assert {name for name, parts in read.items() if parts & {"alterations"}} == READS_ALTERATIONS


def test_facts_are_never_taken_apart_by_a_criterion():
    """`Watched` stands in for the facts: what copies, compares, caches by or tests the type of them would not see it."""
    from pathlib import Path

    import oncoplan.criteria as package

    for path in sorted(Path(package.__file__).parent.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for way in ("replace(facts", "isinstance(facts", "asdict(facts", "astuple(facts", "hash(facts", "in facts)", "facts =="):
            assert way not in text, f"{path.name}: {way}"


def test_every_category_of_the_criteria_can_be_read(asked):
    from oncoplan.cohort.told import _categories

    for one in asked:
        if one.name in READS_ALTERATIONS:
            for text in _categories(one):
                read_category(text)
