"""Which line of systemic therapy for advanced disease comes next."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown

_NO_LINE = {
    "adjuvant", "neoadjuvant", "perioperative", "induction for surgery", "prevention", "maintenance", "consolidation",
    "chemoradiation",
}  # fmt: skip
_QUESTION = "Which cancer treatments have you had, when, and how did each end?"


@criterion(about="history", short="is_")
def next_line(facts: Facts, *, is_: int | None = None, min: int | None = None, max: int | None = None) -> Verdict:
    """Met when the next line's number is the one asked for; 1 means none yet for advanced disease.

    Neoadjuvant, adjuvant, consolidation and maintenance courses are no line of their own. A stated line number is taken
    as it is; without one the courses are
    counted, which is a lower bound unless the list is complete.
    """
    low, high = (is_, is_) if is_ is not None else (min or 1, max)
    asked = f"line {low}" if low == high else f"line {low} or later" if high is None else f"line {low} to {high}"
    if facts.therapies is None:
        status = facts.diagnosis.status if facts.diagnosis else None
        if status == "new":
            return _verdict(1, True, low, high, asked, f"{facts.dx_pointer}/status")
        return unknown(f"The treatments so far are not recorded ({asked} is asked for)", settled_by=_QUESTION)
    lines = [
        t
        for t in facts.therapies
        if (t.therapy.setting or "").lower() not in _NO_LINE and (t.therapy.kind or "systemic") == "systemic"
    ]
    stated = [t.therapy.line for t in lines if t.therapy.line is not None]
    count = max_of(stated, len(lines))
    exact = facts.complete("therapies") or (bool(stated) and count == max_of(stated, 0))
    if any(not t.linked for t in lines):
        return unknown("It is not recorded for which cancer the treatments were given", settled_by=_QUESTION)
    return _verdict(count + 1, exact, low, high, asked, *(f"therapies/{t.index}" for t in lines))


def max_of(stated: list[int], least: int) -> int:
    return max([*stated, least])


def _verdict(number: int, exact: bool, low: int | None, high: int | None, asked: str, *pointers: str) -> Verdict:
    says = (
        "No systemic therapy for advanced disease yet"
        if number == 1
        else f"The next line is {'' if exact else 'at least '}line {number}"
    )
    pointers = pointers or ("therapies",)
    if high is not None and number > high:
        return not_met(says, *pointers)
    if exact:
        return (met if number >= (low or 1) else not_met)(says, *pointers)
    if number >= (low or 1) and high is None:
        return met(says, *pointers)
    return unknown(f"{says}; the list of treatments is not marked complete ({asked} asked)", *pointers, settled_by=_QUESTION)
