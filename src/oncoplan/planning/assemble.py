"""One person's plan from the facts and the rules: asks, ranks, supersedes, and puts the chapters together."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from oncoplan.criteria.evaluate import MET, Evaluation
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration
from oncoplan.model.plan import Limit, MadeBy, Plan, PlanDiagnosis, PlanRisk, Recommendation, TestDue, Trial
from oncoplan.planning.cautions import DrugRules, cautions_for, concerns
from oncoplan.planning.evidence import Heard, with_evidence
from oncoplan.planning.findings import plan_findings
from oncoplan.planning.judge import Judged, a_marker_speaks, an_alteration_holds, judge, judge_elsewhere, may_carry
from oncoplan.planning.limits import limits
from oncoplan.planning.options import (
    combined,
    licensed_drugs,
    merge_same,
    ranked,
    recommend,
    superseded,
    worth_listing,
)
from oncoplan.planning.questions import questions, to_answer
from oncoplan.planning.taken import of_drugs, taken_beside
from oncoplan.planning.tests_due import order_of, tests_due
from oncoplan.planning.timeline import timeline
from oncoplan.planning.trials_due import with_trials
from oncoplan.variants.assess import Assessment

_ACTIVE = "active_cancer"


def assemble(
    assessment: Assessment,
    books: Sequence[RuleBook],
    *,
    made_by: MadeBy,
    said: Sequence[Limit] = (),
    trials: Sequence[Trial] = (),
) -> Plan:
    """The plan without its id (the pipeline hashes it). `said` are the limits that the readers found."""
    person = assessment.person
    options: list[Recommendation] = []
    due: list[TestDue] = []
    asks: list[str] = []
    evaluations: list[Evaluation] = []
    published: list[Heard] = []
    answers: tuple[str, ...] = ()
    curated = [book for book in books if not book.evidence]
    for facts in (*assessment.diagnoses, person):
        person_too = any(book.for_person() for book in books) or taken_beside(facts)
        if facts.dx is None and assessment.diagnoses and not person_too:
            continue
        found: list[Judged] = []
        drug_rules: list[DrugRules] = []
        quiet: set[str] = set()
        for book in curated:
            evaluation = Evaluation(facts, book.criteria, book.definitions)
            evaluations.append(evaluation)
            numbers = book.for_person(carrier=may_carry(facts)) if facts.dx is None else book.for_cancer(facts.cancer)
            here = judge(facts, book, numbers, evaluation, quiet)
            found.extend(here)
            if facts.dx is not None:
                found.extend(judge_elsewhere(facts, book, _altered(facts), {j.rule.id for j in here}, evaluation))
            drug_rules.append(DrugRules(facts, book, evaluation))
        found = superseded(found)
        if len(curated) < len(books):
            published.append(Heard(facts, found, drug_rules))
            for book in books:
                if book.evidence:
                    published[-1].ask(book, Evaluation(facts, book.criteria, book.definitions))
        if facts.dx is None:
            answers = to_answer(person, found)
        mine = options_of(found, facts, drug_rules)
        options.extend(mine)
        due.extend(tests_due(found, facts, quiet, drug_rules))
        asks.extend(_asks(found))
    curated_rows, behind = with_evidence(merge_same(options), published)
    every = ranked(curated_rows, behind)
    ours = every[: len(curated_rows)]
    tests = one_each(due)
    if trials:
        tests = with_trials(tests, trials, person)
    each = list(assessment.diagnoses)
    risks, about_risks = _risks(person, curated)
    return Plan(
        oncoplan_plan=1,
        plan_id="",
        record_id=person.record.id,
        as_of=person.as_of.isoformat(),
        jurisdiction=person.jurisdiction,
        made_by=made_by,
        findings=plan_findings(person),
        recommendations=every,
        tests_due=tests,
        trials=tuple(trials),
        questions=questions(person, ours, tests, [*asks, *answers]),
        limits=limits(person, each, assessment.unread, [*said, *about_risks], evaluations, ours),
        diagnoses=tuple(_diagnosis(facts) for facts in each),
        risks=risks,
        to_answer=answers,
        timeline=timeline(person),
    )


def _risks(person: Facts, books: Sequence[RuleBook]) -> tuple[tuple[PlanRisk, ...], tuple[Limit, ...]]:
    """Figures of risk; none where a cancer is advanced or not known to be over: they lie years ahead."""
    named = [book for book in books if _ACTIVE in book.definitions]
    if any(Evaluation(person, b.criteria, b.definitions).answer(("is", _ACTIVE)) == MET for b in named):
        return (), ()
    from oncoplan.planning.risks import plan_risks  # the models are not loaded for someone in whom a cancer comes first

    return plan_risks(person)


def _altered(facts: Facts) -> list[str]:
    return [gene for gene, found in facts.alterations.items() if any(isinstance(a, Alteration) for a in found)]


def options_of(found: list[Judged], facts: Facts, drug_rules: list[DrugRules]) -> list[Recommendation]:
    """Every rule worth listing, as one recommendation for each combination of drugs.

    What is approved in another cancer is shown only where this cancer has no option of its own for the gene, and where
    nothing that holds here speaks against it.
    """
    rows: list[Recommendation] = []
    vetoes = [j for j in found if j.answer == MET and j.rule.then.effect in ("avoid", "resistant")]
    own = {
        g
        for j in found
        if not j.elsewhere and j.rule.then.effect == "sensitive" and worth_listing(j)
        for g in _rests_on(j)
    }
    for one in found:
        if not worth_listing(one) or (one.elsewhere and own & _rests_on(one)):
            continue
        if one.rule.then.effect != "sensitive":
            continue
        for drugs in combined(one, facts):
            if one.elsewhere and any(concerns(v.rule, drugs, facts) for v in vetoes):
                continue
            checks = tuple(check for rules in drug_rules for check in rules.checks(drugs))
            rows.append(recommend(one, facts, drugs, cautions_for(drugs, found, facts), checks))
    near = {drug for row in rows for drug in row.drugs} | {d for given in facts.therapies or () for d in given.drugs}
    for one in found:
        if one.rule.then.effect == "sensitive" or one.elsewhere or not worth_listing(one):
            continue
        drugs = licensed_drugs(one.rule, facts)
        against = one.rule.then.effect in ("avoid", "resistant")
        seen = an_alteration_holds(one) or one.suspected or (one.answer == MET and a_marker_speaks(one))
        if against and not seen and not near & set(drugs):
            continue  # nothing here makes anyone think of these drugs
        rows.append(recommend(one, facts, drugs, (), ()))
    inside = {check.rule for row in rows for check in row.checks if check.status == "problem" and not check.against}
    taken = set(taken_beside(facts))
    beside = (row for row in of_drugs(facts, drug_rules) if row.rule not in inside or taken.intersection(row.drugs))
    return [*rows, *beside]


def _rests_on(judged: Judged) -> set[str]:
    """The genes whose alterations speak for a rule: another cancer's options are shown only for genes without own ones."""
    seen = {pointer for leaf in judged.deciding if leaf.helps and not leaf.negated for pointer in leaf.node.facts}
    return {gene for gene, found in judged.evaluation.facts.alterations.items() if any(a.pointer in seen for a in found)}


def _asks(found: list[Judged]) -> list[str]:
    """Questions in words that would settle a rule that is otherwise worth listing."""
    rows: list[str] = []
    for one in found:
        if worth_listing(one):
            rows.extend(
                key
                for leaf in one.open
                if leaf.node.criterion in ("ask", "relatives")
                for key in leaf.node.settled_by
                if key.endswith("?")
            )
    return rows


def one_each(due: list[TestDue]) -> tuple[TestDue, ...]:
    """A test that several diagnoses ask for is listed once, with all it would settle."""
    kept: dict[str, TestDue] = {}
    for row in due:
        first = kept.get(row.test)
        kept[row.test] = row if first is None else replace(
            first,
            why=first.why if row.why in first.why else f"{first.why} {row.why}",
            would_settle=tuple(sorted({*first.would_settle, *row.would_settle})),
            opens=tuple(sorted({*first.opens, *row.opens})),
            first=first.first or row.first,
        )  # fmt: skip
    if len(kept) == len(due):
        return tuple(due)
    return tuple(sorted(kept.values(), key=order_of))


def _diagnosis(facts: Facts) -> PlanDiagnosis:
    node = facts.vocabulary.cancer(facts.cancer) if facts.cancer else None
    dx = facts.diagnosis
    return PlanDiagnosis(
        id=(dx.id if dx else None) or f"dx{(facts.dx or 0) + 1}", stated=dx.cancer if dx else None, cancer=facts.cancer,
        name=node.name if node else None, stage=dx.stage if dx else None, extent=facts.extent,
    )  # fmt: skip
