"""What a small change does, worked out from the change itself. A caller's word is used only when there is nothing else."""

from __future__ import annotations

from oncoplan.model.finding import Kind, ProteinChange
from oncoplan.variants.hgvs_coding import Coding

_WORDS: dict[str, Kind] = {
    "missense_mutation": "missense", "missense_variant": "missense", "missense": "missense",
    "nonsense_mutation": "nonsense", "stop_gained": "nonsense", "nonsense": "nonsense",
    "frame_shift_del": "frameshift", "frame_shift_ins": "frameshift", "frameshift_variant": "frameshift",
    "frameshift": "frameshift", "in_frame_del": "inframe_deletion", "inframe_deletion": "inframe_deletion",
    "in_frame_ins": "inframe_insertion", "inframe_insertion": "inframe_insertion",
    "splice_site": "splice", "splice_donor_variant": "splice", "splice_acceptor_variant": "splice",
    "translation_start_site": "start_lost", "start_lost": "start_lost", "initiator_codon_variant": "start_lost",
    "nonstop_mutation": "stop_lost", "stop_lost": "stop_lost", "silent": "synonymous",
    "synonymous_variant": "synonymous", "synonymous": "synonymous", "stop_retained_variant": "synonymous",
    "5'flank": "promoter", "5flank": "promoter", "upstream_gene_variant": "promoter", "promoter": "promoter",
    "5'utr": "noncoding", "3'utr": "noncoding", "5_prime_utr_variant": "noncoding", "intron": "noncoding",
    "3_prime_utr_variant": "noncoding", "intron_variant": "noncoding", "intergenic_variant": "noncoding", "igr": "noncoding",
    "3'flank": "noncoding", "downstream_gene_variant": "noncoding", "rna": "noncoding", "splice_region": "noncoding",
    "splice_region_variant": "noncoding", "protein_altering_variant": "mutation", "coding_sequence_variant": "mutation",
    "nonstart_mutation": "start_lost", "start_codon_snp": "start_lost",
    "start_codon_del": "start_lost", "start_codon_ins": "start_lost", "transcript_ablation": "homozygous_deletion",
}  # fmt: skip


def kind_of_protein(change: ProteinChange) -> Kind | None:
    """The kind that protein notation itself says; None when it does not (`p.?`)."""
    match change.form:
        case "substitution":
            return "missense"
        case "nonsense" | "frameshift" | "start_lost" | "synonymous":
            return change.form
        case "extension":
            return "stop_lost" if change.ref == "*" else "start_lost"
        case "deletion":
            return "inframe_deletion"
        case "insertion" | "duplication":
            return "nonsense" if "*" in change.alt else "inframe_insertion"
        case "delins":
            return "nonsense" if "*" in change.alt else "inframe_delins"
    return None


def breaks_splice_site(coding: Coding) -> bool:
    """True when a base at +1, +2, -1 or -2 of an intron is changed, or an exon's boundary is cut through."""
    one, two = coding.start.offset, coding.end.offset
    if coding.start.base < 0 or coding.start.utr3:
        return False
    if coding.op == "ins" and (one, two) in ((0, 1), (-1, 0), (2, 3), (-3, -2)):
        return False
    if bool(one) != bool(two):
        return True
    if not one:
        return False
    if (one > 0) != (two > 0):
        return True
    return abs(one) <= 2 or abs(two) <= 2


def kind_of_coding(coding: Coding, *, promoter: bool = False) -> Kind | None:
    """The kind that coding notation alone says; None for an exonic change whose length keeps the frame.

    `promoter`: bases before the start codon are known to be this gene's promoter.
    """
    if coding.op == "same":
        return "synonymous"
    if breaks_splice_site(coding):
        return "splice"
    if coding.start.utr3:
        return "noncoding"
    if coding.start.base < 0:
        if coding.end.base > 0 and not coding.end.utr3:
            return "start_lost"
        return "promoter" if promoter and not coding.start.offset else "noncoding"
    if coding.start.offset or coding.end.offset:
        return "noncoding"
    if coding.end.utr3:
        return "stop_lost"
    if coding.op == "sub" and coding.start.base <= 3:
        return "start_lost"
    if coding.op != "sub" and coding.start.base <= 3 and coding.op in ("del", "delins"):
        return "start_lost"
    shift = coding.shift
    if shift is not None and shift % 3 and "N" not in coding.alt:
        return "frameshift"
    if coding.op == "del":
        return "inframe_deletion"
    if coding.op in ("ins", "dup"):
        return "inframe_insertion"
    if coding.op == "delins" and shift:
        return "inframe_delins"
    return None


def kind_of_word(word: str) -> Kind | None:
    """The kind for a caller's word; several words joined by `&` or `,`: the first that is known."""
    for part in word.replace("&", ",").split(","):
        kind = _WORDS.get(part.strip().lower().replace(" ", "_"))
        if kind is not None:
            return kind
    return None
