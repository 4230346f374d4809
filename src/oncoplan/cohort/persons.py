"""The rules asked of a person, for many people: what rests on the record's own words is worked out once for all who agree.

A criterion's reads are noted the first time it is asked (see `watched.py`). Where it read nothing but the record without its
tests, its verdict holds for everyone whose record is the same there; where a whole rule rests on such verdicts and says
nothing, it is left out for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from oncoplan.cohort.watched import Path, Watched
from oncoplan.criteria.evaluate import NOT_MET, Evaluation, Table
from oncoplan.criteria.registry import find
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.rule import Definition
from oncoplan.model.verdict import Verdict
from oncoplan.planning.judge import Judged, in_force
from oncoplan.planning.options import worth_listing

_SILENT = ("refer", "note", "screen", "habit")  # effects that nothing but their own line comes from
_encode = msgspec.msgpack.Encoder().encode


class _Alike(Struct):
    """Of people whose records agree: verdicts that rest on the record alone, criteria that do not, rules left out."""

    verdicts: dict[int, Verdict]
    others: set[int]
    silent: set[int]


class _Sharing(Evaluation):
    """An evaluation that counts how often it had to look at more than what people share."""

    def __init__(self, facts: Facts, criteria: Table, definitions: Mapping[str, Definition], alike: _Alike) -> None:
        super().__init__(facts, criteria, definitions)
        self._alike = alike
        self.looked = 0

    def ask(self, index: int) -> Verdict:
        found = self._alike.verdicts.get(index)
        if found is not None:
            return found
        if index in self._alike.others:
            self.looked += 1
            return super().ask(index)
        asked = self._criteria[index]
        watched = Watched(self.facts)
        verdict = find(asked.name).ask(watched, **asked.params)
        if all(_shared(path) for path in watched.reads):
            self._alike.verdicts[index] = verdict
            return verdict
        self._alike.others.add(index)
        self.looked += 1
        self._verdicts[index] = verdict
        return verdict

    def _is(self, name: str) -> int:
        self.looked += 1  # a definition may also be stated: it is worked out for each person
        return super()._is(name)


def _shared(path: Path) -> bool:
    part, key = path
    if part == "record":
        return key not in ("tests", "id")
    return part in ("cancers", "as_of", "jurisdiction") or (part == "complete" and key != "tests")


class Persons:
    """Asks the rules of the person of one after another."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._alike: dict[Any, _Alike] = {}

    def judged(self, facts: Facts, numbers: Iterable[int]) -> tuple[list[Judged], Evaluation]:
        """As `planning.judge`, without the rules that are known to say nothing of such a person."""
        book = self._book
        bare = msgspec.structs.replace(facts.record, tests=None, id="")
        key = (_encode(bare), facts.cancers, facts.as_of, facts.jurisdiction)
        alike = self._alike.setdefault(key, _Alike({}, set(), set()))
        evaluation = _Sharing(facts, book.criteria, book.definitions, alike)
        found = []
        for number in numbers:
            if number in alike.silent:
                continue
            rule = book.rule(number)
            if not in_force(rule, facts):
                continue
            before = evaluation.looked
            answer = evaluation.answer(rule.when)
            if answer == NOT_MET:
                if evaluation.looked == before:
                    alike.silent.add(number)
                continue
            judged = Judged(rule, answer, evaluation)
            if rule.then.effect in _SILENT and evaluation.looked == before and not worth_listing(judged):
                if evaluation.looked == before:
                    alike.silent.add(number)
                continue
            found.append(judged)
        return found, evaluation
