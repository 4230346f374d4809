"""`oncoplan schema record|plan|rule`: the JSON Schema of a document."""

from __future__ import annotations

import argparse
import sys


def main(arguments: list[str]) -> int:
    """Print one schema."""
    flags = argparse.ArgumentParser(prog="oncoplan schema", description="The JSON Schema (2020-12) of a document.")
    flags.add_argument("what", choices=("record", "plan", "rule"))
    chosen = flags.parse_args(arguments)

    import json

    import msgspec

    kind: type
    if chosen.what == "record":
        from oncoplan.model.record import Record as kind
    elif chosen.what == "plan":
        from oncoplan.model.plan import Plan as kind
    else:
        from oncoplan.knowledge.authored import AuthoredRule as kind
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(kind)}
    sys.stdout.write(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    return 0
