"""Categories of function: oncogenic, gain or loss of function, pathogenic, biallelic. A VUS never meets them."""

from __future__ import annotations

from oncoplan.model.finding import SILENT, TRUNCATING, Alteration
from oncoplan.model.verdict import Answer
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_read import Category

_UNSURE = frozenset({"vus", "vous", "uncertain", "uncertain significance", "unknown significance",
                     "variant of uncertain significance", "conflicting"})  # fmt: skip
_PATHOGENIC = frozenset({"pathogenic", "likely pathogenic", "pathogenic/likely pathogenic"})
_ONCOGENIC = frozenset({"oncogenic", "likely oncogenic", "gain of function", "loss of function"})
_LOST = frozenset({"homozygous_deletion"})


def matches_function(
    category: Category, alteration: Alteration, vocabulary: Vocabulary, effect: str | None
) -> tuple[Answer, str]:
    name = alteration.name
    stated = (alteration.classification or "").lower().replace("_", " ")
    said = (effect or "").lower()
    if stated in _UNSURE:
        return "not_met", f"{name} is of uncertain significance"
    if "neutral" in said or "benign" in said:
        return "not_met", f"{name} is {effect}"
    role = _role(alteration, vocabulary)
    match category.what:
        case "oncogenic":
            return _oncogenic(name, stated, said, effect, alteration)
        case "pathogenic":
            return _pathogenic(name, stated, said, alteration)
        case "gain":
            return _gain(name, stated, said, role, alteration)
        case "loss":
            return _loss(name, stated, said, role, alteration)
    return _biallelic(name, alteration)


def _role(alteration: Alteration, vocabulary: Vocabulary) -> str:
    gene = vocabulary.gene(alteration.gene) if alteration.gene else None
    return gene.role if gene is not None else ""


def _not_assessed(name: str, what: str) -> tuple[Answer, str]:
    return "unknown", f"{name}: whether it is {what} is not known"


def _oncogenic(name: str, stated: str, said: str, effect: str | None, alteration: Alteration) -> tuple[Answer, str]:
    if stated in _ONCOGENIC or stated in _PATHOGENIC:
        return "met", f"{name} is classified {stated}"
    if "oncogenic" in said or "function" in said:
        return "met", f"{name} is {effect}"
    if alteration.kind in SILENT:
        return "not_met", f"{name} does not change the protein"
    if said and said in _UNSURE:
        return "not_met", f"{name} is of uncertain significance"
    return _not_assessed(name, "oncogenic")


def _pathogenic(name: str, stated: str, said: str, alteration: Alteration) -> tuple[Answer, str]:
    if stated in _PATHOGENIC:
        return "met", f"{name} is classified {stated}"
    if alteration.origin != "germline" and (stated in _ONCOGENIC or "oncogenic" in said):
        return "met", f"{name} is {stated or said}"
    if alteration.kind in SILENT:
        return "not_met", f"{name} does not change the protein"
    return _not_assessed(name, "pathogenic")


def _gain(name: str, stated: str, said: str, role: str, alteration: Alteration) -> tuple[Answer, str]:
    if stated == "gain of function" or "gain of function" in said:
        return "met", f"{name} is a gain of function"
    if stated == "loss of function" or "loss of function" in said:
        return "not_met", f"{name} is a loss of function"
    if alteration.kind in SILENT or alteration.kind in _LOST:
        return "not_met", f"{name} is no gain of function"
    if role == "oncogene" and ("oncogenic" in said or stated in ("oncogenic", "likely oncogenic")):
        return "met", f"{name} is {said or stated} in an oncogene"
    if role == "tumour_suppressor" and alteration.kind in TRUNCATING:
        return "not_met", f"{name} truncates a tumour suppressor"
    return _not_assessed(name, "a gain of function")


def _loss(name: str, stated: str, said: str, role: str, alteration: Alteration) -> tuple[Answer, str]:
    if stated == "loss of function" or "loss of function" in said:
        return "met", f"{name} is a loss of function"
    if stated == "gain of function" or "gain of function" in said:
        return "not_met", f"{name} is a gain of function"
    if alteration.kind in SILENT:
        return "not_met", f"{name} does not change the protein"
    if alteration.kind in _LOST:
        return "met", f"{name} removes the gene"
    if alteration.kind in TRUNCATING and role in ("tumour_suppressor", "both"):
        return "met", f"{name} cuts a tumour suppressor short"
    if role == "tumour_suppressor" and ("oncogenic" in said or stated in _ONCOGENIC or stated in _PATHOGENIC):
        return "met", f"{name} is {said or stated} in a tumour suppressor"
    if alteration.kind in ("amplification", "gain"):
        return "not_met", f"{name} is no loss of function"
    return _not_assessed(name, "a loss of function")


def _biallelic(name: str, alteration: Alteration) -> tuple[Answer, str]:
    """Both copies, from one alteration: a homozygous deletion, or one stated as homozygous or biallelic."""
    zygosity = (alteration.zygosity or "").lower()
    if alteration.kind == "homozygous_deletion" or zygosity in (
        "homozygous",
        "biallelic",
        "hemizygous",
        "compound heterozygous",
    ):
        return "met", f"{name} concerns both copies"
    if alteration.kind in SILENT:
        return "not_met", f"{name} does not change the protein"
    return "unknown", f"{name}: whether both copies are lost is not known"
