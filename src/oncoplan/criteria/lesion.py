"""Lesions by site and size."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="disease")
def lesion(
    facts: Facts,
    *,
    site: tuple[str, ...] = (),
    min_mm: float | None = None,
    measurable: bool | None = None,
    treated: bool | None = None,
    symptomatic: bool | None = None,
    count: int = 1,
) -> Verdict:
    """Met when at least `count` lesions have all of this; unknown when a lesion could, or the list is not complete."""
    wanted = {plain_words(s) for s in site}
    asked = " ".join(site) or "measurable"
    sure: list[str] = []
    perhaps: list[str] = []
    for i, have in enumerate(facts.record.lesions or ()):
        answers: list[bool | None] = []
        if wanted:
            answers.append(None if have.site is None else plain_words(have.site) in wanted)
        if min_mm is not None:
            answers.append(None if have.size_mm is None else have.size_mm >= min_mm)
        for want, value in ((measurable, have.measurable), (treated, have.treated), (symptomatic, have.symptomatic)):
            if want is not None:
                answers.append(None if value is None else value == want)
        if False in answers:
            continue
        (perhaps if None in answers else sure).append(f"lesions/{i}")
    if len(sure) >= count:
        return met(f"{asked} lesion recorded", *sure)
    if facts.complete("lesions") and len(sure) + len(perhaps) < count:
        return not_met(f"No {asked} lesion is recorded", "lesions")
    return unknown(f"Whether there is a {asked} lesion is not recorded", *perhaps, settled_by="staging")
