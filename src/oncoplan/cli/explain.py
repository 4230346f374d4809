"""`oncoplan explain RECORD RULE_ID`: the tree of answers for one rule, with the facts it rests on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from oncoplan.cli.errors import say
from oncoplan.cli.when_where import add_flags, usable


def main(arguments: list[str]) -> int:
    """0 done, 1 the record or the rule could not be used."""
    flags = argparse.ArgumentParser(
        prog="oncoplan explain",
        description="The tree of answers for one rule and one record, with the facts each rests on.",
    )
    flags.add_argument("record", type=Path, metavar="RECORD")
    flags.add_argument("rule", metavar="RULE_ID")
    add_flags(flags)
    flags.add_argument("--format", choices=("text", "json"), default="text")
    chosen = flags.parse_args(arguments)
    if not usable(chosen):
        return 1

    from oncoplan.intake import Unusable
    from oncoplan.knowledge.load import base
    from oncoplan.pipeline import explained, load_record

    book = base()
    rule = book.find(chosen.rule)
    if rule is None:
        from difflib import get_close_matches

        near = get_close_matches(chosen.rule, list(book.ids), n=3, cutoff=0.4)
        say(
            f"there is no rule {chosen.rule!r}",
            f"did you mean {', '.join(near)}?" if near else "see oncoplan knowledge show",
        )
        return 1
    try:
        intake = load_record(chosen.record)
        found = explained(intake, rule, as_of=chosen.as_of, jurisdiction=chosen.jurisdiction)
    except Unusable as error:
        say(error.says, error.hint)
        return 1
    if chosen.format == "json":
        from oncoplan.report.tree import tree_json

        sys.stdout.buffer.write(tree_json(found))
        return 0
    from oncoplan.report.tree import tree_text

    print(tree_text(found))
    return 0
