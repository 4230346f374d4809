"""A trial's text → its biomarkers for inclusion and for exclusion, each in disjunctive normal form, as names.

What the set counts as a biomarker, and how criteria combine, is decided here; what the words say is read by the product's reader:

- An inclusion that asks for absence is an exclusion, and the other way round; a sentence that says who is excluded is one, too.
- A gene's general change is left out where an exact one of it stands in the same criterion; a gene that is merely *positive*
  where the text names its change elsewhere; *triple negative* as a name of a cancer; proteins of viruses; counted cells.
- Alternatives are added up; criteria on different genes or markers, each required by itself, hold together.
- A text whose criteria name no biomarker takes those of the population in its summary.
"""

from __future__ import annotations

import re
from itertools import product

from msgspec import Struct

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_biomarker_terms import categories_of, name_of
from oncoplan.trials.eligibility_biomarkers import parts_of
from oncoplan.trials.eligibility_blocks import Item, items_of
from oncoplan.trials.eligibility_clause import sentences_of
from oncoplan.trials.eligibility_logic import normal_form, tree_of
from oncoplan.trials.eligibility_mention import Mention
from oncoplan.trials.eligibility_names import plain_sentence
from oncoplan.trials.eligibility_phrases import RESULTS, mentions_of

Sides = dict[str, list[list[str]]]
Terms = list[list[Mention]]

_EXCLUDED = re.compile(
    r"\b(?:(?:are|is|will be|be) (?:not eligible|excluded|ineligible)|not (?:be )?(?:eligible|allowed|permitted|"
    r"included))\b",
    re.I,
)
_PERMITTED = re.compile(
    r"\b(?:except|exception|exceptions|unless|allowed|permitted|eligible|may be (?:included|enrolled))\b", re.I
)
_POPULATION = re.compile(
    r"\b(?:patients?|participants?|subjects?|people|individuals|adults?|tumou?rs?|cancers?|harbou?r\w*)\b", re.I
)
_OPTION = re.compile(r"\b(?:one of|any of|at least one|either|cohort|arm|part|phase|group|eligible)\b|:$", re.I)
_FUNCTIONAL = ("EBV", "HHV-8", "MCPyV", "HIV", "Oncotype DX", "ctDNA", "MRD", "SSTR", "CD34", "CD4")
_OTHER = {"inclusion": "exclusion", "exclusion": "inclusion"}
_CLOSE = 60  # characters between a biomarker and the words that exclude it
_ANY = ("alteration", "aberration", "abnormality", "defect")
_SEVERAL = 3  # a text that names more genes than these names the members of its families
_MOST = 60  # alternatives of criteria that hold together


class Criterion(Struct):
    """The terms of one criterion, and whether it stands among alternatives."""

    terms: Terms
    option: bool


def sides_of(text: str, vocabulary: Vocabulary) -> Sides:
    """Both sides of one trial."""
    items = items_of(text)
    if items and not any(item.stated for item in items):
        for item in items:
            item.stated = True
    found: dict[str, list[Criterion]] = {"inclusion": [], "exclusion": []}
    everything = [m for sentence in sentences_of(plain_sentence(text)) for m in mentions_of(sentence, vocabulary)]
    for number, item in enumerate(items):
        if item.stated:
            _read(text, items, number, vocabulary, found, everything)
    if not found["inclusion"] and not found["exclusion"]:
        intro = text[: next((item.start for item in items if item.stated), len(text))]
        for sentence in sentences_of(plain_sentence(intro)):
            if _POPULATION.search(sentence):
                _add(sentence, list(mentions_of(sentence, vocabulary)), "inclusion", vocabulary, found, everything, option=True)
    return {side: _named(_combined(criteria), vocabulary) for side, criteria in found.items()}


def _read(
    text: str,
    items: list[Item],
    number: int,
    vocabulary: Vocabulary,
    found: dict[str, list[Criterion]],
    everything: list[Mention],
) -> None:
    item = items[number]
    body = plain_sentence(text[item.start : item.end])
    above = _above(text, items, number)
    option = item.depth > 0 or bool(_OPTION.search(above)) or bool(_OPTION.search(body))
    mentions = mentions_of(body, vocabulary)
    _add(body, list(mentions), item.side, vocabulary, found, everything, option)
    if not mentions and above.endswith(":"):
        change = _announced(above, vocabulary)
        parts = [p for p in parts_of(body, vocabulary)[1] if p.kind != "F"]
        if change and parts and parts[0].kind == "G":
            named = f"{change} in {body}"
            _add(named, list(mentions_of(named, vocabulary)), item.side, vocabulary, found, everything, option=True)


def _above(text: str, items: list[Item], number: int) -> str:
    """The line that announces an item: its parent, or the last line before it that ends with a colon."""
    for place in range(number - 1, max(-1, number - 20), -1):
        body = plain_sentence(text[items[place].start : items[place].end])
        if items[place].side == items[number].side and body.endswith(":"):
            return body
    return f"{items[number].heading}:" if items[number].heading else ""


def _announced(above: str, vocabulary: Vocabulary) -> str:
    """The change that a heading line speaks of: `Excluded genotypes (including co-occurring mutations):`."""
    words = [str(p.value) for p in parts_of(above, vocabulary)[1] if p.kind == "W" and str(p.value) not in RESULTS]
    return words[-1] if words else ""


def _add(
    body: str, mentions: list[Mention], side: str, vocabulary: Vocabulary, found: dict[str, list[Criterion]],
    everything: list[Mention], option: bool,
) -> None:  # fmt: skip
    at = 0
    placed: dict[str, list[list[Mention]]] = {"inclusion": [], "exclusion": []}
    for sentence in sentences_of(body):
        start = max(body.find(sentence, at), 0)
        at = start + len(sentence)
        inside = [m for m in mentions if start <= m.start < at]
        permitted = _PERMITTED.search(sentence)
        if side == "exclusion" and permitted:
            inside = [m for m in inside if m.start < start + permitted.start()]
        barred = [e.start() + start for e in _EXCLUDED.finditer(sentence)] if side == "inclusion" else []
        parts: dict[str, list[Mention]] = {"inclusion": [], "exclusion": []}
        for m in inside:
            here = "exclusion" if any(0 <= bar - m.end < _CLOSE for bar in barred) else side
            parts[here if not m.absent else _OTHER[here]].append(m)
        for where, part in parts.items():
            placed[where].append(part)
    for where, sentences in placed.items():
        together = [m for part in sentences for m in part]
        kept = _kept(together, everything, vocabulary)
        for part in sentences:
            left = [m for m in part if any(m is k for k in kept)]
            tree = tree_of(left)
            if tree is not None:
                terms = [[m] for m in left] if left[0].absent else normal_form(tree, lambda m: m)
                found[where].append(Criterion(terms, option or where == "exclusion"))


def _kept(mentions: list[Mention], everything: list[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """Without what the set does not count."""
    kept = []
    for m in mentions:
        exact = [o.what for o in mentions if o.genes == m.genes and m.genes and o.what != m.what and re.search(r"\d", o.what)]
        if (
            m.what not in RESULTS
            and not m.function
            and exact
            and (not re.search(r"\d", m.what) or any(e.startswith(m.what) for e in exact))
        ):
            continue
        if m.what == "positive" and not m.marker and any(o.genes == m.genes and o.what != "positive" for o in everything):
            continue
        if m.what == "positive" and any(
            o is not m and o.marker == m.marker and m.marker and o.what == "expression" for o in mentions
        ):
            continue
        if m.what.startswith("triple_negative") or {m.marker, *m.genes} & set(_FUNCTIONAL):
            continue
        if m.marker == "family" and len({o.genes for o in everything if o.genes}) > _SEVERAL:
            continue
        if m.what in _ANY and any(o.genes == m.genes and o.listed != m.listed and o.what not in _ANY for o in mentions):
            continue
        if re.fullmatch(r"[A-Z]\d{2,4}[A-Z*]?", m.what) and categories_of(m, vocabulary) is None:
            continue
        kept.append(m)
    return kept


def _combined(criteria: list[Criterion]) -> Terms:
    """Criteria that are each required hold together where they speak of different genes; all else is added up."""
    required = [c for c in criteria if not c.option]
    options = [c for c in criteria if c.option]
    groups: list[Criterion] = []
    for one in required:
        same = next((g for g in groups if _subjects(g.terms) & _subjects(one.terms)), None)
        if same is None:
            groups.append(Criterion(list(one.terms), False))
        else:
            same.terms += one.terms
    together = any(_is_background(m) for g in groups for term in g.terms for m in term)
    size = 1
    for group in groups:
        size *= len(group.terms)
    joined: Terms = []
    if together and len(groups) > 1 and size <= _MOST:
        joined = [[m for term in picked for m in term] for picked in product(*(g.terms for g in groups))]
    else:
        joined = [term for group in groups for term in group.terms]
    return joined + [term for one in options for term in one.terms]


def _is_background(mention: Mention) -> bool:
    """A result that describes the tumour beside the target: receptor status, wild type, stable microsatellites."""
    return mention.marker in ("ER", "PR", "HR", "HER2") or mention.what in ("wild type", "negative", "stable", "proficient")


def _subjects(terms: Terms) -> set[str]:
    return {name for term in terms for m in term for name in (*m.genes, *((m.marker,) if m.marker else ()))}


def _named(terms: Terms, vocabulary: Vocabulary) -> list[list[str]]:
    done: list[list[str]] = []
    for term in terms:
        names = list(dict.fromkeys(name_of(m, vocabulary) for m in term))
        if names not in done:
            done.append(names)
    return done
