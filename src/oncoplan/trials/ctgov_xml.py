"""The legacy XML of ClinicalTrials.gov (`<clinical_study>`) → the shape of its API version 2, which one reader reads.

The eligibility text loses only the indentation that the XML gave every line of it.
"""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class NotXml(Exception):
    """Bytes that are no XML, or XML of another kind; says why."""


def studies(data: bytes) -> list[dict[str, Any]]:
    """Every study of a file, in the shape of the API. Raises NotXml."""
    from xml.etree.ElementTree import ParseError, fromstring

    if b"<!ENTITY" in data[:10_000]:
        raise NotXml("it defines entities, which are not read")
    try:
        root = fromstring(data)
    except ParseError as error:
        raise NotXml(f"this is not XML ({error})") from None
    found = [root] if root.tag == "clinical_study" else root.findall(".//clinical_study")
    if not found:
        raise NotXml(f"there is no <clinical_study> in it (it is <{root.tag}>)")
    return [study(one) for one in found]


def study(root: Element) -> dict[str, Any]:
    """One `<clinical_study>`."""
    protocol = {
        "identificationModule": {
            "nctId": _text(root, "id_info/nct_id"),
            "nctIdAliases": _texts(root, "id_info/nct_alias"),
            "orgStudyIdInfo": {"id": _text(root, "id_info/org_study_id")},
            "secondaryIdInfos": [{"id": one} for one in _texts(root, "id_info/secondary_id")],
            "briefTitle": _text(root, "brief_title"),
            "officialTitle": _text(root, "official_title"),
            "acronym": _text(root, "acronym"),
        },
        "statusModule": {
            "overallStatus": _text(root, "overall_status"),
            "statusVerifiedDate": _day(_text(root, "verification_date")),
            "lastUpdatePostDateStruct": {"date": _day(_text(root, "last_update_posted") or _text(root, "lastchanged_date"))},
        },
        "descriptionModule": {"briefSummary": _block(root, "brief_summary/textblock")},
        "conditionsModule": {"conditions": _texts(root, "condition"), "keywords": _texts(root, "keyword")},
        "designModule": {
            "phases": [one for one in (_text(root, "phase") or "").split("/") if one and one != "N/A"],
            "studyType": _text(root, "study_type"),
            "designInfo": {"primaryPurpose": _text(root, "study_design_info/primary_purpose")},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": _text(one, "arm_group_label"),
                    "type": _text(one, "arm_group_type"),
                    "description": _text(one, "description"),
                }
                for one in root.findall("arm_group")
            ],
            "interventions": [
                {
                    "type": (_text(one, "intervention_type") or "").upper().replace(" ", "_") or None,
                    "name": _text(one, "intervention_name"),
                    "description": _text(one, "description"),
                    "armGroupLabels": _texts(one, "arm_group_label"),
                    "otherNames": _texts(one, "other_name"),
                }
                for one in root.findall("intervention")
            ],
        },
        "eligibilityModule": {
            "eligibilityCriteria": _block(root, "eligibility/criteria/textblock"),
            "sex": _text(root, "eligibility/gender"),
            "genderBased": _text(root, "eligibility/gender_based"),
            "genderDescription": _text(root, "eligibility/gender_description"),
            "minimumAge": _text(root, "eligibility/minimum_age"),
            "maximumAge": _text(root, "eligibility/maximum_age"),
            "healthyVolunteers": _text(root, "eligibility/healthy_volunteers"),
        },
        "contactsLocationsModule": {
            "locations": [
                {
                    "facility": _text(one, "facility/name"),
                    "city": _text(one, "facility/address/city"),
                    "state": _text(one, "facility/address/state"),
                    "zip": _text(one, "facility/address/zip"),
                    "country": _text(one, "facility/address/country"),
                    "status": _text(one, "status"),
                }
                for one in root.findall("location")
            ]
        },
    }
    return {"readFrom": "xml", "protocolSection": _filled(protocol)}


def _filled(value: Any) -> Any:
    """Without what is empty."""
    if isinstance(value, dict):
        return {key: inner for key, one in value.items() if (inner := _filled(one)) not in (None, [], {})}
    return [_filled(one) for one in value] if isinstance(value, list) else value


def _text(root: Element, path: str) -> str | None:
    return " ".join((root.findtext(path) or "").split()) or None


def _texts(root: Element, path: str) -> list[str]:
    return [text for one in root.findall(path) if (text := " ".join((one.text or "").split()))]


def _block(root: Element, path: str) -> str | None:
    return textwrap.dedent(root.findtext(path) or "").strip() or None


def _day(text: str | None) -> str | None:
    """`May 3, 2019` and `May 2019` as 2019-05-03 and 2019-05; None for what is no date."""
    for form, out in (("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m")):
        try:
            return datetime.strptime(text or "", form).strftime(out)  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
