"""Reads a yes or a no as people write it."""

from __future__ import annotations

_YES = {"yes", "true", "y", "1", "positive"}
_NO = {"no", "false", "n", "0", "negative"}


def yes(value: object) -> bool | None:
    """True for yes, False for no, None for anything else."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None
