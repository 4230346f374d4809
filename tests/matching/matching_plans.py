"""What the tests of hard cases ask of a plan, and the records that they make: an adult with one tumour test."""

from __future__ import annotations

from typing import Any

from oncoplan.model.plan import Plan, Recommendation

FIRST_GENERATIONS = ("erlotinib", "gefitinib", "afatinib", "dacomitinib")
EGFR_TKI = (*FIRST_GENERATIONS, "osimertinib")
BRAF_ALONE = ("vemurafenib", "dabrafenib", "encorafenib")
PARP = ("olaparib", "niraparib", "rucaparib", "talazoparib")
TRK = ("larotrectinib", "entrectinib", "repotrectinib")


def options(plan: Plan, *drugs: str, only: bool = False) -> list[Recommendation]:
    """What speaks for an option with these drugs (`only`: and no others)."""
    return [
        r
        for r in plan.recommendations
        if r.effect == "sensitive" and set(drugs) <= set(r.drugs) and (not only or len(r.drugs) == len(drugs))
    ]


def offered(plan: Plan) -> set[str]:
    return {drug for r in plan.recommendations if r.effect == "sensitive" for drug in r.drugs}


def met(plan: Plan, *drugs: str, only: bool = False) -> list[Recommendation]:
    return [r for r in options(plan, *drugs, only=only) if r.verdict == "met"]


def on_label(plan: Plan, *drugs: str, only: bool = False) -> bool:
    return any(r.on_label is True for r in options(plan, *drugs, only=only))


def against(plan: Plan, drug: str) -> bool:
    """A resistance or an avoid that is met, as a line of its own or inside an option."""
    lines = any(r.effect in ("resistant", "avoid") and r.verdict == "met" and drug in r.drugs for r in plan.recommendations)
    inside = any(c.verdict == "met" and drug in c.drugs for r in plan.recommendations for c in r.cautions)
    return lines or inside


def due(plan: Plan) -> set[str]:
    return {row.test for row in plan.tests_due}


def limits(plan: Plan) -> str:
    return " | ".join(limit.says for limit in plan.limits)


def rests_on(plan: Plan, gene: str) -> list[Recommendation]:
    """Recommendations with a reason that names the gene."""
    return [r for r in plan.recommendations if any(gene in b.says for b in r.because if b.verdict == "met")]


def dna(cancer: str, *findings: Any, **record: Any) -> dict[str, Any]:
    """An adult with a metastatic cancer and one tumour DNA test; `dx`, `test` and other keys of a record add to it."""
    return {
        "age": 60,
        "diagnoses": [{"cancer": cancer, "extent": "metastatic", **record.pop("dx", {})}],
        "tests": [{"kind": "tumour_dna", "findings": list(findings), **record.pop("test", {})}],
        **record,
    }


UNTREATED: dict[str, Any] = {"therapies": []}


def after(*lines: Any) -> dict[str, Any]:
    """Earlier lines for metastatic disease, each ended by progression; the list is complete."""
    rows = [{"drugs": [d] if isinstance(d, str) else list(d), "setting": "metastatic", "outcome": ["progression"]} for d in lines]
    return {"therapies": rows, "complete": ["therapies"]}


def breast(*findings, **record):
    return dna("BRCA", *findings, **record)
