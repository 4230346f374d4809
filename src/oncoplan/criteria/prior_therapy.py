"""A treatment the person has had, or has now: one line of therapy with everything that is asked."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before
from oncoplan.model.facts import Facts, TherapyGiven
from oncoplan.model.verdict import Verdict, met, not_met, unknown

_QUESTION = "Which cancer treatments have you had, when, and how did each end?"
_OUTCOME = {
    "pd": "progression", "progressed": "progression", "progressive disease": "progression", "relapse": "progression",
    "refractory": "progression", "cr": "response", "pr": "response", "complete response": "response",
    "partial response": "response", "responded": "response", "sd": "stable", "stable disease": "stable",
    "intolerance": "toxicity", "side effects": "toxicity", "finished": "completed",
}  # fmt: skip
_SETTINGS = {"advanced": "metastatic", "palliative": "metastatic", "perioperative": "neoadjuvant"}


class Months(Struct, frozen=True, forbid_unknown_fields=True):
    """A span of time: `{min: 6mo}`."""

    min: str | None = None
    max: str | None = None


class Times(Struct, frozen=True, forbid_unknown_fields=True):
    min: int = 1
    max: int | None = None


@criterion(about="history", parts={"lasted": Months, "count": Times})
def prior_therapy(
    facts: Facts,
    *,
    drug: tuple[str, ...] = (),
    class_: tuple[str, ...] = (),
    kind: tuple[str, ...] = (),
    setting: tuple[str, ...] = (),
    outcome: tuple[str, ...] = (),
    order: Literal["first", "last"] | None = None,
    lasted: Months | None = None,
    ended_within: str | None = None,
    ended_before: str | None = None,
    ongoing: bool | None = None,
    count: Times | None = None,
) -> Verdict:
    """Met when as many therapies as `count` (default one) have every property asked.

    What is not listed is unknown unless the list is complete or empty. A property that is not recorded of a therapy
    that otherwise fits leaves it unknown.
    """
    asked = _asked(facts, drug, class_, kind, setting, outcome)
    times = count or Times()
    if facts.therapies is None:
        return unknown(f"The treatments so far are not recorded ({asked} is asked about)", settled_by=_QUESTION)
    listed = _in_order(facts.therapies, order)
    sure: list[TherapyGiven] = []
    perhaps: list[tuple[TherapyGiven, str]] = []
    for therapy in listed:
        answer, why = _fits(facts, therapy, drug, class_, kind, setting, outcome, lasted, ended_within, ended_before, ongoing)
        if answer is True and therapy.linked:
            sure.append(therapy)
        elif answer is not False:
            perhaps.append((therapy, why or "it is not recorded for which cancer it was given"))
    pointers = [f"therapies/{t.index}" for t in sure]
    closed = facts.complete("therapies") or (order is not None and bool(facts.therapies))
    if len(sure) >= times.min and (times.max is None or (closed and len(sure) + len(perhaps) <= times.max)):
        names = "; ".join(_name(t) for t in sure) or f"no {asked}"
        return met(f"Had {names}", *(pointers or ["therapies"]))
    if times.max is not None and len(sure) > times.max:
        return not_met(f"Had {asked} {len(sure)} times", *pointers)
    if perhaps:
        return unknown(
            f"{_name(perhaps[0][0])}: {perhaps[0][1]}",
            *(f"therapies/{t.index}" for t, _ in perhaps),
            settled_by=_QUESTION,
            suspected=True,
        )
    if closed:
        return not_met(f"Has not had {asked}", "therapies")
    return unknown(
        f"Whether {asked} was given is not recorded (the list of treatments is not marked complete)",
        settled_by=_QUESTION,
    )


def _in_order(therapies: tuple[TherapyGiven, ...], order: str | None) -> tuple[TherapyGiven, ...]:
    """All, or the first or last systemic one by line, start, then place in the list."""
    if order is None or not therapies:
        return therapies
    systemic = [t for t in therapies if (t.therapy.kind or "systemic") == "systemic"] or list(therapies)

    def place(t: TherapyGiven) -> tuple[int, str, int]:
        return (t.therapy.line or 0, t.start.first.isoformat() if t.start else "", t.index)

    return (min(systemic, key=place),) if order == "first" else (max(systemic, key=place),)


def _fits(
    facts: Facts,
    given: TherapyGiven,
    drug: tuple[str, ...],
    class_: tuple[str, ...],
    kind: tuple[str, ...],
    setting: tuple[str, ...],
    outcome: tuple[str, ...],
    lasted: Months | None,
    ended_within: str | None,
    ended_before: str | None,
    ongoing: bool | None,
) -> tuple[bool | None, str]:
    """True, False or None (not recorded), with what is not recorded."""
    therapy = given.therapy
    answers: list[tuple[bool | None, str]] = []
    if drug or class_:
        answers.append(
            (
                _names(facts, given, drug, class_),
                f"whether it contained {' or '.join((*drug, *class_)).replace('_', ' ')}",
            )
        )
    if kind:
        answers.append(
            (
                therapy.kind in kind if therapy.kind else ("systemic" in kind if given.drugs or given.classes else None),
                "its kind",
            )
        )
    if setting:
        have = therapy.setting and _SETTINGS.get(therapy.setting.lower(), therapy.setting.lower())
        answers.append((None if have is None else have in setting, "its setting"))
    if outcome:
        ends = {
            _OUTCOME.get(o.lower(), o.lower())
            for o in (*therapy.outcome, *((therapy.best_response,) if therapy.best_response else ()))
        }
        if therapy.progression:
            ends.add("progression")
        answers.append(
            (
                True if ends & set(outcome) else None if not ends or ends == {"response"} or ends == {"stable"} else False,
                "how it ended",
            )
        )
    if ongoing is not None:
        now = _goes_on(facts, given)
        answers.append((None if now is None else now == ongoing, "whether it goes on"))
    if lasted is not None:
        answers.append((_span(given, lasted, facts), "how long it lasted"))
    over = ended_within is not None or ended_before is not None
    if over and _goes_on(facts, given):
        return False, ""
    if ended_within is not None:
        answers.append((_since(given.end, ended_within, facts), "when it ended"))
    if ended_before is not None:
        inside = _since(given.end, ended_before, facts)
        answers.append((None if inside is None else not inside, "when it ended"))
    if any(a is False for a, _ in answers):
        return False, ""
    for answer, what in answers:
        if answer is None:
            return None, f"{what} is not recorded"
    return True, ""


def _goes_on(facts: Facts, given: TherapyGiven) -> bool | None:
    """As stated, or as its end says; the newest treatment of a diagnosis that is on treatment goes on where nothing speaks
    against it. None: not recorded."""
    therapy = given.therapy
    if therapy.ongoing is not None:
        return therapy.ongoing
    if given.end is not None:
        return False
    if facts.diagnosis is None or facts.diagnosis.status != "on_treatment" or therapy.outcome or therapy.progression:
        return None
    others = [one for one in facts.therapies or () if one.index != given.index]
    start = given.start
    newest = all(one.start is not None and start is not None and one.start.last <= start.first for one in others)
    return True if newest else None


def _names(facts: Facts, given: TherapyGiven, drug: tuple[str, ...], class_: tuple[str, ...]) -> bool | None:
    words = facts.vocabulary
    if any(d in drug or any(words.in_class(d, key) for key in class_) for d in given.drugs):
        return True
    for stated in given.classes:
        line: list[str] = []
        key: str | None = stated
        while key is not None and key not in line:
            line.append(key)
            entry = words.drug_class(key)
            key = entry.parent if entry else None
        if any(wanted in line for wanted in class_):
            return True
        members = set(words.class_members.get(stated, ()))
        if members & set(drug) or any(members & set(words.class_members.get(key, ())) for key in class_):
            return None
    return None if given.unread or (not given.drugs and not given.classes and given.therapy.kind in (None, "systemic")) else False


def _span(given: TherapyGiven, lasted: Months, facts: Facts) -> bool | None:
    if given.start is None:
        return None
    end = given.end or (Days(facts.as_of, facts.as_of) if given.therapy.ongoing else None)
    if end is None:
        return None
    answers: list[bool | None] = []
    if lasted.min:
        answers.append(_compare(given.start, Days(before(end.first, lasted.min), before(end.last, lasted.min)), most=True))
    if lasted.max:
        answers.append(_compare(given.start, Days(before(end.first, lasted.max), before(end.last, lasted.max)), most=False))
    return False if False in answers else None if None in answers else True


def _compare(start: Days, limit: Days, *, most: bool) -> bool | None:
    """Whether `start` lies at or before `limit` (`most`), or at or after it."""
    if most:
        return True if start.last <= limit.first else False if start.first > limit.last else None
    return True if start.first >= limit.last else False if start.last < limit.first else None


def _since(end: Days | None, duration: str, facts: Facts) -> bool | None:
    if end is None:
        return None
    start = before(facts.as_of, duration)
    return True if end.first >= start else False if end.last < start else None


def _name(given: TherapyGiven) -> str:
    drugs = (
        " + ".join((*given.drugs, *(c.replace("_", " ") for c in given.classes), *given.unread))
        or given.therapy.kind
        or "a treatment"
    )
    ends = ", ".join(given.therapy.outcome)
    return f"{drugs} ({ends})" if ends else drugs


def _asked(
    facts: Facts,
    drug: tuple[str, ...],
    class_: tuple[str, ...],
    kind: tuple[str, ...],
    setting: tuple[str, ...],
    outcome: tuple[str, ...],
) -> str:
    names = [*drug]
    for key in class_:
        entry = facts.vocabulary.drug_class(key)
        names.append(entry.name if entry else key.replace("_", " "))
    what = " or ".join(names) or " or ".join(kind) or "a treatment"
    as_setting = f" as {' or '.join(setting)} treatment" if setting else ""
    return f"{what}{as_setting}{' with ' + ' or '.join(outcome) if outcome else ''}"
