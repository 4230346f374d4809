"""`oncoplan trials COMMAND`: the local store of trials, and who fits which."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

_OF_PEOPLE = {
    "match": ("trials_match", "match", "the trials that a person fits or may fit, and what would decide them"),
    "explain": ("trials_match", "explain", "one trial for one person, sentence by sentence"),
    "who": ("trials_who", "who", "which people fit one trial, what is missing of whom, and what costs most"),
    "changes": ("trials_who", "changes", "what changed in the trials since a day, and for whom"),
}
"""Commands that ask about people: the module, its function, a line of help."""


def main(arguments: list[str]) -> int:
    """0 done, 1 nothing usable, 2 usage, 3 done but something was not read."""
    if arguments and arguments[0] in _OF_PEOPLE:
        module, function, _ = _OF_PEOPLE[arguments[0]]
        return int(getattr(import_module(f"oncoplan.cli.{module}"), function)(arguments[1:]))
    parser = argparse.ArgumentParser(prog="oncoplan trials", description="Clinical trials: read them, keep them, look at them.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _sync_flags(commands.add_parser("sync", help="search ClinicalTrials.gov into a store, and bring its studies up to date"))
    _import_flags(commands.add_parser("import", help="read trials from files into a store, or bring a store up to date"))
    _show_flags(commands.add_parser("show", help="what a store holds: all in short, or one trial as it was read"))
    for word, (_, _, says) in _OF_PEOPLE.items():
        commands.add_parser(word, help=says)
    chosen = parser.parse_args(arguments)
    return {"sync": _sync, "import": _import, "show": _show}[chosen.command](chosen)


def _sync_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, required=True, metavar="FILE", help="the store; made where there is none")
    parser.add_argument("--condition", action="append", default=[], metavar="WORDS", help="a disease; several are alternatives")
    parser.add_argument("--intervention", action="append", default=[], metavar="WORDS", help="a drug or other treatment")
    parser.add_argument("--term", metavar="WORDS", help="anything else, such as a gene; also the registry's search language")
    parser.add_argument("--location", metavar="WORDS", help="a country, state or city")
    parser.add_argument(
        "--status", action="append", default=[], metavar="STATUS",
        help="recruiting, not_yet_recruiting, enrolling_by_invitation, active, suspended, completed, terminated, withdrawn, "
        "unknown, or all (default: the first three)",
    )  # fmt: skip
    parser.add_argument("--updated-since", metavar="DATE", help="only studies that the registry posted anew since then")
    parser.add_argument("--max", type=int, metavar="N", help="end the search after so many studies")
    parser.add_argument("--address", metavar="URL", help="another server with the same interface (a mirror)")
    parser.add_argument("--all", action="store_true", help="print every line that was not read or understood")
    parser.add_argument("--as-of", metavar="DATE", help=argparse.SUPPRESS)


def _import_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH",
        help="files, folders (everything below them), archives, other stores; none: read the store's own sources again, "
        "where oncoplan or its knowledge has changed",
    )  # fmt: skip
    parser.add_argument("--store", type=Path, required=True, metavar="FILE", help="the store; made where there is none")
    parser.add_argument("--all", action="store_true", help="print every line that was not read or understood")
    parser.add_argument("--as-of", metavar="DATE", help="the day of the import in the change log (default: today)")


def _show_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("trial", nargs="?", metavar="NCT…", help="a trial's id or another id it goes by; none: all in short")
    parser.add_argument("--store", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--format", choices=("text", "json", "source", "ctml", "ctml-json"), default="text", help="source: as it came"
    )
    parser.add_argument("--changes", action="store_true", help="what changed in it since it was first imported")


def _sync(chosen: Any) -> int:
    from oncoplan.cli.trials_sync import sync_store

    return sync_store(chosen)


def _import(chosen: Any) -> int:
    from oncoplan.cli.trials_import import import_files

    return import_files(chosen)


def _show(chosen: Any) -> int:
    from oncoplan.cli.trials_show import show

    return show(chosen)
