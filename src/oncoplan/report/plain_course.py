"""The letter on how treatment is going: what the results over time say, and which tests follow it."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.model.plan import Plan, Recommendation
from oncoplan.report.arranged import courses, followed
from oncoplan.report.plain_results import bullets, plain
from oncoplan.report.words import Words

_WHEN = {"due": "monitoring_due", "overdue": "monitoring_overdue", "later": "monitoring_later"}


def monitoring(plan: Plan, say: Words) -> Iterator[str]:
    """Nothing where the plan says nothing of the course."""
    shows = courses(plan.recommendations)
    for verdict, name in (("met", "monitoring_shows"), ("unknown", "monitoring_if")):
        lines = [plain(r.plainly, say) for r in shows if r.verdict == verdict]
        if lines:
            yield say.says[name]
            yield from bullets(lines, say)
    follows = followed(plan.recommendations)
    if follows:
        yield say.says["monitoring_follow"]
        yield from bullets((_follow(one, say) for one in follows), say)


def _follow(one: Recommendation, say: Words) -> str:
    """The test, when it is due, and that it holds for someone who is still on the treatment."""
    assert one.schedule is not None
    day = say.date(one.schedule.next) if one.schedule.next else None
    state = one.schedule.state if day is not None and one.schedule.state in _WHEN else "due"
    when = say.says[_WHEN[state]].format(day=day)
    return " ".join((plain(one.plainly, say), when, *((say.says["monitoring_if_on"],) if one.verdict != "met" else ())))
