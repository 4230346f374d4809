"""What criteria can tell of a finding: two findings that no criterion of the knowledge tells apart are one here.

Most variants of a tumour are passengers that answer every category of their gene alike. An alteration is told by its answers
to all categories that any criterion asks of its gene, and by what criteria read of it besides (kind, origin, class, copies,
test, ...). Where more can matter (a second change of a gene that may revert the first, dated or plasma tests, alternatives),
it is told by everything it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from oncoplan.criteria.molecular import same_codons
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration, AnyFinding
from oncoplan.model.rule import Criterion
from oncoplan.variants.category import matches, read_category

_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_REVERSION = "reversion"
_READ_IF = {"copies": "copies_min", "phase": "with_"}  # part of an alteration → the parameter that asks for it
_NOT_A_CATEGORY = "unspecified mutation"
_BY_CATEGORY = ("alteration", "wild_type", "germline", "tested_for")  # these read alterations, by their own categories only


class Told:
    """Tells findings by what the criteria of the books can ask of them; each distinct finding is worked out once."""

    def __init__(self, criteria: Iterable[Criterion]) -> None:
        asked: dict[str, dict[str, None]] = {}
        self._counted: set[str] = set()  # genes whose allele fractions are asked for
        for one in criteria:
            if one.name not in _BY_CATEGORY:
                if isinstance(one.params.get("gene"), str):  # asked of its star alleles or its expression
                    asked.setdefault(one.params["gene"], {})
                continue
            for gene in one.params.get("gene") or ():
                categories = asked.setdefault(gene, {})
                categories.update(dict.fromkeys(_categories(one)))
                if one.params.get("vaf_min") is not None:
                    self._counted.add(gene)
        self._asked = {gene: tuple(texts) for gene, texts in asked.items()}
        self._known: dict[Any, int] = {}
        self._numbers: dict[Any, int] = {}
        self._keys: list[Any] = []
        self._views: dict[tuple[frozenset[str], tuple[str, ...] | None], View] = {}

    def view(self, one: Criterion) -> View | None:
        """What this one criterion can tell, where that is less than all criteria can; None where it is not known to be."""
        if one.name not in _BY_CATEGORY:
            return None
        params = one.params
        categories = frozenset(_categories(one)) if params.get("gene") else frozenset()
        read: tuple[str, ...] | None = None
        if one.name == "wild_type" or (one.name == "alteration" and params.get("any_of") and params.get("count", 1) == 1):
            read = tuple(name for name, asked in _READ_IF.items() if params.get(asked) is not None)
        key = (categories, read)
        if key not in self._views:
            self._views[key] = View(self, *key)
        return self._views[key]

    def key_of(self, number: int) -> Any:
        return self._keys[number]

    def asked_of(self, genes: tuple[str, ...]) -> list[str]:
        """The categories whose answers a told alteration of these genes has, in order."""
        return [text for gene in genes for text in self._asked.get(gene, ())]

    @property
    def genes(self) -> frozenset[str]:
        """Every gene that a criterion asks about by name."""
        return frozenset(self._asked)

    def alterations(self, found: tuple[Alteration, ...], facts: Facts) -> tuple[int, ...]:
        """The alterations of one gene, each as a number; equal numbers cannot be told apart."""
        plain = not any(t.plasma or t.collected for t in facts.tests)
        if len(found) > 1 and any(_REVERSION in self._asked.get(gene, ()) for a in found for gene in a.genes):
            numbers = tuple(self._number(("whole", _whole(a), facts.effects.get(a.pointer))) for a in found)
        else:
            numbers = tuple(self._one(a, facts, plain) for a in found)
        return numbers if len(found) == 1 else (*numbers, *self._places(found))

    def _places(self, found: Iterable[Alteration]) -> tuple[int, ...]:
        """Which of several stand in one place of the record (two changes in one line), where any do."""
        pointers = [a.pointer for a in found]
        first = tuple(pointers.index(pointer) for pointer in pointers)
        return () if len(set(first)) == len(first) else (self._number(("places", first)),)

    def all_of(self, found: Iterable[AnyFinding], facts: Facts) -> tuple[int, ...]:
        """Findings of any kind, each as a number."""
        plain = not any(t.plasma or t.collected for t in facts.tests)
        return tuple(
            self._one(f, facts, plain) if isinstance(f, Alteration) else self._number((type(f).__name__, _whole(f)))
            for f in found
        )

    def _one(self, found: Alteration, facts: Facts, plain: bool) -> int:
        effect = facts.effects.get(found.pointer)
        key = (
            plain, found.name, found.protein, found.notes, found.kind, found.gene, found.test,
            found.origin, found.classification, found.zygosity, found.copies,
            found.phase, found.exons, found.collected, effect, found.five_prime, found.three_prime, found.in_frame,
            found.order_known, found.region, found.also, found.coding, found.genomic,
            found.vaf if self._counts(found) else None,
        )  # fmt: skip
        number = self._known.get(key)
        if number is None or found.either:
            number = self._known[key] = self._tell(found, facts, effect, plain)
        return number

    def _tell(self, found: Alteration, facts: Facts, effect: str | None, plain: bool) -> int:
        if not plain or found.either or found.collected or found.region is not None or self._counts(found):
            return self._number(("whole", _whole(found), effect))
        answers = tuple(
            (matches(read_category(text), found, facts.vocabulary, effect=effect)[0], same_codons(found, (text,)))
            for gene in found.genes
            for text in self._asked.get(gene, ())
        )
        bare = not (found.protein or found.coding or found.genomic or found.exons)
        started = found.protein is not None and bool(found.protein.start)
        return self._number(
            (
                "told", found.genes, answers, found.test, found.origin, found.classification, found.copies, found.phase,
                bare and found.kind in ("mutation", "variant"), found.kind, effect, found.zygosity, bare, started,
            )
        )  # fmt: skip

    def _counts(self, found: Alteration) -> bool:
        """Whether the allele fraction of this alteration is asked for."""
        return not self._counted.isdisjoint(found.genes)

    def _number(self, key: Any) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._keys)
            self._keys.append(key)
        return number


class View:
    """Alterations as one criterion sees them: by its own categories only.

    `read`: None for a criterion that reads everything else of an alteration too. One that asks for a category and for one
    alteration reads only its test, origin and class, and copies and phase where it asks for them (`read` names those); two
    that it sees alike count once there.
    """

    def __init__(self, told: Told, categories: frozenset[str], read: tuple[str, ...] | None) -> None:
        self._told, self._categories, self._read = told, categories, read
        self._known: dict[int, Any] = {}

    def of(self, value: tuple[int, ...] | None) -> Any:
        """The value of a path of alterations, as this criterion can tell it."""
        if value is None:
            return None
        seen = (self._one(number) for number in value)
        return tuple(seen) if self._read is None else tuple(dict.fromkeys(seen))

    def _one(self, number: int) -> Any:
        found = self._known.get(number)
        if found is None:
            key = self._told.key_of(number)
            found = number
            if key[0] == "told":
                kept = tuple(
                    a for a, text in zip(key[2], self._told.asked_of(key[1]), strict=True) if text in self._categories
                )
                found = (key[1], kept, *key[3:]) if self._read is None else (key[1], kept, *self._of_key(key))
            self._known[number] = found
        return found

    def _of_key(self, key: Any) -> Iterator[Any]:
        """What is read besides the categories, of a told alteration's key."""
        _, _, _, test, origin, classification, copies, phase, unspecified, *_ = key
        yield from (test, origin, classification, unspecified)
        if self._read and "copies" in self._read:
            yield copies
        if self._read and "phase" in self._read:
            yield phase


def _categories(one: Criterion) -> list[str]:
    """The categories of change that a criterion may ask of an alteration of its genes."""
    params = one.params
    with_ = params.get("with_")
    found = ["mutation", *(params.get("any_of") or ()), *(params.get("but_not") or ()), *((with_,) if with_ else ())]
    found += [f"exon {number} mutation" for number in params.get("exons") or ()]
    return [text for text in found if text != _NOT_A_CATEGORY]


def _whole(found: AnyFinding) -> bytes:
    """Everything of a finding but where it stands and how it was written."""
    return _encode(msgspec.structs.replace(found, text="", pointer=""))
