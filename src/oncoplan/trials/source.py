"""One trial as a registry gave it: which form it has, its canonical bytes, its digest, its id and its day."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import SourceKind

NCT = Pattern(r"NCT\d{8}")
REGISTRY_ID = Pattern(r"NCT\d{8}|ISRCTN\d{8}|(?:EUCTR)?\d{4}-\d{6}-\d{2}(?:-\d{2})?|CTIS[\d-]+|UMIN\d{9}|jRCTs?\d+|ACTRN\d{14}"
                      r"|ChiCTR[\w-]+|DRKS\d{8}|NTR\d+|NL[\d.]+|CTRI/[\d/]+|KCT\d{7}|NCI-\d{4}-\d{5}")  # fmt: skip


class Source(Struct, frozen=True, kw_only=True):
    """A trial's source. `data` is kept in the store and is enough to read the trial again."""

    kind: SourceKind
    id: str  # the registry's id, else the protocol number
    data: bytes  # UTF-8: the file's own text where it holds this trial alone, else the trial's JSON
    digest: str  # sha256 over what a change of the trial changes: not over layout, order of keys or the day of a download
    snapshot: str | None = None  # the day it was taken, else the day of the last change it knows of
    name: str = ""  # the file (and the place in it)


TEXT = "eligibility_text"
"""The key of a trial of which nothing is at hand but its id and its eligibility text."""


class NotATrial(Exception):
    """A value that is no trial of a form that is read, and why."""


def source_of(value: Any, name: str, text: bytes | None = None) -> Source:
    """The source that a parsed value is; `text`: the file it alone stands in, where that is not JSON. Raises NotATrial."""
    if not isinstance(value, dict):
        raise NotATrial("a trial is a mapping")
    kind = kind_of(value)
    if kind is None:
        raise NotATrial("this is no trial of ClinicalTrials.gov (API version 2 or XML), of the NCI, or in CTML")
    found = id_of(value, kind)
    if found is None:
        raise NotATrial("the trial has neither a registry's id nor a protocol number")
    return Source(
        kind=kind, id=found, data=text if text is not None else as_json(value), digest=digest_of(value, kind),
        snapshot=snapshot_of(value, kind), name=name,
    )  # fmt: skip


def kind_of(value: dict[str, Any]) -> SourceKind | None:
    """The form that a mapping has."""
    if "protocolSection" in value:
        return "ctgov_xml" if value.get("readFrom") == "xml" else "ctgov_v2"
    if TEXT in value:
        return "text"
    if "treatment_list" in value:
        return "ctml"
    if "current_trial_status" in value or "nci_id" in value or ("nct_id" in value and "eligibility" in value):
        return "nci_cts"
    if ("nct_id" in value or "protocol_no" in value) and ("match" in value or "status" in value or "long_title" in value):
        return "ctml"
    return None


def id_of(value: dict[str, Any], kind: SourceKind) -> str | None:
    """The registry's id. A protocol number that is a registry's id is one; where both are given and differ, `nct_id` counts."""
    if kind in ("ctgov_v2", "ctgov_xml"):
        part = value["protocolSection"]
        part = part.get("identificationModule") if isinstance(part, dict) else None
        part = part if isinstance(part, dict) else {}
        org = part.get("orgStudyIdInfo")
        stated = [part.get("nctId"), org.get("id") if isinstance(org, dict) else None]
    else:
        several = value.get("protocol_ids") if kind != "text" else [value.get("id")]
        stated = [value.get("nct_id"), value.get("protocol_no"), *(several if isinstance(several, list) else ())]
        stated += [value.get("nci_id"), value.get("protocol_id")]
    words = [" ".join(str(one).split()) for one in stated if isinstance(one, str | int) and not isinstance(one, bool)]
    words = [word for word in words if word and word != "0"]
    return next((w.upper() for w in words if NCT.fullmatch(w.upper())), None) or next(iter(words), None)


def snapshot_of(value: dict[str, Any], kind: SourceKind) -> str | None:
    """The day (YYYY-MM-DD) the source was taken, else of the last change it states."""
    if kind in ("ctgov_v2", "ctgov_xml"):
        found = (
            _at(value, "derivedSection", "miscInfoModule", "versionHolder")
            or _at(value, "protocolSection", "statusModule", "lastUpdatePostDateStruct", "date")
            or _at(value, "protocolSection", "statusModule", "lastUpdateSubmitDate")
            or _at(value, "protocolSection", "statusModule", "statusVerifiedDate")
        )
    elif kind == "nci_cts":
        found = _at(value, "record_verification_date") or _at(value, "current_trial_status_date")
    else:
        found = _at(value, "last_updated") or _at(value, "_updated", "$date") or _at(value, "curated_on")
    return str(found)[:10] if isinstance(found, str) and found[:4].isdigit() else None


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def as_json(value: Any) -> bytes:
    """JSON with the keys in the order in which they came."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def digest_of(value: dict[str, Any], kind: SourceKind) -> str:
    """`sha256:` of the value in canonical JSON, without the day on which the registry's data were taken."""
    if kind in ("ctgov_v2", "ctgov_xml") and isinstance(value.get("derivedSection"), dict):
        value = {**value, "derivedSection": {k: v for k, v in value["derivedSection"].items() if k != "miscInfoModule"}}
    whole = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return "sha256:" + hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
