"""Findings as reports write them, read. `read_finding` is the one way in; what it cannot read it refuses with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar

from msgspec import structs

from oncoplan.model.finding import Alteration, AnyFinding, Finding, Marker, Negative, Origin
from oncoplan.model.pattern import Pattern
from oncoplan.model.record import FindingEntry
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_words import words_of
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.small import small_change
from oncoplan.variants.words_change import read_change, several_changes
from oncoplan.variants.words_chromosome import read_chromosome
from oncoplan.variants.words_either import either, group_named, joint_name, same_residue
from oncoplan.variants.words_entry import as_words, read_origin, read_parts, with_parts
from oncoplan.variants.words_fusion import read_fusion
from oncoplan.variants.words_genes import finding_words, split_genes
from oncoplan.variants.words_label import as_stained, label_form, without_examples
from oncoplan.variants.words_marker import meaning, read_markers
from oncoplan.variants.words_negative import read_negative, split_negative
from oncoplan.variants.words_pgx import read_diplotype
from oncoplan.variants.words_said import Said, plain, read_said
from oncoplan.variants.words_stain import read_stained

F = TypeVar("F", bound=Finding)

_PHASE = Pattern(r"^\(?(?:all |both |the two )?(?:are )?in (cis|trans)\)?$", re.I)
_UNKNOWN_GENE = Pattern(r"^([A-Z][A-Z0-9]{1,9}(?:orf\d+)?(?:-[A-Z0-9]{1,4})?)[\s:]+(\S.*)$")
_NO_GENE = Pattern(r"[FCD]?ISH|IHC|PET|NGS|PCR|RNA|DNA|ctDNA|[A-Z]\d+[A-Z*]", re.I)  # methods, and residues
_EXPRESSED = Pattern(r"(over|under|high|low|increased|reduced|decreased)[- ]?express(?:ion|ed)(?: by rna.*)?", re.I)
_GERMLINE = Pattern(r"\bgerm[- ]?line\b|\bconstitutional\b|\binherited\b|\bhereditary\b", re.I)
_LONG, _BRACKETS = 160, 4  # a finding is a line: longer text is prose
_TWO_THINGS = "two different things"
_LITTLE = ("under", "low", "reduced", "decreased")
_TURNED = Pattern(
    r"^((?:in-frame |homozygous |high-level |focal |activating |pathogenic |promoter |oncogenic )?"
    r"(?:loss|amplification|deletion|mutation|gain|rearrangement|LOH|methylation|fusion|insertion|variant|"
    r"loss of heterozygosity|exon .+?))s?"
    r" (?:of|in) (?:the )?([\w./-]+)(?: gene)?$",
    re.I,
)


_PLAINEST = Pattern(r"([A-Z][A-Z0-9]{1,9}) ([A-Z]\d{1,4}[A-Z*])")


def read_finding(
    entry: str | FindingEntry,
    vocabulary: Vocabulary,
    *,
    pointer: str = "",
    test: int | None = None,
    default_origin: str | None = None,
    absent: bool = False,
    stained: bool = False,
) -> tuple[AnyFinding, ...]:
    """The findings that an entry of a record says, in words or in parts.

    `absent`: the entry stands in a list of what was not found. `stained`: it was seen by immunohistochemistry, so that
    `PTEN loss` is the protein's. `default_origin` is used where the entry does not say.
    Raises `Unreadable`; it never guesses, and never reads what it cannot read as a negative.
    """
    origin = read_origin(default_origin)
    text = entry if isinstance(entry, str) else ""
    if isinstance(entry, FindingEntry):
        plainly = read_parts(entry, vocabulary, pointer, test, origin) if not absent else None
        if plainly is not None:
            return (plainly,)
        text = as_words(entry, vocabulary)
        found = with_parts(_text(text, vocabulary, absent), entry)
    else:
        found = _text(_of_stain(entry, vocabulary) if stained and not absent else entry, vocabulary, absent)
    if origin != "germline" and not absent and _GERMLINE.search(text) and any(isinstance(one, Negative) for one in found):
        raise Unreadable(
            f'cannot read "{text}" here: that the germ line has no change does not say that the tumour has none',
            "write it among the findings of a test whose kind is germline_dna",
        )
    return tuple(_placed(one, text, pointer, test, origin) for one in found)


def _of_stain(text: str, vocabulary: Vocabulary) -> str:
    """The words of a test that stains: `PTEN loss` and `loss of PTEN` are of the protein."""
    named = as_stained(text, vocabulary)
    if named != text or read_markers(plain(text), vocabulary) is not None:
        return named
    method = f"{plain(text)} on IHC"
    return method if read_stained(method, vocabulary) is not None else text


def _placed(one: AnyFinding, text: str, pointer: str, test: int | None, origin: Origin | None) -> AnyFinding:
    if isinstance(one, Alteration) and one.origin is None and origin is not None:
        return structs.replace(one, text=text, pointer=pointer, test=test, origin=origin)
    return structs.replace(one, text=text, pointer=pointer, test=test)


@lru_cache(maxsize=16384)
def _text(text: str, vocabulary: Vocabulary, absent: bool) -> tuple[AnyFinding, ...]:
    """As the report wrote it; where that cannot be read, without the glue of labels around it."""
    plainest = None if absent else _substitution(text, vocabulary)
    if plainest is not None:
        return (plainest,)
    body = without_examples(plain(text), vocabulary)
    if not body:
        raise Unreadable("an empty finding", "write what was found, as in EGFR L858R")
    _refuse(body, vocabulary)
    try:
        return _understood(body, vocabulary, absent)
    except Unreadable as error:
        if _TWO_THINGS in error.reason:
            raise
        again = label_form(body, vocabulary)
        if again != body:
            with suppress(Unreadable):
                return _understood(again, vocabulary, absent)
        together = _together(again, vocabulary, absent, error)
        if together is not None:
            return together
        if re.search(r"\bor\b", body) and "which of" not in error.reason and "not a result" not in error.reason:
            raise Unreadable(
                f'cannot read "{body}": which of the alternatives was found is not said',
                "say which: write what was found, each finding by itself",
            ) from None
        raise


def _together(body: str, vocabulary: Vocabulary, absent: bool, why: Unreadable) -> tuple[AnyFinding, ...] | None:
    """Two findings in one line that belong together; None where there are none. Raises what an explanation is refused for."""
    from oncoplan.variants.words_aside import accompanied, explained, neither, one_meaning

    def read(part: str, without: bool = absent) -> tuple[AnyFinding, ...]:
        return _text(part, vocabulary, without)

    if "not a result" in why.reason or "which of" in why.reason or len(body) > _LONG or body.count("(") > _BRACKETS:
        return None
    ways: tuple[Callable[[], tuple[AnyFinding, ...] | None], ...] = (
        lambda: one_meaning(body, read),
        lambda: neither(body, lambda part: read(part, True)),
        lambda: explained(body, vocabulary, read),
        lambda: accompanied(body, vocabulary, read),
    )
    for way in ways:
        try:
            found = way()
        except Unreadable as error:
            if _TWO_THINGS in error.reason:
                raise
            continue
        if found is not None:
            return found
    return None


def _substitution(text: str, vocabulary: Vocabulary) -> Alteration | None:
    """`EGFR L858R`, the commonest form of all, read straight: an approved symbol and one letter's substitution. Every other
    form, and a name that the vocabulary knows by its words, goes through the whole grammar; both read it alike."""
    written = _PLAINEST.fullmatch(text)
    if written is None or vocabulary.gene(written[1]) is None:
        return None
    words, key = finding_words(vocabulary), text.lower()
    if any(key in words.get(kind, ()) for kind in ("alleles", "phrases", "nothing", "refused", "vague")):
        return None
    return small_change(written[1], written[2], "", "", "", "", "", vocabulary)


def _refuse(body: str, vocabulary: Vocabulary) -> None:
    """Words that are known to be no finding are not tried in another wording."""
    words, key = finding_words(vocabulary), body.lower()
    if key in words.get("refused", {}):
        raise Unreadable(f'"{body}" names nothing that was looked for', words["refused"][key])
    if key in words.get("vague", {}):
        raise Unreadable(f'"{body}" does not say what was found', words["vague"][key])


def _understood(body: str, vocabulary: Vocabulary, absent: bool) -> tuple[AnyFinding, ...]:
    whole = _phrase(body, vocabulary, absent)
    if whole is not None:
        return whole
    pieces = [piece for piece in re.split(r"\s*;\s*(?![^()]*\))", body) if piece]
    if len(pieces) == 1:
        return _listed(body, vocabulary, absent) or _one(body, vocabulary, absent)
    phase: str | None = None
    found: list[AnyFinding] = []
    for piece in pieces:
        said = _PHASE.match(piece)
        if said:
            phase = said[1].lower()
        else:
            found += _text(piece, vocabulary, absent)
    if phase is not None:
        found = [structs.replace(one, phase=phase) if isinstance(one, Alteration) else one for one in found]
    return tuple(found)


def _listed(body: str, vocabulary: Vocabulary, absent: bool) -> tuple[AnyFinding, ...] | None:
    """`KRAS G12D and TP53 R175H`: a list whose every part is a finding by itself, all seen or all not seen."""
    parts = [part for part in re.split(r"\s*,\s+|\s+(?:and|&|\+)\s+(?![^(]*\))", body) if part]
    if len(parts) < 2 or len({split_negative(read_said(part).body) is None for part in parts}) > 1:
        return None
    found: list[AnyFinding] = []
    for part in parts:
        try:
            found += _one(part, vocabulary, absent)
        except Unreadable:
            return None
    return tuple(found)


def _phrase(body: str, vocabulary: Vocabulary, absent: bool) -> tuple[AnyFinding, ...] | None:
    """A whole finding that the vocabulary knows by its words."""
    words, key = finding_words(vocabulary), body.lower()
    if key in words.get("nothing", ()):
        return (Negative(text="", name=body, category="mutation"),)
    allele = words.get("alleles", {}).get(key)
    if allele is not None:
        return _one(allele, vocabulary, absent)
    entry = words.get("phrases", {}).get(key)
    if entry is None:
        return None
    parts = entry.get("is") or entry["either"]
    found = tuple(one for part in parts for one in _one(part, vocabulary, absent))
    if "either" in entry:
        return (either(found, body),)
    note = entry.get("note")
    return tuple(structs.replace(one, notes=(*one.notes, note)) for one in found) if note else found


def _one(text: str, vocabulary: Vocabulary, absent: bool) -> tuple[AnyFinding, ...]:
    """One finding: the first reader that knows its form reads it."""
    body = plain(text)
    if not absent:
        diplotype = read_diplotype(body, vocabulary)
        if diplotype is not None:
            return (diplotype,)
        markers = read_markers(body, vocabulary) or read_stained(body, vocabulary)
        if markers is not None:
            means = [part for one in markers if (part := meaning(one, vocabulary))]
            return (*markers, *(also for part in means for also in _one(part, vocabulary, False)))
    said = read_said(body)
    negative = split_negative(said.body)
    if absent:
        rest, how = negative or (said.body, "not seen")
        return read_negative(rest, how, said, vocabulary)
    chromosome = read_chromosome(said.body, vocabulary)
    if chromosome is not None:
        return tuple(_with_said(one, said) for one in chromosome)
    if negative is not None:
        return read_negative(*negative, said, vocabulary)
    return _positive(said, vocabulary)


def _positive(said: Said, vocabulary: Vocabulary) -> tuple[AnyFinding, ...]:
    body = said.body
    fusion = read_fusion(body, vocabulary)
    if fusion is not None:
        return (_with_said(fusion, said), *_beside_fusion(fusion, said, vocabulary))
    residues = same_residue(body)
    if residues:
        return (_with_said(either(tuple(f for one in residues for f in _one(one, vocabulary, False)), body), said),)
    turned = _TURNED.match(body)
    group = group_named(f"{turned[2]} {turned[1]}" if turned else body, vocabulary)
    if group is not None:
        return (_of_group(*group, said, vocabulary),)
    split = split_genes(body, vocabulary, seen=True) if not turned else None
    if turned:
        split = split_genes(f"{turned[2]} {turned[1]}", vocabulary, seen=True)
    if split is None:
        return (_with_said(_without_gene(body, said, vocabulary), said),)
    genes, rest = split
    expressed = _EXPRESSED.fullmatch(rest)
    if expressed:
        status = "low" if expressed[1].lower() in _LITTLE else "high"
        return tuple(Marker(text="", name=f"{g} expression {status}", what=f"{g} expression", status=status) for g in genes)
    allele = finding_words(vocabulary).get("alleles", {}).get(f"{genes[0]} {rest}".lower())
    if allele is not None:
        return tuple(_with_said(one, said) if isinstance(one, Alteration) else one for one in _one(allele, vocabulary, False))
    if len(genes) > 1 and not _shared(body, vocabulary):
        return (_of_group("/".join(genes), genes, rest, said, vocabulary),)
    parts = several_changes(rest)
    return tuple(_with_said(read_change(gene, part, said, vocabulary), said) for gene in genes for part in parts)


def _beside_fusion(fusion: Alteration, said: Said, vocabulary: Vocabulary) -> tuple[Alteration, ...]:
    """`BCR::ABL1 T315I`: a substitution written behind a fusion is one of the partner that drives."""
    changes = re.findall(r"(?:\s|\()(?:p\.)?([A-Z]\d{2,4}[A-Z])(?=$|[\s,;)])", said.body)
    if fusion.gene is None:
        return ()
    return tuple(_with_said(read_change(fusion.gene, change, said, vocabulary), said) for change in changes)


def _of_group(label: str, genes: tuple[str, ...], rest: str, said: Said, vocabulary: Vocabulary) -> Alteration:
    """What is said of one of several genes, which is not stated. Raises `Unreadable` for words that say no change."""
    if rest.lower() in ("positive", "+") or (not rest and not said.classification):
        raise Unreadable(
            f'cannot read "{said.text}": which of {" and ".join(genes)} has it, and what, is not said',
            "write each gene by itself",
        )
    rest = re.sub(r"(?i)^genes?\b\s*", "", rest)
    options = tuple(f for g in genes for f in _positive(structs.replace(said, body=f"{g} {rest}".strip()), vocabulary))
    bare = words_of(rest) in ("", "variant", "mutation", "alteration")
    kept = f"{said.classification} variant" if said.classification and bare else rest
    return _with_said(either(options, joint_name(label, genes, kept)), said)


def _shared(body: str, vocabulary: Vocabulary) -> bool:
    joint = finding_words(vocabulary).get("joint", {})
    return any(body.lower().startswith(name) for name in joint) or bool(re.search(r"\band\b|&", body))


def _without_gene(body: str, said: Said, vocabulary: Vocabulary) -> Alteration:
    """A notation that carries its own gene (transcript, genome), or a gene that the tables do not have."""
    named = _UNKNOWN_GENE.match(body)
    if named and not re.match(r"(?:NM|NP|NC|NR|XM|XP|ENS[TPG]|LRG|CHR)[_\d]", body, re.I) and not _NO_GENE.fullmatch(named[1]):
        gene, rest = named[1], named[2]
        found = read_change(gene, rest, said, vocabulary)
        return structs.replace(found, notes=(*found.notes, f"{gene} is not in the gene tables"))
    return read_change(None, body, said, vocabulary)


def _with_said(found: Alteration, said: Said) -> Alteration:
    notes = found.notes if said.ratio is None else (*found.notes, f"allelic ratio {said.ratio:g}")
    return structs.replace(
        found,
        vaf=said.vaf if said.vaf is not None else found.vaf,
        depth=said.depth,
        origin=said.origin or found.origin,
        zygosity=said.zygosity or found.zygosity,
        classification=said.classification or found.classification,
        phase=said.phase or found.phase,
        notes=notes,
    )
