"""Bytes and lines of a user's file: opened, unpacked and decoded within bounds. Every mistake is one `Unusable`."""

from __future__ import annotations

import errno
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from oncoplan.intake.problem import Unusable

MEGABYTE = 1 << 20
WHOLE_FILE_LIMIT = 64 * MEGABYTE
LINE_LIMIT = 16 * MEGABYTE
_BLOCK = 1 * MEGABYTE
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn the ways that reading a file fails into one clear line about `name`."""
    try:
        yield
    except FileNotFoundError:
        raise Unusable(f"{name}: there is no such file", "check the spelling and the folder") from None
    except IsADirectoryError:
        raise Unusable(f"{name}: this is a folder, not a file", "name the files in it") from None
    except PermissionError:
        raise Unusable(f"{name}: this file may not be read", "check its permissions (chmod +r)") from None
    except EOFError:
        raise Unusable(f"{name}: the compressed file ends too early", "it was cut off: export it again") from None
    except zlib.error as error:
        raise Unusable(f"{name}: the compressed file is damaged ({error})", "fetch or export it again") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Unusable("a file name is too long", "check the command line: was text given for a file?") from None
        if error.errno is None:
            raise Unusable(f"{name}: the compressed file is damaged ({error})", "fetch or export it again") from None
        raise Unusable(f"{name}: could not be read ({error.strerror})", "check the disk and the file") from None
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise Unusable("a file name holds a null character", "check the command line") from None


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked when it is gzip or bgzip whatever its name says. Raises like `open`."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(str(path))
    raw = path.open("rb", buffering=_BLOCK)
    if not stat.S_ISREG(mode):
        return raw
    head = raw.read(4)
    raw.seek(0)
    if head[:2] == b"\x1f\x8b":
        raw.close()
        return cast("IO[bytes]", _gzip_opener()(str(path), "rb"))
    if head == b"PK\x03\x04" or head[:3] == b"BZh" or head == b"\xfd7zX" or head == b"\x28\xb5\x2f\xfd":
        raw.close()
        raise Unusable(f"{path.name}: this kind of archive is not read", "unpack it first; gzip (.gz) is read as it is")
    return raw


def _gzip_opener() -> Callable[..., object]:
    try:
        from isal import igzip
    except ImportError:
        import gzip

        return gzip.open
    return cast("Callable[..., object]", igzip.open)


def read_bytes(path: Path) -> bytes:
    """All bytes (unpacked) of a table, of any size. Raises Unusable."""
    with told(path.name), open_bytes(path) as stream:
        return stream.read()


def read_whole(path: Path, limit: int = WHOLE_FILE_LIMIT) -> bytes:
    """All bytes (unpacked) of a file no larger than `limit`. Raises Unusable."""
    with told(path.name), open_bytes(path) as stream:
        parts: list[bytes] = []
        size = 0
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > limit:
                raise Unusable(
                    f"{path.name}: larger than {limit // MEGABYTE} MB in one piece",
                    "write one record per line in a .jsonl file: that is read line by line, of any length",
                )
            parts.append(block)
    return b"".join(parts)


def read_lines(path: Path, limit: int = LINE_LIMIT) -> Iterator[tuple[int, bytes]]:
    """(line number, line without its end) of a text file, streamed. A line longer than `limit` is Unusable."""
    with told(path.name), open_bytes(path) as stream:
        number = 0
        while line := stream.readline(limit + 1):
            number += 1
            if len(line) > limit:
                raise Unusable(
                    f"{path.name}: line {number} is longer than {limit // MEGABYTE} MB",
                    "is this a text file with one record or row per line?",
                )
            if number == 1:
                if line[:2] in _UTF16:
                    yield from _utf16_lines(path)
                    return
                line = line.removeprefix(b"\xef\xbb\xbf")
                refuse_binary(line, path.name)
            yield number, line.rstrip(b"\r\n")


def _utf16_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    text, _ = to_text(read_whole(path), path.name)
    for number, line in enumerate(text.splitlines(), 1):
        yield number, line.encode()


def refuse_binary(head: bytes, name: str) -> None:
    """Raise Unusable when these bytes cannot be text."""
    if b"\0" in head[:65536]:
        hint = "a record is YAML or JSON, a table is tab-separated; gzip (.gz) is read as it is"
        raise Unusable(f"{name}: this is not a text file", hint)


def to_text(data: bytes, name: str) -> tuple[str, str]:
    """The text, and a note when it was not UTF-8 (Windows-1252 is then assumed). Raises Unusable for anything else."""
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return _decoded(data, "utf-32", name), ""
    if data[:2] in _UTF16:
        return _decoded(data, "utf-16", name), ""
    even, odd = data[:400:2], data[1:400:2]
    if len(data) % 2 == 0 and odd.count(0) > 0.9 * len(odd) and not even.count(0):
        return _decoded(data, "utf-16-le", name), ""
    if len(data) % 2 == 0 and even.count(0) > 0.9 * len(even) and not odd.count(0):
        return _decoded(data, "utf-16-be", name), ""
    refuse_binary(data, name)
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note = f"not UTF-8 (line {line}); read as Windows-1252"
        return data.decode("cp1252", errors="replace"), note


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Unusable(f"{name}: not valid {encoding.upper()} text", "save it as UTF-8") from None


def digest_of(data: bytes) -> str:
    """`sha256:` and the hash of these bytes."""
    from hashlib import sha256

    return "sha256:" + sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """The digest of the file as it lies there (packed, if it is). Raises Unusable."""
    from hashlib import sha256

    state = sha256()
    with told(path.name), path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            state.update(block)
    return "sha256:" + state.hexdigest()
