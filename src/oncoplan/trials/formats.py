"""Bytes of a file, or of a store's source → the trials in it: JSON, JSON lines, XML and YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oncoplan.intake.json_text import read_json
from oncoplan.intake.opened import to_text
from oncoplan.intake.problem import Unusable
from oncoplan.intake.yaml_text import read_documents
from oncoplan.trials.ctgov_xml import NotXml, studies
from oncoplan.trials.source import REGISTRY_ID, TEXT

_LISTS = ("studies", "trials", "data")  # the keys under which a registry's page lists its trials


def form_of(name: str, data: bytes) -> str:
    """json, jsonl, xml or yaml: by the name, else by the first character."""
    ending = name.lower().removesuffix(".gz").rpartition(".")[2]
    known = {"json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "xml": "xml", "yaml": "yaml", "yml": "yaml"}.get(ending)
    if known is not None:
        return known
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return {b"<": "xml", b"{": "json", b"[": "json"}.get(head[:1], "yaml")


def values(data: bytes, name: str, form: str) -> Iterator[tuple[str, Any, bytes | None] | Unusable]:
    """(name of the place, a trial's value, its own text where it stands alone and is not JSON), or what could not be read."""
    if form == "jsonl":
        yield from _lines(data, name)
    elif form == "xml":
        try:
            found = studies(data)
        except NotXml as error:
            yield Unusable(f"{name}: {error}", "ClinicalTrials.gov's XML has one <clinical_study> a file")
            return
        for number, value in enumerate(found, 1):
            yield (name, value, data) if len(found) == 1 else (f"{name}, study {number}", value, None)
    elif form == "yaml":
        yield from _documents(data, name)
    else:
        try:
            value = _json(data, name)
        except Unusable as error:
            yield error
            return
        yield from _listed(value, name)


def value_of(data: bytes, name: str) -> Any:
    """The one value of a source that a store kept. Raises Unusable."""
    for found in values(data, name, form_of("", data)):
        if isinstance(found, Unusable):
            raise found
        return found[1]
    raise Unusable(f"{name}: the source is empty", "import its file again")


def _json(data: bytes, name: str) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read_json(to_text(data, name)[0], name)[0]  # slower, with the place of the mistake


def _listed(value: Any, name: str) -> Iterator[tuple[str, Any, bytes | None] | Unusable]:
    if isinstance(value, dict):
        if value and all(REGISTRY_ID.fullmatch(str(key)) for key in value):
            for name_, one in value.items():
                yield f"{name}, {name_}", {"id": name_, TEXT: one} if isinstance(one, str) else one, None
            return
        key = next((key for key in _LISTS if isinstance(value.get(key), list) and "protocolSection" not in value), None)
        if key is None:
            yield name, value, None
            return
        value = value[key]
    if isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield f"{name}, trial {number}", one, None
        return
    yield Unusable(f"{name}: this is neither a trial nor a list of trials", "a trial is a JSON object")


def _lines(data: bytes, name: str) -> Iterator[tuple[str, Any, bytes | None] | Unusable]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if line.strip():
            where = f"{name}, line {number}"
            try:
                yield where, _json(line, where), None
            except Unusable as error:
                yield error


def _documents(data: bytes, name: str) -> Iterator[tuple[str, Any, bytes | None] | Unusable]:
    try:
        found = list(read_documents(to_text(data, name)[0], name))
    except Unusable as error:
        yield error
        return
    if len(found) == 1 and isinstance(found[0].value, dict):
        yield name, found[0].value, data
        return
    for document in found:
        yield from _listed(document.value, f"{name}, line {document.line}")
