"""The flags that say for which day and which country a plan is made, checked in one way by every command."""

from __future__ import annotations

import argparse
from typing import Any

from oncoplan.cli.errors import say


def add_flags(parser: argparse.ArgumentParser) -> None:
    """`--as-of` and `--jurisdiction`."""
    parser.add_argument("--as-of", metavar="DATE", help="the day the plan is made for (default: today)")
    parser.add_argument(
        "--jurisdiction", metavar="CC", help="country code, e.g. US or DE (default: the record's country, then US)"
    )


def usable(chosen: Any) -> bool:
    """False, with a line on stderr, when one of the values cannot be used."""
    if chosen.as_of is not None and not _is_day(chosen.as_of):
        say(f"--as-of {chosen.as_of!r} is not a day", "write it like 2026-11-22")
        return False
    if chosen.jurisdiction is not None and not (len(chosen.jurisdiction) == 2 and chosen.jurisdiction.isalpha()):
        say(f"--jurisdiction {chosen.jurisdiction!r} is not a country code", "two letters, such as US, DE or GB")
        return False
    return True


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
