"""The names inside a condition that the vocabulary does not know, and the words in it that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from oncoplan.model.dates import before
from oncoplan.model.rule import Criterion
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category import read_category
from oncoplan.variants.errors import Unreadable

_DURATIONS = ("ended_within", "ended_before", "within", "quit_within", "lasted")
_ANY_DAY = date(2020, 2, 28)


def unknown_names(row: Criterion, words: Vocabulary) -> Iterator[str]:
    """A sentence for each gene, cancer, drug, class, test, marker, category of change and duration that means nothing."""
    params = row.params
    if row.name in ("alteration", "wild_type", "germline"):
        for gene in params.get("gene", ()):
            if words.gene(gene) is None:
                yield f"{row.name}: the gene {gene!r} is not in genes.tsv"
        if not params.get("region"):
            for text in (*params.get("any_of", ()), *params.get("but_not", ())):
                try:
                    read_category(text)
                except Unreadable as error:
                    yield f"{row.name} of {params.get('gene')}: {error.reason}"
    elif row.name in ("cancer", "history"):
        for code in (*params.get("any_of", ()), *params.get("cancer", ()), *params.get("but_not", ())):
            if words.cancer(code) is None:
                yield f"{row.name}: {code!r} is not in cancers.tsv"
    elif row.name in ("prior_therapy", "medication", "toxicity"):
        for drug in params.get("drug", ()):
            if words.drug(drug) is None:
                yield f"{row.name}: the drug {drug!r} is not in drugs.tsv"
        for key in params.get("class_", ()):
            if key not in words.class_members:
                yield f"{row.name}: the class {key!r} is not in drug_classes.yaml"
    elif row.name in ("tested_for", "last_done"):
        tests = params.get("test", ())
        for key in (tests,) if isinstance(tests, str) else tests:
            if words.test(key) is None:
                yield f"{row.name}: {key!r} is not in tests.yaml"
    elif row.name in ("marker", "signature"):
        known = words.terms("markers")
        if known and params["what"] not in known:
            yield f"{row.name}: {params['what']!r} is not in markers.yaml"
    yield from _durations(row.name, params)


def _durations(name: str, params: dict[str, Any]) -> Iterator[str]:
    for key, given in params.items():
        if given is None or not (key in _DURATIONS or (name == "interval" and key in ("min", "max"))):
            continue
        for text in given.values() if isinstance(given, dict) else (given,):
            if not isinstance(text, str):
                continue
            try:
                before(_ANY_DAY, text)
            except ValueError as error:
                yield f"{name}.{key}: {error}"
