"""Sentences in the style of protocols against what they ask, and the traps that must not be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from oncoplan.knowledge.authored import CriteriaTable, compile_expr
from oncoplan.knowledge.load import base
from oncoplan.trials.eligibility_clause import read_clause

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "eligibility_cases.yaml").read_text(encoding="utf-8"))


def _plain(when: Any) -> Any:
    """Without the words of questions; numbers as numbers."""
    if isinstance(when, dict):
        return {key: _plain(value) for key, value in when.items() if key != "question"}
    if isinstance(when, list):
        return [_plain(part) for part in when]
    return float(when) if isinstance(when, int) and not isinstance(when, bool) else when


@pytest.mark.parametrize("case", CASES, ids=[str(c.get("in", c.get("out"))) for c in CASES])
def test_a_sentence_says_what_it_says(case: dict[str, Any]) -> None:
    side = "inclusion" if "in" in case else "exclusion"
    when, left = read_clause(case.get("in", case.get("out")), side, base().vocabulary)  # type: ignore[arg-type]
    if case["when"] is None:
        assert when is None
        return
    assert when is not None
    compile_expr(when, CriteriaTable(), "case")
    assert _plain(when) == _plain(case["when"])
    assert bool(left) == bool(case.get("left"))


def test_the_set_is_large_enough() -> None:
    assert len(CASES) >= 120
