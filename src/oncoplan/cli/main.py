"""`oncoplan COMMAND ...`: finds the command and nothing else, so that `--help` stays quick."""

from __future__ import annotations

import sys
from importlib import import_module

from oncoplan._version import __version__

COMMANDS = {
    "plan": "the plan of care for one or more people",
    "explain": "one rule's answers for one person, with the facts they rest on",
    "timeline": "what a person went through, drawn or in words",
    "match": "what one or more alterations mean in a cancer, without a record",
    "schema": "the JSON Schema of a record, a plan or a rule",
    "trials": "clinical trials: search and read them into a store, match people, explain, see what changed",
    "cohort": "the same plans for a whole cohort, as tables",
    "knowledge": "check, show and list what oncoplan knows",
}

_HELP = """usage: oncoplan COMMAND ...

A person's record and lab tests in; a plan of cancer care out. Decision support: every line is to be reviewed by a clinician.

commands:
{commands}

options:
  -h, --help     this text; `oncoplan COMMAND --help` for one command
  --version      the version
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 unusable input, 2 usage, 3 done but something could not be read."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in ("-h", "--help", "help"):
        commands = "\n".join(f"  {name:<12} {says}" for name, says in COMMANDS.items())
        print(_HELP.format(commands=commands), end="", file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    if words[0] in ("--version", "-V"):
        print(f"oncoplan {__version__}")
        return 0
    if words[0] not in COMMANDS:
        print(f"oncoplan: there is no command {words[0]!r}", file=sys.stderr)
        print(f"hint: one of {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return _run(words)
    except MemoryError:
        print("oncoplan: out of memory: the input is too large for this machine", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    """The command; knowledge of a checkout that cannot be compiled is told like any other mistake."""
    command = import_module(f"oncoplan.cli.{words[0]}")
    try:
        return int(command.main(words[1:]))
    except Exception as error:
        if type(error).__name__ != "KnowledgeError":
            raise
        print(f"oncoplan: the knowledge cannot be compiled: {error}", file=sys.stderr)
        print("hint: oncoplan knowledge lint", file=sys.stderr)
        return 1


def run() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())


if __name__ == "__main__":
    run()
