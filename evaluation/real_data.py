"""Runs real tumour files through `plan` and counts what was understood: `python -m evaluation.real_data MAF CLINICAL [VCF ...]`.

Every tumour whose OncoTree code lies in one of the cancers of `--cancers` is planned. Prints the tables of docs/real-data.md;
the last line is `N of M tumours planned (P %); K rows not understood`. Exit 0 when every tumour was planned, 1 when one
crashed, 2 when a file could not be used.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable

from oncoplan.intake import Intake, Unusable, from_flags
from oncoplan.knowledge.load import base
from oncoplan.pipeline import make

CANCERS = ("LUNG", "COADREAD", "BREAST", "MEL", "UM", "OVARY")


def main() -> int:
    """Run and print."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("maf")
    flags.add_argument("clinical")
    flags.add_argument("--cancers", nargs="*", default=list(CANCERS))
    flags.add_argument("--every", type=int, default=1, help="take every Nth tumour")
    flags.add_argument("--as-of", default="2026-11-22")
    chosen = flags.parse_args()
    try:
        people = from_flags(maf=chosen.maf, clinical=chosen.clinical)
    except Unusable as error:
        print(error.says, file=sys.stderr)
        return 2
    mine = [p for p in people if _in(p, chosen.cancers)][:: chosen.every]
    return count(mine, chosen.as_of, len(people))


def _in(person: Intake, cancers: Iterable[str]) -> bool:
    words = base().vocabulary
    codes = [words.find_cancer(dx.cancer).code for dx in person.record.diagnoses or () if dx.cancer]
    return any(code and words.is_a(code, node) for code in codes for node in cancers)


def count(people: list[Intake], as_of: str, everyone: int) -> int:
    """Plan each tumour; count rows read and not read, by reason, and what the plans hold."""
    rows = unread = crashed = 0
    reasons: Counter[str] = Counter()
    by_cancer: Counter[str] = Counter()
    with_option: Counter[str] = Counter()
    started = time.perf_counter()
    for person in people:
        found = sum(len(test.findings) for test in person.record.tests or ())
        rows += found
        try:
            made = make(person, as_of=as_of)
        except Exception as error:  # a crash is what this harness is there to find
            crashed += 1
            print(f"CRASH {person.record.id}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        cancer = made.plan.diagnoses[0].cancer or "?"
        by_cancer[cancer] += 1
        with_option[cancer] += any(r.effect == "sensitive" for r in made.plan.recommendations)
        for problem in made.problems:
            if problem.kind == "not_read":
                unread += problem.count
                reasons[_reason(problem.says)] += problem.count
    seconds = time.perf_counter() - started
    print(f"{len(people)} of {everyone} tumours are of these cancers; {rows} variants; {seconds:.0f} s\n")
    print("| cancer | tumours | with a molecular option |\n|---|---|---|")
    for cancer, number in by_cancer.most_common():
        print(f"| {cancer} | {number} | {with_option[cancer]} |")
    print("\n| rows not understood | why |\n|---|---|")
    for reason, number in reasons.most_common(30):
        print(f"| {number} | {reason} |")
    done = len(people) - crashed
    print(f"\n{done} of {len(people)} tumours planned ({100 * done / max(len(people), 1):.1f} %); {unread} rows not understood")
    return 0 if crashed == 0 else 1


def _reason(says: str) -> str:
    """The sentence without the names and numbers that make it one row's own."""
    import re

    text = re.sub(r'"[^"]*"', '"..."', says)
    text = re.sub(r"\b[A-Z][A-Z0-9-]{1,14}\b", "GENE", text)
    return re.sub(r"\d+", "N", text)[:160]


if __name__ == "__main__":
    sys.exit(main())
