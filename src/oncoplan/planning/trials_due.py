"""Tests that would decide trials: *one RNA fusion test decides 7 trials*."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from oncoplan.model.facts import Facts
from oncoplan.model.plan import TestDue, Trial
from oncoplan.planning.tests_due import answers_too, due_for_trials, is_a_test

_MOST = 6  # tests that only trials ask for


def with_trials(due: Sequence[TestDue], trials: Iterable[Trial], facts: Facts) -> tuple[TestDue, ...]:
    """The tests due, each with the trials that it decides: of those trials it is the only test that the smallest set has (a
    broader test counts for all that it answers). Tests that only trials ask for come last, those that decide most first."""
    wanted = {trial.id: keys for trial in trials if (keys := tests_of(trial, facts))}
    rows = [_counted(row, [t for t, keys in wanted.items() if all(answers_too(facts, row.test, k) for k in keys)]) for row in due]
    told = {trial for row in rows for trial in row.trials}
    alone: dict[str, list[str]] = {}
    for trial, keys in wanted.items():
        if trial not in told and len(keys) == 1:
            alone.setdefault(min(keys), []).append(trial)
    more = sorted(alone, key=lambda key: (-len(alone[key]), key))[:_MOST]
    return (*rows, *(_counted(due_for_trials(key, facts), alone[key]) for key in more))


def tests_of(trial: Trial, facts: Facts) -> frozenset[str]:
    """The tests in the smallest set that would decide a possible trial."""
    if trial.as_read != "unknown":
        return frozenset()
    return frozenset(m.settled_by for m in trial.missing if m.decides and is_a_test(m.settled_by, m.about, facts))


def _counted(row: TestDue, trials: list[str]) -> TestDue:
    if not trials:
        return row
    says = f"It decides {len(trials)} trial{'s' if len(trials) != 1 else ''}."
    return replace(row, trials=tuple(sorted(trials)), why=f"{row.why} {says}".strip())
