"""The one error of this package: something that was written down could not be read."""

from __future__ import annotations


class Unreadable(Exception):
    """What could not be read and why, in one line; `hint` says what to write instead. Never a negative result."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
