"""What the readers of tables and VCF hand on: findings by sample, and every other row, counted by reason."""

from __future__ import annotations

from msgspec import Struct, field

from oncoplan.intake.problem import Problem
from oncoplan.model.record import FindingEntry


class Left(Struct, frozen=True):
    """A row that is not a finding: why, in words. `kind` as in Problem."""

    reason: str
    kind: str = "not_read"
    hint: str = ""


class Samples(Struct):
    """The findings of a file by sample, in file order. A sample without a usable row has an empty list.

    `problems` has the Problems of each sample; those of the whole file stand under "".
    """

    name: str
    findings: dict[str, list[FindingEntry]]
    problems: dict[str, list[Problem]]
    genome: str | None = None
    genotypes: dict[str, list[str]] = field(default_factory=dict)  # by sample, as in a record's test

    def problems_of(self, sample: str) -> tuple[Problem, ...]:
        """What was not used for this sample, and what concerns the whole file."""
        own = self.problems.get(sample, [])
        return (*own, *self.problems.get("", [])) if sample else tuple(own)


class Tally:
    """Counts rows by sample and reason; each count keeps the number of its first row."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._counts: dict[tuple[str, Left], list[int]] = {}

    def add(self, sample: str, left: Left, row: int) -> None:
        seen = self._counts.get((sample, left))
        if seen is None:
            self._counts[sample, left] = [1, row]
        else:
            seen[0] += 1

    def problems(self) -> dict[str, list[Problem]]:
        """The Problems by sample, most frequent first."""
        found: dict[str, list[Problem]] = {}
        order = sorted(self._counts.items(), key=lambda item: (item[0][0], -item[1][0], item[1][1], item[0][1].reason))
        for (sample, left), (count, row) in order:
            rows = f"1 row: {left.reason}" if count == 1 else f"{count} rows: {left.reason}"
            problem = Problem(f"{self.name}:{row}", rows, left.hint, count, left.kind)
            found.setdefault(sample, []).append(problem)
        return found
