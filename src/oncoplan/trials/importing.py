"""Sources into a store: what is new, what changed, what is as it was, what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from oncoplan.intake.problem import Unusable
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.trials.changes import Change, changes
from oncoplan.trials.compile import compile_trials
from oncoplan.trials.read import read_trial, reader_digest
from oncoplan.trials.source import Source
from oncoplan.trials.store import Store

BOOK = "book"
"""The key under which a store keeps the trials made ready to be matched (`trials.book`)."""
_Taken = dict[tuple[str, str], Source]
_AT_ONCE = 50  # trials in one transaction: what a kill can lose


class Imported(Struct):
    """What an import did, in trials."""

    new: int = 0
    changed: int = 0
    same: int = 0
    read_again: int = 0
    older: int = 0  # the store holds a later version: kept
    repeated: int = 0  # the same trial twice in what was imported
    changes: int = 0  # lines of the change log
    unread: list[Unusable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def trials(self) -> int:
        return self.new + self.changed + self.same + self.read_again


def import_sources(
    found: Iterable[Source | Unusable], store: Store, book: RuleBook, day: str, progress: Callable[[int], None] | None = None
) -> Imported:
    """Read what is new or changed into the store; `day` is the day of the import. The same source again changes nothing.

    Of two versions of one trial the later snapshot stays. Whatever breaks while one trial is read is that trial's.
    """
    told = Imported()
    taken: _Taken = {}
    batch: list[Source] = []
    for number, one in enumerate(found, 1):
        if isinstance(one, Unusable):
            told.unread.append(one)
        else:
            batch.append(one)
        if len(batch) == _AT_ONCE:
            _write(batch, taken, store, book, day, told)
            batch = []
        if progress is not None:
            progress(number)
    _write(batch, taken, store, book, day, told)
    read_again(store, book, day, told)
    keep_book(store, book)
    return told


def read_again(store: Store, book: RuleBook, day: str, told: Imported) -> None:
    """Read anew, from the sources in the store, what another version of the code or the knowledge read."""
    reader = reader_digest()
    for name in store.read_otherwise(reader):
        with store.writing():
            for source in list(store.sources(name)):
                row = store.stored(source)
                if row is not None and row.reader != reader and _put(source, store, book, row.seen, told):
                    told.read_again += 1


def keep_book(store: Store, book: RuleBook) -> None:
    """Make the trials ready to be matched, once for every reader of the store."""
    digest = store.digest
    if store.kept("book of") != f"{digest} {book.head.digest}".encode():
        data = compile_trials(store.trials(), book, digest)
        with store.writing():
            store.keep(BOOK, data)
            store.keep("book of", f"{digest} {book.head.digest}".encode())


def _write(batch: list[Source], taken: _Taken, store: Store, book: RuleBook, day: str, told: Imported) -> None:
    if not batch:
        return
    with store.writing():
        for source in batch:
            _one(source, taken, store, book, day, told)


def _one(source: Source, taken: _Taken, store: Store, book: RuleBook, day: str, told: Imported) -> None:
    row = store.stored(source)
    key = (source.id, source.kind)
    before = taken.get(key)
    taken[key] = source
    if before is not None:
        told.repeated += 1
        if before.digest == source.digest:
            told.notes.append(f"{source.id} twice, the same: {before.name}; {source.name}")
            return
        later = (source.snapshot or "") > (before.snapshot or "")
        kept, left = (source, before) if later else (before, source)
        says = f"{source.id} twice, and not the same: {kept.name} is kept, {left.name} is not used"
        told.unread.append(Unusable(says, "two trials of one id: the later snapshot is kept; else the first"))
        if not later:
            taken[key] = before
            return
    reader = reader_digest()
    if row is not None and row.digest == source.digest:
        store.saw(source, day)
        if row.reader == reader:
            told.same += 1
            return
        told.read_again += _put(source, store, book, day, told)
        return
    if row is not None and before is None and source.snapshot and row.snapshot and source.snapshot < row.snapshot:
        told.older += 1
        told.notes.append(f"{source.id}: {source.name} is of {source.snapshot}, the store's of {row.snapshot}: kept")
        return
    if _put(source, store, book, day, told, changed=row is not None):
        if row is None:
            told.new += 1
        elif before is None:
            told.changed += 1


def _put(source: Source, store: Store, book: RuleBook, day: str, told: Imported, changed: bool = False) -> bool:
    """Read and store one trial; False, with what broke listed, where it could not be read at all."""
    try:
        trial = read_trial(source, book.vocabulary)
    except Unusable as error:
        told.unread.append(error)
        return False
    except Exception as error:  # one trial that breaks a reader must not cost the thousands around it
        says = f"{source.name or source.id}: {source.id} broke the reader ({type(error).__name__}: {error})"
        told.unread.append(Unusable(says, "this is a fault of oncoplan: report it with the trial's id"))
        return False
    row = store.stored(source)
    log: tuple[Change, ...] = ()
    if changed:
        log = changes(store.stored_trial(source), trial)
    elif row is None:
        log = (Change(trial=trial.id, what="trial", after=trial.title, on=trial.snapshot),)
    told.changes += len(log) if changed else 0
    told.notes += [f"{trial.id}: {problem}" for problem in trial.problems]
    store.put(source, trial, reader=reader_digest(), day=day, changes=log, keep=changed)
    return True
