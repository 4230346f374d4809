"""Therapies understood: each named drug, brand, regimen or class resolved through the vocabulary."""

from __future__ import annotations

from oncoplan.model.dates import known_date
from oncoplan.model.facts import Note, TherapyGiven
from oncoplan.model.record import Therapy
from oncoplan.model.vocabulary import Vocabulary


def resolve(names: tuple[str, ...], vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names as written → (generic drugs, drug classes, names that were not understood)."""
    drugs: list[str] = []
    classes: list[str] = []
    unread: list[str] = []
    for name in names:
        for part in _parts(name, vocabulary):
            generic = vocabulary.find_drug(part)
            regimen = () if generic else vocabulary.regimen(part)
            family = None if generic or regimen else vocabulary.find_drug_class(part)
            if generic:
                drugs.append(generic)
            elif regimen:
                found, found_classes, _ = resolve(regimen, vocabulary)
                drugs.extend(found)
                classes.extend(found_classes)
            elif family:
                classes.append(family)
            else:
                unread.append(part)
    return tuple(dict.fromkeys(drugs)), tuple(dict.fromkeys(classes)), tuple(unread)


def _parts(name: str, vocabulary: Vocabulary) -> list[str]:
    """One written name, split at + / , and "and" unless it is known as a whole."""
    if vocabulary.find_drug(name) or vocabulary.regimen(name) or vocabulary.find_drug_class(name):
        return [name]
    text = name.replace("/", "+").replace(",", "+").replace(" and ", "+").replace(" plus ", "+")
    parts = [part.strip() for part in text.split("+") if part.strip()]
    return parts or [name]


def understand(index: int, therapy: Therapy, vocabulary: Vocabulary, *, linked: bool) -> tuple[TherapyGiven, tuple[Note, ...]]:
    drugs, classes, unread = resolve(therapy.drugs, vocabulary)
    notes = tuple(Note("not_read", f'The drug "{name}" of therapy {index + 1} is not in the drug vocabulary') for name in unread)
    given = TherapyGiven(
        index=index, therapy=therapy, drugs=drugs, classes=classes, unread=unread,
        start=known_date(therapy.start), end=known_date(therapy.end), linked=linked,
    )  # fmt: skip
    return given, notes
