"""Findings put together: two calls that are one multi-base change, and one change written twice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from msgspec import structs

from oncoplan.model.finding import Alteration, AnyFinding, Form, ProteinChange
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.consequence import kind_of_protein
from oncoplan.variants.hgvs_coding import Coding, Position, read_coding
from oncoplan.variants.hgvs_protein import protein_text
from oncoplan.variants.normalise import same_change
from oncoplan.variants.translate import translated


def merge(findings: tuple[AnyFinding, ...], vocabulary: Vocabulary) -> tuple[AnyFinding, ...]:
    """`findings` with the calls of one codon joined and doubles of one test taken out; the order is kept.

    Calls in one codon are joined when they are stated in cis, or when nothing says that they are not: then with a note.
    One change seen by two tests stays two findings (each has its date), named alike.
    """
    joined = _joined(findings, vocabulary)
    return tuple(_named_alike(_without_doubles(joined)))


def _joined(findings: tuple[AnyFinding, ...], vocabulary: Vocabulary) -> list[AnyFinding]:
    kept: list[AnyFinding] = []
    of_gene: dict[str | None, list[int]] = {}  # where the single-base calls of a gene stand in `kept`
    for one in findings:
        place, new = None, None
        if isinstance(one, Alteration) and _is_snv(one):
            for at in of_gene.setdefault(one.gene, []):
                other = kept[at]
                if isinstance(other, Alteration) and (new := _one_codon(other, one, vocabulary)) is not None:
                    place = at
                    break
            if place is None:
                of_gene[one.gene].append(len(kept))
        if place is None or new is None:
            kept.append(one)
        else:
            kept[place] = new
    return kept


def _is_snv(one: Alteration) -> bool:
    return one.coding is not None and one.gene is not None and ">" in one.coding and one.protein is not None


def _one_codon(one: Alteration, two: Alteration, vocabulary: Vocabulary) -> Alteration | None:
    """The change of a codon that two single-base calls of one test make together; None when they do not."""
    if one.gene != two.gene or one.test != two.test or one.origin != two.origin or not _is_snv(one):
        return None
    if "trans" in (one.phase, two.phase) or (one.phase and two.phase and one.phase != two.phase):
        return None
    a, b = read_coding(one.coding or ""), read_coding(two.coding or "")
    if not (a.exonic and b.exonic and a.op == b.op == "sub") or a.start == b.start:
        return None
    codon = (a.start.base + 2) // 3
    if codon != (b.start.base + 2) // 3:
        return None
    new = _codon_change(codon, [(a, one.protein), (b, two.protein)], one.gene or "", vocabulary)
    if new is None:
        return None
    change, bases = new
    stated = one.phase is not None and one.phase == two.phase
    note = f"called as {one.name} and {two.name}: one change of the codon" + ("" if stated else ", if in cis")
    first, second = sorted((one, two), key=lambda f: f.coding or "")
    vaf = None if one.vaf is None or two.vaf is None else min(one.vaf, two.vaf)
    kept_notes = tuple(n for n in dict.fromkeys((*first.notes, *second.notes)) if "exon" not in n)
    return structs.replace(
        one,
        text=f"{one.text}; {two.text}",
        name=f"{one.gene} {protein_text(change)}",
        kind=kind_of_protein(change) or "mutation",
        protein=change,
        also=(),
        coding=str(bases),
        genomic=None,
        vaf=vaf,
        notes=(*kept_notes, note),
    )


def _codon_change(
    codon: int, calls: list[tuple[Coding, ProteinChange | None]], gene: str, vocabulary: Vocabulary
) -> tuple[ProteinChange, Coding] | None:
    """The codon's bases are taken from the tables, or worked out as those that fit both calls' protein changes."""
    first = codon * 3 - 2
    model = vocabulary.gene_model(gene)
    known = ["N", "N", "N"]
    if model is not None and model.cds:
        offset = first - 1 - (model.protein_start - 1) * 3
        known = list(model.cds[offset : offset + 3].ljust(3, "N")) if offset >= 0 else known
    for call, _ in calls:
        known[call.start.base - first] = call.ref
    outcomes = set()
    for bases in product(*(("ACGT" if base == "N" else base) for base in known)):
        old = "".join(bases)
        if all(_fits(old, first, call, change) for call, change in calls):
            changed = list(old)
            for call, _ in calls:
                changed[call.start.base - first] = call.alt
            outcomes.add((translated(old), translated("".join(changed)), old, "".join(changed)))
    residues = {(was, now) for was, now, _, _ in outcomes}
    if len(residues) != 1:
        return None
    was, now = residues.pop()
    low, high = sorted(call.start.base for call, _ in calls)
    _, _, old_bases, new_bases = sorted(outcomes)[0]
    change = ProteinChange(codon, codon, was, was, now, _form(was, now))
    part = slice(low - first, high - first + 1)
    coding = Coding(Position(False, low), Position(False, high), "delins", old_bases[part], new_bases[part])
    return change, coding


def _form(old: str, new: str) -> Form:
    return "nonsense" if new == "*" else "synonymous" if new == old else "substitution"


def _fits(bases: str, first: int, call: Coding, change: ProteinChange | None) -> bool:
    if change is None or change.start != (first + 2) // 3:
        return True
    if change.ref and translated(bases) != change.ref:
        return False
    at = call.start.base - first
    new = translated(bases[:at] + call.alt + bases[at + 1 :])
    return not change.alt or change.alt == "?" or new == change.alt


def _without_doubles(findings: Iterable[AnyFinding]) -> list[AnyFinding]:
    """One change reported twice by one test: the fuller report stays, at the first one's place."""
    kept: list[AnyFinding] = []
    alike: dict[tuple[object, ...], list[int]] = {}
    for one in findings:
        places = alike.setdefault(_about(one), [])
        at = next((i for i in places if _double(one, kept[i])), None)
        if at is None:
            places.append(len(kept))
            kept.append(one)
        else:
            kept[at] = _fuller(kept[at], one)
    return kept


def _about(one: AnyFinding) -> tuple[object, ...]:
    """What two findings must share to be one: their kind, test and gene, marker or region."""
    if isinstance(one, Alteration):
        return ("alteration", one.test, one.gene, one.five_prime, one.three_prime, one.region)
    return (type(one).__name__, one.test, getattr(one, "what", None) or getattr(one, "gene", None))


def _double(one: AnyFinding, other: AnyFinding) -> bool:
    if one.test != other.test:
        return False
    if not isinstance(one, Alteration) or not isinstance(other, Alteration):
        plain = structs.replace(one, text="", pointer="", notes=())
        return plain == structs.replace(other, text="", pointer="", notes=())
    return one.origin == other.origin and _same(one, other)


def _same(one: Alteration, other: Alteration) -> bool:
    """One change in two notations. Vague findings are the same only when written alike."""
    if (one.genes, one.kind, one.region, one.either) != (other.genes, other.kind, other.region, other.either):
        return False
    if one.protein is not None and other.protein is not None and one.protein.start and one.protein.form != "unknown":
        return same_change(one.protein, other.protein) is True and _agree(one.coding, other.coding)
    if one.coding is not None and other.coding is not None:
        return one.coding == other.coding
    if one.protein is None and other.protein is None and one.coding is None and other.coding is None:
        same = (one.exons, one.copies, one.five_prime, one.three_prime) == (
            other.exons,
            other.copies,
            other.five_prime,
            other.three_prime,
        )
        return same and one.classification == other.classification
    return False


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _fuller(one: AnyFinding, other: AnyFinding) -> AnyFinding:
    if not isinstance(one, Alteration) or not isinstance(other, Alteration):
        return one
    return structs.replace(
        one,
        coding=one.coding or other.coding,
        genomic=one.genomic or other.genomic,
        vaf=one.vaf if one.vaf is not None else other.vaf,
        depth=one.depth if one.depth is not None else other.depth,
        zygosity=one.zygosity or other.zygosity,
        classification=one.classification or other.classification,
        phase=one.phase or other.phase,
        exons=one.exons or other.exons,
    )


def _named_alike(findings: list[AnyFinding]) -> list[AnyFinding]:
    """A change that one test wrote as c. and another as p. goes by one name."""
    known: dict[tuple[str | None, str], Alteration] = {}
    for one in findings:
        if isinstance(one, Alteration) and one.coding and one.protein is not None and one.protein.start:
            known.setdefault((one.gene, one.coding), one)
    named: list[AnyFinding] = []
    for one in findings:
        if isinstance(one, Alteration) and one.coding and one.protein is None and (twin := known.get((one.gene, one.coding))):
            one = structs.replace(one, name=twin.name, kind=twin.kind, protein=twin.protein, also=twin.also)
        named.append(one)
    return named
