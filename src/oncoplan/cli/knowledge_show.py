"""`oncoplan knowledge show WHAT`: a rule, or every rule about a gene, a cancer, a drug or a class."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from oncoplan.cli.errors import say

if TYPE_CHECKING:
    from oncoplan.knowledge.rulebook import RuleBook
    from oncoplan.model.rule import Rule


def show_all(what: str, form: str) -> int:
    """0 shown, 1 nothing of that name."""
    from oncoplan.knowledge.load import base

    book = base()
    rule = book.find(what)
    found = [rule] if rule else _about(what, book)
    if not found:
        say(
            f"nothing is known under {what!r}",
            "name a rule's id, a gene, an OncoTree code or name, a drug or a drug class",
        )
        return 1
    if form == "json":
        import msgspec

        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return 0
    for one in found:
        print(_text(one, book) if len(found) == 1 else _line(one))
    if len(found) > 1:
        print(f"{len(found)} rules", file=sys.stderr)
    return 0


def _about(what: str, book: RuleBook) -> list[Rule]:
    words = book.vocabulary
    gene, drug = words.find_gene(what), words.find_drug(what)
    family = words.find_drug_class(what)
    if gene:
        return [r for r in book if gene in r.genes or f".{gene.lower()}" in r.id]
    if drug:
        return [r for r in book if drug in r.then.drugs or any(words.in_class(drug, key) for key in r.then.classes)]
    if family:
        members = set(words.class_members.get(family, ()))
        return [r for r in book if members & set(r.then.drugs) or family in r.then.classes]
    cancer = words.find_cancer(what).code
    if cancer:
        return [book.rule(n) for n in book.for_cancer(cancer) if book.rule(n).cancers]
    return []


def _line(rule: Rule) -> str:
    return f"{rule.id}\n    {rule.then.effect}: {rule.then.says}"


def _text(rule: Rule, book: RuleBook) -> str:
    evidence = rule.evidence
    lines = [
        rule.id,
        f"  chapter     {rule.chapter}, asked of the {rule.subject}",
        f"  effect      {rule.then.effect}" + (f": {' + '.join(rule.then.drugs)}" if rule.then.drugs else ""),
        f"  says        {rule.then.says}",
        f"  plainly     {rule.then.plainly}",
        "  when",
        *(f"    {line}" for line in _condition(rule.when, book)),
    ]
    for a in evidence.approvals:
        lines.append(
            f"  approval    {a.by} {a.on}"
            + (f", {a.kind}" if a.kind else "")
            + (f", withdrawn {a.withdrawn}" if a.withdrawn else "")
        )
    if evidence.levels:
        lines.append("  levels      " + ", ".join(f"{k} {v}" for k, v in evidence.levels.items()))
    for source in evidence.sources:
        lines.append(f"  source      {source.id}" + (f" ({source.says})" if source.says else ""))
    unverified = " - UNVERIFIED: its source was not read again" if rule.reviewed.basis == "memory" else ""
    lines.append(f"  reviewed    {rule.reviewed.on}, basis {rule.reviewed.basis}{unverified}")
    return "\n".join(lines)


def _condition(expr: tuple[object, ...], book: RuleBook, depth: int = 0) -> list[str]:
    """A compiled condition in words, one line a part."""
    import msgspec

    from oncoplan.model.rule import inside

    pad = "  " * depth
    op = expr[0]
    if op == "c":
        asked = book.criteria[expr[1]]  # type: ignore[index]
        params = msgspec.to_builtins(asked.params)
        told = ", ".join(f"{k.rstrip('_')}: {_plain(v)}" for k, v in params.items())
        return [f"{pad}{asked.name} ({told})"]
    if op == "is":
        return [f"{pad}{expr[1]}: {book.definitions[str(expr[1])].name}"]
    head = f"at least {expr[1]} of" if op == "at_least" else str(op)
    return [f"{pad}{head}", *(line for part in inside(expr) for line in _condition(part, book, depth + 1))]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
