"""The biomarkers of a sentence as one condition (the words themselves: `eligibility_phrases`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.trials.eligibility_biomarker_terms import condition_of
from oncoplan.trials.eligibility_found import Found, Sentence
from oncoplan.trials.eligibility_logic import Tree, ambiguous, tree_of
from oncoplan.trials.eligibility_mention import Mention
from oncoplan.trials.eligibility_phrases import mentions_of

_STATUS = Pattern(r"\s?(?:gene\s|mutation\s|mutational\s)?(?:status|testing|test)\b", re.I)
_EITHER = Pattern(
    r"\b(?:positive\s?(?:or|/|and|and/or)\s?negative|negative\s?(?:or|/|and|and/or)\s?positive|wild[- ]type or mutant|"
    r"mutant or wild[- ]type)\b",
    re.I,
)
_LITTLE = Pattern(r"[\s()\w:-]{0,30}?(?:<|\bless than\b|\bbelow\b|\bno more than\b|\b0\s?%|\bnegative\b|\babsent\b)", re.I)
_DEFINED = Pattern(r"(?<!\()\b(?:as )?(?:defined|definition)\b", re.I)


def genomic(sentence: Sentence) -> Iterator[Found]:
    """Each run of biomarkers that stand together; one that a criterion cannot ask leaves its run unread."""
    if _EITHER.search(sentence.text):
        return
    run: list[Mention] = []
    defined = _DEFINED.search(sentence.text)
    end = defined.start() if defined else len(sentence.text)
    for mention in mentions_of(sentence.text, sentence.vocabulary):
        if mention.start >= end:
            break
        if (
            run
            and _apart(sentence.text[run[-1].end : mention.start])
            and mention.listed != run[-1].listed
            and not mention.example
        ):
            yield from _read(sentence, run)
            run = []
        run.append(mention)
    yield from _read(sentence, run)


def _apart(between: str) -> bool:
    return len(between) > 60


def _read(sentence: Sentence, run: list[Mention]) -> Iterator[Found]:
    tree = tree_of(run)
    if tree is None or ambiguous(run) or _STATUS.match(sentence.text[run[-1].end :]):
        return
    if run[-1].what in ("expression", "positive") and _LITTLE.match(sentence.text[run[-1].end :]):
        return
    when = _condition(tree, sentence)
    if when is None:
        return
    left = tuple(dict.fromkeys(word for mention in run for word in mention.narrowed))
    yield Found(
        start=min(m.start for m in run),
        end=max(m.end for m in run),
        when=when,
        about="biomarker",
        left=left,
        known=any(m.known and not m.absent for m in run),
        absent=any(m.absent for m in run),
    )


def _condition(tree: Tree, sentence: Sentence) -> Condition | None:
    if tree[0] == "one":
        return condition_of(tree[1], sentence.vocabulary)
    parts = [_condition(part, sentence) for part in tree[1]]
    if any(part is None for part in parts):
        return None
    once: list[Condition] = [part for n, part in enumerate(parts) if part is not None and part not in parts[:n]]
    return once[0] if len(once) == 1 else {tree[0]: once}
