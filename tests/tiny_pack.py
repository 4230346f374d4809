"""A rule and a definition that are right, and a way to plant a mistake in them."""

from __future__ import annotations

import copy
from typing import Any

from oncoplan.knowledge.authored import AuthoredDefinition, AuthoredRule, CriteriaTable, compile_rule
from oncoplan.knowledge.compile import check_names, compiled_definitions, rule_sections, typed
from oncoplan.knowledge.compiled import FORMAT, Head, join
from oncoplan.knowledge.rulebook import RuleBook

RULE: dict[str, Any] = {
    "id": "treatment.lung.egfr_l858r.osimertinib",
    "chapter": "treatment",
    "when": {"all": [{"cancer": "NSCLC"}, {"alteration": {"gene": "EGFR", "any_of": ["L858R"]}}]},
    "then": {"effect": "sensitive", "drugs": ["osimertinib"], "says": "An option.", "plainly": "A pill for this."},
    "evidence": {"sources": [{"id": "pmid:29151359", "says": "FLAURA"}], "approvals": [{"by": "FDA", "on": "2018-04-18"}]},
    "reviewed": {"on": "2026-11-22", "basis": "full_text"},
    "cases": {
        "met": ["LUAD metastatic; EGFR L858R"],
        "not_met": ["LUAD; EGFR wild type"],
        "unknown": ["LUAD metastatic"],
    },
}
DEFINITION: dict[str, Any] = {
    "id": "egfr_l858r",
    "name": "EGFR L858R",
    "when": {"alteration": {"gene": "EGFR", "any_of": ["L858R"]}},
    "sources": [{"id": "pmid:29151359"}],
}


def changed(entry: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with `a.b.c` set; a value of None takes the key out."""
    new = copy.deepcopy(entry)
    for dotted, value in changes.items():
        *way, last = dotted.split(".")
        part = new
        for step in way:
            part = part[step]
        if value is None:
            part.pop(last)
        else:
            part[last] = value
    return new


def book_of(
    rules: list[dict[str, Any]], definitions: list[dict[str, Any]], vocabulary: dict[str, bytes]
) -> RuleBook:
    """A pack of these rules over a compiled vocabulary, without touching a file."""
    table = CriteriaTable()
    named = {
        d.id: d
        for d in compiled_definitions([("tiny", typed(d, AuthoredDefinition, "tiny")) for d in definitions], table)
    }
    compiled = [compile_rule(typed(rule, AuthoredRule, rule["id"]), table, named, "tiny") for rule in rules]
    check_names(compiled, named)
    head = Head(FORMAT, "tiny", "1", "sha256:tiny", len(compiled))
    return RuleBook(join(head, {**vocabulary, **rule_sections(compiled, named, table)}))
