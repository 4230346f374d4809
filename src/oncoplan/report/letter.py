"""A letter for the patient, in Markdown: what the plan holds, in plain words; the fixed ones are in words_LANG.json.

Never a promise, a dose, a statistic or a ranking: a sentence of the plan that has one is left out, and the letter says
to ask the team instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from oncoplan.model.plan import Plan
from oncoplan.report.lines import clean
from oncoplan.report.plain_care import about_risk, careful, heredity, options, prevention, screening, urgent
from oncoplan.report.plain_course import monitoring
from oncoplan.report.plain_results import found, tested, unknown
from oncoplan.report.words import Words, words

_MARKS = re.compile(r"([\\`*\[\]<>#|~]|(?<!\w)_|_(?!\w))")


def letter(plan: Plan, lang: str = "en") -> str:
    """The letter, ending with a newline, of the curated knowledge alone: published evidence in a pack is for clinicians.

    Raises ValueError for a language that has no words yet.
    """
    say = words(lang)
    plan = replace(plan, recommendations=tuple(r for r in plan.recommendations if r.pack == "base"))
    sections = {
        "is": [say.says["is"].format(day=say.date(plan.as_of))],
        "tested": tested(plan, say),
        "found": found(plan, say),
        "monitoring": monitoring(plan, say),
        "heredity": heredity(plan, say),
        "screening": screening(plan, say),
        "prevention": prevention(plan, say),
        "options": options(plan, say),
        "careful": careful(plan, say),
        "unknown": unknown(plan, say),
        "questions": _questions(plan, say),
        "to_answer": (f"- {q}" for q in plan.to_answer if say.fits(q)),
    }
    first = list(urgent(plan, say))
    body = [*first, *(line for name, lines in sections.items() for line in _section(say.headings[name], lines))]
    plain = "\n".join(body)
    body.extend(_section(say.headings["words"], _glossary(plan, plain, say)))
    body.extend(_section(say.headings["is_not"], [say.says["is_not"]]))
    lines = [f"# {say.headings['title_no_cancer' if about_risk(plan) else 'title']}", "", *(_safe(line) for line in body)]
    return "\n".join(lines).rstrip() + "\n"


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and its lines, with an empty line between a paragraph and what follows it; nothing without lines."""
    lines = list(lines)
    if not lines:
        return
    yield f"## {heading}"
    yield ""
    before = ""
    for line in lines:
        if before.startswith("- ") and not line.startswith("- "):
            yield ""
        yield line
        if not line.startswith("- "):
            yield ""
        before = line
    if before.startswith("- "):
        yield ""


def _safe(line: str) -> str:
    """A line whose own text cannot turn into Markdown or HTML; only the heading and list marks at its start count."""
    found = re.match(r"(## |- )?(.*)", clean(line), re.DOTALL)
    assert found is not None
    return (found[1] or "") + _MARKS.sub(r"\\\1", found[2])


def _questions(plan: Plan, say: Words) -> Iterator[str]:
    yield say.says["questions_intro"]
    yield from (f"- {q}" for q in dict.fromkeys(plan.questions) if say.fits(q) and q not in plan.to_answer)
    if any(one.as_read in ("met", "unknown") for one in plan.trials):
        yield from (f"- {say.says[name]}" for name in ("trial_question_do", "trial_question_travel", "trial_question_else"))
    yield f"- {say.says['own_question']}"


def _glossary(plan: Plan, text: str, say: Words) -> Iterator[str]:
    """Only words that occur in the letter; names of genes and drugs are told apart first."""
    drugs = {d for r in plan.recommendations for d in r.drugs} | {
        d for t in plan.tests_due for o in t.opens for d in re.split(r" \+ |, then ", o)
    }
    genes = {f.gene for f in plan.findings if f.gene}
    for one, several, names in (("gene", "genes", genes), ("drug", "drugs", drugs)):
        here = sorted(n for n in names if n and re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text, re.IGNORECASE))
        if here:
            yield "- " + say.names[one if len(here) == 1 else several].format(names=", ".join(here))
    yield from (f"- {term.term}: {term.means}" for term in say.glossary if term.occurs(text))
