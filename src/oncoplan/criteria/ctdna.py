"""The course of tumour DNA in the blood: seen, not seen, cleared, back again."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oncoplan.criteria.interval import Event, time_of
from oncoplan.criteria.molecular import perhaps_blood
from oncoplan.criteria.registry import criterion
from oncoplan.criteria.series import names_of
from oncoplan.model.dates import Days, known_date
from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.finding import SILENT
from oncoplan.model.pattern import Pattern
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words
from oncoplan.variants.coverage import could_see, covers_of

Course = Literal["detected", "not_detected", "cleared", "persistent", "returned"]
_MRD = ("ctDNA MRD", "ctDNA")
_NUMBER = Pattern(r"^\s*(<=|>=|<|>)?\s*([0-9]+(?:[.,][0-9]+)?)")
_TEST = "ctdna_ngs_panel"


class Blood(Struct, frozen=True):
    """One blood test's answer: `seen` is None where it does not say; `assay` is what it is compared by."""

    days: Days
    seen: bool | None
    says: str
    pointer: str
    assay: str
    genes: tuple[str, ...] = ()
    test: int | None = None


@criterion(about="molecular", short="course", parts={"since": Event})
def ctdna(facts: Facts, *, course: tuple[Course, ...], since: Event | None = None) -> Verdict:
    """Met when the blood tests have run one of these courses up to the newest: `detected` or `not_detected` now, `cleared`
    (seen before, by the same assay, and not now), `persistent` (seen before and now), `returned` (not seen before, seen now).

    `since` leaves out tests before an event. A result counts when it is dated. A negative panel says no only for genes that
    it covers; a change that may come from blood cells says nothing. Results of different assays are not compared.
    """
    found = blood_tests(facts)
    if since is not None:
        start, name = time_of(facts, since, "start")
        if start is None:
            return unknown(f"When {name} was is not recorded", settled_by=f"When was {name}?")
        found = [one for one in found if one.days.first >= start.first]
    asked = " or ".join(c.replace("_", " ") for c in course)
    if not found:
        return unknown(f"No dated blood test for tumour DNA is recorded ({asked} is asked for)", settled_by=_TEST)
    now = found[-1]
    if now.seen is None:
        return unknown(now.says, now.pointer, settled_by=_TEST)
    earlier = [one for one in found[:-1] if one.days.last < now.days.first]
    same = [one for one in earlier if one.assay == now.assay]
    answers = [_course(one, now, earlier, same, facts) for one in course]
    for answer in ("met", "unknown", "not_met"):
        for verdict in answers:
            if verdict.answer == answer:
                return verdict
    raise AssertionError("a course has an answer")


def _course(course: Course, now: Blood, earlier: list[Blood], same: list[Blood], facts: Facts) -> Verdict:
    if course in ("detected", "not_detected"):
        return (met if now.seen == (course == "detected") else not_met)(now.says, now.pointer)
    wanted = course != "cleared"  # what the newest result must be
    if now.seen != wanted:
        return not_met(now.says, now.pointer)
    before = course != "returned"  # and an earlier one
    if course == "returned" and same and same[-1].seen:
        return not_met(f"{now.says}; {same[-1].says}", now.pointer, same[-1].pointer)
    matching = [one for one in same if one.seen == before]
    if matching:
        then = matching[-1]
        if course == "cleared" and then.test is not None and not _could_see_again(then, now, facts):
            return unknown(f"{now.says}, but it does not cover what was seen before", now.pointer, settled_by=_TEST)
        return met(f"{now.says}; {then.says}", now.pointer, then.pointer)
    if any(one.seen == before for one in earlier):
        return unknown(f"{now.says}; the earlier result is of another assay and is not compared", now.pointer, settled_by=_TEST)
    if not earlier or any(one.seen is None for one in same):
        return unknown(f"{now.says}; no earlier result to compare with", now.pointer, settled_by=_TEST)
    return not_met(now.says, now.pointer)


def _could_see_again(then: Blood, now: Blood, facts: Facts) -> bool:
    test = next((t for t in facts.tests if t.index == now.test), None)
    stated = {n.gene for found in facts.negatives.values() for n in found if n.test == now.test}
    return test is None or all(g in stated or could_see(test, g, frozenset({"substitution"})) for g in then.genes)


def blood_tests(facts: Facts) -> list[Blood]:
    """Every dated result on tumour DNA in blood up to the day of the plan, oldest first."""
    found: list[Blood] = []
    answered: set[int | None] = set()
    for what in _MRD:
        for marker in facts.markers.get(what, ()):
            days = known_date(marker.collected)
            answered.add(marker.test)
            if days is None:
                continue
            seen = marker.value > 0 and marker.comparator not in ("<", "<=") if marker.value is not None else _word(marker.status)
            test = next((t for t in facts.tests if t.index == marker.test), None)
            found.append(_result(what, days, seen, marker.pointer, _assay(test) if test else what))
        names = names_of(facts, what)
        for i, result in enumerate(facts.record.results or ()):
            days = known_date(result.on)
            if result.what and plain_words(result.what) in names and result.value is not None and days is not None:
                found.append(_result(what, days, _value(str(result.value)), f"results/{i}", plain_words(result.assay or what)))
    for test in facts.tests:
        if test.plasma and test.succeeded and test.collected is not None and test.index not in answered:
            found.append(_panel(facts, test, test.collected))
    return sorted((one for one in found if one.days.first <= facts.as_of), key=lambda one: (one.days.last, one.pointer))


def _result(what: str, days: Days, seen: bool | None, pointer: str, assay: str) -> Blood:
    words = {True: "found", False: "not found", None: "without a result that can be read"}[seen]
    return Blood(days, seen, f"Tumour DNA in the blood {words} on {days.last} ({what})", pointer, assay)


def _panel(facts: Facts, test: TestDone, days: Days) -> Blood:
    """What a panel saw that is not inherited, not harmless and not perhaps of blood cells."""
    every = {a.pointer: a for found in (*facts.alterations.values(), facts.regions) for a in found}
    here = [a for a in every.values() if a.test == test.index and a.origin != "germline"]
    told = [a for a in here if a.kind not in SILENT and not facts.effects.get(a.pointer, "").endswith("neutral")]
    sure = [a for a in told if not perhaps_blood(facts, a)]
    names = ", ".join(dict.fromkeys(a.name + (f" {a.vaf:.2%}" if a.vaf is not None else "") for a in sure[:4]))
    genes = tuple(dict.fromkeys(a.gene for a in sure if a.gene))
    pointer, assay = f"tests/{test.index}", _assay(test)
    if sure:
        more = f" and {len(sure) - 4} more" if len(sure) > 4 else ""
        return Blood(days, True, f"Tumour DNA in the blood on {days.last}: {names}{more}", pointer, assay, genes, test.index)
    if told:
        says = f"In the blood of {days.last} only {told[0].name}, which may come from blood cells (clonal haematopoiesis)"
        return Blood(days, None, says, pointer, assay)
    if test.unread or not (covers_of(test) or any(n.test == test.index for found in facts.negatives.values() for n in found)):
        return Blood(days, None, f"What the blood test of {days.last} could have seen is not known", pointer, assay)
    return Blood(
        days, False, f"No tumour DNA in the blood on {days.last} (some tumours shed none)", pointer, assay, (), test.index
    )


def _assay(test: TestDone) -> str:
    return test.assay.id if test.assay else plain_words(test.test.assay or test.kind or "")


def _word(status: str | None) -> bool | None:
    text = plain_words(status or "")
    if text in ("negative", "not detected", "undetectable", "undetected", "absent"):
        return False
    return True if text in ("positive", "detected", "present") else None


def _value(text: str) -> bool | None:
    number = _NUMBER.match(text)
    if number is None:
        return _word(text)
    return number.group(1) not in ("<", "<=") and float(number.group(2).replace(",", ".")) > 0
