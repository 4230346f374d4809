"""Paths → the sources of trials: files, folders with everything below them, archives, and stores.

One broken trial, line or file never stops the others: it comes out as an `Unusable`, in its place.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from oncoplan.intake.opened import MEGABYTE, read_whole, told
from oncoplan.intake.problem import Unusable
from oncoplan.trials.formats import form_of, values
from oncoplan.trials.source import NotATrial, Source, source_of

LIMIT = 1024 * MEGABYTE
"""The largest file (unpacked) that is read in one piece."""

_ENDINGS = (".json", ".jsonl", ".ndjson", ".xml", ".yaml", ".yml")
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
_SQLITE = b"SQLite format 3\0"


def sources(paths: Iterable[Path]) -> Iterator[Source | Unusable]:
    """Every trial of every path, in the order of the paths and of the names in them."""
    for path in paths:
        try:
            with told(str(path)):
                folder = stat.S_ISDIR(path.stat().st_mode)
        except Unusable as error:
            yield error
            continue
        if not folder:
            yield from _file(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and is_trial_file(p.name))
        if not inside:
            hint = f"trials end in {', '.join(_ENDINGS)} (also .gz, .tar.gz)"
            yield Unusable(f"{path}: no file in this folder is one of trials", hint)
        for one in inside:
            yield from _file(one, name=str(one.relative_to(path)))


def is_trial_file(name: str) -> bool:
    """Whether a file of a folder or archive, by its name, is one to read."""
    low = name.lower()
    hidden = low.rpartition("/")[2].startswith(".")
    return not hidden and (low.removesuffix(".gz").endswith(_ENDINGS) or low.endswith(_ARCHIVES))


def from_bytes(data: bytes, name: str) -> Iterator[Source | Unusable]:
    """Every trial of a file's bytes."""
    for found in values(data, name, form_of(name, data)):
        if isinstance(found, Unusable):
            yield found
            continue
        where, value, text = found
        try:
            yield source_of(value, where, text)
        except NotATrial as error:
            yield Unusable(f"{where}: {error}", "see docs/trials.md for the forms that are read")


def _file(path: Path, name: str | None = None) -> Iterator[Source | Unusable]:
    name = name or path.name
    try:
        if path.name.lower().endswith(_ARCHIVES):
            yield from _archive(path, name)
            return
        with told(name), path.open("rb") as stream:
            head = stream.read(len(_SQLITE))
        if head == _SQLITE:
            from oncoplan.trials.store import Store

            with Store.opened(path) as store:
                yield from store.sources()
            return
        yield from from_bytes(read_whole(path, LIMIT), name)
    except Unusable as error:
        yield error


def _archive(path: Path, name: str) -> Iterator[Source | Unusable]:
    import tarfile
    import zipfile

    try:
        if path.name.lower().endswith(".zip"):
            with told(name), zipfile.ZipFile(path) as zipped:
                for entry in sorted(zipped.namelist()):
                    if is_trial_file(entry):
                        yield from _member(zipped.read(entry), f"{name}/{entry}")
            return
        with told(name), tarfile.open(path) as tar:
            for member in tar:
                if member.isfile() and is_trial_file(member.name):
                    stream = tar.extractfile(member)
                    if stream is not None:
                        yield from _member(stream.read(LIMIT), f"{name}/{member.name.removeprefix('./')}")
    except (tarfile.TarError, zipfile.BadZipFile, RuntimeError) as error:
        yield Unusable(f"{name}: the archive is damaged ({error})", "fetch it again")


def _member(data: bytes, name: str) -> Iterator[Source | Unusable]:
    if data[:2] == b"\x1f\x8b":
        import gzip
        import zlib

        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            yield Unusable(f"{name}: the compressed file is damaged ({error})", "fetch it again")
            return
    yield from from_bytes(data, name)
