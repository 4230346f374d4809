"""The entries of the vocabularies: cancers, genes and their models, drugs, tests, assays, staging systems."""

from __future__ import annotations

from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of a vocabulary."""


class Cancer(Struct, frozen=True, array_like=True):
    """One OncoTree node; `first`..`last` is the interval of its subtree in depth-first order (for `is_a`)."""

    code: str
    name: str
    parent: str
    main_type: str
    tissue: str
    lineage: str  # solid | blood | root
    first: int
    last: int


class CancerMatch(Entry, frozen=True, kw_only=True):
    """How a stated cancer maps: `code` is None where it does not; `note` says what was lost or is needed."""

    code: str | None
    how: str  # code | name | coding | retired | none
    note: str | None = None


class Gene(Entry, frozen=True, kw_only=True):
    symbol: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    role: str = "other"
    two_hit: bool = False
    heredity: bool = False
    band: str = ""
    transcript: str = ""
    ensembl_transcript: str = ""


class Exon(Struct, frozen=True, array_like=True):
    """One coding exon: clinical number, first and last c. position, and genomic coordinates by build (0: unknown)."""

    number: int
    cds_start: int
    cds_end: int
    g38_start: int
    g38_end: int
    g37_start: int
    g37_end: int


class Domain(Struct, frozen=True, array_like=True):
    name: str
    start: int
    end: int


class Numbering(Struct, frozen=True, array_like=True):
    """A numbering trap: residues `start`..`end` of `alias` become clinical numbers by adding `offset`."""

    alias: str
    start: int
    end: int
    offset: int
    note: str


class Allele(Struct, frozen=True, array_like=True):
    """A named allele: its protein, coding and genomic notations and the names it goes by."""

    protein: str
    coding: str
    g38: str
    g37: str
    synonyms: tuple[str, ...]


class GeneModel(Entry, frozen=True, kw_only=True):
    """What is known of a gene's clinically used transcript; `protein` starts at residue `protein_start`.

    An X in `protein` and an N in `cds` mean *not known here*: what lies there cannot be checked.
    """

    gene: str
    transcript: str = ""
    ensembl: str = ""
    chrom: str = ""
    strand: int = 0
    exons: tuple[Exon, ...] = ()
    protein_start: int = 1
    protein: str = ""
    cds: str = ""
    domains: tuple[Domain, ...] = ()
    numbering: tuple[Numbering, ...] = ()
    alleles: tuple[Allele, ...] = ()

    def residue(self, number: int) -> str | None:
        """The reference residue at `number`, or None where the table does not say."""
        at = number - self.protein_start
        if 0 <= at < len(self.protein) and self.protein[at] != "X":
            return self.protein[at]
        return None


class Drug(Entry, frozen=True, kw_only=True):
    name: str
    brands: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    kind: str = ""
    status: str = ""


class DrugClass(Entry, frozen=True, kw_only=True):
    key: str
    name: str
    parent: str | None = None
    plainly: str = ""


class TestKind(Entry, frozen=True, kw_only=True):
    """A key of the tests vocabulary: something that can be ordered, and what it settles."""

    key: str
    name: str
    plainly: str = ""
    kind: str = ""
    specimen: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()  # kinds of change it can see; () for all that its kind can
    question: bool = False


class AssayCover(Entry, frozen=True, kw_only=True):
    kinds: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()  # () = not limited to genes (whole exome, genome)
    exons: dict[str, tuple[int, ...]] = {}
    variants: tuple[str, ...] = ()


class Assay(Entry, frozen=True, kw_only=True):
    id: str
    names: tuple[str, ...] = ()
    kind: str = ""
    specimen: str = ""
    analyte: str = ""
    covers: tuple[AssayCover, ...] = ()
    tumor_only: bool = False
    germline_subtracted: bool = False
    plasma: bool = False
    min_purity: float | None = None
    min_tumour_fraction: float | None = None
    tmb_mb: float | None = None
    verified: str = "no"
    note: str = ""


class Stages(Entry, frozen=True, kw_only=True):
    """A staging system: its legal values with the extent each implies (None: it does not say), the nodes it serves,
    letters that may follow a value, words that stand for a value, and words that may stand before one."""

    id: str
    values: dict[str, str | None]
    applies_to: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    synonyms: dict[str, str] = {}
    prefixes: tuple[str, ...] = ()
