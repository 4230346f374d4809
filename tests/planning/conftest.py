"""Plans from a handful of rules, so that what is tested is the planning and not the knowledge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from oncoplan.knowledge.cases import record_of
from oncoplan.model.plan import MadeBy, Plan, Recommendation
from oncoplan.planning.assemble import assemble
from oncoplan.variants.assess import assess
from tiny_pack import RULE, book_of, changed


@pytest.fixture(scope="session")
def plan_with(vocabulary_sections: dict[str, bytes]) -> Callable[..., Plan]:
    """`plan_with([rules], "LUAD; EGFR L858R")`: the plan that these rules alone make."""

    def make(
        rules: list[dict[str, Any]],
        case: str | dict[str, Any],
        *,
        as_of: str = "2026-11-22",
        jurisdiction: str = "US",
        definitions: tuple[dict[str, Any], ...] = (),
    ) -> Plan:
        book = book_of(rules, list(definitions), vocabulary_sections)
        record = record_of(case, book.vocabulary)
        assessment = assess(record, book.vocabulary, date.fromisoformat(as_of), jurisdiction)
        return assemble(assessment, [book], made_by=MadeBy(oncoplan="test", knowledge=(), inputs=()))

    return make


@pytest.fixture(scope="session")
def rule() -> Callable[..., dict[str, Any]]:
    """`rule("a", drugs=["osimertinib"], gene="EGFR", any_of=["L858R"])`: a right rule with the parts that matter here."""

    def make(
        name: str = "a",
        *,
        drugs: list[str] | None = None,
        effect: str = "sensitive",
        cancer: str | None = "NSCLC",
        gene: str | None = "EGFR",
        any_of: list[str] | None = None,
        also: list[dict[str, Any]] | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        when: list[dict[str, Any]] = [] if cancer is None else [{"cancer": cancer}]
        if gene is not None:
            when.append({"alteration": {"gene": gene, "any_of": any_of or ["L858R"]}})
        when.extend(also or [])
        dotted = {key.replace("__", "."): value for key, value in changes.items()}
        return changed(
            RULE,
            {
                "id": f"treatment.tiny.{name}",
                "when": {"all": when},
                "then.effect": effect,
                "then.drugs": ["osimertinib"] if drugs is None else drugs,
                "then.says": f"Rule {name} says so.",
                **dotted,
            },
        )

    return make


@pytest.fixture(scope="session")
def options() -> Callable[[Plan], list[Recommendation]]:
    """What a plan offers to give, in its order."""
    return lambda plan: [r for r in plan.recommendations if r.effect == "sensitive"]
