"""The first screen of a plan: what matters most, the options, what to avoid, what is missing. At most some 40 lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from oncoplan.model.plan import TAKEN, Plan, Recommendation, TestDue
from oncoplan.report.arranged import (
    PREVENTION,
    Block,
    Option,
    blocks,
    courses,
    followed,
    hinges,
    inherited,
    preventions,
    referrals,
    relatives_in_words,
    screenings,
)
from oncoplan.report.lines import Paint, counted, first_sentence, row, some, unverified, wrapped
from oncoplan.report.screen_person import prevention_lines, risk_lines
from oncoplan.report.short import CHANGES, cautions, course, diagnosis, hinge, hinged, label, more, shown_by, state, why, why_cell
from oncoplan.report.trials import in_a_line, section_of

LINES = 40


def screen(plan: Plan, width: int, paint: Paint) -> list[str]:
    """As many rows of each list as fit on one screen."""
    found: list[str] = []
    for most in (8, 6, 5, 4, 3, 2, 1):
        found = list(_screen(plan, width, paint, most))
        if len(found) <= LINES:
            break
    return found


def _screen(plan: Plan, width: int, paint: Paint, most: int) -> Iterator[str]:
    parts = blocks(plan)
    several = sum(block.diagnosis is not None for block in parts) > 1
    title = f"Plan of care for {plan.record_id}, as of {plan.as_of} ({plan.jurisdiction})"
    yield from (paint("bold", line) for line in wrapped(title, width, most=2))
    if not several:
        yield from wrapped(_title(parts[0]), width)
    yield ""
    yield paint("bold", "BOTTOM LINE")
    for block in parts:
        yield from _bottom(plan, block, width, paint, several)
    yield from _conflicts(plan, width, paint)
    yield from _test_first(plan, width)
    for block in parts:
        if several and (block.options or block.against):
            yield ""
            yield from wrapped(_title(block), width, most=1)
        if block.diagnosis is None:  # someone without a cancer: what is inherited and what is due comes before medicines
            yield from _heredity(block, width, paint, most)
            yield from _screening(block, width, paint, most)
        yield from _options(block, width, paint, most, several)
        yield from _avoid(block, width, paint, most)
        yield from _monitoring(block, width, paint, most)
        if block.diagnosis is not None:
            yield from _heredity(block, width, paint, most)
            yield from _screening(block, width, paint, most)
        if not plan.diagnoses:
            yield from risk_lines(plan, width, paint, most)
            yield from prevention_lines(block, width, paint, most + 2)
        elif len(preventions(block.other)) > 1:  # tobacco alone is said where a cancer is treated: it stays in the detail
            yield from prevention_lines(block, width, paint, 1)
    yield from _trials(plan, width, paint, most)
    yield from _missing(plan, width, paint, most, parts)
    yield ""
    yield from _rest(plan, parts, width)


def _title(block: Block) -> str:
    return diagnosis(block.diagnosis) if block.diagnosis else "The person"


def _bottom(plan: Plan, block: Block, width: int, paint: Paint, several: bool) -> Iterator[str]:
    """The most important things of one block, of the base alone: urgent, a diagnosis in doubt, the best options."""
    whose = f"{(block.diagnosis.name or block.diagnosis.stated or block.diagnosis.id)}: " if several and block.diagnosis else ""
    for one in block.urgent[:2]:
        sure = "URGENT" if one.verdict == "met" else "URGENT, if confirmed"
        yield from (paint("red", line) for line in wrapped(f"{sure}{unverified(one.basis)}: {one.says}", width, "! ", most=3))
    if len(block.urgent) > 2:
        yield paint("red", f"! {more(len(block.urgent) - 2, 'urgent finding')}")
    for one in _taken(block):
        takes = next(b.says for b in one.because if b.criterion == TAKEN)
        text = f"{takes}{unverified(one.basis)}: {one.says}"
        yield from (paint("red", line) for line in wrapped(text, width, "! ", most=2))
    for one in [r for r in block.other if r.effect == "dose" and r.verdict == "met"][:2]:
        yield from (paint("red", line) for line in wrapped(f"DOSE{unverified(one.basis)}: {one.says}", width, "! ", most=2))
    options = [o for o in block.options if o.lead.pack == "base"]
    doubts = [r for r in block.statements if r.effect == "contradicts" and r.pack == "base"]
    for one in doubts[:1]:
        sure = "Diagnosis in doubt" if one.verdict == "met" else "Diagnosis perhaps in doubt"
        yield from wrapped(f"{whose}{sure}: {one.says}", width, "! ", most=2)
    sent = referrals(block.other)
    for one in sent[:2]:
        yield from wrapped(f"Refer{unverified(one.basis)}: {one.says}", width, "* ", most=2)
    referred = [r for r in inherited(block.other) if r.effect == "refer" and r.verdict == "met"]
    if referred and not block.diagnosis:
        what = "Inherited risk" if ".cascade." in referred[0].rule else "Refer to genetics"
        yield from wrapped(f"{what}: {first_sentence(referred[0].says)}{unverified(referred[0].basis)}", width, "* ", most=2)
    for one in [r for r in courses(block.other) if r.course in CHANGES][:2]:
        sure = "" if one.verdict == "met" else ", if confirmed"
        yield from wrapped(f"{whose}{course(one)}{sure}{unverified(one.basis)}: {one.says}", width, "! ", most=3)
    best = [o for o in options if not o.harmed][: 1 if several else 2] or options[:1]
    for option in best:
        yield from wrapped(whose + _bottom_option(option), width, "* ", most=3)
    if not options and block.diagnosis and not block.urgent:
        missing = "; the missing tests could open some" if any(due.opens for due in plan.tests_due) else ""
        missing += "; published evidence is listed below" if block.options else ""
        yield from wrapped(f"{whose}no option found within what this plan covers{missing}.", width, "* ")
    late = [r for r in screenings(block.other) if r.schedule and r.schedule.state not in ("later", "discuss")]
    firsts = {r.schedule.tests: r for r in reversed(late) if r.schedule}  # of bodies that offer the same, what is due first
    for one in [r for r in late if r in firsts.values()][:3]:
        yield from wrapped(f"Screening, {_programme(one)}.", width, "* ", most=2)
    choices = [r for r in screenings(block.other) if r.schedule and r.schedule.state == "discuss"]
    if choices and not late and not block.diagnosis:
        yield from wrapped(f"Screening: nothing is due now; {counted(len(choices), 'test')} to decide on together.", width, "* ")
    if not options and not block.diagnosis and not block.urgent and not plan.diagnoses and not (late or sent or referred):
        habit = next(iter(preventions(block.other)), None)
        none = "no diagnosis and no option: see what is missing and the limits."
        text = f"To lower a cancer risk{unverified(habit.basis)}: {habit.says}" if habit else none
        yield from wrapped(text, width, "* ", most=2)


def _taken(block: Block) -> list[Recommendation]:
    """What is taken although the person's own results speak against it: said first, and not again among what to avoid."""
    return [r for r in block.against if r.verdict == "met" and any(b.criterion == TAKEN for b in r.because)][:3]


def _bottom_option(option: Option) -> str:
    """An option, its label, what it depends on and rests on, and the first thing known against it."""
    lead = option.lead
    depends, reason = hinged(lead, 3), why(lead)
    words = (
        label(lead, 3) if lead.on_label is not None else f"an option{f', if: {depends}' if depends else ', label not settled'}"
    )
    aim = "To lower a cancer risk: " if lead.chapter == PREVENTION else ""
    text = f"{aim}{option.drugs}{unverified(lead.basis)}: {words}" + ("" if words.endswith("?") else ".")
    against = [c.says for c in lead.cautions if c.verdict == "met"]
    against.extend(c.says for c in sorted(lead.checks, key=lambda c: not c.against) if c.status == "problem")
    if any(c.forbids for c in lead.checks):
        known = next(c.says for c in lead.checks if c.forbids)
        return f"NOT AS IT STANDS: {aim}{option.drugs}{unverified(lead.basis)}. {known} Otherwise {words.removesuffix('?')}."
    return text + (f" Rests on {reason}." if reason else "") + (f" BUT: {against[0]}" if against else "")


def _conflicts(plan: Plan, width: int, paint: Paint) -> Iterator[str]:
    """Results that disagree; one that stands inside an option is said there."""
    inside = tuple(f"{r.regimen}: " for r in plan.recommendations if r.drugs)
    says = [limit.says for limit in plan.limits if limit.kind == "conflict" and not limit.says.startswith(inside)]
    if says:
        rest = f" (and {counted(len(says) - 1, 'more conflict')})" if len(says) > 1 else ""
        yield from (paint("yellow", line) for line in wrapped(f"Conflict{rest}: {says[0]}", width, "! ", most=2))


def _test_first(plan: Plan, width: int) -> Iterator[str]:
    """Of the tests due, the one that leads: it must be known first, or opens most."""
    if not plan.tests_due:
        return
    due = plan.tests_due[0]
    if due.first:
        yield from wrapped(f"Before treatment starts: {due.name} ({state(due.state)}). {due.why}", width, "> ", most=2)
    elif due.opens:
        yield from wrapped(f"Test that opens most: {due.name} ({_opens(due, 2)}).", width, "> ", most=2)
    else:
        yield from wrapped(f"Test due: {due.name}. {due.why}", width, "> ", most=2)


def _opens(due: TestDue, most: int) -> str:
    trials = f"decides {counted(len(due.trials), 'trial')}" if due.trials else ""
    if due.opens:
        return f"could open {some(due.opens, most)}{f'; {trials}' if trials else ''}"
    return trials or f"settles {counted(len(due.would_settle), 'question')}"


def _options(block: Block, width: int, paint: Paint, most: int, several: bool) -> Iterator[str]:
    """The table; its narrow columns are as wide as they need to be, the drugs get the rest."""
    if not block.options:
        return
    shown = block.options[: max(most // 2, 1) if several else max(most, 3)]
    head = ("", "OPTIONS", "LABEL", "RESTS ON", "CAUTIONS")
    rows = [
        (str(i), o.drugs + unverified(o.lead.basis), label(o.lead), why_cell(o.lead), cautions(o.lead))
        for i, o in enumerate(shown, 1)
    ]
    share = (width - 4) // 4
    needs = [min(max(len(cells[i]) for cells in (head, *rows)), share) for i in (2, 3, 4)]
    widths = (2, width - 10 - sum(needs), *needs)
    if not several:
        yield ""
    yield from (paint("bold", line) for line in row(head, widths))
    for option, cells in zip(shown, rows, strict=True):
        colour = "red" if option.harmed else "green" if option.lead.on_label else ""
        yield from (paint(colour, line) if colour else line for line in row(cells, widths))
    if len(shown) < len(block.options):
        yield f"    {more(len(block.options) - len(shown), 'option')}"


def _avoid(block: Block, width: int, paint: Paint, most: int) -> Iterator[str]:
    """What is known comes first; what is only possible follows and says so. The mark leads, since the end may be cut."""
    above = [r.rule for r in _taken(block)]
    says = list(
        dict.fromkeys(
            f"{unverified(r.basis)}{'' if r.verdict == 'met' else ' if confirmed:'} {r.says}".strip()
            for r in block.against
            if r.rule not in above
        )
    )
    if not says:
        return
    yield ""
    yield paint("bold", "AVOID")
    shown = says[: max(most // 2, 1)]
    for line in shown:
        yield from wrapped(line, width, "  - ", most=2)
    if len(shown) < len(says):
        yield f"    {more(len(says) - len(shown), 'line')}"


def _heredity(block: Block, width: int, paint: Paint, most: int) -> Iterator[str]:
    """Whom to refer or test, by the criterion's first sentence; relatives by name; what is not certain says so."""
    rows = inherited(block.other)
    if not rows:
        return
    yield ""
    yield paint("bold", "INHERITED RISK")
    shown = rows[: max(most, 2)]
    for one in shown:
        sure = "" if one.verdict == "met" else "if confirmed: "
        named = relatives_in_words(one)
        says = f"{sure}{first_sentence(one.says)}{unverified(one.basis)}" + (f" Of this family, {named}." if named else "")
        yield from wrapped(says, width, "  - ", most=3 if named else 2)
    if len(shown) < len(rows):
        yield f"    {more(len(rows) - len(shown), 'line')}"


def _monitoring(block: Block, width: int, paint: Paint, most: int) -> Iterator[str]:
    """What the series show, then what is to be followed and when."""
    shows, follows = courses(block.other), followed(block.other)
    if not shows and not follows:
        return
    yield ""
    yield paint("bold", "MONITORING")
    for one in shows[:most]:
        sure = "" if one.verdict == "met" else ", if confirmed"
        reason = shown_by(one)
        said = one.course in CHANGES and reason  # the bottom line says what it means
        told = reason if said else f"{reason}. {one.says}" if reason else one.says
        yield from wrapped(f"{course(one)}{sure}{unverified(one.basis)}: {told}", width, "  - ", most=3)
    if len(shows) > most:
        yield f"    {more(len(shows) - most, 'line')}"
    due = list(dict.fromkeys(_followed(one) for one in follows))  # two bodies may ask for the same
    for line in due[:most]:
        yield from wrapped(line, width, "  - ", most=2)
    if len(due) > most:
        yield f"    {more(len(due) - most, 'test')}"


def _followed(one: Recommendation) -> str:
    assert one.schedule is not None
    word = one.schedule.state.replace("_", " ") + ("" if one.verdict == "met" else ", if the treatment goes on")
    return f"{word}{unverified(one.basis)}: {one.schedule.says}"


def _screening(block: Block, width: int, paint: Paint, most: int) -> Iterator[str]:
    """The referrals that the bottom line has no room for, then each programme with whose it is, when it is due and why."""
    rows, sent = screenings(block.other), referrals(block.other)[2:]
    if not rows and not sent:
        return
    yield ""
    yield paint("bold", "SCREENING")
    for one in sent[:most]:
        yield from wrapped(f"refer{unverified(one.basis)}: {one.says}", width, "  - ", most=2)
    shown = rows[: most + 2]
    for one in shown:
        yield from wrapped(_programme(one), width, "  - ", most=2)
    if len(shown) < len(rows):
        yield f"    {more(len(rows) - len(shown), 'line')}"


def _programme(one: Recommendation) -> str:
    """How a programme stands, whose it is, and why."""
    if one.schedule is None:
        return one.says
    whose = next((s.says for s in one.sources if s.says), one.rule)
    return f"{one.schedule.state.replace('_', ' ')} ({whose}{unverified(one.basis)}): {one.schedule.says}"


def _trials(plan: Plan, width: int, paint: Paint, most: int) -> Iterator[str]:
    """The first trials that fit or may fit, and how many of which kind there are."""
    may = [one for one in plan.trials if one.as_read in ("met", "unknown")]
    if not may:
        return
    counts = Counter(section_of(one) for one in may)
    kinds = (("holds", "with a biomarker that is there"), ("asked", "with one that is not known yet"), ("all", "for all comers"))
    yield ""
    yield paint("bold", "TRIALS")
    yield from wrapped(", ".join(f"{counts[key]} {says}" for key, says in kinds if counts[key]), width, "  ", most=2)
    for one in may[: max(most // 3, 1)]:
        yield from wrapped(in_a_line(one), width, "  - ", most=2)


def _missing(plan: Plan, width: int, paint: Paint, most: int, parts: tuple[Block, ...]) -> Iterator[str]:
    """Tests first; then what the record does not say and options depend on."""
    asked: dict[str, int] = {}
    for block in parts:
        for option in block.options:
            for name in dict.fromkeys(hinge(m) for m in hinges(option.lead) if m.about != "molecular"):
                asked[name] = asked.get(name, 0) + 1
    if not plan.tests_due and not asked:
        return
    yield ""
    yield paint("bold", "MISSING")
    shown = plan.tests_due[: max(most - 2, 2)]
    for due in shown:
        first = "first: " if due.first else ""
        yield from wrapped(f"{first}{due.name} ({state(due.state)}): {_opens(due, 2)}", width, "  - ", most=1)
    if len(shown) < len(plan.tests_due):
        yield f"    {more(len(plan.tests_due) - len(shown), 'test')}"
    if asked:
        names = sorted(asked, key=lambda n: -asked[n])
        said = some((f"{n} ({counted(asked[n], 'option')})" for n in names), 4)
        yield from wrapped(f"not recorded, and asked for: {said}", width, "  - ", most=2)


def _rest(plan: Plan, parts: tuple[Block, ...], width: int) -> Iterator[str]:
    """The headline limit, and what else the detail has."""
    counts = [
        counted(len(plan.findings), "finding"),
        counted(sum(len(b.statements) + len(b.other) for b in parts), "other statement"),
        counted(len(plan.trials), "trial"),
        counted(len(plan.questions), "question"),
        counted(len(plan.limits), "limit"),
    ]
    below = ", ".join(c for c in counts if not c.startswith("0 "))
    if plan.limits:
        yield from wrapped(plan.limits[0].says, width, most=3)
    yield from wrapped(f"Below: {below or 'what made this plan'}. To be reviewed by a clinician.", width)
