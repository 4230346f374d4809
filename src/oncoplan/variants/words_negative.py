"""What was looked for and not seen: `KRAS wild type`, `no ALK fusion`, `BRAF V600E not detected`, `BRCA1/2 negative`."""

from __future__ import annotations

import re

from oncoplan.model.finding import Alteration, Marker, Negative
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_read import Category, read_category
from oncoplan.variants.category_words import words_of
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.hgvs import protein_text
from oncoplan.variants.words_change import read_change
from oncoplan.variants.words_chromosome import read_chromosome
from oncoplan.variants.words_fusion import read_fusion
from oncoplan.variants.words_genes import finding_words, split_genes
from oncoplan.variants.words_marker import read_markers
from oncoplan.variants.words_said import Said

_BEFORE = Pattern(
    r"^(?:no(?: evidence of)?|not|without|negative for|neg(?:ative)? (?=[a-z])|absence of|lack of|lacks|"
    r"not detected:?|absent:?)\s+(.+)$",
    re.I,
)
_GONE = (
    r"not detected|not identified|not found|not seen|not present|not observed|none detected|none|"
    r"undetected|absent|negative|neg|-ve|"
    r"wild[- ]?type|wildtype|wt|not mutated|unmutated|non-mutated|unmethylated|not methylated|non-methylated|not amplified|"
    r"non-amplified|unamplified|not rearranged|non-rearranged|not altered|unaltered|"
    r"no alteration|normal|not deleted|not co-?deleted|non-codeleted|intact|germline negative"
)
_AFTER = Pattern(rf"^(.+?)[\s:,-]*[\s:,(-](?:(?:was|were|is|are|has been)\s+)?({_GONE})\)?$", re.I)
_MIDDLE = Pattern(r"^(.+?)[\s:,-]+(?:no|without|negative for)\s+(.+)$", re.I)
_STATED = Pattern(
    r"\b(?:mutat\w+|mutant|rearrange\w+|fusion|amplif\w+|delet\w+|insert\w+|loss|translocation|positive|with|\S*::\S*)\b", re.I
)
_WHAT = {"methyl": "methylation", "amplified": "amplification", "rearranged": "rearrangement", "deleted": "deletion"}
_EXONS = Pattern(r"^(?:exon [\d\s,/-]+?|exons? [\d\s,/and-]+?)$")
_OPPOSITE = {
    "high": "stable",
    "deficient": "proficient",
    "positive": "negative",
    "lost": "intact",
    "methylated": "unmethylated",
}


def split_negative(text: str) -> tuple[str, str] | None:
    """What is not there and the words that say so; None when nothing says so."""
    found = _BEFORE.match(text)
    if found:
        rest = re.sub(r"(?i)\s*\(?(?:was |were )?(?:detected|identified|found|seen|present)\)?$", "", found[1])
        return rest, "not seen"
    found = _AFTER.match(text)
    if found and found[1].strip():
        return found[1].strip(), found[2].lower()
    found = _MIDDLE.match(text)
    if found and not _STATED.search(found[1]):
        rest = re.sub(r"(?i)\s*\(?(?:was |were )?(?:detected|identified|found|seen|present)\)?$", "", found[2])
        return f"{found[1]} {rest}", "not seen"
    return None


def read_negative(body: str, how: str, said: Said, vocabulary: Vocabulary) -> tuple[Negative | Marker, ...]:
    """The negatives for `body`, which was not seen; `how` are the words that said so. Raises `Unreadable`."""
    chromosome = read_chromosome(body, vocabulary, absent=True)
    if chromosome is not None:
        # a karyotype without t(9;22) does not exclude the fusion, which may be cryptic
        return tuple(Negative(text="", name=f"no {one.name}", region=one.region) for one in chromosome if one.region)
    body = re.sub(r"(?i)\bany\s+", "", body)
    fusion = read_fusion(body, vocabulary)
    if fusion is not None:
        return _fusion(fusion)
    marker = None if _of_sequence(how) else _marker(body, vocabulary)
    if marker is not None:
        return marker
    turned = re.match(r"(?i)^(loss|.+?(?<!s)(?=s? ))s? (?:of|in) (?:the )?(.+)$", body)
    split = split_genes(body, vocabulary, seen=False)
    if split is None and turned:
        split = split_genes(f"{turned[2]} {turned[1]}", vocabulary, seen=False)
    if split is None:
        raise Unreadable(f'cannot read "{said.text}": what was not seen is not a gene or a change that is known',
                         "write it as in no ALK fusion, or KRAS wild type")  # fmt: skip
    genes, rest = split
    rest = re.sub(r"(?i)\s*\bgenes?\b\s*", " ", rest).strip()
    for word, what in _WHAT.items():
        if word in how:
            rest = what
    return tuple(part for gene in genes for part in _of_gene(gene, rest, how, said, vocabulary))


def _of_sequence(how: str) -> bool:
    """True for words that are said of genes, never of proteins: wild type, not mutated, not amplified, ..."""
    return bool(re.search(r"wild|^wt$|mutat|methyl|amplif|rearrang|delet|alter", how))


def _fusion(found: Alteration) -> tuple[Negative, ...]:
    ends = [(found.five_prime, found.three_prime), (found.three_prime, found.five_prime)]
    return tuple(
        Negative(text="", name=f"no {found.name}", gene=gene, category=f"fusion with {other}" if other else "fusion")
        for gene, other in ends
        if gene
    )


def _marker(body: str, vocabulary: Vocabulary) -> tuple[Marker, ...] | None:
    """A marker that is not there: its plain opposite, where it has one."""
    if vocabulary.gene(body) is not None:
        return None
    bare = read_markers(f"{body} negative", vocabulary)
    if bare is not None and all(m.value is None and not re.fullmatch(r"[0-3]\+?", m.status or "") for m in bare):
        return bare
    read = read_markers(body, vocabulary)
    if not read or any(m.status not in _OPPOSITE or m.value is not None for m in read):
        return None
    from msgspec import structs

    turned = []
    for one in read:
        status = _OPPOSITE[one.status or ""]
        if one.what not in ("MSI",) and status == "stable":
            status = "low"
        turned.append(structs.replace(one, status=status, name=f"{one.what} {status}"))
    return tuple(turned)


def _of_gene(gene: str, rest: str, how: str, said: Said, vocabulary: Vocabulary) -> tuple[Negative, ...]:
    words = words_of(rest)
    if not rest or words in ("wild type", "wild-type", "negative", "status", "fish", "ihc", "ngs"):
        rearranged = gene in finding_words(vocabulary).get("positive_means_rearranged", ())
        if rearranged and "wild" not in how and how != "wt":
            return (Negative(text="", name=f"{gene} negative", gene=gene, category="rearrangement"),)
        return (Negative(text="", name=f"{gene} {'wild type' if 'wild' in how or how == 'wt' else 'negative'}", gene=gene),)
    if words in ("variant", "pathogenic variant", "alteration", "any alteration"):
        return (Negative(text="", name=f"no {gene} variant", gene=gene),)
    if _EXONS.match(words):
        category = read_category(f"{words} mutation")
        exons = tuple(n for first, last in category.exons for n in range(first, last + 1))
        return (Negative(text="", name=f"{gene} exons {', '.join(map(str, exons))} wild type", gene=gene, exons=exons),)
    try:
        wanted = read_category(rest)
    except Unreadable:
        found = read_change(gene, rest, said, vocabulary)
        text = protein_text(found.protein) if found.protein and found.protein.start else found.coding or found.kind
        return (Negative(text="", name=f"no {gene} {text}", gene=gene, category=text),)
    text = _canonical(gene, wanted, vocabulary)
    return (Negative(text="", name=f"no {gene} {text}", gene=gene, category=text),)


def _canonical(gene: str, wanted: Category, vocabulary: Vocabulary) -> str:
    if wanted.form == "exact" and wanted.change is not None:
        found = read_change(gene, wanted.text, Said(text=wanted.text, body=wanted.text), vocabulary)
        if found.protein is not None and found.protein.start:
            return protein_text(found.protein)
    return wanted.notation or wanted.text
