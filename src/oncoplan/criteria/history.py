"""Another diagnosis of the same person, past or present."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import before, read_date
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.variants.disease import understand


@criterion(about="history", short="cancer")
def history(
    facts: Facts,
    *,
    cancer: tuple[str, ...] = (),
    status: tuple[str, ...] = (),
    extent: tuple[str, ...] = (),
    within: str | None = None,
    except_this: bool = True,
) -> Verdict:
    """Met when a diagnosis (by default another one than the one asked of) is of these nodes, has this status and
    extent (stated, or as its stage says), and was made within the duration. Unknown unless the list of diagnoses is complete."""
    words = facts.vocabulary
    names = " or ".join(node.name if (node := words.cancer(c)) else c for c in cancer) or "another cancer"
    perhaps: list[str] = []
    for i, (dx, code) in enumerate(zip(facts.record.diagnoses or (), facts.cancers, strict=True)):
        if except_this and i == facts.dx:
            continue
        answers: list[bool | None] = []
        if cancer:
            is_one = code is not None and any(words.is_a(code, node) for node in cancer)
            could = code is None or any(words.is_a(node, code) for node in cancer)
            answers.append(True if is_one else None if could else False)
        if status:
            answers.append(None if dx.status is None else dx.status in status)
        if extent:
            stated = understand(dx, words).extent
            answers.append(None if stated is None else stated in extent)
        if within is not None:
            answers.append(_within(dx.date, within, facts))
        if False in answers:
            continue
        if None not in answers:
            return met(f"{dx.cancer or 'A cancer'} is recorded", f"diagnoses/{i}")
        perhaps.append(f"diagnoses/{i}")
    if perhaps:
        return unknown(f"More of the other diagnosis is needed ({names})", *perhaps, settled_by="comorbidities")
    if facts.complete("diagnoses"):
        return not_met(f"No {names} is recorded", "diagnoses")
    return unknown(f"Whether there was {names} is not recorded", settled_by="comorbidities")


def _within(text: str | None, duration: str, facts: Facts) -> bool | None:
    try:
        days = read_date(text or "")
    except ValueError:
        return None
    start = before(facts.as_of, duration)
    return True if days.first >= start else False if days.last < start else None
