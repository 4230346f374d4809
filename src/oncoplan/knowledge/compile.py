"""Compiles a folder of knowledge (vocabulary, definitions, rules) into one pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from oncoplan.knowledge.authored import AuthoredDefinition, AuthoredRule, CriteriaTable, compile_expr, compile_rule
from oncoplan.knowledge.compiled import FORMAT, Head, join, pack
from oncoplan.knowledge.source import KnowledgeError, digest_of, read_yaml
from oncoplan.knowledge.vocabulary_tables import compile_vocabulary
from oncoplan.model.rule import Definition, Rule, names_in


def compile_folder(folder: Path) -> bytes:
    """The compiled pack of a folder. Raises KnowledgeError at the first thing that is wrong."""
    about = read_yaml(folder / "pack.yaml")
    table = CriteriaTable()
    definitions = {d.id: d for d in compiled_definitions(authored_definitions(folder), table)}
    authored = authored_rules(folder)
    rules = [compile_rule(rule, table, definitions, about["pack"]) for _, rule in authored]
    seen: set[str] = set()
    for (where, _), rule in zip(authored, rules, strict=True):
        if rule.id in seen:
            raise KnowledgeError(where, f"the id {rule.id} is used twice")
        seen.add(rule.id)
    check_names(rules, definitions)
    sections = compile_vocabulary(folder / "vocabulary") if (folder / "vocabulary").exists() else {}
    sections.update(rule_sections(rules, definitions, table))
    head = Head(FORMAT, about["pack"], str(about["version"]), digest_of(folder), len(rules))
    return join(head, sections)


def rule_sections(rules: list[Rule], definitions: dict[str, Definition], table: CriteriaTable) -> dict[str, bytes]:
    """Sections rules, criteria, definitions and the indexes by which rules are preselected."""
    rules = sorted(rules, key=lambda rule: rule.id)
    by_cancer: dict[str, list[int]] = {}
    by_gene: dict[str, list[int]] = {}
    by_drug: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        if rule.subject == "drug":
            usual = (f"usual:{node}" for node in rule.then.usual_in)
            for name in (*rule.then.drugs, *(f"class:{key}" for key in rule.then.classes), *usual):
                by_drug.setdefault(name, []).append(number)
            continue
        if rule.subject == "person" and _of_carriers(rule.when, table):
            by_cancer.setdefault("carrier", []).append(number)
            continue
        for node in rule.cancers or ("*",):
            by_cancer.setdefault(node if rule.subject == "diagnosis" else "person", []).append(number)
        if rule.then.effect == "sensitive" or rule.then.own_target:
            for gene in rule.genes:
                by_gene.setdefault(gene, []).append(number)
    return {
        "rules": pack([pack(rule) for rule in rules]),
        "rule_numbers": pack({rule.id: number for number, rule in enumerate(rules)}),
        "criteria": pack([pack(row) for row in table.rows]),
        "definitions": pack({d.id: pack(d) for d in definitions.values()}),
        "by_cancer": pack({k: sorted(set(v)) for k, v in sorted(by_cancer.items())}),
        "by_gene": pack(dict(sorted(by_gene.items()))),
        "by_drug": pack(dict(sorted(by_drug.items()))),
    }


def _of_carriers(when: tuple[Any, ...], table: CriteriaTable) -> bool:
    """Whether the condition cannot hold without a known germline result: it, or a part of its `all`, is `known: germline`."""
    if when[0] == "all":
        return any(_of_carriers(part, table) for part in when[1])
    return bool(when[0] == "known" and when[1][0] == "c" and table.rows[when[1][1]].name == "germline")


def authored_rules(folder: Path) -> list[tuple[str, AuthoredRule]]:
    """Every rule as written, with the file it is in."""
    return [
        (where, typed(entry, AuthoredRule, where))
        for path in sorted((folder / "rules").rglob("*.yaml"))
        for where, entry in entries_of(path)
    ]


def authored_definitions(folder: Path) -> list[tuple[str, AuthoredDefinition]]:
    return [
        (where, typed(entry, AuthoredDefinition, where))
        for path in sorted((folder / "definitions").rglob("*.yaml"))
        for where, entry in entries_of(path)
    ]


def compiled_definitions(authored: list[tuple[str, AuthoredDefinition]], table: CriteriaTable) -> list[Definition]:
    seen: dict[str, str] = {}
    found = []
    for where, entry in authored:
        if entry.id in seen:
            raise KnowledgeError(where, f"the definition {entry.id} is also in {seen[entry.id]}")
        seen[entry.id] = where
        found.append(
            Definition(
                id=entry.id, name=entry.name, when=compile_expr(entry.when, table, f"{where} ({entry.id})"),
                about=entry.about, sources=entry.sources, stated_as=entry.stated_as,
            )
        )  # fmt: skip
    return found


def check_names(rules: list[Rule], definitions: dict[str, Definition]) -> None:
    """Every definition that is named exists, and none is defined by itself."""
    for owner, expr in [*((r.id, r.when) for r in rules), *((d.id, d.when) for d in definitions.values())]:
        for name in names_in(expr):
            if name not in definitions:
                raise KnowledgeError(owner, f"there is no definition `{name}`")

    def walk(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise KnowledgeError(name, "the definition leads back to itself")
        for inner in dict.fromkeys(names_in(definitions[name].when)):
            walk(inner, (*above, name))

    for name in definitions:
        walk(name, ())


def entries_of(path: Path) -> list[tuple[str, Any]]:
    written = read_yaml(path)
    if written is None:
        return []
    if not isinstance(written, list):
        raise KnowledgeError(path.name, "a rule file is a list of rules")
    return [(f"{path.parent.name}/{path.name}: {e.get('id', i) if isinstance(e, dict) else i}", e) for i, e in enumerate(written)]


def typed(entry: Any, kind: Any, where: str) -> Any:
    try:
        return msgspec.convert(_lists(entry), kind, strict=False)
    except msgspec.ValidationError as error:
        raise KnowledgeError(where, str(error)) from None


_LISTS = {
    "drugs", "classes", "suggests", "what", "before", "yields_to", "replaces", "jurisdiction", "with", "followed_by", "optional",
    "stated_as", "met", "not_met", "unknown",
}  # fmt: skip


def _lists(entry: Any) -> Any:
    """One value stands for a list of one under the keys that take lists (outside conditions)."""
    if not isinstance(entry, dict):
        return entry
    done = {}
    for key, value in entry.items():
        if key in ("when", "unless", "vary"):
            done[key] = value
        elif key in _LISTS and isinstance(value, (str, dict)):
            done[key] = [value]
        elif key == "one_of" and isinstance(value, list):
            done[key] = [[part] if isinstance(part, str) else part for part in value]
        elif isinstance(value, dict):
            done[key] = _lists(value)
        else:
            done[key] = value
    return done
