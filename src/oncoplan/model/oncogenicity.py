"""What is known of changes of genes in tumours, and the point system that weighs it, as compiled from the knowledge."""

from __future__ import annotations

from msgspec import Struct


class KnownAllele(Struct, frozen=True, array_like=True):
    """What is known of one exact change: `codes` are those of the 2022 point system that it meets by itself."""

    effect: str
    function: str
    codes: tuple[str, ...]
    note: str
    source: str


class KnownRegion(Struct, frozen=True, array_like=True):
    """Changes of some kinds within residues `first`..`last`, or, for a finding known by exon only, within `exons`.

    `effect` is empty where the region gives points only.
    """

    kinds: tuple[str, ...]
    first: int
    last: int
    exons: tuple[int, int]
    effect: str
    function: str
    codes: tuple[str, ...]
    note: str
    source: str


class Hotspot(Struct, frozen=True, array_like=True):
    """A residue that tumours change again and again: `code` for the new residues in `often`, OP3 for the others."""

    residue: str
    code: str
    often: str


class GeneOncogenicity(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of changes of one gene in tumours (knowledge/base/vocabulary/oncogenicity).

    `loss`: "driver" where losing the gene drives cancer, "none" where it does not, "" not curated. `null_until`: the last
    residue at which a truncation counts as a loss (0: not curated). `last_exon`: one in the last exon counts too.
    `function`: what its hotspot changes do. `studied`: the source of functional studies of them.
    """

    gene: str
    loss: str = ""
    null_until: int = 0
    last_exon: bool = False
    amplified: bool = False
    function: str = ""
    studied: str = ""
    alleles: dict[str, KnownAllele] = {}
    hotspots: dict[int, Hotspot] = {}
    regions: tuple[KnownRegion, ...] = ()
    established: dict[int, tuple[str, ...]] = {}  # residue -> its curated oncogenic missense changes


class Code(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code of the point system: `unless` are codes beside which it does not count; `says` and `plainly` its words."""

    points: int
    says: str
    plainly: str = ""
    unless: tuple[str, ...] = ()


class EffectClass(Struct, frozen=True, kw_only=True, omit_defaults=True):
    effect: str
    least: int
    plainly: str


class OncogenicityScheme(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The point system as data: codes, classes from high to low, and the words of the answers."""

    codes: dict[str, Code] = {}
    classes: tuple[EffectClass, ...] = ()
    stated: dict[str, str] = {}
    bases: dict[str, str] = {}
    plainly: dict[str, str] = {}
