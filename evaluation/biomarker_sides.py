"""A trial's text → its biomarkers for inclusion and for exclusion, each in disjunctive normal form, as names."""

from __future__ import annotations

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_biomarker_terms import name_of
from oncoplan.trials.eligibility_blocks import items_of
from oncoplan.trials.eligibility_logic import normal_form, tree_of
from oncoplan.trials.eligibility_names import plain_sentence
from oncoplan.trials.eligibility_phrases import mentions_of

Sides = dict[str, list[list[str]]]


def sides_of(text: str, vocabulary: Vocabulary) -> Sides:
    """Both sides of one trial."""
    found: Sides = {"inclusion": [], "exclusion": []}
    for item in items_of(text):
        if not item.stated:
            continue
        mentions = mentions_of(plain_sentence(text[item.start : item.end]), vocabulary)
        tree = tree_of(mentions)
        if tree is None:
            continue
        found[item.side] += normal_form(tree, lambda m: name_of(m, vocabulary))
    return found
