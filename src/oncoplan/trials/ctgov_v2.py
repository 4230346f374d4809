"""A study of ClinicalTrials.gov's API, version 2 (and what its legacy XML becomes) → a Trial without its free text read.

Form: https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

from __future__ import annotations

from typing import Any

from oncoplan.model.trial import Group, Site, SourceKind, Trial
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.countries import country_code
from oncoplan.trials.parts import Part
from oncoplan.trials.source import Source
from oncoplan.trials.statuses import phases_of, purpose_of, status_of
from oncoplan.trials.structured import age_clauses, sex_clauses
from oncoplan.trials.terms import disease_of, drugs_of

_MEDICINES = ("DRUG", "BIOLOGICAL", "COMBINATION_PRODUCT", "GENETIC", "DIETARY_SUPPLEMENT", None)


def read_study(value: dict[str, Any], source: Source, vocabulary: Vocabulary, kind: SourceKind = "ctgov_v2") -> Trial:
    """The trial. Whatever has not the documented shape is listed in `problems`; the rest is read."""
    study = Part(value)
    protocol = study.part("protocolSection")
    problems = study.problems
    names = protocol.part("identificationModule")
    status = protocol.part("statusModule")
    conditions = protocol.part("conditionsModule")
    design = protocol.part("designModule")
    rules = protocol.part("eligibilityModule")
    worded = conditions.lines("conditions")
    title = names.line("briefTitle") or names.line("officialTitle") or source.id
    given = _drugs_by_name(protocol.part("armsInterventionsModule"), vocabulary)
    groups, in_arms = _groups(protocol.part("armsInterventionsModule"), given)
    worded, cancers, conditions_open = disease_of(worded, title, vocabulary)
    clauses = age_clauses(rules.text("minimumAge"), rules.text("maximumAge"), problems)
    clauses += sex_clauses(rules.text("sex"), rules.yes("genderBased"), rules.text("genderDescription"), problems)
    return Trial(
        id=source.id, title=title, source=kind,
        digest=source.digest, snapshot=source.snapshot, other_ids=_other_ids(names, source.id),
        status=status_of(status.text("overallStatus"), problems), phases=phases_of(*design.lines("phases")),
        healthy_volunteers=rules.yes("healthyVolunteers"), purpose=purpose_of(design.part("designInfo").text("primaryPurpose")),
        conditions=worded, cancers=cancers, conditions_open=conditions_open, keywords=conditions.lines("keywords"),
        drugs=tuple(dict.fromkeys((*in_arms, *(drug for drugs in given.values() for drug in drugs)))),
        summary=protocol.part("descriptionModule").text("briefSummary"), eligibility=rules.text("eligibilityCriteria"),
        clauses=clauses, groups=groups, sites=_sites(protocol.part("contactsLocationsModule"), problems),
        problems=tuple(problems),
    )  # fmt: skip


def _other_ids(names: Part, own: str) -> tuple[str, ...]:
    found = [names.part("orgStudyIdInfo").line("id"), *(part.line("id") for part in names.parts("secondaryIdInfos"))]
    found += [*names.lines("nctIdAliases"), names.line("acronym")]
    return tuple(dict.fromkeys(one for one in found if one and one != own))


def _drugs_by_name(arms: Part, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Each intervention that is a medicine, by its name as the arms repeat it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in arms.parts("interventions"):
        name = one.line("name")
        if name and one.text("type") in _MEDICINES:
            found[name] = drugs_of(name, one.lines("otherNames"), vocabulary)
    return found


def _groups(arms: Part, given: dict[str, tuple[str, ...]]) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The arms, and the drugs of all of them in their order."""
    by_label: dict[str, list[str]] = {}
    for one in arms.parts("interventions"):
        for label in one.lines("armGroupLabels"):
            by_label.setdefault(label, []).append(one.line("name") or "")
    groups: list[Group] = []
    every: dict[str, None] = {}
    for number, arm in enumerate(arms.parts("armGroups"), 1):
        label = arm.line("label") or f"Arm {number}"
        names = [name.partition(": ")[2] for name in arm.lines("interventionNames")] or by_label.get(label, [])
        drugs = tuple(dict.fromkeys(drug for name in names for drug in given.get(name, ())))
        every.update(dict.fromkeys(drugs))
        groups.append(Group(key=f"arm{number}", name=label, drugs=drugs, says=arm.text("description")))
    return tuple(groups), tuple(every)


def _sites(places: Part, problems: list[str]) -> tuple[Site, ...]:
    return tuple(
        Site(
            name=one.line("facility") or "", city=one.line("city"), state=one.line("state"),
            country=country_code(one.line("country")), postal_code=one.line("zip"),
            latitude=one.part("geoPoint").number("lat"), longitude=one.part("geoPoint").number("lon"),
            status=status_of(one.text("status"), problems),
        )
        for one in places.parts("locations")
    )  # fmt: skip
