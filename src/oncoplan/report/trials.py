"""A person's trials as plain text, for a doctor: what fits, what is open and what would decide it, what may open later."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from oncoplan.model.plan import Trial, TrialMissing
from oncoplan.report.lines import Paint, clipped, counted, some, wrapped

if TYPE_CHECKING:
    from oncoplan.model.trial_list import TrialList  # a plan's text does without

SECTIONS = (
    ("holds", "A BIOMARKER THAT IS THERE"),
    ("asked", "A BIOMARKER THAT IS NOT KNOWN YET"),
    ("all", "OPEN TO ALL COMERS"),
    ("later", "NOT TODAY: TIME OR A REPEAT COULD CHANGE IT"),
    ("not", "NOT ELIGIBLE"),
)
_WORD = {"recruiting": "recruiting", None: "status not stated", "unknown": "status not known"}
SPAN = 96  # characters of a sentence in a list
_UNTESTED = re.compile(r" was not tested.*")
_QUESTIONS = {
    "age": "age", "sex": "sex", "performance_status": "performance status", "next_line": "line of treatment",
    "prior_therapy": "earlier treatments", "disease": "extent of disease", "stage": "stage", "cancer": "exact histology",
    "condition": "other illness", "medication": "medicines", "lesion": "metastases, by place",
    "pregnancy": "pregnancy", "history": "other cancers", "procedure": "operations",
    "menopause": "menopausal status", "toxicity": "side effects", "interval": "dates",
}  # fmt: skip


def section_of(trial: Trial) -> str:
    """The heading that a trial stands under."""
    if trial.as_read == "not_met":
        return "later" if trial.changes else "not"
    if trial.biomarker is None:
        return "all"
    return "holds" if trial.biomarker == "met" else "asked"


def trials_text(found: TrialList, *, width: int = 100, most: int = 10, colour: bool = False) -> str:
    """The list; of each heading the first `most`, with a count of the others. Ends with a newline."""
    paint = Paint(colour)
    lines = list(_list(found, max(width, 60), most, paint))
    return "\n".join(lines) + "\n"


def _list(found: TrialList, width: int, most: int, paint: Paint) -> Iterator[str]:
    made = found.made_by.trials
    store = made.store if made else "the store"
    title = f"Trials for {found.record_id}, as of {found.as_of}"
    yield from (paint("bold", line) for line in wrapped(title, width))
    yield from wrapped(_bottom(found, store), width)
    for key, heading in SECTIONS:
        mine = [one for one in found.trials if section_of(one) == key]
        if not mine:
            continue
        yield ""
        yield paint("bold", f"{heading} ({len(mine)})")
        for one in mine[:most]:
            yield from trial_lines(one, width, paint)
        if len(mine) > most:
            yield f"    and {len(mine) - most} more: --most {len(mine)}"
    yield from _decide(found.trials, width, paint)
    rest = [f"{found.not_met} not met for good (--everything)" if found.not_met else "",
            f"{found.closed} that take nobody (--closed)" if found.closed else "",
            f"{found.far} farther away" if found.far else ""]  # fmt: skip
    told = ", ".join(part for part in rest if part)
    yield ""
    if told:
        yield from wrapped(f"Not told: {told}.", width)
    again = f"oncoplan trials explain RECORD {_example(found)} --store {store}"
    yield from wrapped(f"One trial, sentence by sentence: {again}", width)
    yield from wrapped("To be reviewed by a clinician. Only the site can say that somebody is eligible.", width)


def _example(found: TrialList) -> str:
    return found.trials[0].id if found.trials else "NCT..."


def _bottom(found: TrialList, store: str) -> str:
    counts = Counter(one.as_read for one in found.trials)
    fits = sum(one.verdict == "met" for one in found.trials)
    read = counts["met"] - fits
    parts = [
        f"{counted(fits, 'trial')} eligible" if fits else "",
        f"{read} with all that was read met" if read else "",
        f"{counts['unknown']} possible" if counts["unknown"] else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"{told or 'No trial fits or may fit'}, of {found.judged} in {store}."


def trial_lines(one: Trial, width: int, paint: Paint) -> Iterator[str]:
    """One trial of a list: what it is, how far away, how the person stands to it and what that rests on."""
    head = ", ".join(part for part in (phase(one), state(one), far(one)) if part)
    yield from wrapped(f"{one.id}  {head}", width, f"{one.rank:>3} ")
    if one.title:
        yield from wrapped(clipped(one.title, 2 * width), width, "    ", most=2)
    if one.travel and one.distance_km is not None:
        yield from wrapped(one.travel, width, "    ", most=2)
    if one.as_read == "not_met":
        fails = some((f'"{clipped(f.clause, SPAN)}" ({f.says})' for f in one.fails), 2)
        yield from wrapped(f"fails: {fails}", width, "    ", most=3)
        if one.changes:
            yield from (paint("yellow", line) for line in wrapped(one.changes, width, "    ", most=2))
        return
    style = "green" if one.as_read == "met" else "bold"
    yield from (paint(style, line) for line in wrapped(standing(one), width, "    "))
    if one.rests_on:
        yield from wrapped(f"rests on {some(one.rests_on, 3)}", width, "    ", most=2)


def in_a_line(one: Trial) -> str:
    """One trial for the first screen of a plan."""
    about = ", ".join(part for part in (phase(one), far(one), some(one.rests_on, 2)) if part)
    return f"{one.id} ({about}): {standing(one)}" if about else f"{one.id}: {standing(one)}"


def phase(one: Trial) -> str:
    return f"phase {'/'.join(one.phases)}" if one.phases else ""


def state(one: Trial) -> str:
    return _WORD.get(one.status, (one.status or "").replace("_", " "))


def far(one: Trial) -> str:
    return "" if one.distance_km is None else f"{one.distance_km:.0f} km"


def standing(one: Trial) -> str:
    """The answer in one line: eligible; all that was read is met; or what it hangs on."""
    left = f"{counted(len(one.unread), 'sentence')} left to the site" if one.unread else ""
    if one.verdict == "met":
        return "ELIGIBLE: every sentence was understood and is met"
    if one.as_read == "met":
        return f"ALL THAT WAS READ IS MET; {left}"
    open_ = sorted((m for m in one.missing if m.decides), key=lambda m: m.about != "molecular")
    deciding = dict.fromkeys(asks(m) for m in open_)
    hangs = f"POSSIBLE, if: {some((f'{name}?' for name in deciding), 4)}"
    return f"{hangs}; {left}" if left else hangs


def asks(missing: TrialMissing) -> str:
    """What is open, in a few words: a test, the fact that is asked for, or the question itself."""
    if missing.about == "molecular":
        return clipped(_UNTESTED.sub("", missing.says.split(": ")[0]), 48)
    if missing.criterion == "measure":
        return clipped(missing.says.split(" is not recorded")[0], 48)
    if missing.criterion == "ask":
        return clipped(missing.says.removesuffix("?"), 60)
    return _QUESTIONS.get(missing.criterion, missing.criterion.replace("_", " ") or missing.says)


def _decide(trials: Sequence[Trial], width: int, paint: Paint) -> Iterator[str]:
    """What would decide most trials, tests first."""
    tests: Counter[str] = Counter()
    facts: Counter[str] = Counter()
    for one in trials:
        if one.as_read == "unknown":
            opened = [m for m in one.missing if m.decides]
            tests.update({m.settled_by.replace("_", " ") for m in opened if m.about == "molecular" and m.settled_by})
            facts.update({asks(m) for m in opened if m.about != "molecular"})
    if not tests and not facts:
        return
    yield ""
    yield paint("bold", "WHAT WOULD DECIDE MOST")
    for name, found in (("tests", tests), ("facts to record", facts)):
        if found:
            ordered = sorted(found.items(), key=lambda row: (-row[1], row[0]))
            said = some((f"{key} ({counted(number, 'trial')})" for key, number in ordered), 6)
            yield from wrapped(f"{name}: {said}", width, "  - ", most=3)
