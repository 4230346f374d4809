"""What the named results of the screening case files are in our plan, by name: decisions, due dates, referral and follow-up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from oncoplan.model.dates import after, read_date
from oncoplan.model.plan import Plan, PlanSchedule, Recommendation


class Case(NamedTuple):
    """One person of a case: the plan as of the day, and the record it was made from."""

    made: Plan
    record: dict[str, Any]
    day: date

    def met(self, *starts: str) -> list[Recommendation]:
        return [r for r in self.made.recommendations if r.verdict == "met" and r.rule.startswith(starts)]

    def has(self, *starts: str) -> bool:
        return bool(self.met(*starts))

    def schedules(self, *starts: str) -> list[PlanSchedule]:
        return [r.schedule for r in self.met(*starts) if r.schedule is not None]

    def schedule(self, *starts: str) -> PlanSchedule | None:
        return next(iter(self.schedules(*starts)), None)

    @property
    def age(self) -> int:
        born = date.fromisoformat(self.record["birth_date"])
        return self.day.year - born.year - ((self.day.month, self.day.day) < (born.month, born.day))


Action = tuple[str, str, str | None, str | None]  # what, whose (ACS, USPSTF or ""), when, now or later
Answer = Callable[[Case], object]

NOT_COMPARED = {"sdmdelay"}  # putting mammography off while lactating: the American College of Radiology advises against it
_NO_LABEL = {"noteligible", "diagtesting", "highriskreferral", "5YRiskAssess", "5yrisktool", "estlifexpectancy"}
_OF_ITS_PLACE = {"surgicalreferral", "radiologyrecs", "endoscopistrecs", "18746-8", "268548003"}  # dated by the result

_BREAST, _COLON, _CERVIX = "screening.breast.", "screening.colorectum.", "screening.cervix."
_MAMMOGRAPHY = (f"{_BREAST}uspstf_2024.mammography", f"{_BREAST}uspstf_2024.from_75")
_ACS_AVERAGE = f"{_BREAST}acs_2015."
_ROUTINE = (f"{_COLON}uspstf_2021.routine", f"{_COLON}uspstf_2021.selective")


def action(what: str, whose: str, found: PlanSchedule | None = None, case: Case | None = None) -> Action:
    """One thing to do; of a test also its day and whether that has come."""
    if found is None or case is None:
        return what, whose, None, None
    when = found.next or found.start
    return what, whose, _day(when, case), None if when is None else ("now" if _come(when, case) else "later")


def _come(when: str, case: Case) -> bool:
    """Due within two months counts as now, as the sets count it."""
    return date.fromisoformat(when) <= after(case.day, "2mo")


def _day(when: str | None, case: Case) -> str | None:
    """The day; None where it is the person's last birthday, by which the sets write *now* where no age begins a programme."""
    if when is None:
        return None
    born = date.fromisoformat(case.record["birth_date"])
    last = after(born, f"{case.age}y").isoformat()
    return None if when == last else when


def expected_actions(value: Any, case: Case) -> list[Action] | None:
    """The actions of a named list, however deep the list; None where a part is written as an assertion."""
    if isinstance(value, str):
        return None
    if isinstance(value, dict):
        code = value.get("code", {}).get("code")
        if code in NOT_COMPARED or code is None:
            return []
        label = (value.get("documentation") or {}).get("label")
        when = next(iter((value.get("timingTiming") or {}).get("event") or ()), None)
        flag = (value.get("flag") or {}).get("code")
        if when is None or code in _OF_ITS_PLACE:
            return [(code, label if label in ("ACS", "USPSTF") and code not in _NO_LABEL else "", None, None)]
        return [(code, label or "", _day(when[:10], case), "later" if flag == "not-due" else "now")]
    rows: list[Action] = []
    for part in value or ():
        found = expected_actions(part, case)
        if found is None:
            return None
        rows += found
    return rows


# lists of actions


def mammography(case: Case) -> list[Action]:
    rows = [action("24606-6", "ACS", s, case) for s in case.schedules(_ACS_AVERAGE)]
    return rows + [action("24606-6", "USPSTF", s, case) for s in case.schedules(*_MAMMOGRAPHY)]


def above_average(case: Case) -> list[Action]:
    starts = (f"{_BREAST}acs_2007.lifetime_risk.", f"{_BREAST}acs_2007.chest_radiation.")
    rows = [
        action({"mammography": "24606-6", "breast_mri": "30794-2"}[s.tests[0]], "ACS", s, case) for s in case.schedules(*starts)
    ]
    return rows + [action("24606-6", "USPSTF", s, case) for s in case.schedules(*_MAMMOGRAPHY)] if rows else []


def breast_high_risk(case: Case) -> list[Action]:
    rows: list[Action] = []
    early = case.has(f"{_BREAST}acs_asco_2016.first_five_years")
    if early:
        rows.append(action("specialtyreferral", ""))
    for found in case.schedules(f"{_BREAST}atypia.mammography"):
        rows += [_now("24606-6", found, case), action("lifetimeriskassessment", "ACS")]
    for found in case.schedules(f"{_BREAST}acs_asco_2016.after_breast_cancer"):
        if not early:  # in the first five years the team's plan holds; ours shows the yearly test beside it
            rows.append(_now("24606-6", found, case))
    carrier = [s for s in case.schedules("heredity.carrier.") if s.tests[0] in ("mammography", "breast_mri")]
    rows += [action({"mammography": "24606-6", "breast_mri": "30794-2"}[s.tests[0]], "ACS", s, case) for s in carrier]
    if case.has(f"{_BREAST}uspstf_2024.hereditary_syndrome") and not carrier:
        rows.append(action("specialtyreferral", "ACS"))
    return rows


def _now(what: str, found: PlanSchedule, case: Case) -> Action:
    """A yearly test that no age begins: whether it has come, not since when."""
    when = found.next or found.start or case.day.isoformat()
    come = found.state == "due" or _come(when, case)
    return what, "ACS", None if come else when, "now" if come else "later"


def breast_decision(case: Case) -> list[Action]:
    rows: list[Action] = []
    if case.has(f"{_BREAST}uspstf_2024.from_75"):
        rows.append(action("sdmcontinue", "USPSTF"))
    if case.has(f"{_BREAST}acs_2015.limited_life_expectancy"):
        rows.append(action("sdmcontinue", "ACS"))
    return rows + (breast_high_risk(case) or above_average(case) or mammography(case))


_BREAST_FOLLOW_UP = {
    "further_imaging": "radiologyrecs", "six_months": "radiologyrecs", "biopsy": "radiologyrecs",
    "atypical_biopsy": "surgicalreferral", "discordant_biopsy": "surgicalreferral", "malignant_biopsy": "surgicalreferral",
}  # fmt: skip


def breast_follow_up(case: Case) -> list[Action]:
    starts = f"{_BREAST}follow_up."
    return [action(_BREAST_FOLLOW_UP[r.rule.removeprefix(starts)], "") for r in case.met(starts)]


def genetic_referral(case: Case) -> list[Action]:
    if case.has(f"{_BREAST}uspstf_2019.counselling"):
        return [action("geneticriskreferral", "USPSTF")]
    if case.has(f"{_BREAST}uspstf_2019.brief_tool"):
        return [action("fhxrisktool", "USPSTF"), action("fhxriskassess", "USPSTF")]
    return []


def colon_decision(case: Case) -> list[Action]:
    if case.age >= 86:
        return [] if case.schedules(_COLON) else [action("stopscreening", "")]
    rows: list[Action] = []
    if case.has(f"{_COLON}uspstf_2021.selective", f"{_COLON}uspstf_2021.surveillance_from_76"):
        rows.append(action("sdmcontinue", ""))
    if case.has(f"{_COLON}acs_2018.limited_life_expectancy"):
        rows.append(action("sdmcontinue", ""))
    return rows + colon_high_risk(case)


def colon_high_risk(case: Case) -> list[Action]:
    surveillance = (f"{_COLON}hereditary_syndrome", f"{_COLON}acg_2019.", f"{_COLON}usmstf_2016.")
    carrier = [s for s in case.schedules("heredity.carrier.") if s.tests[0] == "colonoscopy"]
    if case.has(*surveillance) or carrier:
        return [action("452071000124102", "")]
    polyps = (f"{_COLON}usmstf_2017.", f"{_COLON}usmstf_2020.", f"{_COLON}follow_up.polyp_interval")
    return [action("increasedriskscreening", "")] if case.has(*polyps) else []


_COLON_FOLLOW_UP = {
    "colonoscopy_after_stool_test": ("18746-8", "USPSTF"), "colonoscopy_after_sigmoidoscopy": ("18746-8", "USPSTF"),
    "colonoscopy_after_ct": ("18746-8", "USPSTF"), "repeat": ("268548003", ""), "repeat_colonoscopy": ("18746-8", ""),
    "cancer": ("oncologyreferral", ""), "polyp_interval": ("endoscopistrecs", ""),
}  # fmt: skip


def colon_follow_up(case: Case) -> list[Action]:
    starts = f"{_COLON}follow_up."
    return [action(*_COLON_FOLLOW_UP[r.rule.removeprefix(starts)]) for r in case.met(starts)]


def breast_eligible(case: Case) -> list[Action]:
    """Why there is no screening: a symptom, or a breast cancer now."""
    if case.has(f"{_BREAST}symptom."):
        return [action("diagtesting", "")]
    return [action("noteligible", "")] if _cancer_now(case, _BREAST) else []


def colon_eligible(case: Case) -> list[Action]:
    """The same for the bowel, where the sets call both *not eligible*."""
    return [action("noteligible", "")] if case.has(f"{_COLON}symptom.") or _cancer_now(case, _COLON) else []


def _cancer_now(case: Case, organ: str) -> bool:
    return any(d.get("status") != "remission" for d in case.record["diagnoses"]) and not case.schedules(organ)


def high_risk_referral(case: Case) -> list[Action]:
    """To speak of how to lower the risk: with the risk as it is known, or after it has been worked out."""
    rows = [action("estlifexpectancy", "")] if case.has(f"{_BREAST}acs_2015.limited_life_expectancy") else []
    if case.has("heredity.carrier.", f"{_BREAST}uspstf_2019_medicines.lower", "prevention.breast."):
        return [*rows, action("highriskreferral", "")]
    work_out = case.has(f"{_BREAST}uspstf_2019_medicines.risk")
    return [action(what, "") for what in ("5YRiskAssess", "5yrisktool")] if work_out else []


# single answers


def planned(case: Case, *starts: str) -> list[tuple[str, str]]:
    """What was agreed: its day and how it stands in the words of the sets."""
    words = {"overdue": "overdue", "due": "due", "later": "not-due", "discuss": "due"}
    agreed = sorted((s for s in case.schedules(*starts) if s.agreed and s.next), key=lambda s: s.shared)
    return [(s.next or "", words[s.state]) for s in agreed[:1]]


def not_later(case: Case, *starts: str) -> list[tuple[str, str]]:
    return [row for row in planned(case, *starts) if row[1] != "not-due"]


def is_due(case: Case, *starts: str) -> bool:
    found = case.schedules(*starts)
    return any(s.state in ("due", "overdue") if s.agreed else s.state == "overdue" for s in found[:1])


def awaited(case: Case, *starts: str) -> bool:
    return any(s.state == "awaited" for s in case.schedules(*starts))


def last(case: Case, *tests: str) -> bool:
    found = case.schedule(*_ROUTINE)
    return found is not None and bool(set(found.last_tests) & set(tests))


def next_after_last(case: Case) -> str | None:
    found = case.schedule(*_ROUTINE)
    return found.next if found is not None and found.last is not None else None


def day_or_none(value: str | None) -> str | None:
    return value[:10] if value else None


def read_decision(lines: Any) -> tuple[str, str | None] | None:
    """What sentences about cervical screening decide: none, now, next with a day, exam; None where they say something else."""
    text = " ".join(lines) if isinstance(lines, list) else str(lines)
    if "diagnostic pelvic exam" in text:
        return "exam", None
    found = re.search(r"(?:next due on|is recommended on) (\d{4}-\d\d-\d\d)", text)
    if found:
        return "next", read_date(found.group(1)).first.isoformat()
    if re.search(r"No cervical cancer screening is recommended|screening is (?:generally )?not recommended", text, re.I):
        return "none", None
    return ("now", None) if re.search(r"screening (?:\w+ )*is recommended|screening is recommended", text, re.I) else None


def read_recommendation(value: dict[str, Any], case: Case) -> object:
    """The same of a recommendation with a short form: also treatment or colposcopy."""
    short, when = value["short"], value.get("date")
    if short.startswith("Cervical Screening"):
        return ("now", None) if "Due Now" in short else ("next", when)
    if short.startswith("Surveillance") and when:
        return ("next", when) if when > case.day.isoformat() else ("now", None)
    if short in ("Treatment", "Colposcopy or Treatment", "Colposcopy"):
        return short
    return read_decision(value.get("details") or [short])


def cervix_schedule(case: Case) -> PlanSchedule | None:
    """USPSTF's line, or the programme of those who are not at average risk."""
    starts = (f"{_CERVIX}immune_system_weakened.", f"{_CERVIX}asccp_", f"{_CERVIX}uspstf_2018.")
    return next((s for start in starts for s in case.schedules(start)), None)


def cervix_decision(case: Case) -> tuple[str, str | None]:
    if case.has(f"{_CERVIX}symptom."):
        return "exam", None
    found = cervix_schedule(case)
    if found is None or (case.age < 21 and found.state == "later"):
        return "none", None
    if found.state == "follow_up" or (found.next is None and found.state == "later"):
        return "none", None
    if found.next is not None and found.next > case.day.isoformat():
        return "next", found.next
    return "now", None


def cervix_next(case: Case) -> str | None:
    """The day of the next test, today where it has passed."""
    found = cervix_schedule(case)
    if found is None:
        return None
    return max(found.next or case.day.isoformat(), case.day.isoformat())


def due_now(case: Case, *tests: str) -> bool:
    """Whether the test is due now: the only one offered, else what was done last (or any, where nothing was)."""
    decided, found = cervix_decision(case), cervix_schedule(case)
    if decided[0] != "now" or found is None:
        return False
    done = set(found.last_tests) & {"cervical_cytology", "cervical_hpv"} if len(found.tests) > 1 else set(found.tests)
    return not tests or (done == set(tests) if done else set(tests) <= set(found.tests))


_TYPES = {
    ("cervical_cytology", "cervical_hpv"): "Cotesting with hrHPV and Cervical Cytology", ("cervical_hpv",): "hrHPV",
    ("cervical_cytology",): "Cervical Cytology",
}  # fmt: skip


def cervix_type(case: Case) -> str | None:
    """What was done last."""
    found = cervix_schedule(case)
    return _TYPES.get(tuple(sorted(set(found.last_tests) & {"cervical_cytology", "cervical_hpv"}))) if found else None
