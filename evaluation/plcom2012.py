"""PLCOm2012 against a reference implementation: `python -m evaluation.plcom2012 FILE.json`.

The file holds `cases`, each with `inputs` (age, race, edu, bmi, copd, ph, fh, cur, cpd, dur, quit) and `risk_6y`; a case
without a risk is an invalid one and must be refused. A risk agrees within 1e-6.
The last line is `N of M cases agree (P %); K not modelled`. Exit 0 when all agree, 1 when not, 2 when the file cannot be used.
"""

from __future__ import annotations

import sys
from typing import Any

from evaluation.cases import WITHIN, Outcome, compared, file_named
from oncoplan.criteria.risk.plcom2012 import Smoker, plcom2012
from oncoplan.knowledge.load import base
from oncoplan.model.risk import Refused


def judge(written: dict[str, Any]) -> list[Outcome]:
    """Every case with how it came out."""
    return [_judged(number, case) for number, case in enumerate(written["cases"], 1)]


def _judged(number: int, case: dict[str, Any]) -> Outcome:
    given = case["inputs"]
    name = f"case {number} ({given['race']})"
    person = Smoker(
        age=given["age"], group=given["race"], education=given["edu"], bmi=given["bmi"], copd=bool(given["copd"]),
        personal_cancer=bool(given["ph"]), family_lung_cancer=bool(given["fh"]), smokes_now=bool(given["cur"]),
        cigarettes_per_day=given["cpd"], years_smoked=given["dur"], years_since_quit=given["quit"],
    )  # fmt: skip
    found, wanted = plcom2012(person, base().vocabulary), case.get("risk_6y")
    if wanted is None:
        return Outcome(name, True) if isinstance(found, Refused) else Outcome(name, False, (f"is not refused: {found.value:g}",))
    if isinstance(found, Refused):
        return Outcome(name, False, (f"refused: {'; '.join(found.reasons)}",))
    apart = abs(found.value - wanted) > WITHIN
    return Outcome(name, not apart, (f"{found.value:.8f}, the reference {wanted}",) if apart else ())


def main(words: list[str] | None = None) -> int:
    """Run a file and print."""
    return compared(file_named(__doc__, words), judge)


if __name__ == "__main__":
    sys.exit(main())
