"""Small changes: what kind of change, and where in the gene. Kleene logic over both."""

from __future__ import annotations

from oncoplan.model.finding import Alteration, ProteinChange
from oncoplan.model.verdict import Answer
from oncoplan.model.vocabulary import GeneModel, Vocabulary
from oncoplan.variants.category_read import Category, Spans

_TRUNCATING = frozenset({"frameshift", "nonsense", "splice", "truncating"})
_PROTEIN = frozenset(
    {"missense", "nonsense", "frameshift", "inframe_deletion", "inframe_insertion", "inframe_delins", "splice", "start_lost",
     "stop_lost", "mutation", "truncating", "reversion"}
)  # fmt: skip
OF_WHAT: dict[str, frozenset[str]] = {
    "mutation": _PROTEIN,
    "substitution": frozenset({"missense", "nonsense"}),
    "missense": frozenset({"missense"}),
    "insertion": frozenset({"inframe_insertion"}),
    "deletion": frozenset({"inframe_deletion"}),
    "delins": frozenset({"inframe_delins"}),
    "indel": frozenset({"inframe_delins", "inframe_deletion", "inframe_insertion"}),
    "frameshift": frozenset({"frameshift"}),
    "nonsense": frozenset({"nonsense"}),
    "splice": frozenset({"splice"}),
    "truncating": _TRUNCATING,
    "start_lost": frozenset({"start_lost"}),
    "stop_lost": frozenset({"stop_lost"}),
    "synonymous": frozenset({"synonymous"}),
}


def both(one: Answer, other: Answer) -> Answer:
    if "not_met" in (one, other):
        return "not_met"
    return "met" if one == other == "met" else "unknown"


def gained(change: ProteinChange) -> int | None:
    """Residues gained by an in-frame change (negative: lost); None where the new residues are not written."""
    span = change.end - change.start + 1
    if change.form == "deletion":
        return -span
    if change.form == "duplication":
        return span
    if change.form == "insertion":
        return len(change.alt)
    return None if "?" in change.alt else len(change.alt) - span


def matches_what(what: str, alteration: Alteration) -> Answer:
    """Whether the alteration is that kind of small change. A delins counts by the residues it gains or loses net."""
    kind, change = alteration.kind, alteration.protein
    wanted = OF_WHAT[what]
    if kind == "variant":
        return "unknown"
    if kind in ("mutation", "truncating", "reversion") and what != "mutation":
        if kind == "truncating":
            return "met" if what == "truncating" else "unknown" if wanted & _TRUNCATING else "not_met"
        return "unknown"
    if kind == "inframe_delins":
        return _of_delins(what, wanted, alteration, change)
    if kind == "exon_skipping" and what == "mutation":
        return "unknown"
    if kind in ("intragenic_deletion", "intragenic_duplication") and what in ("truncating", "frameshift"):
        return "unknown"  # a whole exon may or may not keep the frame
    if kind == "synonymous" and what in ("splice", "truncating") and any("suspected" in note for note in alteration.notes):
        return "unknown"
    if kind == "splice" and change is not None and what in ("missense", "synonymous"):
        return "not_met"
    return "met" if kind in wanted else "not_met"


def _of_delins(what: str, wanted: frozenset[str], alteration: Alteration, change: ProteinChange | None) -> Answer:
    if "inframe_delins" in wanted:
        return "met"
    if what in ("deletion", "insertion"):
        net = None if change is None else gained(change)
        if net is None:
            return "unknown"
        return "met" if (net < 0) == (what == "deletion") and net != 0 else "not_met"
    if what in ("missense", "substitution"):
        parts = alteration.also
        return "met" if parts and all(part.form == "substitution" for part in parts) and _equal(change) else "not_met"
    return "not_met"


def _equal(change: ProteinChange | None) -> bool:
    return change is not None and gained(change) == 0


def place(category: Category, alteration: Alteration, vocabulary: Vocabulary) -> Answer:
    """Whether the alteration lies where the category says."""
    answer: Answer = "met"
    if category.codons:
        answer = both(answer, in_codons(category.codons, category.residue, alteration, vocabulary))
    if category.exons:
        answer = both(answer, in_exons(category.exons, alteration, vocabulary))
    if category.domain:
        answer = both(answer, _in_domain(category.domain, alteration, vocabulary))
    return answer


def in_codons(spans: Spans, letter: str, alteration: Alteration, vocabulary: Vocabulary) -> Answer:
    change = alteration.protein
    wanted = _clinical(spans, letter, alteration.gene, vocabulary)
    if change is None or not change.start:
        if alteration.exons is not None and alteration.gene:
            return _exon_may_hold(wanted, alteration.exons, vocabulary.gene_model(alteration.gene))
        return "unknown"
    first, last = change.start, change.end
    parts = [part for part in alteration.also if part.form in ("substitution", "nonsense")]
    if parts and all(part.start == part.end for part in parts) and change.form == "delins" and gained(change) == 0:
        hit = any(low <= part.start <= high for low, high in wanted for part in parts)
    else:
        hit = _overlaps(wanted, first, last)
    return "met" if hit else "not_met"


def _overlaps(spans: Spans, first: int, last: int) -> bool:
    return any(low <= last and first <= high for low, high in spans)


def _clinical(spans: Spans, letter: str, gene: str | None, vocabulary: Vocabulary) -> Spans:
    """A category's single residue in clinical numbering, where the letter shows that an older numbering was meant."""
    model = vocabulary.gene_model(gene) if gene and letter else None
    if model is None or len(spans) != 1 or model.residue(spans[0][0]) in (None, letter):
        return spans
    for trap in model.numbering:
        at = spans[0][0] + trap.offset
        if trap.start <= spans[0][0] <= trap.end and model.residue(at) == letter:
            return ((at, at),)
    return spans


def _exon_may_hold(spans: Spans, exons: tuple[int, int], model: GeneModel | None) -> Answer:
    if model is None or not model.exons:
        return "unknown"
    inside = [e for e in model.exons if exons[0] <= e.number <= exons[1]]
    if not inside:
        return "unknown"
    low, high = (min(e.cds_start for e in inside) + 2) // 3, (max(e.cds_end for e in inside) + 2) // 3
    return "unknown" if _overlaps(spans, low, high) else "not_met"


def in_exons(spans: Spans, alteration: Alteration, vocabulary: Vocabulary) -> Answer:
    at = exons_at(alteration, vocabulary)
    if at is None:
        return "unknown"
    first, last = at
    if any(low <= first and last <= high for low, high in spans):
        return "met"
    return "met" if first != last and _overlaps(spans, first, last) else "not_met"


def exons_at(alteration: Alteration, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The exons of an alteration: as read, or from its residues."""
    if alteration.exons is not None:
        return alteration.exons
    model = vocabulary.gene_model(alteration.gene) if alteration.gene else None
    change = alteration.protein
    if model is None or change is None or not change.start:
        return None
    found = [e.number for at in (change.start, change.end) for e in model.exons if e.cds_start <= at * 3 - 1 <= e.cds_end]
    return (min(found), max(found)) if found else None


def _in_domain(name: str, alteration: Alteration, vocabulary: Vocabulary) -> Answer:
    if (alteration.region or "").lower() in (f"{name} domain", name):
        return "met"
    model = vocabulary.gene_model(alteration.gene) if alteration.gene else None
    key = name.lower().replace("-", " ").replace("tyrosine kinase", "kinase")
    spans = tuple((d.start, d.end) for d in (model.domains if model else ()) if _same_domain(d.name, key))
    if not spans:
        return "unknown"
    if alteration.protein is None and alteration.exons is None:
        return "unknown"
    return in_codons(spans, "", alteration, vocabulary)


def _same_domain(name: str, key: str) -> bool:
    plain = name.lower().replace("-", " ").replace("_", " ").replace("tyrosine kinase", "kinase").removesuffix(" domain").strip()
    return plain == key or (key == "kinase" and plain.startswith("kinase")) or (key == "ligand binding" and plain in ("lbd",))
