"""Whether an option is on label where and when the plan is made, and which approvals count."""

from __future__ import annotations

from oncoplan.model.facts import Facts
from oncoplan.model.plan import PlanApproval
from oncoplan.model.rule import Rule
from oncoplan.planning.judge import MET, Judged


def on_label(judged: Judged, facts: Facts) -> tuple[bool | None, str | None]:
    """True when everything the label asks is met; None while some of it is unknown; False with the reason."""
    rule = judged.rule
    if judged.elsewhere:
        return False, f"Approved for {_names(rule, facts)}, not for this cancer"
    agency, complete = agency_of(facts)
    granted = [a for a in rule.evidence.approvals if a.on <= facts.as_of.isoformat()]
    force = [a for a in granted if a.withdrawn is None or a.withdrawn > facts.as_of.isoformat()]
    if any(a.by == agency for a in force):
        return (True, None) if judged.answer == MET else (None, None)
    others = ", ".join(sorted({a.by for a in force}))
    if force and not complete:
        return None, f"Approved by {others}; whether {agency} approved it is not recorded here"
    if force:
        return False, f"Approved by {others}; no approval by {agency} is recorded here"
    return False, "Guideline or published use; not an approved indication"


def agency_of(facts: Facts) -> tuple[str, bool]:
    """The agency whose label counts in the plan's jurisdiction, and whether its approvals are recorded completely."""
    table = facts.vocabulary.terms("jurisdictions")
    found = table.get(facts.jurisdiction) or table.get("default") or {}
    agency = str(found.get("agency", "FDA"))
    return agency, agency in table.get("complete", ())


def approvals(rule: Rule, facts: Facts) -> tuple[PlanApproval, ...]:
    """The approvals given by the day of the plan, oldest first; a later withdrawal is not yet known."""
    day = facts.as_of.isoformat()
    return tuple(
        PlanApproval(by=a.by, on=a.on, withdrawn=a.withdrawn if a.withdrawn and a.withdrawn <= day else None)
        for a in sorted(rule.evidence.approvals, key=lambda a: (a.on, a.by))
        if a.on <= day
    )


def _names(rule: Rule, facts: Facts) -> str:
    """The cancers a rule was made for, by their main type."""
    found = [facts.vocabulary.cancer(code) for code in rule.cancers]
    names = list(dict.fromkeys(node.main_type or node.name for node in found if node))
    return " or ".join(names[:3]) + (" and others" if len(names) > 3 else "")
