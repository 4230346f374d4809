"""The Claus tables against a reference implementation: `python -m evaluation.claus FILE.json`.

The file is a list of cases with `inputs` (patient_age, mother_onset_age, ..._onset_ages) and `lifetime_risk`, rounded to
three decimals; a case without a risk must be refused. There are two ways in which a case agrees, counted apart:

- **by the risk** (from age 29): our risk, rounded so, is the reference's.
- **by the reading of the reference** (below 29): its index of the woman's own decade is negative there and reads the table
  from its end, so that it prints about a tenth of the remaining risk (2.5 % where the table has 21 %). We never give that
  figure. Here it is worked out on the tables and cells that we chose, which is all that such a case can test; each such case is
  listed with our own risk beside it.

A case that rests on a value we hold in doubt is refused here and counted as not modelled. The last line is `N of M cases agree
(...) (P %); K not modelled`. Exit 0 when all agree, 1 when not, 2 when the file cannot be used.
"""

from __future__ import annotations

import sys
from typing import Any

from evaluation.cases import WITHIN, Outcome, compared, file_named
from oncoplan.criteria.risk.claus import Cells, Family, cells, claus
from oncoplan.knowledge.load import base
from oncoplan.model.risk import Refused

FIRST_ROW = 29
_KINDS = {
    "full_sister_onset_ages": "sisters", "daughter_onset_ages": "daughters", "maternal_aunt_onset_ages": "maternal_aunts",
    "paternal_aunt_onset_ages": "paternal_aunts", "maternal_grandmother_onset_ages": "maternal_grandmother",
    "paternal_grandmother_onset_ages": "paternal_grandmother", "maternal_half_sister_onset_ages": "maternal_half_sisters",
    "paternal_half_sister_onset_ages": "paternal_half_sisters",
}  # fmt: skip


def judge(cases: list[dict[str, Any]]) -> list[Outcome]:
    """Every case with how it came out."""
    return [_judged(number, case) for number, case in enumerate(cases, 1)]


def _judged(number: int, case: dict[str, Any]) -> Outcome:
    given = case["inputs"]
    relatives: dict[str, Any] = {ours: tuple(given.get(theirs) or ()) for theirs, ours in _KINDS.items()}
    family = Family(age=given["patient_age"], mother=given.get("mother_onset_age"), **relatives)
    name, words = f"case {number} (age {family.age:g})", base().vocabulary
    found, wanted = claus(family, words), case.get("lifetime_risk")
    if wanted is None:
        return Outcome(name, True) if isinstance(found, Refused) else Outcome(name, False, (f"is not refused: {found.value:g}",))
    if isinstance(found, Refused):
        chosen = cells(family, words)
        if wanted == 0 and chosen and family.age >= chosen[0].ages[-1]:
            return Outcome(name, None, ("the tables end at her age: the reference prints 0, here it is refused",))
        doubted = any(None in one.risks for one in chosen)
        return Outcome(name, None if doubted else False, (f"refused: {'; '.join(found.reasons)}",))
    if family.age >= FIRST_ROW:
        apart = abs(round(found.value, 3) - wanted) > WITHIN
        return Outcome(name, not apart, (f"{found.value:.4f}, the reference {wanted}",) if apart else ())
    theirs = max(_read_from_the_end(one, family.age) for one in cells(family, words))
    same = abs(theirs - wanted) <= WITHIN
    is_it = "is" if same else "is NOT"
    says = f"our risk to age 79 is {found.value:.3f}; the reference's {wanted} {is_it} its arithmetic on our cells"
    return Outcome(name, same, (says,))


def _read_from_the_end(chosen: Cells, age: float) -> float:
    """What the reference prints below 29: the cumulative risk `so far` taken between the last row and the first."""
    last, first = chosen.risks[-1], chosen.risks[0]
    assert last is not None
    assert first is not None
    so_far = last + (first - last) * (age - FIRST_ROW + 10) / 10
    return round((last - so_far) / (1 - so_far), 3)


def _both_counts(outcomes: list[Outcome]) -> str:
    """How many agree in which way, so that the one is never taken for the other."""
    agree = [one for one in outcomes if one.agrees]
    by_reading = sum(any("the reference's" in line for line in one.says) for one in agree)
    return f"cases agree ({len(agree) - by_reading} by the risk or the refusal, {by_reading} by the reading of the reference)"


def main(words: list[str] | None = None) -> int:
    """Run a file and print."""
    return compared(file_named(__doc__, words), judge, _both_counts)


if __name__ == "__main__":
    sys.exit(main())
