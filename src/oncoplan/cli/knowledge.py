"""`oncoplan knowledge lint|show|import|diff|coverage|version`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from oncoplan.cli.errors import say


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="oncoplan knowledge", description="Check, show, compare and extend what oncoplan knows."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    lint = commands.add_parser("lint", help="check the form, the names, the sources and every rule's own cases")
    lint.add_argument("folder", nargs="?", type=Path, help="a folder of knowledge (default: the base)")
    lint.add_argument("--only", metavar="TEXT", help="run the cases of rules whose id holds this text")
    show = commands.add_parser("show", help="a rule, or every rule about a gene, a cancer or a drug")
    show.add_argument("what", nargs="+", help="a rule's id, a gene, an OncoTree code or name, a drug or a drug class")
    show.add_argument("--format", choices=("text", "json"), default="text")
    take = commands.add_parser("import", help="make a pack of outside knowledge")
    take.add_argument("source", choices=("civic",), help="whose: CIViC's file of accepted evidence")
    take.add_argument("file", nargs="?", metavar="FILE_OR_ADDRESS", help="its file or address (default: the public nightly one)")
    take.add_argument("--out", type=Path, metavar="PACK.bin", help="where to write the pack (default: kept under its name)")
    take.add_argument("--all", action="store_true", help="print every item that is no rule, not only the causes")
    differ = commands.add_parser("diff", help="the rules that came, went and changed from one pack to another")
    differ.add_argument("before", metavar="A", help="a pack's file or folder, or `base`")
    differ.add_argument("after", metavar="B")
    differ.add_argument("--format", choices=("text", "json"), default="text")
    covered = commands.add_parser("coverage", help="what the base covers, as a page")
    covered.add_argument("--civic", metavar="FILE", help="also what strong CIViC evidence has no counterpart in the base")
    covered.add_argument("--out", type=Path, metavar="FILE")
    commands.add_parser("version", help="the packs in use, with version and digest")
    chosen = parser.parse_args(arguments)
    if chosen.command == "lint":
        return _lint(chosen.folder, chosen.only)
    if chosen.command == "show":
        from oncoplan.cli.knowledge_show import show_all

        return show_all(" ".join(chosen.what), chosen.format)
    if chosen.command == "import":
        from oncoplan.cli.knowledge_import import import_civic

        return import_civic(chosen.file, chosen.out, chosen.all)
    if chosen.command == "diff":
        from oncoplan.cli.knowledge_diff import show_difference

        return show_difference(chosen.before, chosen.after, chosen.format)
    if chosen.command == "coverage":
        from oncoplan.cli.knowledge_diff import write_coverage

        return write_coverage(chosen.civic, chosen.out)
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
