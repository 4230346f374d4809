"""One trial and one person, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from oncoplan.criteria.evaluate import MET, NOT_MET
from oncoplan.model import plan as told
from oncoplan.model.trial import Trial
from oncoplan.model.trial_list import ClauseAnswer, GroupAnswer
from oncoplan.trials import later
from oncoplan.trials.book import UNREAD, Clausal, Entry, TrialBook
from oncoplan.trials.hearing import Hearing
from oncoplan.trials.match import Places, best, heard
from oncoplan.trials.told import WORDS, open_leaves, reason, sentence, tell
from oncoplan.variants.assess import Assessment


class Parts(NamedTuple):
    """The trial as a list tells it, every sentence for everyone in the order of the text, and every group."""

    trial: told.Trial
    clauses: tuple[ClauseAnswer, ...]
    groups: tuple[GroupAnswer, ...]


def explain(assessment: Assessment, book: TrialBook, entry: Entry, places: Places | None = None) -> Parts:
    """For the diagnosis that fits best. Looks further ahead in time than lists do."""
    hearing, answer = best(heard(assessment, book), entry)
    trial = book.trial(entry.id)
    one = tell(hearing, entry, answer)
    if places is not None:
        near = places(trial)
        one = replace(one, site=near.site, distance_km=near.km, travel=near.says)
    by_key = {group.key: group for group in trial.groups}
    groups = tuple(
        GroupAnswer(
            key=way.key, name=by_key[way.key].name, open=way.open,
            verdict=WORDS[min((hearing.answer(c.expr) for c in way.clauses if c.expr != UNREAD), default=MET)],
            clauses=tuple(_answers(hearing, trial, way.clauses)),
        )
        for way in entry.ways
    )  # fmt: skip
    return Parts(one, tuple(_answers(hearing, trial, entry.common)), groups)


def _answers(hearing: Hearing, trial: Trial, clauses: Iterable[Clausal]) -> Iterable[ClauseAnswer]:
    """In the order of the text; the registry's conditions first."""
    return [_answer(hearing, trial, one) for one in sorted(clauses, key=lambda one: one.clause)]


def _answer(hearing: Hearing, trial: Trial, one: Clausal) -> ClauseAnswer:
    text, start, end = sentence(trial, one)
    side = trial.clauses[one.clause].side if one.clause >= 0 else "inclusion"
    left = trial.clauses[one.clause].left if one.clause >= 0 else ()
    if one.expr == UNREAD:
        return ClauseAnswer(
            side=side, clause=text, start=start, end=end, verdict=None, says="", facts=(), settled_by=(), left=left,
            changes=None, changes_on=None,
        )  # fmt: skip
    node = hearing.node(one.expr)
    found = reason(node)
    change = later.change(hearing, one.expr, later.FAR) if hearing.answer(one.expr) == NOT_MET else None
    open_ = list(open_leaves(node))
    return ClauseAnswer(
        side=side, clause=text, start=start, end=end, verdict=node.answer,
        says="; ".join(dict.fromkeys(leaf.node.says for leaf in open_)) if open_ else found.says,
        facts=found.facts,
        settled_by=tuple(dict.fromkeys(key for leaf in open_ for key in leaf.node.settled_by)),
        left=left, changes=change.says if change else None,
        changes_on=change.day.isoformat() if change and change.day else None,
    )  # fmt: skip
