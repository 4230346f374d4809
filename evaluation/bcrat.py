"""BCRAT against a reference implementation: `python -m evaluation.bcrat FILE.json`.

The file is a list of cases with the fields of NCI's tool: T1, T2 (ages), N_Biop, HypPlas, AgeMen, Age1st, N_Rels (99 not
known, Age1st 98 no birth), Race 1 to 11, Error_Ind (1: invalid), AbsRisk and AvgRisk in per cent. A valid case agrees when
both are within 1e-6 (of their per cent); an invalid one when it is refused. A valid case with a number of biopsies below
zero is not modelled: the reference counts it as two or more, here it is refused.
The last line is `N of M cases agree (P %); K not modelled`. Exit 0 when all agree, 1 when not, 2 when the file cannot be used.
"""

from __future__ import annotations

import sys
from typing import Any, Literal

from evaluation.cases import WITHIN, Outcome, compared, file_named
from oncoplan.criteria.risk.bcrat import Woman, bcrat
from oncoplan.knowledge.load import base
from oncoplan.model.risk import Refused

RACES = (
    "white", "black", "hispanic_us_born", "other", "hispanic_foreign_born", "chinese", "japanese", "filipino", "hawaiian",
    "other_pacific_islander", "other_asian",
)  # fmt: skip
UNKNOWN, NO_BIRTH = 99, 98


def judge(cases: list[dict[str, Any]]) -> list[Outcome]:
    """Every case with how it came out."""
    return [_judged(case) for case in cases]


def _judged(case: dict[str, Any]) -> Outcome:
    name = f"{case['ID']} {case.get('Description', '')}".strip()
    readable = case["HypPlas"] in (0, 1, UNKNOWN)
    found = bcrat(_woman(case), base().vocabulary) if readable else Refused(("hyperplasia is neither yes, no nor unknown",))
    if case["Error_Ind"]:
        return Outcome(name, True) if isinstance(found, Refused) else Outcome(name, False, (f"is not refused: {found.value:g}",))
    if isinstance(found, Refused):
        if case["N_Biop"] < 0:
            return Outcome(name, None, (f"{'; '.join(found.reasons)}; the reference counts two or more",))
        return Outcome(name, False, (f"refused: {'; '.join(found.reasons)}",))
    wanted = {"risk": (100 * found.value, case["AbsRisk"])}
    if case.get("AvgRisk") is not None and found.average is not None:
        wanted["average"] = (100 * found.average, case["AvgRisk"])
    apart = [f"{what} {ours:.10f}, the reference {ref}" for what, (ours, ref) in wanted.items() if abs(ours - ref) > WITHIN]
    return Outcome(name, not apart, tuple(apart))


def _woman(case: dict[str, Any]) -> Woman:
    def known(field: str) -> Any:
        return None if case[field] == UNKNOWN else case[field]

    birth: float | Literal["none"] | None = "none" if case["Age1st"] == NO_BIRTH else known("Age1st")
    hyperplasia = known("HypPlas")
    race = case["Race"]
    return Woman(
        group=RACES[race - 1] if 1 <= race <= len(RACES) else f"race {race}", age=case["T1"], to_age=case["T2"],
        biopsies=known("N_Biop"), hyperplasia=None if hyperplasia is None else hyperplasia == 1, menarche=known("AgeMen"),
        first_birth=birth, relatives=known("N_Rels"),
    )  # fmt: skip


def main(words: list[str] | None = None) -> int:
    """Run a file and print."""
    return compared(file_named(__doc__, words), judge)


if __name__ == "__main__":
    sys.exit(main())
