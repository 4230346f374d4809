"""Serial blood tests of real people: `python -m evaluation.ctdna_series SAMPLES MAF [--patients F] [--cna F] [--drug D] ...`.

Reads the tables into one record per person, plans each, and lists what newly came into the blood and what was cleared, beside
the best response that the file reports. Samples without a day are put a month apart in the order of their names (`--spaced`);
`--swapped-counts` reads the alternative and reference read counts the other way round, for a file that has them so. The last
line is `N of M people planned (P %); K rows not understood`. Exit 0 when everyone was planned, 1 when not, 2 for a file that is
unusable.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from oncoplan.intake.longitudinal import people_over_time
from oncoplan.intake.problem import Intake, Unusable
from oncoplan.model.finding import Alteration
from oncoplan.model.plan import Plan
from oncoplan.model.record import FindingEntry, Therapy
from oncoplan.pipeline import assess_record, make

AS_OF = date(2026, 11, 22)


def main(words: list[str] | None = None) -> int:
    """Run and print."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("samples", type=Path)
    flags.add_argument("maf", type=Path)
    flags.add_argument("--patients", type=Path)
    flags.add_argument("--cna", type=Path)
    flags.add_argument("--drug", help="the treatment that everyone had, where the files do not say")
    flags.add_argument("--cancer", help="the cancer of samples whose own word is not understood")
    flags.add_argument("--spaced", action="store_true")
    flags.add_argument("--swapped-counts", action="store_true")
    chosen = flags.parse_args(words)
    try:
        people = people_over_time(chosen.samples, chosen.maf, chosen.cna, chosen.patients)
    except Unusable as error:
        print(error.says, file=sys.stderr)
        return 2
    prepared = [_prepared(one, chosen) for one in people]
    return report(prepared)


def _prepared(one: Intake, chosen: argparse.Namespace) -> Intake:
    """The record as the flags say: days, read counts, the drug, the cancer."""
    record = one.record
    tests = list(record.tests or ())
    for i, test in enumerate(tests):
        if chosen.swapped_counts:
            entries = [_swapped(e) if isinstance(e, FindingEntry) else e for e in test.findings]
            test = replace(test, findings=tuple(entries))
        if chosen.spaced and test.collected is None:
            test = replace(test, collected=(AS_OF - timedelta(days=30 * (len(tests) - i))).isoformat())
        tests[i] = test
    therapies = (Therapy(drugs=(chosen.drug,), diagnosis="dx1", best_response=_response(one)),) if chosen.drug else None
    diagnoses = record.diagnoses
    if chosen.cancer and diagnoses:
        from oncoplan.knowledge.load import base

        known = base().vocabulary.find_cancer(diagnoses[0].cancer or "").code
        diagnoses = (diagnoses[0] if known else replace(diagnoses[0], cancer=chosen.cancer), *diagnoses[1:])
    return replace(one, record=replace(record, tests=tuple(tests), therapies=therapies, diagnoses=diagnoses))


def _swapped(entry: FindingEntry) -> FindingEntry:
    if entry.vaf is None or entry.depth is None or entry.alt_reads is None:
        return entry
    return replace(entry, vaf=round(1 - entry.vaf, 6), alt_reads=entry.depth - entry.alt_reads)


def _response(one: Intake) -> str | None:
    events = (one.record.diagnoses or ())[0].events if one.record.diagnoses else None
    return str(events[0]["response"]) if events else None


def report(people: list[Intake]) -> int:
    """One block for each person, then the counts."""
    planned = unread = 0
    table: Counter[tuple[str, str]] = Counter()
    for one in people:
        unread += sum(p.count for p in one.problems if p.kind == "not_read")
        made = make(one, as_of=AS_OF)
        planned += 1
        unread += sum(p.kind == "not_read" for p in made.problems) - sum(p.kind == "not_read" for p in one.problems)
        course = _told(one, made.plan)
        table[course, _response(one) or "not reported"] += 1
    print("\nmolecular course by best response:")
    for (course, response), count in sorted(table.items()):
        print(f"  {course:<44} {response:<14} {count}")
    share = 100 * planned / max(len(people), 1)
    print(f"{planned} of {len(people)} people planned ({share:.1f} %); {unread} rows not understood")
    return 0 if planned == len(people) else 1


def _told(one: Intake, plan: Plan) -> str:
    """Prints one person's blood tests and returns the course in a few words."""
    tests = one.record.tests or ()
    blood = [i for i, test in enumerate(tests) if test.kind == "ctdna"]
    response = _response(one) or "not reported"
    print(f"\n{one.record.id}: {len(blood)} blood, {len(tests) - len(blood)} tissue; best response {response}")
    seen: list[set[str]] = []
    findings = assess_record(one, as_of=AS_OF).person.findings
    for i in blood:
        here = {f.name for f in findings if isinstance(f, Alteration) and f.test == i}
        new = sorted(here - set().union(*seen)) if seen else []
        gone = sorted(seen[-1] - here) if seen else []
        told = [f"{len(here)} changes"] + ([f"new: {', '.join(new)}"] if new else [])
        told += [f"no longer found: {', '.join(gone)}"] if gone else []
        print(f"  {tests[i].sample}: {'; '.join(told) if here else 'cleared'}")
        seen.append(here)
    for line in plan.timeline.lines if plan.timeline else ():
        values = ", ".join(f"{p.value:g}" for piece in line.pieces for p in piece)
        print(f"  {line.what} (%): {values}")
    for shown in plan.recommendations:
        if shown.effect == "monitor" and shown.course:
            print(f"  {shown.course} ({shown.verdict}): {shown.rule}")
    if len(seen) < 2:
        return f"{'one blood test' if blood else 'no blood test'}: no course"
    if not all(seen):
        return "serial: cleared at least once"
    return "serial: new changes appeared" if set().union(*seen[1:]) - seen[0] else "serial: no new change"


if __name__ == "__main__":
    sys.exit(main())
