"""The trials at hand: a book, ready to be matched, and what a plan says it was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.plan import TrialsUsed
from oncoplan.model.trial import Trial
from oncoplan.trials.book import TrialBook
from oncoplan.trials.compile import compile_trials


class Shelf(NamedTuple):
    """Trials over the base knowledge."""

    book: TrialBook
    used: TrialsUsed


def shelf_of(trials: Sequence[Trial], base: RuleBook, name: str = "trials") -> Shelf:
    """A shelf of these trials, without a store. Of several with one id the last counts."""
    by_id = {one.id: one for one in trials}
    whole = hashlib.sha256("\n".join(f"{key} {one.digest}" for key, one in sorted(by_id.items())).encode())
    digest = f"sha256:{whole.hexdigest()}"
    book = TrialBook(compile_trials(by_id.values(), base, digest), base, by_id.__getitem__)
    return Shelf(book, TrialsUsed(store=name, digest=digest, trials=len(book)))
