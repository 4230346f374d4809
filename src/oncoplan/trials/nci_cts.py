"""A trial of the NCI's Clinical Trials Search API (version 1 or 2) → a Trial without its free text read.

Form: https://clinicaltrialsapi.cancer.gov/doc. `sites` carry coordinates and a status each.
"""

from __future__ import annotations

from typing import Any

from oncoplan.model.trial import Group, Site, Trial
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.countries import country_code
from oncoplan.trials.parts import Part
from oncoplan.trials.source import Source
from oncoplan.trials.statuses import phases_of, purpose_of, status_of
from oncoplan.trials.structured import age_clauses, sex_clauses
from oncoplan.trials.terms import disease_of, drugs_of


def read_nci(value: dict[str, Any], source: Source, vocabulary: Vocabulary) -> Trial:
    """The trial. Of its diseases only those that the trial names (`TRIAL`) count, not the tree that the NCI adds to them."""
    trial = Part(value)
    problems = trial.problems
    rules = trial.part("eligibility")
    stated = rules.part("structured")
    groups = _groups(trial, vocabulary)
    worded = _diseases(trial)
    title = trial.line("brief_title") or trial.line("official_title") or source.id
    worded, cancers, conditions_open = disease_of(worded, title, vocabulary)
    clauses = age_clauses(_age(stated, "min"), _age(stated, "max"), problems)
    clauses += sex_clauses(stated.text("sex") or stated.text("gender"), None, None, problems)
    phase, purpose = trial.value.get("phase"), trial.value.get("primary_purpose")
    volunteers = stated.yes("accepts_healthy_volunteers")
    return Trial(
        id=source.id, title=title, source="nci_cts",
        digest=source.digest, snapshot=source.snapshot, other_ids=_other_ids(trial, source.id),
        status=status_of(trial.text("current_trial_status"), problems),
        phases=phases_of(trial.part("phase").text("phase") if isinstance(phase, dict) else trial.text("phase")),
        healthy_volunteers=trial.yes("accepts_healthy_volunteers_indicator") if volunteers is None else volunteers,
        purpose=purpose_of(
            trial.part("primary_purpose").text("primary_purpose_code")
            if isinstance(purpose, dict)
            else trial.text("primary_purpose")
        ),
        conditions=worded, cancers=cancers, conditions_open=conditions_open, keywords=trial.lines("keywords"),
        drugs=tuple(dict.fromkeys(drug for group in groups for drug in group.drugs)), summary=trial.text("brief_summary"),
        eligibility=_eligibility(rules), clauses=clauses, groups=groups, sites=_sites(trial, problems),
        problems=tuple(problems),
    )  # fmt: skip


def _age(stated: Part, side: str) -> str | None:
    """`18 Years`; where the words are missing, the number with its unit. 999 is how the NCI writes no limit."""
    said = stated.text(f"{side}_age")
    number = stated.number(f"{side}_age_number")
    if said is None and number is not None:
        said = f"{number:g} {stated.text(f'{side}_age_unit') or 'Years'}"
    return said


def _other_ids(trial: Part, own: str) -> tuple[str, ...]:
    found = [trial.line(key) for key in ("nci_id", "nct_id", "protocol_id", "ccr_id", "ctep_id", "dcp_id", "acronym")]
    found += [part.line("value") for part in trial.parts("other_ids")]
    return tuple(dict.fromkeys(one for one in found if one and one != own))


def _diseases(trial: Part) -> tuple[str, ...]:
    named, every = [], []
    for one in trial.parts("diseases"):
        name = one.line("name") or one.line("preferred_name") or one.line("display_name")
        if name:
            every.append(name)
            if one.text("inclusion_indicator") in ("TRIAL", None):
                named.append(name)
    return tuple(dict.fromkeys(named or every))


def _groups(trial: Part, vocabulary: Vocabulary) -> tuple[Group, ...]:
    groups = []
    for number, arm in enumerate(trial.parts("arms"), 1):
        drugs: dict[str, None] = {}
        for one in arm.parts("interventions"):
            name = one.line("name") or one.line("intervention_name")
            kind = (one.text("type") or one.text("intervention_type") or "").lower()
            category = (one.text("category") or one.text("intervention_category") or "agent").lower()
            medicine = kind.startswith(("drug", "biological")) and category == "agent"
            if name and medicine and one.text("inclusion_indicator") in ("TRIAL", None):
                drugs.update(dict.fromkeys(drugs_of(name, one.lines("synonyms"), vocabulary)))
        name = arm.line("name") or arm.line("arm_name") or f"Arm {number}"
        says = arm.text("description") or arm.text("arm_description")
        groups.append(Group(key=f"arm{number}", name=name, drugs=tuple(drugs), says=says))
    return tuple(groups)


def _eligibility(rules: Part) -> str | None:
    """The criteria in the NCI's order, under the headings that registries use; each kept as it is written."""
    listed = sorted(rules.parts("unstructured"), key=lambda one: one.number("display_order") or 0)
    sides: dict[bool, list[str]] = {True: [], False: []}
    for one in listed:
        text = one.text("description")
        if text:
            sides[one.yes("inclusion_indicator") is not False].append(f"* {text.strip()}")
    headings = (("Inclusion Criteria:", True), ("Exclusion Criteria:", False))
    blocks = [(name, sides[side]) for name, side in headings if sides[side]]
    return "\n\n".join("\n\n".join((name, *lines)) for name, lines in blocks) or None


def _sites(trial: Part, problems: list[str]) -> tuple[Site, ...]:
    return tuple(
        Site(
            name=one.line("org_name") or "", city=one.line("org_city"), state=one.line("org_state_or_province"),
            country=country_code(one.line("org_country")), postal_code=one.line("org_postal_code"),
            latitude=one.part("org_coordinates").number("lat"), longitude=one.part("org_coordinates").number("lon"),
            status=status_of(one.text("recruitment_status"), problems),
        )
        for one in trial.parts("sites")
    )  # fmt: skip
