"""CTML's match trees ↔ conditions in our criteria. A node that is not understood becomes a question: unknown, never met.

Within a node every key must hold; `!` in front of a value turns it round (of a genomic node: the whole node).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category import read_category
from oncoplan.variants.category_exact import canonical
from oncoplan.variants.errors import Unreadable

_NUMBER = Pattern(r"\s*(>=|<=|==|=|>|<)?\s*(\d{1,6}(?:\.\d{1,6})?)\s*")
_BOUND = {">=": "min", "<=": "max", ">": "above", "<": "below"}
_CHANGES = ("mutation", "copy number variation", "structural variation", "any variation")
_DETAILS = ("protein_change", "wildcard_protein_change", "variant_classification", "exon", "molecular_function")
_TMB = ("tumor_mutational_burden_per_megabase", "tmb_numerical")


class NotUnderstood(Exception):
    """A node, or a value in it, that has no counterpart in our criteria."""


@cache
def words() -> dict[str, dict[str, Any]]:
    """`ctml.yaml`."""
    from oncoplan.knowledge.source import read_yaml

    found: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_name("ctml.yaml"))
    return found


def condition_of(node: Any, vocabulary: Vocabulary) -> Condition:
    """The condition of one node. Raises NotUnderstood where nothing of it was understood."""
    if not isinstance(node, dict) or len(node) != 1:
        raise NotUnderstood
    ((key, inner),) = node.items()
    if key in ("and", "or"):
        parts = inner if isinstance(inner, list) else [inner]
        made = [_or_question(part, vocabulary) for part in parts]
        if not made or all(not understood for _, understood in made):
            raise NotUnderstood
        found = [one for one, _ in made]
        return found[0] if len(found) == 1 else {"all" if key == "and" else "any": found}
    if key == "not":
        parts = inner if isinstance(inner, list) else [inner]
        return {"not": condition_of({"and": parts} if len(parts) != 1 else parts[0], vocabulary)}
    if key == "clinical" and isinstance(inner, dict) and inner:
        if len(inner) == 1:
            return _clinical(*next(iter(inner.items())), vocabulary)
        return condition_of({"and": [{"clinical": {name: value}} for name, value in inner.items()]}, vocabulary)
    if key == "genomic" and isinstance(inner, dict) and inner:
        return _genomic(inner, vocabulary)
    raise NotUnderstood


def _or_question(node: Any, vocabulary: Vocabulary) -> tuple[Condition, bool]:
    try:
        return condition_of(node, vocabulary), True
    except NotUnderstood:
        return question(said(node)), False


def conjuncts(tree: Any) -> list[Any]:
    """The nodes that must all hold, each by itself: a `match` list, an `and` and the keys of a clinical node are taken apart."""
    if isinstance(tree, list):
        return [one for node in tree for one in conjuncts(node)]
    if isinstance(tree, dict) and len(tree) == 1:
        ((key, inner),) = tree.items()
        if key == "and" and isinstance(inner, list) and inner:
            return conjuncts(inner)
        if key == "clinical" and isinstance(inner, dict) and len(inner) > 1:
            return [{"clinical": {name: value}} for name, value in inner.items()]
    return [tree]


def question(text: str) -> Condition:
    """What stands for a part that was not understood beside parts that were."""
    key = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60]
    return {"ask": {"key": f"ctml_{key}", "question": f"Does this hold: {text}?"}}


def said(node: Any) -> str:
    """A node in words, for the person who reads the verdict."""
    if isinstance(node, list):
        return " and ".join(said(one) for one in node)
    if not isinstance(node, dict):
        return str(node)
    texts = []
    for key, inner in node.items():
        if key in ("and", "or"):
            parts = [said(one) for one in (inner if isinstance(inner, list) else [inner])]
            texts.append(f" {key} ".join(f"({part})" if " or " in part or " and " in part else part for part in parts))
        elif key == "not":
            texts.append(f"not ({said(inner)})")
        elif key == "genomic" and isinstance(inner, dict):
            texts.append(" ".join(str(value) for value in inner.values()))
        elif key == "clinical" and isinstance(inner, dict):
            texts.append(" and ".join(_clinical_said(name, value) for name, value in inner.items()))
        else:
            texts.append(f"{key}: {inner}")
    return " and ".join(texts) or str(node)


def _clinical_said(name: str, value: Any) -> str:
    label = {"oncotree_primary_diagnosis": "diagnosis", "age_numerical": "age"}.get(name, name.replace("_", " "))
    return f"{label} {' or '.join(map(str, value)) if isinstance(value, list) else value}"


def _any(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else {"any": parts}


def _clinical(name: str, value: Any, vocabulary: Vocabulary) -> Condition:
    """One key of a clinical node; a list of values: any of them."""
    if isinstance(value, list):
        made: list[Condition] = []
        read = 0
        for one in value:
            try:
                made.append(_clinical(name, one, vocabulary))
                read += 1
            except NotUnderstood:
                made.append(question(_clinical_said(name, one)))
        if not read:
            raise NotUnderstood
        return _any(made)
    text = str(value).strip()
    if text.startswith("!"):
        return {"not": _clinical(name, text[1:], vocabulary)}
    if name == "oncotree_primary_diagnosis":
        return _diagnosis(text, vocabulary)
    if name == "age_numerical":
        return {"age": _bounds(text)}
    if name in _TMB:
        return _tmb(text)
    known = words()["clinical"].get(name, {})
    found = known.get(text) or {str(key).lower(): one for key, one in known.items()}.get(text.lower())
    if found is None:
        raise NotUnderstood
    condition: Condition = found
    return condition


def _diagnosis(text: str, vocabulary: Vocabulary) -> Condition:
    stated: Condition | None = words()["diagnosis"].get(text)
    if stated is not None:
        return stated
    for form in (text, *text.split("/")):
        code = vocabulary.find_cancer(form).code
        if code is not None:
            return {"cancer": [code]}
    raise NotUnderstood


def _bounds(text: str) -> dict[str, float]:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise NotUnderstood
    number = float(found[2])
    number = int(number) if number == int(number) else number
    sign = found[1] or "=="
    return {_BOUND[sign]: number} if sign in _BOUND else {"min": number, "max": number}


def _tmb(text: str) -> Condition:
    limits = _bounds(text)
    if "above" in limits:
        number = limits["above"]
        return {"all": [{"signature": {"what": "TMB", "min": number}}, {"not": {"signature": {"what": "TMB", "max": number}}}]}
    if "below" in limits:
        return {"not": {"signature": {"what": "TMB", "min": limits["below"]}}}
    return {"signature": {"what": "TMB", **limits}}


def _genomic(node: dict[str, Any], vocabulary: Vocabulary) -> Condition:
    values = {key: str(value).strip() for key, value in node.items() if value is not None}
    against = any(value.startswith("!") for value in values.values())
    values = {key: value.removeprefix("!") for key, value in values.items()}
    condition = _positive(values, vocabulary)
    return {"not": condition} if against else condition


def _positive(values: dict[str, str], vocabulary: Vocabulary) -> Condition:
    signatures = words()["genomic"]
    if not values.get("hugo_symbol"):
        for name in (*signatures, *_TMB):
            if name in values:
                return _clinical(name, values[name], vocabulary)
        raise NotUnderstood
    genes = _genes(values["hugo_symbol"], vocabulary)
    known = {"hugo_symbol", "variant_category", "cnv_call", "fusion_partner_hugo_symbol", "wildtype", "display_name", *_DETAILS}
    if not genes or set(values) - known:
        raise NotUnderstood
    if values.get("wildtype", "").lower() in ("true", "yes", "y"):
        return {"wild_type": {"gene": genes}}
    category = values.get("variant_category", "any variation").lower()
    if category not in _CHANGES or ("wildtype" in values and values["wildtype"].lower() not in ("false", "no", "n")):
        raise NotUnderstood
    detailed = any(name in values for name in _DETAILS)
    if "cnv_call" in values or category == "copy number variation":
        call = values.get("cnv_call")
        one = words()["cnv_call"].get(call) if call is not None else ""
        if one is None or detailed:
            raise NotUnderstood
        return _alteration(genes, [one] if one else ["amplification", "gain", "homozygous deletion", "deletion"])
    if "fusion_partner_hugo_symbol" in values or category == "structural variation":
        partner = values.get("fusion_partner_hugo_symbol")
        partner = vocabulary.find_gene(partner) if partner and partner.lower() != "any_gene" else partner
        if (partner is None and "fusion_partner_hugo_symbol" in values) or detailed:
            raise NotUnderstood
        return _alteration(genes, [f"fusion with {partner}"] if partner and partner.lower() != "any_gene" else ["rearrangement"])
    if detailed:
        return _alteration(genes, _changes(values, genes, vocabulary))
    return _alteration(genes, ["mutation"] if category == "mutation" else [])


def _genes(text: str, vocabulary: Vocabulary) -> list[str]:
    """The gene, or those of a group that is named like one (NTRK)."""
    gene = vocabulary.find_gene(text)
    if gene is not None:
        return [gene]
    group = vocabulary.terms("gene_groups").get(text.lower(), {})
    return list(group.get("genes", ()))


def _alteration(genes: list[str], any_of: list[str]) -> Condition:
    for text in any_of:
        try:
            read_category(text)
        except Unreadable:
            raise NotUnderstood from None
    return {"alteration": {"gene": genes, "any_of": any_of} if any_of else {"gene": genes}}


def _changes(values: dict[str, str], genes: list[str], vocabulary: Vocabulary) -> list[str]:
    """The categories of change that the details of a node say; a residue that a gene does not have is refused."""
    function = values.get("molecular_function")
    if function is not None:
        word = words()["molecular_function"].get(function)
        if word is None or len([name for name in _DETAILS if name in values]) > 1:
            raise NotUnderstood
        return [word]
    change = values.get("protein_change") or values.get("wildcard_protein_change")
    if change:
        bare = change.removeprefix("p.")
        for name in (*genes, values["hugo_symbol"]):
            bare = bare.removeprefix(f"{name}-").removeprefix(f"{name} ")
        for gene in genes:
            _fits(bare, gene, vocabulary)
        return [bare]
    stated = values.get("variant_classification")
    kind = words()["classification"].get(stated) if stated is not None else "mutation"
    if kind is None:
        raise NotUnderstood
    exon = values.get("exon")
    if exon is None:
        return [kind]
    if not exon.isdigit():
        raise NotUnderstood
    return [f"exon {exon} {kind}", *([f"exon {exon} skipping"] if kind == "splice site" else [])]


def _fits(text: str, gene: str, vocabulary: Vocabulary) -> None:
    """Refuse a change whose reference residue is not the gene's."""
    try:
        category = read_category(text)
    except Unreadable:
        raise NotUnderstood from None
    model = vocabulary.gene_model(gene)
    residue, at = category.residue, category.codons[0][0] if category.codons else 0
    if category.change is not None:
        change = canonical(category.change, gene, vocabulary)
        residue, at = change.ref, change.start
    if model is not None and residue and (model.residue(at) or residue) != residue:
        raise NotUnderstood
