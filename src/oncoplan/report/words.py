"""The fixed sentences and the glossary of the letter: data beside the code, one file per language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.json import decode


class Term(Struct, frozen=True):
    """A word of the glossary: the forms it takes in a text, and what it means."""

    term: str
    match: tuple[str, ...]
    means: str

    def occurs(self, text: str) -> bool:
        """Upper-case forms must be written so; others may begin a sentence."""
        return any(
            re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text, 0 if form.upper() == form else re.IGNORECASE)
            for form in self.match
        )


class Words(Struct, frozen=True):
    """Everything a letter says that is not in the plan."""

    months: tuple[str, ...]
    day: str
    headings: dict[str, str]
    says: dict[str, str]
    kinds: dict[str, str]
    effects: dict[str, str]
    matched: str
    germline: str
    never: tuple[str, ...]
    names: dict[str, str]
    glossary: tuple[Term, ...]

    def date(self, iso: str) -> str:
        """A day in the letter's own words; what is not a day stays as it is."""
        year, _, rest = iso.partition("-")
        month, _, day = rest.partition("-")
        if month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12:
            return self.day.format(month=self.months[int(month) - 1], day=int(day), year=year)
        return iso

    def fits(self, sentence: str) -> bool:
        """False for a sentence with a dose, a promise or a statistic: a letter does not carry it."""
        return not any(re.search(pattern, sentence, re.IGNORECASE) for pattern in self.never)


@cache
def words(lang: str) -> Words:
    """Raises ValueError where there is no letter in this language."""
    have = {p.stem.removeprefix("words_"): p for p in Path(__file__).parent.glob("words_*.json")}
    if lang not in have:
        raise ValueError(f"no letter in {lang!r}: there is {', '.join(sorted(have))}")
    return decode(have[lang].read_bytes(), type=Words)
