"""Screening cases (a FHIR R4 person in, named decisions out) through our plan.

    python -m evaluation.screening FILE.json [--as-of 2024-12-10]

Each result of a case has a name. Those that speak of what a plan says (who is offered routine screening, when it is next due,
whether a result must be followed up first) are mapped in `MODELLED`; every other name is listed and counted, not judged.
Of a follow-up only *whether* is compared, since our plan does not say which test follows. What differs is printed. Exit 0: all
that is modelled agrees; 1: something differs, or nothing is modelled; 2: the file cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evaluation.cases import last_line
from oncoplan.intake.record_file import build
from oncoplan.model.plan import Plan, PlanSchedule
from oncoplan.pipeline import plan

TESTS = {"60515-4": "ct_colonography", "18746-8": "colonoscopy", "29771-3": "fit", "18753-4": "flexible_sigmoidoscopy",
         "77353-1": "stool_dna", "24606-6": "mammography"}  # LOINC  # fmt: skip
NORMAL = {"260385009", "418733006", "397140005", "397141009"}  # SNOMED CT: negative; BI-RADS 1 and 2


def codes(value: Any) -> list[tuple[str, str]]:
    """The (code, words) of a FHIR code, however it is nested or abbreviated (`LOINC#1234-5 Name`)."""
    if isinstance(value, str):
        code, _, words = value.rpartition("#")[2].partition(" ")
        return [(code, words or code)]
    if isinstance(value, list):
        return [pair for one in value for pair in codes(one)]
    if not isinstance(value, dict):
        return []
    if "coding" in value:
        return codes(value["coding"])
    return [(str(value["code"]), str(value.get("display") or value["code"]))] if "code" in value else []


def record_of(resources: list[Any]) -> dict[str, Any] | None:
    """The person and their final reports as a record; None where the case holds no person."""
    person = next((r for r in resources if isinstance(r, dict) and r.get("resourceType") == "Patient"), None)
    if person is None:
        return None
    born = [e.get("valueCode") for e in person.get("extension", ()) if str(e.get("url", "")).endswith("birthsex")]
    sex = {"F": "female", "M": "male"}.get(born[0] if born else "", person.get("gender"))
    done = []
    for one in resources:
        if not isinstance(one, dict) or one.get("resourceType") != "DiagnosticReport" or one.get("status") != "final":
            continue
        test = next((TESTS[code] for code, _ in codes(one.get("code")) if code in TESTS), None)
        if test and one.get("effectiveDateTime"):
            found = codes(one.get("conclusionCode"))
            result = None if not found else "negative" if all(c in NORMAL for c, _ in found) else found[0][1]
            done.append({"test": test, "on": one["effectiveDateTime"][:10], "result": result})
    return {"oncoplan_record": 1, "id": "case", "sex": sex if sex in ("female", "male") else None,
            "birth_date": person.get("birthDate"), "screening": done}  # fmt: skip


def schedules(made: Plan, start: str) -> list[PlanSchedule]:
    return [r.schedule for r in made.recommendations if r.schedule is not None and r.rule.startswith(start)]


def _followed_up(start: str) -> Callable[[Plan], bool]:
    return lambda made: any(s.state == "follow_up" for s in schedules(made, start))


def _next(made: Plan) -> str | None:
    return next((s.next for s in schedules(made, "screening.colorectum.uspstf_2021.")), None)


_COLON, _BREAST = "screening.colorectum.uspstf_2021.", "screening.breast.uspstf_2024."
MODELLED: dict[str, Callable[[Plan], object]] = {
    "eve-AgeOver76": lambda made: not schedules(made, f"{_COLON}routine"),
    "eve-Age86AndOlder": lambda made: not schedules(made, _COLON),
    "eve-AgeOver74": lambda made: not schedules(made, _BREAST),
    "flow-DetermineNextDueDate": _next,
    "flow-FollowUp": _followed_up(_COLON),
    "eve-abnormalStoolTest": _followed_up(_COLON),
    "eve-abnormalCTColonography": _followed_up(_COLON),
    "eve-abnormalFlexSig": _followed_up(_COLON),
    "eve-inconclusiveStoolTest": _followed_up(_COLON),
    "eve-inconclusiveCTColonography": _followed_up(_COLON),
    "eve-colonoscopyFindingPolyps": _followed_up(_COLON),
    "eve-colonoscopyFindingCRC": _followed_up(_COLON),
    "eve-actionablebirads": _followed_up(_BREAST),
    "flow-FollowupScreeningResult": _followed_up(_BREAST),
}


def expected(name: str, value: Any) -> object:
    """The named result as ours is: a day, or whether there is anything to do."""
    if name == "flow-DetermineNextDueDate":
        return value[:10] if value else None
    return bool(value)


def judged(cases: list[dict[str, Any]], as_of: str) -> tuple[int, list[str], Counter[str]]:
    """How many modelled results agree, a line for each that does not, and the names that are not modelled."""
    right, wrong, left = 0, [], Counter[str]()
    for case in cases:
        record = record_of(case["data"])
        made: Plan | None = None
        for name, value in case["results"].items():
            if record is None or name not in MODELLED or (isinstance(value, str) and value.startswith("$")):
                left[name] += 1
                continue
            made = made or plan(build(record, "case.json", ""), as_of=as_of)
            ours, theirs = MODELLED[name](made), expected(name, value)
            right += ours == theirs
            if ours != theirs:
                wrong.append(f"{case['name']}: {name}: ours {ours}, theirs {theirs}")
    return right, wrong, left


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    flags.add_argument("--as-of", default="2024-12-10")
    chosen = flags.parse_args()
    try:
        right, wrong, left = judged(json.loads(chosen.file.read_text(encoding="utf-8")), chosen.as_of)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"{chosen.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    for name, count in sorted(left.items()):
        print(f"not modelled: {name} ({count})")
    for line in wrong:
        print(line)
    return last_line(right, right + len(wrong), "modelled results agree", left.total())


if __name__ == "__main__":
    raise SystemExit(main())
