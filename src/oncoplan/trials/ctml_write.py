"""A Trial → CTML. One that came as CTML is written as it came; of another, whatever CTML can say stands in its match trees.

What CTML has no words for (and, for every node of a tree, our own sentence and condition) stands under `_oncoplan`, which
other programs pass over and `ctml` reads: out and back in gives the same verdicts. A node that somebody has changed since is
read as it stands.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
from msgspec.structs import replace

from oncoplan.model.trial import Clause, Group, Site, Trial
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.countries import country_name
from oncoplan.trials.ctml_tree import NotSaid, node_of

OURS = "_oncoplan"
_STATUS = {"recruiting": "open to accrual", "not_yet_recruiting": "new", "suspended": "suspended", "completed": "study complete",
           "enrolling_by_invitation": "open to accrual"}  # fmt: skip


def as_ctml(trial: Trial, vocabulary: Vocabulary) -> dict[str, Any]:
    """The document, as plain data."""
    writing = _Writing(trial, vocabulary)
    step: dict[str, Any] = {"step_internal_id": 1, "step_code": "1", "step_type": "Registration", "arm": writing.arms()}
    common = writing.tree(None)
    if common:
        step["match"] = common
    head = replace(trial, clauses=(), problems=())
    ours = {
        "oncoplan_ctml": 1,
        "trial": msgspec.to_builtins(head),
        "exact": writing.exact,
        "beside": [msgspec.to_builtins(clause) for clause in writing.beside],
    }
    return {
        "nct_id": trial.id, "protocol_no": next(iter(trial.other_ids), ""), "long_title": trial.title, "short_title": trial.title,
        "phase": "/".join(trial.phases), "status": _STATUS.get(trial.status or "", "closed"),
        "last_updated": trial.snapshot, "summary": trial.summary,
        "drug_list": {"drug": [{"drug_name": drug} for drug in trial.drugs]},
        "prior_treatment_requirements": _requirements(trial),
        "site_list": {"site": [_site(site) for site in trial.sites]},
        "treatment_list": {"step": [step]},
        OURS: ours,
    }  # fmt: skip


def as_yaml(document: dict[str, Any]) -> str:
    """The document as YAML that reads back as the same data."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Texts of several lines as blocks; texts that look like numbers in quotes."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else "'" if value[:1].isdigit() or value[:1] in "+-." else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    Dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    written: str = yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
    return written


def node_key(node: Any, group: str | None) -> str:
    """By which a node of a group is known again while nobody has changed it."""
    whole = json.dumps([group, node], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


class _Writing:
    def __init__(self, trial: Trial, vocabulary: Vocabulary) -> None:
        self.trial = trial
        self.exact: dict[str, list[Any]] = {}
        self.beside: list[Clause] = []
        self._nodes: dict[int, Any] = {}
        self._groups = {group.key: group for group in trial.groups}
        for number, clause in enumerate(trial.clauses):
            node = None
            if clause.when is not None and (clause.group is None or clause.group in self._groups):
                try:
                    node = node_of(clause.when, vocabulary)
                except NotSaid:
                    node = None
            if node is None:
                self.beside.append(clause)
            else:
                self._nodes[number] = node

    def arms(self) -> list[dict[str, Any]]:
        """An arm for each group that has no groups in it, with the trees of those above it; where there is none, one for all."""
        above = {group.parent for group in self.trial.groups}
        leaves = [group for group in self.trial.groups if group.key not in above]
        if not leaves:
            return [{"arm_code": "All", "arm_internal_id": 1, "arm_description": None, "arm_suspended": "N"}]
        return [self._arm(number, group) for number, group in enumerate(leaves, 1)]

    def _arm(self, number: int, group: Group) -> dict[str, Any]:
        line, at = [group], group
        while at.parent is not None and at.parent in self._groups and self._groups[at.parent] not in line:
            at = self._groups[at.parent]
            line.append(at)
        match = [node for one in line for node in self.tree(one.key, group.key)]
        closed = any(one.status == "closed" for one in line)
        return {
            "arm_code": group.name, "arm_internal_id": number, "arm_description": group.says,
            "arm_suspended": "Y" if closed else "N", OURS: {"group": group.key}, **({"match": match} if match else {}),
        }  # fmt: skip

    def tree(self, of: str | None, group: str | None = None) -> list[Any]:
        """The nodes of the clauses of `of`, written for `group`."""
        found = []
        for number, node in self._nodes.items():
            clause = self.trial.clauses[number]
            if clause.group == of:
                same = self.exact.setdefault(node_key(node, group), [])
                same.append(msgspec.to_builtins(replace(clause, group=group)))
                if len(same) == 1:  # sentences that say the same stand in the tree once
                    found.append(node)
        return found


def _requirements(trial: Trial) -> list[str]:
    """The criteria in words, one a line; what excludes is marked as CTML does."""
    texts = [clause for clause in trial.clauses if clause.read_from == "text"]
    if not texts:
        return [line for line in (trial.eligibility or "").splitlines() if line.strip()]
    return [("Exclude - " if clause.side == "exclusion" else "") + " ".join(clause.text.split()) for clause in texts]


def _site(site: Site) -> dict[str, Any]:
    found = {
        "site_name": site.name, "org_name": site.name, "org_city": site.city, "org_state_or_province": site.state,
        "org_country": country_name(site.country), "org_postal_code": site.postal_code,
        "recruitment_status": _STATUS.get(site.status or "", "closed") if site.status else None,
    }  # fmt: skip
    if site.latitude is not None and site.longitude is not None:
        found["org_coordinates"] = {"lat": site.latitude, "lon": site.longitude}  # type: ignore[assignment]
    return {key: value for key, value in found.items() if value is not None}
