"""Two findings in one: a word and its explanation (`activating EGFR mutation (L858R)`), one `with` another, `no A or B`.

An explanation must agree with what it explains. The more exact of the two stays; two that contradict each other are
refused, and so is an explanation that cannot be read: what it says could change the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import structs

from oncoplan.model.finding import Alteration, AnyFinding, Diplotype, Marker, Negative
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category_match import matches
from oncoplan.variants.category_read import read_category
from oncoplan.variants.errors import Unreadable

Found = tuple[AnyFinding, ...]
Read = Callable[[str], Found]

_BRACKETED = Pattern(r"^(.*?\S)\s+\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?:\s+(\S.*))?$")
_WITH = Pattern(r"^(.+?),? (?:together with|along with|with) (?:an? |the )?(.+)$", re.I)
_NEITHER = Pattern(r"^(?:no(?: evidence of)?|without|negative for|absence of|neither)\s+(.+)$", re.I)
_NOT_SEEN = Pattern(r"^(.+?)\s+(?:(?:was|were)\s+)?(?:not (?:detected|found|identified|seen|present)|absent|negative)$", re.I)
_LESS = frozenset({"negative", "lost", "deficient", "absent", "low", "stable", "unmethylated"})
_MORE = frozenset({"positive", "intact", "retained", "proficient", "high", "methylated", "3+", "amplified"})


def explained(body: str, vocabulary: Vocabulary, read: Read) -> Found | None:
    """The finding of `body` with the explanation in its brackets; None where there is none. Raises `Unreadable`."""
    found = _BRACKETED.match(body)
    if not found:
        return None
    head, inner = " ".join(part for part in (found[1], found[3]) if part), found[2].strip()
    if _gene_alone(head, vocabulary) is not None:
        return read(f"{head} {inner}")
    stated = read(head)
    gene = _gene_alone(inner, vocabulary)
    if gene is not None and all(_is_about(one, gene, vocabulary) for one in stated):
        return stated
    return _together(stated, _explanation(stated, inner, read), body, vocabulary)


def accompanied(body: str, vocabulary: Vocabulary, read: Read) -> Found | None:
    """`11q23 translocation with KMT2A rearranged`: both, or the more exact of the two; None for anything else."""
    found = _WITH.match(body)
    if not found:
        return None
    stated = read(found[1])
    return _together(stated, _explanation(stated, found[2], read), body, vocabulary, both=True)


def neither(body: str, read_absent: Read) -> Found | None:
    """`no del(17p) or TP53 mutation`, `neither A nor B`, `A or B not detected`: each of them was not seen."""
    found = _NEITHER.match(body) or _NOT_SEEN.match(body)
    parts = re.split(r",?\s+(?:or|nor)\s+|,\s+", found[1]) if found else []
    if len(parts) < 2 or not re.search(r"\b(?:or|nor)\b", body):
        return None
    named = re.match(r"(\S+) \S", parts[0])
    seen: list[AnyFinding] = []
    for part in parts:
        try:
            seen += read_absent(part)
        except Unreadable:
            if not named or part is parts[0]:
                raise
            seen += read_absent(f"{named[1]} {part}")
    plainly = all(isinstance(one, Negative) or (isinstance(one, Marker) and one.status in _LESS) for one in seen)
    return tuple(seen) if plainly else None


def one_meaning(body: str, read: Read) -> Found | None:
    """`inv(16) or t(16;16)`: alternatives that make one and the same fusion say that fusion."""
    parts = re.split(r"\s+or\s+", body)
    if len(parts) < 2:
        return None
    made = [
        [one for one in read(part) if isinstance(one, Alteration) and one.kind == "fusion" and not one.either] for part in parts
    ]
    names = {one.name for found in made for one in found}
    if not all(made) or len(names) != 1:
        return None
    return (structs.replace(made[0][0], notes=(f"taken from {body}; which is not stated",)),)


def _gene_alone(text: str, vocabulary: Vocabulary) -> str | None:
    return vocabulary.find_gene(text) if " " not in text else None


def _is_about(one: AnyFinding, gene: str, vocabulary: Vocabulary) -> bool:
    """The gene in brackets is the finding's own, or lies in the chromosome arm that it names."""
    if not isinstance(one, Alteration):
        return False
    if gene in one.genes:
        return True
    known = vocabulary.gene(gene)
    return bool(one.region and known is not None and known.band.startswith(one.region))


def _explanation(stated: Found, inner: str, read: Read) -> Found:
    """What the brackets say, by itself or of the gene or marker in front of them."""
    names = {name for one in stated for name in ((one.what,) if isinstance(one, Marker) else _genes(one))}
    tries = [f"{name} {inner}" for name in sorted(names)] if len(names) == 1 else []
    problem: Unreadable | None = None
    for text in (inner, *tries):
        try:
            return read(text)
        except Unreadable as error:
            problem = problem or error
    raise Unreadable(f'cannot read "({inner})"', "write what stands in the brackets as a finding by itself") from problem


def _genes(one: AnyFinding) -> tuple[str, ...]:
    if isinstance(one, Alteration):
        return one.genes
    return (one.gene,) if isinstance(one, Negative | Diplotype) and one.gene else ()


def _together(stated: Found, more: Found, body: str, vocabulary: Vocabulary, *, both: bool = False) -> Found:
    """`stated` and `more` as one. `both`: two changes of one gene may stand beside each other."""
    kept: list[AnyFinding] = list(more)
    for one in stated:
        twin = next((i for i, other in enumerate(kept) if _of_one_thing(one, other)), None)
        if _contradicts(one, more):
            raise Unreadable(f'"{body}" says two different things', "write each finding by itself, as the report words it")
        if twin is None:
            kept.insert(0, one)
        else:
            exact = _more_exact(one, kept[twin], vocabulary)
            if exact is not None:
                kept[twin] = exact
            elif both:
                kept.insert(0, one)
            else:
                raise Unreadable(f'"{body}" says two different things', "write each finding by itself, as the report words it")
    return tuple(dict.fromkeys(kept))


def _of_one_thing(one: AnyFinding, other: AnyFinding) -> bool:
    if isinstance(one, Alteration) and isinstance(other, Alteration):
        return bool(set(one.genes) & set(other.genes))
    return one == other


def _contradicts(one: AnyFinding, more: Found) -> bool:
    """Seen and not seen in one line, or one marker more and less."""
    for other in more:
        if isinstance(one, Marker) and isinstance(other, Marker):
            if one.what == other.what and {one.status, other.status} & _LESS and {one.status, other.status} & _MORE:
                return True
        elif isinstance(one, Negative) != isinstance(other, Negative) or Diplotype in (type(one), type(other)):
            return True
        elif isinstance(one, Marker) or isinstance(other, Marker):
            marker = one if isinstance(one, Marker) else other
            if isinstance(marker, Marker) and marker.status in _LESS:
                return True
    return False


def _more_exact(one: AnyFinding, other: AnyFinding, vocabulary: Vocabulary) -> AnyFinding | None:
    """The more exact of two alterations of one gene; None where neither is a case of the other."""
    if not isinstance(one, Alteration) or not isinstance(other, Alteration) or one == other:
        return other
    for exact, broad in ((other, one), (one, other)):
        answer = _is_case_of(exact, broad, vocabulary)
        if answer:
            return structs.replace(
                exact,
                origin=exact.origin or broad.origin,
                vaf=exact.vaf if exact.vaf is not None else broad.vaf,
                zygosity=exact.zygosity or broad.zygosity,
                classification=exact.classification or (broad.classification if broad.kind == "variant" else None),
            )
    return None


def _is_case_of(exact: Alteration, broad: Alteration, vocabulary: Vocabulary) -> bool:
    gene = next((g for g in broad.genes if g in exact.genes), None)
    if broad.kind == "variant" and not broad.either:  # `activating mutation`: what it does, not what it is
        return exact.kind not in ("synonymous", "noncoding")
    words = broad.name.removeprefix(f"{broad.gene} ")
    if broad.either or words == broad.name:
        return exact.kind == broad.kind
    try:
        return matches(read_category(words), exact, vocabulary, gene=gene)[0] == "met"
    except Unreadable:
        return False
