"""A mapping of a registry's file, read without trusting it: what has the wrong shape is listed, never raised."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite
from typing import Any


class Part:
    """A mapping at `where`. Reading a key of the wrong shape adds a line to `problems`, which all parts of a trial share."""

    __slots__ = ("problems", "value", "where")

    def __init__(self, value: dict[str, Any], where: str = "", problems: list[str] | None = None) -> None:
        self.value = value
        self.where = where
        self.problems: list[str] = [] if problems is None else problems

    def text(self, key: str) -> str | None:
        """The text exactly as written; None where there is none. A number is its digits."""
        found = self.value.get(key)
        if isinstance(found, str):
            return found or None
        if isinstance(found, int | float) and not isinstance(found, bool):
            return f"{found:g}" if isinstance(found, float) else str(found)
        self._wrong(key, found, "text")
        return None

    def line(self, key: str) -> str | None:
        """The text in one line, without space around it."""
        return " ".join((self.text(key) or "").split()) or None

    def number(self, key: str) -> float | None:
        """A finite number, also one written as text."""
        found = self.value.get(key)
        if isinstance(found, int | float | str) and not isinstance(found, bool):
            with suppress(ValueError, OverflowError):
                number = float(found)
                if isfinite(number):
                    return number
        self._wrong(key, found, "a number")
        return None

    def yes(self, key: str) -> bool | None:
        """Yes or no, however it is written."""
        found = self.value.get(key)
        if isinstance(found, bool):
            return found
        word = str(found).strip().lower()
        if word in ("yes", "y", "true", "accepts healthy volunteers"):
            return True
        if word in ("no", "n", "false"):
            return False
        return None

    def part(self, key: str) -> Part:
        """The mapping under `key`; an empty one where there is none."""
        found = self.value.get(key)
        if not isinstance(found, dict):
            self._wrong(key, found, "a mapping")
            found = {}
        return Part(found, self._under(key), self.problems)

    def parts(self, key: str) -> list[Part]:
        """The mappings listed under `key`; one mapping is a list of one."""
        found = self.value.get(key)
        if isinstance(found, dict):
            found = [found]
        if not isinstance(found, list):
            self._wrong(key, found, "a list")
            return []
        made = []
        for number, one in enumerate(found):
            if isinstance(one, dict):
                made.append(Part(one, f"{self._under(key)}/{number}", self.problems))
            else:
                self._wrong(f"{key}/{number}", one, "a mapping")
        return made

    def lines(self, key: str) -> tuple[str, ...]:
        """The texts listed under `key`, each in one line and once; one text is a list of one."""
        found = self.value.get(key)
        if isinstance(found, str):
            found = [found]
        if not isinstance(found, list):
            self._wrong(key, found, "a list")
            return ()
        texts = []
        for number, one in enumerate(found):
            if isinstance(one, str | int | float) and not isinstance(one, bool):
                texts.append(" ".join(str(one).split()))
            else:
                self._wrong(f"{key}/{number}", one, "text")
        return tuple(dict.fromkeys(text for text in texts if text))

    def _under(self, key: str) -> str:
        return f"{self.where}/{key}" if self.where else key

    def _wrong(self, key: str, found: Any, wanted: str) -> None:
        says = f"{self._under(key)}: {wanted} is expected, not {_shape(found)}"
        if found is not None and says not in self.problems:
            self.problems.append(says)


def _shape(found: Any) -> str:
    if isinstance(found, dict):
        return "a mapping"
    if isinstance(found, list):
        return "a list"
    return repr(found if len(str(found)) < 40 else str(found)[:40] + "...")
