"""The vocabulary files of a pack → the sections that `model.vocabulary.Vocabulary` reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from oncoplan.knowledge.assay_tables import assay_sections
from oncoplan.knowledge.compiled import pack, table
from oncoplan.knowledge.gene_tables import gene_sections
from oncoplan.knowledge.pgx_tables import pgx_sections
from oncoplan.knowledge.risk_tables import risk_sections
from oncoplan.knowledge.source import KnowledgeError, read_tsv, read_yaml, split
from oncoplan.model.cancer_words import cancer_key, singular
from oncoplan.model.vocabulary import Cancer, CancerMatch, Drug, DrugClass, Stages, TestKind, plain_words


def compile_vocabulary(folder: Path) -> dict[str, bytes]:
    """Every section of the vocabulary, packed."""
    sections: dict[str, bytes] = {}
    sections.update(cancer_sections(folder))
    sections.update(gene_sections(folder))
    sections.update(pgx_sections(folder / "pgx"))
    sections.update(drug_sections(folder))
    sections.update(test_sections(folder))
    sections.update(assay_sections(folder))
    sections.update(risk_sections(folder / "risk"))
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in _OWN:
            sections.setdefault(path.stem, pack(_sorted(read_yaml(path) or {})))
    for path in sorted((folder / "trials").glob("*.yaml")):
        sections[f"trials_{path.stem}"] = pack(_sorted(read_yaml(path) or {}))
    return sections


_OWN = {"tests", "drug_classes", "stages", "assay_kinds"}


def _sorted(data: Any) -> Any:
    """Mappings in order of their keys, so that the packed form does not depend on how the file is laid out."""
    if isinstance(data, dict):
        return {str(key): _sorted(data[key]) for key in sorted(data, key=str)}
    return [_sorted(part) for part in data] if isinstance(data, list) else data


def cancer_sections(folder: Path) -> dict[str, bytes]:
    """The tree with its intervals, names, codings, retired codes and staging systems."""
    rows = list(read_tsv(folder / "cancers.tsv"))
    children: dict[str, list[str]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row["code"])
    order: dict[str, tuple[int, int]] = {}

    def number(code: str, at: int) -> int:
        first = at
        for child in children.get(code, ()):
            at = number(child, at + 1)
        order[code] = (first, at)
        return at

    for root in children.get("", ()):
        number(root, 0)
    cancers = {
        r["code"]: Cancer(r["code"], r["name"], r["parent"], r["main_type"], r["tissue"], r["lineage"], *order[r["code"]])
        for r in rows
    }
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(plain_words(row["name"]), row["code"])
    notes: dict[str, str] = {}
    for row in read_tsv(folder / "cancer_names.tsv"):
        names[plain_words(row["name"])] = _known(row["code"], cancers, "cancer_names.tsv")
        if row.get("one_of"):
            notes[plain_words(row["name"])] = f"one of {', '.join(split(row['one_of']))}; which one was not said"
    retired = {}
    for row in read_tsv(folder / "retired_cancers.tsv"):
        nodes = split(row["maps_to"])
        code = _common([_known(n, cancers, "retired_cancers.tsv") for n in nodes], cancers) if nodes else None
        retired[row["code"].upper()] = CancerMatch(code=code, how="retired", note=row["note"] or None)
        names.setdefault(plain_words(row["name"]), code or "TISSUE")
    codes = {}
    for row in read_tsv(folder / "cancer_codes.tsv") if (folder / "cancer_codes.tsv").exists() else ():
        codes[f"{row['system']}|{row['code'].upper()}"] = _known(row["oncotree"], cancers, "cancer_codes.tsv")
    forms: dict[str, set[str]] = {}
    for name, code in names.items():
        forms.setdefault(cancer_key(name), set()).add(code)
    for name, code in names.items():
        if singular(cancer_key(name)) != cancer_key(name) and singular(cancer_key(name)) not in forms:
            forms[singular(cancer_key(name))] = {code}
    one = {form: next(iter(meant)) for form, meant in forms.items() if len(meant) == 1}
    form_notes = {cancer_key(name): note for name, note in notes.items() if cancer_key(name) in one}
    sections = {
        "cancer_forms": pack(one), "cancer_form_notes": pack(form_notes),
        "cancers": table(cancers), "cancer_names": pack(names), "cancer_name_notes": pack(notes),
        "retired_cancers": table(retired), "cancer_codes": pack(codes),
        "children": pack({k: tuple(v) for k, v in children.items() if k}),
    }  # fmt: skip
    if (folder / "stages.yaml").exists():
        sections["stages"] = pack(_stages(read_yaml(folder / "stages.yaml")))
    return sections


def _known(code: str, cancers: dict[str, Cancer], where: str) -> str:
    if code not in cancers:
        raise KnowledgeError(where, f"{code} is not in cancers.tsv")
    return code


def _common(codes: list[str], cancers: dict[str, Cancer]) -> str:
    """The lowest node that covers them all."""
    line: list[str] = []
    node: str = codes[0]
    while node:
        line.append(node)
        node = cancers[node].parent
    return next(a for a in line if all(cancers[a].first <= cancers[c].first <= cancers[a].last for c in codes))


def _stages(written: Any) -> list[Stages]:
    """Each staging system with the words that stand for its values or before them."""
    found = []
    for entry in written["systems"]:
        words = [w for w in written.get("words", ()) if w["system"] in (None, entry["id"])]
        values = {str(k): v for k, v in entry["values"].items()}
        found.append(
            Stages(
                id=entry["id"],
                values=values,
                applies_to=tuple(entry["applies_to"]),
                but_not=tuple(entry.get("but_not") or ()),
                modifiers=tuple(map(str, entry.get("modifiers") or ())),
                synonyms={plain_words(say): str(w["value"]) for w in words if w["value"] is not None for say in w["says"]},
                prefixes=tuple(plain_words(say) for w in words if w["value"] is None for say in w["says"]),
            )
        )
    return found


def drug_sections(folder: Path) -> dict[str, bytes]:
    """Drugs, their names, the classes and their members, and the interaction properties."""
    classes = {key: DrugClass(key=key, **value) for key, value in read_yaml(folder / "drug_classes.yaml").items()}
    drugs: dict[str, Drug] = {}
    names: dict[str, str] = {}
    members: dict[str, list[str]] = {key: [] for key in classes}
    for row in read_tsv(folder / "drugs.tsv"):
        drug = Drug(
            name=row["drug"], brands=split(row["brands"]), synonyms=split(row["synonyms"]), classes=split(row["class"]),
            targets=split(row["targets"]), kind=row["kind"], status=row["status"],
        )  # fmt: skip
        if drug.name in drugs:
            raise KnowledgeError("drugs.tsv", f"{drug.name} is listed twice")
        drugs[drug.name] = drug
        for name in (*drug.brands, *drug.synonyms):
            names.setdefault(plain_words(name), drug.name)
        for key in _lines(drug.classes, classes):
            members[key].append(drug.name)
    class_names = {plain_words(entry.name): key for key, entry in classes.items()}
    class_names.update({plain_words(entry.name) + "s": key for key, entry in classes.items()})
    sections = {
        "drugs": table(drugs), "drug_names": pack(dict(sorted(names.items()))), "drug_classes": table(classes),
        "drug_class_names": pack(class_names), "class_members": pack({k: tuple(v) for k, v in sorted(members.items())}),
    }  # fmt: skip
    combinations = folder / "combinations.tsv"
    if combinations.exists():
        regimens = {}
        for row in read_tsv(combinations):
            for name in (row["name"], *split(row.get("synonyms", ""))):
                regimens[plain_words(name)] = split(row["drugs"])
        sections["regimens"] = pack(dict(sorted(regimens.items())))
    interactions = folder / "interactions_classes.tsv"
    if interactions.exists():
        properties: dict[str, list[str]] = {}
        for row in read_tsv(interactions):
            key = f"{row['strength']}_{row['property']}" if row["strength"] in ("strong", "moderate", "weak") else row["property"]
            properties.setdefault(row["drug"], []).extend(dict.fromkeys((key, row["property"])))
        sections["interactions"] = pack(dict(sorted(properties.items())))
    return sections


def _lines(keys: Iterable[str], classes: dict[str, DrugClass]) -> list[str]:
    """Every class of a drug with the classes above it."""
    line: list[str] = []
    for key in keys:
        step: str | None = key
        while step is not None and step not in line:
            if step not in classes:
                raise KnowledgeError("drugs.tsv", f"the class {step} is not in drug_classes.yaml")
            line.append(step)
            step = classes[step].parent
    return line


def test_sections(folder: Path) -> dict[str, bytes]:
    """The tests vocabulary, the names tests go by, and which test settles which question."""
    written = read_yaml(folder / "tests.yaml")
    named = {
        plain_words(str(name)): key
        for key, entry in (read_yaml(folder / "markers.yaml") or {}).items()
        for name in (key, *(entry.get("names") or ()))
    }
    settles: dict[str, list[str]] = {}
    for question, key in read_yaml(folder / "settled_by.yaml").items():
        kind = str(question).rpartition("|")[2] if "|" in str(question) else ""
        if kind and not str(question).startswith("*") and kind not in settles.setdefault(str(key), []):
            settles[str(key)].append(kind)
    tests = {
        key: TestKind(
            key=key, name=entry["name"], plainly=entry.get("plainly") or "", kind=entry.get("kind") or "",
            specimen=_several(entry.get("specimen")), methods=_several(entry.get("methods")),
            genes=_several(entry.get("genes")), markers=_marker_keys(_several(entry.get("markers")), named),
            changes=_several(entry.get("changes")) or tuple(sorted(settles.get(key, ()))),
            question=entry.get("kind") == "question",
        )
        for key, entry in written.items()
    }  # fmt: skip
    names = {plain_words(name): key for key, entry in tests.items() for name in (entry.name, key.replace("_", " "))}
    for key, entry in tests.items():
        for marker in entry.markers:
            names.setdefault(plain_words(marker), key)
    return {"tests": table(tests), "test_names": pack(dict(sorted(names.items())))}


def _marker_keys(names: tuple[str, ...], known: dict[str, str]) -> tuple[str, ...]:
    """The keys of the markers that a test's report names: `HER2 IHC`, `dMMR`, `PD-L1 TPS` lead to HER2, MMR, PD-L1."""
    found: list[str] = []
    for name in names:
        words = plain_words(name).split()
        while len(words) > 1 and " ".join(words) not in known and words[-1] in _SCORES:
            words.pop()
        key = known.get(" ".join(words))
        found.extend(dict.fromkeys((key or name, name)))
    return tuple(dict.fromkeys(found))


_SCORES = {"ihc", "tps", "cps", "ic", "tc", "tap", "ish", "score", "status", "expression", "result", "protein", "h-score"}


def _several(value: Any) -> tuple[str, ...]:
    return () if value is None else (str(value),) if not isinstance(value, list) else tuple(map(str, value))
