"""`oncoplan timeline RECORD`: what a person went through, drawn."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from oncoplan.cli.errors import say
from oncoplan.cli.when_where import add_flags, usable

if TYPE_CHECKING:
    from oncoplan.model.plan import Plan


def main(arguments: list[str]) -> int:
    """0 done, 1 nothing to draw or unusable input, 2 usage, 3 drawn but something was not read."""
    flags = argparse.ArgumentParser(
        prog="oncoplan timeline",
        description="Treatments, series and events of one record by day, as a drawing (SVG) or in words.",
    )
    flags.add_argument("record", type=Path, metavar="RECORD", help="a record file: .yaml or .json (also .gz)")
    flags.add_argument("--format", choices=("svg", "text"), default="svg")
    add_flags(flags)
    flags.add_argument("--out", type=Path, metavar="FILE")
    chosen = flags.parse_args(arguments)
    if not usable(chosen):
        return 1

    from oncoplan.cli.plan import write_out
    from oncoplan.intake import Unusable
    from oncoplan.pipeline import load_record, make

    try:
        made = make(load_record(chosen.record), as_of=chosen.as_of, jurisdiction=chosen.jurisdiction)
    except Unusable as error:
        say(error.says, error.hint)
        return 1
    unread = [p for p in made.problems if p.kind == "not_read"]
    for problem in unread:
        say(problem.line(), problem.hint)
    if made.plan.timeline is None:
        say(f"{chosen.record}: nothing in it has a date", "give treatments, results and tests the day they were made")
        return 1
    return 1 if not write_out(_drawn(made.plan, chosen.format).encode(), chosen.out) else 3 if unread else 0


def _drawn(plan: Plan, form: str) -> str:
    if form == "svg":
        from oncoplan.report.timeline_svg import timeline_svg

        return timeline_svg(plan)
    from oncoplan.report.timeline_text import timeline_lines

    title = f"Timeline of {plan.record_id} up to {plan.as_of}"
    return "\n".join([title, *timeline_lines(plan.timeline, 100, most=1000)]) + "\n"
