"""How sure we are that an alteration drives cancer: ClinGen/CGC/VICC 2022 (pmid:35101336), as far as it can be known offline.

An exact curated entry goes first, then the laboratory's word, then the points of the codes that the change meets. What
meets none stays of uncertain significance. The codes, their points, the classes and all that is known of genes are data
(knowledge/base/vocabulary/oncogenicity.yaml and oncogenicity/); docs/knowledge/oncogenicity.md says which codes are used.
Fusions and copy numbers lie outside the point system: for them the gene's role decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from oncoplan.model.finding import SILENT, TRUNCATING, Alteration
from oncoplan.model.oncogenicity import GeneOncogenicity, KnownAllele, KnownRegion, OncogenicityScheme
from oncoplan.model.vocabulary import Vocabulary

_LENGTH = frozenset({"inframe_deletion", "inframe_insertion", "inframe_delins", "stop_lost"})
_PARTIAL = frozenset({"intragenic_deletion", "intragenic_duplication", "exon_skipping"})
_JOINED = frozenset({"fusion", "rearrangement"})


class Oncogenicity(Struct, frozen=True):
    """`codes`: (code, points, what it says). `function`: gain | loss | None. `basis`: curated | laboratory | points |
    structure. `note` and `source` come from a curated entry."""

    effect: str
    points: int = 0
    codes: tuple[tuple[str, int, str], ...] = ()
    function: str | None = None
    basis: str = "points"
    note: str = ""
    source: str = ""


_UNKNOWN = Oncogenicity("uncertain significance")
_BY_ROLE = Oncogenicity("likely oncogenic", basis="structure")
_UNPROVEN = Oncogenicity("uncertain significance", basis="structure")


def effect_of(found: Alteration, vocabulary: Vocabulary) -> str | None:
    """oncogenic | likely oncogenic | uncertain significance | likely neutral | neutral, or None where nothing applies."""
    if found.either:
        effects = {effect_of(one, vocabulary) for one in found.either}
        return effects.pop() if len(effects) == 1 else None
    judged = judge_oncogenicity(found, vocabulary)
    return None if judged is None else judged.effect


def of_metabolism(found: Alteration, vocabulary: Vocabulary) -> bool:
    """Whether the change is in a gene of drug metabolism: what it means for a cancer is then not the question."""
    entry = vocabulary.gene(found.gene) if found.gene else None
    return entry is not None and entry.role == "pharmacogene"


def judge_oncogenicity(found: Alteration, vocabulary: Vocabulary) -> Oncogenicity | None:
    """The judgement with its reasons; None where the question makes no sense (a silent change, a gain of a chromosome).

    A germline class is kept as the laboratory gave it: being pathogenic in a family and driving a tumour are two questions.
    """
    gene = found.gene
    if gene is None:
        return _of_structure(found, None, vocabulary) if found.kind in _JOINED else None
    known = vocabulary.oncogenicity(gene)
    if known is not None:
        curated = _curated(found, known, vocabulary.oncogenicity_scheme)
        if curated is not None:
            return curated
    elif of_metabolism(found, vocabulary):
        return None
    if found.kind in SILENT:
        return None
    if found.classification:
        stated = vocabulary.oncogenicity_scheme.stated.get(found.classification.lower().replace("_", " "))
        if stated is not None:
            return Oncogenicity(stated, basis="laboratory", note=found.classification)
    kind = found.kind
    if kind == "missense":
        return _UNKNOWN if known is None else _of_missense(found, known, vocabulary.oncogenicity_scheme)
    if kind in TRUNCATING:
        return _of_truncation(found, known, vocabulary)
    if kind in _LENGTH:
        return _of_length(found, known, vocabulary)
    return _of_structure(found, known, vocabulary)


def _curated(found: Alteration, known: GeneOncogenicity, scheme: OncogenicityScheme) -> Oncogenicity | None:
    """An exact entry by protein or coding change, one hidden in a delins, or a curated region."""
    if known.alleles:
        entry = known.alleles.get(_key(found)) or (known.alleles.get(found.coding) if found.coding else None)
        if entry is not None:
            return _of_entry(entry, _hotspot_codes(found, known), known, scheme)
        for part in found.also:
            entry = known.alleles.get(f"{part.ref}{part.start}{part.alt}")
            if entry is not None and entry.effect == "oncogenic":
                return _of_entry(entry, (), known, scheme)
    for region in known.regions:
        if region.effect and _within(found, region):
            made = _scored(region.codes, scheme)
            function = region.function or None
            return Oncogenicity(region.effect, made.points, made.codes, function, "curated", region.note, region.source)
    return None


def _of_entry(entry: KnownAllele, more: tuple[str, ...], known: GeneOncogenicity, scheme: OncogenicityScheme) -> Oncogenicity:
    made = _scored((*entry.codes, *more), scheme) if "oncogenic" in entry.effect else _scored(entry.codes, scheme)
    return Oncogenicity(entry.effect, made.points, made.codes, entry.function or None, "curated", entry.note, entry.source)


def _key(found: Alteration) -> str:
    change = found.protein
    if change is not None and change.form == "substitution":
        return f"{change.ref}{change.start}{change.alt}"
    return found.name.rpartition(" ")[2].removeprefix("p.")


def _within(found: Alteration, region: KnownRegion) -> bool:
    if found.kind not in region.kinds:
        return False
    change = found.protein
    if change is not None and change.start and region.first:
        return region.first <= change.start and change.end <= region.last
    if found.exons is not None and region.exons[0]:
        return region.exons[0] <= found.exons[0] and found.exons[1] <= region.exons[1]
    return not region.first and not region.exons[0]


def _hotspot_codes(found: Alteration, known: GeneOncogenicity) -> tuple[str, ...]:
    change = found.protein
    if found.kind != "missense" or change is None:
        return ()
    spot = known.hotspots.get(change.start)
    if spot is None or (change.ref and change.ref != spot.residue):
        return ()
    return (spot.code,) if change.alt and change.alt in spot.often else ("OP3",)


def _of_missense(found: Alteration, known: GeneOncogenicity, scheme: OncogenicityScheme) -> Oncogenicity:
    change = found.protein
    if change is None:
        return _UNKNOWN
    codes = list(_hotspot_codes(found, known))
    if codes and codes[0] != "OP3" and known.studied:
        codes.insert(0, "OS2")
    if change.start in known.established:
        codes.append("OM4")
    for region in known.regions:
        if not region.effect and _within(found, region):
            codes.extend(region.codes)
    if not codes:
        return _UNKNOWN
    return _scored(codes, scheme, function=known.function or None, source=known.studied if codes[0] == "OS2" else "")


def _of_truncation(found: Alteration, known: GeneOncogenicity | None, vocabulary: Vocabulary) -> Oncogenicity:
    """A null change of a gene whose loss drives cancer; not beyond the residue up to which truncations count."""
    if known is None or known.loss != "driver":
        return _UNKNOWN if known is None or known.loss != "none" else Oncogenicity("uncertain significance", note="no_loss")
    at = found.protein.start if found.protein is not None else 0
    if known.null_until and at > known.null_until:
        return Oncogenicity("uncertain significance", note="past_end")
    if not known.null_until and not known.last_exon and found.kind != "splice" and _in_last_exon(found, at, vocabulary):
        return Oncogenicity("uncertain significance", note="last_exon")
    return _scored(("OVS1",), vocabulary.oncogenicity_scheme, function="loss")


def _in_last_exon(found: Alteration, at: int, vocabulary: Vocabulary) -> bool:
    model = vocabulary.gene_model(found.gene) if found.gene and at else None
    return model is not None and len(model.exons) > 1 and at * 3 > model.exons[-1].cds_start


def _of_length(found: Alteration, known: GeneOncogenicity | None, vocabulary: Vocabulary) -> Oncogenicity:
    """An in-frame change of a gene that drives cancer: moderate evidence, with what its region adds."""
    gene = vocabulary.gene(found.gene) if found.gene else None
    roles = ("tumour_suppressor", "both") if found.kind == "stop_lost" else ("oncogene", "tumour_suppressor", "both")
    if known is None or gene is None or gene.role not in roles:
        return _UNKNOWN
    codes = ["OM2"]
    for region in known.regions:
        if not region.effect and _within(found, region):
            codes.extend(region.codes)
    return _scored(codes, vocabulary.oncogenicity_scheme)


def _of_structure(found: Alteration, known: GeneOncogenicity | None, vocabulary: Vocabulary) -> Oncogenicity | None:
    kind = found.kind
    if kind in _JOINED:
        roles = {gene.role for symbol in found.genes if (gene := vocabulary.gene(symbol)) is not None}
        if roles & {"oncogene", "both", "fusion_partner"}:
            return _BY_ROLE
        return _UNPROVEN if roles else None
    if kind == "amplification":
        return _BY_ROLE if known is not None and known.amplified else _UNPROVEN
    driver = known is not None and known.loss == "driver"
    if kind == "homozygous_deletion":
        return _scored(("OVS1",), vocabulary.oncogenicity_scheme, function="loss") if driver else _UNPROVEN
    if kind in _PARTIAL:
        return _scored(("OVS1",), vocabulary.oncogenicity_scheme, function="loss") if driver else _UNPROVEN
    return None


def _scored(codes: Iterable[str], scheme: OncogenicityScheme, *, function: str | None = None, source: str = "") -> Oncogenicity:
    """The codes that count beside each other, their points, and the class that the sum falls in."""
    met = tuple(dict.fromkeys(codes))
    counted = tuple(
        (code, entry.points, entry.says)
        for code in met
        if (entry := scheme.codes.get(code)) is not None and not any(other in met for other in entry.unless)
    )
    points = sum(part[1] for part in counted)
    effect = next((c.effect for c in scheme.classes if points >= c.least), _UNKNOWN.effect)
    return Oncogenicity(effect, points, counted, function, "points", "", source)
