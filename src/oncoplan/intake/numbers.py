"""Numbers as people write them: `4,5`, `12%`, `1,234.5`, `<0.1`, `0.9 mg/dL`. Raises ValueError, saying why."""

from __future__ import annotations

import math

from oncoplan.model.pattern import Pattern

_PLAIN = Pattern(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
_COMMA = Pattern(r"[-+]?\d+,\d+")
_GROUPED = Pattern(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_DOTS = Pattern(r"[-+]?\d{1,3}(?:\.\d{3})+,\d+")
_WITH_UNIT = Pattern(r"([-+]?[\d.,]+(?:[eE][-+]?\d{1,3})?)\s*((?:10\^?\d+|[A-Za-zµμ%]|x\s?10).{0,30})")


def number(text: str) -> float:
    """The value of a number written with a point, a decimal comma or grouped thousands. A lone `1,234` is refused."""
    text = text.strip().replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "")
    if _PLAIN.fullmatch(text):
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(f'"{text}" is too large')
        return value
    grouped, comma = _GROUPED.fullmatch(text), _COMMA.fullmatch(text)
    if grouped and "." not in text and text.count(",") == 1 and not text.lstrip("+-").startswith("0"):
        both = f"{text.replace(',', '')} or {text.replace(',', '.')}"
        raise ValueError(f'"{text}" may be {both}: write it with a point or without a comma')
    if comma:
        return float(text.replace(",", "."))
    if grouped:
        return float(text.replace(",", ""))
    if _GROUPED_BY_DOTS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    raise ValueError(f'"{text[:60]}" is not a number')


def fraction(text: str) -> tuple[float, bool]:
    """A fraction of 1, and whether it was written as a percentage (`12%` is 0.12)."""
    text = text.strip()
    if text.endswith("%"):
        return number(text[:-1]) / 100, True
    return number(text), False


def with_unit(text: str) -> tuple[float, str] | None:
    """`0.9 mg/dL` as (0.9, "mg/dL"); None when the text is not a number followed by a unit."""
    found = _WITH_UNIT.fullmatch(text.strip())
    if not found:
        return None
    try:
        return number(found[1]), found[2].strip()
    except ValueError:
        return None
