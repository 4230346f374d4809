"""A clinical trial as it is matched: its clauses in the criteria vocabulary, its groups, its sites, and what it was read from."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Side = Literal["inclusion", "exclusion"]
ReadFrom = Literal["structured", "text", "ctml"]
SourceKind = Literal["ctgov_v2", "ctgov_xml", "nci_cts", "ctml", "text"]

Status = Literal[
    "recruiting",
    "not_yet_recruiting",
    "enrolling_by_invitation",
    "active",  # and no longer recruiting
    "suspended",
    "completed",
    "terminated",
    "withdrawn",
    "unknown",
]

Condition = dict[str, Any]
"""A condition as a rule's `when` is authored (design, section 3): `{"all": [{"cancer": "NSCLC"}, ...]}`."""


class Noun(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a trial."""


class Clause(Noun, frozen=True, kw_only=True):
    """One sentence of the eligibility, and what was understood of it.

    `when` is what the person must fulfil (of an exclusion: already turned round, `{"not": ...}`); None where nothing of the
    sentence was understood. `left` holds the parts of a sentence that were not understood beside those that were.
    """

    side: Side
    text: str
    when: Condition | None = None
    left: tuple[str, ...] = ()
    start: int = -1  # where `text` stands in the trial's eligibility text, in characters; -1: it does not stand there
    end: int = -1
    group: str | None = None  # the key of the one group that it holds for; None: for everyone
    read_from: ReadFrom = "text"


class Group(Noun, frozen=True, kw_only=True):
    """An arm, cohort, part or dose level: open or not, with its drugs. Somebody who fits one open group fits the trial."""

    key: str
    name: str
    kind: str = "arm"  # arm | cohort | part | step | dose_level | treatment (assigned by the trial: no way in of its own)
    parent: str | None = None
    status: str | None = None  # open | closed | None: not said
    drugs: tuple[str, ...] = ()
    says: str | None = None


class Site(Noun, frozen=True, kw_only=True):
    """Where the trial is run."""

    name: str
    city: str | None = None
    state: str | None = None
    country: str | None = None  # ISO 3166 two letters where known, else as written
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    status: Status | None = None


class Trial(Noun, frozen=True, kw_only=True):
    """One trial as of the day its source was taken."""

    id: str  # the registry's id, or the protocol number where there is no other
    title: str
    source: SourceKind
    digest: str  # sha256 of the source's canonical bytes
    snapshot: str | None = None  # the day the source was taken or last changed
    other_ids: tuple[str, ...] = ()
    status: Status | None = None
    phases: tuple[str, ...] = ()  # 0 | 1 | 2 | 3 | 4, lowest first
    healthy_volunteers: bool | None = None  # whether they are taken; None: not said
    purpose: str | None = None  # treatment | prevention | diagnostic | supportive | screening | other
    conditions: tuple[str, ...] = ()  # as the registry words them
    cancers: tuple[str, ...] = ()  # OncoTree codes that the conditions map to
    conditions_open: bool = False  # some condition is (or may be) a cancer that was not mapped: others are not ruled out
    keywords: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()  # generic names in lower case where known, else as written
    summary: str | None = None
    eligibility: str | None = None  # the registry's own eligibility text
    clauses: tuple[Clause, ...] = ()
    groups: tuple[Group, ...] = ()
    sites: tuple[Site, ...] = ()
    problems: tuple[str, ...] = ()  # what in the source could not be read
