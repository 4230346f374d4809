"""One biomarker of an eligibility text → a condition in the rule language, and its plain name.

Words of change are read by the grammar of categories, results of markers by the vocabulary. What they cannot say is None: a
residue that the protein does not have, a kind of fusion or of expression that no criterion asks for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_mention import Mention
from oncoplan.variants.category_read import Category, read_category
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words_chromosome import read_chromosome

_TRANSCRIPT = Pattern(r"[eb]\d{1,2}a\d")
_FUNCTIONED = ("mutation", "mutant", "mutated", "variant", "alteration", "aberration", "defect", "abnormality")


@lru_cache(maxsize=8)
def _terms(vocabulary: Vocabulary) -> dict[str, Any]:
    return vocabulary.terms("trials_results")


@lru_cache(maxsize=8)
def _proteins(vocabulary: Vocabulary) -> dict[str, str]:
    """Gene → the marker of its protein."""
    found: dict[str, str] = {}
    for name, entry in vocabulary.terms("markers").items():
        if isinstance(entry, dict) and entry.get("gene") and " " not in name:
            found.setdefault(entry["gene"], name)
    return found


def condition_of(mention: Mention, vocabulary: Vocabulary) -> Condition | None:
    """What the person must have for the biomarker to be there (or, where it is asked to be absent, not to have)."""
    found = _present(mention, vocabulary)
    if found is None:
        return None
    if not mention.absent:
        return found
    return {"not": {"known": found}} if mention.known else {"not": found}


def _present(mention: Mention, vocabulary: Vocabulary) -> Condition | None:
    if mention.marker == "family":
        return None
    if mention.bounds:
        return _bounded(mention)
    if mention.what == "region":
        return _region(mention.label, vocabulary)
    if mention.marker and mention.marker.startswith("HLA-"):
        return {"phenotype": {"gene": mention.marker, "allele": [f"*{mention.what}"]}} if ":" in mention.what else None
    result = _terms(vocabulary)["statuses"].get(mention.what)
    own: dict[str, Any] = _terms(vocabulary)["named"]
    if mention.what in own and not mention.genes:
        found: Condition = own[mention.what]
        return found
    if mention.marker in _terms(vocabulary)["signatures"]:
        return {"signature": {"what": mention.marker, "is": [mention.what]}}
    if result is not None:
        return _result(mention, str(result), vocabulary)
    if mention.what in ("loss", "complete loss", "deficiency"):
        return _loss(mention, vocabulary)
    if not mention.genes:
        said = mention.what in _terms(vocabulary)["plain_statuses"] and mention.marker in vocabulary.terms("markers")
        return {"marker": {"what": mention.marker, "is": [mention.what]}} if said else None
    return _change(mention, vocabulary)


def _result(mention: Mention, status: str, vocabulary: Vocabulary) -> Condition | None:
    """A result of a protein, or of a gene where the vocabulary says what its result is (ALK positive)."""
    known: dict[str, Any] = _terms(vocabulary)["results"]
    if status == "wild type":
        if not mention.genes:
            return None
        return {"wild_type": {"gene": list(mention.genes)}}
    name = mention.marker or (_proteins(vocabulary).get(mention.genes[0]) if len(mention.genes) == 1 else None)
    own = known.get(name or "", known.get("/".join(mention.genes), {}))
    if status in own:
        found: Condition | None = own[status]
        return found
    if name is None or own.get("only"):
        return None
    return {"marker": {"what": name, "is": [status]}} if status in ("positive", "negative") else None


def _loss(mention: Mention, vocabulary: Vocabulary) -> Condition | None:
    """`loss of MLH1`: the protein's, and of the gene where there is no such marker."""
    name = mention.marker or (_proteins(vocabulary).get(mention.genes[0]) if len(mention.genes) == 1 else None)
    data = vocabulary.terms("markers").get(name or "", {})
    protein: Condition | None = {"marker": {"what": name, "is": ["lost"]}} if name and data else None
    gene: Condition | None = (
        {"alteration": {"gene": list(mention.genes), "any_of": ["loss"]}} if mention.genes and mention.what == "loss" else None
    )
    if protein and "lost" in data.get("only", ()):
        return protein
    return {"any": [gene, protein]} if gene and protein else protein or gene


def _bounded(mention: Mention) -> Condition | None:
    asked: dict[str, Any] = {"what": mention.marker}
    for sign, value, _, score in mention.bounds:
        if score:
            asked["score"] = score
        asked[{">=": "min", ">": "above", "<=": "max", "<": "below"}[sign]] = value
    if mention.marker == "TMB":
        if "above" in asked or "below" in asked:
            return None
        return {"signature": asked}
    return {"marker": asked}


def _region(text: str, vocabulary: Vocabulary) -> Condition | None:
    words = re.sub(r"\s", "", text.lower()) if text.lower().startswith(("t", "inv", "del")) else text.lower()
    words = re.sub(r"^(\d+[pq])\s?/?\s?(\d+[pq])", r"\1/\2", words.replace(":", ";").replace(",", ";"))
    try:
        found = read_chromosome(words, vocabulary)
    except Unreadable:
        return None
    if not found:
        return None
    one = found[0]
    if one.region is None:
        return None
    kind = {"deletion": "deletion", "gain": "gain", "amplification": "amplification"}.get(one.kind)
    asked: dict[str, Any] = {"region": one.region}
    if kind:
        asked["any_of"] = [kind]
    return {"alteration": asked}


def _change(mention: Mention, vocabulary: Vocabulary) -> Condition | None:
    texts = categories_of(mention, vocabulary)
    if texts is None:
        return None
    genes = list(mention.genes)
    if set(genes) == {"BCR", "ABL1"}:
        return {"is": "bcr_abl1"} if mention.what in ("fusion", "rearrangement", "translocation", "positive") else None
    if mention.origin == "germline" and texts == ["pathogenic"]:
        return {"germline": {"gene": genes}}
    asked: dict[str, Any] = {"gene": genes, "any_of": texts}
    if mention.origin:
        asked["origin"] = mention.origin
    return {"alteration": asked}


def categories_of(mention: Mention, vocabulary: Vocabulary) -> list[str] | None:
    """The change in the words of categories; None where they have no such words, or the protein no such residue."""
    written = mention.what
    if _TRANSCRIPT.fullmatch(written):
        return None
    what = str(_terms(vocabulary)["changes"].get(written, written))
    if mention.function and what in _FUNCTIONED:
        what = {"alteration": f"{mention.function} alteration"}.get(what, f"{mention.function} mutation")
        if mention.function == "loss of function":
            what = "loss of function"
    several = re.fullmatch(r"([A-Z]\d+)([A-Z](?:/[A-Z])+)", what)
    texts = [f"{several[1]}{new}" for new in several[2].split("/")] if several else [what]
    for text in texts:
        try:
            category = read_category(text)
        except Unreadable:
            return None
        if not all(fits(category, gene, vocabulary) for gene in mention.genes):
            return _renumbered(texts, mention.genes, vocabulary)
    return texts


def _renumbered(texts: list[str], genes: tuple[str, ...], vocabulary: Vocabulary) -> list[str] | None:
    """Changes in a gene's other numbering (`H3 K27M`), in the numbering of the protein; None where that does not fit either."""
    model = vocabulary.gene_model(genes[0]) if genes else None
    for trap in model.numbering if model else ():
        if abs(trap.offset) != 1:
            continue  # only with or without the first methionine: other shifts fit by chance
        moved = [_moved(text, trap.offset) for text in texts]
        if moved != texts and all(fits(read_category(text), gene, vocabulary) for text in moved for gene in genes):
            return moved
    return None


def _moved(text: str, offset: int) -> str:
    """`K27M` by one: `K28M`."""
    return re.sub(r"(?<=^[A-Z])\d+", lambda m: str(int(m[0]) + offset), text)


def fits(category: Category, gene: str, vocabulary: Vocabulary) -> bool:
    """Whether the protein has the residue that the change writes; True where the tables do not say."""
    model = vocabulary.gene_model(gene)
    if model is None:
        return True
    if category.residue and category.codons:
        have = model.residue(category.codons[0][0])
        return have is None or have == category.residue
    change = category.change
    if change is None:
        return True
    for letter, number in ((change.ref, change.start), (change.ref_end, change.end)):
        have = model.residue(number) if number else None
        if letter and len(letter) == 1 and have is not None and have != letter:
            return False
    return True


_SHOWN = ("activating", "deleterious", "inactivating", "pathogenic", "loss of function", "gain of function")


def plain_change(mention: Mention, vocabulary: Vocabulary) -> str:
    """What is said of the gene or marker, in plain words."""
    what = str(_terms(vocabulary)["plain"].get(mention.what, mention.what))
    if mention.bounds:
        what = "expression"
    return f"{mention.function} {what}" if mention.function in _SHOWN and what in _FUNCTIONED else what


def name_of(mention: Mention, vocabulary: Vocabulary) -> str:
    """The biomarker in a few plain words: `EGFR exon 19 deletion`, `HER2 positive`, `BRCA1 mutation (germline)`."""
    terms = _terms(vocabulary)
    if mention.what == "region":
        return mention.label
    if mention.marker and mention.marker.startswith("HLA-"):
        return f"{mention.marker}*{mention.what}"
    if mention.what in terms["named"] and not mention.genes:
        return str(terms["names"].get(mention.what, mention.what))
    label = (
        mention.label
        if mention.marker == "family"
        else mention.marker or (mention.genes[0] if len(mention.genes) == 1 else mention.label)
    )
    origin = f" ({mention.origin})" if mention.origin else ""
    return f"{label} {plain_change(mention, vocabulary)}{origin}".strip()
