"""What changed in a store since a day, and the people for whom a trial's answer is another than it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.trial import Trial
from oncoplan.model.trial_list import TrialChange, VerdictChange
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.book import TrialBook
from oncoplan.trials.compile import compile_trials
from oncoplan.trials.join import joined
from oncoplan.trials.match import OPEN, best, heard
from oncoplan.trials.read import read_trial
from oncoplan.trials.shelf import Shelf
from oncoplan.trials.store import Store
from oncoplan.trials.told import WORDS, tell
from oncoplan.variants.assess import Assessment

_MOST = 3


class _Was(NamedTuple):
    """The answer and what it rests on."""

    answer: str
    says: str


def changed(path: Path, since: str) -> tuple[TrialChange, ...]:
    """The change log from the day `since` on, oldest first. Raises Unusable."""
    with Store.opened(path) as store:
        return tuple(
            TrialChange(trial=c.trial, what=c.what, before=c.before, after=c.after, on=c.on, seen=c.seen)
            for c in store.changes(since)
        )


def changed_for(people: Sequence[Assessment], shelf: Shelf, since: str) -> tuple[VerdictChange, ...]:
    """The people whose answer changed, in their order; both answers are as of the same day, so that only the trials differ."""
    if not people or shelf.path is None:
        return ()
    now = shelf.book
    with Store.opened(shelf.path) as store:
        names = [name for name in dict.fromkeys(c.trial for c in store.changes(since)) if now.find(name) is not None]
        before = {name: old for name in names if (old := _before(store, name, since, now.base.vocabulary)) is not None}
    past = _book(before.values(), now.base)
    found: list[VerdictChange] = []
    for person in people:
        for name in names:
            trial = now.trial(name)
            was = _answer(person, past, name) if name in before else _Was("new", "")
            is_ = _answer(person, now, name)
            if was.answer == is_.answer or (was.answer == "new" and is_.answer in ("not_met", "closed")):
                continue
            found.append(
                VerdictChange(
                    record_id=person.person.record.id, trial=name, title=trial.title, before=was.answer, after=is_.answer,
                    says=is_.says,
                )
            )  # fmt: skip
    return tuple(found)


def _before(store: Store, name: str, since: str, words: Vocabulary) -> Trial | None:
    """The trial as it was, with what other registries say of it now: so that only what changed differs."""
    old = store.before(name, since)
    if old is None:
        return None
    mine = _registry(old.source)
    others = [read_trial(source, words) for source in store.sources(name) if _registry(source.kind) != mine]
    return joined([old, *others]) if others else old


def _registry(kind: str) -> str:
    return kind.partition("_")[0]


def _book(trials: Iterable[Trial], base: RuleBook) -> TrialBook:
    by_id = {one.id: one for one in trials}
    return TrialBook(compile_trials(by_id.values(), base, "the past"), base, by_id.__getitem__)


def _answer(person: Assessment, book: TrialBook, name: str) -> _Was:
    """`closed` where the trial takes nobody, else the answer over what could be read."""
    entry = book.by_id[name]
    hearing, answer = best(heard(person, book), entry)
    status = book.trial(name).status
    if status not in OPEN:
        return _Was("closed", (status or "").replace("_", " "))
    one = tell(hearing, entry, answer, ahead=False)
    if one.as_read == "not_met":
        said = [f.says for f in one.fails]
    elif one.as_read == "unknown":
        said = [m.says for m in one.missing if m.decides]
    else:
        said = [b.says for b in one.because if b.about in ("molecular", "disease")]
    return _Was(WORDS[answer.read], "; ".join(dict.fromkeys(said[:_MOST])))
