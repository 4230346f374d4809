"""The plan of care, version 1: what comes out. Every key is always present in its JSON form (`[]`, `null`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from msgspec import Struct

from oncoplan.model.timeline import Timeline


class Noun(Struct, frozen=True, kw_only=True):
    """A part of the plan."""


class KnowledgeUsed(Noun, frozen=True, kw_only=True):
    pack: str
    version: str
    digest: str


class InputUsed(Noun, frozen=True, kw_only=True):
    name: str
    digest: str


class TrialsUsed(Noun, frozen=True, kw_only=True):
    """The store of trials that was matched: with the same store, knowledge and day every verdict is the same."""

    store: str
    digest: str
    trials: int


class MadeBy(Noun, frozen=True, kw_only=True):
    oncoplan: str
    knowledge: tuple[KnowledgeUsed, ...]
    inputs: tuple[InputUsed, ...]
    trials: TrialsUsed | None = None


class PlanFinding(Noun, frozen=True, kw_only=True):
    text: str
    gene: str | None
    kind: str
    effect: str | None  # oncogenic | likely oncogenic | uncertain significance | neutral | pathogenic | ... | null
    origin: str | None
    test: int | None
    says: str
    plainly: str | None = None


class Because(Noun, frozen=True, kw_only=True):
    criterion: str
    about: str
    verdict: str
    says: str
    facts: tuple[str, ...] = ()


TAKEN = "taken"
"""Stands for a criterion in `because`: a drug that the rule speaks of is being taken."""


class Missing(Noun, frozen=True, kw_only=True):
    criterion: str
    about: str
    says: str
    settled_by: str
    decides: bool = True  # False: listed because it is unknown, but the rule does not wait for it


class PlanApproval(Noun, frozen=True, kw_only=True):
    by: str
    on: str
    withdrawn: str | None = None


class PlanSource(Noun, frozen=True, kw_only=True):
    id: str
    says: str | None = None


class BodySays(Noun, frozen=True, kw_only=True):
    """What one body (CPIC, DPWG, FDA, ...) says on the same question, with the version and the day of it."""

    by: str
    version: str
    on: str
    says: str


class Check(Noun, frozen=True, kw_only=True):
    """Something to check before the option is given: done (met by the record), unchecked, or a problem."""

    rule: str
    test: str | None
    status: Literal["done", "unchecked", "problem"]
    says: str
    plainly: str
    facts: tuple[str, ...] = ()
    basis: str = ""  # what the rule's reviewer read, as for a recommendation
    effect: str = ""  # of the rule: avoid | dose | order | monitor | ...
    because: tuple[str, ...] = ()  # of a problem: the results it rests on
    bodies: tuple[BodySays, ...] = ()

    @property
    def against(self) -> bool:
        """Whether it speaks against the drug; a dose that is known can be given."""
        return self.status == "problem" and self.effect != "dose"

    @property
    def forbids(self) -> bool:
        """Whether the record says to avoid the drug."""
        return self.status == "problem" and self.effect == "avoid"


class Caution(Noun, frozen=True, kw_only=True):
    """A met or possible resistance, contraindication or conflict that stands inside an option."""

    rule: str
    effect: str
    verdict: str
    drugs: tuple[str, ...]
    says: str
    plainly: str
    extrapolated: bool = False
    basis: str = ""  # what the rule's reviewer read, as for a recommendation


class Also(Noun, frozen=True, kw_only=True):
    """Another rule that offers the same drugs: a further line or setting, or a second source."""

    rule: str
    verdict: str
    on_label: bool | None
    says: str
    pack: str = "base"


class PlanSchedule(Noun, frozen=True, kw_only=True):
    """When a screening test is due, as of the plan's day."""

    state: Literal["due", "overdue", "later", "discuss", "follow_up", "awaited"]
    tests: tuple[str, ...]  # keys of the tests vocabulary: any one of them
    every: tuple[str, ...]  # the interval of each, "" where none is set
    last: str | None
    next: str | None
    stop: str | None  # the birthday with which the programme ends
    shared: bool  # a decision to be made together
    says: str
    start: str | None = None  # the first day on which the programme holds for this person
    last_tests: tuple[str, ...] = ()  # the tests of the day `last`
    agreed: bool = False  # the record says what was agreed for the next one
    in_a_row: int = 0  # the tests that a programme of steps counts so far


RelativeState = Literal["offer", "next", "from_adult_age", "died", "tested"]


class PlanRelative(Noun, frozen=True, kw_only=True):
    """A relative of the record and what cascade testing means for them now."""

    relation: str
    pointer: str
    state: RelativeState
    says: str


class Recommendation(Noun, frozen=True, kw_only=True):
    rule: str
    chapter: str
    effect: str
    verdict: str
    diagnosis: str | None
    drugs: tuple[str, ...]  # classes expanded to their licensed members
    classes: tuple[str, ...]  # the classes as names, where the rule speaks of classes
    says: str
    plainly: str
    on_label: bool | None
    off_label_because: str | None
    rank: int
    approvals: tuple[PlanApproval, ...]
    levels: dict[str, str]
    because: tuple[Because, ...]
    missing: tuple[Missing, ...]
    cautions: tuple[Caution, ...]
    checks: tuple[Check, ...]
    also: tuple[Also, ...]  # further rules with the same drugs, merged into this one
    sources: tuple[PlanSource, ...]
    basis: str  # what the reviewer read: full_text | excerpt | memory (shown as unverified)
    tests: tuple[str, ...] = ()  # for effect order: keys of the tests vocabulary
    suggests: tuple[str, ...] = ()
    instead: str | None = None
    line: int | None = None
    preferred: bool = False
    pack: str = "base"  # the pack of knowledge that the rule is of
    not_supported: tuple[Also, ...] = ()  # studies that do not support a claim about these drugs: neither for nor against
    followed_by: tuple[str, ...] = ()  # those of `drugs` that are given after the others, not with them
    schedule: PlanSchedule | None = None  # for effects screen and monitor: when the test is due
    course: str | None = None  # for effect monitor: what the series shows
    bodies: tuple[BodySays, ...] = ()  # what each body says on the same question, side by side
    relatives: tuple[PlanRelative, ...] = ()  # for effect refer: whom of the family a test is offered to

    @property
    def regimen(self) -> str:
        """The drugs as one writes them: `a + b`, and `a, then b + c` where some follow."""
        return in_words(self.drugs, self.followed_by)

    @property
    def opposed(self) -> bool:
        """True when a resistance or a reason to avoid it is known."""
        return any(c.verdict == "met" for c in self.cautions) or any(c.forbids for c in self.checks)


def in_words(drugs: Iterable[str], followed_by: Collection[str] = ()) -> str:
    """The drugs of a combination, and those that follow it."""
    drugs = tuple(drugs)
    parts = (" + ".join(d for d in drugs if d not in followed_by), " + ".join(d for d in drugs if d in followed_by))
    return ", then ".join(part for part in parts if part)


class RiskInput(Noun, frozen=True, kw_only=True):
    """One input of a risk figure, with the pointers to it."""

    what: str
    value: str
    facts: tuple[str, ...] = ()


class PlanRisk(Noun, frozen=True, kw_only=True):
    """What a published model or tool says of the person: a figure, its range while something is not recorded, or why there is
    none. Figures are in `unit`: per cent, or the tool's points."""

    model: str
    name: str
    of: str  # what it is the risk of
    unit: Literal["%", "points"]
    horizon: str  # 5y, 6y, 10y, lifetime, carrier; empty for a tool
    value: float | None
    low: float | None
    high: float | None
    average: float | None
    from_age: float | None
    to_age: float | None
    given: bool  # worked out elsewhere, taken from the record
    version: str | None
    on: str | None
    used: tuple[RiskInput, ...]
    assumed: tuple[str, ...]
    lacking: tuple[str, ...]
    refused: tuple[str, ...]
    source: str
    says: str
    plainly: str


class TestDue(Noun, frozen=True, kw_only=True):
    test: str  # key of the tests vocabulary
    name: str
    plainly: str
    why: str
    state: Literal["not_done", "pending", "failed", "inadequate", "outdated", "repeat"]
    would_settle: tuple[str, ...]
    opens: tuple[str, ...]
    first: bool  # must be known before a treatment that would otherwise start: the reason is in `why`
    specimen: str | None
    methods: tuple[str, ...]
    when: str | None = None  # as the testing rule asks: at diagnosis, at progression, ...
    inadequate_if: str | None = None  # what makes a result of it no answer
    trials: tuple[str, ...] = ()  # the trials that it would decide, with nothing else but facts that can be asked


class TrialBecause(Because, frozen=True, kw_only=True):
    """A clause that was answered, with its sentence and where that stands in the trial's eligibility text (-1: it does not)."""

    clause: str = ""
    start: int = -1
    end: int = -1


class TrialMissing(Missing, frozen=True, kw_only=True):
    """What a clause waits for. `decides`: it is in the smallest set of tests and facts that would decide the trial."""

    clause: str = ""
    start: int = -1
    end: int = -1


class TrialGroup(Noun, frozen=True, kw_only=True):
    """An open arm, cohort or part, and whether the person fits it (closed ones do not count)."""

    key: str
    name: str
    verdict: str
    drugs: tuple[str, ...] = ()


class TrialSite(Noun, frozen=True, kw_only=True):
    name: str
    city: str | None
    state: str | None
    country: str | None
    status: str | None


class Trial(Noun, frozen=True, kw_only=True):
    """A trial and what is known of the person for it, for the diagnosis that fits it best.

    `verdict` is met only when every sentence was understood and is met. `as_read` is the verdict over what could be read:
    met there and unknown here means that all that was read is met, and `unread` is left to the site.
    """

    id: str
    verdict: str
    distance_km: float | None
    because: tuple[TrialBecause, ...]
    missing: tuple[TrialMissing, ...]
    title: str = ""
    as_read: str = ""
    rank: int = 0
    diagnosis: str | None = None
    status: str | None = None
    phases: tuple[str, ...] = ()
    purpose: str | None = None
    drugs: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()  # genes and markers that the inclusion asks for; none: open to all comers
    rests_on: tuple[str, ...] = ()  # the findings that speak for it; without any, the cancer
    biomarker: str | None = None  # met, unknown or not_met; None: the group that fits is open to all comers
    group: str | None = None  # the key of the group that fits best
    groups: tuple[TrialGroup, ...] = ()
    unread: tuple[str, ...] = ()  # sentences, or parts of them, that were not understood
    fails: tuple[TrialBecause, ...] = ()
    changes: str | None = None  # how time or a repeat could change a trial that is not met
    changes_on: str | None = None  # the day from which time alone does
    site: TrialSite | None = None  # the nearest site that takes people, or is to
    travel: str | None = None
    snapshot: str | None = None
    digest: str = ""


class Limit(Noun, frozen=True, kw_only=True):
    kind: Literal["not_tested", "not_read", "not_assessed", "stale", "conflict"]
    says: str
    count: int | None = None


class PlanDiagnosis(Noun, frozen=True, kw_only=True):
    """How a diagnosis of the record was understood: its OncoTree code and name, or None where it did not map."""

    id: str
    stated: str | None
    cancer: str | None
    name: str | None
    stage: str | None
    extent: str | None


class Plan(Noun, frozen=True, kw_only=True):
    oncoplan_plan: int
    plan_id: str
    record_id: str
    as_of: str
    jurisdiction: str
    made_by: MadeBy
    findings: tuple[PlanFinding, ...]
    recommendations: tuple[Recommendation, ...]
    tests_due: tuple[TestDue, ...]
    trials: tuple[Trial, ...]
    questions: tuple[str, ...]
    limits: tuple[Limit, ...]
    diagnoses: tuple[PlanDiagnosis, ...]
    risks: tuple[PlanRisk, ...] = ()
    to_answer: tuple[str, ...] = ()  # those of `questions` that only the person can answer
    timeline: Timeline | None = None  # None where nothing has a day
