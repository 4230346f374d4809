"""Carriers in YAML: what each is offered, and what not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "carrier_cases.yaml").read_text(encoding="utf-8"))


def record(case: dict[str, Any]) -> dict[str, Any]:
    made = {"sex": case.get("sex", "female"), "birth_date": f"{2026 - case.get('age', 40)}-01-01", "diagnoses": []}
    made["tests"] = [{"kind": "germline_dna", "findings": case["result"]}]
    if "procedures" in case:
        made["procedures"] = [{"kind": kind, "on": "2020"} for kind in case["procedures"]]
    return made


def test_there_are_enough_and_each_can_be_read_again():
    assert len(CASES) >= 50
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(len(case["source"]) > 10 and "second_pass" in case for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_carrier_is_offered_this(plan_of, case):
    heard = {r.rule.removeprefix("heredity.") for r in plan_of(record(case)).recommendations if r.verdict == "met"}
    assert set(case.get("met", ())) <= heard
    assert not set(case.get("not_met", ())) & heard
