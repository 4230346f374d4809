"""What a reader hands on: the record, and one line for everything that it could not read."""

from __future__ import annotations

from msgspec import Struct

from oncoplan.model.record import Record


def one_line(text: str) -> str:
    """The text fit for one line of a terminal: whatever is not printable (line ends, escapes) becomes a space."""
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())


class Problem(Struct, frozen=True):
    """Something in an input that was not used as written; `line()` is the sentence for the person who wrote it.

    `kind` is `not_read` (it was left out: the plan says so, exit 3), `filtered` (left out because the file itself marks
    it as not a finding: a caller's filter, a silent change; said, not an error) or `note` (used, and this is how it was
    understood). `count` is the number of rows that one Problem stands for; `where` then names the first of them.
    """

    where: str
    says: str
    hint: str = ""
    count: int = 1
    kind: str = "not_read"

    def line(self) -> str:
        """`where: what is wrong`, in one line."""
        return one_line(f"{self.where}: {self.says}")


class Unusable(Exception):
    """An input that could not be used at all: one line, and a hint that says what to do."""

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.says = one_line(says)
        self.hint = one_line(hint)


class Intake(Struct, frozen=True):
    """One person as read, with what was not. `digest` is `sha256:` and the hash of the bytes it was read from."""

    record: Record
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    name: str = ""
    others: tuple[tuple[str, str], ...] = ()  # name and digest of every further file (tests[].file, --clinical)

    @property
    def all_read(self) -> bool:
        """True when nothing had to be left out that the writer meant to be read."""
        return not any(problem.kind == "not_read" for problem in self.problems)
