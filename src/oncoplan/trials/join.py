"""One trial that several registries describe → one Trial: the criteria of one of them, and what it leaves out from the others."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from oncoplan.model.trial import Trial

_FIRST = ("ctml", "ctgov_v2", "ctgov_xml", "nci_cts")
"""Whose criteria count: those that a person curated for matching, then the registry's own, then the NCI's abstract of them."""
_FILLED = ("status", "phases", "purpose", "conditions", "keywords", "drugs", "summary", "sites", "healthy_volunteers", "groups")
_HEAD = ("status", "sites")  # what changes from day to day: of the newest source that says it


def joined(trials: list[Trial]) -> Trial:
    """The trials are of one id, at least one."""
    if len(trials) == 1:
        return trials[0]
    ranked = sorted(trials, key=lambda one: _FIRST.index(one.source))
    first = ranked[0]
    newest = sorted(ranked, key=lambda one: one.snapshot or "", reverse=True)
    found: dict[str, Any] = {}
    for name in _FILLED:
        order = newest if name in _HEAD else ranked
        found[name] = next((value for one in order if (value := getattr(one, name)) not in (None, ())), getattr(first, name))
    others = dict.fromkeys(other for one in ranked for other in (one.id, *one.other_ids) if other != first.id)
    problems = dict.fromkeys(problem for one in ranked for problem in one.problems)
    return replace(first, **found, other_ids=tuple(others), problems=tuple(problems), snapshot=newest[0].snapshot)
