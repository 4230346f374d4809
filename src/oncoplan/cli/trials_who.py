"""`oncoplan trials who TRIAL RECORD...` and `trials changes --since DATE [RECORD...]`: from the trials to the people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncoplan.cli.errors import say
from oncoplan.cli.trials_match import flags_of, shelf_at, told_unread, unknown_trial, write_json
from oncoplan.cli.when_where import is_day, usable

if TYPE_CHECKING:
    from oncoplan.intake.problem import Intake


def who(arguments: list[str]) -> int:
    """0 done, 1 the store, the trial or every record cannot be used, 3 some record could not be read."""
    flags = flags_of("who", "Which people fit one trial, what is missing of whom, and which sentence costs most of them.")
    flags.add_argument("trial", metavar="TRIAL", help="its registry number, or another id that it alone goes by")
    flags.add_argument("records", nargs="+", type=Path, metavar="RECORD", help="record files, or folders of them")
    chosen = flags.parse_args(arguments)
    if not usable(chosen) or (shelf := shelf_at(chosen.store)) is None or unknown_trial(shelf, chosen.trial, chosen.store):
        return 1
    people, not_read = people_in(chosen.records, chosen)
    if not people:
        say("there is nobody in these files", "name record files, or folders of them")
        return 1

    from oncoplan.pipeline import trial_people

    told = trial_people(people, shelf, chosen.trial, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction)
    if chosen.format == "json":
        write_json(told)
    else:
        from oncoplan.report.one_trial import people_text

        print(people_text(told, colour=sys.stdout.isatty()), end="")
    return 3 if not_read else 0


def changes(arguments: list[str]) -> int:
    """0 done, 1 the store or every record cannot be used, 3 some record could not be read."""
    flags = flags_of("changes", "What changed in the trials since a day, and the people whose answers change.")
    flags.add_argument("--since", required=True, metavar="DATE", help="the day of import to begin with, such as 2026-11-01")
    flags.add_argument("records", nargs="*", type=Path, metavar="RECORD", help="record files, or folders of them")
    chosen = flags.parse_args(arguments)
    if not usable(chosen):
        return 1
    if not is_day(chosen.since):
        say(f"--since {chosen.since!r} is not a day", "write it like 2026-11-22")
        return 1
    if (shelf := shelf_at(chosen.store)) is None:
        return 1
    people, not_read = people_in(chosen.records, chosen) if chosen.records else ([], False)

    from oncoplan.pipeline import trial_changes

    told = trial_changes(people, shelf, chosen.since, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction)
    if chosen.format == "json":
        write_json(told)
    else:
        from oncoplan.report.one_trial import changes_text

        print(changes_text(told, asked=len(people), colour=sys.stdout.isatty()), end="")
    return 3 if not_read else 0


def people_in(given: list[Path], chosen: Any) -> tuple[list[Intake], bool]:
    """Everyone in these files and folders; whether something could not be read (each said on stderr)."""
    from oncoplan.intake import Unusable, read_records

    endings = (".yaml", ".yml", ".json", ".jsonl", ".yaml.gz", ".yml.gz", ".json.gz", ".jsonl.gz")
    files = [
        path
        for one in given
        for path in (sorted(p for p in one.rglob("*") if p.name.lower().endswith(endings)) if one.is_dir() else [one])
    ]
    people: list[Intake] = []
    not_read = False
    for found in read_records(files):
        if isinstance(found, Unusable):
            say(found.says, found.hint)
            not_read = True
        else:
            not_read = told_unread(found, chosen) or not_read
            people.append(found)
    return people, not_read
