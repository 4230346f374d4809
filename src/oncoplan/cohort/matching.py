"""Every rule for every person of a cohort: criteria once for all who are alike, rules as bit operations.

The result is, for each diagnosis of each person, the rules that are met or unknown (as `planning.judge` finds them, in the
same order), each with an explanation worked out once for all whose criteria were answered alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from oncoplan.cohort.bits import everyone, pack, unpack
from oncoplan.cohort.columns import FORMS, verdicts
from oncoplan.cohort.compiled import CompiledBook
from oncoplan.cohort.memo import Columns, Memo
from oncoplan.cohort.told import Told
from oncoplan.cohort.trees import literals, run
from oncoplan.cohort.watched import Values, Watched
from oncoplan.criteria.evaluate import CODE, MET, NOT_MET, UNKNOWN, Evaluation
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration, AnyFinding, Marker
from oncoplan.model.verdict import Verdict
from oncoplan.planning.judge import Elsewhere, Judged, an_alteration_holds, in_force, lineages

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Found(Struct, frozen=True):
    """What was found for one diagnosis: rules met or unknown here, then those carried from another cancer; `quiet` as in
    `planning.judge`; `drugs` is a number that people share who answer every rule asked of a drug alike."""

    judged: tuple[int, ...]
    quiet: frozenset[str]
    drugs: int


class Answers(NamedTuple):
    """One cohort's answers. `classes`: (leaves, people), `met` and `not_met`: flags (rules of the compiled book, people)."""

    classes: NDArray[np.int32]
    met: Flags
    not_met: Flags


class Matcher:
    """Matches cohorts against one book; what it learns of one cohort serves the next."""

    def __init__(self, compiled: CompiledBook, *, engine: str = "numpy") -> None:
        self.compiled, self.engine = compiled, engine
        self.told = Told(compiled.criteria)
        self.values = Values(self.told)
        self.judged: list[Judged] = []
        views = [self.told.view(one) for one in compiled.criteria] + [None] * (compiled.leaves - len(compiled.criteria))
        self._memos: list[Memo[int]] = [Memo(self._asking(leaf), view) for leaf, view in enumerate(views)]
        self._classes: dict[Hashable, int] = {}
        self._answer_of: list[int] = []
        self._numbered: dict[Hashable, int] = {}
        self._drug_sets: dict[bytes, int] = {}
        self._pointing: tuple[Facts | None, dict[str, list[AnyFinding]]] = (None, {})
        self.drug_people: list[Facts] = []  # one person of each number of `Found.drugs`

    @property
    def asked(self) -> int:
        """How many criteria were really asked of someone so far."""
        return sum(memo.asked for memo in self._memos)

    def _asking(self, leaf: int) -> Any:
        """The question of one leaf: the number of its class, in which everything is equal that a plan reads of an answer."""

        def ask(facts: Watched) -> int:
            verdict = self.compiled.ask(leaf, facts)  # type: ignore[arg-type]
            if any(_of_a_finding(pointer) for pointer in verdict.facts):
                facts.note("one_line", "")  # what else stands in its line is told with it
            return self._class_of(verdict, tuple(dict.fromkeys(self._rests_on(p, facts.facts) for p in verdict.facts)))

        return ask

    def _class_of(self, verdict: Verdict, rests: tuple[Hashable, ...]) -> int:
        key = (verdict.answer, verdict.suspected, verdict.settled_by, rests)
        number = self._classes.setdefault(key, len(self._classes))
        if number == len(self._answer_of):
            self._answer_of.append(CODE[verdict.answer])
        return number

    def _column(self, leaf: int, columns: Columns) -> NDArray[np.int64]:
        """The class of everyone for one leaf: by the criterion's column form where it has one."""
        if leaf < len(self.compiled.criteria):
            asked = self.compiled.criteria[leaf]
            if asked.name in FORMS:
                codes, values = columns.codes(FORMS[asked.name][0])
                found = verdicts(asked.name, values, self.compiled.book.vocabulary, asked.params)
                return np.array([self._class_of(verdict, verdict.facts) for verdict in found], dtype=np.int64)[codes]
        return columns.ask(self._memos[leaf])

    def _rests_on(self, pointer: str, facts: Facts) -> Hashable:
        """What a plan can tell of a fact that an answer rests on: the genes of an alteration, the result of a marker."""
        if not _of_a_finding(pointer):
            return pointer.split("/")[0]
        if self._pointing[0] is not facts:
            lines: dict[str, list[AnyFinding]] = {}
            for found in facts.findings:
                lines.setdefault(found.pointer, []).append(found)
            self._pointing = (facts, lines)
        return tuple(_told_by_a_plan(found) for found in self._pointing[1].get(pointer, ()))

    def answers(self, people: Sequence[Facts]) -> Answers:
        """Every criterion and every rule for every person (each with one diagnosis in mind)."""
        columns = Columns(people, self.values)
        compiled, n = self.compiled, len(people)
        classes = np.empty((compiled.leaves, n), dtype=np.int32)
        for leaf in range(compiled.leaves):
            classes[leaf] = self._column(leaf, columns)
        given = self._literals(classes)
        mask = everyone(n)
        met = unpack(run(compiled.met, given, engine=self.engine) & mask, n)
        not_met = unpack(run(compiled.not_met, given, engine=self.engine) & mask, n)
        return Answers(classes, met, not_met)

    def _literals(self, classes: NDArray[np.int32]) -> NDArray[np.uint64]:
        answers = np.array(self._answer_of or [UNKNOWN], dtype=np.int8)[classes]
        return literals(pack(answers == MET), pack(answers == NOT_MET))

    def match(self, people: Sequence[Facts]) -> list[Found]:
        """For each of `people`, all of one day and jurisdiction, what a plan starts from."""
        if not people:
            return []
        if len({(facts.as_of, facts.jurisdiction) for facts in people}) > 1:
            raise ValueError("the people matched together must be of one day and jurisdiction")
        answers = self.answers(people)
        n = len(people)
        asked = self._asked_of(people)
        here = asked & ~answers.not_met
        numbers = np.full((n, len(self.compiled.rules) + len(self.compiled.carried)), -1, dtype=np.int32)
        for i in np.flatnonzero(here.any(axis=1)):
            who = np.flatnonzero(here[i])
            numbers[who, i] = self._judged(int(i), who, answers, answers.met[i], people, elsewhere=False)
        self._carry(people, answers, here, numbers)
        quiet = self._quiet(asked & answers.not_met)
        drugs = self._drugs(people, answers.classes)
        rows: dict[bytes, tuple[int, ...]] = {}
        out = []
        for row, silent, number in zip(numbers, quiet, drugs.tolist(), strict=True):
            key = row.tobytes()
            judged = rows.get(key)
            if judged is None:
                judged = rows[key] = tuple(row[row >= 0].tolist())
            out.append(Found(judged, silent, number))
        return out

    def _asked_of(self, people: Sequence[Facts]) -> Flags:
        """Which rules are asked of whom: those of the cancer that are in force."""
        book, rules, place = self.compiled.book, self.compiled.rules, self.compiled.places
        force = np.array([in_force(rule, people[0]) for _, rule in rules], dtype=np.bool_)
        codes: dict[str | None, list[int]] = {}
        for who, facts in enumerate(people):
            codes.setdefault(facts.cancer, []).append(who)
        asked = np.zeros((len(rules), len(people)), dtype=np.bool_)
        for code, mine in codes.items():
            wanted = np.zeros(len(rules), dtype=np.bool_)
            wanted[[place[number] for number in book.for_cancer(code) if number in place]] = True
            asked[:, mine] = (wanted & force)[:, None]
        return asked

    def _judged(
        self, rule: int, who: Numbers, answers: Answers, met: Flags, people: Sequence[Facts], *, elsewhere: bool
    ) -> NDArray[np.int32]:
        """The number of the explanation of one rule for each of `who`: one for all whose leaves are of the same classes."""
        leaves = self.compiled.leaves_of_rules[rule]
        mine = answers.classes[np.ix_(leaves, who)].T
        packed = np.ascontiguousarray(mine).view(np.dtype((np.void, mine.dtype.itemsize * mine.shape[1]))).ravel()
        _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
        numbers = np.empty(len(first), dtype=np.int32)
        for i, at in enumerate(first):
            key = (rule, elsewhere, mine[at].tobytes())
            number = self._numbered.get(key)
            if number is None:
                number = self._numbered[key] = len(self.judged)
                self.judged.append(self._explained(rule, people[int(who[at])], bool(met[who[at]]), elsewhere))
            numbers[i] = number
        return numbers[inverse]

    def _explained(self, rule: int, facts: Facts, met: bool, elsewhere: bool) -> Judged:
        book = self.compiled.book
        kind = Elsewhere if elsewhere else Evaluation
        evaluation = kind(facts, book.criteria, book.definitions)
        return Judged(self.compiled.rules[rule][1], MET if met else UNKNOWN, evaluation, elsewhere=elsewhere)

    def _carry(self, people: Sequence[Facts], answers: Answers, here: Flags, numbers: NDArray[np.int32]) -> None:
        """Options and own-target resistances of other cancers, into the columns of `numbers` behind the rules' own."""
        compiled, words = self.compiled, self.compiled.book.vocabulary
        mask, n = everyone(len(people)), len(people)
        given = self._literals(answers.classes)
        met = unpack(run(compiled.waived_met, given, engine=self.engine) & mask, n)
        not_met = unpack(run(compiled.waived_not_met, given, engine=self.engine) & mask, n)
        lineage = np.array([node.lineage if f.cancer and (node := words.cancer(f.cancer)) else "" for f in people])
        altered: dict[str, Flags] = {}
        for at, facts in enumerate(people):
            for gene, found in facts.alterations.items():
                if gene not in altered:
                    altered[gene] = np.zeros(n, dtype=np.bool_)
                altered[gene][at] = bool(found)
        none = np.zeros(n, dtype=np.bool_)
        for place, i in enumerate(compiled.carried):
            rule = compiled.rules[i][1]
            if not in_force(rule, people[0]):
                continue
            genes = np.logical_or.reduce([altered.get(g, none) for g in compiled.carried_genes[place]])
            could = genes & ~here[i] & answers.not_met[i] & ~not_met[place] & np.isin(lineage, list(lineages(rule, words)))
            who = np.flatnonzero(could)
            if not len(who):
                continue
            judged = self._judged(i, who, answers, met[place], people, elsewhere=True)
            keep = np.array([self._holds(int(number)) for number in judged], dtype=np.bool_)
            numbers[who[keep], len(compiled.rules) + place] = judged[keep]

    def _holds(self, number: int) -> bool:
        judged = self.judged[number]
        return judged.molecular_met and an_alteration_holds(judged)

    def _quiet(self, silent: Flags) -> list[frozenset[str]]:
        """The tests that testing rules do not ask for now."""
        orders = {i: rule.then.order.what for i, (_, rule) in enumerate(self.compiled.rules) if rule.then.order is not None}
        rows = list(orders)
        chosen = silent[rows].T
        known: dict[bytes, frozenset[str]] = {}
        out = []
        for flags in chosen:
            key = flags.tobytes()
            if key not in known:
                known[key] = frozenset(what for row in np.flatnonzero(flags) for what in orders[rows[row]])
            out.append(known[key])
        return out

    def _drugs(self, people: Sequence[Facts], classes: NDArray[np.int32]) -> Numbers:
        """A number for each way in which the rules asked of a drug are answered."""
        mine = np.ascontiguousarray(classes[self.compiled.leaves_of_drugs].T)
        out = np.empty(len(people), dtype=np.int64)
        where = f"{people[0].as_of} {people[0].jurisdiction} ".encode()  # rules are in force by day and place
        for who, row in enumerate(mine):
            key = where + row.tobytes()
            number = self._drug_sets.get(key)
            if number is None:
                number = self._drug_sets[key] = len(self._drug_sets)
                self.drug_people.append(people[who])
            out[who] = number
        return out


def _of_a_finding(pointer: str) -> bool:
    return pointer.startswith("tests/") and pointer.count("/") > 1


def _told_by_a_plan(found: AnyFinding) -> Hashable:
    if isinstance(found, Alteration):
        return found.genes
    return (found.what, found.value, found.status) if isinstance(found, Marker) else type(found).__name__
