"""Conditions in our criteria → nodes of a CTML match tree. What CTML cannot say exactly is refused, never approximated."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from oncoplan.model.trial import Condition
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.ctml_match import NotUnderstood, condition_of, words
from oncoplan.variants.category import read_category
from oncoplan.variants.errors import Unreadable

Node = dict[str, Any]
_SIGNS = {"min": ">=", "max": "<", "above": ">", "below": "<"}
_COPIES = {"amplification": "High Amplification", "gain": "Low Amplification", "homozygous deletion": "Homozygous Deletion",
           "deletion": "Heterozygous Deletion"}  # fmt: skip
_KINDS = {"missense": "Missense_Mutation", "nonsense": "Nonsense_Mutation", "frameshift": "Frameshift", "splice": "Splice_Site",
          "deletion": "In_Frame_Del", "insertion": "In_Frame_Ins"}  # fmt: skip
_WHOLE = {"mutation": "Mutation", "rearrangement": "Structural Variation", "any alteration": "Any Variation"}


class NotSaid(Exception):
    """CTML has no words for a condition."""


def node_of(condition: Condition, vocabulary: Vocabulary) -> Node:
    """The node that says what the condition says. Raises NotSaid."""
    if len(condition) != 1:
        raise NotSaid
    stated = _stated().get(_key(condition))
    if stated is not None:
        return stated
    ((name, value),) = condition.items()
    if name in ("all", "any"):
        return _joined("and" if name == "all" else "or", [node_of(part, vocabulary) for part in value])
    if name == "not":
        return _turned(node_of(value, vocabulary))
    if name == "cancer":
        return _cancer(value, vocabulary)
    if name == "age" and isinstance(value, dict):
        return _joined("and", [{"clinical": {"age_numerical": _limit(key, number)}} for key, number in value.items()])
    if name == "signature" and isinstance(value, dict) and set(value) == {"what", "min"} and value["what"] == "TMB":
        return {"clinical": {"tumor_mutational_burden_per_megabase": f">={value['min']:g}"}}
    if name == "alteration" and isinstance(value, dict):
        return _alteration(value, vocabulary)
    if name == "wild_type" and isinstance(value, dict) and set(value) == {"gene"}:
        return _joined("and", [{"genomic": {"hugo_symbol": gene, "wildtype": True}} for gene in _list(value["gene"])])
    raise NotSaid


@cache
def _stated() -> dict[bytes, Node]:
    """The conditions that `ctml.yaml` gives a value for, turned round; the first of several values that mean the same."""
    found: dict[bytes, Node] = {}
    for key, values in words()["clinical"].items():
        for value, condition in values.items():
            found.setdefault(_key(condition), {"clinical": {key: value}})
            ((name, inner),) = condition.items()
            if name in ("sex", "marker", "signature"):  # as a rule may write them: one value for a list of one
                for other in _spellings(inner):
                    found.setdefault(_key({name: other}), {"clinical": {key: value}})
    for value, condition in words()["diagnosis"].items():
        found.setdefault(_key(condition), {"clinical": {"oncotree_primary_diagnosis": value}})
    return found


def _spellings(inner: Any) -> list[Any]:
    if isinstance(inner, str):
        return [{"is": inner}]
    return [{**inner, "is": inner["is"][0]}] if isinstance(inner, dict) and len(inner.get("is", ())) == 1 else []


def _key(condition: Any) -> bytes:
    return msgspec.json.encode(condition, order="sorted")


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _joined(how: str, nodes: list[Node]) -> Node:
    if not nodes:
        raise NotSaid
    return nodes[0] if len(nodes) == 1 else {how: nodes}


def _turned(node: Node) -> Node:
    """The node turned round: `!` in front of a leaf's value; a list by De Morgan."""
    ((key, inner),) = node.items()
    if key in ("and", "or"):
        return {"or" if key == "and" else "and": [_turned(one) for one in inner]}
    if key == "clinical" and len(inner) == 1:
        ((name, value),) = inner.items()
        if isinstance(value, str):
            return {"clinical": {name: value[1:] if value.startswith("!") else f"!{value}"}}
    if key == "genomic" and "variant_category" in inner:
        stated = inner["variant_category"]
        return {"genomic": {**inner, "variant_category": stated[1:] if stated.startswith("!") else f"!{stated}"}}
    raise NotSaid


def _cancer(value: Any, vocabulary: Vocabulary) -> Node:
    asked = value if isinstance(value, dict) else {"any_of": value}
    if set(asked) - {"any_of", "except"}:
        raise NotSaid
    some = _joined("or", [_diagnosis(code, vocabulary) for code in _list(asked.get("any_of", []))])
    none = [_turned(_diagnosis(code, vocabulary)) for code in _list(asked.get("except", []))]
    return _joined("and", [some, *none])


def _diagnosis(code: str, vocabulary: Vocabulary) -> Node:
    """By the name that leads back to the code."""
    cancer = vocabulary.cancer(code)
    if cancer is None or vocabulary.find_cancer(cancer.name).code != code:
        raise NotSaid
    return {"clinical": {"oncotree_primary_diagnosis": cancer.name}}


def _limit(key: str, number: float) -> str:
    """`max: 75` lasts until the 76th birthday, which CTML writes `<76`."""
    if key not in _SIGNS:
        raise NotSaid
    return f"{_SIGNS[key]}{number + 1 if key == 'max' else number:g}"


def _alteration(value: dict[str, Any], vocabulary: Vocabulary) -> Node:
    if set(value) - {"gene", "any_of"} or "gene" not in value:
        raise NotSaid
    changes = _list(value.get("any_of", ["any alteration"]))
    return _joined("or", [_genomic(gene, change, vocabulary) for gene in _list(value["gene"]) for change in changes])


def _genomic(gene: str, change: str, vocabulary: Vocabulary) -> Node:
    """One gene and one category of change; only what is read back as that category."""
    node: dict[str, Any] = {"hugo_symbol": gene}
    if change in _WHOLE:
        return {"genomic": {**node, "variant_category": _WHOLE[change]}}
    if change in _COPIES:
        return {"genomic": {**node, "variant_category": "Copy Number Variation", "cnv_call": _COPIES[change]}}
    if change.startswith("fusion with "):
        node |= {"variant_category": "Structural Variation", "fusion_partner_hugo_symbol": change.removeprefix("fusion with ")}
        return {"genomic": node}
    try:
        category = read_category(change)
    except Unreadable:
        raise NotSaid from None
    node["variant_category"] = "Mutation"
    if category.change is not None:
        node["protein_change"] = f"p.{change.removeprefix('p.')}"
    elif category.codons and category.residue and category.what == "mutation":
        node["wildcard_protein_change"] = f"p.{category.residue}{category.codons[0][0]}"
    elif category.form == "small" and not category.codons and not category.domain and len(category.exons) <= 1:
        if category.exons:
            first, last = category.exons[0]
            if first != last:
                raise NotSaid
            node["exon"] = first
        if category.what != "mutation":
            if category.what not in _KINDS:
                raise NotSaid
            node["variant_classification"] = _KINDS[category.what]
    else:
        raise NotSaid
    try:
        read = condition_of({"genomic": node}, vocabulary)
    except NotUnderstood:
        raise NotSaid from None
    again = read.get("alteration", {})
    if len(again.get("any_of", ())) != 1 or not _same(again["any_of"][0], change):
        raise NotSaid
    return {"genomic": node}


def _same(one: str, other: str) -> bool:
    """Whether two texts are one category of change."""
    return msgspec.structs.replace(read_category(one), text="") == msgspec.structs.replace(read_category(other), text="")
