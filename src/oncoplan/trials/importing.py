"""Sources into a store: what is new, what changed, what is as it was, what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import Struct, field

from oncoplan.intake.problem import Unusable
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.trials.changes import Change, changes
from oncoplan.trials.compile import compile_trials
from oncoplan.trials.read import read_trial
from oncoplan.trials.reader import reader_digest
from oncoplan.trials.source import Source
from oncoplan.trials.store import Store

BOOK = "book"
"""The key under which a store keeps the trials made ready to be matched (`trials.book`)."""
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
    importer = Importer(store, book, day, progress)
    importer.take(found)
    return importer.finish()


class _Taken(NamedTuple):
    """What one import saw of a trial."""

    digest: str
    snapshot: str
    name: str


class Importer:
    """One import, in as many pieces as its sources come in. `told` says what became of them."""

    def __init__(self, store: Store, book: RuleBook, day: str, progress: Callable[[int], None] | None = None) -> None:
        self.store, self.book, self.day = store, book, day
        self.told = Imported()
        self._taken: dict[tuple[str, str], _Taken] = {}
        self._progress, self._seen = progress, 0

    def take(self, found: Iterable[Source | Unusable]) -> None:
        """Read these; when it returns they are in the store for good."""
        batch: list[Source] = []
        for one in found:
            self._seen += 1
            if isinstance(one, Unusable):
                self.told.unread.append(one)
            else:
                batch.append(one)
            if len(batch) == _AT_ONCE:
                self._write(batch)
                batch = []
            if self._progress is not None:
                self._progress(self._seen)
        self._write(batch)

    def finish(self) -> Imported:
        """Read anew what another version had read, and make the trials ready to be matched."""
        reader = reader_digest()
        for name in self.store.read_otherwise(reader):
            with self.store.writing():
                for source in list(self.store.sources(name)):
                    row = self.store.stored(source)
                    if row is not None and row.reader != reader:
                        self.told.read_again += self._put(source, row.seen)
        keep_book(self.store, self.book)
        return self.told

    def _write(self, batch: list[Source]) -> None:
        if batch:
            with self.store.writing():
                for source in batch:
                    self._one(source)

    def _one(self, source: Source) -> None:
        row, told = self.store.stored(source), self.told
        again = self._again(source)
        if again == "left":
            return
        if row is not None and row.digest == source.digest:
            self.store.saw(source, self.day)
            if row.reader == reader_digest():
                told.same += 1
            else:
                told.read_again += self._put(source, self.day)
            return
        if row is not None and not again and source.snapshot and row.snapshot and source.snapshot < row.snapshot:
            told.older += 1
            told.notes.append(f"{source.id}: {source.name} is of {source.snapshot}, the store's of {row.snapshot}: kept")
            return
        if self._put(source, self.day, changed=row is not None):
            told.new += row is None
            told.changed += row is not None and not again

    def _again(self, source: Source) -> str:
        """Whether this import had the trial before: `` not; `left` and this one is not used; `taken` and this one is."""
        key = (source.id, source.kind)
        before = self._taken.get(key)
        this = _Taken(source.digest, source.snapshot or "", source.name)
        if before is None:
            self._taken[key] = this
            return ""
        self.told.repeated += 1
        if before.digest == this.digest:
            self.told.notes.append(f"{source.id} twice, the same: {before.name}; {this.name}")
            return "left"
        later = this.snapshot > before.snapshot
        kept, left = (this, before) if later else (before, this)
        says = f"{source.id} twice, and not the same: {kept.name} is kept, {left.name} is not used"
        self.told.unread.append(Unusable(says, "two trials of one id: the later snapshot is kept; else the first"))
        self._taken[key] = kept
        return "taken" if later else "left"

    def _put(self, source: Source, day: str, changed: bool = False) -> bool:
        """Read and store one trial; False, with what broke listed, where it could not be read at all."""
        told = self.told
        try:
            trial = read_trial(source, self.book.vocabulary)
        except Unusable as error:
            told.unread.append(error)
            return False
        except Exception as error:  # one trial that breaks a reader must not cost the thousands around it
            says = f"{source.name or source.id}: {source.id} broke the reader ({type(error).__name__}: {error})"
            told.unread.append(Unusable(says, "this is a fault of oncoplan: report it with the trial's id"))
            return False
        log: tuple[Change, ...] = ()
        if changed:
            log = changes(self.store.stored_trial(source), trial)
            told.changes += len(log)
        elif self.store.stored(source) is None:
            log = (Change(trial=trial.id, what="trial", after=trial.title, on=trial.snapshot),)
        told.notes += [f"{trial.id}: {problem}" for problem in trial.problems]
        self.store.put(source, trial, reader=reader_digest(), day=day, changes=log, keep=changed)
        return True


def keep_book(store: Store, book: RuleBook) -> None:
    """Make the trials ready to be matched, once for every reader of the store."""
    digest = store.digest
    if store.kept("book of") != f"{digest} {book.head.digest}".encode():
        data = compile_trials(store.trials(), book, digest)
        with store.writing():
            store.keep(BOOK, data)
            store.keep("book of", f"{digest} {book.head.digest}".encode())
