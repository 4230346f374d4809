"""A gene and what is said of it: exact notations first, then the words of the category algebra, never a guess."""

from __future__ import annotations

import re

from msgspec import structs

from oncoplan.model.finding import Alteration, Kind, ProteinChange
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_read import Category, read_category
from oncoplan.variants.category_words import words_of
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs import Described, read_hgvs
from oncoplan.variants.hgvs_genomic import looks_like_genomic
from oncoplan.variants.hgvs_protein import looks_like_protein, read_protein
from oncoplan.variants.small import small_change
from oncoplan.variants.transcripts import allele_of
from oncoplan.variants.words_genes import finding_words
from oncoplan.variants.words_said import Said

_SMALL: dict[str, Kind] = {
    "mutation": "mutation", "substitution": "mutation", "missense": "missense", "insertion": "inframe_insertion",
    "deletion": "inframe_deletion", "delins": "inframe_delins", "indel": "inframe_delins", "frameshift": "frameshift",
    "nonsense": "nonsense", "splice": "splice", "truncating": "truncating", "start_lost": "start_lost",
    "stop_lost": "stop_lost", "synonymous": "synonymous",
}  # fmt: skip
_COPIES: dict[str, Kind] = {
    "amplification": "amplification", "gain": "gain", "homozygous_deletion": "homozygous_deletion",
    "deletion": "loss", "single_loss": "loss", "loh": "loh",
}  # fmt: skip
_PERCENT = Pattern(r"[\s,(]*(\d+(?:\.\d+)?)\s*%\)?\s*$")
_EXON = Pattern(r"[(\[,\s]*\b(?:in )?ex(?:on)?\.?\s*\d+(?:/\d+)?\b[)\],]*", re.I)
_COPIES_SAID = Pattern(
    r"[\s,;(]*(?:(?:copy number|copies|cn|gcn|copy no\.?)\s*(?:of|=|:|~|approx\.?)?\s*(\d+(?:\.\d+)?)"
    r"|(\d+(?:\.\d+)?)\s*copies)\)?",
    re.I,
)
_DENIAL = Pattern(
    r"\b(?:no|not|none|negative|neg|without|absent|never|nor|wt|wild[- ]?type"
    r"|lost|cleared|disappeared|other than|except|excluding|excluded|rather than|instead of)\b",
    re.I,
)
_EVENT = Pattern(r"delet|insert|duplic|amplif|fusion|rearrang|splic|truncat", re.I)
_RESIZED = Pattern(r"\b(?:deletion|insertion|duplication|indel|frameshift)s?\b", re.I)
_FILLER = Pattern(
    r"\b(?:mutation|mutated|mutant|variant|alteration|altered|change|positive|pathologic|hotspot|activating|resistance|missense|nonsense|frameshift"
    r"|in-frame|inframe|deletion|insertion|duplication|substitution|splice site|truncating|gene|tkd|kinase domain|tumou?r)s?\b"
    r"|[\s,;:()\[\]/+-]",
    re.I,
)


def read_change(gene: str | None, text: str, said: Said, vocabulary: Vocabulary) -> Alteration:
    """The alteration of `gene` that `text` says. Raises `Unreadable`."""
    described = read_hgvs(text)
    if described.coding or described.protein or described.genomic or described.accession:
        return _notation(gene, described, said, vocabulary)
    if looks_like_genomic(text):
        return small_change(gene, "", "", text, said.build, "", "", vocabulary)
    text, copies = _copies(text)
    if gene is None:
        raise Unreadable(f'cannot read "{said.text}": no gene is named', "write the gene in front, as in EGFR L858R")
    try:
        shown = _exact(gene, text, said, vocabulary)
        return shown if shown is not None else _in_words(gene, text, copies, said, vocabulary)
    except Unreadable:
        named = _by_name(gene, text, vocabulary)
        if named is None:
            raise
        return named


def _by_name(gene: str, text: str, vocabulary: Vocabulary) -> Alteration | None:
    """A named allele (`type 1`, `185delAG`), or a base change without its `c.` (`1799T>A`)."""
    allele = allele_of(vocabulary.gene_model(gene), name=text) if text else None
    if allele is not None and (allele.protein or allele.coding):
        return small_change(gene, allele.protein, allele.coding, "", "", "", "", vocabulary)
    if re.fullmatch(r"\d+(?:[+-]\d+)?[ACGT]>[ACGT]", text):
        found = small_change(gene, "", f"c.{text}", "", "", "", "", vocabulary)
        return structs.replace(found, notes=(*found.notes, "read as a coding change"))
    return None


def _notation(gene: str | None, parts: Described, said: Said, vocabulary: Vocabulary) -> Alteration:
    symbol = gene
    protein = parts.protein
    rest = parts.rest
    if not protein:
        first = rest.split(" ")[0] if rest else ""
        if first and looks_like_protein(first):
            protein, rest = first, rest[len(first) :]
    if not (protein or parts.coding or parts.genomic):
        raise Unreadable(f'cannot read "{said.text}": a transcript without a change', "write the c. or p. notation after it")
    found = small_change(symbol, protein, parts.coding, parts.genomic, said.build, parts.accession, "", vocabulary)
    return _with_rest(found, rest)


def _exact(gene: str, text: str, said: Said, vocabulary: Vocabulary) -> Alteration | None:
    """`L858R`, `V600E mutation`, `G12C 12.5%`, `exon 21 L858R`: one word that is protein notation."""
    if not re.sub(r"[\d\s,/&-]|\band\b", "", _EXON.sub(" ", text)):
        return None
    for word in re.split(r"[\s,;]+", _EXON.sub(" ", text)):
        bare_word = word.strip("()[]")
        if not bare_word or not looks_like_protein(bare_word):
            continue
        if f"{gene} {bare_word}".lower() in finding_words(vocabulary).get("alleles", {}):
            return None  # TERT C228T: a base, not a residue
        try:
            read_protein(bare_word)
        except Unreadable as error:
            if re.fullmatch(r"[A-Z]\d+", bare_word) and _as_category(text) is not None:
                return None
            raise Unreadable(f'cannot read "{said.text}": {error.reason.split(": ")[-1]}', error.hint) from None
        found = small_change(gene, bare_word, "", "", "", "", "", vocabulary)
        return _with_rest(found, text.replace(word, " ", 1))
    return None


def _as_category(text: str) -> Category | None:
    """A residue without a new one counts as a category only when a word says what (`V600 mutation`)."""
    try:
        found = read_category(text)
    except Unreadable:
        return None
    return None if found.residue and " " not in text.strip() else found


def _with_rest(found: Alteration, rest: str) -> Alteration:
    """What stands beside an exact notation: a percentage is the allele fraction; words not understood become a note."""
    rest = _EXON.sub(" ", rest)
    percent = _PERCENT.search(rest)
    vaf = None
    if percent:
        vaf, rest = float(percent[1]) / 100, rest[: percent.start()]
    if _DENIAL.search(rest):
        raise Unreadable(f'cannot read "{found.name}" with "{rest.strip()}"', "write `no` in front of what was not found")
    listed = re.search(r"\b(?:and|or|with)\b|[+&]|,\s*\w", re.sub(r"\([^)]*\)", "", rest))
    left = _FILLER.sub("", rest)
    if found.protein is not None and found.protein.form == "substitution" and _RESIZED.search(rest):
        raise Unreadable(
            f'"{rest.strip(" ,()")}" does not go with {found.name}', "write each finding by itself, as the report words it"
        )
    if listed and (left or _EVENT.search(rest)):
        raise Unreadable(f'"{rest.strip(" ,")}" beside {found.name} was not understood', "write each finding by itself")
    notes = (*found.notes, f'also says "{rest.strip()}"') if left.strip() else found.notes
    if vaf is None and notes == found.notes:
        return found
    return structs.replace(found, vaf=vaf, notes=notes)


def _copies(text: str) -> tuple[str, float | None]:
    found = _COPIES_SAID.search(text)
    if not found or re.search(r">=?|at least", text[: found.end()]):
        return text, None
    return (text[: found.start()] + " " + text[found.end() :]).strip(), float(found[1] or found[2])


def _in_words(gene: str, text: str, copies: float | None, said: Said, vocabulary: Vocabulary) -> Alteration:
    if copies is not None and not text:
        kind = _kind_of_copies(copies, vocabulary)
        return Alteration(text="", name=f"{gene} {copies:g} copies", gene=gene, kind=kind, copies=copies)
    text = re.sub(r"[\s-]*\bpositive$|\s*\+$", "", text, flags=re.I).strip() or text
    if words_of(text) in ("positive", "+", "fish", "fish positive", "ihc"):
        return _positive(gene, vocabulary)
    if not text:
        if said.classification:
            return Alteration(text="", name=f"{gene} variant", gene=gene, kind="variant")
        raise Unreadable(f'cannot read "{said.text}": no change is said', f"write what was found, as in {gene} amplification")
    if said.classification and words_of(text) in ("variant", "variants", "alteration", "mutation", "change"):
        return Alteration(text="", name=f"{gene} {said.classification} variant", gene=gene, kind="variant")
    if words_of(text) in ("variant", "alteration", "altered"):
        return Alteration(text="", name=f"{gene} variant", gene=gene, kind="variant", notes=("the change is not stated",))
    try:
        category = read_category(text)
    except Unreadable:
        raise Unreadable(
            f'cannot read "{said.text}": "{text}" is not a change that is known',
            f"write it as in {gene} p.X123Y or {gene} amplification",
        ) from None
    if category.residue and " " not in text:
        raise Unreadable(f'cannot read "{said.text}": no new residue', f"write the new residue too, as in {gene} {text}X")
    found = of_category(gene, category, vocabulary)
    return found if copies is None else structs.replace(found, copies=copies)


def _positive(gene: str, vocabulary: Vocabulary) -> Alteration:
    """`ALK positive`: for a gene known by its fusions, a rearrangement; else any change."""
    if gene in finding_words(vocabulary).get("positive_means_rearranged", ()):
        note = "positive taken as a rearrangement; the method and the partner are not stated"
        return Alteration(text="", name=f"{gene} positive", gene=gene, kind="rearrangement", notes=(note,))
    note = "positive: what was found is not stated"
    return Alteration(text="", name=f"{gene} positive", gene=gene, kind="variant", notes=(note,))


def _kind_of_copies(copies: float, vocabulary: Vocabulary) -> Kind:
    limits = finding_words(vocabulary).get("copies", {})
    if copies >= limits.get("amplification", float("inf")):
        return "amplification"
    if copies > limits.get("normal", 2):
        return "gain"
    return "homozygous_deletion" if copies == 0 else "loss" if copies < limits.get("normal", 2) else "variant"


def of_category(gene: str, category: Category, vocabulary: Vocabulary) -> Alteration:
    """A finding as unspecific as a category: `EGFR exon 19 deletion`, `KMT2A rearrangement`, `PTEN loss`."""
    name = f"{gene} {category.text}"
    span = category.exons[0] if len(category.exons) == 1 else None
    plain = Alteration(text="", name=name, gene=gene, kind="variant", exons=span)
    match category.form:
        case "exact":
            return small_change(gene, category.text, "", "", "", "", "", vocabulary)
        case "coding":
            return small_change(gene, "", category.text, "", "", "", "", vocabulary)
        case "small" | "domain":
            whole = _whole_exon(plain, category, vocabulary)
            if whole is not None:
                return whole
            region = f"{category.domain} domain" if category.domain else None
            if category.residue and category.what == "mutation":  # D835 mutation: a residue is named, so it was replaced
                note = "taken as a substitution; the new residue is not stated"
                category = structs.replace(category, what="missense")
                plain = structs.replace(plain, notes=(note,))
            return structs.replace(plain, kind=_SMALL[category.what], protein=_somewhere(category), region=region)
        case "function":
            known = {"oncogenic": "oncogenic", "pathogenic": "pathogenic", "gain": "gain of function"}
            what = known.get(category.what, "loss of function")
            zygosity = "biallelic" if category.what == "biallelic" else None
            return structs.replace(plain, classification=what, zygosity=zygosity)
        case "fusion":
            kind: Kind = "rearrangement" if category.what == "rearrangement" else "fusion"
            return structs.replace(plain, kind=kind, order_known=False)
        case "skipping":
            return structs.replace(plain, kind="exon_skipping")
        case "intragenic":
            return _intragenic(plain, category)
        case "copies":
            copies = category.copies
            return structs.replace(plain, kind=_COPIES.get(category.what, "gain"), copies=copies)
        case "promoter" | "methylation" | "reversion":
            return structs.replace(plain, kind=category.form)
    return plain


def _whole_exon(plain: Alteration, category: Category, vocabulary: Vocabulary) -> Alteration | None:
    """`BRCA1 exon 13 deletion`: in a tumour suppressor, an exon's deletion or duplication is that of the whole exon."""
    known = vocabulary.gene(plain.gene or "")
    if known is None or known.role != "tumour_suppressor" or not category.exons:
        return None
    if category.what == "deletion" and "frame" not in category.text:
        return structs.replace(plain, kind="intragenic_deletion")
    if category.what == "insertion" and "dup" in category.text.lower():
        return structs.replace(plain, kind="intragenic_duplication")
    return None


def _intragenic(plain: Alteration, category: Category) -> Alteration:
    match category.what:
        case "viii" | "deletion" | "intragenic_deletion":
            return structs.replace(plain, kind="intragenic_deletion", region="vIII" if category.what == "viii" else None)
        case "intragenic":
            return structs.replace(plain, kind="variant", notes=("an intragenic change that is not stated",))
        case "itd" | "ptd" | "kdd":
            return structs.replace(plain, kind="intragenic_duplication", region=category.what.upper())
    return structs.replace(plain, kind="intragenic_duplication")


def _somewhere(category: Category) -> ProteinChange | None:
    if len(category.codons) != 1 or category.codons[0][0] != category.codons[0][1]:
        return None
    at = category.codons[0][0]
    form = "substitution" if category.what in ("missense", "substitution") else "unknown"
    return ProteinChange(at, at, category.residue, category.residue, "?", form)  # type: ignore[arg-type]


def several_changes(text: str) -> tuple[str, ...]:
    """The changes of one gene that are listed in `text` (`L858R and T790M`, `G12C + amplification`), or `text` itself."""
    text = re.sub(r"(?<=\d[A-Z*])[ -](?:positive|mutated|mutant|mutation)s?$", "", text)
    parts = [part for part in re.split(r"\s*(?:,|\+|&|\band\b)\s*", text) if part]
    notated = all(re.fullmatch(r"(?:p\.)?\S+", part) and looks_like_protein(part) for part in parts if not _is_event(part))
    return tuple(parts) if len(parts) > 1 and notated else (text,)


def _is_event(text: str) -> bool:
    """Words that are a whole change by themselves; a bare `exon 21` or `missense` only tells more of another."""
    words = words_of(text)
    try:
        category = read_category(text)
    except Unreadable:
        return False
    if category.form in ("exact", "coding", "genomic", "function") or re.fullmatch(r"exon [\d\s,/-]+", words):
        return False
    return category.form != "small" or bool(category.exons or category.codons)
