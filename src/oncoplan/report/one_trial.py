"""One trial as plain text: for one person sentence by sentence, or for many people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from oncoplan.model.trial_list import Candidate, ClauseAnswer, TrialChanges, TrialExplained, TrialPeople
from oncoplan.report.lines import Paint, clipped, counted, some, wrapped
from oncoplan.report.trials import SPAN, far, phase, standing, state

_STATES = {"met": "yes", "unknown": "open", "not_met": "NO"}


def explained_text(one: TrialExplained, *, width: int = 100, colour: bool = False) -> str:
    """One trial, sentence by sentence, with the person's fact under each. Ends with a newline."""
    return "\n".join(_explained(one, max(width, 60), Paint(colour))) + "\n"


def _explained(one: TrialExplained, width: int, paint: Paint) -> Iterator[str]:
    trial = one.trial
    yield from (paint("bold", line) for line in wrapped(f"{trial.id}  {trial.title}", width))
    head = ", ".join(p for p in (phase(trial), state(trial), far(trial), f"as of {trial.snapshot or '?'}") if p)
    yield from wrapped(head, width)
    if trial.travel:
        yield from wrapped(trial.travel, width)
    whose = f" ({trial.diagnosis})" if trial.diagnosis else ""
    yield from wrapped(f"{one.record_id}{whose}, as of {one.as_of}:", width)
    word = "NOT ELIGIBLE" if trial.as_read == "not_met" else standing(trial)
    yield from (paint("bold", line) for line in wrapped(word, width, "  "))
    if trial.changes:
        yield from wrapped(trial.changes, width, "  ")
    for side, heading in (("inclusion", "MUST HOLD"), ("exclusion", "MUST NOT HOLD")):
        mine = [c for c in one.clauses if c.side == side]
        if mine:
            yield ""
            yield paint("bold", heading)
            yield from _clauses(mine, width, paint)
    for group in one.groups:
        yield ""
        answer = "closed" if not group.open else _STATES[group.verdict]
        yield from (paint("bold", line) for line in wrapped(f"GROUP {group.name}: {answer}", width))
        yield from _clauses(group.clauses, width, paint)
    if one.problems:
        yield ""
        yield from wrapped(f"Not understood: {some(one.problems, 5)}", width)
    yield ""
    yield from wrapped("site: not understood, left to the site. What must not hold reads `yes` where it does not.", width)


def _clauses(clauses: Iterable[ClauseAnswer], width: int, paint: Paint) -> Iterator[str]:
    for one in clauses:
        mark = "site" if one.verdict is None else _STATES[one.verdict]
        span = f"  [{one.start}-{one.end}]" if one.start >= 0 else ""
        lines = wrapped(f"{one.clause}{span}", width, f"  {mark:>4}  ")
        style = {"NO": "red", "open": "yellow"}.get(mark)
        yield from (paint(style, line) if style else line for line in lines)
        if one.says:
            facts = f" ({', '.join(one.facts)})" if one.facts else ""
            yield from wrapped(f"{one.says}{facts}", width, "          > ")
        if one.verdict == "unknown" and one.settled_by:
            yield from wrapped(f"settled by: {'; '.join(k.replace('_', ' ') for k in one.settled_by)}", width, "          > ")
        if one.changes:
            yield from wrapped(one.changes, width, "          > ")
        if one.left and one.verdict is not None:
            yield from wrapped(f"not understood of it: {some(one.left, 3)}", width, "          > ")


def people_text(found: TrialPeople, *, width: int = 100, colour: bool = False) -> str:
    """One trial and many people. Ends with a newline."""
    return "\n".join(_people(found, max(width, 60), Paint(colour))) + "\n"


def _people(found: TrialPeople, width: int, paint: Paint) -> Iterator[str]:
    counts = Counter(one.as_read for one in found.people)
    yield from (paint("bold", line) for line in wrapped(f"{found.trial}  {found.title}", width))
    left = f"; {counted(found.unread, 'sentence')} left to the site" if found.unread else ""
    yield from wrapped(
        f"Of {counted(len(found.people), 'person', 'people')}, as of {found.as_of}: {counts['met']} with all that was read met, "
        f"{counts['unknown']} possible, {counts['not_met']} not eligible{left}.",
        width,
    )
    for word, heading in (("met", "ALL THAT WAS READ IS MET"), ("unknown", "POSSIBLE"), ("not_met", "NOT ELIGIBLE")):
        mine = [one for one in found.people if one.as_read == word]
        if mine:
            yield ""
            yield paint("bold", f"{heading} ({len(mine)})")
        for one in mine:
            whose = f" ({one.diagnosis})" if one.diagnosis else ""
            what = _what(one)
            tail = f"; {one.changes}" if one.changes else ""
            yield from wrapped(f"{one.record_id}{whose}{': ' if what else ''}{what}{tail}", width, "  - ", most=3)
    if found.costs:
        yield ""
        yield paint("bold", "WHAT COSTS MOST")
        for cost in found.costs[:8]:
            says = f"{counted(cost.fails, 'person fails', 'people fail')} ({cost.alone} by this alone), {cost.open} open"
            yield from wrapped(f"{says}: {clipped(cost.clause, 2 * SPAN)}", width, "  - ", most=2)


def _what(one: Candidate) -> str:
    if one.missing:
        return f"decided by {some((m.replace('_', ' ') for m in one.missing), 4)}"
    return f"fails: {some((clipped(f, SPAN) for f in one.fails), 2)}" if one.fails else ""


_ANSWERS = {
    "new": "not in the store", "closed": "takes nobody", "met": "all that was read is met", "unknown": "possible",
    "not_met": "not eligible",
}  # fmt: skip


def changes_text(found: TrialChanges, *, asked: int, width: int = 100, colour: bool = False) -> str:
    """What changed, the people first. `asked`: how many people were asked about. Ends with a newline."""
    return "\n".join(_changes(found, asked, max(width, 60), Paint(colour))) + "\n"


def _changes(found: TrialChanges, asked: int, width: int, paint: Paint) -> Iterator[str]:
    trials = {one.trial for one in found.changes}
    title = f"Since {found.since}: {counted(len(found.changes), 'change')} in {counted(len(trials), 'trial')}"
    yield from (paint("bold", line) for line in wrapped(title, width))
    if asked:
        yield ""
        whom = f"{counted(len(found.people), 'answer')} of {counted(asked, 'person', 'people')} changed"
        yield paint("bold", f"FOR WHOM: {whom}, as of {found.as_of}")
    for person in found.people:
        answer = f"{_ANSWERS[person.before]} -> {_ANSWERS[person.after]}"
        yield from wrapped(f"{person.record_id}: {person.trial} {clipped(person.title, SPAN)}", width, "  - ", most=2)
        yield from wrapped(f"{answer}{f': {person.says}' if person.says else ''}", width, "      ", most=3)
    yield ""
    yield paint("bold", "WHAT CHANGED")
    for name in sorted(trials):
        mine = [one for one in found.changes if one.trial == name]
        for one in mine[:8]:
            before, after = clipped(one.before or "", SPAN), clipped(one.after or "", SPAN)
            words = f"{before} -> {after}" if before and after else f"+ {after}" if after else f"- {before}"
            yield from wrapped(f"{name} {one.what}: {words}", width, "  - ", most=3)
        if len(mine) > 8:
            yield f"    and {len(mine) - 8} more: oncoplan trials show {name} --changes"
