"""CIViC's terms in ours: diseases → cancers, therapies → drugs, evidence type and significance → chapter and effect."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from oncoplan.knowledge.importers.civic_profiles import NotModelled
from oncoplan.knowledge.source import read_yaml
from oncoplan.model.vocabulary import Vocabulary


class Disease(Struct, frozen=True, forbid_unknown_fields=True, rename={"but_not": "except"}):
    """The nodes that a disease is, and what must hold beside the cancer."""

    any_of: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    more: tuple[dict[str, Any], ...] = ()

    def conditions(self) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {"any_of": list(self.any_of)}
        return [{"cancer": {**asked, "except": list(self.but_not)} if self.but_not else asked}, *self.more]


class Terms(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `civic.yaml`."""

    results: dict[str, dict[str, Any]]
    words: dict[str, dict[str, list[str]]]
    protein_low: list[str]
    alleles: dict[str, dict[str, Any]]
    refused: dict[str, str]
    diseases: dict[str, Disease]
    too_wide: tuple[str, ...]
    contradicts_levels: tuple[str, ...]
    causes: dict[str, str]
    not_drugs: tuple[str, ...]
    effects: dict[str, tuple[str, str]]
    levels: dict[str, str]
    sentences: dict[str, str]
    unsupported: dict[str, str]
    tail: str
    rating: str
    flagged: str
    plainly: dict[str, str]


@cache
def terms() -> Terms:
    """Read once."""
    return msgspec.convert(read_yaml(Path(__file__).with_name("civic.yaml")), Terms)


def disease_of(name: str, doid: str, vocabulary: Vocabulary, known: Terms) -> Disease:
    """The cancers that a disease is, by its DOID, else by its name. Raises NotModelled."""
    if not name and not doid:
        raise NotModelled(known.causes["no_disease"])
    stated = known.diseases.get(doid) or known.diseases.get(name.lower())
    if stated is not None:
        return stated
    code = (vocabulary.find_cancer(f"DOID {doid}").code if doid else None) or vocabulary.find_cancer(name).code
    if code is None:
        raise NotModelled(known.causes["no_cancer"], name)
    if code in known.too_wide:
        raise NotModelled(known.causes["too_wide"], name)
    return Disease(any_of=(code,))


def tissues_of(disease: Disease, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The tissues that a disease's cancers are of: where its diagnosis is thought of at all."""
    found = [line[-2] if len(line) > 1 else line[0] for code in disease.any_of if (line := vocabulary.ancestors(code))]
    return tuple(dict.fromkeys(found))


class Therapies(Struct, frozen=True):
    """What an item is about: `drugs` given together, or `choices` one of which is given."""

    drugs: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.drugs, *(d for choice in self.choices for d in choice))))

    def words(self) -> str:
        if self.drugs:
            return " + ".join(self.drugs)
        return " or ".join(" + ".join(choice) for choice in self.choices)


def therapies_of(text: str, kind: str, vocabulary: Vocabulary, known: Terms) -> Therapies:
    """CIViC's therapies and how they relate: Combination, Substitutes (one or the other), Sequential. Raises NotModelled."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise NotModelled(known.causes["no_drugs"])
    if kind == "Sequential" and len(names) > 1:
        raise NotModelled(known.causes["in_turn"], text)
    if kind == "Substitutes" and len(names) > 1:
        return _choices(names, text, vocabulary, known)
    together = [drug for name in names for drug in drugs_of(name, vocabulary, known)]
    return Therapies(drugs=tuple(dict.fromkeys(together)))


def _choices(names: list[str], text: str, vocabulary: Vocabulary, known: Terms) -> Therapies:
    """Alternatives: those that are not in our table are left out, unless none is left."""
    found: list[tuple[str, ...]] = []
    for name in names:
        try:
            found.append(drugs_of(name, vocabulary, known))
        except NotModelled as error:
            last = error
    if not found:
        raise NotModelled(last.cause, text)
    return Therapies(drugs=found[0]) if len(found) == 1 else Therapies(choices=tuple(dict.fromkeys(found)))


def drugs_of(name: str, vocabulary: Vocabulary, known: Terms) -> tuple[str, ...]:
    """The drug, or the drugs of a named regimen. Raises NotModelled for a class, or a drug that we do not know."""
    drug = vocabulary.find_drug(name)
    if drug:
        return (drug,)
    bare = re.sub(r"\s+(?:regimen|protocol)$", "", name, flags=re.I)
    regimen = vocabulary.regimen(bare) or vocabulary.regimen(bare.replace("-", ""))
    if regimen:
        return regimen
    parts = [vocabulary.find_drug(part) for part in bare.split("/")]
    if bare != name and all(parts):
        return tuple(part for part in parts if part)
    code = re.search(r"(?:inhibitor|antibody) ([A-Z]+-?\d[\w-]*)$", name, re.I)
    if code and (drug := vocabulary.find_drug(code[1])):
        return (drug,)
    general = any(word in name.lower() for word in known.not_drugs) and code is None
    raise NotModelled(known.causes["only_class" if general else "no_drug"], name)
