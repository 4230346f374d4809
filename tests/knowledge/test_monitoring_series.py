"""Series as a clinic has them, and what the plan must and must not say of the course (monitoring_series.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "monitoring_series.yaml").read_text(encoding="utf-8"))


def undated(case: Any) -> Any:
    """YAML reads days as dates; a record has them as text."""
    if isinstance(case, dict):
        return {key: undated(value) for key, value in case.items()}
    if isinstance(case, list):
        return [undated(value) for value in case]
    return case.isoformat() if hasattr(case, "isoformat") else case


def test_there_are_at_least_eighty_and_every_rule_that_judges_a_series_has_one(book):
    shown = {f"monitoring.{name}" for case in CASES for name in (*case.get("shows", ()), *case.get("maybe", ()))}
    judges = {r.id for r in book if r.chapter == "monitoring" and r.then.course}
    rare = {"monitoring.lung.new_resistance.met_amplification", "monitoring.lung.new_resistance.ros1_ret_kras"}
    assert len(CASES) >= 80
    assert judges - shown - rare == set()


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{str(c['case'])[:60]}" for n, c in enumerate(CASES, 1)])
def test_the_course(case, plan_of):
    plan = plan_of(undated(case["case"]))
    found = [r for r in plan.recommendations if r.effect == "monitor" and r.course]
    told = {verdict: {r.rule for r in found if r.verdict == verdict} for verdict in ("met", "unknown")}
    assert told["met"] == {f"monitoring.{name}" for name in case.get("shows", ())}, case.get("why")
    assert told["unknown"] == {f"monitoring.{name}" for name in case.get("maybe", ())}, case.get("why")
    if "source" in case:
        assert case["source"] in {s.id for r in found for s in r.sources}
    if "limit" in case:
        assert any(case["limit"] in limit.says for limit in plan.limits)
    due = {t.test for t in plan.tests_due}
    assert set(case.get("due", ())) <= due
