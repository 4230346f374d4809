"""One person and all the trials of a book: every trial's answer, those worth telling ranked, none of the possible hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from oncoplan.criteria.evaluate import NOT_MET
from oncoplan.model import plan as told
from oncoplan.model.facts import Facts
from oncoplan.model.trial import Trial
from oncoplan.trials import later
from oncoplan.trials.book import UNREAD, Entry, TrialBook
from oncoplan.trials.hearing import Answer, Hearing, asked_of
from oncoplan.trials.told import tell
from oncoplan.variants.assess import Assessment

OPEN = (None, "recruiting", "not_yet_recruiting", "enrolling_by_invitation", "unknown")
"""The states in which a trial takes people, or may; a trial that does not is counted, and told only where it is asked for."""
_VERDICTS = ("met", "unknown", "not_met")
_LINES = ("next_line", "prior_therapy")


class Near(NamedTuple):
    """The nearest site that takes people, how far it is (None: not known), and that in words."""

    site: told.TrialSite | None
    km: float | None
    says: str | None


Places = Callable[[Trial], Near]


class Matched(NamedTuple):
    """The trials worth telling, ranked, and how many were judged, are closed, too far away, or not met for good."""

    trials: tuple[told.Trial, ...]
    judged: int
    closed: int
    far: int
    not_met: int

    def says(self, store: str) -> str:
        """What became of every trial of the store, in one line."""
        rest = [
            f"{self.not_met} not met for good" if self.not_met else "",
            f"{self.closed} that would fit or might, but take nobody" if self.closed else "",
            f"{self.far} farther away" if self.far else "",
        ]
        others = ", ".join(part for part in rest if part)
        return f"{self.judged} in {store} were judged; {len(self.trials)} told{f'; not told: {others}' if others else ''}"


def match(
    assessment: Assessment,
    book: TrialBook,
    *,
    places: Places | None = None,
    within_km: float | None = None,
    closed: bool = False,
    everything: bool = False,
) -> Matched:
    """Every trial for every diagnosis; met and unknown ones, and those that time or a repeat would open.

    `closed`: tell trials that take nobody, too; `everything`: tell those that are not met, too. A site whose distance is not
    known is within any radius.
    """
    hearings = heard(assessment, book)
    found: list[tuple[tuple[object, ...], told.Trial]] = []
    shut = far = lost = 0
    for entry in book.entries:
        hearing, answer = best(hearings, entry)
        if answer.read == NOT_MET and not everything and hopeless(hearing, entry):
            lost += 1
            continue
        trial = book.trial(entry.id)
        if trial.status not in OPEN and not closed:
            shut += 1
            continue
        near = places(trial) if places else Near(None, None, None)
        if within_km is not None and near.km is not None and near.km > within_km:
            far += 1
            continue
        one = tell(hearing, entry, answer)
        if one.as_read == "not_met" and one.changes is None and not everything:
            lost += 1
            continue
        one = replace(one, distance_km=near.km, site=near.site, travel=near.says)
        found.append((order_of(one, hearing, entry, answer), one))
    found.sort(key=lambda row: row[0])
    ranked = tuple(replace(one, rank=place) for place, (_, one) in enumerate(found, 1))
    return Matched(ranked, len(book.entries), shut, far, lost)


def heard(assessment: Assessment, book: TrialBook) -> list[Hearing]:
    """A hearing for each diagnosis; for the person where there is none."""
    return [Hearing(book, facts) for facts in units(assessment)]


def units(assessment: Assessment) -> Sequence[Facts]:
    """What trials are asked of: each diagnosis, or the person where there is none."""
    return assessment.diagnoses or (assessment.person,)


def best(hearings: Sequence[Hearing], entry: Entry) -> tuple[Hearing, Answer]:
    """The diagnosis that fits a trial best, and its answer; the first of equals."""
    first = hearings[0]
    answer = first.of(entry)
    for other in hearings[1:]:
        found = other.of(entry)
        if (found.read, found.full) > (answer.read, answer.full):
            first, answer = other, found
    return first, answer


def hopeless(hearing: Hearing, entry: Entry) -> bool:
    """Whether a trial that is not met fails by something that neither time nor a repeat changes, in every group."""
    if any(_lasting(hearing, one.expr) for one in entry.common):
        return True
    ways = entry.open_ways
    return bool(entry.ways) and all(any(_lasting(hearing, one.expr) for one in way.clauses) for way in ways)


def _lasting(hearing: Hearing, expr: int) -> bool:
    return expr != UNREAD and hearing.answer(expr) == NOT_MET and not later.may_change(hearing, expr)


def order_of(one: told.Trial, hearing: Hearing, entry: Entry, answer: Answer) -> tuple[object, ...]:
    """Trials that ask for a biomarker before those open to all comers; then verdict, line of treatment, phase, distance.

    Within a verdict, a biomarker that holds comes before one that is not known, and a trial of which it is a question whether it
    takes the cancer, or what its criteria are, comes last. What is not met comes last of all.
    """
    return (
        one.as_read == "not_met",
        one.biomarker is None,
        _VERDICTS.index(one.as_read),
        _VERDICTS.index(one.biomarker) if one.biomarker else 0,
        _doubtful(one),
        _VERDICTS.index(one.verdict),
        _line(hearing, entry, answer),
        -max((int(phase) for phase in one.phases if phase.isdigit()), default=0),
        float("inf") if one.distance_km is None else one.distance_km,
        one.id,
    )


def _doubtful(one: told.Trial) -> bool:
    """Whether the trial takes the cancer, or what its criteria are, is a question."""
    asked = (m for m in one.missing if m.criterion == "ask" and m.start < 0)
    return any(m.clause.startswith(("Conditions:", "Eligibility criteria:")) for m in asked)


def _line(hearing: Hearing, entry: Entry, answer: Answer) -> int:
    """0 where what the trial asks of earlier treatment holds, 1 where it asks nothing, 2 where that is open."""
    asked = False
    for one in asked_of(entry, answer):
        if one.expr == UNREAD:
            continue
        if hearing.once("line", one.expr, _asks_line):
            asked = True
            if hearing.answer(one.expr) != 2:
                return 2
    return 0 if asked else 1


def _asks_line(hearing: Hearing, expr: int) -> bool:
    return any(hearing.book.criteria[row].name in _LINES for row in later.below(hearing.book, expr))
