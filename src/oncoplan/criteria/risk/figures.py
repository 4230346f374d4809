"""What the vocabulary says of the risk models, and figures that others worked out and the record has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from oncoplan.model.dates import known_date
from oncoplan.model.facts import Facts
from oncoplan.model.pattern import Pattern
from oncoplan.model.risk import Estimate, Used
from oncoplan.model.vocabulary import Vocabulary, plain_words

LIFETIME = "lifetime"
_YEARS = Pattern(r"(?:^|\D)(\d{1,2})[ -]?y(?:ea)?rs?\b")
_NUMBER = Pattern(r"^\s*([0-9]+(?:\.[0-9]+)?)\s*(%|per ?cent|percent)?\s*$")
_WORD = Pattern(r"[a-z0-9]+")
_PER_CENT = ("%", "percent", "per cent")


def model_named(words: Vocabulary, model: str) -> dict[str, Any] | None:
    """The entry of a risk model; None for a name that the vocabulary does not have."""
    return words.terms("risk_figures").get(model)


def given(facts: Facts, model: str, within: str) -> Estimate | None:
    """The newest figure of this model and horizon in the record's results or scores; one without a date counts as oldest."""
    entry = model_named(facts.vocabulary, model)
    found = [] if entry is None else list(_figures(facts, model, within, entry))
    return max(found, key=lambda one: one.on or "", default=None)


def _figures(facts: Facts, model: str, within: str, entry: dict[str, Any]) -> Iterator[Estimate]:
    rows = [
        (r.what, r.value, r.unit, r.on, r.assay, f"results/{i}") for i, r in enumerate(facts.record.results or ()) if r.what
    ] + [(key, value, None, None, None, f"scores/{key}") for key, value in (facts.record.scores or {}).items()]
    for what, value, unit, on, version, pointer in rows:
        if _within(what, entry) != within:
            continue
        days = known_date(on)
        if days is not None and days.first > facts.as_of:
            continue
        share = fraction(value, unit)
        yield Estimate(
            model=model, within=within, value=share, low=share, high=share, source=entry["source"], given=True,
            used=(Used(what, f"{value} {unit or ''}".strip(), (pointer,)),), version=version, on=on,
            refused=() if share is not None else (f"{what} is recorded as {value!r}: whether per cent is meant is not said",),
        )  # fmt: skip


def _within(what: str, entry: dict[str, Any]) -> str | None:
    """The horizon that the name of a result speaks of; None where it is not of this model."""
    words = plain_words(what)
    if not _has(words, entry["words"]) or _has(words, entry.get("unlike", ())):
        return None
    if "lifetime" in words or "remaining" in words or "to age" in words:
        return LIFETIME
    years = _YEARS.search(words)
    if years:
        return f"{int(years.group(1))}y"
    only = entry["within"]
    return only[0] if len(only) == 1 else None


def _has(text: str, names: Iterable[str]) -> bool:
    """Whether the text has one of the names as whole words."""
    said = f" {' '.join(_WORD.findall(text))} "
    return any(f" {' '.join(_WORD.findall(name))} " in said for name in names)


def fraction(value: float | str | None, unit: str | None) -> float | None:
    """A figure as a probability. Above 1 it can only be per cent; up to 1 the unit must say so."""
    read = _NUMBER.match(str(value)) if value is not None else None
    if read is None:
        return None
    number = float(read.group(1))
    if read.group(2) or (unit and plain_words(unit) in _PER_CENT) or number > 1:
        return number / 100 if number <= 100 else None
    return number if unit and plain_words(unit) in ("probability", "fraction", "1") else None
