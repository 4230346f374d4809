"""Checks a folder of knowledge: its form, its names, its dates, its sources, and every rule's own cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from oncoplan.criteria.evaluate import Evaluation
from oncoplan.criteria.explanation import leaves
from oncoplan.criteria.registry import ready
from oncoplan.knowledge.authored import AuthoredRule, CriteriaTable, compile_rule
from oncoplan.knowledge.cases import UnreadableCase, record_of
from oncoplan.knowledge.compile import authored_definitions as read_definitions
from oncoplan.knowledge.compile import check_names, compiled_definitions, entries_of, typed
from oncoplan.knowledge.names import unknown_names
from oncoplan.knowledge.source import KnowledgeError
from oncoplan.knowledge.vocabulary_tables import compile_vocabulary
from oncoplan.model.dates import read_date
from oncoplan.model.rule import Criterion, Definition, Rule
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.assess import assess
from oncoplan.variants.errors import Unreadable

_ID = re.compile(r"^[a-z0-9_]+(\.[a-z0-9_]+){2,}$")
_SOURCE = re.compile(
    r"^(pmid|doi|fda|ema|mhra|pmda|nct|who|url|isbn|esmo|asco|nccn|cap|ncit|pdq|cpic|dpwg|uspstf|acs|eln|genereviews|clingen|niceuk|nice|icc|ajcc|figo|hgnc):\S+"
)
_WORDS = ("met", "not_met", "unknown")


class Finding(Struct, frozen=True):
    """One thing that is wrong, and where."""

    where: str
    says: str


class Report(Struct, frozen=True):
    """What the linter saw."""

    rules: int
    definitions: int
    cases: int
    findings: tuple[Finding, ...]


def lint(folder: Path, *, only: str | None = None, progress: Callable[[int, int], None] | None = None) -> Report:
    """Check everything; `only` limits the cases to rules whose id holds this text."""
    found: list[Finding] = []
    vocabulary = Vocabulary(compile_vocabulary(folder / "vocabulary"))
    table = CriteriaTable()
    definitions: dict[str, Definition] = {}
    try:
        definitions = {d.id: d for d in compiled_definitions(read_definitions(folder), table)}
        check_names([], definitions)
    except KnowledgeError as error:
        return Report(0, 0, 0, (Finding(error.where, error.says),))
    rules: list[tuple[str, AuthoredRule, Rule]] = []
    seen: dict[str, str] = {}
    for path in sorted((folder / "rules").rglob("*.yaml")):
        try:
            entries = entries_of(path)
        except KnowledgeError as error:
            found.append(Finding(f"{path.parent.name}/{path.name}", error.says))
            continue
        for where, entry in entries:
            try:
                authored: AuthoredRule = typed(entry, AuthoredRule, where)
                rule = compile_rule(authored, table, definitions, "base")
                check_names([rule], definitions)
            except KnowledgeError as error:
                found.append(Finding(where, f"{error.says}" if error.where == where else f"{error.where}: {error.says}"))
                continue
            if rule.id in seen:
                found.append(Finding(where, f"the id is also used in {seen[rule.id]}"))
            seen[rule.id] = where
            rules.append((where, authored, rule))
    ids = {rule.id for _, _, rule in rules}
    for where, authored, rule in rules:
        found.extend(Finding(where, says) for says in _form(authored, rule, ids))
        found.extend(Finding(where, says) for says in _names(rule, vocabulary))
    found.extend(Finding("criteria", says) for row in table.rows for says in unknown_names(row, vocabulary))
    rows = [ready(row) for row in table.rows]
    cases = 0
    chosen = [r for r in rules if only is None or only in r[2].id]
    for number, (where, authored, rule) in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        for expected in _WORDS:
            for case in getattr(authored.cases, expected):
                cases += 1
                says = run_case(rule, case, expected, vocabulary, rows, definitions)
                if says:
                    found.append(Finding(where, says))
    return Report(len(rules), len(definitions), cases, tuple(found))


def run_case(
    rule: Rule,
    case: Any,
    expected: str,
    vocabulary: Vocabulary,
    rows: list[Criterion],
    definitions: dict[str, Definition],
) -> str | None:
    """None when the rule answers as its case says, else the sentence."""
    try:
        record = record_of(case, vocabulary)
    except UnreadableCase as error:
        return f"case {case!r}: {error}"
    day = case_day(case, rule)
    assessment = assess(record, vocabulary, day, rule.jurisdiction[0] if rule.jurisdiction else "US")
    if assessment.unread:
        one = assessment.unread[0]
        return f"case {case!r}: cannot read {one.text!r}: {one.reason}"
    facts = assessment.person if rule.subject == "person" or not assessment.diagnoses else assessment.diagnoses[0]
    evaluation = Evaluation(facts, rows, definitions)
    try:
        answer = ("not_met", "unknown", "met")[evaluation.answer(rule.when)]
        node = evaluation.explain(rule.when)
    except Unreadable as error:
        return f"case {case!r}: {error.reason}"
    if node.answer != answer:
        return f"case {case!r}: the two readings differ ({answer}, {node.answer})"
    if answer == expected:
        return None
    wrong = [
        f"{leaf.node.criterion}: {leaf.node.says} [{leaf.node.answer}]"
        for leaf in leaves(node)
        if leaf.node.answer != ("not_met" if leaf.negated else "met")
    ]
    return f"case {case!r} is {answer}, not {expected} ({'; '.join(wrong[:3])})"


def case_day(case: Any, rule: Rule) -> date:
    """Cases are read as of the day the rule was reviewed."""
    try:
        return read_date(rule.reviewed.on).last
    except ValueError:
        return date(2026, 11, 22)


def _form(authored: AuthoredRule, rule: Rule, ids: set[str]) -> Iterator[str]:
    if not _ID.match(rule.id):
        yield "an id is CHAPTER.TOPIC.WHAT in lower case, with dots"
    elif rule.id.split(".")[0] != rule.chapter and not (
        rule.subject == "drug" and rule.id.split(".")[0] in ("check", rule.chapter)
    ):
        yield f"the id starts with {rule.id.split('.')[0]}, the chapter is {rule.chapter}"
    if not rule.evidence.sources:
        yield "there is no source"
    for source in rule.evidence.sources:
        if not _SOURCE.match(source.id):
            yield f"the source {source.id!r} is not of a known form (pmid:…, doi:…, fda:…, ema:…, nct:…, who:…, url:…)"
    for day in (
        *(a.on for a in rule.evidence.approvals),
        *(a.withdrawn for a in rule.evidence.approvals if a.withdrawn),
        rule.reviewed.on,
    ):
        try:
            read_date(day)
        except ValueError as error:
            yield str(error)
    if not authored.cases.met or not authored.cases.not_met:
        yield "a rule needs at least one met and one not_met case"
    for other in (*rule.yields_to,):
        if other not in ids:
            yield f"yields_to names {other}, which is not a rule"
    if rule.then.effect == "sensitive" and not rule.then.drugs:
        yield "effect sensitive needs drugs"
    if rule.chapter == "monitoring" and rule.then.effect == "monitor" and not (rule.then.course or rule.then.schedule):
        yield "a monitoring rule says what the series shows (`course`) or what is followed and when (`schedule`)"
    if rule.then.effect == "order" and rule.then.order is None:
        yield "effect order needs order: {what: [...]}"
    if rule.subject == "drug" and not (rule.then.drugs or rule.then.classes):
        yield "a rule asked of a drug needs drugs or classes"
    if rule.then.usual_in and rule.subject != "drug":
        yield "usual_in is for rules asked of a drug"
    if rule.subject == "drug" and rule.chapter == "pharmacogenomics" and not rule.then.bodies:
        yield "a rule of inherited metabolism says what each body says (bodies)"
    for body in rule.then.bodies:
        try:
            read_date(body.on)
        except ValueError as error:
            yield f"{body.by}: {error}"
    for name in ("says", "plainly"):
        if not getattr(rule.then, name).strip():
            yield f"{name} is empty"


def _names(rule: Rule, words: Vocabulary) -> Iterator[str]:
    then = rule.then
    regimen: tuple[str, ...] = ()
    if then.regimen:
        chosen = (d for choice in then.regimen.one_of for d in choice)
        regimen = (*then.regimen.with_, *then.regimen.followed_by, *chosen, *then.regimen.optional)
    for drug in (*then.drugs, *regimen):
        if words.drug(drug) is None and drug not in words.class_members:
            yield f"the drug {drug!r} is not in drugs.tsv"
    for key in (*then.classes, *(then.order.before if then.order else ())):
        if key not in words.class_members and words.drug(key) is None:
            yield f"the class {key!r} is not in drug_classes.yaml"
    schedule = then.schedule
    for key in (
        *(then.order.what if then.order else ()),
        *((schedule.test, *(c.test for c in schedule.or_)) if schedule else ()),
    ):
        if words.test(key) is None:
            yield f"the test {key!r} is not in tests.yaml"
    for code in (*then.suggests, *rule.cancers, *then.usual_in):
        if words.cancer(code) is None:
            yield f"the cancer {code!r} is not in cancers.tsv"
