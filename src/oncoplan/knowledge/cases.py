"""A case as one line → the record it stands for: `LUAD metastatic; EGFR L858R; no prior therapy` (see the rule language)."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from oncoplan.model.record import Record
from oncoplan.model.vocabulary import Vocabulary

_EXTENT = {
    "metastatic": "metastatic", "locally advanced": "locally_advanced", "early": "localized", "localized": "localized",
    "localised": "localized", "advanced": "advanced", "in situ": "in_situ",
}  # fmt: skip
_STATUS = {
    "relapsed": "relapsed", "recurrent": "relapsed", "progressing": "progressing", "new": "new", "remission": "remission",
    "refractory": "relapsed", "on treatment": "on_treatment", "responding": "responding", "surveillance": "surveillance",
}  # fmt: skip
_SETTINGS = ("neoadjuvant", "adjuvant", "metastatic", "maintenance", "consolidation", "perioperative", "chemoradiation")
_OUTCOMES = ("progression", "response", "toxicity", "stable", "completed", "stopped")
_TEST_KINDS = {
    "plasma": "ctdna", "germline test": "germline_dna", "ihc": "ihc", "fish": "fish", "tumour dna": "tumour_dna",
    "tumour rna": "tumour_rna", "rna": "tumour_rna",
}  # fmt: skip
_BETWEEN = re.compile(r";(?![^(]*\))")  # not the semicolon of t(15;17)
_DAY_OF = re.compile(r"(\d{4}(?:-\d\d){0,2})$")
_ON_DAY = re.compile(r"\s+on\s+(\d{4}(?:-\d\d){0,2})$")
_STAGE = re.compile(r"^stage\s+(\S+)$", re.I)


class UnreadableCase(ValueError):
    """A case line that cannot be understood."""


def record_of(case: str | dict[str, Any], vocabulary: Vocabulary) -> Record:
    """The record of a case. Raises UnreadableCase."""
    if isinstance(case, dict):
        try:
            return msgspec.convert({"id": "case", **case}, Record)
        except msgspec.ValidationError as error:
            raise UnreadableCase(str(error)) from None
    segments = [part.strip() for part in _BETWEEN.split(case) if part.strip()]
    if not segments:
        raise UnreadableCase("the case is empty")
    raw: dict[str, Any] = {"id": "case"}
    dx: dict[str, Any] = {"id": "dx1"}
    tests: list[dict[str, Any]] = [{"findings": [], "negative": []}]
    if segments[0] != "-":
        _diagnosis(segments[0], dx, raw, vocabulary)
    for segment in segments[1:]:
        _item(segment, raw, dx, tests)
    if dx.get("cancer") is not None:
        raw["diagnoses"] = [dx]
    raw["tests"] = [t for t in tests if t["findings"] or t["negative"] or len(t) > 2]
    if not raw["tests"]:
        del raw["tests"]
    return msgspec.convert(raw, Record)


def _diagnosis(text: str, dx: dict[str, Any], raw: dict[str, Any], vocabulary: Vocabulary) -> None:
    """`LUAD stage IV metastatic`: the longest start that is a cancer, then words about its state."""
    words = text.split()
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size]).rstrip(",")
        if vocabulary.find_cancer(name).code is not None:
            dx["cancer"] = name
            rest = " ".join(words[size:]).strip(" ,")
            break
    else:
        raise UnreadableCase(f"no cancer is known at the start of {text!r}")
    while rest:
        rest = _state(rest, dx, raw).strip(" ,")


def _state(rest: str, dx: dict[str, Any], raw: dict[str, Any]) -> str:
    lower = rest.lower()
    if lower.startswith("stage "):
        _, value, *more = rest.split(maxsplit=2)
        dx["stage"] = value.rstrip(",")
        return more[0] if more else ""
    for table, key in ((_EXTENT, "extent"), (_STATUS, "status")):
        for word, value in sorted(table.items(), key=lambda pair: -len(pair[0])):
            if lower.startswith(word):
                dx[key] = value
                return rest[len(word) :]
    for word, flag in (("unresectable", False), ("resectable", True)):
        if lower.startswith(word):
            dx["resectable"] = flag
            return rest[len(word) :]
    if lower.startswith("resected"):
        dx.setdefault("features", []).append("resected")
        dx.setdefault("extent", "localized")
        return rest[len("resected") :]
    for word in ("left", "right"):
        if lower.startswith(f"side {word}"):
            dx["side"] = word
            return rest[len(word) + 5 :]
    raise UnreadableCase(f"cannot read {rest!r} after the cancer")


def _item(text: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    lower = text.lower()
    if lower in ("no prior therapy", "no prior therapies", "untreated", "treatment-naive"):
        raw["therapies"] = []
    elif lower.startswith(("only prior ", "prior ", "on ")) and not lower.startswith("on treatment"):
        _therapy(text, raw)
    elif (
        lower in _EXTENT
        or lower in _STATUS
        or _STAGE.match(text)
        or lower in ("unresectable", "resectable", "resected", "side left", "side right")
    ):
        _state(text, dx, raw)
    elif found := re.match(r"^age\s+(\d+(?:\.\d+)?)$", lower):
        raw["age"] = float(found.group(1))
    elif lower in ("female", "male"):
        raw["sex"] = lower
    elif found := re.match(r"^ecog\s+(\d)$", lower):
        raw["performance_status"] = {"ecog": int(found.group(1))}
    elif found := re.match(r"^(pre|peri|post)[- ]?menopausal$", lower):
        raw["menopause"] = found.group(1)
    elif lower in ("pregnant", "not pregnant"):
        raw["pregnancy"] = lower == "pregnant"
    elif ":" in text and (key := lower.split(":", 1)[0]) in _KEYED:
        _KEYED[key](text.split(":", 1)[1].strip(), raw, dx, tests)
    elif _dated(lower)[0] in _TEST_KINDS:
        kind, day = _dated(lower)
        tests.append({"kind": _TEST_KINDS[kind], "findings": [], "negative": [], **({"collected": day} if day else {})})
    elif lower.startswith("complete "):
        raw["complete"] = [*raw.get("complete", []), *lower.removeprefix("complete ").replace(",", " ").split()]
    else:
        tests[-1]["findings"].append(text)


def _therapy(text: str, raw: dict[str, Any]) -> None:
    """`prior osimertinib progression`, `only prior carboplatin + pemetrexed adjuvant`, `on tamoxifen`."""
    only = text.lower().startswith("only prior ")
    ongoing = text.lower().startswith("on ")
    rest = text.split(maxsplit=2 if only else 1)[-1]
    entry: dict[str, Any] = {"outcome": []}
    words = rest.split()
    while words:
        word = words[-1].lower().strip(",()")
        if word in _OUTCOMES:
            entry["outcome"].insert(0, word)
        elif word in _SETTINGS:
            entry["setting"] = word
        elif len(words) > 1 and words[-2].lower() == "line" and word.isdigit():
            entry["line"] = int(word)
            words.pop()
        elif len(words) > 1 and word in ("with", "and", "to"):
            pass
        else:
            break
        words.pop()
    name, entry = _when(" ".join(words), entry)
    entry["drugs"] = [part.strip() for part in name.split("+") if part.strip()]
    if name.lower() in ("surgery", "radiotherapy", "transplant", "chemoradiation"):
        entry["kind"], entry["drugs"] = name.lower(), []
    if ongoing:
        entry["ongoing"] = True
    raw["therapies"] = [*raw.get("therapies", []), entry]
    if only:
        raw["complete"] = [*raw.get("complete", []), "therapies"]


def _when(name: str, entry: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """`imatinib since 2026-08-01 until 2026-10-01`: the days of a course."""
    for word, key in (("until", "end"), ("since", "start")):
        found = _DAY_OF.search(name) if (match := name.rfind(f" {word} ")) >= 0 else None
        if found is not None and found.start() >= match:
            entry = {**entry, key: found.group(1)}
            name = name[:match].strip()
    return name, entry


def _dated(text: str) -> tuple[str, str | None]:
    """`plasma on 2026-08-01` as `plasma` and the day."""
    found = _ON_DAY.search(text)
    return (text[: found.start()].strip(), found.group(1)) if found else (text, None)


def _condition(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    name, _, status = value.partition(", ")
    entry = {"is": name.strip(), **({"status": status.strip()} if status else {})}
    raw["conditions"] = [] if value == "none" else [*raw.get("conditions", []), entry]


def _medication(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    raw["medications"] = [] if value == "none" else [*raw.get("medications", []), {"drug": value}]


def _result(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    """`creatinine 0.9 mg/dL`, `LVEF 60 % on 2026-10-01`, `ALT 90 U/L (upper limit 40)`."""
    found = re.match(
        r"^(.+?)\s+([<>]=?\s*)?(-?\d+(?:\.\d+)?)\s*([^\s()]*(?:\s*%?\s*IS)?)?"
        r"(?:\s*\(upper limit ([\d.]+)\))?(?:\s+on\s+(\d{4}(?:-\d\d){0,2}))?$",
        value,
    )
    if not found:
        raise UnreadableCase(f"cannot read the result {value!r}")
    what, comparator, number, unit, high, on = found.groups()
    entry: dict[str, Any] = {"what": what, "value": f"{comparator.strip()}{number}" if comparator else float(number)}
    if unit:
        entry["unit"] = unit
    if high:
        entry["reference"] = {"high": float(high)}
    if on:
        entry["on"] = on
    raw["results"] = [*raw.get("results", []), entry]


def _assay(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    (name, _, status), day = _dated(value)[0].partition(", "), _dated(value)[1]
    entry: dict[str, Any] = {"assay": name.strip(), "findings": [], "negative": [], **({"collected": day} if day else {})}
    if status:
        entry["status"] = status.strip()
    tests.append(entry)


def _answer(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    key, _, said = value.partition("=")
    raw["answers"] = {**raw.get("answers", {}), key.strip(): said.strip()}


def _procedure(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    kind, day = _dated(value)
    raw["procedures"] = [*raw.get("procedures", []), {"kind": kind, **({"on": day} if day else {})}]


def _score(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    name, _, number = value.rpartition(" ")
    raw["scores"] = {**raw.get("scores", {}), name.strip(): number}


def _toxicity(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    found = re.match(r"^(.*?)(?:\s+grade\s+(\d))?(?:\s+from\s+(.+))?$", value)
    assert found is not None
    term, grade, drug = found.groups()
    entry = {"term": term, **({"grade": int(grade)} if grade else {}), **({"drug": drug} if drug else {})}
    raw["toxicities"] = [*raw.get("toxicities", []), entry]


def _sites(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    dx["sites"] = [part.strip() for part in value.split(",")]


def _plain(key: str) -> Any:
    def put(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
        dx[key] = value

    return put


def _features(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    dx["features"] = [*dx.get("features", []), *(part.strip() for part in value.split(","))]


def _ancestry(value: str, raw: dict[str, Any], dx: dict[str, Any], tests: list[dict[str, Any]]) -> None:
    raw["ancestry"] = [part.strip() for part in value.split(",")]


_KEYED: dict[str, Any] = {
    "condition": _condition, "medication": _medication, "result": _result, "assay": _assay, "answer": _answer,
    "procedure": _procedure, "score": _score, "toxicity": _toxicity, "sites": _sites, "site": _sites,
    "features": _features, "feature": _features, "ancestry": _ancestry, "nodes": _plain("nodes"), "grade": _plain("grade"),
    "risk": _plain("risk"), "phase": _plain("phase"), "response": _plain("response"), "side": _plain("side"),
    "status": _plain("status"), "extent": _plain("extent"),
}  # fmt: skip
