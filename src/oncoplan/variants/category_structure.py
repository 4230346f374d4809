"""Fusions, exon skipping, changes inside a gene, and copy number."""

from __future__ import annotations

from oncoplan.model.finding import Alteration
from oncoplan.model.verdict import Answer
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_place import exons_at
from oncoplan.variants.category_read import Category
from oncoplan.variants.hgvs_coding import read_coding
from oncoplan.variants.transcripts import ends_exon
from oncoplan.variants.words_genes import finding_words

Said = tuple[Answer, str]


def matches_fusion(category: Category, alteration: Alteration, vocabulary: Vocabulary, gene: str | None) -> Said:
    name = alteration.name
    if alteration.kind == "variant":
        return "unknown", f"{name} may be a {category.what}: the change is not stated"
    if alteration.kind not in ("fusion", "rearrangement"):
        return "not_met", f"{name} is not a {category.what}"
    if category.partner:
        return _partner(category.partner, alteration, vocabulary)
    if category.what == "rearrangement":
        return "met", name
    if alteration.kind == "rearrangement" and alteration.five_prime is None and alteration.three_prime is None:
        if category.what == "fusion" and _break_is_fusion(alteration, vocabulary):
            return "met", f"{name}, which guidelines accept as the fusion"
        return "unknown", f"{name} shows a break; that it makes a fusion is not shown: confirm by RNA"
    if alteration.in_frame is False:
        return "unknown", f"{name} is reported out of frame: confirm by RNA"
    side = {"fusion 3'": "3", "fusion 5'": "5"}.get(category.what) or _driver_end(gene, vocabulary)
    return _oriented(side, alteration, gene)


def _break_is_fusion(alteration: Alteration, vocabulary: Vocabulary) -> bool:
    """Whether guidelines take a rearrangement of this gene, as it is stated, for its fusion. `Positive` alone states none."""
    words = finding_words(vocabulary)
    stated = alteration.name.removeprefix(f"{alteration.gene} ").lower()
    if alteration.gene not in words.get("rearrangement_is_fusion", ()) or stated == "positive" or "partner" in stated:
        return False
    only_fish = any(word in stated for word in ("break", "split", "fish", "inversion"))
    return not only_fish or alteration.gene in words.get("break_apart_is_fusion", ())


def _partner(partner: str, alteration: Alteration, vocabulary: Vocabulary) -> Said:
    wanted = vocabulary.find_gene(partner) or partner
    if wanted in (alteration.five_prime, alteration.three_prime):
        return "met", alteration.name
    if alteration.five_prime is None or alteration.three_prime is None:
        return "unknown", f"{alteration.name}: the partner is not stated"
    return "not_met", f"{alteration.name} is not a fusion with {wanted}"


def _driver_end(gene: str | None, vocabulary: Vocabulary) -> str:
    """The end at which this gene drives: "3", "5", or "" when either will do or the vocabulary does not say."""
    ends = finding_words(vocabulary).get("fusion_ends", {})
    if gene in ends.get("three_prime", ()):
        return "3"
    return "5" if gene in ends.get("five_prime", ()) else ""


def _oriented(side: str, alteration: Alteration, gene: str | None) -> Said:
    if not side or gene is None or (alteration.five_prime is None and alteration.three_prime is None):
        return "met", alteration.name
    if not alteration.order_known:
        return "met", f"{alteration.name} (which partner is 5' is not stated)"
    mine = alteration.three_prime if side == "3" else alteration.five_prime
    if mine == gene:
        return "met", alteration.name
    other = alteration.five_prime if side == "3" else alteration.three_prime
    if other == gene:
        return (
            "unknown",
            f"{alteration.name} is written the other way round and could be the reciprocal: confirm by RNA or FISH",
        )
    return "met", alteration.name


def matches_skipping(category: Category, alteration: Alteration, vocabulary: Vocabulary) -> Said:
    """Exon skipping, seen in RNA or following from the loss of a splice site; suspected at the exon's last base."""
    name, exon = alteration.name, category.exons[0][0]
    if alteration.kind == "exon_skipping":
        if alteration.exons is None:
            return "unknown", f"{name}: which exon is not stated"
        return ("met", name) if alteration.exons == (exon, exon) else ("not_met", f"{name} is not skipping of exon {exon}")
    if alteration.kind == "variant":
        return "unknown", f"{name} may be skipping of exon {exon}: the change is not stated"
    at = exons_at(alteration, vocabulary)
    model = vocabulary.gene_model(alteration.gene) if alteration.gene else None
    if alteration.kind == "intragenic_deletion":
        if alteration.exons == (exon, exon):
            return "met", f"{name} takes exon {exon} out"
        return ("unknown", f"{name}: which exons is not stated") if alteration.exons is None else ("not_met", f"{name} is not it")
    if alteration.kind == "splice":
        return _by_splice_site(exon, alteration, at, vocabulary)
    if alteration.kind == "noncoding" and alteration.coding:
        return _near_splice_site(exon, alteration, vocabulary)
    if (
        alteration.kind in ("mutation", "inframe_deletion", "inframe_delins")
        and alteration.protein is None
        and not alteration.coding
    ):
        if at is None or at == (exon, exon):
            return "unknown", f"{name} may cause skipping of exon {exon}: the exact change is not stated"
        return "not_met", f"{name} does not lie in exon {exon}"
    coding = read_coding(alteration.coding) if alteration.coding else None
    if ends_exon(model, alteration.protein, coding) == exon:
        return "unknown", f"{name} changes the end of exon {exon}: skipping is suspected; confirm by RNA"
    return "not_met", f"{name} is not skipping of exon {exon}"


def _by_splice_site(exon: int, alteration: Alteration, at: tuple[int, int] | None, vocabulary: Vocabulary) -> Said:
    name = alteration.name
    if at is None:
        return "unknown", f"{name}: which exon's splice site it is, is not known"
    if at == (exon, exon):
        if alteration.coding:
            return "met", f"{name} destroys a splice site of exon {exon}"
        return "unknown", f"{name} concerns a splice site of exon {exon}: confirm skipping by RNA"
    if alteration.coding is None and abs(at[0] - exon) == 1:
        return "unknown", f"{name} may concern a splice site of exon {exon}: the change of bases is not stated"
    return "not_met", f"{name} is not a splice site of exon {exon}"


def _near_splice_site(exon: int, alteration: Alteration, vocabulary: Vocabulary) -> Said:
    coding = read_coding(alteration.coding or "")
    model = vocabulary.gene_model(alteration.gene) if alteration.gene else None
    edges = [(e.cds_start, e.cds_end) for e in (model.exons if model else ()) if e.number == exon]
    if edges and coding.start.base in edges[0] and coding.start.offset:
        return "unknown", f"{alteration.name} lies beside exon {exon}: skipping is possible; confirm by RNA"
    return "not_met", f"{alteration.name} is not skipping of exon {exon}"


def matches_intragenic(category: Category, alteration: Alteration, vocabulary: Vocabulary) -> Said:
    name, what, kind = alteration.name, category.what, alteration.kind
    if kind == "variant":
        return "unknown", f"{name} may be {category.text}: the change is not stated"
    if what in ("itd", "ptd", "kdd", "duplication", "intragenic_duplication"):
        return _duplicated(category, alteration, vocabulary)
    if kind == "exon_skipping" and alteration.exons is not None and category.exons == (alteration.exons,):
        return "met", name
    if kind != "intragenic_deletion":
        return "not_met", f"{name} is not {category.text}"
    if not category.exons:
        return "met", name
    if alteration.exons is None:
        return "unknown", f"{name}: which exons are deleted is not stated"
    if alteration.exons == category.exons[0]:
        return "met", name
    return "not_met", f"{name} is not {category.text}"


def _duplicated(category: Category, alteration: Alteration, vocabulary: Vocabulary) -> Said:
    name, what = alteration.name, category.what
    if alteration.kind == "intragenic_duplication":
        if what in ("duplication", "intragenic_duplication"):
            same = not category.exons or alteration.exons == category.exons[0]
            return ("met", name) if same else ("unknown" if alteration.exons is None else "not_met", f"{name}: other exons")
        stated = (alteration.region or "").lower()
        if stated:
            return ("met", name) if stated == what else ("not_met", f"{name} is not {category.text}")
        return "unknown", f"{name} may be {category.text}: which part is duplicated is not stated"
    exons = finding_words(vocabulary).get("itd_exons", {}).get(alteration.gene or "", ())
    at = exons_at(alteration, vocabulary)
    if what == "itd" and alteration.kind == "inframe_insertion" and at is not None and at[0] in exons and at[1] in exons:
        return "met", f"{name} is an in-frame duplication or insertion where the internal tandem duplications lie"
    return "not_met", f"{name} is not {category.text}"


_COPY_KINDS: dict[str, frozenset[str]] = {
    "amplification": frozenset({"amplification"}),
    "gain": frozenset({"amplification", "gain"}),
    "homozygous_deletion": frozenset({"homozygous_deletion"}),
    "deletion": frozenset({"homozygous_deletion", "loss"}),
    "single_loss": frozenset({"loss"}),
    "loh": frozenset({"loh"}),
}
_MAY_BE: dict[str, frozenset[str]] = {
    "homozygous_deletion": frozenset({"loss"}),
    "loh": frozenset({"loss", "homozygous_deletion"}),
    "amplification": frozenset({"gain"}),
}


def matches_copies(category: Category, alteration: Alteration) -> Said:
    name, kind, what = alteration.name, alteration.kind, category.what
    if kind == "variant":
        return "unknown", f"{name} may be {category.text}: the change is not stated"
    if what == "copies":
        if kind not in ("amplification", "gain", "loss", "homozygous_deletion"):
            return "not_met", f"{name} is not a change of copy number"
        if alteration.copies is None:
            if kind in ("loss", "homozygous_deletion"):
                return "not_met", f"{name} is fewer copies"
            return "unknown", f"{name}: the copy number is not stated ({category.text} asked)"
        limit = category.copies or 0.0
        enough = alteration.copies > limit if category.above else alteration.copies >= limit
        return ("met" if enough else "not_met"), f"{name}: {alteration.copies:g} copies ({category.text} asked)"
    if kind in _COPY_KINDS[what]:
        return "met", name
    if kind in _MAY_BE.get(what, ()):
        return "unknown", f"{name} may or may not be {category.text}: how many copies is not stated"
    return "not_met", f"{name} is not {category.text}"
