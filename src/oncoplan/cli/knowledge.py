"""`oncoplan knowledge lint|show|version`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from oncoplan.cli.errors import say


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="oncoplan knowledge", description="Check, show and list what oncoplan knows.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    lint = commands.add_parser("lint", help="check the form, the names, the sources and every rule's own cases")
    lint.add_argument("folder", nargs="?", type=Path, help="a folder of knowledge (default: the base)")
    lint.add_argument("--only", metavar="TEXT", help="run the cases of rules whose id holds this text")
    show = commands.add_parser("show", help="a rule, or every rule about a gene, a cancer or a drug")
    show.add_argument("what", nargs="+", help="a rule's id, a gene, an OncoTree code or name, a drug or a drug class")
    show.add_argument("--format", choices=("text", "json"), default="text")
    commands.add_parser("version", help="the packs in use, with version and digest")
    chosen = parser.parse_args(arguments)
    if chosen.command == "lint":
        return _lint(chosen.folder, chosen.only)
    if chosen.command == "show":
        from oncoplan.cli.knowledge_show import show_all

        return show_all(" ".join(chosen.what), chosen.format)
    from oncoplan.knowledge.load import base

    head = base().head
    print(f"{head.pack} {head.version}  {head.rules} rules  {head.digest}")
    return 0


def _lint(folder: Path | None, only: str | None) -> int:
    from oncoplan.knowledge.lint import lint
    from oncoplan.knowledge.source import BASE, KnowledgeError

    where = folder or BASE
    if not (where / "pack.yaml").exists():
        say(f"{where}: there is no pack.yaml", "name a folder of knowledge, such as src/oncoplan/knowledge/base")
        return 1
    try:
        report = lint(where, only=only)
    except KnowledgeError as error:
        say(str(error))
        return 1
    for finding in report.findings:
        print(f"{finding.where}: {finding.says}")
    print(
        f"{report.rules} rules, {report.definitions} definitions, {report.cases} cases: "
        f"{len(report.findings)} finding{'' if len(report.findings) == 1 else 's'}",
        file=sys.stderr if report.findings else sys.stdout,
    )
    return 1 if report.findings else 0
