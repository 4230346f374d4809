"""Absolute risks: what a published model says of one person, or why it says nothing; and the constants of the models."""

from __future__ import annotations

from msgspec import Struct


class Risk(Struct, frozen=True, kw_only=True):
    """The probability (0 to 1) of the cancer between two ages, by a model with its source.

    `average` is that of the average person of the same age where the model has one. `notes` say what was assumed because it
    is not known and what was left out because the model has no place for it; without them the number would mislead.
    """

    value: float
    from_age: float
    to_age: float
    model: str
    source: str
    average: float | None = None
    notes: tuple[str, ...] = ()


class Refused(Struct, frozen=True):
    """The model does not hold for this person, or (`gap`) our copy of it lacks a value: each reason in a sentence."""

    reasons: tuple[str, ...]
    gap: bool = False


class Used(Struct, frozen=True):
    """One input of a figure: what it is, its value in words, and the pointers to it."""

    what: str
    value: str
    facts: tuple[str, ...] = ()


class Lacking(Struct, frozen=True):
    """One input that the record does not have: its name and the question that settles it."""

    what: str
    settled_by: str


class Estimate(Struct, frozen=True, kw_only=True):
    """What a model says of one person from the record: a figure, a range, what is lacking, or why it refuses.

    Probabilities from 0 to 1. `value` is the figure with what is not known at its usual level, `low` and `high` the least and
    greatest that it can be, whatever is not known; None where even that cannot be said. `given`: worked out elsewhere.
    """

    model: str
    within: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    average: float | None = None
    from_age: float | None = None
    to_age: float | None = None
    source: str = ""
    used: tuple[Used, ...] = ()
    assumed: tuple[str, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    refused: tuple[str, ...] = ()
    gap: bool = False  # refused because our copy of the model lacks a value: one worked out elsewhere may hold
    apart: bool = False  # refused because the model is not about such a person at all (a man, someone who never smoked)
    given: bool = False
    version: str | None = None
    on: str | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(pointer for one in self.used for pointer in one.facts))


class Levels(Struct, frozen=True):
    """An age as a level: the first of `below` whose age is not reached, else `later`; `none` where it never happened."""

    below: tuple[tuple[float, int], ...]
    later: int
    none: int | None = None

    def of(self, age: float) -> int:
        return next((level for limit, level in self.below if age < limit), self.later)


class Band(Struct, frozen=True, array_like=True):
    """Rates per woman and year from `age` to the next band; the last two where the comparison has rates of its own."""

    age: float
    incidence: float
    competing: float
    average_incidence: float
    average_competing: float


class BcratGroup(Struct, frozen=True, kw_only=True):
    """The Gail model of one group of women. `unattributed` is 1 - attributable risk, below and from the age `turns`."""

    model: str
    source: str
    coefficients: dict[str, float]
    unattributed: tuple[float, float]
    most_biopsies: int
    most_relatives: int
    menarche: Levels | None
    first_birth: Levels | None
    bands: tuple[Band, ...]
    to_age: float
    turns: float
    hyperplasia: dict[str, float]
    not_for: dict[str, str]


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One term of a logistic model: coefficient times (value - centre); the range of values it was fitted on."""

    coefficient: float
    centre: float = 0.0
    from_: float | None = None
    to: float | None = None
    unit: str = ""


class LogisticModel(Struct, frozen=True, kw_only=True):
    source: str
    years: float
    constant: float
    terms: dict[str, Term]
    groups: dict[str, float]


class ClausTable(Struct, frozen=True, kw_only=True):
    """Cumulative risk by age and the relatives' decades of onset: `rows[age][first][second]`; None where it is in doubt.

    A table of one relative has one `first`. In a table of two alike relatives only `first <= second` is filled.
    """

    source: str
    ages: tuple[float, ...]
    onsets: tuple[float, ...]
    alike: bool
    rows: tuple[tuple[tuple[float | None, ...], ...], ...]
