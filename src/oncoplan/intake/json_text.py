"""JSON with exact messages: line and column of a mistake, duplicate keys, no NaN, within bounds.

The standard library's parser is used, not msgspec's: msgspec takes the last of two equal keys without a word.
"""

from __future__ import annotations

from typing import Any, NoReturn

from oncoplan.intake.problem import Unusable
from oncoplan.model.pattern import Pattern

DEPTH_LIMIT = 64
_HALF = Pattern(r"\\u[dD][89a-fA-F]")


def read_json(text: str, name: str) -> tuple[Any, list[str]]:
    """The value, and the keys that occurred twice in one object (the first is kept). Raises Unusable."""
    import json

    duplicates: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key, inner in items:
            if key in value:
                duplicates.append(key)
            else:
                value[key] = inner
        return value

    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is not a number that JSON has")

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=refuse)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise Unusable(f"{name}: {at}: not JSON ({error.msg.lower()})", _hint(error.msg, text)) from None
    except RecursionError:
        raise Unusable(f"{name}: nested too deep", "a record is at most a few levels deep") from None
    except ValueError as error:
        why = "a number with thousands of digits" if "digits" in str(error) else str(error)
        raise Unusable(f"{name}: not JSON ({why})", "write null for a value that is not known") from None
    if _HALF.search(text) and not _whole(value):
        raise Unusable(f"{name}: holds half of a character (a lone \\uD800-\\uDFFF)", "write the character itself")
    if _deeper_than(value, DEPTH_LIMIT):
        raise Unusable(f"{name}: nested more than {DEPTH_LIMIT} deep", "a record is at most a few levels deep")
    return value, duplicates


def _whole(value: Any) -> bool:
    import json

    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _hint(message: str, text: str) -> str:
    if "Extra data" in message:
        return "several records in one file: put them in a list, or one per line in a .jsonl file"
    if not text.strip():
        return "the file is empty"
    return "check the comma, quote or bracket just before this place"


def _deeper_than(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        below: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                below.extend(inner for inner in item.values() if isinstance(inner, dict | list))
            elif isinstance(item, list):
                below.extend(inner for inner in item if isinstance(inner, dict | list))
        if not below:
            return False
        layer = below
    return True
