"""A plan as JSON: every key always there, in the order of the model, the same bytes for the same plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from oncoplan.model.plan import Plan

_ENCODER = msgspec.json.Encoder()


def to_json(plan: Plan, *, indent: int = 2) -> bytes:
    """One plan, indented, UTF-8, with a newline at the end. Raises ValueError where a number is not finite."""
    return msgspec.json.format(to_line(plan), indent=indent) + b"\n"


def to_line(plan: Plan) -> bytes:
    """One plan on one line, without a newline."""
    for trial in plan.trials:
        if trial.distance_km is not None and not math.isfinite(trial.distance_km):
            raise ValueError(f"{trial.id}: the distance is not a number")
    return _ENCODER.encode(_sorted_levels(plan))


def plans_json(plans: Sequence[Plan], *, indent: int = 2) -> bytes:
    """An object for one plan, an array for none or several."""
    if len(plans) == 1:
        return to_json(plans[0], indent=indent)
    return msgspec.json.format(b"[" + b",".join(to_line(p) for p in plans) + b"]", indent=indent) + b"\n"


def plans_jsonl(plans: Sequence[Plan]) -> bytes:
    """One plan per line."""
    return b"".join(to_line(p) + b"\n" for p in plans)


def _sorted_levels(plan: Plan) -> Plan:
    """Levels are a mapping: in the order of their names, whatever order they were built in."""
    if all(list(r.levels) == sorted(r.levels) for r in plan.recommendations):
        return plan
    from msgspec.structs import replace

    found = (replace(r, levels=dict(sorted(r.levels.items()))) for r in plan.recommendations)
    return replace(plan, recommendations=tuple(found))
