"""The Flesch-Kincaid grade of a text (Kincaid 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.

Syllables are counted by groups of vowels with the usual English exceptions. The syllables of names (drugs, genes, tests,
cancers) are left out: they are the person's own words to learn, and the letter explains them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from oncoplan.model.plan import Plan

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


def syllables(word: str) -> int:
    """Groups of vowels, without a silent final e, es or ed; at least one."""
    word = word.lower().removesuffix("'s")
    count = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeiouy]e$", word) and not re.search(r"[^aeiouy]le$", word)
    if silent or re.search(r"[^aeioudt]ed$", word) or re.search(r"[^aeiouyscxzg]es$", word):
        count -= 1
    count += len(re.findall(r"[iu]a(?!r\b)|(?<![tsc])io|(?<!p)eo|^crea|scie|ei(?=ng)|yi", word)) if len(word) > 3 else 0
    return max(count, 1)


def sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown text; a list item is one or more of its own, a heading is none."""
    found = []
    for line in markdown.splitlines():
        if not line.startswith("#"):
            text = line.removeprefix("- ").replace("\\", "").strip()
            found.extend(part for part in re.split(r"(?<=[.?!])\s+", text) if part)
    return found


def grade(markdown: str, names: Iterable[str] = ()) -> float:
    """The US school grade at which the text reads; 0 for one without words. A name counts as one word of its sentence."""
    names = sorted({n for n in names if n.strip()}, key=len, reverse=True)
    found_names = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in names), re.IGNORECASE) if names else None
    plain: list[str] = []
    length = number = 0
    for sentence in sentences(markdown):
        text, hidden = found_names.subn(" ", sentence) if found_names else (sentence, 0)
        found = _WORD.findall(text)
        if found:
            plain.extend(found)
            length += len(found) + hidden
            number += 1
    if not plain:
        return 0.0
    return 0.39 * length / number + 11.8 * sum(map(syllables, plain)) / len(plain) - 15.59


def own_names(plan: Plan) -> set[str]:
    """The person's own words: drugs, genes, findings, tests and cancers of the plan."""
    names = {d for r in plan.recommendations for d in r.drugs}
    names |= {drug for t in plan.tests_due for opened in t.opens for drug in opened.split(" + ")}
    names |= {t.name for t in plan.tests_due}
    names |= {f.gene for f in plan.findings if f.gene} | {f.text for f in plan.findings}
    names |= {n for dx in plan.diagnoses for n in (dx.name, dx.stated) if n}
    return names
