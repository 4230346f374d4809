"""`oncoplan knowledge diff A B` and `oncoplan knowledge coverage`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oncoplan.cli.errors import say

if TYPE_CHECKING:
    from oncoplan.knowledge.rulebook import RuleBook


def show_difference(before: str, after: str, form: str) -> int:
    """0 done (whether they differ or not), 1 one of them is no pack."""
    from oncoplan.knowledge.diff import difference

    books = [_book(before), _book(after)]
    if books[0] is None or books[1] is None:
        return 1
    found = difference(books[0], books[1])
    if form == "json":
        import msgspec

        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return 0
    for rule in found.came:
        print(f"+ {rule}")
    for rule in found.went:
        print(f"- {rule}")
    for one in found.changed:
        print(f"~ {one.rule}")
        for change in one.changes:
            print(f"    {change.part}: {_clipped(change.was)} -> {_clipped(change.now)}")
    print(f"{len(found.came)} came, {len(found.went)} went, {len(found.changed)} changed", file=sys.stderr)
    return 0


def write_coverage(civic: str | None, out: Path | None) -> int:
    """0 done, 1 the CIViC file could not be used or the page not written."""
    from oncoplan.knowledge.coverage import page
    from oncoplan.knowledge.load import base

    pack = None
    if civic is not None:
        pack = _civic(civic)
        if pack is None:
            return 1
    text = page(base(), pack)
    if out is None:
        print(text, end="")
        return 0
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        say(f"{out}: cannot write: {error.strerror}", "name a file in a folder that exists and can be written")
        return 1
    return 0


def _civic(where: str) -> RuleBook | None:
    """CIViC's evidence as a pack: from its file, or from a pack that was made of it."""
    from oncoplan.knowledge.compiled import NotCompiled
    from oncoplan.knowledge.importers.civic import import_civic
    from oncoplan.knowledge.importers.fetch import fetched
    from oncoplan.knowledge.load import base
    from oncoplan.knowledge.rulebook import RuleBook
    from oncoplan.knowledge.source import KnowledgeError

    try:
        data = fetched(where)
        try:
            return RuleBook(data, base().vocabulary)
        except NotCompiled:
            return RuleBook(import_civic(data, base().vocabulary).data, base().vocabulary)
    except (OSError, KnowledgeError, ValueError) as error:
        say(f"{where}: {getattr(error, 'strerror', None) or error}", "name CIViC's file of accepted evidence, or a pack of it")
        return None


def _book(name: str) -> RuleBook | None:
    from oncoplan.knowledge.compiled import NotCompiled
    from oncoplan.knowledge.load import base, kept_pack, pack
    from oncoplan.knowledge.source import KnowledgeError

    if name == "base":
        return base()
    try:
        return pack(Path(name) if Path(name).exists() else kept_pack(name) or Path(name))
    except OSError as error:
        say(f"{name}: {error.strerror or error}", "name a pack's file or folder, or `base`")
    except (NotCompiled, KnowledgeError) as error:
        says = "is not a pack of this version" if isinstance(error, NotCompiled) else str(error)
        say(f"{name}: {says}", "name a pack's file or folder, or `base`")
    return None


def _clipped(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
