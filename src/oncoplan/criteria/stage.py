"""The stage of the disease, by name or within a range."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.pattern import Pattern
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.variants.disease import normal_stage

_ORDER = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4}
_PARTS = Pattern(r"^(0|IV|I{1,3})([A-F]?)([1-4]?)$")


@criterion(about="disease", short="any_of")
def stage(
    facts: Facts,
    *,
    any_of: tuple[str, ...] = (),
    min: str | None = None,
    max: str | None = None,
    system: str | None = None,
) -> Verdict:
    """Met when the stage is one of `any_of` (II covers IIA and IIB) or within `min`..`max`; unknown when it is not
    recorded or not fine enough (II for IIA). `system` is for the reader: values of different systems do not meet."""
    asked = " or ".join(any_of) or f"{min or 'any'} to {max or 'any'}"
    if facts.diagnosis is None or not facts.diagnosis.stage:
        return unknown(f"The stage is not recorded ({asked} is asked for)", settled_by="staging")
    stated = facts.diagnosis.stage
    have = normal_stage(stated) or stated.strip().upper()
    pointer = f"{facts.dx_pointer}/stage"
    says = f"The stage is {stated}"
    if any_of:
        if any(_within(have, wanted) for wanted in any_of):
            return met(says, pointer)
        if any(_within(normal_stage(wanted) or wanted.upper(), have) for wanted in any_of):
            return unknown(f"{says}; {asked} is asked for, so the sub-stage is needed", pointer, settled_by="staging")
        return not_met(f"{says}, not {asked}", pointer)
    low, high = _range(have)
    if low is None or high is None:
        return unknown(f"{says}, which cannot be compared with {asked}", pointer, settled_by="staging")
    least, most = (_range(min)[0] if min else None), (_range(max)[1] if max else None)
    if (least is None or low >= least) and (most is None or high <= most):
        return met(says, pointer)
    if (least is not None and high < least) or (most is not None and low > most):
        return not_met(f"{says}, not {asked}", pointer)
    return unknown(f"{says}; the sub-stage is needed", pointer, settled_by="staging")


def _within(have: str, wanted: str) -> bool:
    """IIA lies within II; IIIA1 within IIIA; IV is not within I."""
    wanted = normal_stage(wanted) or wanted.strip().upper()
    if have == wanted:
        return True
    ours, theirs = _PARTS.match(have), _PARTS.match(wanted)
    if not ours or not theirs or ours.group(1) != theirs.group(1):
        return False
    if not theirs.group(2):
        return not theirs.group(3) or ours.group(3) == theirs.group(3)
    return ours.group(2) == theirs.group(2) and not theirs.group(3)


def _range(text: str) -> tuple[float | None, float | None]:
    """The least and greatest position a stage may have: IB is exact, I spans IA to IF."""
    found = _PARTS.match(normal_stage(text) or text.strip().upper())
    if not found:
        return None, None
    number, letter, digit = found.groups()
    base = float(_ORDER[number])
    if not letter:
        return base, base + 0.99
    start = base + (ord(letter) - ord("A")) * 0.15
    if not digit:
        return start, start + 0.149
    return start + int(digit) * 0.03, start + int(digit) * 0.03
