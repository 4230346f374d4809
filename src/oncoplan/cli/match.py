"""`oncoplan match --cancer CODE FINDING...`: what one alteration means, without a record."""

from __future__ import annotations

import argparse
import sys

from oncoplan.cli.cancer import usable_cancer
from oncoplan.cli.errors import say
from oncoplan.cli.when_where import add_flags, add_knowledge, books_of, usable


def main(arguments: list[str]) -> int:
    """0 done, 1 the cancer or every finding could not be used, 3 one of several findings could not be read."""
    flags = argparse.ArgumentParser(
        prog="oncoplan match",
        description="What alterations mean in a cancer: options, resistance, diagnosis, prognosis. Without a record, so "
        "stage, line and earlier treatment stay open.",
    )
    flags.add_argument("--cancer", required=True, metavar="CODE")
    flags.add_argument("findings", nargs="+", metavar="FINDING")
    flags.add_argument("--format", choices=("text", "json"), default="text")
    add_flags(flags)
    add_knowledge(flags)
    chosen = flags.parse_args(arguments)
    if not usable(chosen) or not usable_cancer(chosen.cancer):
        return 1

    from oncoplan.intake import from_flags
    from oncoplan.pipeline import make

    books = books_of(chosen)
    if books is None:
        return 1
    intake = from_flags(cancer=chosen.cancer, findings=tuple(chosen.findings))[0]
    made = make(intake, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction, knowledge=books)
    unread = [p for p in made.problems if p.kind == "not_read"]
    for problem in unread:
        say(problem.says, problem.hint)
    if len(unread) >= len(chosen.findings):
        return 1
    from oncoplan.report.matched import matched_json, matched_text

    if chosen.format == "json":
        sys.stdout.buffer.write(matched_json(made.plan))
    else:
        print(matched_text(made.plan))
    return 3 if unread else 0
