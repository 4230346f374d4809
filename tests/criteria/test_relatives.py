"""Relatives with a cancer."""

from oncoplan.criteria.relatives import Having, relatives

MOTHER_45 = {"relation": "mother", "cancers": [{"cancer": "breast", "age": 45}]}
AUNT_OVARY = {"relation": "maternal aunt", "cancers": [{"cancer": "ovary"}]}
BREAST = Having(cancer=("BREAST",))


def family(facts, *members, complete=False):
    return facts({"family": list(members), "complete": ["family"] if complete else []})


def test_a_mother_counts_as_first_degree(facts):
    assert relatives(family(facts, MOTHER_45), having=BREAST, degree=(1,)).is_met


def test_an_aunt_is_not_first_degree(facts):
    aunt = {"relation": "maternal aunt", "cancers": [{"cancer": "breast", "age": 40}]}
    assert relatives(family(facts, aunt, complete=True), having=BREAST, degree=(1,)).is_not_met


def test_the_age_limit_itself_counts(facts):
    assert relatives(family(facts, MOTHER_45), having=Having(cancer=("BREAST",), max_age=45)).is_met
    assert relatives(family(facts, MOTHER_45, complete=True), having=Having(cancer=("BREAST",), max_age=44)).is_not_met


def test_an_age_not_recorded_leaves_it_unknown(facts):
    young = Having(cancer=("OVARY",), max_age=50)
    assert relatives(family(facts, AUNT_OVARY, complete=True), having=young).is_unknown


def test_no_family_recorded_is_unknown_and_names_the_question(facts):
    verdict = relatives(facts({}), having=BREAST)
    assert verdict.is_unknown
    assert verdict.settled_by == ("family_history",)


def test_a_list_that_is_not_complete_is_never_a_no(facts):
    assert relatives(family(facts, AUNT_OVARY), having=BREAST).is_unknown
    assert relatives(family(facts, AUNT_OVARY, complete=True), having=BREAST).is_not_met


def test_two_on_one_side_are_not_one_on_each(facts):
    paternal = {"relation": "paternal aunt", "cancers": [{"cancer": "breast", "age": 60}]}
    maternal = {"relation": "maternal aunt", "cancers": [{"cancer": "breast", "age": 60}]}
    both = family(facts, paternal, maternal, complete=True)
    assert relatives(both, having=BREAST, count=2).is_met
    assert relatives(both, having=BREAST, count=2, same_side=True).is_not_met


def test_a_relation_that_is_not_understood_is_not_passed_over(facts):
    godmother = {"relation": "godmother", "cancers": [{"cancer": "breast"}]}
    assert relatives(family(facts, godmother, complete=True), having=BREAST).is_unknown
