"""Trials → a book: clauses over the shared table, groups as ways in. What cannot be compiled is left unread, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from oncoplan.criteria.evaluate import NOT_MET, Evaluation
from oncoplan.criteria.registry import ready
from oncoplan.knowledge.authored import CriteriaTable, compile_expr, genes_of
from oncoplan.knowledge.names import unknown_names
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.knowledge.source import KnowledgeError
from oncoplan.model.record import Diagnosis, Record
from oncoplan.model.rule import Criterion, Definition, Expr, names_in, rows_in
from oncoplan.model.trial import Clause, Condition, Group, Trial
from oncoplan.trials.book import (
    CONDITIONS,
    FORMAT,
    NO_CRITERIA,
    NO_TEXT,
    UNREAD,
    Clausal,
    Compiled,
    Entry,
    Head,
    Way,
)
from oncoplan.trials.terms import solid
from oncoplan.variants.assess import assess

_ANY_DAY = date(2026, 1, 1)
_FIRST = ("cancer", "age", "sex")  # asked first: one of them settles most trials for most people


def compile_trials(trials: Iterable[Trial], base: RuleBook, digest: str) -> bytes:
    """The book of these trials; of several with one id the last stays. `digest` names the trials in the book's head."""
    made = _Compiler(base)
    entries: dict[str, Entry] = {}
    for trial in trials:
        entries[trial.id] = made.entry(trial)
    rows = len(base.criteria)
    head = Head(FORMAT, digest, base.head.digest, rows)
    exprs = tuple(msgspec.Raw(msgspec.msgpack.encode(expr)) for expr in made.exprs)
    return msgspec.msgpack.encode(Compiled(head, tuple(made.table.rows[rows:]), exprs, tuple(entries.values())))


class _Readied:
    """The table as it grows, its rows as their functions take them."""

    def __init__(self, table: CriteriaTable) -> None:
        self._table, self._rows = table, dict[int, Criterion]()

    def __getitem__(self, index: int) -> Criterion:
        if index not in self._rows:
            self._rows[index] = ready(self._table.rows[index])
        return self._rows[index]


class _Compiler:
    """The table and the distinct conditions while trials are compiled."""

    def __init__(self, base: RuleBook) -> None:
        self.words = base.vocabulary
        self.table = CriteriaTable()
        for row in base.criteria.as_written():
            self.table.index(row.name, row.params)
        if len(self.table.rows) != len(base.criteria):
            raise AssertionError("two rows of the base table are one")
        self.definitions: dict[str, Definition] = dict(base.definitions)
        self.solid = frozenset(solid(base.vocabulary)) if "solid_tumour" in self.definitions else frozenset[str]()
        self.exprs: list[Expr] = []
        self._at: dict[Expr, int] = {}
        self._checked: dict[int, str] = {}
        # of a person of whom nothing is known nothing is a no: a condition that fails there was not read as it was meant
        nobody = assess(Record(id="nobody", diagnoses=(Diagnosis(),)), self.words, _ANY_DAY, "US").diagnoses[0]
        self._nobody = Evaluation(nobody, _Readied(self.table), self.definitions)
        self._read: dict[bytes, tuple[int, str]] = {}

    def entry(self, trial: Trial) -> Entry:
        problems: list[str] = []
        of_group: dict[str | None, list[Clausal]] = {}
        for number, clause in enumerate(trial.clauses):
            of_group.setdefault(clause.group, []).append(self._clausal(number, clause, trial, problems))
        common = of_group.pop(None, [])
        if trial.cancers:
            expr, why = self._condition(conditions_of(trial, self.solid), trial.id)
            if why:
                problems.append(f"conditions: {why}")
            else:
                common.append(Clausal(CONDITIONS, expr, True))
        if all(clause.read_from == "structured" for clause in trial.clauses):
            common.append(Clausal(NO_CRITERIA, self._condition(_question(trial), trial.id)[0], False))
        elif not trial.eligibility:
            common.append(Clausal(NO_TEXT, UNREAD, False))
        known = {group.key for group in trial.groups}
        for key in [key for key in of_group if key not in known]:
            problems.append(f"there is no group {key!r}")
            common += [Clausal(one.clause, UNREAD, False) for one in of_group.pop(key)]
        ways = tuple(self._ways(trial.groups, of_group))
        return Entry(trial.id, self._ordered(common), ways, self._genes(trial, common, ways), tuple(problems))

    def _clausal(self, number: int, clause: Clause, trial: Trial, problems: list[str]) -> Clausal:
        if clause.when is None:
            return Clausal(number, UNREAD, False)
        expr, why = self._condition(clause.when, f"{trial.id}: {clause.text[:60]}")
        if why:
            problems.append(why)
            return Clausal(number, UNREAD, False)
        return Clausal(number, expr, not clause.left)

    def _condition(self, when: Condition, where: str) -> tuple[int, str]:
        """The number of the condition in the book, or why it means nothing."""
        key = msgspec.json.encode(when, order="sorted")
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self._compiled(when, where)
        return found

    def _compiled(self, when: Condition, where: str) -> tuple[int, str]:
        try:
            expr = compile_expr(when, self.table, where)
        except (KnowledgeError, ValueError, TypeError) as error:
            return UNREAD, error.says if isinstance(error, KnowledgeError) else str(error)
        strange = [name for name in names_in(expr) if name not in self.definitions]
        if strange:
            return UNREAD, f"there is no definition `{strange[0]}`"
        for row in rows_in(expr):
            says = self._wrong(row)
            if says:
                return UNREAD, says
        if expr not in self._at and self._nobody.answer(expr) == NOT_MET:
            return UNREAD, "nobody fits it: it fails even where nothing is known"
        if expr not in self._at:
            self._at[expr] = len(self.exprs)
            self.exprs.append(expr)
        return self._at[expr], ""

    def _wrong(self, row: int) -> str:
        if row not in self._checked:
            self._checked[row] = next(unknown_names(self.table.rows[row], self.words), "")
        return self._checked[row]

    def _ways(self, groups: tuple[Group, ...], of_group: dict[str | None, list[Clausal]]) -> Iterator[Way]:
        """The groups without groups in them. Where clauses speak of some groups, those of other kinds are no way in: the
        arms of a registry beside the parts that its text names."""
        by_key = {group.key: group for group in groups}
        parents = {group.parent for group in groups}
        lines = [list(_line(group, by_key)) for group in groups if group.key not in parents]
        asked = {line[0].kind for line in lines if any(of_group.get(group.key) for group in line)}
        for line in lines:
            if asked and line[0].kind not in asked:
                continue
            clauses = [one for group in line for one in of_group.get(group.key, ())]
            yield Way(line[0].key, all(group.status != "closed" for group in line), self._ordered(clauses))

    def _ordered(self, clauses: list[Clausal]) -> tuple[Clausal, ...]:
        return tuple(sorted(clauses, key=lambda one: (self._place(one.expr), one.clause)))

    def _place(self, expr: int) -> int:
        if expr == UNREAD:
            return len(_FIRST) + 1
        names = [self.table.rows[row].name for row in rows_in(self.exprs[expr])]
        return min((_FIRST.index(name) if name in _FIRST else len(_FIRST) for name in names), default=0)

    def _genes(self, trial: Trial, common: list[Clausal], ways: tuple[Way, ...]) -> tuple[str, ...]:
        """What the inclusion asks of genes and markers, without what it excludes."""
        found: set[str] = set()
        for one in (*common, *(c for way in ways if way.open for c in way.clauses)):
            if one.expr != UNREAD and one.clause >= 0 and trial.clauses[one.clause].side == "inclusion":
                found |= genes_of(self.exprs[one.expr], self.table, self.definitions)
        return tuple(sorted(found))


def conditions_of(trial: Trial, solid: frozenset[str] = frozenset()) -> Condition:
    """The cancers that the registry names. Where some of its words were not mapped, another cancer is a question, not a no.
    All the tissues of `solid` are said in one word."""
    cancers: Condition = {"cancer": list(trial.cancers)}
    if solid and solid.issubset(trial.cancers):
        rest = [code for code in trial.cancers if code not in solid]
        cancers = {"any": [{"is": "solid_tumour"}, {"cancer": rest}]} if rest else {"is": "solid_tumour"}
    if trial.conditions_open:
        question = f"Does {trial.id} take this cancer? It is for: {', '.join(trial.conditions[:6])}"
        return {"any": [cancers, {"ask": {"key": f"{trial.id}.cancer", "question": question}}]}
    return cancers


def _question(trial: Trial) -> Condition:
    """Of a trial whose source has no eligibility criteria (a list of trials, a registry's head) nothing can be said."""
    question = f"What are the eligibility criteria of {trial.id}? The store has none of them"
    return {"ask": {"key": f"{trial.id}.criteria", "question": question}}


def _line(group: Group, by_key: dict[str, Group]) -> Iterator[Group]:
    """The group and those above it."""
    seen: set[str] = set()
    at: Group | None = group
    while at is not None and at.key not in seen:
        seen.add(at.key)
        yield at
        at = by_key.get(at.parent) if at.parent else None
