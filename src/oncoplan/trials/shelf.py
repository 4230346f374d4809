"""The trials at hand: a book ready to be matched, where their sites are, and what a plan says it was made of."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from oncoplan.knowledge.load import base
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.plan import TrialsUsed
from oncoplan.model.trial import Trial
from oncoplan.trials.book import NotThisBook, TrialBook
from oncoplan.trials.compile import compile_trials
from oncoplan.trials.places import Atlas
from oncoplan.trials.reader import reader_digest


class Shelf(NamedTuple):
    """Trials over the base knowledge. `path`: the store that they are of, where there is one."""

    book: TrialBook
    used: TrialsUsed
    atlas: Atlas
    path: Path | None = None
    stale: int = 0  # trials that another version of the code or the knowledge read


def shelf_of(trials: Sequence[Trial], book: RuleBook, name: str = "trials") -> Shelf:
    """A shelf of these trials, without a store. Of several with one id the last counts."""
    by_id = {one.id: one for one in trials}
    whole = hashlib.sha256("\n".join(f"{key} {one.digest}" for key, one in sorted(by_id.items())).encode())
    digest = f"sha256:{whole.hexdigest()}"
    made = TrialBook(compile_trials(by_id.values(), book, digest), book, by_id.__getitem__)
    return Shelf(made, TrialsUsed(store=name, digest=digest, trials=len(made)), Atlas(by_id.values()))


def opened(path: Path) -> Shelf:
    """The trials of a store, over the base knowledge. Raises Unusable.

    The store keeps the book that its last import made; where the knowledge has changed since, it is made again.
    """
    from oncoplan.trials.importing import BOOK
    from oncoplan.trials.store import Store

    store = Store.opened(path)
    digest, book = store.digest, base()

    def of(name: str) -> Trial:
        found = store.trial(name)
        if found is None:
            raise KeyError(name)
        return found

    stale = len(store.read_otherwise(reader_digest()))
    made: TrialBook | None = None
    kept = store.kept(BOOK)
    if kept is not None:
        with contextlib.suppress(NotThisBook):
            made = TrialBook(kept, book, of)
    if made is None or made.head.trials != digest:
        made = TrialBook(compile_trials(store.trials(), book, digest), book, of)
    return Shelf(made, TrialsUsed(store=path.name, digest=digest, trials=len(made)), Atlas(store.trials()), path, stale)
