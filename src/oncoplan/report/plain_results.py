"""The letter on results: what was tested, what was found, what is not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oncoplan.model.plan import Plan, PlanDiagnosis, PlanFinding, Recommendation, TestDue
from oncoplan.report.arranged import PREVENTION, STATEMENTS, telling
from oncoplan.report.words import Words

MOST = 8


def plain(sentence: str, say: Words) -> str:
    """A sentence of the plan as it may stand in a letter."""
    return sentence if sentence.strip() and say.fits(sentence) else say.says["ask_team"]


def bullets(lines: Iterable[str], say: Words, more: str = "more_lines", most: int = MOST) -> Iterator[str]:
    """A list without repeats, and a count of what does not fit."""
    kept = list(dict.fromkeys(lines))
    yield from (f"- {line}" for line in kept[:most])
    if len(kept) > most:
        yield "- " + say.says[more].format(count=len(kept) - most)


def tested(plan: Plan, say: Words) -> Iterator[str]:
    for dx in plan.diagnoses:
        yield _cancer(dx, say)
    if not plan.diagnoses:
        yield say.says["no_cancer"]
    count = len({f.test for f in plan.findings if f.test is not None})
    followed = list(dict.fromkeys(line.what for line in plan.timeline.lines)) if plan.timeline else []
    if plan.findings or not followed:
        yield say.says["no_tests" if not plan.findings else "tests_one" if count <= 1 else "tests_many"].format(count=count)
    if followed:
        more = "_more" if len(followed) > MOST else ""
        yield say.says[f"followed{more}"].format(names=", ".join(followed[:MOST]), count=len(followed) - MOST)
    absent = list(dict.fromkeys(f.text for f in plan.findings if f.kind == "negative"))
    if absent:
        more = "_more" if len(absent) > MOST else ""
        yield say.says[f"looked_for{more}"].format(names=", ".join(absent[:MOST]), count=len(absent) - MOST)


def _cancer(dx: PlanDiagnosis, say: Words) -> str:
    name = dx.name or dx.stated
    if not name:
        return say.says["no_cancer"]
    text = say.says["cancer" if dx.cancer else "cancer_unread"].format(cancer=name.lower() if dx.name else name)
    return f"{text} {say.says['stage'].format(stage=dx.stage)}" if dx.stage else text


def found(plan: Plan, say: Words) -> Iterator[str]:
    """Each result that says something, then what rules say of the diagnosis and the outlook."""
    shown = {f.text: f for f in reversed(telling(plan))}
    names = [f.text for f in telling(plan)]
    used = "; ".join(b.says for r in plan.recommendations if r.effect == "sensitive" for b in r.because)
    lines = [_finding(shown[name], name in used, say) for name in dict.fromkeys(names)]
    if lines:
        yield from bullets(lines, say, "more_findings", 12)
    else:
        yield say.says["nothing_found" if plan.diagnoses or plan.findings else "no_results"]
    other = len([f for f in plan.findings if f.kind != "negative" and f.text not in shown])
    if other:
        yield say.says["other_changes_one" if other == 1 else "other_changes"].format(count=other)
    said = [plain(r.plainly, say) for r in plan.recommendations if _is_statement(r)]
    if said:
        yield say.says["statements"]
        yield from bullets(said, say)
        yield say.says["ask_meaning"]


def _is_statement(one: Recommendation) -> bool:
    known = ("sensitive", "order", "urgent", "avoid", "resistant", "screen")
    if one.chapter in (PREVENTION, "monitoring") or (one.chapter == "heredity" and one.effect == "refer"):
        return False  # they have their own parts of the letter
    if one.chapter == "screening" and one.effect == "note":
        return False
    return one.verdict == "met" and (one.effect in STATEMENTS or one.effect not in known)


def _finding(finding: PlanFinding, used: bool, say: Words) -> str:
    if finding.plainly:
        return f"{finding.text}: {plain(finding.plainly, say)}"
    kind = say.kinds.get(finding.kind) or say.kinds["gene" if finding.gene else "other"]
    parts = [kind.format(gene=finding.gene)]
    effect = (finding.effect or "").lower()
    if effect in say.effects and not (used and effect == "uncertain significance"):
        parts.append(say.effects[effect])
    if used:
        parts.append(say.matched)
    if finding.origin == "germline" and "pathogenic" in (finding.effect or ""):
        parts.append(say.germline)
    return f"{finding.text}: {' '.join(parts)}"


def unknown(plan: Plan, say: Words) -> Iterator[str]:
    """The tests that are due, and what the limits say of the results."""
    if plan.tests_due:
        yield say.says["due"]
        yield from bullets((_due(due, say) for due in plan.tests_due), say, "more_tests")
    else:
        yield say.says["due_none"]
    kinds = {limit.kind for limit in plan.limits}
    for kind, name in (
        ("not_tested", "not_tested"),
        ("conflict", "conflicts"),
        ("not_read", "not_read"),
        ("stale", "stale"),
    ):
        if kind in kinds:
            yield say.says[name]


def _due(due: TestDue, say: Words) -> str:
    name = f"{due.plainly[:1].upper()}{due.plainly[1:]} ({due.name})."
    parts = [name, say.says[due.state]]
    if due.first:
        parts.append(say.says["due_first"])
    if due.opens:
        more = "_more" if len(due.opens) > 3 else ""
        parts.append(say.says[f"opens{more}"].format(names=", ".join(due.opens[:3]), count=len(due.opens) - 3))
    return " ".join(parts)
