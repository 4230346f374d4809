"""Whatever stands anywhere in a trial, reading it raises nothing: it is read, or said not to be one."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import CTML, nci, study

from oncoplan.intake.problem import Unusable
from oncoplan.knowledge.load import base
from oncoplan.trials.ctml_write import as_ctml
from oncoplan.trials.files import from_bytes
from oncoplan.trials.read import read_trial
from oncoplan.trials.source import Source

WRONG = st.sampled_from(
    [None, [], {}, "", "x", 0, -1, 1e308, True, False, [None], [[]], [{}], {"a": {}}, "\u0000", "\ud7ff\u202e", "9" * 400]
)
FORMS: dict[str, dict[str, Any]] = {"study": study(), "nci": nci(), "ctml": yaml.safe_load(CTML)}


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, one in inner for path in paths(one, (*at, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value = copy.deepcopy(value)
    at = value
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = new
    return value


@pytest.mark.parametrize("form", sorted(FORMS))
@settings(max_examples=200)
@given(data=st.data())
def test_no_value_breaks_a_reader(form, data):
    value = FORMS[form]
    for _ in range(data.draw(st.integers(1, 3))):
        value = put(value, data.draw(st.sampled_from(paths(value))), data.draw(WRONG))
    for found in from_bytes(json.dumps(value).encode(), "t.json"):
        if isinstance(found, Source):
            trial = read_trial(found, base().vocabulary)
            assert trial.id == found.id
            (again,) = from_bytes(json.dumps(as_ctml(trial, base().vocabulary)).encode(), "t.json")
            assert isinstance(again, Source)
            assert read_trial(again, base().vocabulary).id == trial.id
        else:
            assert isinstance(found, Unusable)


@given(st.binary(max_size=200), st.sampled_from(["t.json", "t.jsonl", "t.xml", "t.yaml", "t"]))
def test_no_bytes_break_a_reader(data, name):
    for found in from_bytes(data, name):
        assert isinstance(found, Source | Unusable)
