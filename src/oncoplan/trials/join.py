"""One trial that several registries describe → one Trial: the criteria of one of them, and what it leaves out from the others."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from oncoplan.model.trial import Trial

_FIRST = ("ctml", "ctgov_v2", "ctgov_xml", "nci_cts", "text")
"""Whose criteria count: those that a person curated for matching, then the registry's own, then the NCI's abstract of them."""
_FILLED = ("status", "phases", "purpose", "keywords", "drugs", "summary", "sites", "healthy_volunteers", "groups")
_HEAD = ("status", "sites")  # what changes from day to day: of the newest source that says it
_TOGETHER = ("conditions", "cancers", "conditions_open")


def joined(trials: list[Trial]) -> Trial:
    """The trials are of one id, at least one. A source without any criteria is never the first while another has them."""
    if len(trials) == 1:
        return trials[0]
    ranked = sorted(trials, key=lambda one: (not _has_criteria(one), _FIRST.index(one.source)))
    first = ranked[0]
    newest = sorted(ranked, key=lambda one: one.snapshot or "", reverse=True)
    found: dict[str, Any] = {}
    for name in _FILLED:
        order = newest if name in _HEAD else ranked
        found[name] = next((value for one in order if (value := getattr(one, name)) not in (None, ())), getattr(first, name))
    if first.source != "ctml":  # whose trees say the cancers
        named = next((one for one in ranked if one.conditions), first)
        found |= {name: getattr(named, name) for name in _TOGETHER}
        stated = next((one for one in ranked if any(c.read_from == "structured" for c in one.clauses)), first)
        if stated is not first and not any(clause.read_from == "structured" for clause in first.clauses):
            found["clauses"] = (*(c for c in stated.clauses if c.read_from == "structured"), *first.clauses)
    others = dict.fromkeys(other for one in ranked for other in (one.id, *one.other_ids) if other != first.id)
    problems = dict.fromkeys(problem for one in ranked for problem in one.problems)
    title = next((one.title for one in ranked if one.title != one.id), first.title)
    return replace(first, **found, title=title, other_ids=tuple(others), problems=tuple(problems), snapshot=newest[0].snapshot)


def _has_criteria(trial: Trial) -> bool:
    return bool(trial.eligibility) or any(clause.read_from == "ctml" for clause in trial.clauses)
