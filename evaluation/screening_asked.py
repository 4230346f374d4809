"""Which named results of the screening case files are asked of our plan, and what of it each asks.

Asked is what decides, dates, refers or follows up. Left are the data that the sets list on the way (what a chart holds, `de-`
names, lists of orders), how abnormal cervical results are managed beyond `refer`, and putting off mammography while lactating.
"""

from __future__ import annotations

from typing import Any

from evaluation import screening_names as names
from evaluation.screening_names import Answer, Case

_B, _C, _X = "screening.breast.", "screening.colorectum.", "screening.cervix."
_USPSTF_BREAST = (f"{_B}uspstf_2024.mammography", f"{_B}uspstf_2024.from_75")
_STOOL = ("fit", "fobt")
_POLYPS = (f"{_C}usmstf_2020.", f"{_C}follow_up.polyp_interval")
_CHEST = f"{_B}acs_2007.chest_radiation."
_RISK = f"{_B}acs_2007.lifetime_risk."
_WEAK = f"{_X}immune_system_weakened."
_TREATMENT, _FOLLOW_UP = f"{_X}follow_up.expedited_treatment", f"{_X}follow_up."

_BREAST: dict[str, Answer] = {
    "flow-AverageRisk": names.mammography,
    "flow-DecisionToScreen": names.breast_decision,
    "flow-FollowupScreeningResult": names.breast_follow_up,
    "flow-GeneticRiskReferral": names.genetic_referral,
    "flow-HighRiskExclusions": names.breast_high_risk,
    "flow-HighRiskReferral": names.high_risk_referral,
    "flow-ScreeningDue": lambda c: names.is_due(c, *_USPSTF_BREAST),
    "flow-ScreeningEligible": lambda c: names.breast_eligible(c),
    "flow-ScreeningTestIncomplete": lambda c: names.awaited(c, _B),
    "flow-SpecialPopulations": names.above_average,
    "eve-due": lambda c: names.not_later(c, _B),
    "eve-noscreening27mo": lambda c: any(s.state == "overdue" for s in c.schedules(_USPSTF_BREAST[0])),
    "eve-AgeOver74": lambda c: c.has(_USPSTF_BREAST[1]),
    "eve-actionablebirads": lambda c: c.has(*(f"{_B}follow_up.{what}" for what in ("further_imaging", "six_months", "biopsy"))),
    "eve-highlifetimerisk": lambda c: c.has(_RISK),
    "eve-firstdeggenetic": lambda c: c.has(_RISK),
    "eve-hxbreastcawithin5y": lambda c: c.has(f"{_B}acs_asco_2016.first_five_years"),
    "eve-brcageneancestry": lambda c: c.has(f"{_B}uspstf_2019.counselling"),
    "eve-fhxbrca": lambda c: c.has(f"{_B}uspstf_2019.counselling"),
    "eve-fhxbrcaovcatubalperit": lambda c: c.has(f"{_B}uspstf_2019.brief_tool"),
    "eve-fhxriskresult": lambda c: c.has(f"{_B}uspstf_2019.counselling"),
    "eve-fhxgeneinherited": lambda c: c.has(f"{_B}uspstf_2019.counselling"),
    "eve-fiveyrriskpop": lambda c: c.has("prevention.breast.tamoxifen", "prevention.breast.raloxifene"),
    "eve-fiveyrrisklowpop": lambda c: c.has("prevention.breast.may_be_discussed"),
    "act-acsmammoafterRT": lambda c: _one(c, f"{_CHEST}mammography", "24606-6"),
    "act-acsmriafterRT": lambda c: _one(c, f"{_CHEST}breast_mri", "30794-2"),
    "exc-hxbrca": lambda c: c.has(f"{_B}acs_asco_2016.") and not c.schedules(*_USPSTF_BREAST),
}
_COLON: dict[str, Answer] = {
    "eve-Age86AndOlder": lambda c: not c.schedules(_C),
    "eve-AgeOver76": lambda c: not c.schedules(f"{_C}uspstf_2021.routine"),
    "eve-AgeOver45": lambda c: c.has(f"{_C}uspstf_2021."),
    "flow-DetermineNextDueDate": names.next_after_last,
    "flow-DecisionToScreen": names.colon_decision,
    "flow-FollowUp": names.colon_follow_up,
    "flow-IncreasedRiskExclusions": names.colon_high_risk,
    "flow-ScreeningDue": lambda c: names.is_due(c, f"{_C}uspstf_2021."),
    "flow-ScreeningEligible": lambda c: names.colon_eligible(c),
    "flow-ScreeningIncomplete": lambda c: names.awaited(c, _C),
    "eve-DetermineIfDueForScreening": lambda c: names.not_later(c, _C),
    "eve-abnormalStoolTest": lambda c: c.has(f"{_C}follow_up.colonoscopy_after_stool_test"),
    "eve-abnormalCTColonography": lambda c: c.has(f"{_C}follow_up.colonoscopy_after_ct"),
    "eve-abnormalFlexSig": lambda c: c.has(f"{_C}follow_up.colonoscopy_after_sigmoidoscopy"),
    "eve-inconclusiveStoolTest": lambda c: c.has(f"{_C}follow_up.repeat"),
    "eve-inconclusiveCTColonography": lambda c: c.has(f"{_C}follow_up.repeat"),
    "eve-colonoscopyFindingPolyps": lambda c: c.has(*_POLYPS),
    "eve-colonoscopyFindingCRC": lambda c: c.has(f"{_C}follow_up.cancer"),
    "ExistsFollowupStoolAbnormalResult": lambda c: c.has(f"{_C}follow_up.colonoscopy_after_stool_test"),
    "ExistsFollowupColonoscopyCRCResult": lambda c: c.has(f"{_C}follow_up.cancer"),
    "ExistsFollowupColonoscopyPolypResult": lambda c: c.has(*_POLYPS),
    "eve-recommendedInterval": lambda c: any(s.agreed for s in c.schedules(_C)),
    "eve-HereditarySyndrome": lambda c: c.has(f"{_C}hereditary_syndrome"),
    "eve-FamilyHx": lambda c: c.has(f"{_C}usmstf_2017."),
    "eve-HxCRC": lambda c: c.has(f"{_C}usmstf_2016."),
    "eve-HxPolyps": lambda c: c.has(*_POLYPS),
    "eve-IBD": lambda c: c.has(f"{_C}acg_2019."),
    "eve-priorScreeningExists": lambda c: any(s.last for s in c.schedules(f"{_C}uspstf_2021.")),
    "eve-lastTestColonoscopy": lambda c: names.last(c, "colonoscopy"),
    "eve-lastTestFOBT": lambda c: names.last(c, *_STOOL),
    "eve-lastTestSDNA": lambda c: names.last(c, "stool_dna"),
    "eve-lastTestStool": lambda c: names.last(c, *_STOOL, "stool_dna"),
    "eve-lastTestCTC": lambda c: names.last(c, "ct_colonography"),
    "eve-lastTestCTcolonography": lambda c: names.last(c, "ct_colonography"),
    "eve-lastTestFlexSig": lambda c: names.last(c, "flexible_sigmoidoscopy"),
}
_CERVIX: dict[str, Answer] = {
    "RecommendationText": names.cervix_decision,
    "Recommendation": names.cervix_decision,
    "ProposedScreeningDate": names.cervix_next,
    "ProposedDateOfNextScreening": names.cervix_next,
    "RecommendImmediateScreening": names.due_now,
    "RecommendImmediateCervicalCytology": lambda c: _immediate(c, "cervical_cytology"),
    "RecommendImmediatePrimaryHpv": lambda c: _immediate(c, "cervical_hpv"),
    "RecommendImmediateCotesting": lambda c: _immediate(c, "cervical_cytology", "cervical_hpv"),
    "LastScreeningType": names.cervix_type,
    "TestingCadence": lambda c: {"value": int(s.every[0][:-1]) * 12, "unit": "months"} if (s := c.schedule(_WEAK)) else None,
    "NeedFirstOfThreeAnnualCytologyTests": lambda c: _in_a_row(c) == 0,
    "NeedSecondOfThreeAnnualCytologyTests": lambda c: _in_a_row(c) == 1,
    "NeedThirdOfThreeAnnualCytologyTests": lambda c: _in_a_row(c) == 2,
    "NotAdequatelyScreened": lambda c: c.has(f"{_X}uspstf_2018.over_65"),
    "IsRarelyScreenedPatient": lambda c: c.has(_TREATMENT),
    "WillBeAge65OrLessAtNextScreening": lambda c: (s := names.cervix_schedule(c)) is not None and s.next is not None,
    "UnknownDateOfImmunosuppression": lambda c: (s := c.schedule(_WEAK)) is not None and s.start is None,
    "AbsenceOrRemovalOfCervix": lambda c: c.has(f"{_X}hysterectomy_history"),
}  # fmt: skip
_OWN = {
    "ScreeningSymptomatic": f"{_X}symptom.",
    "ScreeningImmunocompromised": _WEAK,
    "ScreeningDesExposure": f"{_X}asccp_2024.des",
}  # of these families the line that is theirs
FAMILIES = ("ScreeningAverageRisk", "RarelyScreened", *_OWN)
_AFTER_TREATMENT = "ManagementSurveillanceAfterAbnormalities"  # when the next test is due, not what a new abnormal one asks for
_INCLUSION = ("IsIncluded", "IsIncludedAndNotExcluded", "CheckIsIncludedAndNotExcluded", "Excluded")


def _shared(organ: str) -> dict[str, Answer]:
    """What the sets of breast and bowel both name."""
    return {
        "eve-nextdueexists": lambda c: bool(names.planned(c, organ)),
        "CarePlanActivitiesDue": lambda c: names.planned(c, organ),
        "DueOrOverdue": lambda c: names.not_later(c, organ),
        "eve-pendingorders": lambda c: names.awaited(c, organ),
        "eve-pendingprocedures": lambda c: names.awaited(c, organ),
        "eve-pendingpathology": lambda c: names.awaited(c, organ),
        "IsIncluded": lambda c: c.has(organ),
        "IsIncludedAndNotExcluded": lambda c: c.has(organ) and not c.has(f"{_B}acs_asco_2016."),
        "CheckIsIncludedAndNotExcluded": lambda c: c.has(organ) and not c.has(f"{_B}acs_asco_2016."),
        "Excluded": lambda c: c.has(f"{_B}acs_asco_2016."),
    }


BREAST: dict[str, Answer] = {**_shared(_B), **_BREAST}
COLON: dict[str, Answer] = {**_shared(_C), **_COLON}


def asked(name: str, folder: str, flows: dict[str, Answer] | None) -> Answer | None:
    """What is asked for a name: by the set it is of, for the cervix (`flows` None) by the family; None: not modelled."""
    if flows is not None:
        return flows.get(name)
    if folder == _AFTER_TREATMENT and name == "Recommendation":
        return _CERVIX[name]
    if folder not in FAMILIES or (folder == "RarelyScreened" and name in _INCLUSION):
        return None
    if name == "IsIncluded":
        return lambda c: _included(c, folder) or _excluded(c, folder)
    if name == "Excluded":
        return lambda c: _excluded(c, folder)
    return (lambda c: _included(c, folder)) if name in _INCLUSION else _CERVIX.get(name)


def _one(case: Case, start: str, code: str) -> object:
    found = case.schedule(start)
    return [] if found is None else [names.action(code, "ACS", found, case)]


def _in_a_row(case: Case) -> int | None:
    """How many of the yearly tests after a weakened immune system count; None where it is no such programme."""
    found = case.schedule(_WEAK)
    return found.in_a_row if found is not None else None


def _immediate(case: Case, *tests: str) -> bool:
    """With a weakened immune system, or where only one test is offered, that test; else what was done last."""
    weak = case.schedule(_WEAK)
    if weak is not None:
        return names.cervix_decision(case)[0] == "now" and set(tests) <= set(weak.tests)
    return names.due_now(case, *tests)


def _excluded(case: Case, folder: str) -> bool:
    """Of the average-risk programme: what has another line; of the others: a line of theirs that gives way."""
    others = (_FOLLOW_UP, f"{_X}symptom.", _WEAK, f"{_X}asccp_")
    if folder == "ScreeningAverageRisk":
        return case.has(*others)
    return folder == "ScreeningDesExposure" and not _included(case, folder) and case.has(*others)


def _included(case: Case, folder: str) -> bool:
    """Whether the programme of a family is the person's."""
    return case.has(_OWN[folder]) if folder in _OWN else not _excluded(case, folder)


def expected(name: str, value: Any, case: Case) -> object:
    """The named result as ours is: a list of actions, a day, a decision, or whether there is anything; for an assertion that
    says only how many whether there is at least one."""
    if name in ("CarePlanActivitiesDue", "DueOrOverdue", "eve-due", "eve-DetermineIfDueForScreening"):
        return [(row["nextDue"], row["flag"]["code"]) for row in value or ()]
    if name in ("RecommendationText", "Recommendation"):
        return names.read_recommendation(value, case) if isinstance(value, dict) else names.read_decision(value)
    if name in ("flow-DetermineNextDueDate", "ProposedScreeningDate", "ProposedDateOfNextScreening"):
        return names.day_or_none(value)
    if isinstance(value, str) and value.startswith("$"):
        return not value.endswith("length 0")
    if name.startswith("eve-pending"):
        return bool(value)
    if isinstance(value, list) or (isinstance(value, dict) and "code" in value):
        actions = names.expected_actions(value, case)
        return bool(value) if actions is None else sorted(actions, key=str)
    return value


def ours(name: str, answer: Answer, case: Case, theirs: object) -> object:
    """Our answer in the same form."""
    if name == "Recommendation" and isinstance(theirs, str):
        if case.has(_TREATMENT):
            return "Treatment"
        return theirs if theirs != "Treatment" and case.has(_FOLLOW_UP) else "no referral"
    found = answer(case)
    if isinstance(theirs, bool) and not isinstance(found, bool):
        return bool(found)
    return sorted(found, key=str) if isinstance(found, list) and found and isinstance(found[0], tuple) else found
