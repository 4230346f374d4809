"""What the commands on trials hand out: a person's trials, one trial clause by clause, one trial and many people."""

from __future__ import annotations

from msgspec import Struct

from oncoplan.model.plan import MadeBy, Trial


class Noun(Struct, frozen=True, kw_only=True):
    """A part of it. Every key is always present in the JSON form."""


class TrialList(Noun, frozen=True, kw_only=True):
    """A person's trials, ranked, and how many of the store are not in the list, by reason."""

    oncoplan_trials: int = 1
    record_id: str
    as_of: str
    jurisdiction: str
    made_by: MadeBy
    judged: int
    not_met: int
    closed: int
    far: int
    trials: tuple[Trial, ...]


class ClauseAnswer(Noun, frozen=True, kw_only=True):
    """One sentence of a trial and one person. `verdict` is None where nothing of it was understood; `left` is what was not
    understood of a sentence that was understood in part; `start` and `end` say where it stands in the eligibility text."""

    side: str
    clause: str
    start: int
    end: int
    verdict: str | None
    says: str
    facts: tuple[str, ...]
    settled_by: tuple[str, ...]
    left: tuple[str, ...]
    changes: str | None
    changes_on: str | None


class GroupAnswer(Noun, frozen=True, kw_only=True):
    """A group of a trial: its own clauses and those of the groups above it."""

    key: str
    name: str
    open: bool
    verdict: str
    clauses: tuple[ClauseAnswer, ...]


class TrialExplained(Noun, frozen=True, kw_only=True):
    """One trial, clause by clause in the order of its text, for one diagnosis. `trial` has the answer as a list tells it."""

    oncoplan_trial: int = 1
    record_id: str
    as_of: str
    jurisdiction: str
    made_by: MadeBy
    trial: Trial
    clauses: tuple[ClauseAnswer, ...]
    groups: tuple[GroupAnswer, ...]
    problems: tuple[str, ...]


class Candidate(Noun, frozen=True, kw_only=True):
    """One person and one trial."""

    record_id: str
    diagnosis: str | None
    verdict: str
    as_read: str
    missing: tuple[str, ...]  # what would decide it: the smallest set, in words
    fails: tuple[str, ...]  # the sentences that fail
    changes: str | None


class Cost(Noun, frozen=True, kw_only=True):
    """One sentence of a trial: how many people fail by it, by it alone, and how many wait for it."""

    clause: str
    fails: int
    alone: int
    open: int


class TrialPeople(Noun, frozen=True, kw_only=True):
    """One trial and many people, those that fit first; `costs`: the sentence that costs most people first."""

    oncoplan_people: int = 1
    trial: str
    title: str
    as_of: str
    made_by: MadeBy
    unread: int
    people: tuple[Candidate, ...]
    costs: tuple[Cost, ...]


class TrialChange(Noun, frozen=True, kw_only=True):
    """One line of the change log. `before` null: it came; `after` null: it went. `on`: the day of the source that says it."""

    trial: str
    what: str  # trial | status | site | arm | criterion | phase | condition | drug | title
    before: str | None
    after: str | None
    on: str | None
    seen: str | None


class VerdictChange(Noun, frozen=True, kw_only=True):
    """A person for whom a trial's answer is another than before: new | closed | met | unknown | not_met, as read."""

    record_id: str
    trial: str
    title: str
    before: str
    after: str
    says: str  # what fails now, what is open, or what holds


class TrialChanges(Noun, frozen=True, kw_only=True):
    """What changed in a store's trials since a day, and the people whose answers change."""

    oncoplan_changes: int = 1
    since: str
    as_of: str
    made_by: MadeBy
    changes: tuple[TrialChange, ...]
    people: tuple[VerdictChange, ...]
