"""`oncoplan trials sync --condition WORDS --store FILE`: ClinicalTrials.gov → a store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from oncoplan.cli.errors import say
from oncoplan.cli.trials_import import into_store
from oncoplan.cli.when_where import is_day

if TYPE_CHECKING:
    from oncoplan.trials.importing import Importer
    from oncoplan.trials.registry import Search


def sync_store(chosen: Any) -> int:
    """0 done, 1 the registry or the store could not be used, 2 nothing asked for, 3 done but something was not read."""
    from oncoplan.trials.registry import ADDRESS, Registry
    from oncoplan.trials.syncing import sync

    search = _search(chosen)
    if search is None:
        return 1
    if search.empty and not chosen.store.exists():
        say("nothing to search for", 'name a disease: oncoplan trials sync --condition "lung cancer" --store trials.db')
        return 2

    def work(importer: Importer) -> str | None:
        try:
            went_on = sync(search, Registry(chosen.address or ADDRESS), importer, most=chosen.max, tell=_tell)
        except OSError as error:
            return f"the registry cannot be asked: {error.strerror or error}"
        if went_on:
            print("the search went on where it had stopped today", file=sys.stderr)
        return None

    return into_store(work, chosen)


def _search(chosen: Any) -> Search | None:
    """What is asked for; None, with a line on stderr, where a value cannot be used."""
    from oncoplan.trials.registry import OPEN, STATUSES, Search

    asked = [one.strip().lower().replace(" ", "_") for one in chosen.status]
    strange = [one for one in asked if one not in (*STATUSES, "all")]
    if strange:
        say(f"--status {strange[0]!r} is not a status", f"one of {', '.join(STATUSES)}, all")
        return None
    if chosen.updated_since is not None and not is_day(chosen.updated_since):
        say(f"--updated-since {chosen.updated_since!r} is not a day", "write it like 2026-11-22")
        return None
    if chosen.max is not None and chosen.max < 1:
        say("--max must be at least 1", "leave it out for the whole search")
        return None
    if chosen.address is not None and not chosen.address.startswith(("http://", "https://")):
        say(f"--address {chosen.address!r} is not an address", "it begins with https://")
        return None
    return Search(
        conditions=tuple(chosen.condition), interventions=tuple(chosen.intervention), term=chosen.term,
        location=chosen.location, statuses=() if "all" in asked else tuple(asked) or OPEN, updated_since=chosen.updated_since,
    )  # fmt: skip


def _tell(done: int, total: int | None) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}{f' of {total}' if total else ''} studies", end="", file=sys.stderr, flush=True)
