"""What the tests found, one line each, as the plan shows it."""

from __future__ import annotations

from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration, AnyFinding, Diplotype, Marker, Negative
from oncoplan.model.plan import PlanFinding
from oncoplan.planning.judgement_words import judgement_in_words, judgement_plainly
from oncoplan.variants.oncogenicity import judge_oncogenicity, of_metabolism


def plan_findings(person: Facts) -> tuple[PlanFinding, ...]:
    """Every finding that was read, in the order of the record; what was looked for and not seen comes last."""
    results = {(f.pointer, f.gene) for f in person.findings if isinstance(f, Diplotype)}
    rows = [_row(f, person) for f in person.findings if not (isinstance(f, Alteration) and (f.pointer, f.gene) in results)]
    return tuple(sorted(rows, key=lambda row: row.kind == "negative"))


def _row(finding: AnyFinding, facts: Facts) -> PlanFinding:
    if isinstance(finding, Alteration):
        metabolism = of_metabolism(finding, facts.vocabulary)
        effect = facts.effects.get(finding.pointer)
        stated = finding.classification
        judged = judge_oncogenicity(finding, facts.vocabulary) if effect else None
        parts = [finding.kind.replace("_", " ")]
        if stated:
            parts.append(f"reported as {stated}")
        if judged is not None and judged.basis != "laboratory":
            parts.append(judgement_in_words(judged, facts.vocabulary))
        if metabolism:
            parts.append("in a gene of drug metabolism")
        if finding.origin:
            parts.append(finding.origin)
        if finding.vaf is not None:
            parts.append(f"allele fraction {finding.vaf:.1%}")
        if finding.copies is not None:
            parts.append(f"copy number {finding.copies:g}")
        told = judged is not None and not stated and finding.origin != "germline"
        says = f"{finding.name}{_reported(finding)}: {', '.join(parts)}"
        if finding.notes:
            says = f"{says} ({'; '.join(finding.notes)})"
        return PlanFinding(
            text=finding.name, gene=_gene(finding), kind=finding.kind,
            effect=stated or effect, origin=finding.origin, test=finding.test, says=says,
            plainly=judgement_plainly(judged, facts.vocabulary) if judged and told else None,
        )  # fmt: skip
    if isinstance(finding, Marker):
        return PlanFinding(
            text=finding.name, gene=None, kind="marker", effect=finding.status, origin=None, test=finding.test,
            says=_with_notes(finding.name, finding),
        )  # fmt: skip
    if isinstance(finding, Diplotype):
        return PlanFinding(
            text=finding.name, gene=finding.gene, kind="diplotype", effect=finding.phenotype, origin="germline",
            test=finding.test, says=_with_notes(finding.name, finding),
        )  # fmt: skip
    return PlanFinding(
        text=finding.name,
        gene=finding.gene,
        kind="negative",
        effect=None,
        origin=None,
        test=finding.test,
        says=f"{finding.name}: looked for and not seen" if not finding.name.lower().startswith("no ") else finding.name,
    )


def _gene(finding: Alteration) -> str | None:
    """The gene that is named; None where the finding may be of several and does not say which."""
    if finding.gene or finding.either:
        return finding.gene
    return finding.genes[0] if finding.genes else None


def _reported(finding: Alteration) -> str:
    """How the report wrote a protein change, where our normal form says it in other words."""
    if finding.protein is None or " " not in finding.name:
        return ""
    ours = finding.name.split(" ", 1)[1]
    written = finding.text.replace("p.", "").replace("(", "").replace(")", "")
    return "" if ours in written or not finding.text else f" (reported as {finding.text})"


def _with_notes(name: str, finding: Marker | Diplotype | Negative) -> str:
    return f"{name} ({'; '.join(finding.notes)})" if finding.notes else name
