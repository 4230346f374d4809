"""Loads the base knowledge: from the file built into the package, else compiled from the checkout and kept in the cache."""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

from oncoplan.knowledge.compiled import NotCompiled
from oncoplan.knowledge.rulebook import RuleBook

BUILT = Path(__file__).with_name("compiled.bin")


@lru_cache(maxsize=1)
def base() -> RuleBook:
    """The base pack. An installed package reads one file; a checkout compiles once per content."""
    if BUILT.exists():
        return RuleBook(BUILT.read_bytes())
    return RuleBook(compiled_checkout())


def pack(where: Path) -> RuleBook:
    """A pack beside the base: a compiled file, or a folder of rules. It speaks the base's vocabulary unless it has its own.

    Raises OSError where it cannot be read, NotCompiled or KnowledgeError where it is no pack.
    """
    if where.is_dir():
        from oncoplan.knowledge.compile import compile_folder

        return RuleBook(compile_folder(where), base().vocabulary)
    return RuleBook(where.read_bytes(), base().vocabulary)


def kept_pack(name: str) -> Path | None:
    """The pack of this name that an import kept for this user; None where there is none."""
    folder = cache_folder()
    found = folder / "packs" / f"{name}.bin" if folder and "/" not in name and name not in ("", ".", "..") else None
    return found if found is not None and found.is_file() else None


def keep_pack(name: str, data: bytes) -> Path | None:
    """Keep a pack under its name for this user; where, or None where nothing may be written."""
    folder = cache_folder()
    if folder is None:
        return None
    _keep(folder / "packs" / f"{name}.bin", data)
    return kept_pack(name)


def compiled_checkout() -> bytes:
    """The compiled base of a source checkout, from the user's cache when its content is known there."""
    from oncoplan.knowledge.source import BASE, digest_of

    key = f"{digest_of(BASE).split(':')[1][:32]}-{_code_digest()}"
    folder = cache_folder()
    path = folder / f"base-{key}.bin" if folder else None
    if path is not None and path.exists():
        data = path.read_bytes()
        with contextlib.suppress(NotCompiled):
            RuleBook(data)
            return data
    from oncoplan.knowledge.compile import compile_folder

    data = compile_folder(BASE)
    if path is not None:
        _keep(path, data)
    return data


def cache_folder() -> Path | None:
    """Where compiled knowledge may be kept, or None."""
    stated = os.environ.get("ONCOPLAN_CACHE") or os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(stated) if stated else Path.home() / ".cache") / "oncoplan"
    except RuntimeError:
        return None


def _keep(path: Path, data: bytes) -> None:
    """Write atomically; where nothing may be written, go on without."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(path)


def _code_digest() -> str:
    """Changes when the code that compiles, or the shapes it compiles to, change."""
    import hashlib

    here = Path(__file__).parent
    whole = hashlib.sha256()
    for path in sorted(
        [
            *here.glob("*.py"),
            *here.parent.joinpath("model").glob("*.py"),
            *here.parent.joinpath("criteria").glob("*.py"),
        ]
    ):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
