"""A record file (`.yaml`, `.json`, `.jsonl`, `.canrisk`, also `.gz`) → one Intake per person, one Unusable per person lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oncoplan.intake.json_text import read_json
from oncoplan.intake.opened import digest_of, read_lines, read_whole, to_text
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.shape import Reading, fields_of, shown
from oncoplan.model.record import Record

_YAML, _JSON, _LINES = (".yaml", ".yml"), (".json",), (".jsonl", ".ndjson")
_KINDS = "a record ends in .yaml, .yml, .json, .jsonl, .ndjson, .canrisk or .bwa (each also .gz)"


def ending_of(path: Path) -> str:
    """The ending that tells the format, without `.gz`, `.bgz` or `.bgzf`."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in (".gz", ".bgz", ".bgzf"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def is_record_file(path: Path) -> bool:
    """Whether the name is one that `read_record_file` takes."""
    ending = ending_of(path)
    return ending in (*_YAML, *_JSON, *_LINES) or _is_pedigree(ending)


def _is_pedigree(ending: str) -> bool:
    return ending.startswith(".canrisk") or ending == ".bwa"


def read_record_file(path: Path) -> Iterator[Intake | Unusable]:
    """Every person of the file, in order. What stops one person's record is yielded, so that the others go on."""
    try:
        ending = ending_of(path)
        if ending in _LINES:
            yield from _from_lines(path)
        elif ending in _YAML:
            yield from _from_yaml(path)
        elif ending in _JSON:
            yield from _from_json(path)
        elif _is_pedigree(ending):
            from oncoplan.intake.canrisk import read_canrisk

            yield from read_canrisk(path)
        elif not path.exists() or path.is_dir():
            read_whole(path)
        else:
            yield Unusable(f"{path.name}: this is not a record by its name", _hint_for(ending))
    except Unusable as error:
        yield error


def _hint_for(ending: str) -> str:
    flags = {
        ".vcf": "give it as --vcf FILE", ".bcf": "convert it with bcftools view first, then --vcf FILE",
        ".maf": "give it as --maf FILE", ".txt": "a MAF table is given as --maf FILE",
        ".tsv": "a MAF table is given as --maf FILE",
    }  # fmt: skip
    return flags.get(ending, _KINDS)


def _from_lines(path: Path) -> Iterator[Intake | Unusable]:
    empty = True
    for number, line in read_lines(path):
        if not line.strip():
            continue
        empty = False
        name = f"{path.name}:{number}"
        try:
            text, note = to_text(line, name)
            value, duplicates = read_json(text, name)
            yield build(value, name, digest_of(line), duplicates=duplicates, note=note)
        except Unusable as error:
            yield error
    if empty:
        raise Unusable(f"{path.name}: the file is empty", "one record per line is expected")


def _from_json(path: Path) -> Iterator[Intake | Unusable]:
    data = read_whole(path)
    text, note = to_text(data, path.name)
    value, duplicates = read_json(text, path.name)
    if not isinstance(value, list):
        yield build(value, path.name, digest_of(data), duplicates=duplicates, note=note)
        return
    if not value:
        raise Unusable(f"{path.name}: the list is empty", "a list of records is expected, or one record")
    digest = digest_of(data)
    for index, one in enumerate(value):
        try:
            yield build(one, path.name, digest, prefix=f"[{index}]", duplicates=duplicates, note=note)
        except Unusable as error:
            yield error
        duplicates = []


def _from_yaml(path: Path) -> Iterator[Intake | Unusable]:
    from oncoplan.intake.yaml_text import Document, read_documents

    data = read_whole(path)
    text, note = to_text(data, path.name)
    documents: list[Document | Unusable] = []
    try:
        documents.extend(read_documents(text, path.name))
    except Unusable as error:
        documents.append(error)
    if not documents:
        raise Unusable(f"{path.name}: the file is empty", "a record needs at least `id: NAME`")
    several = len(documents) > 1
    for index, document in enumerate(documents, 1):
        if isinstance(document, Unusable):
            yield document
            continue
        duplicates = [f"{key}\n{line}" for key, line in document.duplicates]
        people = document.value if isinstance(document.value, list) else [document.value]
        for place, one in enumerate(people):
            prefix = f"document {index}" if several else ""
            if isinstance(document.value, list):
                prefix = f"{prefix}[{place}]"
            try:
                yield build(one, path.name, digest_of(data), prefix=prefix, duplicates=duplicates, note=note)
            except Unusable as error:
                yield error
            duplicates = []


def build(value: Any, name: str, digest: str, *, prefix: str = "", duplicates: list[str] | None = None, note: str = "") -> Intake:
    """One record from plain data. Raises Unusable when it is not a record of this version or has no id."""
    at = f"{name}: {prefix}" if prefix else name
    if not isinstance(value, dict):
        raise Unusable(f"{at}: {shown(value)} is not a record", "a record is a mapping that has at least `id: NAME`")
    if "resourceType" in value:
        says = f"{at}: this is a FHIR {shown(value['resourceType'])}, not an oncoplan record"
        raise Unusable(says, "FHIR is not read by this version")
    version = value.get("oncoplan_record", 1)
    if str(version).strip() != "1":
        raise Unusable(f"{at}: oncoplan_record: version {shown(version)} is not known", "this oncoplan reads version 1")
    identity = value.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or not str(identity).strip():
        why = "has no id" if identity is None or identity == "" else f"id: {shown(identity)} is not a name"
        raise Unusable(f"{at}: {why}" if identity else f"{at}: the record {why}", "every record needs `id: NAME`")
    reading = Reading(name, prefix)
    for key in duplicates or ():
        word, _, line = key.partition("\n")
        again = f"again in line {line}" if line else "twice"
        reading.problem("", f'the key "{word[:60]}" is written {again}; the first was used', "take one of them out")
        reading.lost.update({word} if word in fields_of(Record) else fields_of(Record))
    if note:
        reading.problem("", note, "save it as UTF-8 so that names and units cannot be misread", "note")
    value = {**value, "oncoplan_record": 1}
    record: Record = reading.struct(Record, value, "")
    record = _checked(record, reading)
    return Intake(record, reading.all_problems(), digest, name)


def _checked(record: Record, reading: Reading) -> Record:
    """What only the whole record shows: repeated ids, links that lead nowhere, lists that are no longer complete."""
    import msgspec

    _same_ids(record.diagnoses or (), "diagnoses", reading)
    _same_ids(record.tests or (), "tests", reading)
    if record.diagnoses:
        known = {diagnosis.id for diagnosis in record.diagnoses if diagnosis.id}
        for list_name in ("therapies", "tests", "results"):
            for index, entry in enumerate(getattr(record, list_name) or ()):
                if entry.diagnosis is not None and entry.diagnosis not in known:
                    says = f'there is no diagnosis with the id "{entry.diagnosis}"'
                    reading.problem(f"{list_name}[{index}].for", says, "name the id of one of the diagnoses")
    kept = []
    for index, name in enumerate(record.complete):
        if name not in fields_of(Record):
            says = f'"{name}" is not a part of a record'
            reading.problem(f"complete[{index}]", says, "name lists such as therapies, family")
        elif name in reading.lost:
            says = f'"{name}" cannot count as complete, because part of it could not be read'
            reading.problem(f"complete[{index}]", says, f"correct what is named under {name}")
        else:
            kept.append(name)
    return msgspec.structs.replace(record, complete=tuple(kept)) if len(kept) < len(record.complete) else record


def _same_ids(entries: tuple[Any, ...], list_name: str, reading: Reading) -> None:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.id is None:
            continue
        if entry.id in seen:
            says = f'the id "{entry.id}" is already that of {list_name}[{seen[entry.id]}]'
            reading.problem(f"{list_name}[{index}].id", says, "give each its own id")
        seen.setdefault(entry.id, index)


def with_problem(intake: Intake, problem: Problem) -> Intake:
    """The same intake with one more Problem."""
    import msgspec

    return msgspec.structs.replace(intake, problems=(*intake.problems, problem))
