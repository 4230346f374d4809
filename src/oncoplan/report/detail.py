"""The detail of a plan, below the first screen: every line with its reasons, evidence, cautions and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oncoplan.model.plan import BodySays, Check, Plan, PlanSource, Recommendation
from oncoplan.report.arranged import AGAINST, Block, Option, blocks, courses, followed, relatives_in_words, telling
from oncoplan.report.lines import Paint, clipped, counted, some, unverified, wrapped
from oncoplan.report.short import asks_itself, course, diagnosis, label, state, test_name
from oncoplan.report.timeline_text import timeline_lines
from oncoplan.report.trials import SECTIONS, section_of, trial_lines

_STATEMENTS = {
    "contradicts": "Speaks against the diagnosis", "supports": "Supports a diagnosis", "worse": "Worse outlook",
    "better": "Better outlook", "refer": "Refer", "screen": "Screen", "dose": "Dose", "monitor": "Monitor",
    "habit": "Habit", "note": "Note", "urgent": "Urgent", "unsupported": "Not supported",
}  # fmt: skip

MOST_TRIALS = 8  # under one heading
MOST_ALSO = 12  # further rules of one option that are printed; the JSON form has them all


class Detail:
    """Prints the parts of a plan; a check is said in full once and named by its number after that."""

    def __init__(self, plan: Plan, width: int, paint: Paint) -> None:
        self.plan, self.width, self.paint = plan, width, paint
        self._checks: dict[tuple[str, str], Check] = {}
        self._for: dict[tuple[str, str], list[str]] = {}
        self._problems: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        parts = blocks(self.plan)
        for block in parts:
            if len(parts) > 1 or block.diagnosis:
                yield from self._heading(diagnosis(block.diagnosis) if block.diagnosis else "The person")
            yield from self._block(block)
        yield from self._all_checks()

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield from (self.paint("bold", line) for line in wrapped(text, self.width))

    def _block(self, block: Block) -> Iterator[str]:
        self._problems = {}
        for one in block.urgent:
            yield from self._statement(one)
        if block.options:
            yield from self._heading("Options")
        for number, option in enumerate(block.options, 1):
            yield from self._option(number, option)
        for title, found in (
            ("To avoid", block.against),
            ("Diagnosis and outlook", block.statements),
            ("Monitoring", (*courses(block.other), *followed(block.other))),
            ("Also", tuple(r for r in block.other if r.chapter != "monitoring")),
        ):
            if found:
                yield from self._heading(title)
            for one in found:
                yield from self._statement(one)

    def _option(self, number: int, option: Option) -> Iterator[str]:
        lead = option.lead
        yield ""
        yield from (
            self.paint("bold", line) for line in wrapped(f"{option.drugs} - {label(lead, 3)}", self.width, f"{number:>2}. ")
        )
        yield from self._line("", lead.says)
        if len(option.members) > 1 and " more combination" in option.drugs:
            yield from self._line("combinations", "; ".join(m.regimen for m in option.members))
        if lead.off_label_because:
            yield from self._line("off label" if lead.pack == "base" else "evidence", lead.off_label_because)
        if lead.instead:
            yield from self._line("instead", lead.instead)
        yield from self._reasons(lead)
        for caution in lead.cautions:
            sign = "!" if caution.verdict == "met" else "? if confirmed:"
            far = " (extrapolated from another cancer)" if caution.extrapolated else ""
            yield from self._line(
                {"resistant": "resistance"}.get(caution.effect, caution.effect),
                f"{sign} {caution.says}{far}{unverified(caution.basis)}",
            )
        yield from self._checks_of(number, option)
        yield from self._evidence(lead)

    def _statement(self, one: Recommendation) -> Iterator[str]:
        kind = "" if one.effect in AGAINST else _STATEMENTS.get(one.effect, one.effect.capitalize())
        kind = course(one) if one.course else kind
        head = kind + ("" if one.verdict == "met" else " (if confirmed)" if kind else "If confirmed")
        yield ""
        said = f"{one.says}{unverified(one.basis)}"
        yield from wrapped(f"{head}: {said}" if head else said, self.width, "  - ")
        if one.relatives:
            yield from self._line("relatives", relatives_in_words(one))
        if one.schedule and one.schedule.says:
            yield from self._line(one.schedule.state.replace("_", " "), one.schedule.says)
        if one.classes or one.drugs:
            yield from self._line("drugs", some(one.classes or one.drugs, 8))
        if one.suggests:
            yield from self._line("think of", ", ".join(one.suggests))
        if one.instead:
            yield from self._line("instead", one.instead)
        yield from self._reasons(one)
        yield from self._bodies(one.bodies, "    ")
        yield from self._evidence(one)

    def _line(self, name: str, text: str) -> Iterator[str]:
        yield from wrapped(text, self.width, f"    {name}: " if name else "    ")

    def _reasons(self, one: Recommendation) -> Iterator[str]:
        reasons = list(dict.fromkeys(b.says for b in one.because))
        if reasons:
            yield from self._line("because", "; ".join(reasons))
        gaps: dict[str, list[str]] = {}
        for gap in one.missing:
            gaps.setdefault(gap.says, []).extend([] if asks_itself(gap) else [test_name(self.plan, gap.settled_by)])
        word = "missing" if one.verdict != "met" else "not known"
        for says, settled in gaps.items():
            tail = f" -> {'; '.join(dict.fromkeys(settled))}" if settled else ""
            yield from self._line(word, f"{says}{tail}")

    def _checks_of(self, number: int, option: Option) -> Iterator[str]:
        """A problem in full where it first stands; the open and done checks by number, said in full at the end."""
        numbers: dict[str, list[str]] = {}
        for check in option.lead.checks:
            if check.status == "problem":
                first = self._problems.setdefault(check.rule, number)
                same = f"as for option {first}: {clipped(check.says, 70)}"
                word = check.effect if check.effect == "dose" else "problem"
                said = f"{check.says}{unverified(check.basis)}"
                yield from self._line(word, f"! {said if first == number else same}")
                if first == number:
                    yield from self._because_of(check)
                continue
            key = (check.rule, check.status)
            self._checks.setdefault(key, check)
            self._for.setdefault(key, []).append(option.drugs)
            numbers.setdefault(check.status, []).append(f"C{list(self._checks).index(key) + 1}")
        for status, word in (("unchecked", "to check"), ("done", "checked")):
            if status in numbers:
                yield from self._line(word, ", ".join(numbers[status]))

    def _because_of(self, check: Check) -> Iterator[str]:
        """The results that a check rests on, and what each body says."""
        if check.because:
            yield from wrapped("; ".join(check.because), self.width, "      because: ")
        yield from self._bodies(check.bodies, "      ")

    def _bodies(self, found: Sequence[BodySays], indent: str) -> Iterator[str]:
        for body in found:
            day = "" if body.on[:7] in body.version else f", {body.on}"
            yield from wrapped(f"{body.by} ({body.version}{day}): {body.says}", self.width, indent)

    def _evidence(self, one: Recommendation) -> Iterator[str]:
        if one.approvals:
            says = (f"{a.by} {a.on}" + (f" (withdrawn {a.withdrawn})" if a.withdrawn else "") for a in one.approvals)
            yield from self._line("approved", ", ".join(says))
        if one.levels:
            yield from self._line("level", ", ".join(f"{k.upper()} {v}" for k, v in sorted(one.levels.items())))
        if one.sources:
            yield from self._line("sources", ", ".join(_source(s) for s in one.sources))
        for other in one.also[:MOST_ALSO]:
            if other.pack != "base":
                yield from self._line(other.pack, f"{other.says} ({other.rule})")
                continue
            words = {True: "on label", False: "off label", None: "label not settled"}[other.on_label]
            sure = words if other.verdict == "met" else f"{words}, if its conditions hold"
            yield from self._line("also", f"{other.says} ({sure}; {other.rule})")
        if len(one.also) > MOST_ALSO:
            yield from self._line("also", f"{counted(len(one.also) - MOST_ALSO, 'more rule')}, in the JSON form")
        for other in one.not_supported[:MOST_ALSO]:
            yield from self._line("not supported", f"{other.says} ({other.rule})")
        yield from self._line("rule", one.rule)
        if one.basis == "memory":
            yield from self._line("unverified", "written from memory; the sources were not read at review")

    def _all_checks(self) -> Iterator[str]:
        """Each check once, with the options it belongs to."""
        if not self._checks:
            return
        yield from self._heading("Checks before treatment")
        for number, (key, check) in enumerate(self._checks.items(), 1):
            test = f" ({test_name(self.plan, check.test)})" if check.test and check.status == "unchecked" else ""
            done = "Done: " if check.test else "Does not apply: "
            word = "" if check.status == "unchecked" else done
            whose = f"for {some(dict.fromkeys(self._for[key]), 3)}"
            reason = f" ({'; '.join(check.because)})" if check.because else ""
            said = f"{word}{check.says}{reason}{unverified(check.basis)}{test} - {whose}"
            yield from wrapped(said, self.width, f"  C{number} ")
            yield from self._bodies(check.bodies, "     ")


def _source(source: PlanSource) -> str:
    return f"{source.id} ({source.says})" if source.says else source.id


def around(plan: Plan, width: int, paint: Paint) -> Iterator[str]:
    """What is not about one option: tests due, findings, trials, questions, limits, what made the plan."""
    for title, found in (
        ("Tests due", _tests(plan, width)),
        ("Risk figures", _risks(plan, width)),
        ("Findings", _findings(plan, width)),
        ("Timeline", timeline_lines(plan.timeline, width)),
        ("Trials", _trials(plan, width)),
        ("Questions to ask", (line for q in plan.questions if q not in plan.to_answer for line in wrapped(q, width, "  - "))),
        ("To ask the person", (line for q in plan.to_answer for line in wrapped(q, width, "  - "))),
        ("Limits of this plan", _limits(plan, width)),
        ("Made by", _made_by(plan, width)),
    ):
        lines = list(found)
        if lines:
            yield ""
            yield paint("bold", title)
            yield from lines


def _tests(plan: Plan, width: int) -> Iterator[str]:
    told: dict[str, str] = {}  # what makes a result no answer → the test it was said at
    for due in plan.tests_due:
        first = "first, before treatment" if due.first else ""
        how = " on ".join(p for p in (", ".join(due.methods), due.specimen or "") if p)
        head = "; ".join(p for p in (state(due.state), first, due.when or "", how) if p)
        yield from wrapped(f"{due.name} ({head}): {due.why}", width, "  - ")
        if due.opens:
            yield from wrapped(f"could open {some(due.opens, 8)}", width, "    ")
        if due.inadequate_if:
            said_at = told.setdefault(due.inadequate_if, due.name)
            what = due.inadequate_if if said_at == due.name else f"as for the {said_at}"
            yield from wrapped(f"no answer if: {what}", width, "    ")


def _findings(plan: Plan, width: int, most: int = 30) -> Iterator[str]:
    """What has a known or stated effect first; silent and unclear changes are counted when there are many."""
    seen = [f for f in plan.findings if f.kind != "negative"]
    first = telling(plan)
    shown = [*first, *(f for f in seen if f not in first)][: max(most, len(first))]
    for finding in shown:
        yield from wrapped(finding.says, width, "  - ")
    if len(shown) < len(seen):
        yield f"    and {counted(len(seen) - len(shown), 'more change')} that say nothing here"
    absent = list(dict.fromkeys(f.text for f in plan.findings if f.kind == "negative"))
    if absent:
        yield from wrapped(f"looked for and not seen: {some(absent, 20)}", width, "  - ")


def _risks(plan: Plan, width: int) -> Iterator[str]:
    """Each figure with what it was worked out from, what was assumed, and what would make it narrower."""
    for risk in plan.risks:
        yield from wrapped(risk.says, width, "  - ")
        if risk.used and not risk.refused:
            yield from wrapped("from " + "; ".join(f"{u.what} {u.value}" for u in risk.used), width, "    ")
        if risk.assumed:
            yield from wrapped("assumed: " + "; ".join(risk.assumed), width, "    ")
        if risk.lacking:
            yield from wrapped("not recorded: " + ", ".join(risk.lacking), width, "    ")
        yield from wrapped(f"source: {risk.source}", width, "    ")


def _trials(plan: Plan, width: int) -> Iterator[str]:
    """Under each heading of the list of trials the first few; `oncoplan trials match` has them all."""
    for key, heading in SECTIONS:
        mine = [one for one in plan.trials if section_of(one) == key]
        if not mine:
            continue
        yield f"  {heading.capitalize()} ({len(mine)})"
        for one in mine[:MOST_TRIALS]:
            yield from (f"  {line}" for line in trial_lines(one, width - 2, Paint(False)))
        if len(mine) > MOST_TRIALS:
            yield f"      and {counted(len(mine) - MOST_TRIALS, 'more trial')}: oncoplan trials match"


def _limits(plan: Plan, width: int) -> Iterator[str]:
    for limit in plan.limits:
        yield from wrapped(f"{limit.kind.replace('_', ' ')}: {limit.says}", width, "  - ")


def _made_by(plan: Plan, width: int) -> Iterator[str]:
    made = plan.made_by
    packs = ", ".join(f"{k.pack} {k.version} ({k.digest})" for k in made.knowledge)
    yield from wrapped(f"oncoplan {made.oncoplan}; knowledge {packs or 'none'}", width, "  ")
    if made.trials:
        yield from wrapped(f"trials {made.trials.store}, {made.trials.trials} ({made.trials.digest})", width, "  ")
    for given in made.inputs:
        yield from wrapped(f"input {given.name} ({given.digest})", width, "  ")
    yield from wrapped(f"plan {plan.plan_id}", width, "  ")
