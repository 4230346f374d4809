"""`oncoplan trials import PATH... --store FILE`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncoplan.cli.errors import say
from oncoplan.cli.when_where import is_day

if TYPE_CHECKING:
    from oncoplan.intake.problem import Unusable
    from oncoplan.trials.importing import Imported, Importer

_LINES = 10  # of what was not read, without --all


def import_files(chosen: Any) -> int:
    """0 done, 1 nothing was read, 3 done but something was not read."""
    from oncoplan.trials.files import sources

    if not chosen.paths and not chosen.store.exists():
        say(f"{chosen.store}: there is no such store yet", "name the files or folders of trials to read into it")
        return 1

    store = chosen.store.resolve()
    paths = [path for path in chosen.paths if path.resolve() != store]  # its own sources are read again in any case

    def work(importer: Importer) -> None:
        importer.take(sources(paths))

    return into_store(work, chosen)


def into_store(work: Callable[[Importer], str | None], chosen: Any) -> int:
    """Import what `work` takes, and say what became of it. `work` returns why it could not go on, or None.

    0 done, 1 nothing was read or it could not go on, 3 done but something was not read.
    """
    from oncoplan.intake.problem import Unusable
    from oncoplan.knowledge.load import base
    from oncoplan.trials.importing import Importer
    from oncoplan.trials.store import Store

    if chosen.as_of is not None and not is_day(chosen.as_of):
        say(f"--as-of {chosen.as_of!r} is not a day", "write it like 2026-11-22")
        return 1
    day = chosen.as_of or date.today().isoformat()  # noqa: DTZ011 - the local day is meant
    new = not chosen.store.exists()
    try:
        with Store.made(chosen.store) as store:
            importer = Importer(store, base(), day, progress)
            broken = work(importer)
            told = importer.finish()
            held = len(store)
    except Unusable as error:
        say(error.says, error.hint)
        return 1
    finally:
        if sys.stderr.isatty():
            print("\r", end="", file=sys.stderr)
    _say(told, chosen.all)
    if new and not held:
        chosen.store.unlink(missing_ok=True)
    else:
        print(_summary(told, chosen.store, held))
    if broken is not None:
        say(broken, "the same command goes on where it stopped" if told.trials else "check the network, and the address")
        return 1
    return 3 if told.unread and told.trials else 1 if told.unread else 0


def _say(told: Imported, everything: bool) -> None:
    """What was not read, with its hint; then what was read in part or kept otherwise than given."""
    alike: dict[tuple[str, str], list[Unusable]] = {}
    for number, error in enumerate(told.unread):
        where, _, why = error.says.partition(": ")
        alike.setdefault((str(number), "") if everything else (where.partition(", ")[0], why), []).append(error)
    groups = list(alike.values())
    for same in groups if everything else groups[:_LINES]:
        where, _, why = same[0].says.partition(": ")
        more = f" (and {len(same) - 1} more like it)" if len(same) > 1 else ""
        say(f"{where}{more}: {why}", same[0].hint)
    if len(groups) > _LINES and not everything:
        left = sum(len(same) for same in groups[_LINES:])
        print(f"and {left} more were not read: --all prints them", file=sys.stderr)
    if everything:
        for note in told.notes:
            print(f"oncoplan: {note}", file=sys.stderr)
    elif told.notes:
        print(f"{_count(len(told.notes), 'note')} on what was read in part, or twice: --all prints them", file=sys.stderr)


def _summary(told: Imported, where: Path, held: int) -> str:
    parts = [
        (told.new, "new"), (told.changed, "changed"), (told.same, "as before"), (told.read_again, "read again"),
        (told.older, "older than the store's"), (told.repeated, "given twice"), (len(told.unread), "not read"),
    ]  # fmt: skip
    said = ", ".join(f"{number} {word}" for number, word in parts if number) or "nothing new"
    log = f"; {_count(told.changes, 'line')} in the change log" if told.changes else ""
    return f"{_count(held, 'trial')} in {where}: {said}{log}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def progress(done: int) -> None:
    """Now and then, how many were read: on a terminal only."""
    if sys.stderr.isatty() and done % 50 == 0:
        print(f"\r{done} trials", end="", file=sys.stderr, flush=True)
