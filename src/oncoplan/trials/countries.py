"""The names that registries and people write for a country → ISO 3166-1 alpha-2 (`countries.tsv`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def country_code(name: str | None) -> str | None:
    """The two letters; a name that is not known stays as written."""
    if name is None or not name.strip():
        return None
    stated = " ".join(name.split())
    if len(stated) == 2 and stated.upper() in _names().values():
        return stated.upper()
    return _names().get(_key(stated), stated)


def country_name(code: str | None) -> str | None:
    """The short English name for two letters; what is no code stays as it is."""
    return None if code is None else _first().get(code, code)


def in_words(code: str | None) -> str:
    """The name within a sentence: the United States, Germany."""
    name = country_name(code) or "an unknown country"
    return f"the {name}" if name.startswith("United ") or name in ("Netherlands", "Philippines", "Bahamas") else name


def _key(name: str) -> str:
    return name.lower().replace(".", "").replace(",", "").removeprefix("the ").replace("’", "'")


@cache
def _names() -> dict[str, str]:
    return {_key(name): code for code, names in _rows() for name in names}


@cache
def _first() -> dict[str, str]:
    return {code: names[0] for code, names in _rows()}


def _rows() -> list[tuple[str, list[str]]]:
    lines = Path(__file__).with_name("countries.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(code, names.split("|")) for code, names in cells]
