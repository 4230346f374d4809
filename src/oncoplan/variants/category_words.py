"""The words of categories of change, made one: `Ex19del`, `exon 19 del` and `exon 19 deletion` are the same."""

from __future__ import annotations

import re

from oncoplan.model.vocabulary import plain_words

WHATS: dict[str, str] = {
    "": "mutation", "mutation": "mutation", "mutations": "mutation", "mutated": "mutation", "mutant": "mutation",
    "mut": "mutation", "mutation positive": "mutation", "variant": "mutation", "small variant": "mutation", "any mutation": "mutation",
    "sequence variant": "mutation", "snv": "substitution", "substitution": "substitution", "point mutation": "substitution",
    "missense": "missense", "missense mutation": "missense", "missense variant": "missense",
    "insertion": "insertion", "ins": "insertion", "insertions": "insertion", "in-frame insertion": "insertion",
    "inframe insertion": "insertion", "duplication": "insertion", "dup": "insertion", "insertion mutation": "insertion",
    "in-frame duplication": "insertion", "insertion/duplication": "insertion",
    "deletion": "deletion", "del": "deletion", "deletions": "deletion", "in-frame deletion": "deletion",
    "inframe deletion": "deletion", "deletion mutation": "deletion",
    "in-frame mutation": "indel", "in-frame alteration": "indel",
    "delins": "delins", "indel": "indel", "in-frame indel": "indel", "inframe indel": "indel", "deletion-insertion": "delins",
    "deletion/insertion": "indel", "insertion/deletion": "indel",
    "frameshift": "frameshift", "frameshift mutation": "frameshift", "frameshift variant": "frameshift",
    "frame shift": "frameshift", "frame-shift": "frameshift", "fs": "frameshift",
    "nonsense": "nonsense", "nonsense mutation": "nonsense", "nonsense variant": "nonsense", "stop": "nonsense",
    "stop gain": "nonsense", "stopgain": "nonsense", "stop gained": "nonsense",
    "splice site": "splice", "splice-site": "splice", "splice": "splice", "splice variant": "splice", "splicing": "splice",
    "splice site mutation": "splice", "splice site variant": "splice", "splice mutation": "splice", "splicing mutation": "splice",
    "splicing variant": "splice", "splice-site mutation": "splice",
    "truncating": "truncating", "truncation": "truncating", "truncating mutation": "truncating",
    "truncating variant": "truncating", "frameshift truncation": "truncating", "truncated": "truncating",
    "protein-truncating variant": "truncating", "truncating alteration": "truncating",
    "start lost": "start_lost", "start loss": "start_lost", "stop lost": "stop_lost", "stop loss": "stop_lost",
    "synonymous": "synonymous", "silent": "synonymous",
}  # fmt: skip
"""Words for a kind of small change -> the kind asked for."""

FUNCTIONS: dict[str, str] = {
    "oncogenic": "oncogenic", "oncogenic mutation": "oncogenic", "oncogenic variant": "oncogenic", "oncogenic alteration": "oncogenic",
    "likely oncogenic": "oncogenic", "driver": "oncogenic", "driver mutation": "oncogenic", "activating": "gain",
    "activating mutation": "gain", "activating variant": "gain", "activating alteration": "gain", "gain of function": "gain",
    "gain-of-function": "gain", "gof": "gain", "gain of function mutation": "gain", "gain-of-function mutation": "gain",
    "gain-of-function variant": "gain", "gain of function variant": "gain", "loss of function": "loss", "loss-of-function": "loss", "lof": "loss",
    "inactivating": "loss", "inactivating mutation": "loss", "inactivating variant": "loss", "inactivation": "loss",
    "inactivating alteration": "loss", "loss of function mutation": "loss", "loss-of-function mutation": "loss",
    "loss-of-function variant": "loss", "loss of function variant": "loss", "deleterious": "pathogenic",
    "deleterious mutation": "pathogenic", "pathogenic": "pathogenic", "pathogenic variant": "pathogenic",
    "pathogenic mutation": "pathogenic", "likely pathogenic": "pathogenic", "pathogenic alteration": "pathogenic",
    "biallelic": "biallelic", "biallelic inactivation": "biallelic", "biallelic loss": "biallelic", "bi-allelic": "biallelic",
}  # fmt: skip
"""Words for what a change does to the protein's function -> the function asked for."""

COPIES: dict[str, str] = {
    "amplification": "amplification", "amplified": "amplification", "amp": "amplification", "gene amplification": "amplification",
    "high-level amplification": "amplification", "focal amplification": "amplification", "amplifications": "amplification",
    "copy number amplification": "amplification", "ampl": "amplification", "high amplification": "amplification",
    "gain": "gain", "copy gain": "gain", "copy number gain": "gain", "gained": "gain", "polysomy": "gain", "low-level gain": "gain",
    "increased copy number": "gain", "low gain": "gain", "gain of copies": "gain",
    "homozygous deletion": "homozygous_deletion", "homozygous loss": "homozygous_deletion", "homdel": "homozygous_deletion",
    "hom del": "homozygous_deletion", "deep deletion": "homozygous_deletion", "deepdel": "homozygous_deletion",
    "biallelic deletion": "homozygous_deletion", "two-copy loss": "homozygous_deletion", "homozygously deleted": "homozygous_deletion",
    "bi-allelic deletion": "homozygous_deletion", "complete loss": "homozygous_deletion", "homozygous copy loss": "homozygous_deletion",
    "deletion": "deletion", "deleted": "deletion", "gene deletion": "deletion", "loss": "deletion", "copy number loss": "deletion",
    "copy loss": "deletion", "lost": "deletion", "del": "deletion", "whole gene deletion": "deletion", "gene loss": "deletion",
    "single copy loss": "single_loss", "hemizygous deletion": "single_loss", "heterozygous deletion": "single_loss",
    "heterozygous loss": "single_loss", "shallow deletion": "single_loss", "one-copy loss": "single_loss", "hemizygous loss": "single_loss",
    "loh": "loh", "loss of heterozygosity": "loh", "copy-neutral loh": "loh", "copy neutral loh": "loh", "cnloh": "loh", "cn-loh": "loh",
    "copy-neutral loss of heterozygosity": "loh",
}  # fmt: skip
"""Words for a change of copy number -> the copies asked for."""

FUSIONS: dict[str, str] = {
    "fusion": "fusion", "fusions": "fusion", "fusion positive": "fusion", "gene fusion": "fusion", "fusion transcript": "fusion",
    "fused": "fusion", "fusion gene": "fusion", "fusion-positive": "fusion", "fusion detected": "fusion",
    "fusion 3' partner": "fusion 3'", "fusion 5' partner": "fusion 5'", "3' fusion": "fusion 3'", "5' fusion": "fusion 5'",
    "rearrangement": "rearrangement", "rearranged": "rearrangement", "rearrangements": "rearrangement", "gene rearrangement": "rearrangement",
    "translocation": "rearrangement", "break-apart": "rearrangement", "break apart": "rearrangement", "break-apart positive": "rearrangement",
    "r": "rearrangement", "break-apart fish positive": "rearrangement", "fish break-apart positive": "rearrangement",
    "fish positive": "rearrangement", "rearrangement positive": "rearrangement", "translocated": "rearrangement", "fish rearranged": "rearrangement",
    "rearrangement-positive": "rearrangement", "positive by fish": "rearrangement", "break-apart fish": "rearrangement",
    "split signal": "rearrangement", "inversion": "rearrangement",
}  # fmt: skip
"""Words for a fusion or a break -> what is asked for."""

OTHERS: dict[str, str] = {
    "promoter mutation": "promoter", "promoter": "promoter", "promoter variant": "promoter", "promoter mutated": "promoter",
    "promoter hotspot mutation": "promoter", "methylation": "methylation", "promoter methylation": "methylation", "methylated": "methylation",
    "promoter methylated": "methylation", "promoter hypermethylation": "methylation", "hypermethylated": "methylation",
    "hypermethylation": "methylation", "promoter hypermethylated": "methylation", "reversion": "reversion",
    "reversion mutation": "reversion", "secondary reversion": "reversion", "reversion variant": "reversion",
    "any alteration": "any", "alteration": "any", "altered": "any", "alterations": "any", "aberration": "any", "abnormality": "any", "aberrant": "any",
    "itd": "itd", "internal tandem duplication": "itd", "ptd": "ptd", "partial tandem duplication": "ptd",
    "intragenic deletion": "intragenic_deletion", "intragenic duplication": "intragenic_duplication",
    "intragenic rearrangement": "intragenic", "kinase domain duplication": "kdd", "kdd": "kdd", "internal duplication": "kdd",
}  # fmt: skip
"""Other whole words."""


def words_of(text: str) -> str:
    """Lower case, single spaces, and the common short forms written out."""
    text = plain_words(text).replace("\u2265", ">=").replace("\u2264", "<=").replace("in frame", "in-frame")
    text = re.sub(r"\bex(?:on)?s?\s?(?=\d)", "exon ", text)
    text = re.sub(r"\bexons\s+", "exon ", text)
    return re.sub(r"(exon [\d,/\s-]*\d)\s*(del|ins|dup|skip|mut)", r"\1 \2", text).strip(" .,;:")


def numbers_of(text: str) -> tuple[tuple[int, int], ...]:
    """`12, 13, 59-61 and 117` -> ((12, 12), (13, 13), (59, 61), (117, 117)); () when it is not a list of numbers."""
    parts = [part.strip() for part in re.split(r",|/|\band\b|\bor\b|&", text) if part.strip()]
    spans: list[tuple[int, int]] = []
    for part in parts:
        found = re.fullmatch(r"(?:codon|exon|residue)?s?\s*[a-z]?(\d+)(?:\s*(?:-|to|through|_)\s*[a-z]?(\d+))?", part)
        if not found:
            return ()
        spans.append((int(found[1]), int(found[2] or found[1])))
    return tuple(spans)
