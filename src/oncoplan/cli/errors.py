"""How a mistake is told: one line, then `hint:`."""

from __future__ import annotations

import sys


def say(line: str, hint: str = "") -> None:
    """One line on stderr, with its hint."""
    print(f"oncoplan: {line}", file=sys.stderr)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)
