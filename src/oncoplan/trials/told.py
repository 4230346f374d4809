"""A trial's answer as a plan tells it: each clause with its sentence and the person's fact, what is missing, what fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN
from oncoplan.criteria.explanation import Leaf, deciding
from oncoplan.model import plan as told
from oncoplan.model.trial import Clause, Trial
from oncoplan.model.verdict import About, Node
from oncoplan.trials import later
from oncoplan.trials.book import CONDITIONS, NO_CRITERIA, NO_TEXT, UNREAD, Clausal, Entry
from oncoplan.trials.deciding import key_of, smallest
from oncoplan.trials.hearing import Answer, Change, Hearing, asked_of
from oncoplan.trials.sought import biomarker, rests_on

WORDS = ("not_met", "unknown", "met")
_MOST = 3  # facts told of one clause
NO_TEXT_SAYS = "The trial's own eligibility text, which is not in the store"
_ORDER: tuple[About, ...] = ("molecular", "disease", "history", "person")


def tell(hearing: Hearing, entry: Entry, answer: Answer, *, ahead: bool = True) -> told.Trial:
    """The trial without its place and rank. `ahead`: look for the day from which a trial that fails would not."""
    trial = hearing.book.trial(entry.id)
    asked = asked_of(entry, answer)
    read = [one for one in asked if one.expr != UNREAD]
    decided_by = smallest(hearing.node(one.expr) for one in read) if answer.read == UNKNOWN else frozenset()
    failing = _failing(hearing, entry, answer)
    change = _change(hearing, failing) if ahead and answer.read == NOT_MET else None
    return told.Trial(
        id=entry.id,
        verdict=WORDS[answer.full],
        distance_km=None,
        because=tuple(_because(hearing, trial, one) for one in read if hearing.answer(one.expr) == MET),
        missing=tuple(m for one in read for m in _missing(hearing, trial, one, decided_by)) if answer.read == UNKNOWN else (),
        title=trial.title,
        as_read=WORDS[answer.read],
        diagnosis=_diagnosis(hearing),
        status=trial.status,
        phases=trial.phases,
        purpose=trial.purpose,
        drugs=trial.drugs,
        genes=entry.genes,
        rests_on=tuple(rests_on(hearing, asked)) if answer.read != NOT_MET else (),
        biomarker=biomarker(hearing, asked) if entry.genes else None,
        group=answer.way.key if answer.way else None,
        groups=tuple(_groups(hearing, entry, trial)),
        unread=tuple(_unread(trial, asked)),
        fails=tuple(_because(hearing, trial, one) for one in failing),
        changes=change.says if change else None,
        changes_on=change.day.isoformat() if change and change.day else None,
        snapshot=trial.snapshot,
        digest=trial.digest,
    )


class Reason(NamedTuple):
    """What decided a clause: the criterion that says most, its sentences, and pointers into the record."""

    criterion: str
    about: str
    says: str
    facts: tuple[str, ...]


def reason(node: Node) -> Reason:
    """The facts that decided one clause, what is molecular first."""
    leaves = [leaf for leaf in deciding(node) if leaf.node.answer != "unknown"] or list(deciding(node))
    leaves.sort(key=lambda leaf: _ORDER.index(leaf.node.about or "person"))
    says = list(dict.fromkeys(leaf.node.says for leaf in leaves))
    rest = f" (and {len(says) - _MOST} more)" if len(says) > _MOST else ""
    return Reason(
        (leaves[0].node.criterion or "") if leaves else "",
        (leaves[0].node.about or "person") if leaves else "person",
        "; ".join(says[:_MOST]) + rest,
        tuple(dict.fromkeys(pointer for leaf in leaves for pointer in leaf.node.facts)),
    )


def _because(hearing: Hearing, trial: Trial, one: Clausal) -> told.TrialBecause:
    node = hearing.node(one.expr)
    found = hearing.once("reason", one.expr, lambda hearing, expr: reason(hearing.node(expr)))
    text, start, end = sentence(trial, one)
    return told.TrialBecause(
        criterion=found.criterion, about=found.about, verdict=node.answer, says=found.says, facts=found.facts,
        clause=text, start=start, end=end,
    )  # fmt: skip


def _missing(hearing: Hearing, trial: Trial, one: Clausal, decided_by: frozenset[str]) -> Iterator[told.TrialMissing]:
    """What keeps one clause open, each thing once."""
    text, start, end = sentence(trial, one)
    for leaf, key, settled in hearing.once("open", one.expr, _open):
        yield told.TrialMissing(
            criterion=leaf.criterion or "", about=leaf.about or "person", says=leaf.says, settled_by=key,
            decides=settled <= decided_by, clause=text, start=start, end=end,
        )  # fmt: skip


def _open(hearing: Hearing, expr: int) -> tuple[tuple[Node, str, frozenset[str]], ...]:
    """What keeps a condition open, each thing once: the criterion, one key that settles it, and all its keys."""
    found: dict[tuple[str, str], tuple[Node, str, frozenset[str]]] = {}
    for leaf in open_leaves(hearing.node(expr)):
        for key in leaf.node.settled_by or ("",):
            found.setdefault((leaf.node.says, key), (leaf.node, key, key_of(leaf.node)))
    return tuple(found.values())


def open_leaves(node: Node) -> Iterator[Leaf]:
    """The criteria whose being unknown keeps a condition unknown."""
    if node.answer == "unknown":
        yield from (leaf for leaf in deciding(node) if leaf.node.answer == "unknown" and not leaf.settled)


def sentence(trial: Trial, one: Clausal) -> tuple[str, int, int]:
    """The words of a clause and where they stand in the eligibility text."""
    if one.clause == NO_CRITERIA:
        return "Eligibility criteria: none in the store", -1, -1
    if one.clause == NO_TEXT:
        return NO_TEXT_SAYS, -1, -1
    if one.clause == CONDITIONS:
        return f"Conditions: {', '.join(trial.conditions)}", -1, -1
    clause = trial.clauses[one.clause]
    return clause.text, clause.start, clause.end


def _failing(hearing: Hearing, entry: Entry, answer: Answer) -> list[Clausal]:
    """The clauses that a trial fails by; of groups that all fail, those of the one with the fewest."""
    if answer.read != NOT_MET:
        return []
    common = failed(hearing, entry.common)
    if not entry.ways:
        return common
    each = [failed(hearing, way.clauses) for way in entry.open_ways]
    return [*common, *min(each, key=len, default=[])]


def failed(hearing: Hearing, clauses: Iterable[Clausal]) -> list[Clausal]:
    return [one for one in clauses if one.expr != UNREAD and hearing.answer(one.expr) == NOT_MET]


def _change(hearing: Hearing, failing: list[Clausal]) -> Change | None:
    """How the whole could change: only where everything that fails could."""
    found = [later.change(hearing, one.expr) for one in failing]
    each = [one for one in found if one is not None]
    if not each or len(each) < len(found):
        return None
    days = [one.day for one in each if one.day is not None]
    last = max(days, default=None) if len(days) == len(each) else None
    return Change(last, "; ".join(dict.fromkeys(one.says for one in each)))


def _groups(hearing: Hearing, entry: Entry, trial: Trial) -> Iterator[told.TrialGroup]:
    by_key = {group.key: group for group in trial.groups}
    for way in entry.open_ways:
        answers = [hearing.answer(one.expr) for one in way.clauses]
        group = by_key[way.key]
        yield told.TrialGroup(key=way.key, name=group.name, verdict=WORDS[min(answers, default=MET)], drugs=group.drugs)


def _unread(trial: Trial, asked: Iterable[Clausal]) -> Iterator[str]:
    """Sentences not understood in the order of the text; of those understood in part, the parts that were not."""
    for one in sorted(asked, key=lambda one: one.clause):
        if one.clause == NO_TEXT:
            yield NO_TEXT_SAYS
        elif not one.whole and one.clause >= 0:
            clause = trial.clauses[one.clause]
            if one.expr == UNREAD:
                yield _marked(clause, clause.text)
            else:
                yield from (_marked(clause, part) for part in clause.left)


def _marked(clause: Clause, text: str) -> str:
    return text if clause.side == "inclusion" else f"(exclusion) {text}"


def _diagnosis(hearing: Hearing) -> str | None:
    facts = hearing.facts
    return None if facts.diagnosis is None else facts.diagnosis.id or f"dx{(facts.dx or 0) + 1}"
