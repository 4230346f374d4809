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


def test_no_tie_of_blood_is_passed_over(facts):
    for relation in ("stepmother", "adoptive mother", "mother-in-law", "wife"):
        other = {"relation": relation, "cancers": [{"cancer": "breast", "age": 40}]}
        assert relatives(family(facts, other, complete=True), having=BREAST).is_not_met, relation
    adopted = {"relation": "sister", "adopted": True, "cancers": [{"cancer": "breast", "age": 40}]}
    assert relatives(family(facts, adopted, complete=True), having=BREAST).is_not_met


def test_a_mother_who_was_adopted_is_still_the_mother(facts):
    assert relatives(family(facts, {**MOTHER_45, "adopted": True}), having=BREAST).is_met


def test_half_relatives_are_one_degree_farther(facts):
    half = {"relation": "paternal half-sister", "cancers": [{"cancer": "breast", "age": 40}]}
    assert relatives(family(facts, half), having=BREAST, degree=(2,)).is_met
    assert relatives(family(facts, half, complete=True), having=BREAST, degree=(1,)).is_not_met


def test_words_people_use(facts):
    for words, degree in (("mother's sister", 2), ("aunt (paternal)", 2), ("great-great-grandmother", 4), ("great aunt", 3),
                          ("half-brother (father's side)", 2), ("relative (3 generations up, 3 down)", 5)):  # fmt: skip
        one = family(facts, {"relation": words, "cancers": [{"cancer": "breast", "age": 40}]})
        assert relatives(one, having=BREAST, degree=(degree,)).is_met, words


def test_the_persons_own_age_counts_too(facts):
    own = {"age": 60, "diagnoses": [{"cancer": "BRCA", "date": "2020"}], "family": [MOTHER_45], "complete": ["family"]}
    young = Having(cancer=("BREAST",), max_age=49)
    assert relatives(facts(own), having=young, count=2, include_self=True).is_not_met
    assert relatives(facts(own), having=BREAST, count=2, include_self=True).is_met


def test_one_close_to_all_the_others(facts):
    def bowel(*relations):
        members = [{"relation": r, "cancers": [{"cancer": "colorectal cancer", "age": 45}]} for r in relations]
        found = family(facts, *members, complete=True)
        return relatives(found, having=Having(cancer=("BOWEL",)), count=3, linked=True, generations=2)

    assert bowel("mother", "maternal aunt", "maternal grandmother").is_met
    assert bowel("maternal aunt", "maternal great-aunt", "maternal cousin").is_not_met
    assert bowel("maternal aunt", "maternal cousin", "maternal grandmother").is_unknown  # whose child is the cousin?
    assert bowel("maternal grandmother", "paternal grandmother", "mother").is_not_met


def test_a_known_variant_and_an_untested_relative(facts):
    carrier = {"relation": "mother", "tests": [{"kind": "germline_dna", "findings": ["BRCA2 c.5946del pathogenic"]}]}
    unsure = {"relation": "mother", "tests": [{"kind": "germline_dna", "findings": ["BRCA2 c.7976G>A uncertain significance"]}]}
    asked = Having(gene=("BRCA2",))
    assert relatives(family(facts, carrier), having=asked).is_met
    assert relatives(family(facts, unsure, complete=True), having=asked).is_unknown
    assert relatives(family(facts, {"relation": "mother"}, complete=True), having=asked).is_unknown


def test_what_cannot_be_is_never_sure(facts):
    for strange in ({"sex": "male"}, {"died_at": 40}, {"birth_date": "2030"}):
        found = family(facts, {**MOTHER_45, **strange}, complete=True)
        assert relatives(found, having=BREAST).is_unknown, strange


def test_the_sentence_names_the_relatives(facts):
    assert "mother (breast at 45)" in relatives(family(facts, MOTHER_45), having=BREAST).says
