"""Biomarkers in a sentence of an eligibility text: genes with their changes, markers with their results, and how they combine.

`phrases_of` finds every biomarker that the sentence says; each is one gene or marker with one result. How words of change and of
results are meant is not decided here: `eligibility_biomarker_terms` hands them to the grammar of findings and of categories.
"""

from __future__ import annotations

import re
from typing import Any

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_mention import Part, Tables, tables_of
from oncoplan.trials.eligibility_names import Hit, Names, Word, names_of

_ISO = r"(?:\s?(?:,|/|-|\band\b|\bor\b|&)\s?)"
_EXON = Pattern(
    rf"\b[Ee]x(?:on)?s?\.?\s?-?(?P<n>\d{{1,2}}(?:{_ISO}(?:[Ee]xons?\s)?\d{{1,2}}\b)*)"
    r"(?:\s?-?\s?(?P<w>(?:in-?frame\s)?(?:skipping|deletions?|dels?\b|insertions?|ins\b|duplications?|mutations?|"
    r"mutant|mutated|alterations?|substitutions?|indels?)"
    r"(?:\s?/\s?(?:insertions?|deletions?))?(?:\s?-?(?:mutations?|mutated|alterations?|variants?))?))?",
)
_IN_EXON = Pattern(
    rf"\b(?P<w>deletions?|insertions?|mutations?|skipping|alterations?)\s(?:mutations?\s)?(?:in|of|within|at)"
    rf"\s(?:the\s)?[Ee]xons?\s?(?P<n>\d{{1,2}}(?:{_ISO}(?:[Ee]xons?\s)?\d{{1,2}}\b)*)"
)
_DEL_EXON = Pattern(
    r"\b(?P<w>del|ins|deletions?|insertions?)\s?-?[Ee]x(?:on)?s?\s?(?P<n>\d{1,2})\b(?!\s?-?(?:del|ins|skip|"
    r"mut))"
)
_DEL19 = Pattern(
    r"\b(?:[Dd]el(?:etions?)?\s?-?(?:[Ee]x(?:on)?\s?)?(19)|(19)\s?-?[Dd]el(?:etions?)?|[Ee]x(?:on)?\s?(19)"
    r"\s?[Dd]el|(20)\s?-?[Ii]ns(?:ertions?)"
    r"?|[Ii]ns\s?(20))\b"
)
_PROTEIN = Pattern(
    r"\b(?:p\.\s?)?\(?([ACDEFGHIKLMNPQRSTVWY]\d{2,4}(?:_[A-Z]\d{2,4})?(?:[ACDEFGHIKLMNPQRSTVWYX]\b(?:/[ACDEFGHIKLMNPQR"
    r"STVWY]\b)*|fs\*?\d*|del\w*|ins\w*|dup\w*|\*)?)(?![\w])"
)
_LONG = Pattern(r"\b(?:p\.\s?)?([A-Z][a-z]{2}\d{1,4}(?:[A-Z][a-z]{2}|\*|fs))\b")
_TRANSCRIPT = Pattern(r"\b([eb]\d{1,2}a\d)\b")
_CHROMOSOME = Pattern(
    r"\bt\s?\(\s?[\dXv]{1,2}\s?[;:,]\s?[\dX]{1,2}\s?\)(?:\s?\([pq\d.;]+\))?|\binv\s?\(\s?\d+\s?\)(?:\s?\([pq\d.]"
    r"+\))?|\bdel\s?\(\s?\d{1,2}\s?[pq]?[\d.]*\s?\)(?:\s?\([pq\d.]+\))?|"
    r"\b\d{1,2}[pq]\s?/?\s?\d{1,2}[pq]\s?-?(?:co-?deletion|codeleted|co-deleted)|\b\d{1,2}[pq]\d{0,2}\s?-?(?:deletion|"
    r"loss|gain|amplification)\b",
    re.I,
)
_HLA = Pattern(r"\bHLA\s?-?\s?([ABC]|DRB1|DQB1|DPB1)\s?\*?\s?(\d{1,2}(?::\d{2,3})*[PN]?)(?:\s?(?:positive|\+))?", re.I)
_SPECIAL = Pattern(r"\bvIII\b|\b[Vv]ariant III\b")
_AFFIXED = Pattern(r"(?P<origin>[gts])?(?P<name>[A-Z][A-Za-z0-9]+?)(?P<state>m|mut|wt|MUT|WT)?")
_GLUED = Pattern(r"(?P<name>[A-Za-z][A-Za-z0-9.]{1,7}?)(?P<change>[ACDEFGHIKLMNPQRSTVWY]\d{2,4}[ACDEFGHIKLMNPQRSTVWYX]?)")
_QUICK = Pattern(
    r"\bHLA|\b[gts]?[A-Z][A-Za-z0-9.]{1,7}[A-Z]\d{2,4}|\b[gts]?[A-Z]{3,}\d?(?:m|mut|wt)?\b|\d[pq]|\b(?:t|inv|"
    r"del)\s?\("
)
_FAMILY = "family"  # a group of genes, or a pathway, whose members are not said
_TAIL = Pattern(r"(?:\d{1,2}|[A-Z]\d?)")


def may_say_any(sentence: str, vocabulary: Vocabulary) -> bool:
    """Whether a sentence names anything at all that is a biomarker; a quick look."""
    words, hits = names_of(vocabulary).find(sentence)
    if any(hit.kind in ("gene", "marker", "result", "family") for hit in hits):
        return True
    first = tables_of(vocabulary).first
    return any(w.text.lower() in first or w.text in ("Ph", "PH") for w in words) or _QUICK.search(sentence) is not None


def parts_of(sentence: str, vocabulary: Vocabulary) -> tuple[str, list[Part]]:
    """The sentence (glued names taken apart) as parts."""
    names = names_of(vocabulary)
    tables = tables_of(vocabulary)
    spans = _changes(sentence, frozenset(names.terms.get("not_residues", ())))
    words, hits = names.find(sentence)
    by_first: dict[int, list[Hit]] = {}
    for hit in hits:
        by_first.setdefault(hit.first, []).append(hit)
    made: list[Part] = []
    at = 0
    while at < len(words):
        word = words[at]
        span = next((s for s in spans if s.start <= word.start < s.end), None)
        here = by_first.get(at, ())
        if span is not None and (span.kind != "P" or not any(h.kind in ("gene", "marker", "drug", "class") for h in here)):
            kept = Part("W" if span.kind == "P" else span.kind, span.start, span.end, span.text, span.value)
            made.append(kept)
            while at < len(words) and words[at].start < span.end:
                at += 1
            continue
        glued = _glued(words[at], names) if not here else None
        if glued is not None:
            made += glued
            at += 1
            continue
        done = (
            _result(sentence, words, at, tables, here)
            or _named(sentence, words, at, here, names.vocabulary)
            or _plain(words, at, tables)
        )
        made.append(done[0])
        at = done[1]
    return sentence, made


def _changes(sentence: str, none: frozenset[str]) -> list[Part]:
    """Changes that are written in signs: exons, residues, translocations, HLA types."""
    found: list[Part] = []

    def add(kind: str, start: int, end: int, value: Any) -> None:
        if not any(p.start < end and start < p.end for p in found):
            found.append(Part(kind, start, end, sentence[start:end], value))

    for m in _CHROMOSOME.finditer(sentence):
        add("R", m.start(), m.end(), {"region": " ".join(m[0].split())})
    for m in _HLA.finditer(sentence):
        if sentence[m.start(1) : m.end(2)].isupper() or "*" in m[0]:
            add("R", m.start(), m.end(), {"hla": m[1].upper(), "allele": m[2], "text": m[0]})
    for m in _SPECIAL.finditer(sentence):
        add("W", m.start(), m.end(), "vIII")
    for m in _IN_EXON.finditer(sentence):
        add("W", m.start(), m.end(), f"exon {m['n']} {_one(m['w'])}")
    for m in _DEL_EXON.finditer(sentence):
        add("W", m.start(), m.end(), f"exon {m['n']} {_one(m['w'])}")
    for m in _EXON.finditer(sentence):
        rest = sentence[m.end() :].lstrip(" (-")
        if m["w"] is None and _PROTEIN.match(rest):
            add("F", m.start(), m.end(), "")
        else:
            add("W", m.start(), m.end(), f"exon {m['n']} {_one(m['w'] or 'mutation')}")
    for m in _DEL19.finditer(sentence):
        number = next(g for g in m.groups() if g)
        add("W", m.start(), m.end(), f"exon {number} {'deletion' if number == '19' else 'insertion'}")
    for m in _LONG.finditer(sentence):
        add("P", m.start(), m.end(), m[1])
    for m in _PROTEIN.finditer(sentence):
        if m[1] not in none:
            add("P", m.start(), m.end(), m[1])
    for m in _TRANSCRIPT.finditer(sentence):
        add("W", m.start(), m.end(), m[1])
    return sorted(found, key=lambda p: p.start)


def _one(word: str) -> str:
    """The change in the singular: `deletions` is `deletion`, `ins` an insertion."""
    word = word.lower().strip()
    word = re.sub(
        r"^(skipping|insertion|deletion|duplication|substitution)s?\s?-?(?:mutation|mutated|alteration|variant)"
        r"s?$",
        r"\1",
        word,
    )
    word = re.sub(r"(deletion|insertion|duplication|mutation|alteration|substitution|variant)s\b", r"\1", word)
    return {"del": "deletion", "dels": "deletion", "ins": "insertion", "mutant": "mutation", "mutated": "mutation"}.get(
        word, word
    )


def _result(sentence: str, words: list[Word], at: int, tables: Tables, here: Any) -> tuple[Part, int] | None:
    """A whole result in words, the longest."""
    if words[at].text.lower() not in tables.first and words[at].text not in ("Ph", "PH"):
        return None
    best: tuple[Part, int] | None = None
    key, skip = "", -1
    for place in range(at, min(at + 11, len(words))):
        text = words[place].text
        if text in ("-", "/"):
            continue
        if text == "(" and key and place + 2 < len(words) and words[place + 2].text == ")":
            skip = place + 2
        if place <= skip:
            continue
        if not text[0].isalnum():
            break
        key = f"{key} {text.lower()}".strip()
        value = tables.results.get(key)
        if value is not None:
            best = (Part("R", words[at].start, words[place].end, sentence[words[at].start : words[place].end], value), place + 1)
    if (
        best is None
        and words[at].text in ("Ph", "PH")
        and at + 1 < len(words)
        and words[at + 1].text in "+-"
        and words[at + 1].start == words[at].end
    ):
        if sentence[words[at + 1].end : words[at + 1].end + 1].isalnum():
            return None
        status = "positive" if words[at + 1].text == "+" else "negative"
        return Part(
            "R", words[at].start, words[at + 1].end, sentence[words[at].start : words[at + 1].end], ["Ph", status]
        ), at + 2
    longest = max((h.last + 1 for h in here), default=0)
    return best if best is not None and best[1] >= longest else None


def _named(sentence: str, words: list[Word], at: int, here: Any, vocabulary: Vocabulary) -> tuple[Part, int] | None:
    """A gene, a marker or words of change."""
    kinds = {hit.kind: hit for hit in here}
    hit = kinds.get("gene") or kinds.get("marker") or kinds.get("result") or kinds.get("what") or kinds.get("family")
    if "drug" in kinds or "class" in kinds or (hit is None and "cancer" in kinds):
        other = kinds.get("drug") or kinds.get("class") or kinds["cancer"]
        return Part("D" if "cancer" not in kinds else "X", other.start, other.end, other.text), other.last + 1
    if hit is None:
        return _prefixed(sentence, words, at, vocabulary)
    if hit.kind == "family":
        return Part("G", hit.start, hit.end, hit.text, [()], _FAMILY), hit.last + 1
    if hit.kind == "what":
        return Part("W", hit.start, hit.end, hit.text, hit.key), hit.last + 1
    if hit.kind == "result":
        return Part("R", hit.start, hit.end, hit.text, list(hit.key)), hit.last + 1
    marker = kinds["marker"].key if "marker" in kinds else None
    genes = kinds["gene"].key if "gene" in kinds else ()
    if kinds.get("quantity") is not None and marker is None and hit.text == "eGFR":
        return Part("X", hit.start, hit.end, hit.text), hit.last + 1
    part = Part("G", hit.start, hit.end, hit.text, [genes], marker)
    return _with_tails(sentence, words, hit.last + 1, part, vocabulary)


def _glued(word: Word, names: Names) -> list[Part] | None:
    """`BRAFV600E`, `H3.3K27M`: a gene and a change without a space."""
    found = _GLUED.fullmatch(word.text)
    if found is None:
        return None
    genes = names.gene_named(found["name"])
    if genes is None:
        return None
    middle = word.start + found.end("name")
    return [
        Part("G", word.start, middle, found["name"], [genes]),
        Part("W", middle, word.end, found["change"], found["change"]),
    ]


def _prefixed(sentence: str, words: list[Word], at: int, vocabulary: Vocabulary) -> tuple[Part, int] | None:
    """`gBRCA1/2`, `EGFRm`, `BRCAmut`."""
    found = _AFFIXED.fullmatch(words[at].text)
    if found is None or not (found["origin"] or found["state"]):
        return None
    genes = names_of(vocabulary).gene_named(found["name"])
    if genes is None or not found["name"].isupper():
        return None
    part = Part("G", words[at].start, words[at].end, found["name"], [genes])
    done, place = _with_tails(sentence, words, at + 1, part, vocabulary)
    if found["state"]:
        done.text += "|" + ("wild type" if found["state"].lower() == "wt" else "mutation")
    if found["origin"]:
        done.text = f"{'germline' if found['origin'] == 'g' else 'somatic'}|{done.text}"
    return done, place


def _with_tails(sentence: str, words: list[Word], at: int, part: Part, vocabulary: Vocabulary) -> tuple[Part, int]:
    """`BRCA1/2`, `RAD51C/D`, `GNAQ/11`, `NTRK 1/2/3`, `FGFR1-3`: the genes behind the first."""
    first = part.text
    if len(part.value[0]) > 1:  # NTRK 1, 2, or 3
        numbers: list[str] = []
        place = at
        while place < len(words) and (
            (words[place].text.isdigit() and len(words[place].text) == 1) or words[place].text in ("/", ",", "or", "and", "-")
        ):
            numbers.append(words[place].text)
            place += 1
        picked = [f"{first.upper()}{n}" for n in numbers if n.isdigit()]
        if "-" in numbers and len(picked) == 2:
            picked = [f"{first.upper()}{n}" for n in range(int(picked[0][-1]), int(picked[1][-1]) + 1)]
        while numbers and not numbers[-1].isdigit():
            numbers.pop()
        if picked and all(vocabulary.gene(p) for p in picked):
            last = at + len(numbers) - 1
            part.value = [(p,) for p in picked]
            part.end = words[last].end
            return part, last + 1
        return part, at
    place = at
    while place + 1 < len(words) and words[place].text in "/-" and words[place].start == words[place - 1].end:
        tail = words[place + 1].text
        if not _TAIL.fullmatch(tail) or words[place + 1].start != words[place].end:
            break
        symbol = _tailed(first, tail, vocabulary)
        if symbol is None:
            break
        if words[place].text == "-" and tail.isdigit() and first[-1].isdigit():
            whole = [vocabulary.find_gene(first[:-1] + str(n)) for n in range(int(first[-1]) + 1, int(tail) + 1)]
            part.value += [(s,) for s in whole if s]
        else:
            part.value.append((symbol,))
        part.end = words[place + 1].end
        place += 2
    return part, place


def _tailed(first: str, tail: str, vocabulary: Vocabulary) -> str | None:
    for kept in (len(first) - len(tail), *range(len(first) - 1, 1, -1)):
        symbol = vocabulary.find_gene(first[:kept] + tail)
        if symbol is not None:
            return symbol
    return vocabulary.find_gene(first + tail) if first[-1:].isalpha() and tail.isdigit() else None


_CONJUNCTIONS = {"and": "and", "or": "or", ",": ",", "/": "and/or", "&": "and", ";": ";", "plus": "and", "nor": "or"}


def _plain(words: list[Word], at: int, tables: Tables) -> tuple[Part, int]:
    """Any other word or sign."""
    word = words[at]
    lower = word.text.lower()
    for negation in tables.negations.get(lower, ()):
        if negation[0] == lower and tuple(w.text.lower() for w in words[at : at + len(negation)]) == negation:
            return Part("N", word.start, words[at + len(negation) - 1].end, lower), at + len(negation)
    for size in (3, 2, 1) if lower in tables.leads else ():
        key = " ".join(w.text.lower() for w in words[at : at + size * 2 - 1] if w.text != "-")
        used = sum(1 for w in words[at : at + size * 2 - 1])
        for table, kind in ((tables.functions, "A"), (tables.origins, "O")):
            if key in table and len(key.split()) == size:
                return Part(kind, word.start, words[at + used - 1].end, key, table[key]), at + used
    if lower == "and" and [w.text.lower() for w in words[at + 1 : at + 3]] == ["/", "or"]:
        return Part("C", word.start, words[at + 2].end, "or", "and/or"), at + 3
    if lower in _CONJUNCTIONS:
        return Part("C", word.start, word.end, lower, _CONJUNCTIONS[lower]), at + 1
    if word.text in "+-":
        return Part("S", word.start, word.end, word.text), at + 1
    if word.text in "()":
        return Part(word.text, word.start, word.end, word.text), at + 1
    if lower in tables.levels:
        return Part("L", word.start, word.end, lower, tables.levels[lower]), at + 1
    if lower in tables.known:
        return Part("K", word.start, word.end, lower), at + 1
    if lower in tables.narrowing:
        return Part("Q", word.start, word.end, lower), at + 1
    if lower in tables.drugs_behind or lower in tables.drugs_before:
        return Part("D", word.start, word.end, lower), at + 1
    if lower in tables.fillers or word.text == ":":
        return Part("F", word.start, word.end, lower), at + 1
    return Part("X", word.start, word.end, lower), at + 1
