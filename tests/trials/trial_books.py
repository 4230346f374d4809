"""Trials in memory, for tests: a clause is written as its condition, an exclusion already turned round."""

from __future__ import annotations

from datetime import date
from typing import Any

from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.load import base
from oncoplan.model import plan as told
from oncoplan.model.trial import Clause, Group, Trial
from oncoplan.trials.book import TrialBook
from oncoplan.trials.compile import compile_trials
from oncoplan.trials.match import Matched, match
from oncoplan.variants.assess import Assessment, assess

TODAY = "2026-11-22"


def clause(
    when: dict[str, Any] | None, text: str = "", *, side: str = "inclusion", group: str | None = None, left: tuple[str, ...] = ()
) -> Clause:
    return Clause(side=side, text=text or str(when), when=when, group=group, left=left, read_from="ctml")  # type: ignore[arg-type]


def trial(
    *clauses: Clause | dict[str, Any] | None, id: str = "NCT00000001", groups: tuple[Group, ...] = (), **more: Any
) -> Trial:
    more.setdefault("eligibility", "its text")
    made = tuple(one if isinstance(one, Clause) else clause(one) for one in clauses)
    more = {"title": f"The trial {id}", "source": "ctml", "digest": "sha256:0", "status": "recruiting", **more}
    return Trial(id=id, clauses=made, groups=groups, **more)


def book_of(*trials: Trial) -> TrialBook:
    by_id = {one.id: one for one in trials}
    return TrialBook(compile_trials(trials, base(), "sha256:test"), base(), by_id.__getitem__)


def person(case: str | dict[str, Any], as_of: str = TODAY) -> Assessment:
    found = assess(record_of(case, base().vocabulary), base().vocabulary, date.fromisoformat(as_of), "US")
    assert not found.unread, found.unread
    return found


def matched(case: str | dict[str, Any], *trials: Trial, as_of: str = TODAY, **more: Any) -> Matched:
    return match(person(case, as_of), book_of(*trials), **{"everything": True, **more})


def verdict(case: str | dict[str, Any], *clauses: Clause | dict[str, Any] | None, as_of: str = TODAY, **more: Any) -> told.Trial:
    """The one trial that these clauses make, for this person. Every condition must mean something."""
    made = trial(*clauses, **more)
    assert not book_of(made).entries[0].problems, book_of(made).entries[0].problems
    (one,) = matched(case, made, as_of=as_of).trials
    return one
