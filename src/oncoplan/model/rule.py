"""A rule: *when this holds, say that, because of this source*. The form is design section 3; the docs have the reference.

A rule is authored as YAML, checked by `knowledge`, and compiled to the types below: its condition becomes an
expression over one shared table of distinct criteria, so that each question is asked once per person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct, field

Chapter = Literal[
    "heredity",
    "prevention",
    "screening",
    "diagnosis",
    "prognosis",
    "testing",
    "treatment",
    "pharmacogenomics",
    "trials",
    "monitoring",
]
Effect = Literal[
    "sensitive",
    "resistant",
    "avoid",
    "urgent",
    "supports",
    "contradicts",
    "better",
    "worse",
    "order",
    "refer",
    "screen",
    "dose",
    "monitor",
    "habit",
    "note",
    "unsupported",
]
Subject = Literal["person", "diagnosis", "drug"]
Course = Literal["responding", "warning", "progressing", "relapse", "resistance", "unproven"]
"""What a series shows, for effect monitor; `unproven`: what it shows has no consequence that is proven."""
Basis = Literal["full_text", "excerpt", "memory"]

Expr = tuple[Any, ...]
"""("c", index) | ("is", name) | ("all", (e, ...)) | ("any", (e, ...)) | ("not", e) | ("at_least", n, (e, ...))
| ("known", e) | ("presume", e): a condition over the shared criteria table."""


def inside(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one; none in a criterion or the name of a definition."""
    op = expr[0]
    if op in ("c", "is"):
        return ()
    parts: tuple[Expr, ...] = expr[2] if op == "at_least" else expr[1] if op in ("all", "any") else (expr[1],)
    return parts


def rows_in(expr: Expr) -> Iterator[int]:
    """The rows of the criteria table that an expression asks itself (not those of the definitions that it names)."""
    if expr[0] == "c":
        yield expr[1]
    for part in inside(expr):
        yield from rows_in(part)


def names_in(expr: Expr) -> Iterator[str]:
    """The definitions that an expression names."""
    if expr[0] == "is":
        yield expr[1]
    for part in inside(expr):
        yield from names_in(part)


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a rule; an unknown key in it is an error, found by the linter."""


class Approval(Part, frozen=True, kw_only=True):
    by: str  # FDA | EMA | MHRA | PMDA | ...
    on: str  # the day this indication was first approved
    withdrawn: str | None = None
    kind: str | None = None  # accelerated | regular | conditional
    note: str | None = None


class Source(Part, frozen=True, kw_only=True):
    id: str  # pmid:… | fda:NDA… | fda:BLA… | ema:… | doi:… | nct:… | who:… | url:…
    says: str | None = None


class Evidence(Part, frozen=True, kw_only=True):
    sources: tuple[Source, ...]
    approvals: tuple[Approval, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)  # scheme → level as published: amp, escat, ...


class Reviewed(Part, frozen=True, kw_only=True):
    on: str
    basis: Basis
    by: str | None = None
    note: str | None = None


class Order(Part, frozen=True, kw_only=True):
    """A test to order. `what` are keys of the tests vocabulary."""

    what: tuple[str, ...]
    method: str | None = None
    specimen: str | None = None
    when: str | None = None
    inadequate_if: str | None = None
    before: tuple[str, ...] = ()  # drugs or classes that should wait for the answer


class Choice(Part, frozen=True, kw_only=True):
    """An alternative test. With `latest` the interval is a range (`every` to `latest`); one that is not `offered` counts
    where it was done, and is not proposed."""

    test: str
    every: str | None = None
    latest: str | None = None
    offered: bool = True


class Schedule(Part, frozen=True, kw_only=True):
    """A test and its interval, or one of the alternatives in `or`: whichever was done settles when the next is due.

    `steps` are the intervals after the first, second, ... test (the last one stays), for programmes that widen; a gap longer
    than `restart` begins them anew. With `since` only tests from that event on count. `from` and `since` are written as
    `{age: 40}`, `{condition: X}`, `{procedure: X}`, `{cancer: CODE}`, `{youngest_relative: CODE}`, each with `plus` or
    `minus` a duration, or `{earliest: [...]}`, `{latest: [...]}` of these.
    """

    test: str
    every: str | None = None
    latest: str | None = None
    or_: tuple[Choice, ...] = field(name="or", default=())
    from_: Any = field(name="from", default=None)
    until: Any = None  # {age: 75}: ends with that birthday; or an event and `plus`
    since: Any = None
    steps: tuple[str, ...] = ()
    restart: str | None = None
    together: bool = False  # the tests only count when all of them were done on one day, beside the first alone
    accepts: tuple[str, ...] = ()  # results (keys of screening_results) that are part of this programme, not followed up first
    notice: str | None = None  # how long before its day a test counts as due; the default is in limits.yaml
    grace: str | None = None  # how long after its day it is not yet overdue
    shared: bool = False  # a decision to be made together, not a test that is due by itself


class Regimen(Part, frozen=True, kw_only=True):
    """Drugs beside the rule's own: `with` all of them, exactly one alternative of `one_of` (each a list of drugs that are
    given together), `optional` ones named only. Where there is a `followed_by`, those drugs and the alternative of `one_of` are
    given after the others, not with them."""

    with_: tuple[str, ...] = field(name="with", default=())
    one_of: tuple[tuple[str, ...], ...] = ()
    followed_by: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


class Dose(Part, frozen=True, kw_only=True):
    percent: float | None = None
    of: str | None = None
    then: str | None = None


class Cascade(Part, frozen=True, kw_only=True):
    """Who of the family is offered a test when the rule is met: the plan names them from the record's relatives."""

    inheritance: Literal["dominant", "recessive"]
    adult: bool = False  # the result changes nothing in childhood


class Body(Part, frozen=True, kw_only=True):
    """What one body says on the same question, in our words, with the version and the day of what it says."""

    by: str  # CPIC | DPWG | FDA | EMA | ...
    version: str
    on: str
    says: str


class Then(Part, frozen=True, kw_only=True):
    effect: Effect
    says: str
    plainly: str
    drugs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()  # for resistant, avoid and drug rules: every drug of these classes
    alone: bool = False  # the avoid holds for the drug given without a partner of another class
    together: bool = False  # the avoid holds for all the drugs given together
    own_target: bool = False  # resistance that lies in the drug's own target: goes where its sensitivity goes
    line: int | None = None  # for ranking: 1 first line, 2 later
    preferred: bool = False  # a guideline among the sources prefers it over its equals: for ranking
    regimen: Regimen | None = None
    order: Order | None = None
    schedule: Schedule | None = None
    cascade: Cascade | None = None
    course: Course | None = None
    suggests: tuple[str, ...] = ()  # OncoTree codes
    dose: Dose | None = None
    instead: str | None = None
    off_label_elsewhere: bool = True  # False: never show this sensitivity in another cancer
    bodies: tuple[Body, ...] = ()  # what each body says, side by side
    usual_in: tuple[str, ...] = ()  # of a drug rule: cancers whose usual care has the drug, though no option here may name it


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One compiled rule."""

    id: str
    chapter: Chapter
    subject: Subject
    when: Expr
    then: Then
    evidence: Evidence
    reviewed: Reviewed
    cancers: tuple[str, ...] = ()  # nodes that the condition needs, () for any: the preselection
    genes: tuple[str, ...] = ()  # genes that the condition is about
    group: str | None = None
    yields_to: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    pack: str = "base"


class Definition(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named condition: met when derived from the facts or stated in the record."""

    id: str
    name: str
    when: Expr
    about: str
    sources: tuple[Source, ...]
    stated_as: tuple[str, ...] = ()


class Criterion(Struct, frozen=True, array_like=True):
    """One distinct question of the shared table: a registered criterion's name and its parameters."""

    name: str
    params: dict[str, Any]
