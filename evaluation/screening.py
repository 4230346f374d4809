"""Screening cases (a FHIR R4 person in, named decisions out) through our plan.

    python -m evaluation.screening FILE.json [--as-of DAY]

Each result of a case has a name. Those that are decisions, due dates, referral or follow-up are asked of our plan
(`screening_asked`); every other name is listed and counted, not judged. What differs is printed, and how each folder of a case
file fares. Without --as-of the day is the one on which the sets were made: 2021-06-23 for the cervical, else 2024-12-10.
Exit 0: all that is modelled agrees; 1: something differs, or nothing is modelled; 2: the file cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import Any

from evaluation import screening_asked as asking
from evaluation.cases import last_line
from evaluation.screening_fhir import record_of
from evaluation.screening_names import Answer, Case
from oncoplan.intake.record_file import build
from oncoplan.pipeline import plan

CERVICAL_DAY, DAY = "2021-06-23", "2024-12-10"
_MANY = 40  # of the combinations that a case names, at most so many are asked
_FLOWS = ("eve-", "flow-", "act-", "de-", "exc-", "inc-")  # how the names of the breast and bowel sets begin
_MAY_BE_NONE = ("flow-DetermineNextDueDate", "DueOrOverdue", "eve-due")  # names for which `null` is an answer


class Tally:
    """What agreed, what did not, and what was not modelled, by name and by folder."""

    def __init__(self) -> None:
        self.right, self.wrong, self.left = 0, list[str](), Counter[str]()
        self.families: dict[str, list[int]] = {}
        self.cases = [0, 0]

    def count(self, folder: str, right: int, wrong: list[str]) -> None:
        self.right += right
        self.wrong += wrong
        if right or wrong:
            self.cases[0] += not wrong
            self.cases[1] += 1
            row = self.families.setdefault(folder, [0, 0])
            row[0] += right
            row[1] += right + len(wrong)


def judged(cases: list[dict[str, Any]], as_of: str | None = None) -> Tally:
    """Every case asked."""
    tally, flows = Tally(), flows_of(cases)
    for case in cases:
        folder = str(case.get("id", "")).split("/")[0]
        right, wrong = _judged(case, folder, flows, as_of or (CERVICAL_DAY if flows is None else DAY), tally.left)
        tally.count(folder, right, wrong)
    return tally


def flows_of(cases: list[dict[str, Any]]) -> dict[str, Answer] | None:
    """The names of the set a file is of, breast or bowel, whichever knows more of them, or else by what the file speaks of;
    None: the cervical set, whose names are others."""
    stated = [name for case in cases for name in case["results"]]
    if not any(name.startswith(_FLOWS) for name in stated):
        return None
    more = sum((name in asking.COLON) - (name in asking.BREAST) for name in stated)
    if more == 0:
        text = json.dumps(cases).lower()
        more = text.count("colo") - text.count("breast") - text.count("mammo")
    return asking.COLON if more > 0 else asking.BREAST


def people(data: list[Any]) -> Iterator[list[Any]]:
    """Every combination of what a case lets vary (`$iterate`)."""
    options = [part["$iterate"] if isinstance(part, dict) and "$iterate" in part else [part] for part in data]
    yield from (list(one) for one in islice(product(*options), _MANY))


def _judged(
    case: dict[str, Any], folder: str, flows: dict[str, Answer] | None, day: str, left: Counter[str]
) -> tuple[int, list[str]]:
    right, wrong = 0, list[str]()
    asked = {name: asking.asked(name, folder, flows) for name in case["results"]}
    made = list(_plans(case, day)) if any(asked.values()) else []
    for name, value in case["results"].items():
        answer = asked[name]
        open_ = answer is None or not made or (value is None and name not in _MAY_BE_NONE)
        differs = ("", "") if open_ or answer is None else _differs(name, value, answer, made)
        if differs == ("", ""):  # nothing is asked, or what is expected cannot be read
            left[name if flows is not None or folder in asking.FAMILIES else f"{folder}: {name}"] += 1
        elif differs is None:
            right += 1
        else:
            wrong.append(f"{case['name']}: {name}: ours {differs[0]}, theirs {differs[1]}")
    return right, wrong


def _differs(name: str, value: Any, answer: Answer, made: list[Case]) -> tuple[object, object] | None:
    """Ours and theirs of the first person for whom they differ; two empty texts where theirs cannot be read."""
    for one in made:
        theirs = asking.expected(name, value, one)
        if theirs is None and value is not None:
            return "", ""
        mine = asking.ours(name, answer, one, theirs)
        if mine != theirs:
            return mine, theirs
    return None


def _plans(case: dict[str, Any], day: str) -> Iterator[Case]:
    """The plan for each person of a case; none where a person cannot be read."""
    for data in people(case["data"]):
        record = record_of(data, day)
        if record is None:
            return
        yield Case(plan(build(record, "case.json", ""), as_of=day), record, date.fromisoformat(day))


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    flags.add_argument("--as-of", default=None)
    chosen = flags.parse_args()
    try:
        tally = judged(json.loads(chosen.file.read_text(encoding="utf-8")), chosen.as_of)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"{chosen.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    for name, count in sorted(tally.left.items()):
        print(f"not modelled: {name} ({count})")
    for line in tally.wrong:
        print(line)
    for family, (right, of) in sorted(tally.families.items()):
        print(f"{family}: {right} of {of}")
    print(f"{tally.cases[0]} of {tally.cases[1]} cases agree in all that is modelled of them")
    return last_line(tally.right, tally.right + len(tally.wrong), "modelled results agree", tally.left.total())


if __name__ == "__main__":
    raise SystemExit(main())
