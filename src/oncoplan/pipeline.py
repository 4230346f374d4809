"""The order: a record → facts → verdicts → the plan. Nothing else knows it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from oncoplan._version import __version__
from oncoplan.criteria.evaluate import Evaluation
from oncoplan.intake.problem import Intake, Problem
from oncoplan.knowledge.load import base
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.pharmacogene import Places
from oncoplan.model.plan import InputUsed, KnowledgeUsed, Limit, MadeBy, Plan
from oncoplan.model.record import Record
from oncoplan.model.rule import Rule
from oncoplan.planning.assemble import assemble
from oncoplan.planning.evidence import reported
from oncoplan.planning.judge import Judged, judge
from oncoplan.report.tree import Explained
from oncoplan.variants.assess import Assessment, Unread, assess
from oncoplan.variants.pgx_places import places_of

if TYPE_CHECKING:
    from oncoplan.model.plan import Trial
    from oncoplan.model.trial_list import TrialChanges, TrialExplained, TrialList, TrialPeople
    from oncoplan.trials.book import Entry
    from oncoplan.trials.shelf import Shelf

_canonical = msgspec.json.Encoder(order="sorted")


def plan(
    what: Record | Intake,
    *,
    as_of: date | str | None = None,
    jurisdiction: str | None = None,
    knowledge: Sequence[RuleBook] = (),
    trials: Shelf | None = None,
    within_km: float | None = None,
) -> Plan:
    """The plan of care for one person, as of a day (default today), for a jurisdiction (default the record's country, then US).

    With `trials`, those that fit or may, of `within_km` the ones with a site no farther away.

    Same record, same knowledge, same day: the same plan, to the byte. Raises ValueError for an `as_of` that is no day.
    """
    return make(
        what, as_of=as_of, jurisdiction=jurisdiction, knowledge=knowledge, trials=trials, within_km=within_km
    ).plan


class Made(Struct, frozen=True):
    """A plan, and everything in the input that was not used as written (the plan's limits say the same)."""

    plan: Plan
    problems: tuple[Problem, ...]


def make(
    what: Record | Intake,
    *,
    as_of: date | str | None = None,
    jurisdiction: str | None = None,
    knowledge: Sequence[RuleBook] = (),
    trials: Shelf | None = None,
    within_km: float | None = None,
) -> Made:
    """As `plan`, with what could not be read beside it, for those who must tell the writer."""
    record, problems, inputs = _parts(what)
    day = _day(as_of)
    place = (jurisdiction or record.country or "US").upper()
    books = (base(), *knowledge)
    assessment = assess(record, books[0].vocabulary, day, place)
    made_by = _made_by(inputs, books, trials)
    said = [limit_of(p) for p in problems]
    found: tuple[Trial, ...] = ()
    if trials is not None:
        found, counted = _trials(assessment, trials, within_km)
        said.append(counted)
    draft = assemble(assessment, books, made_by=made_by, said=said, trials=found)
    name = what.name if isinstance(what, Intake) else ""
    unread = tuple(problem_of(one, name) for one in assessment.unread)
    unmapped = tuple(
        Problem(where=name or record.id, says=note.says) for note in assessment.person.notes if note.kind == "not_read"
    )
    return Made(replace(draft, plan_id=plan_id(draft)), (*problems, *unread, *unmapped))


def _trials(assessment: Assessment, shelf: Shelf, within_km: float | None) -> tuple[tuple[Trial, ...], Limit]:
    """The trials worth telling, and what became of the others."""
    from oncoplan.trials.match import match

    made = match(assessment, shelf.book, places=shelf.atlas.places(assessment.person.record), within_km=within_km)
    return made.trials, Limit(kind="not_assessed", says=f"Trials: {made.says(shelf.used.store)}", count=made.judged)


def trials_of(
    what: Record | Intake,
    shelf: Shelf,
    *,
    as_of: date | str | None = None,
    jurisdiction: str | None = None,
    within_km: float | None = None,
    closed: bool = False,
    everything: bool = False,
) -> TrialList:
    """The trials that a person fits or may fit, ranked."""
    from oncoplan.model.trial_list import TrialList
    from oncoplan.trials.match import match

    record, _, inputs = _parts(what)
    assessment = assess_record(what, as_of=as_of, jurisdiction=jurisdiction)
    made = match(
        assessment, shelf.book, places=shelf.atlas.places(record), within_km=within_km, closed=closed, everything=everything
    )
    return TrialList(
        record_id=record.id, as_of=assessment.person.as_of.isoformat(), jurisdiction=assessment.person.jurisdiction,
        made_by=_made_by(inputs, (base(),), shelf), judged=made.judged, not_met=made.not_met, closed=made.closed, far=made.far,
        trials=made.trials,
    )  # fmt: skip


def trial_explained(
    what: Record | Intake, shelf: Shelf, trial: str, *, as_of: date | str | None = None, jurisdiction: str | None = None
) -> TrialExplained:
    """One trial for one person, sentence by sentence. Raises KeyError where the shelf has no such trial."""
    from oncoplan.model.trial_list import TrialExplained
    from oncoplan.trials.explained import explain

    record, _, inputs = _parts(what)
    entry = _entry(shelf, trial)
    assessment = assess_record(what, as_of=as_of, jurisdiction=jurisdiction)
    found = explain(assessment, shelf.book, entry, shelf.atlas.places(record))
    return TrialExplained(
        record_id=record.id, as_of=assessment.person.as_of.isoformat(), jurisdiction=assessment.person.jurisdiction,
        made_by=_made_by(inputs, (base(),), shelf), trial=found.trial, clauses=found.clauses, groups=found.groups,
        problems=(*shelf.book.trial(entry.id).problems, *entry.problems),
    )  # fmt: skip


def trial_people(
    people: Sequence[Record | Intake],
    shelf: Shelf,
    trial: str,
    *,
    as_of: date | str | None = None,
    jurisdiction: str | None = None,
) -> TrialPeople:
    """Which of these people fit one trial. Raises KeyError where the shelf has no such trial."""
    from oncoplan.model.trial_list import TrialPeople
    from oncoplan.trials.who import who

    entry = _entry(shelf, trial)
    day = _day(as_of)
    assessed = [assess_record(one, as_of=day, jurisdiction=jurisdiction) for one in people]
    found = who(assessed, shelf.book, entry)
    inputs = tuple(used for one in people for used in _parts(one)[2])
    return TrialPeople(
        trial=entry.id, title=shelf.book.trial(entry.id).title, as_of=day.isoformat(), made_by=_made_by(inputs, (base(),), shelf),
        unread=entry.unread, people=found.people, costs=found.costs,
    )  # fmt: skip


def trial_changes(
    people: Sequence[Record | Intake],
    shelf: Shelf,
    since: str,
    *,
    as_of: date | str | None = None,
    jurisdiction: str | None = None,
) -> TrialChanges:
    """What changed in a store since a day (of import), and for whom. The shelf must be of a store. Raises Unusable."""
    from oncoplan.model.trial_list import TrialChanges
    from oncoplan.trials.since import changed, changed_for

    assert shelf.path is not None
    day = _day(as_of)
    assessed = [assess_record(one, as_of=day, jurisdiction=jurisdiction) for one in people]
    inputs = tuple(used for one in people for used in _parts(one)[2])
    return TrialChanges(
        since=since, as_of=day.isoformat(), made_by=_made_by(inputs, (base(),), shelf), changes=changed(shelf.path, since),
        people=changed_for(assessed, shelf, since),
    )  # fmt: skip


def _entry(shelf: Shelf, trial: str) -> Entry:
    found = shelf.book.find(trial)
    if found is None:
        raise KeyError(trial)
    return found


def _made_by(inputs: tuple[InputUsed, ...], books: Sequence[RuleBook], shelf: Shelf | None) -> MadeBy:
    used = tuple(KnowledgeUsed(pack=b.head.pack, version=b.head.version, digest=b.head.digest) for b in books)
    return MadeBy(oncoplan=__version__, knowledge=used, inputs=inputs, trials=shelf.used if shelf else None)


def problem_of(one: Unread, name: str) -> Problem:
    """`record.yaml: tests[1].findings[0]: cannot read ...`: the pointer as the writer knows the place."""
    where = ""
    for step in one.pointer.split("/"):
        where += f"[{step}]" if step.isdigit() else f".{step}" if where else step
    reason = one.reason if one.reason.startswith("cannot read") else f'cannot read "{one.text}": {one.reason}'
    return Problem(where=f"{name}: {where}" if name else where, says=reason, hint=one.hint)


def assess_record(
    what: Record | Intake, *, as_of: date | str | None = None, jurisdiction: str | None = None
) -> Assessment:
    """The facts alone, as the plan would use them."""
    record, _, _ = _parts(what)
    return assess(record, base().vocabulary, _day(as_of), (jurisdiction or record.country or "US").upper())


def plan_id(draft: Plan) -> str:
    """sha256 of the plan's canonical JSON without its id."""
    whole = msgspec.to_builtins(draft)
    del whole["plan_id"]
    return f"sha256:{hashlib.sha256(_canonical.encode(whole)).hexdigest()}"


def limit_of(problem: Problem) -> Limit:
    """A reader's problem as a limit of the plan."""
    kind = "not_read" if problem.kind == "not_read" else "not_assessed"
    return Limit(kind=kind, says=problem.line(), count=problem.count if problem.count > 1 else None)  # type: ignore[arg-type]


def genotype_places() -> Places:
    """Where a file of inherited DNA is read for the genes of drug metabolism: for the readers, which look nothing up."""
    return places_of(base().vocabulary)


def load_record(path: str | os.PathLike[str]) -> Intake:
    """The one person in this file, with the files that its tests name. Raises Unusable when there is none, or more than one."""
    from oncoplan.intake.records import load_record as read

    return read(path, places=genotype_places)


def _parts(what: Record | Intake) -> tuple[Record, tuple[Problem, ...], tuple[InputUsed, ...]]:
    if isinstance(what, Record):
        return what, (), ()
    used = [(what.name, what.digest), *what.others] if what.name else list(what.others)
    return what.record, what.problems, tuple(InputUsed(name=name, digest=digest) for name, digest in used)


def _day(as_of: date | str | None) -> date:
    if as_of is None:
        return date.today()  # noqa: DTZ011 - the local day is meant: a plan is made where the person is
    return date.fromisoformat(as_of) if isinstance(as_of, str) else as_of


def explained(
    what: Record | Intake, rule: Rule, *, as_of: date | str | None = None, jurisdiction: str | None = None
) -> list[Explained]:
    """One rule's tree of answers: for the person, or for each diagnosis."""
    book = base()
    assessment = assess_record(what, as_of=as_of, jurisdiction=jurisdiction)
    asked = (assessment.person,) if rule.subject == "person" or not assessment.diagnoses else assessment.diagnoses
    found = []
    for facts in asked:
        node = Evaluation(facts, book.criteria, book.definitions).explain(rule.when)
        name = None if facts.diagnosis is None else facts.diagnosis.id or f"dx{(facts.dx or 0) + 1}"
        found.append(Explained(rule, name, node))
    return found


def matched(assessment: Assessment, *, knowledge: Sequence[RuleBook] = ()) -> list[Judged]:
    """Every rule that is met or unknown for an assessed person: the matching alone, for measuring and for batches."""
    found: list[Judged] = []
    for facts in assessment.diagnoses or (assessment.person,):
        for book in (base(), *knowledge):
            numbers = book.for_cancer(facts.cancer)
            if book.evidence:
                numbers = book.for_facts(numbers, reported(facts))
            evaluation = Evaluation(facts, book.criteria, book.definitions)
            found.extend(judge(facts, book, numbers, evaluation, set()))
    return found
