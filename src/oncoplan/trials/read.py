"""A source → a Trial, with its free text read."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from oncoplan.model.trial import Trial
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.ctgov_v2 import read_study
from oncoplan.trials.ctml import read_ctml
from oncoplan.trials.eligibility import read_eligibility
from oncoplan.trials.formats import value_of
from oncoplan.trials.linking import curated, linked
from oncoplan.trials.nci_cts import read_nci
from oncoplan.trials.parts import Part
from oncoplan.trials.places import placed
from oncoplan.trials.source import TEXT, Source
from oncoplan.trials.towns import Towns

_TOWNS = Towns()


def read_trial(source: Source, vocabulary: Vocabulary, value: Any = None) -> Trial:
    """The trial; `value` where it was parsed before. Raises Unusable where the source is no longer what it was."""
    value = value_of(source.data, source.name or source.id) if value is None else value
    if source.kind == "ctml":
        trial = read_ctml(value, source, vocabulary)
    elif source.kind == "text":
        trial = read_text(value, source)
    elif source.kind == "nci_cts":
        trial = read_nci(value, source, vocabulary)
    else:
        trial = read_study(value, source, vocabulary, source.kind)
    return with_text(replace(trial, sites=tuple(placed(site, _TOWNS) for site in trial.sites)), vocabulary)


def read_text(value: dict[str, Any], source: Source) -> Trial:
    """A trial of which only the eligibility text is at hand."""
    part = Part(value)
    text = part.text(TEXT)
    return Trial(
        id=source.id, title=source.id, source="text", digest=source.digest, eligibility=text, problems=tuple(part.problems)
    )


def with_text(trial: Trial, vocabulary: Vocabulary) -> Trial:
    """The trial with the clauses and groups that its eligibility text says."""
    if not trial.eligibility or any(clause.read_from == "text" for clause in trial.clauses):
        return trial
    clauses, groups = read_eligibility(trial.eligibility, vocabulary)
    taken = {group.key for group in trial.groups}
    renamed = {group.key: f"text.{group.key}" for group in groups if group.key in taken}
    if renamed:
        groups = tuple(
            replace(group, key=renamed.get(group.key, group.key), parent=renamed.get(group.parent or "", group.parent))
            for group in groups
        )
        clauses = tuple(replace(clause, group=renamed.get(clause.group or "", clause.group)) for clause in clauses)
    if trial.source == "ctml":
        return replace(trial, clauses=(*trial.clauses, *curated(trial.groups, groups, clauses)))
    joined, clauses = linked(trial.groups, groups, clauses)
    return replace(trial, clauses=(*trial.clauses, *clauses), groups=joined)
