"""Families that were made up at random, possible and impossible: a clear answer or a clear error, never a referral in silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncoplan.criteria.kinship import place_of
from oncoplan.intake.kin import check, record_of
from oncoplan.intake.problem import Unusable
from oncoplan.model.pedigree import Member, MemberCancer, Pedigree
from oncoplan.model.record import Relative
from oncoplan.pipeline import plan

NOT_OF_THE_BLOOD = ("stepmother", "stepbrother", "husband", "mother-in-law", "adoptive father", "aunt by marriage")
WORDS = ("mother", "father", "sister", "brother", "half-sister", "daughter", "son", "maternal aunt", "paternal aunt", "cousin",
         "maternal grandmother", "paternal grandfather", "great-aunt", "niece", "relative (2 generations up, 3 down)",
         "godmother", "", "mother's sister", *NOT_OF_THE_BLOOD)  # fmt: skip
CANCERS = ("breast", "ovary", "colorectal cancer", "endometrial cancer", "melanoma", "pancreatic cancer", "ILC", "DSTAD", "OS",
           "xyz", "")  # fmt: skip
GENES = ("BRCA1 c.68_69del pathogenic", "BRCA2 c.7976G>A uncertain significance", "MLH1 wild type", "rubbish")

ages = st.one_of(st.none(), st.integers(-5, 140))
cancer = st.builds(lambda c, a: {"cancer": c, **({} if a is None else {"age": a})}, st.sampled_from(CANCERS), ages)


@st.composite
def relative(draw: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"relation": draw(st.sampled_from(WORDS))}
    for key, values in (
        ("sex", st.sampled_from(["female", "male", "unknown"])), ("age", st.integers(-3, 130)), ("died_at", st.integers(0, 110)),
        ("alive", st.booleans()), ("adopted", st.booleans()),
        ("birth_date", st.sampled_from(["1880", "1950-02", "1999-09-09", "2040"])),
        ("cancers", st.lists(cancer, max_size=3)), ("conditions", st.just(["familial adenomatous polyposis"])),
        ("tests", st.lists(st.builds(lambda f: {"kind": "germline_dna", "findings": [f]}, st.sampled_from(GENES)), max_size=1)),
    ):  # fmt: skip
        if draw(st.booleans()):
            made[key] = draw(values)
    return made


def person(family: list[dict[str, Any]], *, complete: bool = True, **more: Any) -> dict[str, Any]:
    made = {"sex": "female", "birth_date": "1980-01-01", "diagnoses": [], "family": family, **more}
    return {**made, "complete": ["family"]} if complete else made


def referred(made: Any) -> dict[str, str]:
    return {r.rule: r.verdict for r in made.recommendations if r.rule.startswith("heredity.refer.")}


@given(family=st.lists(relative(), max_size=12), complete=st.booleans())
def test_any_family_list_gives_a_plan(plan_of, family, complete):
    made = plan_of(person(family, complete=complete))
    for found in made.recommendations:
        if found.rule.startswith("heredity.refer.") and found.verdict == "met":
            assert found.because, found.rule
            pointers = {p for b in found.because for p in b.facts if p.startswith("family/")}
            for pointer in pointers:
                assert family[int(pointer[7:])]["relation"] not in NOT_OF_THE_BLOOD, found.rule


@given(family=st.lists(relative(), max_size=6), other=relative(), word=st.sampled_from(NOT_OF_THE_BLOOD))
def test_one_without_a_tie_of_blood_changes_no_referral(plan_of, family, other, word):
    assert referred(plan_of(person([*family, {**other, "relation": word}]))) == referred(plan_of(person(family)))


@given(family=st.lists(relative(), max_size=6), found=cancer)
def test_one_who_cannot_be_refers_nobody_for_certain(plan_of, family, found):
    impossible = {"relation": "mother", "sex": "male", "cancers": [found]}
    before, after = referred(plan_of(person(family))), referred(plan_of(person([*family, impossible])))
    assert {r for r, v in after.items() if v == "met"} <= {r for r, v in before.items() if v == "met"}


@given(family=st.lists(relative(), max_size=6), other=relative())
def test_another_relative_never_takes_a_referral_away(plan_of, family, other):
    before, after = referred(plan_of(person(family))), referred(plan_of(person([*family, other])))
    taken = {r for r, v in before.items() if v == "met" and after.get(r) != "met"}
    stronger = {"heredity.refer.prostate.father_or_brother", "heredity.refer.lynch.family_young"}  # yield to a stronger criterion
    assert {r for r in taken if ".tools." not in r} <= stronger


@settings(max_examples=25)
@given(st.permutations([{"relation": "mother", "cancers": [{"cancer": "breast", "age": 44}]}, {"relation": "maternal aunt",
       "cancers": [{"cancer": "ovary"}]}, {"relation": "brother", "cancers": []}, {"relation": "godmother"}]))  # fmt: skip
def test_the_order_of_relatives_does_not_matter(plan_of, family):
    assert referred(plan_of(person(list(family)))) == referred(plan_of(person(sorted(family, key=str))))


def test_five_hundred_relatives(plan_of):
    family = [{"relation": WORDS[i % 14], "cancers": [{"cancer": CANCERS[i % 8], "age": 20 + i % 70}]} for i in range(500)]
    made = plan_of(person(family))
    assert "heredity.refer.lynch.amsterdam_ii" in referred(made)
    assert all(len(limit.says) < 700 for limit in made.limits)


# pedigrees with their links


@st.composite
def pedigree(draw: Any) -> Pedigree:
    """Parents are drawn at random, so that loops, parents of the wrong sex and children before their parents occur."""
    size = draw(st.integers(1, 14))
    ids = [f"m{i}" for i in range(size)]
    members = []
    for i, key in enumerate(ids):
        others = st.one_of(st.none(), st.sampled_from(ids))
        members.append(
            Member(
                id=key, sex=draw(st.sampled_from(["female", "male", None])), father=draw(others), mother=draw(others),
                adopted=draw(st.booleans()) and i > 0, dead=draw(st.booleans()),
                age=draw(st.one_of(st.none(), st.integers(0, 110))),
                birth_year=draw(st.one_of(st.none(), st.integers(1850, 2030))),
                cancers=tuple(MemberCancer(k, draw(st.one_of(st.none(), st.integers(1, 100)))) for k in draw(st.lists(
                    st.sampled_from(["BC1", "OC", "PRO", "PAN"]), max_size=2, unique=True))),
            )
        )  # fmt: skip
    return Pedigree(family="F", proband="m0", members=tuple(members))


def usable(made: Pedigree) -> Any:
    try:
        check(made, "file")
    except Unusable:
        return None
    return record_of(made)[0]


@given(made=pedigree())
def test_any_pedigree_is_a_plan_or_an_error(made):
    record = usable(made)
    if record is not None:
        assert plan(record, as_of="2026-11-22").recommendations is not None


@pytest.mark.parametrize("when", [{}, {"date": "1960-05-01"}])
@pytest.mark.parametrize("born", ["2027-01-01", "1980-01-01"])
def test_a_cancer_found_before_birth_is_a_plan(plan_of, when, born):
    record = {
        "sex": "female",
        "birth_date": born,
        "diagnoses": [{"cancer": "BRCA", **when}],
        "family": [],
        "complete": ["family"],
    }
    assert plan_of(record).recommendations is not None


def lineage(generations: int) -> Pedigree:
    """One line of mothers, each with a sister, so many generations deep; the proband is the youngest."""
    members = []
    for g in range(generations):
        mother = f"g{g + 1}" if g + 1 < generations else None
        found = (MemberCancer("OC", 50),)
        members.append(Member(id=f"g{g}", sex="female", mother=mother, birth_year=2000 - 25 * g, cancers=found if g else ()))
        members.append(Member(id=f"s{g}", sex="female", mother=mother, birth_year=1999 - 25 * g))
    return Pedigree(family="L", proband="g0", members=tuple(members))


def test_twelve_generations(vocabulary):
    record = usable(lineage(12))
    assert record is not None
    far = {one.id: place_of(one, vocabulary) for one in record.family}
    assert {key: far[key].degree for key in ("g1", "g2", "g5", "g11")} == {"g1": 1, "g2": 2, "g5": 5, "g11": 11}
    made = plan(record, as_of="2026-11-22")
    (found,) = [r for r in made.recommendations if r.rule == "heredity.refer.breast_ovary.ovary"]
    counted = {record.family[int(p[7:])].id for b in found.because for p in b.facts}
    assert counted == {"g1", "g2"}


@given(made=pedigree())
def test_the_words_of_a_relation_say_its_degree(vocabulary, made):
    """Every word that the reader writes is one that criteria understand."""
    record = usable(made)
    for one in record.family if record is not None else ():
        assert place_of(one, vocabulary) is not None, one.relation


@pytest.mark.parametrize("relation", [*NOT_OF_THE_BLOOD, "Step-Mother", "wife", "foster mother"])
def test_words_without_a_tie_of_blood(vocabulary, relation):
    found = place_of(Relative(relation=relation), vocabulary)
    assert found is not None
    assert found.degree == 0
