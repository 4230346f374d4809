"""The flags that say for which day and country, and with which knowledge, a plan is made; one check for every command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncoplan.cli.errors import say

if TYPE_CHECKING:
    from oncoplan.knowledge.rulebook import RuleBook


def add_flags(parser: argparse.ArgumentParser) -> None:
    """`--as-of` and `--jurisdiction`."""
    parser.add_argument("--as-of", metavar="DATE", help="the day the plan is made for (default: today)")
    parser.add_argument(
        "--jurisdiction", metavar="CC", help="country code, e.g. US or DE (default: the record's country, then US)"
    )


def add_knowledge(parser: argparse.ArgumentParser) -> None:
    """`--knowledge PACK`, which may be repeated."""
    parser.add_argument(
        "--knowledge", action="append", default=[], metavar="PACK",
        help="a pack beside the base: a file, a folder of rules, or the name of one kept by `knowledge import`; may be repeated",
    )  # fmt: skip


def books_of(chosen: Any) -> list[RuleBook] | None:
    """The packs named, in order; None, with a line on stderr, when one of them cannot be used."""
    if not chosen.knowledge:
        return []
    from oncoplan.knowledge.compiled import NotCompiled
    from oncoplan.knowledge.load import kept_pack, pack
    from oncoplan.knowledge.source import KnowledgeError

    found = []
    for name in dict.fromkeys(chosen.knowledge):
        where = Path(name) if Path(name).exists() else kept_pack(name) or Path(name)
        try:
            found.append(pack(where))
        except OSError as error:
            say(f"--knowledge {name}: {error.strerror or error}", "make a pack with `oncoplan knowledge import civic FILE`")
            return None
        except (NotCompiled, KnowledgeError) as error:
            says = "is not a pack of this version" if isinstance(error, NotCompiled) else str(error)
            say(f"--knowledge {name}: {says}", "make it again with `oncoplan knowledge import`")
            return None
    return found


def usable(chosen: Any) -> bool:
    """False, with a line on stderr, when one of the values cannot be used."""
    if chosen.as_of is not None and not is_day(chosen.as_of):
        say(f"--as-of {chosen.as_of!r} is not a day", "write it like 2026-11-22")
        return False
    if chosen.jurisdiction is not None and not (len(chosen.jurisdiction) == 2 and chosen.jurisdiction.isalpha()):
        say(f"--jurisdiction {chosen.jurisdiction!r} is not a country code", "two letters, such as US, DE or GB")
        return False
    return True


def is_day(text: str) -> bool:
    """Whether the text is a day, written 2026-11-22."""
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def distance(text: str) -> float:
    """A flag's kilometres. Raises ValueError."""
    value = float(text)
    if not 0 < value < 30_000:
        raise ValueError(text)
    return value
