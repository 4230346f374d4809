"""The local store of trials: one SQLite file that holds each trial's source, the trial as it was read, and what changed.

Writers work in transactions, so that a killed import leaves whole trials only; readers see the last one that was finished.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import msgspec

from oncoplan.intake.problem import Unusable
from oncoplan.model.trial import SourceKind, Trial
from oncoplan.trials.changes import Change
from oncoplan.trials.join import joined
from oncoplan.trials.source import Source

FORMAT = 1
APPLICATION = 0x6F6E6374  # "onct": SQLite's own place for what wrote a file
_WAIT = 30.0  # seconds that a writer waits for another
_TABLES = """
CREATE TABLE trials (id TEXT NOT NULL, registry TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL, snapshot TEXT,
  seen TEXT NOT NULL, reader TEXT NOT NULL, name TEXT NOT NULL, compiled BLOB NOT NULL, PRIMARY KEY (id, registry));
CREATE TABLE sources (id TEXT NOT NULL, registry TEXT NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (id, registry));
CREATE TABLE names (name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (name, id));
CREATE TABLE changes (number INTEGER PRIMARY KEY, trial TEXT NOT NULL, what TEXT NOT NULL, before TEXT, after TEXT,
  day TEXT, seen TEXT NOT NULL);
CREATE TABLE past (number INTEGER PRIMARY KEY, id TEXT NOT NULL, registry TEXT NOT NULL, digest TEXT NOT NULL, snapshot TEXT,
  until TEXT NOT NULL, compiled BLOB NOT NULL, packed BLOB NOT NULL);
CREATE TABLE kept (key TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE INDEX past_of ON past (id, registry);
CREATE INDEX changes_seen ON changes (seen);
"""
_REGISTRY: dict[str, str] = {"ctgov_v2": "ctgov", "ctgov_xml": "ctgov", "nci_cts": "nci", "ctml": "ctml", "text": "text"}
_TRIAL = msgspec.msgpack.Decoder(Trial)


class Row(NamedTuple):
    """What is known of a stored trial without reading it. `seen`: the last day on which its source said the same."""

    id: str
    kind: SourceKind
    digest: str
    snapshot: str | None
    seen: str
    reader: str
    name: str


class _HalfWritten(Unusable):
    """A killed writer left work that only somebody who may write can take back."""


class Store:
    """An open store. Every mistake of a file is one `Unusable`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self.path = connection, path

    @classmethod
    def opened(cls, path: Path) -> Store:
        """A store that is there, for reading. Raises Unusable."""
        if not path.is_file():
            raise Unusable(f"{path}: there is no such store of trials", f"make one: oncoplan trials import FILES --store {path}")
        try:
            return cls._connected(path, f"{path.resolve().as_uri()}?mode=ro")
        except _HalfWritten:  # a writer was killed while it wrote: opening for writing takes its unfinished work back
            return cls._connected(path, f"{path.resolve().as_uri()}?mode=rw")

    @classmethod
    def made(cls, path: Path) -> Store:
        """A store for writing, made where there is none. Raises Unusable."""
        new = not path.exists() or path.stat().st_size == 0
        store = cls._connected(path, f"{path.resolve().as_uri()}?mode=rwc", check=not new)
        if new:
            with store._told():
                marks = f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={FORMAT};"
                store._db.executescript(f"BEGIN IMMEDIATE; {_TABLES} {marks} COMMIT;")
        return store

    @classmethod
    def _connected(cls, path: Path, uri: str, check: bool = True) -> Store:
        try:
            connection = sqlite3.connect(uri, uri=True, timeout=_WAIT, isolation_level=None)
        except sqlite3.Error as error:
            raise Unusable(f"{path}: the store cannot be opened ({error})", "check the folder and its permissions") from None
        store = cls(connection, path)
        try:
            with store._told():
                (kind,), (form,) = (connection.execute(f"PRAGMA {key}").fetchone() for key in ("application_id", "user_version"))
            if check and kind != APPLICATION:
                raise Unusable(f"{path}: this is not a store of trials", "name the file that `oncoplan trials import` wrote")
            if check and form != FORMAT:
                older = "an older" if form < FORMAT else "a newer"
                raise Unusable(f"{path}: this store was made by {older} version of oncoplan (form {form}, not {FORMAT})",
                               "import the files again, into a new store")  # fmt: skip
        except Unusable:
            connection.close()
            raise
        return store

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname == "SQLITE_READONLY_ROLLBACK":
                hint = "it must be opened once by somebody who may write to it"
                raise _HalfWritten(f"{self.path}: an import was killed while it wrote to this store", hint) from None
            if "locked" in str(error) or "busy" in str(error):
                raise Unusable(f"{self.path}: another import is writing to this store", "wait until it has ended") from None
            hint = "check the disk, and the folder's permissions"
            raise Unusable(f"{self.path}: the store cannot be used ({error})", hint) from None
        except (sqlite3.DatabaseError, zlib.error, msgspec.MsgspecError) as error:
            raise Unusable(f"{self.path}: the store is damaged ({error})", "import the files again, into a new store") from None

    # reading

    def __len__(self) -> int:
        with self._told():
            return int(self._db.execute("SELECT count(DISTINCT id) FROM trials").fetchone()[0])

    def rows(self) -> list[Row]:
        """Every stored trial, by id and registry."""
        with self._told():
            found = self._db.execute("SELECT id, kind, digest, snapshot, seen, reader, name FROM trials ORDER BY id, registry")
            return [Row(*row) for row in found]

    def trials(self) -> Iterator[Trial]:
        """Every trial, one for each id, in the order of the ids. One that several registries describe is joined."""
        with self._told():
            same: list[Trial] = []
            for (packed,) in self._db.execute("SELECT compiled FROM trials ORDER BY id, registry"):
                one = _TRIAL.decode(packed)
                if same and same[0].id != one.id:
                    yield joined(same)
                    same = []
                same.append(one)
            if same:
                yield joined(same)

    def trial(self, name: str) -> Trial | None:
        """The trial of an id, or of another id that it alone goes by; None where there is none."""
        found = self.find(name)
        if found is None:
            return None
        with self._told():
            rows = self._db.execute("SELECT compiled FROM trials WHERE id = ? ORDER BY registry", (found,))
            return joined([_TRIAL.decode(packed) for (packed,) in rows])

    def find(self, name: str) -> str | None:
        """The id for an id or another name of a trial, in any spelling of case; None where none or several go by it."""
        with self._told():
            wanted = " ".join(name.split()).casefold()
            rows = self._db.execute("SELECT DISTINCT id FROM names WHERE name = ?", (wanted,)).fetchall()
        exact = [one for (one,) in rows if one.casefold() == wanted]
        several = exact or [one for (one,) in rows]
        return several[0] if len(several) == 1 else None

    def sources(self, name: str | None = None) -> Iterator[Source]:
        """The sources of one trial, or of every one, as they were imported."""
        where = "" if name is None else "WHERE t.id = ?"
        with self._told():
            rows = self._db.execute(
                "SELECT t.kind, t.id, s.packed, t.digest, t.snapshot, t.name FROM trials t JOIN sources s USING (id, registry) "
                f"{where} ORDER BY t.id, t.registry", () if name is None else (name,),
            )  # fmt: skip
            for kind, one, packed, digest, snapshot, file in rows:
                yield Source(kind=kind, id=one, data=zlib.decompress(packed), digest=digest, snapshot=snapshot, name=file)

    def changes(self, since: str | None = None, trial: str | None = None) -> list[Change]:
        """The change log, oldest first: what was imported on the day `since` (YYYY-MM-DD) or later, of one trial or of all."""
        with self._told():
            rows = self._db.execute(
                "SELECT trial, what, before, after, day, seen FROM changes WHERE seen >= ? AND (? IS NULL OR trial = ?) "
                "ORDER BY number",
                (since or "", trial, trial),
            )
            return [Change(trial=t, what=w, before=b, after=a, on=d, seen=s) for t, w, b, a, d, s in rows]

    def before(self, trial: str, since: str) -> Trial | None:
        """The trial as it was before the first change imported on `since` or later; None where it is unchanged or was new."""
        with self._told():
            row = self._db.execute(
                "SELECT compiled FROM past WHERE id = ? AND until >= ? ORDER BY number LIMIT 1", (trial, since)
            ).fetchone()
            return None if row is None else _TRIAL.decode(row[0])

    @property
    def digest(self) -> str:
        """`sha256:` over every trial's id, source and reader: the same digest gives the same verdicts."""
        whole = hashlib.sha256()
        for row in self.rows():
            whole.update("\0".join((row.id, row.kind, row.digest, row.reader)).encode() + b"\n")
        return f"sha256:{whole.hexdigest()}"

    def read_otherwise(self, reader: str) -> list[str]:
        """The ids of trials that another version of the code or of the knowledge read."""
        return sorted({row.id for row in self.rows() if row.reader != reader})

    def kept(self, key: str) -> bytes | None:
        """Something that was made of the trials and kept beside them."""
        with self._told():
            row = self._db.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
            return None if row is None else bytes(row[0])

    # writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it or nothing."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def stored(self, source: Source) -> Row | None:
        """The trial that this source would replace."""
        row = self._db.execute(
            "SELECT id, kind, digest, snapshot, seen, reader, name FROM trials WHERE id = ? AND registry = ?",
            (source.id, _REGISTRY[source.kind]),
        ).fetchone()
        return None if row is None else Row(*row)

    def stored_trial(self, source: Source) -> Trial:
        """That trial as it was read. Only where `stored` gave one."""
        row = self._db.execute("SELECT compiled FROM trials WHERE id = ? AND registry = ?", (source.id, _REGISTRY[source.kind]))
        return _TRIAL.decode(row.fetchone()[0])

    def saw(self, source: Source, day: str) -> None:
        """The same source was there on a later day."""
        self._db.execute(
            "UPDATE trials SET seen = max(seen, ?) WHERE id = ? AND registry = ?", (day, source.id, _REGISTRY[source.kind])
        )

    def put(
        self, source: Source, trial: Trial, *, reader: str, day: str, changes: Iterable[Change] = (), keep: bool = False
    ) -> None:
        """Store a trial with its source; `keep` the one before among the past ones."""
        registry = _REGISTRY[source.kind]
        key = (source.id, registry)
        if keep:
            self._db.execute(
                "INSERT INTO past (id, registry, digest, snapshot, until, compiled, packed) "
                "SELECT id, registry, digest, snapshot, ?, compiled, packed "
                "FROM trials JOIN sources USING (id, registry) WHERE id = ? AND registry = ?", (day, *key),
            )  # fmt: skip
        self._db.execute(
            "INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, source.kind, source.digest, source.snapshot, day, reader, source.name, msgspec.msgpack.encode(trial)),
        )
        self._db.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (*key, zlib.compress(source.data, 6)))
        names = {one.casefold() for one in (source.id, trial.id, *trial.other_ids)}
        self._db.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", [(one, source.id) for one in sorted(names)])
        self._db.executemany(
            "INSERT INTO changes (trial, what, before, after, day, seen) VALUES (?, ?, ?, ?, ?, ?)",
            [(c.trial, c.what, c.before, c.after, c.on, day) for c in changes],
        )

    def keep(self, key: str, value: bytes) -> None:
        """Keep something that was made of the trials."""
        self._db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, value))
