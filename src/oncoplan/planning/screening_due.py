"""When the test of a schedule is due, from when it was last done, as of the plan's day."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from oncoplan.criteria.last_done import to_come
from oncoplan.criteria.screened import Shown, reads, shown
from oncoplan.model.dates import Days, after, before, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.plan import PlanSchedule
from oncoplan.model.record import Screening
from oncoplan.model.rule import Choice, Rule, Schedule
from oncoplan.model.vocabulary import plain_words
from oncoplan.planning.screening_event import event_day


class Due(Struct, frozen=True):
    """When the next test falls due: from `day`, and late after `latest`."""

    day: date
    latest: date
    says: str


def scheduled(rule: Rule, facts: Facts) -> PlanSchedule | None:
    """The schedule of a rule that screens or follows a treatment; None for any other."""
    if rule.then.schedule is None or rule.then.effect not in ("screen", "monitor"):
        return None
    return schedule_of(rule.then.schedule, facts, judged=rule.then.effect == "screen")


def schedule_of(schedule: Schedule, facts: Facts, *, judged: bool = True) -> PlanSchedule:
    """Whether a test is due, overdue or comes later; any one of its alternatives is enough. `judged`: its result is read too.

    A partial date counts from its earliest day, so that a test is never put off by it, and the sentence says so. A result
    that is neither normal nor part of the programme is followed up first: `follow_up`, without a next date. A test that was
    ordered, or whose result is not there, is `awaited`.
    """
    choices = (Choice(test=schedule.test, every=schedule.every, latest=schedule.latest), *schedule.or_)
    offered = tuple(c for c in choices if c.offered)
    start, stop, since = (event_day(w, facts) for w in (schedule.from_, schedule.until, schedule.since))
    ends = "" if stop is None else f"; the programme ends on {stop}"
    rows = _counted([row for choice in choices for row in shown(facts, choice.test)], since, schedule)
    dated = sorted((row for row in rows if row.days is not None), key=lambda row: row.days or ())
    number = _in_a_row(dated, schedule, facts.as_of)
    blank = PlanSchedule(
        state="discuss" if schedule.shared else "due", tests=tuple(c.test for c in offered),
        every=tuple(_interval(c, schedule, number) for c in offered), last=None, next=None,
        stop=stop.isoformat() if stop else None, shared=schedule.shared, says="", start=start.isoformat() if start else None,
        in_a_row=number,
    )  # fmt: skip
    agreed = _agreed(choices, facts, dated)
    if dated:
        newest = [row for row in dated if row.days == dated[-1].days]
        first = newest[0].days
        assert first is not None
        blank = replace(blank, last=first.first.isoformat(), last_tests=tuple(dict.fromkeys(r.test for r in newest)))
    waiting = _waiting(choices, facts, dated)
    if waiting is not None:
        return replace(blank, state="awaited", says=waiting)
    found = None if agreed or not judged else _follow_up(facts, newest if dated else rows, schedule)
    if found is not None:
        was = _was(dated[-1], facts) if dated else _names(offered, facts)
        return replace(blank, state="follow_up", says=f"{was}: {found}; that is followed up before the next routine test")
    timed = {c.test for c in choices if c.every is not None} or {c.test for c in offered}
    blank = replace(blank, agreed=agreed is not None)
    if agreed is None and not any(row.test in timed or schedule.steps for row in dated):
        return _never(blank, offered, [row for row in rows if row.test in timed], start, ends, facts)
    due = agreed or _due(choices, dated, schedule, start, facts)
    if due is None:
        return replace(blank, state="discuss", says=f"{_was(dated[-1], facts)}; no interval is set")
    if stop is not None and due.day >= stop and due.day >= facts.as_of:
        says = f"{due.says}; the next would fall on {due.day}, after the programme ends on {stop}"
        return replace(blank, state="later", says=says)
    return _stated(blank, due, schedule, facts, ends, "screening" if judged else "monitoring")


def _counted(rows: list[Shown], since: date | None, schedule: Schedule) -> list[Shown]:
    """What counts for this programme: from the event on, and, where the tests only count together, the days that have all."""
    if schedule.since is not None and since is not None:
        rows = [row for row in rows if row.days is not None and row.days.last >= since]
    if not schedule.together:
        return rows
    partners = {choice.test for choice in schedule.or_}
    days = {row.days for row in rows if row.test == schedule.test}
    return [row for row in rows if row.test == schedule.test or (row.test in partners and row.days in days)]


def _never(
    blank: PlanSchedule, offered: tuple[Choice, ...], rows: list[Shown], start: date | None, ends: str, facts: Facts
) -> PlanSchedule:
    """Nothing dated is recorded: due, or it begins later; overdue only where the record says that nothing was done."""
    if start is not None and start > facts.as_of:
        return replace(blank, state="later", next=start.isoformat(), says=f"{_names(offered, facts)}: begins on {start}{ends}")
    why = "when it was last done is not recorded" if rows else "none is recorded"
    if not rows and facts.complete("screening") and start is not None and not blank.shared:
        return replace(
            blank, state="overdue", next=start.isoformat(), says=f"{_names(offered, facts)}: never done; due since {start}{ends}"
        )
    return replace(blank, says=f"{_names(offered, facts)}: {why}{ends}")


def _stated(blank: PlanSchedule, due: Due, schedule: Schedule, facts: Facts, ends: str, kind: str) -> PlanSchedule:
    limits = facts.vocabulary.terms("limits")
    notice = schedule.notice or (limits.get(f"{kind}_notice") or {}).get("value", "0d")
    grace = schedule.grace or (limits.get(f"{kind}_grace") or {}).get("value", "0d")
    blank = replace(blank, next=due.day.isoformat())
    if after(due.latest, grace) < facts.as_of and not schedule.shared:
        return replace(blank, state="overdue", says=f"{due.says}: overdue since {due.day}{ends}")
    if before(due.day, notice) > facts.as_of:
        return replace(blank, state="later", says=f"{due.says}: next due {due.day}{ends}")
    until = f", by {due.latest} at the latest" if due.latest > due.day else ""
    return replace(blank, state="discuss" if schedule.shared else "due", says=f"{due.says}: due {due.day}{until}{ends}")


def _due(choices: tuple[Choice, ...], dated: list[Shown], schedule: Schedule, start: date | None, facts: Facts) -> Due | None:
    """The day that covers longest of all that was done; never before the programme begins."""
    if schedule.steps:
        every = schedule.steps[min(max(_in_a_row(dated, schedule), 1), len(schedule.steps)) - 1]
        days = dated[-1].days
        assert days is not None
        day = after(days.first, every)
        return Due(day, day, f"{_was(dated[-1], facts)}, then after {_span(every)}")
    found: list[tuple[date, Due]] = []
    for row in dated:
        choice = next(c for c in choices if c.test == row.test)
        if choice.every is None or row.days is None:
            continue
        day = after(row.days.first, choice.every)
        latest = after(row.days.first, choice.latest) if choice.latest else day
        found.append((latest, Due(day, latest, f"{_was(row, facts)}, then{_often(choice)}")))
    if not found:
        return None
    due = max(found, key=lambda pair: (pair[0], pair[1].day))[1]
    return Due(max(due.day, start), max(due.latest, start), due.says) if start is not None else due


def _in_a_row(dated: list[Shown], schedule: Schedule, as_of: date | None = None) -> int:
    """How many tests a programme of steps counts: anew after too long a gap; none where the last is that long ago `as_of`."""
    if not schedule.steps:
        return 0
    days = list(dict.fromkeys(row.days.first for row in dated if row.days is not None))
    restart, number = schedule.restart, 0
    for at, day in enumerate(days):
        gap = at > 0 and restart is not None and after(days[at - 1], restart) < day
        number = 1 if gap else number + 1
    short = days and as_of is not None and restart is not None and number < len(schedule.steps)
    return 0 if short and as_of is not None and restart is not None and after(days[-1], restart) < as_of else number


def _agreed(choices: tuple[Choice, ...], facts: Facts, dated: list[Shown]) -> Due | None:
    """The day or interval that the record says was agreed, where no later test has overtaken it."""
    names = {n for c in choices for n in _test_names(c.test, facts)}
    last = dated[-1].days.first if dated and dated[-1].days else None
    best: tuple[date, Due] | None = None
    for entry in facts.record.screening or ():
        if entry.test is None or plain_words(entry.test) not in names or not (entry.next or entry.every):
            continue
        done = known_date(entry.on)
        day, base = _agreed_day(entry, done)
        if day is None or base is None:
            continue
        overtaken = last is not None and (last > done.first if done else last >= before(day, "3mo"))
        if overtaken:
            continue
        who = f"{_names(choices[:1], facts)}: " if done is None else f"{entry.test} was last done {_written(done)}; "
        text = f"{who}the next was agreed for {day}" if entry.next else f"{who}advised again after {_span(entry.every or '')}"
        if best is None or base > best[0]:
            best = (base, Due(day, day, text))
    return best[1] if best else None


def _agreed_day(entry: Screening, done: Days | None) -> tuple[date | None, date | None]:
    stated = known_date(entry.next)
    if stated is not None:
        return stated.first, done.first if done else stated.first
    if done is None or entry.every is None:
        return None, None
    try:
        return after(done.first, entry.every), done.first
    except ValueError:
        return None, None


def _waiting(choices: tuple[Choice, ...], facts: Facts, dated: list[Shown]) -> str | None:
    """A test that was ordered, or done without a result so far, and not overtaken by a later result."""
    last = dated[-1].days.last if dated and dated[-1].days else None
    for choice in choices:
        names = set(_test_names(choice.test, facts))
        for entry in facts.record.screening or ():
            if entry.test is None or plain_words(entry.test) not in names or not to_come(entry.status):
                continue
            state = plain_words(entry.status or "")
            if state in ("planned", "cancelled", "declined"):
                continue
            when = known_date(entry.on)
            if last is not None and when is not None and last >= when.first:
                continue
            on = f" on {_written(when)}" if when else ""
            verb = "was ordered" if state == "ordered" else "was done"
            name = facts.vocabulary.test_name(choice.test)
            return f"{name} {verb}{on} and no result is recorded: look for it before another test"
    return None


def _follow_up(facts: Facts, newest: list[Shown], schedule: Schedule) -> str | None:
    """What the newest results say, unless they are normal or part of this programme."""
    for row in newest:
        if row.words is None or reads(facts, row.words, ("normal",)):
            continue
        if schedule.accepts and reads(facts, row.words, schedule.accepts):
            continue
        return f'the result reads "{row.words}"'
    return None


def _interval(choice: Choice, schedule: Schedule, number: int) -> str:
    """Its interval; of a programme of steps the one that holds after what was done so far."""
    steps = schedule.steps if choice.test == schedule.test else ()
    return choice.every or (steps[min(max(number, 1), len(steps)) - 1] if steps else "")


def _test_names(test: str, facts: Facts) -> tuple[str, ...]:
    known = facts.vocabulary.test(test)
    names = (test, test.replace("_", " "), *((known.name, *known.markers) if known else ()))
    return tuple(plain_words(name) for name in names)


def _was(row: Shown, facts: Facts) -> str:
    return f"{facts.vocabulary.test_name(row.test)} was last done {_written(row.days)}"


def _names(choices: tuple[Choice, ...], facts: Facts) -> str:
    if len(choices) > 3:
        return f"{facts.vocabulary.test_name(choices[0].test)}{_often(choices[0])}, or one of {len(choices) - 1} other tests"
    return " or ".join(f"{facts.vocabulary.test_name(c.test)}{_often(c)}" for c in choices)


def _often(choice: Choice) -> str:
    """` every 2 years`, ` every 1 to 3 years`."""
    if choice.every is None:
        return ""
    if choice.latest is None:
        return f" every {_long(choice.every)}"
    return (
        f" every {choice.every.rstrip('mowyd')} to {_long(choice.latest)}"
        if choice.every[-1] == choice.latest[-1]
        else (f" every {_long(choice.every)} to {_long(choice.latest)}")
    )


def _long(duration: str) -> str:
    """`2y` as 2 years."""
    for unit, word in (("mo", "month"), ("y", "year"), ("w", "week"), ("d", "day")):
        if duration.endswith(unit):
            number = duration.removesuffix(unit)
            return word if number == "1" else f"{number} {word}s"
    return duration


def _span(duration: str) -> str:
    """`1y` as 1 year."""
    text = _long(duration)
    return text if text[:1].isdigit() or text == duration else f"1 {text}"


def _written(days: Days | None) -> str:
    if days is None:
        return "on an unknown day"
    return days.first.isoformat() if days.exact else f"between {days.first} and {days.last} (counted from the first)"
