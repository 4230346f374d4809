"""The letter on care: what is urgent, options to talk about, what to be careful about."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.model.plan import Plan, in_words
from oncoplan.report.arranged import AGAINST, Option, inherited, preventions, screenings
from oncoplan.report.arranged import options as arranged
from oncoplan.report.plain_results import MOST, bullets, plain
from oncoplan.report.words import Words

_TRIALS = 3  # told by number; the plan has them all
_COUNTED = 20  # beyond this a count says nothing to a patient


def urgent(plan: Plan, say: Words) -> Iterator[str]:
    """Stands before everything else, calmly: what it is, and to call the team."""
    for verdict, name in (("met", "urgent"), ("unknown", "urgent_if")):
        said = [r.plainly for r in plan.recommendations if r.effect == "urgent" and r.verdict == verdict]
        if said:
            yield say.says[name]
            yield ""
            yield from bullets((plain(s, say) for s in said), say)
            yield ""


def _options(plan: Plan) -> tuple[Option, ...]:
    return arranged(r for r in plan.recommendations if r.effect == "sensitive")


def options(plan: Plan, say: Words) -> Iterator[str]:
    """By label, then by the letter: no ranking. An option with a known resistance or reason to avoid is not here."""
    free = [o for o in _options(plan) if not o.opposed]
    yield say.says["options_intro" if free else "no_options_no_cancer" if about_risk(plan) else "no_options"]
    names = {dx.id: dx.name.lower() if dx.name else dx.stated or dx.id for dx in plan.diagnoses}
    for whose in dict.fromkeys(o.lead.diagnosis for o in free):
        if len(names) > 1 and whose in names:
            yield say.says["for_cancer"].format(cancer=names[whose])
        for name in ("on_label", "if_label", "look_first", "off_label"):
            rows = _rows([o for o in free if o.lead.diagnosis == whose and _label(o) == name], say)
            if rows:
                yield say.says[name]
                yield from bullets(rows, say, "more_options", 10)
    yield from _trials(plan, say)


def _trials(plan: Plan, say: Words) -> Iterator[str]:
    """How many may fit, the first few by number and what each is for, and who decides."""
    found = [one for one in plan.trials if one.as_read != "not_met"]
    if not found:
        return
    name = "trials_one" if len(found) == 1 else "trials_many" if len(found) <= _COUNTED else "trials_more"
    yield say.says[name].format(count=min(len(found), _COUNTED))
    names = {"met": "trial_there", "unknown": "trial_asked"}
    told = [one for one in found if one.as_read]
    if told:
        rows = [say.says[names.get(one.biomarker or "", "trial_all")].format(trial=one.id) for one in told[:_TRIALS]]
        yield from bullets(rows, say)
        yield say.says["trials_site"]


def _label(option: Option) -> str:
    if option.lead.on_label is False:
        return "off_label"
    if option.harmed:
        return "look_first"
    return "on_label" if option.lead.on_label and option.lead.verdict == "met" else "if_label"


def _name(option: Option, say: Words) -> str:
    """The drugs of an option; one that comes with many partners is named by what they have in common."""
    if " more combination" in option.drugs and option.common:
        return say.says["with_others"].format(drugs=in_words(option.common, option.lead.followed_by))
    return option.drugs


def _rows(found: list[Option], say: Words) -> list[str]:
    """Drugs of which the plan says the same stand together."""
    same: dict[str, set[str]] = {}
    for option in found:
        same.setdefault(plain(option.lead.plainly, say), set()).add(_name(option, say))
    rows = [f"{'; '.join(sorted(drugs))}: {text}" for text, drugs in same.items()]
    return sorted(rows)


def about_risk(plan: Plan) -> bool:
    """A plan for someone without a cancer: what runs in the family, is due or lowers the risk, or what the team would ask."""
    said = (inherited, screenings, preventions)
    asked = plan.to_answer and not plan.findings
    return not plan.diagnoses and bool(asked or any(part(plan.recommendations) for part in said))


def heredity(plan: Plan, say: Words) -> Iterator[str]:
    """What runs in the family, and which relatives a test is offered to; nothing where the plan says nothing of it."""
    rows = [r for r in inherited(plan.recommendations) if r.effect == "refer"]
    if not rows:
        return
    sure = [r for r in rows if r.verdict == "met"]
    if sure:
        yield say.says["heredity_intro"]
        yield from bullets((plain(r.plainly, say) for r in sure), say)
    told = {plain(r.plainly, say) for r in sure}
    perhaps = [text for r in rows if r.verdict != "met" and (text := plain(r.plainly, say)) not in told]
    if perhaps:
        yield say.says["heredity_perhaps"]
        yield from bullets(perhaps, say)
    for state, name in (("offer", "heredity_offer"), ("next", "heredity_next"), ("from_adult_age", "heredity_later")):
        names = dict.fromkeys(one.relation for r in sure for one in r.relatives if one.state == state)
        if names:
            yield say.says[name].format(names=", ".join(names))
    yield say.says["heredity_end"]


_WHEN = {
    "due": "screening_due",
    "overdue": "screening_overdue",
    "later": "screening_later",
    "discuss": "screening_discuss",
    "follow_up": "screening_follow_up",
    "awaited": "screening_awaited",
}


def screening(plan: Plan, say: Words) -> Iterator[str]:
    """Tests that look for a cancer early, with their day; nothing where the plan has none."""
    rows = screenings(plan.recommendations)
    notes = [r for r in plan.recommendations if r.chapter == "screening" and r.effect == "note" and r.verdict == "met"]
    if not rows and not notes:
        return
    yield say.says["screening_intro"]
    lines: dict[str, None] = {}
    for one in rows:
        assert one.schedule is not None
        state, day = one.schedule.state, say.date(one.schedule.next) if one.schedule.next else None
        due_on = "screening_due_since" if one.schedule.next and one.schedule.next <= plan.as_of else "screening_due_on"
        when = say.says[due_on if state == "due" and day else _WHEN[state]]
        if state in ("overdue", "later") or (state == "due" and day):
            when = when.format(day=day) if day else say.says["screening_no_more"]
        lines[f"{plain(one.plainly, say)} {when}"] = None
    lines.update((plain(note.plainly, say), None) for note in notes)
    yield from bullets(lines, say, "more_lines", 12)


def prevention(plan: Plan, say: Words) -> Iterator[str]:
    """What lowers the risk: risk figures without a number, habits, shots and tests. Nothing where the plan has none."""
    figures = [plain(risk.plainly, say) for risk in plan.risks if not risk.refused and risk.unit == "%"]
    lines = [plain(one.plainly, say) for one in preventions(plan.recommendations)]
    if not figures and not lines:
        return
    yield say.says["prevention_intro"]
    yield from bullets(dict.fromkeys((*figures, *lines)), say, "more_lines", 12)


def careful(plan: Plan, say: Words) -> Iterator[str]:
    """What speaks against a drug, what must be looked at first, and what a team may check."""
    some = False
    for name, lines in (
        ("against", _against(plan, say, met=True)),
        ("against_if", _against(plan, say, met=False)),
        ("problems", _checks(plan, say, "problem")),
        ("checks", _checks(plan, say, "unchecked")),
    ):
        if lines:
            some = True
            yield say.says[name]
            yield from bullets(lines, say)
    if not some:
        yield say.says["not_careful"]
    yield say.says["careful_end"]


def _against(plan: Plan, say: Words, *, met: bool) -> list[str]:
    """Rules against drugs; where known, also the options they stand in."""
    lines = []
    for one in plan.recommendations:
        if one.effect in AGAINST and (one.verdict == "met") == met:
            names = f"{', '.join(one.drugs)}: " if 0 < len(one.drugs) <= 3 else ""
            lines.append(f"{names}{plain(one.plainly, say)}")
    if met:
        for option in _options(plan):
            for caution in option.lead.cautions:
                if caution.verdict == "met":
                    seems = say.says["against_option"].format(drugs=_name(option, say))
                    lines.append(f"{seems} {plain(caution.plainly, say)}")
    return lines[: 3 * MOST]


def _checks(plan: Plan, say: Words, status: str) -> list[str]:
    """Problems name their drugs; so do open checks, unless they are the same for many."""
    drugs: dict[str, list[str]] = {}
    for option in _options(plan):
        for check in option.lead.checks:
            if check.status == status and (status == "problem" or not option.opposed):
                drugs.setdefault(plain(check.plainly, say), []).append(_name(option, say))
    lines = []
    for text, names in drugs.items():
        few = sorted(set(names))
        lines.append(f"{'; '.join(few)}: {text}" if status == "problem" or len(few) <= 2 else text)
    return lines
