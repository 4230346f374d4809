"""`oncoplan knowledge import civic FILE_OR_ADDRESS`: outside knowledge → a pack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oncoplan.cli.errors import say

if TYPE_CHECKING:
    from oncoplan.knowledge.importers.civic import Imported


def import_civic(where: str | None, out: Path | None, everything: bool) -> int:
    """0 done, 1 the file could not be read or the pack not written."""
    from oncoplan.knowledge.importers.civic import ADDRESS, import_civic
    from oncoplan.knowledge.importers.fetch import fetched
    from oncoplan.knowledge.load import base, keep_pack
    from oncoplan.knowledge.source import KnowledgeError

    source = where or ADDRESS
    try:
        made = import_civic(fetched(source), base().vocabulary)
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or error
        say(f"{source}: {reason}", f"name CIViC's file of accepted evidence, or its address: {ADDRESS}")
        return 1
    except (KnowledgeError, ValueError) as error:
        say(f"{source}: {getattr(error, 'says', error)}", f"CIViC's own file is at {ADDRESS}")
        return 1
    written = _write(made.data, out) if out is not None else keep_pack("civic", made.data)
    if written is None:
        say(f"{out or 'civic'}: the pack cannot be written", "name a file with --out, in a folder that exists and can be written")
        return 1
    _print(made, everything)
    use = str(out) if out is not None else "civic"
    print(f"pack written to {written}; use it with --knowledge {use}", file=sys.stderr)
    return 0


def _write(data: bytes, out: Path) -> Path | None:
    try:
        out.write_bytes(data)
    except OSError:
        return None
    return out


def _print(made: Imported, everything: bool) -> None:
    print(f"{made.items} evidence items: {made.rules} rules, {len(made.listed)} listed")
    print(f'of the rules, {made.unsupported} say that something is not supported, {made.flagged} are flagged in CIViC')
    if not made.listed:
        return
    print("\nitems  why it is no rule (an example)")
    for cause, count, example in made.causes():
        print(f"{count:5}  {cause}" + (f" ({example})" if example else ""))
    if everything:
        print("\nitem\tprofile\twhy\tabout")
        for one in made.listed:
            print(f"{one.item}\t{one.profile}\t{one.cause}\t{one.what}")
