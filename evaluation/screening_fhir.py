"""A person in FHIR R4 → our record: what was screened, found, treated and planned, read by codes (data/screening_codes.tsv).

A code that the table does not have is taken by its words, and what those mean is left to the product's own vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from oncoplan.knowledge.load import base
from oncoplan.model.dates import after

TABLE = Path(__file__).with_name("data") / "screening_codes.tsv"
FINAL = ("final", "amended", "corrected", "appended")
PENDING = ("registered", "partial", "preliminary")
_SYSTEMS = {"loinc": "loinc", "snomed": "snomed", "icd-10": "icd10", "icd10": "icd10", "cpt": "cpt", "rxnorm": "rxnorm",
            "rolecode": "rolecode"}  # fmt: skip
_KINDS = ("DiagnosticReport", "Condition", "Observation", "Procedure", "ServiceRequest", "CarePlan", "FamilyMemberHistory",
          "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Encounter", "EpisodeOfCare")  # fmt: skip
_NOW = 7  # days that a symptom without a visit counts as of today
_NOTED = {
    "lifetimeriskassessment": "lifetime breast cancer risk",
    "5yriskassessment": "BCRAT 5-year risk",
    "fhxrisktool": "familial breast cancer risk",
    "familialriskassessment": "familial breast cancer risk",
    "PersonalRiskFactors": "personal breast cancer risk factors",
}
_ADVISED = "470191000124102"


class Coding(NamedTuple):
    system: str
    code: str
    words: str


@cache
def table() -> dict[tuple[str, str, str, str], str]:
    """(kind, system, code, the only test or "") → our words."""
    rows = [line.rstrip("\n").split("\t") for line in TABLE.open(encoding="utf-8") if line.strip() and not line.startswith("#")]
    return {(kind, system, code, only): means for kind, system, code, means, only in rows[1:]}


def codings(value: Any) -> Iterator[Coding]:
    """Every coding of a FHIR code, however it is nested or abbreviated (`LOINC#1234-5 Name`)."""
    if isinstance(value, str) and "#" in value:
        system, _, rest = value.partition("#")
        code, _, words = rest.partition(" ")
        yield Coding(_system(system), code, _plain(words or code))
    elif isinstance(value, list):
        for one in value:
            yield from codings(one)
    elif isinstance(value, dict):
        if "coding" in value:
            yield from codings(value["coding"])
        elif "code" in value and not isinstance(value["code"], dict | list):
            yield Coding(_system(str(value.get("system") or "")), str(value["code"]), _plain(str(value.get("display") or "")))


def _system(text: str) -> str:
    lower = text.lower()
    return next((name for word, name in _SYSTEMS.items() if word in lower), text.rstrip("/").rpartition("/")[2])


def _plain(words: str) -> str:
    """`Polyp of colon (disorder)` without what kind of concept it is."""
    return re.sub(r"\s*\((disorder|finding|situation|procedure|qualifier value|morphologic abnormality|substance)\)$", "", words)


def means(kind: str, value: Any, only: str = "") -> str | None:
    """Our word for the first coding that the table has; ICD-10 by the longest start."""
    known = table()
    for one in codings(value):
        for test in dict.fromkeys((only, "")):
            if (found := known.get((kind, one.system, one.code, test))) is not None:
                return found
            if one.system == "icd10":
                starts = (one.code[:n] for n in range(len(one.code), 2, -1))
                if (found := next((m for s in starts if (m := known.get((kind, "icd10", s, test)))), None)) is not None:
                    return found
    return None


def day_of(resource: dict[str, Any], *keys: str, begin: bool = False) -> str | None:
    """The first of these that says a day; of a period its end, or its beginning."""
    for key in keys:
        value = resource.get(key)
        if isinstance(value, dict):
            value = (value.get("start") if begin else None) or value.get("end") or value.get("start")
        if isinstance(value, list):
            value = value[0] if value else None
        if value:
            return str(value)[:10]
    return None


def _rests_on(report: dict[str, Any]) -> set[str]:
    """The orders and the visit that a report is of."""
    named = (*report.get("basedOn", ()), report.get("encounter"))
    return {str(r["reference"]) for r in named if isinstance(r, dict) and r.get("reference")}


class Reader:
    """Reads the resources of one person as of a day; `record` is ours."""

    def __init__(self, resources: list[dict[str, Any]], as_of: str) -> None:
        self.all, self.as_of = resources, date.fromisoformat(as_of)
        self.person = next(r for r in resources if r.get("resourceType") == "Patient")
        self.born = str(self.person.get("birthDate") or "") or None
        self.lists: dict[str, list[Any]] = {
            k: [] for k in ("screening", "conditions", "diagnoses", "procedures", "family", "medications", "tests")
        }
        self.scores: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}
        self.more: dict[str, Any] = {}

    def record(self) -> dict[str, Any]:
        for kind in _KINDS:
            for one in sorted(self._of(kind), key=lambda r: day_of(r, "effectiveDateTime", "effectivePeriod") or ""):
                getattr(self, f"_{kind.lower()}")(one)
        sex = self._sex()
        return {"oncoplan_record": 1, "id": "case", "sex": sex, "birth_date": self.born, **self.lists, **self.more,
                "scores": self.scores, "answers": self.answers,
                "complete": [*self.lists, "results"]}  # fmt: skip

    def _of(self, kind: str) -> list[dict[str, Any]]:
        return [r for r in self.all if r.get("resourceType") == kind]

    def _sex(self) -> str | None:
        told = [e.get("valueCode") for e in self.person.get("extension", ()) if str(e.get("url", "")).endswith("birthsex")]
        sex = {"F": "female", "M": "male"}.get(told[0] if told else "", self.person.get("gender"))
        return sex if sex in ("female", "male") else None

    # tests and their results

    def _diagnosticreport(self, one: dict[str, Any]) -> None:
        test = means("test", one.get("code"))
        if test is None or one.get("status") not in (*FINAL, *PENDING):
            return
        on = self._sampled(one) or day_of(one, "effectiveDateTime", "effectivePeriod", "issued")
        entry: dict[str, Any] = {"test": test, "on": on}
        if one["status"] in PENDING:
            entry["status"] = "pending"
        else:
            found = [word for value in self._conclusions(one, test) if (word := self._result(value, test))]
            entry["result"] = "; ".join(dict.fromkeys(found)) or None
            entry["every"] = self._advised(one)
        self.lists["screening"].append({k: v for k, v in entry.items() if v is not None})

    def _sampled(self, one: dict[str, Any]) -> str | None:
        """Reports on one order or visit are of one sample: its last day."""
        days = [
            day
            for other in self._of("DiagnosticReport")
            if _rests_on(one) & _rests_on(other) and (day := day_of(other, "effectiveDateTime", "effectivePeriod"))
        ]
        return max(days) if len(days) > 1 else None

    def _conclusions(self, one: dict[str, Any], test: str) -> Iterator[Any]:
        stated = one.get("conclusionCode") or ()
        yield from (stated if isinstance(stated, list) else [stated])
        for seen in self._linked(one, test):
            if means("test", seen.get("code")) == test and seen.get("valueCodeableConcept"):
                yield seen["valueCodeableConcept"]

    def _linked(self, one: dict[str, Any], test: str) -> Iterator[dict[str, Any]]:
        """Observations that the report names, that rest on the same order, or that are of the same test and day."""
        named = {str(r.get("reference")).rpartition("/")[2] for r in one.get("result") or ()}
        orders = {str(r.get("reference")) for r in one.get("basedOn") or ()}
        day = day_of(one, "effectiveDateTime", "effectivePeriod")
        for seen in self._of("Observation"):
            rests = {str(r.get("reference")) for r in seen.get("basedOn") or ()}
            same_day = day is not None and day_of(seen, "effectiveDateTime", "effectivePeriod") == day
            if str(seen.get("id")) in named or rests & orders or (same_day and means("test", seen.get("code")) == test):
                yield seen

    def _advised(self, one: dict[str, Any]) -> str | None:
        for seen in self._linked(one, ""):
            quantity = seen.get("valueQuantity") or {}
            if any(c.code == _ADVISED for c in codings(seen.get("code"))) and quantity.get("value"):
                unit = str(quantity.get("unit") or quantity.get("code") or "a").lower()
                return f"{quantity['value']:g}{'mo' if unit.startswith('mo') else 'w' if unit.startswith('w') else 'y'}"
        return None

    @staticmethod
    def _result(value: Any, test: str) -> str | None:
        known = means("result", value, test)
        if known is not None:
            return known
        words = next(codings(value), None)
        return None if words is None or means("test", value) else (words.words or f"code {words.code}")

    def _servicerequest(self, one: dict[str, Any]) -> None:
        test = means("test", one.get("code"))
        if test is None or one.get("intent", "order") != "order" or one.get("status") not in ("active", "completed"):
            return
        self._came(one, test, "ordered", day_of(one, "occurrenceDateTime", "occurrencePeriod", "authoredOn", begin=True))

    def _came(self, one: dict[str, Any], test: str, status: str, on: str | None) -> None:
        """An order or a procedure without its report or observation."""
        me = f"{one['resourceType']}/{one.get('id')}"
        kinds = (*self._of("DiagnosticReport"), *self._of("Observation"))
        if one.get("id") and any(str(r.get("reference")) == me for seen in kinds for r in seen.get("basedOn") or ()):
            return
        self.lists["screening"].append({"test": test, "status": status, **({"on": on} if on else {})})

    def _careplan(self, one: dict[str, Any]) -> None:
        if one.get("status") != "active":
            return
        for step in one.get("activity") or ():
            name = str((step.get("reference") or {}).get("reference"))
            for other in self.all:
                if f"{other.get('resourceType')}/{other.get('id')}" != name:
                    continue
                for action in other.get("action") or [other]:
                    self._planned(action)

    def _planned(self, action: dict[str, Any]) -> None:
        test, timing = means("test", action.get("code")), action.get("timingTiming") or action.get("occurrenceTiming") or {}
        on = day_of(timing, "event")
        if test is None or on is None:
            return
        repeat = timing.get("repeat") or {}
        every = f"{repeat['period']}y" if repeat.get("frequency") == 1 and repeat.get("periodUnit") == "a" else None
        self.lists["screening"].append({"test": test, "status": "planned", "next": on, **({"every": every} if every else {})})

    # conditions, procedures, family, medicines

    def _condition(self, one: dict[str, Any]) -> None:
        codes = one.get("code")
        state = next((c.code for c in codings(one.get("clinicalStatus"))), "active")
        if any(c.code in ("refuted", "entered-in-error") for c in codings(one.get("verificationStatus"))):
            return
        since = day_of(one, "onsetDateTime", "onsetPeriod", "recordedDate")
        done = means("procedure", codes)
        if done is not None:
            side = {"7771000": "left", "24028007": "right"}.get(next((c.code for c in codings(one.get("bodySite"))), ""))
            kind = f"{side} mastectomy" if side and done == "unilateral mastectomy" else done
            self.lists["procedures"].append({"kind": kind, "on": self._at_age(one) or since})
            return
        past = means("past_cancer", codes)
        known = means("condition", codes)
        if known in ("brca1", "brca2"):
            self.lists["tests"].append({"kind": "germline_dna", "findings": [f"{known.upper()} pathogenic variant"]})
        if known is not None and past is None:
            status = "resolved" if self._symptom_is_over(one, known) else "active"
            self.lists["conditions"].append({"is": known, "status": status, **({"since": since} if since else {})})
            return
        cancer = past or means("cancer", codes) or self._cancer(codes)
        if cancer is not None:
            over = past is not None or state in ("inactive", "remission", "resolved")
            entry = {"cancer": cancer, "date": since, **({"status": "remission"} if over else {})}
            self.lists["diagnoses"].append(entry)
            return
        words = next((c.words for c in codings(codes) if c.words), None)
        if words:
            self.lists["conditions"].append({"is": words, **({"since": since} if since else {})})

    @staticmethod
    def _cancer(codes: Any) -> str | None:
        """The coding as the product takes it, where its vocabulary has the code or the words."""
        names = {"snomed": "SNOMED", "icd10": "ICD-10"}
        vocabulary = base().vocabulary
        for one in codings(codes):
            for text in (f"{names.get(one.system, one.system)} {one.code}", one.words):
                if text and vocabulary.find_cancer(text).code is not None:
                    return text
        return None

    def _symptom_is_over(self, one: dict[str, Any], known: str) -> bool:
        """A symptom is of today's visit or was noted within a week; else it does not speak against a routine test."""
        if known not in ("breast symptom", "colorectal symptom", "abnormal uterine or vaginal bleeding"):
            return False
        on = day_of(one, "recordedDate", "effectiveDateTime", "onsetDateTime")
        return on is not None and date.fromisoformat(on) < self.as_of - timedelta(days=_NOW)

    def _at_age(self, one: dict[str, Any]) -> str | None:
        """The day on which the person was of the age that a condition gives."""
        years = (one.get("abatementAge") or one.get("onsetAge") or {}).get("value")
        return after(date.fromisoformat(self.born), f"{years:g}y").isoformat() if years is not None and self.born else None

    def _procedure(self, one: dict[str, Any]) -> None:
        if one.get("status", "completed") != "completed":
            return
        on = day_of(one, "performedDateTime", "performedPeriod")
        kind, test = means("procedure", one.get("code")), means("test", one.get("code"))
        if kind is not None:
            self.lists["procedures"].append({"kind": kind, **({"on": on} if on else {})})
        elif test is not None:
            self._came(one, test, "pending", day_of(one, "performedDateTime", "performedPeriod", begin=True))

    def _familymemberhistory(self, one: dict[str, Any]) -> None:
        relation = means("relation", one.get("relationship"))
        cancers, conditions = [], []
        for found in one.get("condition") or ():
            known, past = means("condition", found.get("code")), means("past_cancer", found.get("code"))
            cancer = past or means("cancer", found.get("code")) or (None if known else self._cancer(found.get("code")))
            if cancer:
                age = (found.get("onsetAge") or {}).get("value")
                cancers.append({"cancer": cancer, **({"age": age} if age is not None else {})})
            elif known:
                conditions.append(f"{known} variant" if known.startswith("brca") else known)
        self.lists["family"].append({"relation": relation or "relative", "cancers": cancers, "conditions": conditions})

    def _medicationrequest(self, one: dict[str, Any]) -> None:
        if one.get("intent", "order") not in ("proposal", "plan", "option"):
            self._medicine(one)

    def _medicine(self, one: dict[str, Any]) -> None:
        words = next((c.words for c in codings(one.get("medicationCodeableConcept")) if c.words), "")
        find = base().vocabulary.find_drug
        name = next((drug for n in range(len(words.split()), 0, -1) if (drug := find(" ".join(words.split()[:n])))), words)
        if name:
            self.lists["medications"].append({"drug": name})

    _medicationstatement = _medicationadministration = _medicine

    def _encounter(self, one: dict[str, Any]) -> None:
        known = means("condition", one.get("reasonCode"))
        if known is not None and one.get("status") in ("in-progress", "arrived", "triaged"):
            self.lists["conditions"].append({"is": known})

    def _episodeofcare(self, one: dict[str, Any]) -> None:
        if any(c.code == "424525001" for c in codings(one.get("type"))):
            self.more["pregnancy"] = one.get("status") == "active"

    # what someone noted

    def _observation(self, one: dict[str, Any]) -> None:
        if one.get("status") not in FINAL:
            return
        code = next(codings(one.get("code")), None)
        if code is None:
            return
        value = self._value(one)
        if any(c.code == "77386006" for c in codings(one.get("valueCodeableConcept"))):
            self.more["pregnancy"] = True
        if code.code in _NOTED or code.code.lower() == "personalriskfactors":
            key = _NOTED.get(code.code, "personal breast cancer risk factors")
            if value is not None:  # a tool's answer as yes or no is its word for high or not
                self.scores[key] = {"yes": "high", "no": "not high"}.get(value, value) if key.startswith("familial") else value
        elif code.code == "brcageneancestry" and value == "yes":
            self.more["ancestry"] = ["ashkenazi_jewish"]
        elif code.code == "firstdeggenetic" and value == "yes":
            relative = {"relation": "first-degree relative", "conditions": ["hereditary breast cancer syndrome"], "cancers": []}
            self.lists["family"].append(relative)
        elif code.code == "KnownVariantStatus":
            self.answers["germline_test_done"] = value == "yes"
        elif code.code == "hxbreastcawithin5y" and value == "yes":
            self.lists["diagnoses"].append({"cancer": "breast cancer", "status": "remission", "date": self.as_of.isoformat()})
        else:
            self._noted(one, value)

    def _noted(self, one: dict[str, Any], value: Any) -> None:
        stated = means("condition", one.get("valueCodeableConcept"))
        asked = means("observation", one.get("code")) or means("condition", one.get("code"))
        known = stated or (asked if value != "no" else None)
        done = means("procedure", one.get("code"))
        if done is not None:
            self.lists["procedures"].append({"kind": done})
        elif known is not None and means("test", one.get("code")) is None and not self._symptom_is_over(one, known):
            since = day_of(one, "effectiveDateTime", "effectivePeriod")
            self.lists["conditions"].append({"is": known, **({"since": since} if since else {})})

    @staticmethod
    def _value(one: dict[str, Any]) -> Any:
        """A number, `yes`, `no`, `high`, `not high`; None for another word."""
        if "valueBoolean" in one:
            return "yes" if one["valueBoolean"] else "no"
        if "valueQuantity" in one:
            return one["valueQuantity"].get("value")
        word = next((c.code.lower() for c in codings(one.get("valueCodeableConcept"))), "")
        fixed = {"373066001": "yes", "373067005": "no"}.get(word)
        return fixed or ("not high" if word.startswith("not") else "high" if word.startswith("high") else None)


def record_of(resources: list[Any], as_of: str) -> dict[str, Any] | None:
    """The person as a record whose lists are complete (a case tells all there is); None where the case holds no person."""
    kept = [r for r in resources if isinstance(r, dict)]
    if len(kept) < len(resources) or not any(r.get("resourceType") == "Patient" for r in kept):
        return None
    return Reader(kept, as_of).record()
