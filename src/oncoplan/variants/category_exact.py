"""Exact changes: one allele is itself and no other. What was read only in part stays unknown."""

from __future__ import annotations

from functools import lru_cache

from oncoplan.model.finding import Alteration, ProteinChange
from oncoplan.model.verdict import Answer
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_place import exons_at
from oncoplan.variants.category_read import Category
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs_coding import read_coding
from oncoplan.variants.normalise import normalise, same_change
from oncoplan.variants.transcripts import clinical

_VAGUE = ("mutation", "variant", "truncating", "missense", "frameshift", "nonsense", "inframe_deletion", "inframe_insertion",
          "inframe_delins", "splice")  # fmt: skip
_FORM_OF = {
    "missense": ("substitution",),
    "frameshift": ("frameshift",),
    "nonsense": ("nonsense",),
    "inframe_deletion": ("deletion", "delins"),
    "inframe_insertion": ("insertion", "duplication", "delins"),
    "inframe_delins": ("delins", "deletion", "insertion"),
    "truncating": ("frameshift", "nonsense"),
    "splice": (),
}


@lru_cache(maxsize=16384)
def canonical(change: ProteinChange, gene: str | None, vocabulary: Vocabulary) -> ProteinChange:
    """A category's change in the numbering and form that findings are read in."""
    model = vocabulary.gene_model(gene) if gene else None
    try:
        change, _ = clinical(change, model)
    except Unreadable:
        return change
    return normalise(change, model.residue if model else _none)[0]


def _none(number: int) -> str | None:
    return None


def matches_exact(category: Category, alteration: Alteration, vocabulary: Vocabulary) -> tuple[Answer, str]:
    if category.change is None:
        return "unknown", f"{category.text} is not an exact change"
    wanted, name = canonical(category.change, alteration.gene, vocabulary), alteration.name
    change = alteration.protein
    if alteration.kind == "splice" and change is not None and change.form == "unknown":
        return "not_met", f"{name} is not {category.text}"
    if change is None or not change.start or change.form == "unknown":
        return _vague(category, wanted, alteration, vocabulary)
    same = same_change(wanted, change)
    if same:
        return "met", name
    for part in alteration.also:
        if part.form in ("substitution", "nonsense") and same_change(wanted, part):
            return "met", f"{name} has {category.text} in it"
        if part.form == "duplication" and same_change(wanted, part):
            return (
                "unknown",
                f"{name} is {category.text} if the residues before it are the same: the reference is not known here",
            )
    if same is None:
        return "unknown", f"{name} may be {category.text}: not all of it is stated"
    return "not_met", f"{name} is not {category.text}"


def _vague(category: Category, wanted: ProteinChange, alteration: Alteration, vocabulary: Vocabulary) -> tuple[Answer, str]:
    """An alteration without its residues: unknown where it could be the one asked for."""
    no = ("not_met", f"{alteration.name} is not {category.text}")
    if alteration.kind not in _VAGUE:
        return no  # type: ignore[return-value]
    if alteration.kind in _FORM_OF and wanted.form not in _FORM_OF[alteration.kind]:
        return no  # type: ignore[return-value]
    change = alteration.protein
    if change is not None and change.start and not change.start <= wanted.start <= change.end:
        return no  # type: ignore[return-value]
    coding = read_coding(alteration.coding) if alteration.coding else None
    if coding is not None and coding.exonic and abs((coding.start.base + 2) // 3 - wanted.start) > 1:
        return no  # type: ignore[return-value]
    at, mine = exons_at(alteration, vocabulary), _exon_of(wanted, alteration.gene, vocabulary)
    if at is not None and mine is not None and not at[0] <= mine <= at[1]:
        return no  # type: ignore[return-value]
    return "unknown", f"{alteration.name} may be {category.text}: the exact change is not stated"


def _exon_of(change: ProteinChange, gene: str | None, vocabulary: Vocabulary) -> int | None:
    model = vocabulary.gene_model(gene) if gene else None
    if model is None:
        return None
    return next((e.number for e in model.exons if e.cds_start <= change.start * 3 - 1 <= e.cds_end), None)


def matches_coding(category: Category, alteration: Alteration) -> tuple[Answer, str]:
    """The same base change. Unknown for a finding that is written as protein only and is of that codon."""
    stated = alteration.coding if category.form == "coding" else alteration.genomic
    if stated is not None:
        if stated == category.notation:
            return "met", alteration.name
        return "not_met", f"{alteration.name} is not {category.text}"
    maybe = f"{alteration.name} may be {category.text}: the change of bases is not stated"
    if category.form != "coding":
        return ("unknown", maybe) if alteration.kind in _VAGUE else ("not_met", f"{alteration.name} is not {category.text}")
    wanted, change = read_coding(category.notation), alteration.protein
    if wanted.exonic and change is not None and change.start:
        codon = (wanted.start.base + 2) // 3
        near = change.start - 1 <= codon <= change.end + 1
        return ("unknown", maybe) if near else ("not_met", f"{alteration.name} is not {category.text}")
    if change is not None and change.start and change.form != "unknown":
        return "not_met", f"{alteration.name} is not {category.text}"
    vague = alteration.kind in ("mutation", "variant") or (alteration.kind == "splice" and not wanted.exonic)
    vague = vague or (alteration.kind == "promoter" and wanted.start.base < 0)
    return ("unknown", maybe) if vague else ("not_met", f"{alteration.name} is not {category.text}")
