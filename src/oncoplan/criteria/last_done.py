"""A screening, laboratory or imaging test was done within a time."""

from __future__ import annotations

from functools import lru_cache

from oncoplan.criteria.registry import criterion
from oncoplan.criteria.series import quantity_names
from oncoplan.model.dates import Days, before, known_date
from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import TestKind, Vocabulary, plain_words


@criterion(about="history", short="test")
def last_done(facts: Facts, *, test: str, within: str | None = None) -> Verdict:
    """Met when the newest such test lies within the duration; unknown when none is recorded or its date straddles it."""
    name = facts.vocabulary.test_name(test)
    found = done_on(facts, test)
    if not found:
        lists = ("results", "screening", "tests")
        if all(facts.complete(which) for which in lists):
            return not_met(f"{name} is not recorded, and the record is complete")
        return unknown(f"{name} is not recorded", settled_by=test)
    found = [(days, pointer) for days, pointer in found if days is None or days.first <= facts.as_of]
    if not found:
        return unknown(f"{name} is recorded only for a day after {facts.as_of}", settled_by=test)
    dated = [(days, pointer) for days, pointer in found if days is not None]
    if within is None:
        return met(f"{name} was done", found[-1][1])
    if not dated:
        return unknown(f"{name} was done, but when is not recorded", found[-1][1], settled_by=test)
    days, pointer = max(dated)
    start = before(facts.as_of, within)
    when = days.last.isoformat() if days.exact else f"between {days.first} and {days.last}"
    if days.first >= start:
        return met(f"{name} was last done {when}", pointer)
    if days.last < start and len(dated) < len(found):
        return unknown(f"{name} was done, but when it was last done is not recorded", pointer, settled_by=test)
    if days.last < start:
        return not_met(f"{name} was last done {when}, longer ago than {within}", pointer)
    return unknown(f"{name} was last done {when}: the day is needed", pointer, settled_by=test)


def to_come(status: str | None) -> bool:
    """Whether an entry of the screening list is a test that was only planned or ordered, or whose result is awaited."""
    return plain_words(status or "done") in {"ordered", "pending", "planned", "awaited", "registered", "cancelled", "declined"}


def _covers(facts: Facts, done: TestDone, known: TestKind) -> bool:
    """Whether a molecular test, under whatever name, covers the genes that this one looks at."""
    from oncoplan.criteria.tested_for import sees

    if not known.genes or known.kind not in ("ctdna", "tumour_dna", "tumour_rna"):
        return False
    return (done.plasma or known.kind != "ctdna") and sees(facts, done, (known.key,), (), ())


@lru_cache(maxsize=4096)
def _names_of_test(vocabulary: Vocabulary, test: str) -> frozenset[str]:
    """Every name under which a record may have this test."""
    known = vocabulary.test(test)
    names = {plain_words(test), plain_words(test.replace("_", " "))}
    if known is not None:
        names |= {plain_words(known.name), *(name for m in known.markers for name in quantity_names(vocabulary, m))}
    return frozenset(names)


def done_on(facts: Facts, test: str) -> list[tuple[Days | None, str]]:
    """Every time this test was done, with its days (None where they are not recorded) and the pointer to it."""
    known = facts.vocabulary.test(test)
    names = _names_of_test(facts.vocabulary, test)
    rows: list[tuple[Days | None, str]] = []
    for i, result in enumerate(facts.record.results or ()):
        if result.what and plain_words(result.what) in names:
            rows.append((known_date(result.on), f"results/{i}"))
    for i, screened in enumerate(facts.record.screening or ()):
        if screened.test and plain_words(screened.test) in names and not to_come(screened.status):
            rows.append((known_date(screened.on), f"screening/{i}"))
    for done in facts.tests:
        reports = known is not None and (
            any(m.test == done.index for key in known.markers for m in facts.markers.get(key, ())) or _covers(facts, done, known)
        )
        if done.succeeded and (reports or plain_words(done.test.assay or done.test.kind or "").replace("_", " ") in names):
            rows.append((done.collected, f"tests/{done.index}"))
    for i, procedure in enumerate(facts.record.procedures or ()):
        if procedure.kind and plain_words(procedure.kind) in names:
            rows.append((known_date(procedure.on), f"procedures/{i}"))
    return rows
