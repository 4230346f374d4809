"""What a test found, with its meaning worked out: alterations, protein and signature results, diplotypes, negatives."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oncoplan.model.pharmacogene import Genotype

Form = Literal[
    "substitution",
    "deletion",
    "insertion",
    "duplication",
    "delins",
    "frameshift",
    "nonsense",
    "extension",
    "start_lost",
    "synonymous",
    "unknown",
]
"""How a protein change is written (HGVS 21.0 protein recommendations)."""

Kind = Literal[
    # small changes
    "missense",
    "nonsense",
    "frameshift",
    "inframe_deletion",
    "inframe_insertion",
    "inframe_delins",
    "splice",
    "start_lost",
    "stop_lost",
    "synonymous",
    "promoter",
    "noncoding",
    # changes of structure
    "fusion",
    "rearrangement",
    "exon_skipping",
    "intragenic_deletion",
    "intragenic_duplication",
    # changes of copy number
    "amplification",
    "gain",
    "loss",
    "homozygous_deletion",
    "loh",
    # chromosomes
    "arm_gain",
    "arm_loss",
    "codeletion",
    "translocation",
    "inversion",
    "chromosome",
    # words that do not say more: a small change, a truncating one, any change at all
    "mutation",
    "truncating",
    "variant",
    "methylation",
    "reversion",
]

Origin = Literal["germline", "somatic"]

SILENT: frozenset[Kind] = frozenset({"synonymous", "noncoding"})
"""Kinds that leave the protein as it is."""

TRUNCATING: frozenset[Kind] = frozenset({"frameshift", "nonsense", "splice", "start_lost", "truncating"})
"""Kinds that cut the protein short or leave none."""


class ProteinChange(Struct, frozen=True):
    """A change of residues `start`..`end` (1-based, of the clinically used transcript).

    `ref`, `ref_end`: reference residues at start and end, one letter, "" when not written.
    `alt`: new residues, one letter; "" for a pure deletion; "*" a stop; "?" not known.
    `stop_after`: for a frameshift, the number of residues to the new stop.
    """

    start: int
    end: int
    ref: str
    ref_end: str
    alt: str
    form: Form
    stop_after: int | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """What every finding has. `text` is the reporter's, `name` is ours; `pointer` leads back into the record."""

    text: str
    name: str
    pointer: str = ""
    test: int | None = None
    notes: tuple[str, ...] = ()


class Alteration(Finding, frozen=True, kw_only=True, tag="alteration"):
    """A change of DNA or RNA that was seen.

    `gene` is the HGNC symbol (the kinase or 3' partner of a fusion may be in either `five_prime` or `three_prime`;
    then `genes` has both); for a chromosome change `gene` is None and `region` says it ("17p", "t(15;17)").
    `vaf` and copy numbers are as reported; `classification` is what the laboratory called it.
    """

    gene: str | None
    kind: Kind
    protein: ProteinChange | None = None
    also: tuple[ProteinChange, ...] = ()  # the simple changes that one delins is made of, e.g. S768_V769delinsIL
    coding: str | None = None
    genomic: str | None = None
    exons: tuple[int, int] | None = None  # first and last exon concerned, clinical numbering
    five_prime: str | None = None
    three_prime: str | None = None
    order_known: bool = True  # False when the words do not say which partner is 5'
    in_frame: bool | None = None
    region: str | None = None
    copies: float | None = None
    vaf: float | None = None
    depth: int | None = None
    phase: str | None = None
    origin: Origin | None = None
    zygosity: str | None = None
    classification: str | None = None
    collected: str | None = None
    either: tuple[Alteration, ...] = ()  # it is one of these, and which is not stated (BRCA mutation); `gene` is then None

    @property
    def genes(self) -> tuple[str, ...]:
        """Every gene this alteration is about, or may be about."""
        if self.either:
            return tuple(dict.fromkeys(gene for one in self.either for gene in one.genes))
        if self.five_prime is None and self.three_prime is None:
            return (self.gene,) if self.gene else ()
        return tuple(dict.fromkeys(g for g in (self.gene, self.five_prime, self.three_prime) if g))


class Marker(Finding, frozen=True, kw_only=True, tag="marker"):
    """A protein, signature or other scored result: `PD-L1 TPS 60 %`, `HER2 IHC 2+`, `MSI high`, `TMB 12 mut/Mb`.

    `what` is the marker's key in the vocabulary; `score` the scoring system ("TPS", "CPS", "IC", "IHC", "ISH", ...);
    `status` a word in lower case ("positive", "negative", "low", "high", "stable", "2+", "deficient", ...).
    """

    what: str
    score: str | None = None
    status: str | None = None
    value: float | None = None
    upper: float | None = None  # for a range; `value` is then the lower end
    comparator: str | None = None  # "<" or ">" when the value is a limit
    unit: str | None = None
    collected: str | None = None


class Diplotype(Finding, frozen=True, kw_only=True, tag="diplotype"):
    """A pharmacogenetic result: a pair of star alleles, or the phenotype as the laboratory stated it."""

    gene: str
    alleles: tuple[str, ...] = ()
    phenotype: str | None = None
    activity: float | None = None  # the activity score, where the gene has one and it is known
    at_most: bool = False  # positions that were not read leave a slower phenotype open
    collected: str | None = None
    seen: tuple[tuple[int, Genotype], ...] = ()  # what was read at GRCh38 positions, where that is what was reported


class Negative(Finding, frozen=True, kw_only=True, tag="negative"):
    """Looked for and not seen. `category` says what was looked for ("fusion", "p.D816V", "exon 19 deletion");
    None means any change of the gene at all (wild type). `what` is used for markers and regions."""

    gene: str | None = None
    category: str | None = None
    region: str | None = None
    exons: tuple[int, ...] = ()
    collected: str | None = None


AnyFinding = Alteration | Marker | Diplotype | Negative

QUIET = frozenset({"negative", "normal", "intact", "retained", "stable", "proficient", "wild type", "unmutated",
                    "unmethylated", "0", "equivocal", "indeterminate"})  # fmt: skip
"""Statuses of a marker that say that nothing was found."""
