"""The person's own cancers by age at diagnosis."""

from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria.diagnosed_at import diagnosed_at

CRC = {"cancer": "COADREAD", "date": "2010-06-01"}


def asked(facts, record, **wanted):
    return diagnosed_at(facts(record, dx=None), cancer=("COADREAD",), **wanted)


def test_the_age_limit_itself_counts(facts):
    record = {"birth_date": "1960-03-01", "diagnoses": [CRC]}
    assert asked(facts, record, max_age=50).is_met
    assert asked(facts, record, max_age=49).is_not_met


def test_a_date_that_straddles_the_limit_is_unknown(facts):
    record = {"birth_date": "1960-06", "diagnoses": [{"cancer": "COADREAD", "date": "2010"}]}
    assert asked(facts, record, max_age=49).is_unknown


def test_who_is_still_young_was_young_then(facts):
    assert asked(facts, {"age": 45, "diagnoses": [{"cancer": "COADREAD"}]}, max_age=49).is_met


def test_without_a_date_an_older_person_is_unknown(facts):
    assert asked(facts, {"age": 65, "diagnoses": [{"cancer": "COADREAD"}]}, max_age=49).is_unknown


def test_two_primaries_are_counted(facts):
    one = {"age": 60, "diagnoses": [CRC]}
    assert asked(facts, one, count=2).is_not_met
    assert asked(facts, {"age": 60, "diagnoses": [CRC, {"cancer": "COAD", "date": "2018"}]}, count=2).is_met


def test_nothing_recorded_is_unknown_and_none_is_no(facts):
    assert asked(facts, {"age": 60}).is_unknown
    assert asked(facts, {"age": 60, "diagnoses": []}).is_not_met


@given(age=st.integers(20, 100), low=st.integers(0, 100), more=st.integers(0, 40))
def test_a_wider_limit_never_loses_a_met(facts, age, low, more):
    record = {"age": age, "diagnoses": [{"cancer": "COADREAD", "date": "2015-05-05"}]}
    if asked(facts, record, max_age=low).is_met:
        assert asked(facts, record, max_age=low + more).is_met
