"""A rule as a person writes it (YAML) → a compiled rule over the shared table of criteria."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from oncoplan.criteria.registry import Registered, find
from oncoplan.knowledge.source import KnowledgeError
from oncoplan.model.rule import Chapter, Criterion, Definition, Evidence, Expr, Reviewed, Rule, Source, Subject, Then

_LOGIC = {"all", "any", "not", "at_least", "known", "presume", "is"}
_PERSON = {"heredity", "prevention", "screening", "pharmacogenomics"}


class Valid(Struct, frozen=True, forbid_unknown_fields=True):
    from_: str | None = msgspec.field(name="from", default=None)
    to: str | None = None


class Cases(Struct, frozen=True, forbid_unknown_fields=True):
    met: tuple[str | dict[str, Any], ...] = ()
    not_met: tuple[str | dict[str, Any], ...] = ()
    unknown: tuple[str | dict[str, Any], ...] = ()


class AuthoredRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The form of a rule in a file."""

    id: str
    chapter: Chapter
    when: Any
    then: Then
    evidence: Evidence
    reviewed: Reviewed
    cases: Cases
    subject: Subject | None = None
    unless: Any = None
    group: str | None = None
    yields_to: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    valid: Valid | None = None


class AuthoredDefinition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The form of a named condition in a file."""

    id: str
    name: str
    when: Any
    about: str = "molecular"
    stated_as: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    note: str | None = None


class CriteriaTable:
    """The shared table: each distinct criterion once, with its parameters in normal form."""

    def __init__(self) -> None:
        self.rows: list[Criterion] = []
        self._at: dict[bytes, int] = {}

    def index(self, name: str, params: dict[str, Any]) -> int:
        key = msgspec.json.encode([name, params], order="sorted")
        if key not in self._at:
            self._at[key] = len(self.rows)
            self.rows.append(Criterion(name, params))
        return self._at[key]


def compile_rule(rule: AuthoredRule, table: CriteriaTable, definitions: dict[str, Definition], pack: str) -> Rule:
    """One rule; raises KnowledgeError where the condition cannot be understood."""
    when = compile_expr(rule.when, table, rule.id)
    if rule.unless is not None:
        barred: Expr = ("not", ("known", compile_expr(rule.unless, table, rule.id)))
        when = ("all", (*(when[1] if when[0] == "all" else (when,)), barred))
    subject: Subject = rule.subject or ("person" if rule.chapter in _PERSON else "diagnosis")
    return Rule(
        id=rule.id, chapter=rule.chapter, subject=subject, when=when, then=rule.then, evidence=rule.evidence,
        reviewed=rule.reviewed, cancers=tuple(sorted(needed_cancers(when, table, definitions) or ())),
        genes=tuple(sorted(genes_of(when, table, definitions))), group=rule.group, yields_to=rule.yields_to,
        replaces=rule.replaces, jurisdiction=rule.jurisdiction, valid_from=rule.valid.from_ if rule.valid else None,
        valid_to=rule.valid.to if rule.valid else None, pack=pack,
    )  # fmt: skip


def compile_expr(written: Any, table: CriteriaTable, where: str) -> Expr:
    """A condition as written → an expression."""
    if not isinstance(written, dict) or not written:
        raise KnowledgeError(where, f"a condition is a mapping with one key, not {written!r}")
    if len(written) != 1:
        raise KnowledgeError(where, f"a condition has one key; put several under `all`: {', '.join(map(str, written))}")
    ((key, value),) = written.items()
    key = str(key)
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise KnowledgeError(where, f"`{key}` needs a list of conditions")
        return (key, tuple(compile_expr(part, table, where) for part in value))
    if key in ("not", "known", "presume"):
        return (key, compile_expr(value, table, where))
    if key == "at_least":
        if not isinstance(value, dict) or set(value) != {"n", "of"} or not isinstance(value["of"], list):
            raise KnowledgeError(where, "`at_least` is written {n: 2, of: [...]}")
        return ("at_least", int(value["n"]), tuple(compile_expr(part, table, where) for part in value["of"]))
    if key == "is":
        return ("is", str(value))
    try:
        registered = find(key)
    except KeyError:
        raise KnowledgeError(where, f"there is no criterion `{key}`") from None
    return ("c", table.index(key, normal_params(registered, value, where)))


_hints: dict[str, dict[str, Any]] = {}


def hints_of(registered: Registered) -> dict[str, Any]:
    """The parameters of a criterion with their types."""
    if registered.name not in _hints:
        hints = get_type_hints(registered.ask)
        names = [
            name for name, p in inspect.signature(registered.ask).parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY
        ]
        _hints[registered.name] = {name: hints[name] for name in names}
    return _hints[registered.name]


def written_name(parameter: str) -> str:
    """The word a rule uses for a parameter whose Python name must differ (`is_`, `class_`, `but_not` stay readable)."""
    return parameter.rstrip("_")


def normal_params(registered: Registered, value: Any, where: str) -> dict[str, Any]:
    """Parameters in normal form: one value becomes a list where a list is meant; types are checked."""
    hints = hints_of(registered)
    if not isinstance(value, dict):
        if registered.short is None:
            raise KnowledgeError(where, f"`{registered.name}` needs named parameters")
        value = {registered.short: value}
    params: dict[str, Any] = {}
    for key, given in value.items():
        name = _parameter(str(key), hints)
        if name is None:
            raise KnowledgeError(
                where, f"`{registered.name}` has no parameter `{key}` (it has {', '.join(map(written_name, hints))})"
            )
        params[name] = _typed(given, hints[name], f"{where}: {registered.name}.{key}")
    missing = [
        name
        for name, p in inspect.signature(registered.ask).parameters.items()
        if name in hints and p.default is inspect.Parameter.empty and name not in params
    ]
    if missing:
        raise KnowledgeError(where, f"`{registered.name}` needs `{written_name(missing[0])}`")
    return dict(sorted(params.items()))


def _parameter(key: str, hints: dict[str, Any]) -> str | None:
    spellings = {"is": ("is_", "any_of"), "except": ("but_not",), "at_least": ("min",)}
    for name in (key, f"{key}_", *spellings.get(key, ())):
        if name in hints:
            return name
    return None


def _typed(given: Any, hint: Any, where: str) -> Any:
    """The value as plain data of the parameter's type."""
    origins = [get_origin(h) or h for h in (get_args(hint) if get_origin(hint) is not tuple else (hint,)) or (hint,)]
    if (tuple in origins or get_origin(hint) is tuple) and not isinstance(given, (list, tuple)):
        given = [given]
    wanted = hint
    if get_origin(hint) is tuple and get_args(hint)[0] is str:
        given = [str(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else v for v in given]
    if hint == tuple[str, ...] and any(isinstance(v, bool) for v in given):
        given = ["yes" if v is True else "no" if v is False else v for v in given]
    if isinstance(given, dict):
        given = {("class_" if k == "class" else k): v for k, v in given.items()}
    if hint in (str, str | None) and isinstance(given, (int, float)) and not isinstance(given, bool):
        given = str(given)
    if isinstance(given, int) and not isinstance(given, bool) and float in (hint, *get_args(hint)):
        given = float(given)
    try:
        return msgspec.to_builtins(msgspec.convert(given, wanted))
    except msgspec.ValidationError as error:
        raise KnowledgeError(where, str(error)) from None


def needed_cancers(expr: Expr, table: CriteriaTable, definitions: dict[str, Definition]) -> set[str] | None:
    """The nodes without one of which the condition cannot be met; None when it is open to any cancer."""
    op = expr[0]
    if op == "c":
        asked = table.rows[expr[1]]
        return set(asked.params["any_of"]) if asked.name == "cancer" else None
    if op == "is":
        definition = definitions.get(expr[1])
        return needed_cancers(definition.when, table, definitions) if definition else None
    if op == "known":
        return needed_cancers(expr[1], table, definitions)
    if op == "all":
        found = [nodes for part in expr[1] if (nodes := needed_cancers(part, table, definitions)) is not None]
        return min(found, key=len) if found else None
    if op == "any":
        parts = [needed_cancers(part, table, definitions) for part in expr[1]]
        return None if None in parts else {node for part in parts if part for node in part}
    return None


def genes_of(expr: Expr, table: CriteriaTable, definitions: dict[str, Definition]) -> set[str]:
    """The genes and markers that the condition speaks of, not counting what it excludes."""
    op = expr[0]
    if op == "c":
        asked = table.rows[expr[1]]
        if asked.name in ("alteration", "germline", "phenotype"):
            gene = asked.params.get("gene", ())
            return {gene} if isinstance(gene, str) else set(gene)
        return {asked.params["what"]} if asked.name in ("marker", "signature") else set()
    if op == "is":
        definition = definitions.get(expr[1])
        return genes_of(definition.when, table, definitions) if definition else set()
    if op in ("known", "presume"):
        return genes_of(expr[1], table, definitions)
    if op in ("all", "any"):
        return {gene for part in expr[1] for gene in genes_of(part, table, definitions)}
    return {gene for part in expr[2] for gene in genes_of(part, table, definitions)} if op == "at_least" else set()
