"""`oncoplan plan`: records or flags in, plans out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncoplan.cli.cancer import usable_cancer
from oncoplan.cli.errors import say
from oncoplan.cli.when_where import add_flags, add_knowledge, books_of, distance, usable

if TYPE_CHECKING:
    from oncoplan.intake.problem import Intake
    from oncoplan.knowledge.rulebook import RuleBook
    from oncoplan.model.plan import Plan
    from oncoplan.trials.shelf import Shelf

FORMATS = ("text", "json", "jsonl", "letter")


def parser() -> argparse.ArgumentParser:
    """The command's flags."""
    flags = argparse.ArgumentParser(
        prog="oncoplan plan",
        description="The plan of care for one or more people: from record files, or from a cancer and findings.",
    )
    flags.add_argument("records", nargs="*", metavar="RECORD", help="record files: .yaml .json .jsonl (also .gz)")
    flags.add_argument("--cancer", metavar="CODE", help="OncoTree code, name or coding (ICD-10 C34.1)")
    flags.add_argument("--stage", metavar="S")
    flags.add_argument(
        "--finding",
        action="append",
        default=[],
        metavar="TEXT",
        help='a finding in words: "EGFR L858R"; may be repeated',
    )
    flags.add_argument("--maf", type=Path, metavar="F")
    flags.add_argument("--vcf", type=Path, metavar="F", help="an annotated VCF (VEP CSQ, SnpEff ANN or bcftools BCSQ)")
    flags.add_argument(
        "--germline-vcf", type=Path, metavar="F",
        help="a VCF of inherited DNA (blood, saliva), annotated or not: its genes of drug metabolism are read",
    )  # fmt: skip
    flags.add_argument("--genome", metavar="BUILD", help="GRCh38 or GRCh37, where a file does not say it itself")
    flags.add_argument("--clinical", type=Path, metavar="F", help="cancer per sample, for --maf and --vcf")
    flags.add_argument("--sample", metavar="ID")
    flags.add_argument("--format", choices=FORMATS, default="text")
    add_flags(flags)
    add_knowledge(flags)
    flags.add_argument("--trials", type=Path, metavar="STORE", help="a store of `oncoplan trials import`: trials too")
    flags.add_argument("--within", type=distance, metavar="KM", help="leave out trials whose every site is farther away")
    flags.add_argument("--out", type=Path, metavar="FILE")
    return flags


def main(arguments: list[str]) -> int:
    """0 done, 1 nothing usable, 2 usage, 3 done but something was not read."""
    flags = parser()
    chosen = flags.parse_args(arguments)
    described = chosen.cancer or chosen.finding or chosen.maf or chosen.vcf or chosen.germline_vcf or chosen.stage
    if not chosen.records and not described:
        flags.error("name a record file, or say --cancer and --finding, --maf, --vcf or --germline-vcf")
    if chosen.records and described:
        flags.error("a record file and --cancer, --stage, --finding, --maf, --vcf or --germline-vcf do not go together")
    if not usable(chosen) or not usable_cancer(chosen.cancer):
        return 1
    books = books_of(chosen)
    if books is None:
        return 1
    shelf = None
    if chosen.trials is not None:
        from oncoplan.cli.trials_match import shelf_at

        shelf = shelf_at(chosen.trials)
        if shelf is None:
            return 1
    made: list[Plan] = []
    state = _State()
    try:
        for intake in _intakes(chosen, state):
            made.append(_plan(intake, chosen, books, shelf, state))
    except UnusableFlag as error:
        say(error.says, error.hint)
        return 1
    if not made:
        return 1
    written = write_out(_render(made, chosen.format), chosen.out)
    return 1 if not written else 3 if state.not_read else 0


class _State:
    """Whether anything was left unread, across the batch."""

    not_read = False


class UnusableFlag(Exception):
    """A flag's value that cannot be used at all."""

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.says, self.hint = says, hint


def _intakes(chosen: Any, state: _State) -> Iterator[Intake]:
    from oncoplan.intake import Unusable

    if chosen.records:
        from oncoplan.intake import read_records
        from oncoplan.pipeline import genotype_places

        for found in read_records([Path(p) for p in chosen.records], places=genotype_places):
            if isinstance(found, Unusable):
                say(found.says, found.hint)
                state.not_read = True
            else:
                yield found
        return
    from oncoplan.intake import from_flags
    from oncoplan.pipeline import genotype_places

    try:
        yield from from_flags(
            cancer=chosen.cancer, stage=chosen.stage, findings=tuple(chosen.finding), maf=chosen.maf, vcf=chosen.vcf,
            clinical=chosen.clinical, sample=chosen.sample, germline=chosen.germline_vcf, genome=chosen.genome,
            places=genotype_places,
        )  # fmt: skip
    except Unusable as error:
        raise UnusableFlag(error.says, error.hint) from None


def _plan(intake: Intake, chosen: Any, books: list[RuleBook], shelf: Shelf | None, state: _State) -> Plan:
    from oncoplan.pipeline import make

    done = make(
        intake, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction, knowledge=books, trials=shelf, within_km=chosen.within
    )
    for problem in done.problems:
        if problem.kind == "not_read":
            say(problem.line(), problem.hint)
            state.not_read = True
    return done.plan


def _render(made: list[Plan], form: str) -> bytes:
    if form == "json":
        from oncoplan.report.json_form import plans_json

        return plans_json(made)
    if form == "jsonl":
        from oncoplan.report.json_form import plans_jsonl

        return plans_jsonl(made)
    if form == "letter":
        from oncoplan.report.letter import letter

        return "\n\n".join(letter(plan) for plan in made).encode()
    from oncoplan.report.text import text

    return "\n\n".join(text(plan) for plan in made).encode()


def write_out(data: bytes, out: Path | None) -> bool:
    """To the file, else to stdout; False, with a line on stderr, where it cannot be written."""
    data = data if data.endswith(b"\n") else data + b"\n"
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return True
    try:
        out.write_bytes(data)
    except OSError as error:
        say(f"{out}: cannot write: {error.strerror}", "name a file in a folder that exists and can be written")
        return False
    return True
