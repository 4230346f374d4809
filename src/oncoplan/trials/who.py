"""One trial and many people: who fits, what is missing of whom, and which sentence costs most of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from oncoplan.criteria.evaluate import NOT_MET, UNKNOWN
from oncoplan.model.trial_list import Candidate, Cost
from oncoplan.trials.book import UNREAD, Entry, TrialBook
from oncoplan.trials.hearing import Answer, Hearing, asked_of
from oncoplan.trials.match import best, heard
from oncoplan.trials.told import sentence, tell
from oncoplan.variants.assess import Assessment

_VERDICTS = ("met", "unknown", "not_met")


class People(NamedTuple):
    """Candidates, those that fit first, and what each sentence costs, what costs most first."""

    people: tuple[Candidate, ...]
    costs: tuple[Cost, ...]


def who(people: Iterable[Assessment], book: TrialBook, entry: Entry) -> People:
    """Everyone's answer for one trial. A sentence's cost is counted over everyone, whatever else fails of them."""
    found: list[tuple[int, Candidate]] = []
    costs: dict[int, list[int]] = {}
    for number, person in enumerate(people):
        hearing, answer = best(heard(person, book), entry)
        one = tell(hearing, entry, answer)
        missing = tuple(dict.fromkeys(m.settled_by or m.says for m in one.missing if m.decides))
        fails = tuple(f.clause for f in one.fails)
        found.append(
            (
                number,
                Candidate(
                    record_id=person.person.record.id, diagnosis=one.diagnosis, verdict=one.verdict, as_read=one.as_read,
                    missing=missing, fails=fails, changes=one.changes,
                ),
            )
        )
        _count(hearing, entry, answer, costs, len(one.fails))
    found.sort(key=lambda row: (_VERDICTS.index(row[1].as_read), len(row[1].missing), len(row[1].fails), row[0]))
    trial = book.trial(entry.id)
    by_clause = {one.clause: one for one in (*entry.common, *(c for way in entry.ways for c in way.clauses))}
    told = [
        Cost(clause=sentence(trial, by_clause[clause])[0], fails=fails, alone=alone, open=open_)
        for clause, (fails, alone, open_) in costs.items()
    ]
    told.sort(key=lambda cost: (-cost.alone, -cost.fails, -cost.open, cost.clause))
    return People(tuple(one for _, one in found), tuple(told))


def _count(hearing: Hearing, entry: Entry, answer: Answer, costs: dict[int, list[int]], fails: int) -> None:
    """Add one person: of a trial that failed before its groups were asked, the sentences for everyone."""
    for one in asked_of(entry, answer):
        if one.expr == UNREAD:
            continue
        found = hearing.answer(one.expr)
        if found in (NOT_MET, UNKNOWN):
            cost = costs.setdefault(one.clause, [0, 0, 0])
            cost[0] += found == NOT_MET
            cost[1] += found == NOT_MET and fails == 1
            cost[2] += found == UNKNOWN
