"""The family tools as published."""

from __future__ import annotations

import pytest

from oncoplan.criteria.family_score import family_score


def scored(facts, tool, points, *family, complete=True, **more):
    record = {"sex": "female", "family": list(family), "complete": ["family"] if complete else [], **more}
    return family_score(facts(record, dx=None), tool=tool, min=points)


def kin(relation, cancer, age=None):
    return {"relation": relation, "cancers": [{"cancer": cancer, **({"age": age} if age is not None else {})}]}


def test_the_worked_example_of_the_manchester_paper(facts):
    """ER-negative, HER2-amplified grade 3 breast cancer at 34 and a near relative's endometrioid ovarian cancer at 63: 15."""
    own = {"id": "dx1", "cancer": "IDC", "grade": "3", "date": "2026-05-05"}
    tests = [{"kind": "ihc", "for": "dx1", "findings": ["ER negative", "PR negative", "HER2 positive"]}]
    verdict = scored(facts, "manchester", 15, kin("mother", "endometrioid ovarian cancer", 63), diagnoses=[own], tests=tests,
                     birth_date="1992-01-01")  # fmt: skip
    assert verdict.is_met
    assert verdict.says.startswith("Manchester score 15,")


@pytest.mark.parametrize(
    ("relation", "cancer", "age", "points"),
    [
        ("mother", "breast", 29, 11), ("mother", "breast", 30, 8), ("mother", "breast", 49, 6), ("mother", "breast", 59, 4),
        ("mother", "breast", 60, 2), ("father", "breast", 59, 13), ("father", "breast", 60, 10), ("mother", "ovary", 59, 13),
        ("mother", "ovary", 60, 10), ("mother", "pancreatic cancer", 50, 1), ("father", "prostate cancer", 59, 2),
        ("father", "prostate cancer", 60, 1), ("mother", "MBOV", 40, 0), ("mother", "HGSOC", 50, 15), ("mother", "COAD", 40, 0),
    ],
)  # fmt: skip
def test_points_of_the_manchester_score(facts, relation, cancer, age, points):
    if points:
        assert scored(facts, "manchester", points, kin(relation, cancer, age)).is_met
    assert scored(facts, "manchester", points + 1, kin(relation, cancer, age)).is_not_met


def test_one_side_of_the_family_is_counted(facts):
    family = kin("mother", "breast", 29), kin("paternal aunt", "breast", 29)
    assert scored(facts, "manchester", 11, *family).is_met
    assert scored(facts, "manchester", 12, *family).is_not_met
    assert scored(facts, "manchester", 22, kin("sister", "breast", 29), kin("paternal aunt", "breast", 29)).is_met


def test_an_age_not_known_is_a_range(facts):
    mother = kin("mother", "breast")
    assert scored(facts, "manchester", 2, mother).is_met
    assert scored(facts, "manchester", 11, mother).is_unknown
    assert scored(facts, "manchester", 12, mother).is_not_met


@pytest.mark.parametrize("tool", ["manchester", "fhs7", "rst"])
def test_without_a_family_list_it_is_unknown_and_without_its_end_never_a_no(facts, tool):
    verdict = family_score(facts({"sex": "female"}, dx=None), tool=tool, min=2)
    assert verdict.is_unknown
    assert verdict.settled_by == ("family_history",)
    late = kin("paternal aunt", "breast", 72)
    assert scored(facts, tool, 9 if tool == "manchester" else 2, late, complete=False).is_unknown
    assert scored(facts, tool, 9 if tool == "manchester" else 2, late, ancestry=["white"]).is_not_met


@pytest.mark.parametrize(
    "family",
    [
        [kin("mother", "breast", 70)],
        [kin("maternal aunt", "bilateral breast cancer", 70)],
        [kin("maternal uncle", "breast", 70)],
        [{"relation": "maternal aunt", "cancers": [{"cancer": "breast", "age": 70}, {"cancer": "ovary", "age": 72}]}],
        [kin("maternal aunt", "breast", 49)],
        [kin("maternal aunt", "breast", 70), kin("paternal aunt", "ovary", 70)],
        [kin("maternal aunt", "breast", 70), kin("paternal aunt", "colon cancer", 70)],
    ],
)
def test_each_question_of_fhs_7_is_enough(facts, family):
    assert scored(facts, "fhs7", 1, *family).is_met


def test_fhs_7_without_any(facts):
    family = kin("maternal aunt", "breast", 50), kin("mother", "melanoma", 40), kin("paternal uncle", "colon cancer", 60)
    assert scored(facts, "fhs7", 1, family[0], family[1]).is_not_met
    assert scored(facts, "fhs7", 1, *family).is_met  # breast and bowel


@pytest.mark.parametrize(
    ("family", "more", "boxes"),
    [
        ([kin("mother", "breast", 50), kin("sister", "ovary", 70)], {}, 2),
        ([kin("mother", "breast", 51)], {}, 0),
        ([kin("sister", "breast", 40), kin("sister", "breast", 41)], {}, 1),  # one box for all sisters
        ([kin("maternal aunt", "breast", 40), kin("paternal aunt", "breast", 40)], {}, 2),
        ([kin("maternal aunt", "breast", 60), kin("maternal grandmother", "breast", 70)], {}, 1),
        ([kin("maternal aunt", "breast", 60), kin("paternal grandmother", "breast", 70)], {}, 0),
        ([kin("maternal cousin", "breast", 40)], {}, 0),
        ([kin("brother", "breast", 70)], {"ancestry": ["ashkenazi_jewish"]}, 2),
        ([{"relation": "mother", "cancers": [{"cancer": "breast", "age": 45}, {"cancer": "ovary", "age": 60}]}], {}, 2),
    ],
)
def test_boxes_of_the_referral_screening_tool(facts, family, more, boxes):
    more = {"ancestry": ["white"], **more}
    if boxes:
        assert scored(facts, "rst", boxes, *family, **more).is_met
    assert scored(facts, "rst", boxes + 1, *family, **more).is_not_met


def test_ones_own_cancer_is_a_box(facts):
    own = [{"cancer": "IDC", "date": "2020-01-01"}]
    assert scored(facts, "rst", 2, kin("mother", "ovary"), diagnoses=own, birth_date="1980-01-01").is_met


def test_a_family_without_cancer_scores_nothing(facts):
    for tool in ("manchester", "fhs7", "rst"):
        assert scored(facts, tool, 1, {"relation": "mother", "cancers": []}, ancestry=["white"]).is_not_met
    assert scored(facts, "rst", 1).is_unknown  # ancestry is a box of its own


def test_a_score_that_others_counted_stands_where_the_family_is_not_known(facts):
    def asked(**record):
        return family_score(facts({"sex": "female", **record}, dx=None), tool="manchester", min=15)

    assert asked(scores={"Manchester score": 17}).is_met
    assert asked(results=[{"what": "Manchester score", "value": 9}]).is_not_met
    assert asked(scores={"Manchester score": 9}, family=[kin("mother", "ovary", 40), kin("sister", "breast", 30)]).is_met  # more
    assert asked(scores={"Manchester score": 17}, family=[], complete=["family"]).is_not_met
