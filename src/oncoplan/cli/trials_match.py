"""`oncoplan trials match RECORD` and `trials explain RECORD NCT...`: one person and the trials of a store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncoplan.cli.errors import say
from oncoplan.cli.when_where import add_flags, distance, usable

if TYPE_CHECKING:
    from oncoplan.intake.problem import Intake
    from oncoplan.trials.shelf import Shelf


def flags_of(prog: str, says: str) -> argparse.ArgumentParser:
    """The flags that every question about people and trials has."""
    flags = argparse.ArgumentParser(prog=f"oncoplan trials {prog}", description=says)
    flags.add_argument("--store", type=Path, required=True, metavar="FILE", help="a store made by `oncoplan trials import`")
    flags.add_argument("--format", choices=("text", "json"), default="text")
    add_flags(flags)
    return flags


def shelf_at(path: Path) -> Shelf | None:
    """The trials of a store; None, with a line on stderr, where it cannot be used."""
    from oncoplan.intake.problem import Unusable
    from oncoplan.trials.shelf import opened

    try:
        shelf = opened(path)
    except Unusable as error:
        say(error.says, error.hint)
        return None
    if shelf.stale:
        says = f"{shelf.stale} of {len(shelf.book)} trials in {path} were read by another version of oncoplan or of its knowledge"
        say(says, f"oncoplan trials import --store {path} reads them again")
    return shelf


def match(arguments: list[str]) -> int:
    """0 done, 1 a record or the store cannot be used, 3 something in the record could not be read."""
    flags = flags_of("match", "The trials that a person fits or may fit, and what would decide them.")
    flags.add_argument("records", nargs="+", type=Path, metavar="RECORD")
    flags.add_argument("--within", type=distance, metavar="KM", help="leave out trials whose every site is farther away")
    flags.add_argument("--closed", action="store_true", help="tell trials that take nobody, too")
    flags.add_argument("--everything", action="store_true", help="tell trials that are not met, too")
    flags.add_argument("--most", type=_count, default=10, metavar="N", help="trials under one heading (default 10)")
    chosen = flags.parse_args(arguments)
    if not usable(chosen) or (shelf := shelf_at(chosen.store)) is None:
        return 1

    from oncoplan.intake import Unusable, read_records
    from oncoplan.pipeline import trials_of

    made, not_read = [], False
    for found in read_records(chosen.records):
        if isinstance(found, Unusable):
            say(found.says, found.hint)
            not_read = True
            continue
        not_read = told_unread(found, chosen) or not_read
        made.append(
            trials_of(
                found, shelf, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction, within_km=chosen.within,
                closed=chosen.closed, everything=chosen.everything,
            )
        )  # fmt: skip
    if not made:
        return 1
    if chosen.format == "json":
        write_json(made[0] if len(made) == 1 else made)
    else:
        from oncoplan.report.trials import trials_text

        print("\n".join(trials_text(one, most=chosen.most, colour=sys.stdout.isatty()) for one in made), end="")
    return 3 if not_read else 0


def explain(arguments: list[str]) -> int:
    """0 done, 1 the record, the store or the trial cannot be used, 3 something in the record could not be read."""
    flags = flags_of("explain", "One trial for one person, sentence by sentence, with the fact that answers each.")
    flags.add_argument("record", type=Path, metavar="RECORD")
    flags.add_argument("trial", metavar="TRIAL", help="its registry number, or another id that it alone goes by")
    chosen = flags.parse_args(arguments)
    if not usable(chosen) or (shelf := shelf_at(chosen.store)) is None:
        return 1
    if unknown_trial(shelf, chosen.trial, chosen.store):
        return 1

    from oncoplan.intake import Unusable
    from oncoplan.pipeline import load_record, trial_explained

    try:
        intake = load_record(chosen.record)
    except Unusable as error:
        say(error.says, error.hint)
        return 1
    not_read = told_unread(intake, chosen)
    told = trial_explained(intake, shelf, chosen.trial, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction)
    if chosen.format == "json":
        write_json(told)
    else:
        from oncoplan.report.one_trial import explained_text

        print(explained_text(told, colour=sys.stdout.isatty()), end="")
    return 3 if not_read else 0


def told_unread(found: Intake, chosen: Any) -> bool:
    """Say on stderr what of a record could not be read; whether there was anything."""
    from oncoplan.pipeline import assess_record, problem_of

    assessed = assess_record(found, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction)
    unread = [one for one in found.problems if one.kind == "not_read"]
    unread += [problem_of(one, found.name) for one in assessed.unread]
    for problem in unread:
        say(problem.line(), problem.hint)
    return bool(unread)


def unknown_trial(shelf: Shelf, name: str, store: Path) -> bool:
    """True, with a line on stderr, where the store has no such trial."""
    if shelf.book.find(name) is not None:
        return False
    from difflib import get_close_matches

    near = get_close_matches(name.upper(), list(shelf.book.by_id), n=3, cutoff=0.7)
    say(f"there is no trial {name!r} in {store}", f"did you mean {', '.join(near)}?" if near else "see oncoplan trials show")
    return True


def write_json(value: Any) -> None:
    """One JSON value on stdout."""
    import msgspec

    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value
