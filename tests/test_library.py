"""The library: one import."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "lung.yaml"


def test_one_import_reads_a_record_and_makes_its_plan():
    from oncoplan import load_record, plan

    made = plan(load_record(EXAMPLE), as_of="2026-11-22")
    assert made.record_id == "example-lung"
    assert made.plan_id.startswith("sha256:")
    assert made.recommendations[0].verdict == "met"
    assert made.recommendations[0].drugs


def test_a_path_may_be_a_string_and_a_day_a_date():
    from oncoplan import load_record, plan

    assert plan(load_record(str(EXAMPLE)), as_of=date(2026, 11, 22)) == plan(load_record(EXAMPLE), as_of="2026-11-22")


def test_a_record_built_in_code_makes_the_same_plan_as_its_json(vocabulary):
    from oncoplan import plan
    from oncoplan.model.record import Diagnosis, Record, Test

    built = Record(id="x", diagnoses=(Diagnosis(cancer="LUAD"),), tests=(Test(findings=("EGFR L858R",)),))
    import msgspec

    read = msgspec.json.decode(msgspec.json.encode(built), type=Record)
    assert plan(built, as_of="2026-11-22") == plan(read, as_of="2026-11-22")


def test_without_a_day_the_plan_is_made_today():
    from oncoplan import load_record, plan

    assert plan(load_record(EXAMPLE)).as_of == date.today().isoformat()  # noqa: DTZ011


def test_a_day_that_is_none_is_refused():
    from oncoplan import load_record, plan

    with pytest.raises(ValueError, match="soon"):
        plan(load_record(EXAMPLE), as_of="soon")


def test_the_place_is_the_one_stated_then_the_records_then_the_us(plan_of):
    assert plan_of({"diagnoses": []}).jurisdiction == "US"
    assert plan_of({"country": "de"}).jurisdiction == "DE"
    assert plan_of({"country": "DE"}, jurisdiction="GB").jurisdiction == "GB"


def test_what_is_not_there_is_an_attribute_error():
    import oncoplan

    with pytest.raises(AttributeError, match="nothing_here"):
        oncoplan.nothing_here  # noqa: B018
    assert set(oncoplan.__all__) == {"__version__", "load_record", "plan"}


def test_a_record_that_cannot_be_used_raises_what_the_library_names(tmp_path):
    from oncoplan import load_record
    from oncoplan.intake import Unusable

    with pytest.raises(Unusable):
        load_record(tmp_path / "none.yaml")


def test_planning_twice_is_the_same_and_changes_nothing():
    from oncoplan import load_record, plan

    intake = load_record(EXAMPLE)
    assert plan(intake, as_of="2026-11-22") == plan(intake, as_of="2026-11-22")
