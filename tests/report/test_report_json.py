"""The contract form: every key always there, the same bytes every time."""

from __future__ import annotations

import json

import msgspec
import pytest
from report_plans import ALL, CONFLICT, FIRST_LINE, NOTHING_KNOWN, TWO_CANCERS, plan, recommendation

from oncoplan.model.plan import Plan, Recommendation, Trial
from oncoplan.report.json_form import plans_json, plans_jsonl, to_json


@pytest.mark.parametrize("one", ALL.values(), ids=ALL.keys())
def test_reads_back_as_the_same_plan(one: Plan) -> None:
    assert msgspec.json.decode(to_json(one), type=Plan) == one
    assert plans_json([one]) == to_json(one)


def test_every_key_is_there_in_the_order_of_the_model() -> None:
    found = json.loads(to_json(NOTHING_KNOWN))
    assert tuple(found) == Plan.__struct_fields__
    assert found["trials"] == []
    one = json.loads(to_json(CONFLICT))["recommendations"][0]
    assert tuple(one) == Recommendation.__struct_fields__
    assert one["off_label_because"] is None


def test_several_plans_are_an_array_and_lines() -> None:
    assert [p["record_id"] for p in json.loads(plans_json([FIRST_LINE, CONFLICT]))] == ["demo-001"] * 2
    assert json.loads(plans_json([])) == []
    lines = plans_jsonl([FIRST_LINE, CONFLICT]).splitlines(keepends=True)
    assert [json.loads(line) for line in lines] == json.loads(plans_json([FIRST_LINE, CONFLICT]))
    assert all(line.endswith(b"\n") for line in lines)


def test_ends_with_one_newline_and_is_utf_8() -> None:
    written = to_json(plan(record_id="Müller"))
    assert written.endswith(b"}\n")
    assert "Müller".encode() in written


def test_levels_come_in_one_order() -> None:
    one = plan(recommendations=(recommendation(levels={"escat": "I-A", "amp": "A"}),))
    other = plan(recommendations=(recommendation(levels={"amp": "A", "escat": "I-A"}),))
    assert to_json(one) == to_json(other)


def test_a_distance_that_is_no_number_is_refused() -> None:
    far = Trial(id="NCT1", verdict="met", distance_km=float("nan"), because=(), missing=())
    with pytest.raises(ValueError, match="NCT1"):
        to_json(plan(trials=(far,)))
    assert b"12.3" in to_json(TWO_CANCERS)
