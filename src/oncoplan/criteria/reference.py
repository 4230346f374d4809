"""The criteria reference, written from the code: `python -m oncoplan.criteria.reference > docs/criteria.md`."""

from __future__ import annotations

import inspect
import sys
from typing import get_args, get_origin, get_type_hints

from oncoplan.criteria.registry import Registered, every_name, find

_HEAD = """# Criteria

Every question that a rule can ask, with its parameters. Generated from the code by `python -m oncoplan.criteria.reference`;
a test asserts that it is current. A list is accepted wherever a list is named, and one value too.
How conditions combine is in [the rule language](rule-language.md).
"""


def reference() -> str:
    """The whole page."""
    return _HEAD + "".join(_section(find(name)) for name in every_name())


def _section(found: Registered) -> str:
    lines = [f"\n## `{found.name}`\n", f"About: {found.about}.", ""]
    lines.append(inspect.cleandoc(found.ask.__doc__ or ""))
    hints = get_type_hints(found.ask)
    lines += ["", "| parameter | takes | default |", "|---|---|---|"]
    for name, parameter in inspect.signature(found.ask).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        default = "needed" if parameter.default is inspect.Parameter.empty else _default(parameter.default)
        bare = " (a bare value means this)" if name == found.short else ""
        lines.append(f"| `{_written(name)}`{bare} | {_type(hints[name])} | {default} |")
    return "\n".join(lines) + "\n"


def _written(name: str) -> str:
    return "except" if name == "but_not" else name.rstrip("_")


def _default(value: object) -> str:
    return "" if value is None or value == () else f"`{value}`".lower() if isinstance(value, bool) else f"`{value}`"


def _type(hint: object) -> str:
    """A type in a reader's words."""
    origin = get_origin(hint)
    arguments = [a for a in get_args(hint) if a is not type(None)]
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if str(origin) == "typing.Literal":
        return " or ".join(f"`{a}`" for a in arguments)
    if arguments:
        return " or ".join(_type(a) for a in arguments)
    names = {str: "text", float: "number", int: "whole number", bool: "yes or no"}
    if isinstance(hint, type) and hint in names:
        return names[hint]
    fields = get_type_hints(hint)
    return "{" + ", ".join(f"`{_written(k)}`" for k in fields if not k.startswith("_")) + "}"


if __name__ == "__main__":
    sys.stdout.write(reference())
