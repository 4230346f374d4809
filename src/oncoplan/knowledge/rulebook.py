"""The rules of the packs in use, preselected by cancer and gene so that one person pays only for what may concern them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from oncoplan.criteria.registry import ready
from oncoplan.knowledge.compiled import Head, split
from oncoplan.model.rule import Criterion, Definition, Rule
from oncoplan.model.vocabulary import Vocabulary

_decode = msgspec.msgpack.decode
_CRITERION = msgspec.msgpack.Decoder(Criterion)
_RULE = msgspec.msgpack.Decoder(Rule)


class Criteria:
    """The shared table of distinct criteria, each decoded when first asked for."""

    def __init__(self, packed: memoryview | None) -> None:
        self._packed: list[memoryview] = [] if packed is None else _decode(packed, type=list[memoryview])
        self._rows: dict[int, Criterion] = {}

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, index: int) -> Criterion:
        row = self._rows.get(index)
        if row is None:
            row = self._rows[index] = ready(_CRITERION.decode(self._packed[index]))
        return row

    def __iter__(self) -> Iterator[Criterion]:
        return (self[i] for i in range(len(self)))

    def as_written(self) -> list[Criterion]:
        """Every row in the normal form that it is compared by, in order."""
        return [_CRITERION.decode(row) for row in self._packed]


class Definitions(Mapping[str, Definition]):
    """Named conditions, decoded when first asked for."""

    def __init__(self, packed: memoryview | None) -> None:
        self._packed: dict[str, memoryview] = {} if packed is None else _decode(packed, type=dict[str, memoryview])
        self._known: dict[str, Definition] = {}

    def __getitem__(self, name: str) -> Definition:
        if name not in self._known:
            self._known[name] = _decode(self._packed[name], type=Definition)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class RuleBook:
    """One pack: its head, its vocabulary and its rules. A pack that has no vocabulary of its own is read with `vocabulary`.

    `data` is the compiled file as it was given, to hand on to other processes.
    """

    def __init__(self, data: bytes, vocabulary: Vocabulary | None = None) -> None:
        self.head: Head
        self.data = data
        self.head, self._sections = split(data)
        self.vocabulary = Vocabulary(self._sections) if vocabulary is None or "cancers" in self._sections else vocabulary
        self.criteria = Criteria(self._sections.get("criteria"))
        self.definitions = Definitions(self._sections.get("definitions"))
        self._rules: dict[int, Rule] = {}

    @cached_property
    def _packed(self) -> list[memoryview]:
        return _decode(self._sections["rules"], type=list[memoryview])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return _decode(self._sections["rule_numbers"], type=dict[str, int])

    @cached_property
    def _by_cancer(self) -> dict[str, list[int]]:
        return _decode(self._sections["by_cancer"], type=dict[str, list[int]])

    @cached_property
    def _by_gene(self) -> dict[str, list[int]]:
        return _decode(self._sections["by_gene"], type=dict[str, list[int]])

    def rule(self, number: int) -> Rule:
        found = self._rules.get(number)
        if found is None:
            found = self._rules[number] = _RULE.decode(self._packed[number])
        return found

    def find(self, rule_id: str) -> Rule | None:
        number = self._numbers.get(rule_id)
        return None if number is None else self.rule(number)

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Rule]:
        return (self.rule(i) for i in range(len(self)))

    @property
    def ids(self) -> Iterable[str]:
        return self._numbers

    def for_cancer(self, code: str | None) -> list[int]:
        """Rules asked of a diagnosis that could hold or be unknown for this cancer (every one when it is not known)."""
        index = self._by_cancer
        if code is None:
            return sorted({n for node, numbers in index.items() if node != "person" for n in numbers})
        words = self.vocabulary
        found: set[int] = set(index.get("*", ()))
        for node in words.ancestors(code):
            found.update(index.get(node, ()))
        for node, numbers in index.items():
            if node not in ("*", "person") and words.is_a(node, code):
                found.update(numbers)
        return sorted(found)

    def for_person(self, *, carrier: bool = True) -> list[int]:
        """Rules asked of the person; without those that need a known germline result, where there is none (`carrier`)."""
        others = self._by_cancer.get("person", [])
        mine = self._by_cancer.get("carrier", []) if carrier else []
        return sorted({*others, *mine}) if mine else others

    def for_genes(self, genes: Iterable[str]) -> list[int]:
        """Sensitivity and own-target resistance rules of any cancer that speak of one of these genes or markers."""
        return sorted({n for gene in genes for n in self._by_gene.get(gene, ())})

    @property
    def by_gene(self) -> dict[str, list[int]]:
        """The index behind `for_genes`."""
        return self._by_gene

    @property
    def evidence(self) -> bool:
        """Whether this is a pack of published evidence: its rules matter only where one of their facts was reported."""
        return "by_fact" in self._sections

    @cached_property
    def _by_fact(self) -> dict[str, list[int]]:
        return _decode(self._sections["by_fact"], type=dict[str, list[int]])

    def listed(self) -> list[dict[str, str]]:
        """What an import could not say in rules, with the reason; empty for a pack that was not imported."""
        packed = self._sections.get("listed")
        return [] if packed is None else _decode(packed, type=list[dict[str, str]])

    def for_facts(self, numbers: Iterable[int], reported: Iterable[str]) -> list[int]:
        """Of the rules of a cancer (or of the person), those that what was reported of genes and markers can meet."""
        index = self._by_fact
        near = {n for key in ("*", *reported) for n in index.get(key, ())}
        return sorted(near.intersection(numbers))

    @cached_property
    def _by_drug(self) -> dict[str, list[int]]:
        return _decode(self._sections["by_drug"], type=dict[str, list[int]])

    @property
    def for_drugs(self) -> list[int]:
        """Every rule asked of a drug."""
        return sorted({n for numbers in self._by_drug.values() for n in numbers})

    def for_usual_care(self, cancer: str | None) -> list[int]:
        """Rules asked of a drug that belongs to the usual care of this cancer."""
        nodes = self.vocabulary.ancestors(cancer) if cancer is not None else ()
        return sorted({n for node in nodes for n in self._by_drug.get(f"usual:{node}", ())})

    def for_drug(self, drug: str) -> list[int]:
        """Rules asked of this drug, by its name or by a class it belongs to."""
        words = self.vocabulary
        return sorted(
            {
                n
                for name, numbers in self._by_drug.items()
                if name == drug or (name.startswith("class:") and words.in_class(drug, name[6:]))
                for n in numbers
            }
        )
