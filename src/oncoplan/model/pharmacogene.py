"""Genes of drug metabolism: their alleles and positions as knowledge has them, and what a person's genotype may be."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from msgspec import Struct


class Places(Struct, frozen=True):
    """Where a file of inherited DNA is read: build → chromosome → position → how many of the genome's bases it covers.

    A call below `least_quality` (GQ) or `least_depth` (reads), where the file states them, counts as not read.
    """

    at: dict[str, dict[str, dict[int, int]]]
    least_quality: int
    least_depth: int


WantedPlaces = Callable[[], Places]
"""Asked only when a file of inherited DNA is at hand."""


class Position(Struct, frozen=True, array_like=True):
    """A place that tells alleles apart: GRCh38 (1-based), bases as a left-aligned VCF writes them, forward strand."""

    g38: int
    ref: str
    alts: tuple[str, ...]
    rsid: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.rsid or (self.names[0] if self.names else f"g.{self.g38}")


class NamedAllele(Struct, frozen=True, array_like=True):
    """A star allele or named variant. `defined` maps a position to its bases (IUPAC letters: any of them).

    `whole`: every position counts as part of its definition, those not in `defined` being the genome's. An allele that is neither
    whole nor defined (copies, hybrids, deletions) cannot be seen in a genotype. `at_least`: the activity is a lower bound.
    """

    name: str
    function: str
    activity: float | None
    at_least: bool
    defined: dict[int, str]
    whole: bool


class Pharmacogene(Struct, frozen=True, kw_only=True, dict=True):
    """Everything one gene needs: alleles in the order of the table, and the way from alleles to a phenotype.

    `functions` has a pair of functions, in alphabetical order and joined by "+", as key; one function alone is a man's X.
    `cautious` are all phenotypes, the one to act on first leading. `offset37` is added to a GRCh38 position for GRCh37.
    `said`: a laboratory's words for a phenotype, of which the `unspecified` leave open how much; `also`: more names of alleles.
    `causal` and `tagged` name the intronic variant that matters and the haplotype that also has its exonic tag (DPYD HapB3).
    """

    gene: str
    logic: str
    chrom: str
    strand: int
    offset37: int | None
    x_linked: bool
    copies: bool
    reference: str
    causal: str
    tagged: str
    positions: tuple[Position, ...]
    alleles: tuple[NamedAllele, ...]
    scores: tuple[tuple[float, float, str], ...]
    functions: dict[str, str]
    cautious: tuple[str, ...]
    nothing_found: tuple[str, ...]
    harmless: tuple[str, ...]
    source: str
    version: str
    updated: str
    said: dict[str, str] = {}
    unspecified: tuple[str, ...] = ()
    also: dict[str, str] = {}
    least_quality: int = 0
    least_depth: int = 0

    def shift(self, build: str) -> int | None:
        """What is added to a GRCh38 position for another build; None where that is not known."""
        return {"GRCh38": 0, "GRCh37": self.offset37}.get(build)

    @cached_property
    def phenotypes(self) -> frozenset[str]:
        """Every phenotype that the gene can have by its table."""
        return frozenset((*self.functions.values(), *(said for _, _, said in self.scores)))

    @cached_property
    def at(self) -> dict[int, Position]:
        """The positions by their GRCh38 place."""
        return {one.g38: one for one in self.positions}

    @cached_property
    def refs(self) -> dict[int, str]:
        """The genome's bases at each position."""
        return {at.g38: at.ref for at in self.positions}

    @cached_property
    def places(self) -> dict[str, int]:
        """Each allele's place in the table."""
        return {one.name: place for place, one in enumerate(self.alleles)}

    @cached_property
    def tag(self) -> str:
        """The change that goes with `causal` on the tagged haplotype and only tags it; "" for a gene without one."""
        defined = {one.name: one.defined for one in self.alleles}
        only = set(defined.get(self.tagged, ())) - set(defined.get(self.causal, ()))
        return next((at.name if not at.names else at.names[0] for at in self.positions if at.g38 in only), "")


class Genotype(Struct, frozen=True):
    """The bases seen at one position, one per chromosome; None for one that was not read. `phase` names the phase set."""

    bases: tuple[str | None, ...]
    phase: str | None = None


class Reading(Struct, frozen=True):
    """One way to read a genotype: its alleles, what they mean together, and how much of them was seen.

    `shown` is the diplotype as it is written; `alleles` the two (or, on a man's X, the one) that decide.
    `score` counts the positions that define the alleles: the reading with the most explains the most by itself.
    """

    shown: str
    alleles: tuple[str, ...]
    phenotype: str
    activity: float | None
    score: int


class GeneCall(Struct, frozen=True, kw_only=True):
    """What one gene's genotype may be. `readings`: the safer phenotype first; () when no named alleles explain it.

    `not_read`: positions without a result. `not_excluded`: alleles that those positions leave possible. `unlisted`: bases that no
    allele has. `flags`: `exon_without_intron`, `exon_only`, `sex_conflict`, `copies_not_read`. `settled` is False when something
    that was not read could make the phenotype another one.
    """

    gene: str
    readings: tuple[Reading, ...]
    not_read: tuple[str, ...] = ()
    not_excluded: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    settled: bool = False

    @property
    def phenotype(self) -> str | None:
        """The safer phenotype of the readings; None without one."""
        return self.readings[0].phenotype if self.readings else None

    @property
    def likeliest(self) -> tuple[str, ...]:
        """The diplotypes that explain most by single named alleles."""
        top = max((one.score for one in self.readings), default=0)
        return tuple(one.shown for one in self.readings if one.score == top)
