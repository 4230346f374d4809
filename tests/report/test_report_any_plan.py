"""Whatever a plan holds, every form of it prints, and prints the same twice."""

from __future__ import annotations

import types
import typing
from typing import Any, Literal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncoplan.model.plan import Plan
from oncoplan.report.json_form import to_json
from oncoplan.report.letter import letter
from oncoplan.report.text import text

_EFFECTS = st.sampled_from(
    ["sensitive", "resistant", "avoid", "urgent", "supports", "contradicts", "better", "worse", "order", "refer", "dose", "odd"]
)
_NAMED = {
    "effect": _EFFECTS,
    "verdict": st.sampled_from(["met", "unknown"]),
    "diagnosis": st.sampled_from([None, "dx1", "dx2"]),
    "as_of": st.dates().map(str) | st.text(max_size=5),
    "rank": st.integers(0, 99),
}
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["EGFR p.L858R", "osimertinib", "The stage is not recorded (IV is asked for)", "{x}", "*a* <b>", "80 mg", "a: b", "Which?"]
)


def of(kind: Any, name: str = "") -> st.SearchStrategy[Any]:
    """Values of a type of the plan's model."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(of(a, name) for a in arguments))
    if origin is tuple:
        return st.lists(of(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(_TEXT, _TEXT, max_size=2)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{f: _NAMED[f] if f in _NAMED else of(hints[f], f) for f in kind.__struct_fields__})
    plain = {
        str: _TEXT, int: st.integers(0, 10**6), bool: st.booleans(), type(None): st.none(),
        float: st.floats(0, 1e6, allow_nan=False),
    }  # fmt: skip
    return plain[kind]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(of(Plan), st.integers(20, 200))
def test_any_plan_prints(plan: Plan, width: int) -> None:
    shown = text(plan, width=width)
    assert shown == text(plan, width=width)
    assert shown.endswith("\n")
    assert all(len(line) <= max(width, 60) for line in shown.splitlines())
    written = letter(plan)
    assert written == letter(plan)
    assert 9 <= written.count("\n## ") <= 13  # four sections are there only where they have something to say
    assert msgspec.json.decode(to_json(plan), type=Plan) == plan
