"""The vocabulary: cancers, genes, drugs, tests and assays, as `knowledge` compiled them.

Each section is decoded only when it is first asked for, so that a plan for one person pays only for what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from oncoplan.model.cancer_words import other_forms
from oncoplan.model.entries import (
    Allele as Allele,
)
from oncoplan.model.entries import (
    Assay as Assay,
)
from oncoplan.model.entries import (
    AssayCover as AssayCover,
)
from oncoplan.model.entries import (
    Cancer as Cancer,
)
from oncoplan.model.entries import (
    CancerMatch as CancerMatch,
)
from oncoplan.model.entries import (
    Domain as Domain,
)
from oncoplan.model.entries import (
    Drug as Drug,
)
from oncoplan.model.entries import (
    DrugClass as DrugClass,
)
from oncoplan.model.entries import (
    Exon as Exon,
)
from oncoplan.model.entries import (
    Gene as Gene,
)
from oncoplan.model.entries import (
    GeneModel as GeneModel,
)
from oncoplan.model.entries import (
    Numbering as Numbering,
)
from oncoplan.model.entries import (
    Stages as Stages,
)
from oncoplan.model.entries import (
    TestKind as TestKind,
)
from oncoplan.model.oncogenicity import GeneOncogenicity, OncogenicityScheme
from oncoplan.model.pharmacogene import Pharmacogene

T = TypeVar("T")


class Vocabulary:
    """Read access to the compiled vocabularies. `sections` maps a section's name to its MessagePack form.

    A section that is a table is a map from key to a packed entry, so that looking up one entry decodes one entry.
    """

    def __init__(self, sections: Mapping[str, bytes | memoryview]) -> None:
        self._sections = sections
        self._entries: dict[tuple[str, str], Any] = {}
        self._tables: dict[str, dict[str, memoryview]] = {}

    def _table(self, section: str) -> dict[str, memoryview]:
        table = self._tables.get(section)
        if table is None:
            packed = self._sections.get(section)
            table = msgspec.msgpack.decode(packed, type=dict[str, memoryview]) if packed is not None else {}
            self._tables[section] = table
        return table

    def _entry(self, section: str, key: str, kind: type[T]) -> T | None:
        at = (section, key)
        if at not in self._entries:
            packed = self._table(section).get(key)
            self._entries[at] = None if packed is None else msgspec.msgpack.decode(packed, type=kind)
        found: T | None = self._entries[at]
        return found

    def rows(self, section: str) -> list[dict[str, str]]:
        """A small vocabulary that is a list of entries."""
        found: list[dict[str, str]] = self._whole(section, msgspec.msgpack.decode)
        return found

    def _names(self, section: str) -> dict[str, str]:
        found: dict[str, str] = self._whole(section, lambda raw: msgspec.msgpack.decode(raw, type=dict[str, str]))
        return found

    def _whole(self, section: str, decode: Callable[[Any], Any]) -> Any:
        at = (section, "")
        if at not in self._entries:
            packed = self._sections.get(section)
            self._entries[at] = {} if packed is None else decode(packed)
        return self._entries[at]

    def keys(self, section: str) -> Iterator[str]:
        """Every key of a table."""
        return iter(self._table(section))

    # cancers

    def cancer(self, code: str) -> Cancer | None:
        return self._entry("cancers", code, Cancer)

    def is_a(self, code: str, ancestor: str) -> bool:
        """True when `code` is `ancestor` or lies below it in the tree."""
        node, above = self.cancer(code), self.cancer(ancestor)
        return node is not None and above is not None and above.first <= node.first <= above.last

    def ancestors(self, code: str) -> tuple[str, ...]:
        """`code` itself and every node above it, nearest first; () for an unknown code."""
        line: list[str] = []
        node = self.cancer(code)
        while node is not None:
            line.append(node.code)
            node = self.cancer(node.parent) if node.parent else None
        return tuple(line)

    def find_cancer(self, text: str) -> CancerMatch:
        """The node for a code, a retired code, a name, or another coding written `ICD-10 C34.1`, `SNOMED 254637007`."""
        stated = " ".join(text.split())
        if self.cancer(stated) is not None:
            return CancerMatch(code=stated, how="code")
        if self.cancer(stated.upper()) is not None and len(stated) > 2 and " " not in stated:
            return CancerMatch(code=stated.upper(), how="code")
        retired: CancerMatch | None = self._entry("retired_cancers", stated.upper(), CancerMatch)
        if retired is not None:
            return retired
        by_name = self._names("cancer_names").get(plain_words(stated))
        if by_name is not None:
            note = self._names("cancer_name_notes").get(plain_words(stated))
            return CancerMatch(code=by_name, how="name", note=note)
        codings = self._names("cancer_codes")
        for coding in coding_forms(stated):
            if coding in codings:
                return CancerMatch(code=codings[coding], how="coding")
        forms = self._names("cancer_forms")
        for form in other_forms(stated, self.terms("cancer_words").get("organs", {})):
            if self.cancer(form.upper()) is not None and len(form) > 2:
                return CancerMatch(code=form.upper(), how="code")
            old: CancerMatch | None = self._entry("retired_cancers", form.upper(), CancerMatch)
            if old is not None:
                return old
            if form in forms:
                return CancerMatch(code=forms[form], how="name", note=self._names("cancer_form_notes").get(form))
        return CancerMatch(code=None, how="none")

    def cancer_names(self) -> Iterator[str]:
        """Every plain name and synonym of a cancer."""
        return iter(self._names("cancer_names"))

    # genes

    def gene(self, symbol: str) -> Gene | None:
        return self._entry("genes", symbol, Gene)

    def find_gene(self, text: str) -> str | None:
        """The approved symbol for a symbol, alias or previous symbol; None when unknown or ambiguous."""
        text = text.strip()
        if text in self._table("genes"):
            return text
        names = self._names("gene_names")
        return names.get(text.upper()) or names.get(text.upper().replace("-", ""))

    def ambiguous_gene(self, text: str) -> tuple[str, ...]:
        """The genes that an ambiguous alias may mean."""
        found: dict[str, list[str]] = self._whole(
            "ambiguous_genes", lambda raw: msgspec.msgpack.decode(raw, type=dict[str, list[str]])
        )
        return tuple(found.get(text.strip().upper(), ()))

    def gene_model(self, symbol: str) -> GeneModel | None:
        return self._entry("gene_models", symbol, GeneModel)

    def oncogenicity(self, symbol: str) -> GeneOncogenicity | None:
        """What is known of changes of the gene in tumours; None where nothing is curated."""
        return self._entry("gene_oncogenicity", symbol, GeneOncogenicity)

    @cached_property
    def oncogenicity_scheme(self) -> OncogenicityScheme:
        """The point system: codes, classes and words."""
        packed = self._sections.get("oncogenicity")
        return OncogenicityScheme() if packed is None else msgspec.msgpack.decode(packed, type=OncogenicityScheme)

    def pharmacogene(self, symbol: str) -> Pharmacogene | None:
        """The alleles and phenotypes of a gene of drug metabolism; None where it has none here."""
        return self._entry("pharmacogenes", symbol, Pharmacogene)

    def transcript_gene(self, accession: str) -> str | None:
        """The gene of a transcript or protein accession (version ignored), where the tables have it."""
        return self._names("transcript_genes").get(accession.split(".")[0].upper())

    def genes_at(self, chrom: str, build: str, start: int, end: int) -> tuple[str, ...]:
        """Genes with a model whose coding span, widened by 2 kb, holds the position."""
        spans: list[tuple[str, str, str, int, int]] = self._whole(
            "gene_spans", lambda raw: msgspec.msgpack.decode(raw, type=list[tuple[str, str, str, int, int]])
        )
        return tuple(g for g, b, c, lo, hi in spans if b == build and c == chrom and lo - 2000 <= end and start <= hi + 2000)

    # drugs

    def drug(self, name: str) -> Drug | None:
        return self._entry("drugs", name, Drug)

    def find_drug(self, text: str) -> str | None:
        """The generic name for a generic, brand or synonym."""
        key = plain_words(text)
        if key in self._table("drugs"):
            return key
        return self._names("drug_names").get(key)

    def drug_class(self, key: str) -> DrugClass | None:
        return self._entry("drug_classes", key, DrugClass)

    def find_drug_class(self, text: str) -> str | None:
        key = plain_words(text).replace(" ", "_").replace("-", "_")
        return key if key in self._table("drug_classes") else self._names("drug_class_names").get(plain_words(text))

    @cached_property
    def class_members(self) -> dict[str, tuple[str, ...]]:
        """Class key → its drugs, sub-classes included, in the order of the drug table."""
        found: dict[str, tuple[str, ...]] = self._whole(
            "class_members", lambda raw: msgspec.msgpack.decode(raw, type=dict[str, tuple[str, ...]])
        )
        return found

    def in_class(self, drug: str, key: str) -> bool:
        return drug in self.class_members.get(key, ())

    def regimen(self, text: str) -> tuple[str, ...]:
        """The drugs of a named regimen (FOLFOX, R-CHOP, ...); () when unknown."""
        found: dict[str, tuple[str, ...]] = self._whole(
            "regimens", lambda raw: msgspec.msgpack.decode(raw, type=dict[str, tuple[str, ...]])
        )
        return found.get(plain_words(text), ())

    # risk models

    def risk_model(self, key: str, kind: type[T]) -> T | None:
        """The constants of one risk model: `plcom2012`, `bcrat/GROUP`, `claus/TABLE`; None where there is none."""
        return self._entry("risk_models", key, kind)

    # tests and assays

    def test(self, key: str) -> TestKind | None:
        return self._entry("tests", key, TestKind)

    def test_name(self, key: str) -> str:
        """How a test is called, also one that the vocabulary does not have."""
        known = self.test(key)
        return known.name if known else key.replace("_", " ")

    def find_test(self, text: str) -> str | None:
        key = plain_words(text).replace(" ", "_").replace("-", "_")
        return key if key in self._table("tests") else self._names("test_names").get(plain_words(text))

    def assay(self, name: str) -> Assay | None:
        key = self._names("assay_names").get(plain_words(name))
        return None if key is None else self._entry("assays", key, Assay)

    def stages(self) -> tuple[Stages, ...]:
        found: tuple[Stages, ...] = self._whole("stages", lambda raw: msgspec.msgpack.decode(raw, type=tuple[Stages, ...]))
        return found or ()

    def names_within(self, section: str, asked: Iterable[str]) -> set[str]:
        """Plain words of the names `asked`, with those that mean the same or something narrower in a small vocabulary."""
        terms = self.terms(section)
        known = [(name, terms.get(plain_words(name)) or {}) for name in asked]
        return {plain_words(n) for name, entry in known for n in (name, *entry.get("names", ()), *entry.get("narrower", ()))}

    def terms(self, section: str) -> dict[str, Any]:
        """A small vocabulary as plain data: markers, gene_groups, conditions, units, interactions, questions, ..."""
        found: dict[str, Any] = self._whole(section, msgspec.msgpack.decode)
        return found


def plain_words(text: str) -> str:
    """Lower case, single spaces, typographic dashes and quotes made plain: how names are looked up."""
    text = text.replace("\u2010", "-").replace("\u2011", "-").replace("\u2013", "-").replace("\u2014", "-")
    return " ".join(text.replace("\u2019", "'").lower().split())


_SYSTEMS = {
    "icd-o-3": "icdo3", "icd-o": "icdo3", "icdo3": "icdo3", "icdo": "icdo3", "icd-10": "icd10", "icd-10-cm": "icd10",
    "icd10": "icd10", "icd10cm": "icd10", "ncit": "ncit", "nci": "ncit", "snomed": "snomed", "snomed-ct": "snomed",
    "sct": "snomed", "doid": "doid", "umls": "umls", "oncotree": "oncotree",
}  # fmt: skip


def coding_forms(text: str) -> Iterator[str]:
    """The keys under which a coding may be listed, from exact to broad: `icd10|C34.1`, then `icd10|C34`."""
    words = text.replace("|", " ").strip()
    system, _, code = words.partition(" ")
    if not code and ":" in words:
        system, _, code = words.partition(":")
    name = _SYSTEMS.get(system.lower().rstrip(":"))
    if name is None:
        return
    code = code.strip().upper().removeprefix("DOID:").replace(" ", ":" if name == "icdo3" else "")
    code = f"DOID:{code}" if name == "doid" else code
    yield f"{name}|{code}"
    if name == "icd10":
        while "." in code and code:
            code = code[:-1].rstrip(".")
            yield f"{name}|{code}"
    if name == "icdo3" and ":" in code:
        morphology, _, site = code.partition(":")
        if site.startswith("M") or "/" in site:
            morphology, site = site, morphology
        yield f"{name}|{morphology}:{site.split('.')[0]}"
        yield f"{name}|{morphology}"
        yield f"{name}|{site.split('.')[0]}"
    elif name == "icdo3":
        yield f"{name}|{code.split('.')[0]}"
