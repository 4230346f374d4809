"""`oncoplan cohort plan|trials|who|annotate`: plan whole cohorts, find their trials, ask whom something concerns, annotate a
mutation table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from oncoplan.cli.cancer import usable_cancer
from oncoplan.cli.errors import say
from oncoplan.cli.when_where import add_flags, usable


def main(arguments: list[str]) -> int:
    """0 done, 1 nothing usable, 2 usage, 3 done but something was not read."""
    flags = argparse.ArgumentParser(prog="oncoplan cohort", description="The same plans as `oncoplan plan`, for many at once.")
    commands = flags.add_subparsers(dest="command", required=True, metavar="COMMAND")
    plan = commands.add_parser("plan", help="plans for every sample of study files, or every record of a folder, as tables")
    _inputs(plan)
    plan.add_argument("--workers", type=_positive, metavar="N", help="processes (default: one a core)")
    plan.add_argument("--part", type=_positive, metavar="N", default=1000, help="people in a part, the unit that a kill can lose")
    plan.add_argument("--kernel", choices=("numpy", "numba"), default="numpy", help="numba needs oncoplan[fast]")
    plan.add_argument("--engine", choices=("local", "spark"), default="local", help="spark needs oncoplan[spark] and Java")
    plan.add_argument("--master", metavar="URL", help="with --engine spark: which Spark (default: local[*], this machine)")
    add_flags(plan)
    trials = commands.add_parser("trials", help="everyone of a cohort against every trial of a store, as tables")
    trials.add_argument("--store", type=Path, required=True, metavar="FILE", help="a store made by `oncoplan trials import`")
    _inputs(trials)
    trials.add_argument("--kernel", choices=("numpy", "numba"), default="numpy", help="numba needs oncoplan[fast]")
    add_flags(trials)
    who = commands.add_parser("who", help="which people a rule, a drug or a missing test concerns")
    who.add_argument("what", metavar="RULE|DRUG|TEST", help="a rule's id (or the start of it), a drug, or the key of a test")
    who.add_argument("--in", dest="folder", type=Path, metavar="DIR", required=True, help="the folder of a `cohort plan`")
    who.add_argument("--explain", metavar="SAMPLE", help="the reason for this one: the rule's answers with the facts")
    notes = commands.add_parser("annotate", help="a mutation table handed back with what each row by itself means")
    notes.add_argument("--maf", type=Path, metavar="F", required=True, help="mutations (MAF, also .gz)")
    notes.add_argument("--clinical", type=Path, metavar="F", help="cancer per sample")
    notes.add_argument("--cancer", metavar="CODE", help="the cancer of every sample, where no clinical table says it")
    notes.add_argument("--out", type=Path, metavar="F", required=True, help="the annotated table; gzip when it ends in .gz")
    notes.add_argument("--workers", type=_positive, metavar="N", help="processes (default: one a core)")
    add_flags(notes)
    chosen = flags.parse_args(arguments)
    return _tried({"plan": _plan, "trials": _trials, "who": _who, "annotate": _annotate}[chosen.command], chosen)


def _inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--maf", type=Path, metavar="F", help="mutations (MAF, also .gz)")
    parser.add_argument("--clinical", type=Path, metavar="F", help="cancer, stage and sex per sample")
    parser.add_argument("--cna", type=Path, metavar="F", help="copy numbers, one column a sample")
    parser.add_argument("--sv", type=Path, metavar="F", help="structural variants and fusions")
    parser.add_argument("--records", type=Path, metavar="PATH", action="append", default=[], help="record files or folders")
    parser.add_argument("--cancer", metavar="CODE", help="the cancer of every sample, where no clinical table says it")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True)
    parser.add_argument("--tsv", action="store_true", help="write the tables as TSV too")


def _tried(command: Callable[[Any], int], chosen: Any) -> int:
    """The command; what it cannot use or write is said in a line."""
    from oncoplan.intake.problem import Unusable

    try:
        return command(chosen)
    except Unusable as error:
        say(error.says, error.hint)
    except OSError as error:
        where = chosen.out if "out" in chosen else chosen.folder
        say(f"{error.filename or where}: {error.strerror or error}", "check the folder that the flags name")
    return 1


def _trials(chosen: Any) -> int:
    from oncoplan.cohort.run import Inputs
    from oncoplan.cohort.trials_run import run

    if not usable(chosen) or not usable_cancer(chosen.cancer):
        return 1
    if not _people_named(chosen):
        return 2
    inputs = Inputs(chosen.maf, chosen.clinical, chosen.cna, chosen.sv, tuple(chosen.records), chosen.cancer)
    try:
        made = run(
            inputs, chosen.store, chosen.out, _day(chosen), jurisdiction=chosen.jurisdiction, tsv=chosen.tsv, engine=chosen.kernel
        )
    except ImportError as error:
        say(str(error), "pip install 'oncoplan[fast]'")
        return 1
    print(
        f"{made.people} people x {made.trials} trials: {made.read} with all that was read met ({made.met} of them to the last "
        f"sentence), {made.possible} possible; {made.unread} rows not understood (limits.parquet)"
    )
    print(f"tables in {chosen.out}: trials, trials_summary, limits")
    return 3 if made.unread else 0


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def _people_named(chosen: Any) -> bool:
    """Whether the flags name study files or records; False, with a line on stderr, where they name neither or both."""
    study = any((chosen.maf, chosen.cna, chosen.sv))
    if not study and not chosen.records:
        say("name --maf, --cna or --sv, or --records", "a clinical table alone says nothing of tests")
    elif study and chosen.records:
        say("study files and --records do not go together", "run them one after the other, into two folders")
    return study != bool(chosen.records)


def _plan(chosen: Any) -> int:
    from oncoplan.cohort.run import Inputs, run

    if not usable(chosen) or not usable_cancer(chosen.cancer):
        return 1
    if not _people_named(chosen):
        return 2
    if chosen.engine == "local" and chosen.master is not None:
        say("--master is for --engine spark", "add --engine spark, or leave --master out")
        return 2
    if chosen.engine == "spark" and chosen.workers is not None:
        say("--workers is for the local engine", "--master 'local[4]' has four; a cluster's master says it for itself")
        return 2
    inputs = Inputs(chosen.maf, chosen.clinical, chosen.cna, chosen.sv, tuple(chosen.records), chosen.cancer)
    day = _day(chosen)
    try:
        made = run(
            inputs, chosen.out, day, jurisdiction=chosen.jurisdiction, tsv=chosen.tsv, workers=chosen.workers,
            engine=chosen.kernel, part=chosen.part, progress=_Bar().told,
            spark=None if chosen.engine == "local" else chosen.master or "local[*]",
        )  # fmt: skip
    except ImportError as error:
        extra = "fast" if error.name in ("numba", "llvmlite") else "spark"
        say(str(error), f"pip install 'oncoplan[{extra}]'")
        return 1
    again = " (this very run was done before: nothing was made again)" if made.before else ""
    print(
        f"{made.people} people, {made.rows} rows: {made.recommendations} recommendations, {made.tests_due} tests due; "
        f"{made.unread} rows not understood (limits.parquet){again}"
    )
    print(f"tables in {chosen.out}: recommendations, tests_due, limits, summary")
    return 3 if made.unread else 0


def _day(chosen: Any) -> date:
    return date.fromisoformat(chosen.as_of) if chosen.as_of else date.today()  # noqa: DTZ011 - the local day is meant


def _annotate(chosen: Any) -> int:
    from oncoplan.cohort.annotate import annotate

    if not usable(chosen) or not usable_cancer(chosen.cancer):
        return 1
    made = annotate(
        chosen.maf, chosen.out, _day(chosen), clinical=chosen.clinical, cancer=chosen.cancer,
        jurisdiction=chosen.jurisdiction, workers=chosen.workers,
    )  # fmt: skip
    if made.strangers:
        whose = "1 sample" if made.strangers == 1 else f"{made.strangers} samples"
        says = f"{whose} without a cancer that is known ({made.why}): their rows say the effect alone"
        say(says, "add it to the table that --clinical names, or use --cancer")
    print(f"{made.rows} rows annotated in {chosen.out}; {made.unread} of them could not be read (oncoplan_effect says why)")
    return 3 if made.unread or (made.strangers and chosen.clinical is not None) else 0


class _Bar:
    """Progress on stderr: a bar on a terminal, else a line now and then."""

    def __init__(self) -> None:
        self._shown = -1

    def told(self, done: int, of: int) -> None:
        share = 100 * done // max(of, 1)
        if sys.stderr.isatty():
            bar = "#" * (share // 4)
            print(f"\r[{bar:<25}] {done}/{of} people", end="\n" if done == of else "", file=sys.stderr, flush=True)
        elif share // 25 > self._shown // 25 or self._shown < 0:
            print(f"{done}/{of} people", file=sys.stderr, flush=True)
        self._shown = share


def _who(chosen: Any) -> int:
    from oncoplan.cohort.who import NotThere, explained, who

    try:
        if chosen.explain:
            print(explained(chosen.folder, chosen.what, chosen.explain))
            return 0
        for line in who(chosen.folder, chosen.what):
            print(line)
    except NotThere as error:
        say(error.says, error.hint)
        return 1
    return 0
