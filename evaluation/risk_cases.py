"""What the harnesses of the risk models share: reading the file, and the last line."""

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
    """One case: `agrees` is None where it is not modelled; `says` names what differs, or why it is not modelled."""

    name: str
    agrees: bool | None
    says: str = ""


def run(doc: str | None, judge: Callable[[Any], list[Outcome]], what: str = "cases agree") -> int:
    """Judge the file named on the command line, print what differs and the last line; the exit code."""
    flags = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    chosen = flags.parse_args()
    try:
        outcomes = judge(json.loads(chosen.file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{chosen.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    for one in outcomes:
        if one.says:
            print(f"{one.name}: {one.says}")
    modelled = [one for one in outcomes if one.agrees is not None]
    right = sum(one.agrees is True for one in modelled)
    share = 100 * right / max(len(modelled), 1)
    print(f"{right} of {len(modelled)} {what} ({share:.1f} %); {len(outcomes) - len(modelled)} not modelled")
    return 0 if modelled and right == len(modelled) else 1
