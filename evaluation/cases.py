"""What the harnesses of case files share: reading the file, judging it case by case, and the last line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

WITHIN = 1e-6


class Outcome(Struct, frozen=True):
    """One case: `agrees` is None where it is not modelled; `says`: a line for each thing that differs, or why it is not
    modelled."""

    name: str
    agrees: bool | None
    says: tuple[str, ...] = ()


def file_named(doc: str | None, words: list[str] | None) -> Path:
    """The file that the command line names."""
    flags = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    chosen: Path = flags.parse_args(words).file
    return chosen


def compared(
    path: Path, judge: Callable[[Any], list[Outcome]], what: str | Callable[[list[Outcome]], str] = "cases agree"
) -> int:
    """Judge a JSON file, print what differs and the last line (`what` agrees, or how to say it); the exit code."""
    try:
        outcomes = judge(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    marks = {True: "AGREES", False: "DIFFERS", None: "NOT MODELLED"}
    for one in outcomes:
        for line in one.says:
            print(f"{marks[one.agrees]} {one.name}: {line}")
    modelled = [one for one in outcomes if one.agrees is not None]
    said = what if isinstance(what, str) else what(outcomes)
    return last_line(sum(one.agrees is True for one in modelled), len(modelled), said, len(outcomes) - len(modelled))


def last_line(right: int, of: int, what: str, not_modelled: int) -> int:
    """Print it; 0 when all that was compared agrees."""
    print(f"{right} of {of} {what} ({100 * right / max(of, 1):.1f} %); {not_modelled} not modelled")
    return 0 if of and right == of else 1
