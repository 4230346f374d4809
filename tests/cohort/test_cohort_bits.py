"""Packed bitmaps: what goes in comes out, and nothing stands beyond the last person."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.cohort.bits import everyone, pack, positions, unpack, words_for

PEOPLE = st.sampled_from([0, 1, 2, 63, 64, 65, 127, 128, 200])


@st.composite
def flags(draw):
    people, rows = draw(PEOPLE), draw(st.integers(0, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    return np.random.default_rng(seed).random((rows, people)) < draw(st.sampled_from([0.0, 0.05, 0.5, 1.0]))


@given(flags())
def test_packed_and_unpacked_is_the_same(table):
    words = pack(table)
    assert words.shape == (table.shape[0], words_for(table.shape[1]))
    assert words.dtype == np.uint64
    assert np.array_equal(unpack(words, table.shape[1]), table)


@given(flags())
def test_one_row_packs_as_it_does_among_others(table):
    for row, words in zip(table, pack(table), strict=True):
        assert np.array_equal(pack(row), words)
        assert np.array_equal(unpack(words, len(row)), row)


@given(flags())
def test_positions_are_the_bits_that_are_set_row_by_row(table):
    rows, people = positions(pack(table))
    wanted_rows, wanted_people = np.nonzero(table)
    assert rows.tolist() == wanted_rows.tolist()
    assert people.tolist() == wanted_people.tolist()


@pytest.mark.parametrize("people", [0, 1, 63, 64, 65, 200])
def test_everyone_is_everyone_and_nobody_else(people):
    assert np.array_equal(everyone(people), pack(np.ones(people, dtype=np.bool_)))


@given(flags())
def test_nothing_is_set_beyond_the_last_person(table):
    words = pack(table)
    assert np.array_equal(words & everyone(table.shape[1]), words)
