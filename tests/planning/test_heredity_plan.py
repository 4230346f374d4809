"""What a plan says of inherited risk: the criterion that fired, whom of the family to test, what of the family is not known."""

from __future__ import annotations

from oncoplan.report.letter import letter
from oncoplan.report.text import text

BRCA1 = [{"kind": "germline_dna", "findings": ["BRCA1 c.68_69del pathogenic"]}]
FAMILY = [
    {"relation": "mother", "alive": False, "cancers": [{"cancer": "breast", "age": 44}]},
    {"relation": "maternal aunt", "cancers": [{"cancer": "ovary"}]},
    {"relation": "sister", "cancers": []},
    {"relation": "daughter", "age": 9, "cancers": []},
    {"relation": "stepbrother", "cancers": []},
    {"relation": "paternal uncle", "cancers": []},
]


def carrier(**more):
    return {"sex": "female", "age": 40, "diagnoses": [], "tests": BRCA1, "family": FAMILY, **more}


def relatives(plan):
    (found,) = [r for r in plan.recommendations if r.rule == "heredity.cascade.breast_ovary"]
    return {one.relation: one.state for one in found.relatives}


def test_cascade_testing_names_the_relatives(plan_of):
    assert relatives(plan_of(carrier())) == {
        "sister": "offer", "maternal aunt": "next", "paternal uncle": "next", "daughter": "from_adult_age", "mother": "died",
    }  # fmt: skip


def test_the_side_that_carries_it_leaves_out_the_other(plan_of):
    tested = [{**FAMILY[1], "tests": [{"kind": "germline_dna", "findings": ["BRCA1 c.68_69del pathogenic"]}]}]
    found = relatives(plan_of(carrier(family=[FAMILY[0], *tested, *FAMILY[2:]])))
    assert "paternal uncle" not in found
    assert found["maternal aunt"] == "tested"


def test_a_variant_known_of_a_relative_alone_offers_the_test_for_it(plan_of):
    mother = {"relation": "mother", "tests": [{"kind": "germline_dna", "findings": ["MSH2 c.942+3A>T pathogenic"]}]}
    plan = plan_of({"sex": "male", "age": 30, "diagnoses": [], "family": [mother]})
    assert "heredity.refer.family_variant.lynch" in {r.rule for r in plan.recommendations if r.verdict == "met"}


def test_someone_who_was_tested_for_it_is_not_offered_it_again(plan_of):
    mother = {"relation": "mother", "tests": [{"kind": "germline_dna", "findings": ["BRCA1 c.68_69del pathogenic"]}]}
    found = plan_of({"sex": "male", "age": 30, "diagnoses": [], "family": [mother], "tests": BRCA1})
    rules = {r.rule for r in found.recommendations}
    assert "heredity.refer.family_variant.breast_ovary" not in rules
    assert "heredity.cascade.breast_ovary" in rules


def test_an_age_not_known_is_shown_as_possible_and_asked_for(plan_of):
    mother = {"relation": "mother", "cancers": [{"cancer": "breast"}]}
    plan = plan_of({"sex": "female", "age": 30, "diagnoses": [], "family": [mother]})
    (found,) = [r for r in plan.recommendations if r.rule == "heredity.refer.breast_ovary.breast_by_50"]
    assert found.verdict == "unknown"
    assert any(q.startswith("How old were they when it was found: mother") for q in plan.questions)


def test_a_small_family_and_what_is_not_known_of_it_are_limits(plan_of):
    plan = plan_of({"sex": "female", "age": 30, "diagnoses": [], "family": [{"relation": "mother"}, {"relation": "godmother"}]})
    says = " ".join(limit.says for limit in plan.limits)
    assert "small or poorly known family" in says
    assert "not recorded (unknown, not none): mother" in says
    assert "not understood: godmother" in says
    assert "not marked complete" in says


def test_a_family_never_asked_about_is_a_limit_and_a_question(plan_of):
    plan = plan_of({"sex": "female", "age": 40})
    assert any("family history is not recorded" in limit.says for limit in plan.limits)
    assert any("relatives" in question for question in plan.questions)


def test_what_cannot_be_is_said(plan_of):
    father = {"relation": "father", "sex": "female", "cancers": [{"cancer": "breast", "age": 40}]}
    plan = plan_of({"sex": "female", "age": 40, "diagnoses": [], "family": [father], "complete": ["family"]})
    assert any(limit.kind == "conflict" and "father: the sex is given as female" in limit.says for limit in plan.limits)
    assert not [r for r in plan.recommendations if r.rule.startswith("heredity.refer.breast_ovary") and r.verdict == "met"]


def test_the_text_leads_with_it_and_the_letter_has_its_part(plan_of):
    plan = plan_of(carrier())
    page = " ".join(text(plan).split())
    assert page.index("INHERITED RISK") < page.index("SCREENING")
    assert "offer the test to: sister" in page
    said = letter(plan)
    assert "## Your family and inherited risk" in said
    assert "Relatives who can be offered the test now: sister." in said
    assert "My tests did not point to a drug" not in said
    assert "What will the treatment cost" not in said


def test_an_uncertain_variant_leads_nobody_to_a_test(plan_of):
    plan = plan_of(carrier(tests=[{"kind": "germline_dna", "findings": ["BRCA1 c.5096G>A uncertain significance"]}]))
    assert not [r for r in plan.recommendations if r.rule.startswith(("heredity.cascade", "heredity.carrier"))]


def test_what_the_tumour_shows_comes_before_the_family(plan_of):
    mother = {"relation": "mother", "cancers": [{"cancer": "endometrial", "age": 47}]}
    uncle = {"relation": "maternal uncle", "cancers": [{"cancer": "colorectal"}]}
    plan = plan_of({"sex": "male", "birth_date": "1978-03-01", "diagnoses": [{"cancer": "COAD", "date": "2026-09-01"}],
                    "tests": [{"kind": "ihc", "findings": ["MSH2 loss", "MSH6 loss"]}], "family": [mother, uncle]})  # fmt: skip
    page = " ".join(text(plan).split())
    listed = page[page.index("INHERITED RISK") :]
    assert listed.index("Loss of MSH2 or MSH6") < listed.index("Amsterdam II fits")
