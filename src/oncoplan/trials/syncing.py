"""A search of the registry into a store: page by page, going on where it was interrupted, and what the store has, refreshed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec
from msgspec import Struct

from oncoplan.trials.importing import Importer
from oncoplan.trials.registry import Registry, Search, expired
from oncoplan.trials.source import NCT
from oncoplan.trials.store import Store


class _Stopped(Struct, frozen=True):
    """How far a search came: the token of the next page, and on which day it began."""

    token: str
    day: str
    done: int


def sync(
    search: Search, registry: Registry, importer: Importer, *, most: int | None = None, tell: Callable[[int, int | None], None]
) -> bool:
    """Import what the search finds, then ask anew for the store's studies that it did not bring. True: it went on from before.

    Asking anew is what tells that a study no longer recruits, when only those that do are searched. `most`: an end to the
    search, in studies. Raises OSError where the registry cannot be asked; what came until then is in the store, and the
    same search goes on from there on the same day.
    """
    store, key = importer.store, _key(search)
    stopped = _stopped(store, key, importer.day)
    done = stopped.done if stopped else 0
    try:
        pages = registry.pages(search, stopped.token if stopped else None) if not search.empty else iter(())
        for page in pages:
            importer.take(page.found)
            done += len(page.found)
            tell(done, page.total)
            over = most is not None and done >= most
            _keep(store, key, _Stopped(page.next, importer.day, done) if page.next and not over else None)
            if over:
                break
    except OSError as error:
        if stopped is None or not expired(error):
            raise
        _keep(store, key, None)
        return sync(search, registry, importer, most=most, tell=tell)
    asked = _not_seen(store, importer.day)
    for page in registry.studies(asked):
        importer.take(page.found)
        tell(done, None)
    for one in sorted(asked & _not_seen(store, importer.day)):
        importer.told.notes.append(f"{one}: the registry did not give this study; it is kept as it was")
    return stopped is not None


def _not_seen(store: Store, day: str) -> set[str]:
    """The registry's own studies that were last seen before this day."""
    return {row.id for row in store.rows() if row.kind.startswith("ctgov") and row.seen < day and NCT.fullmatch(row.id)}


def _key(search: Search) -> str:
    return f"sync {sha256(msgspec.json.encode(search, order='sorted')).hexdigest()[:16]}"


def _stopped(store: Store, key: str, day: str) -> _Stopped | None:
    """Where the same search stopped today; what is older begins anew."""
    kept = store.kept(key)
    found = msgspec.json.decode(kept, type=_Stopped | None) if kept else None
    return found if found is not None and found.day == day else None


def _keep(store: Store, key: str, stopped: _Stopped | None) -> None:
    with store.writing():
        store.keep(key, msgspec.json.encode(stopped))
