"""The annotations of a VCF record (VEP's CSQ, SnpEff's ANN, bcftools' BCSQ), and which transcript speaks for a gene."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from msgspec import Struct

from oncoplan.intake.problem import Unusable
from oncoplan.intake.protein_change import from_residues, insertion
from oncoplan.model.pattern import Pattern

_FORMAT = Pattern(r"Format:?\s*'?\"?([^\"'>]+)", re.IGNORECASE)
_BCSQ_CHANGE = Pattern(r"(\d+)([A-Z*]+)(?:\.\.\d+)?(?:>(\d+)([A-Z*]*))?")
_ANN_FIELDS = (
    "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE", "Rank", "HGVSc", "HGVSp",
    "cDNA", "CDS", "Protein", "DISTANCE", "Errors",
)  # fmt: skip

NOTHING_SEEN = {
    "intron_variant": "intron", "intergenic_variant": "between genes", "intergenic_region": "between genes",
    "intragenic_variant": "intron", "downstream_gene_variant": "3' flank", "3_prime_utr_variant": "3' UTR",
    "synonymous_variant": "silent", "stop_retained_variant": "silent", "start_retained_variant": "silent",
    "non_coding_transcript_exon_variant": "RNA gene", "non_coding_transcript_variant": "RNA gene",
    "non_coding_exon_variant": "RNA gene", "nc_transcript_variant": "RNA gene", "mature_mirna_variant": "RNA gene",
    "nmd_transcript_variant": "", "regulatory_region_variant": "regulatory region", "feature_truncation": "",
    "tf_binding_site_variant": "regulatory region", "tfbs_ablation": "regulatory region",
    "tfbs_amplification": "regulatory region", "regulatory_region_ablation": "regulatory region",
    "regulatory_region_amplification": "regulatory region",
    "sequence_feature": "", "coding_sequence_variant": "",
    "synonymous": "silent", "intron": "intron", "intergenic": "between genes", "3_prime_utr": "3' UTR",
    "non_coding": "RNA gene", "incomplete_terminal_codon_variant": "", "transcript_variant": "", "custom": "",
}  # fmt: skip
"""Consequences that alone leave a protein and its making as they are, with the class that their rows are counted in."""

PROMOTER_BASES = 1000
"""An upstream variant this near to its gene is passed on, since promoters lie there; farther ones are counted."""


class Effect(Struct):
    """What one annotation says an allele does to one transcript."""

    allele: str
    gene: str
    transcript: str
    consequence: str
    coding: str = ""
    protein: str = ""
    impact: str = ""
    rank: int = 9  # 0 MANE Select .. 5 nothing said
    biotype: str = ""
    allele_number: int = 0
    distance: int | None = None

    @property
    def class_if_silent(self) -> str | None:
        """The class of rows that this effect is counted in when it changes nothing; None when it may."""
        words = [word.lower() for word in self.consequence.split("&")]
        if "upstream_gene_variant" in words:
            near = self.distance is None or self.distance <= PROMOTER_BASES
            return None if near and self.biotype in ("protein_coding", "") else "upstream of a gene"
        if not all(word in NOTHING_SEEN for word in words):
            return None
        return next((name for word in words if (name := NOTHING_SEEN[word])), "no coding consequence")


class Annotator:
    """Reads one kind of annotation, as the header describes it."""

    def __init__(self, key: str, description: str, name: str) -> None:
        self.key = key
        self.fields: tuple[str, ...] = _ANN_FIELDS
        if key == "CSQ":
            found = _FORMAT.search(description)
            if not found:
                says = f"{name}: the header does not say what the fields of CSQ are"
                raise Unusable(says, "run VEP again with --vcf")
            self.fields = tuple(field.strip() for field in found[1].split("|"))

    def effects(self, text: str) -> list[Effect]:
        """Every annotation of a record."""
        one = {"CSQ": self._vep, "ANN": self._snpeff, "BCSQ": self._bcftools}[self.key]
        return [effect for part in text.split(",") if (effect := one(part.split("|"))) is not None]

    def _vep(self, cells: list[str]) -> Effect | None:
        if len(cells) != len(self.fields):
            cells = (cells + [""] * len(self.fields))[: len(self.fields)]
        cell = dict(zip(self.fields, cells, strict=True))
        get = cell.get
        consequence = get("Consequence", "")
        effect = Effect(
            allele=get("Allele", ""),
            gene=get("SYMBOL", "") or get("HGNC", "") or get("Gene", ""),
            transcript=get("Feature", ""),
            consequence=consequence,
            coding=unquote(get("HGVSc", "")).rpartition(":")[2],
            protein=unquote(get("HGVSp", "")).rpartition(":")[2],
            impact=get("IMPACT", ""),
            biotype=get("BIOTYPE", ""),
            allele_number=int(number) if (number := get("ALLELE_NUM", "")).isdigit() else 0,
            distance=int(far) if (far := get("DISTANCE", "")).isdigit() else None,
        )
        if get("HGVSc", "").count(":"):
            effect.transcript = get("HGVSc", "").partition(":")[0]
        mane = get("MANE_SELECT", "") or ("MANE_Select" in get("MANE", "") and "yes")
        marks = (mane, get("MANE_PLUS_CLINICAL", ""), get("PICK", "") == "1", get("CANONICAL", "") == "YES")
        unmarked = 4 if effect.biotype == "protein_coding" else 5
        effect.rank = next((place for place, mark in enumerate(marks) if mark), unmarked)
        if not effect.protein:
            effect.protein = _built(consequence, get("Protein_position", ""), get("Amino_acids", ""))
        return effect if consequence else None

    def _snpeff(self, cells: list[str]) -> Effect | None:
        cells = [cell.strip() for cell in cells] + [""] * (16 - len(cells))
        if "-" in cells[0] and cells[0] != "-":
            return None  # against the normal's other allele: the same change is annotated against the reference too
        return Effect(
            allele=cells[0],
            gene=cells[3] or cells[4],
            transcript=cells[6] if cells[5] == "transcript" else "",
            consequence=cells[1],
            coding=cells[9],
            protein=cells[10],
            impact=cells[2],
            rank=4 if cells[7] == "protein_coding" else 5,
            biotype=cells[7],
            distance=int(cells[14]) if cells[14].isdigit() else None,
        )

    def _bcftools(self, cells: list[str]) -> Effect | None:
        if cells[0].startswith("@"):
            return None  # said at another position, together with a neighbouring change
        cells = cells + [""] * (7 - len(cells))
        consequence = cells[0].lstrip("*")
        words = {"missense": "missense_variant", "synonymous": "synonymous_variant", "frameshift": "frameshift_variant"}
        protein = ""
        if found := _BCSQ_CHANGE.fullmatch(cells[5]):
            after = found[2] if found[3] is None else found[4]
            protein = _residues(int(found[1]), found[2], after, consequence)
        return Effect(
            allele=cells[6],
            gene=cells[1],
            transcript=cells[2],
            consequence="&".join(words.get(word, word) for word in consequence.split("&")),
            protein=protein,
            rank=4 if cells[3] == "protein_coding" else 5,
            biotype=cells[3],
        )


def _built(consequence: str, position: str, residues: str) -> str:
    """A protein notation from VEP's Protein_position and Amino_acids."""
    first = position.partition("/")[0].partition("-")[0]
    before, slash, after = residues.partition("/")
    if not first.isdigit() or not before:
        return ""
    return _residues(int(first), before, after if slash else before, consequence)


def _residues(first: int, before: str, after: str, consequence: str) -> str:
    built = from_residues(
        first, before, after, frameshift="frameshift" in consequence, start_lost="start_lost" in consequence
    )
    return built or ("" if "frameshift" in consequence else insertion(first, before, after))


def for_allele(effects: Iterable[Effect], ref: str, alts: list[str], number: int, position: int) -> list[Effect]:
    """The annotations of the alternative allele `number` (1 is the first)."""
    effects = list(effects)
    if len(alts) == 1:
        return effects
    numbered = [effect for effect in effects if effect.allele_number == number]
    if numbered:
        return numbered
    alt = alts[number - 1]
    names = {alt, f"{position}{ref}>{alt}"}
    if all(one[:1] == ref[:1] for one in alts):
        names.add(alt[1:] or "-")
    return [effect for effect in effects if effect.allele in names]


def one_per_gene(effects: Iterable[Effect], prefer: Mapping[str, str]) -> list[Effect]:
    """For each gene the effect on one transcript: the preferred, MANE Select, MANE Plus Clinical, picked, canonical."""
    best: dict[str, tuple[tuple[int, int, int, int, str], Effect]] = {}
    impacts = {"HIGH": 0, "MODERATE": 1, "LOW": 2, "MODIFIER": 3}
    for effect in effects:
        wanted = prefer.get(effect.gene, "").partition(".")[0]
        order = (
            0 if wanted and effect.transcript.partition(".")[0] == wanted else 1,
            effect.rank,
            impacts.get(effect.impact, 3),
            0 if effect.protein else 1,
            effect.transcript,
        )
        kept = best.get(effect.gene)
        if kept is None or order < kept[0]:
            best[effect.gene] = (order, effect)
    return [effect for _, effect in best.values()]
