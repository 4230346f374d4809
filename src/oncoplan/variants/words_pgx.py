"""Pharmacogenetic results in words: `DPYD *1/*2A`, `CYP2D6 poor metabolizer`, `HLA-A*02:01`."""

from __future__ import annotations

import re

from oncoplan.model.finding import Diplotype
from oncoplan.model.pattern import Pattern
from oncoplan.model.pharmacogene import Pharmacogene
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx_phenotype import UNKNOWN, named
from oncoplan.variants.words_genes import one_gene
from oncoplan.variants.words_genotype import read_genotype

TAKEN = "the other allele is taken as *1"
_STAR = r"\*\d+[A-Z]?(?:\+\*\d+[A-Z]?)*(?:x\u2265?\w+)?|[A-Z]?-?\*?[A-Z]{0,3}reference|c\.[\w>*+-]+|HapB3"
_PAIR = Pattern(
    rf"^([A-Za-z0-9-]+)[\s:]*(?:genotype[\s:]*)?({_STAR})\s*/\s*(?:\1)?\s*({_STAR})(?:(?:\s+|[,;:]\s*)\(?(.*?)\)?)?$"
)
_SINGLE = Pattern(r"^([A-Za-z0-9-]+?)[\s:]*(\*\d+[A-Z]?)[\s,]+(heterozygous|homozygous|het|hom|carrier)$", re.I)
_REPEATS = Pattern(r"^([A-Za-z0-9-]+)[\s:]+(?:\(?([ACGT]{2,4})\)?_?)?(\d{1,2})\s*/\s*(?:\(?\2\)?_?)?(\d{1,2})$", re.I)
_OFTEN = Pattern(r"^(?:compound )?(?:heterozygous|homozygous|het|hom)\b[\s,]*", re.I)
_PHENOTYPE = Pattern(
    r"^([A-Za-z0-9-]+)[\s:,-]+((?:likely )?(?:ultra-?rapid|rapid|normal|extensive|intermediate|poor) metaboli[sz]er|"
    r"(?:likely )?(?:poor|decreased|normal|increased|possible decreased|possible poor) function|(?:severe )?deficien(?:t|cy)|"
    r"indeterminate|(?:UM|RM|NM|IM|PM|EM))(?: (?:phenotype|status))?$",
    re.I,
)
_ACTIVITY = Pattern(r"^([A-Za-z0-9-]+)[\s:,-]+(?:gene )?activity(?: score)?\s*(?:of|=|:)?\s*(\d(?:\.\d+)?)$", re.I)
_ENZYME = Pattern(r"\b(?:activity|deficien(?:t|cy)|normal|variable)\b", re.I)
_ENZYME_WORDS = Pattern(r"[A-Za-z0-9-]+")
_HLA = Pattern(
    r"^(HLA-(?:A|B|C|DRB1|DQA1|DQB1|DPB1))\s*\*?\s*(\d{4}|\d{2,3}(?::\d{2,3})*)(?:P)?(?:\s*[/,]\s*\*?(\d{4}|\d{2,3}(?::\d{2,3})*))?(?:[\s-]+(positive|\+|negative|-))?$",
    re.I,
)
_SHORT = {"um": "ultrarapid metabolizer", "rm": "rapid metabolizer", "nm": "normal metabolizer", "em": "normal metabolizer",
          "im": "intermediate metabolizer", "pm": "poor metabolizer", "extensive metabolizer": "normal metabolizer",
          "ultra-rapid metabolizer": "ultrarapid metabolizer", "deficiency": "deficient"}  # fmt: skip


def read_diplotype(text: str, vocabulary: Vocabulary) -> Diplotype | None:
    """The diplotype or phenotype that `text` says; None when it says none."""
    found = _HLA.match(text)
    if found:
        return _typed(found)
    found = _PAIR.match(text)
    if found:
        return _pair_of(found, vocabulary)
    found = _SINGLE.match(text)
    if found:
        known = one_gene(found[1], vocabulary)
        if known is None:
            return None
        table = vocabulary.pharmacogene(known)
        if table is not None and table.logic == "lowest" and found[3].lower() != "carrier":
            return read_genotype(f"{known} {found[2]} {found[3]}", vocabulary)
        twice = found[3].lower().startswith("hom")
        alleles = (found[2], found[2]) if twice else ("*1", found[2])
        notes = () if twice else (TAKEN,)
        return Diplotype(text="", name=f"{known} {'/'.join(alleles)}", gene=known, alleles=alleles, notes=notes)
    found = _ACTIVITY.match(text)
    table = vocabulary.pharmacogene(found[1].upper()) if found else None
    if found and table is not None and table.scores:
        score = float(found[2])
        stated = next((said for low, high, said in table.scores if low <= score <= high), None)
        name = f"{table.gene} activity score {score:g}"
        return Diplotype(text="", name=name, gene=table.gene, phenotype=stated, activity=score)
    found = _REPEATS.match(text)
    repeats = _repeats(found, vocabulary) if found else None
    if repeats is not None:
        return repeats
    if _ENZYME.search(text):
        enzyme = _of_enzyme(text, vocabulary)
        if enzyme is not None:
            return enzyme
    found = _PHENOTYPE.match(text)
    if found:
        known = _pharmacogene(found[1], vocabulary)
        if known is None:
            return None
        phenotype = _phenotype(found[2])
        stated = None if phenotype == UNKNOWN else phenotype
        return Diplotype(text="", name=f"{known} {phenotype}", gene=known, phenotype=stated)
    return read_genotype(text, vocabulary)


def _typed(found: re.Match[str]) -> Diplotype:
    """An HLA type, found or excluded; four digits in a row are two fields."""
    gene = found[1].upper()
    parts = [part for part in (found[2], found[3]) if part]
    alleles = tuple(f"*{part[:2]}:{part[2:]}" if len(part) == 4 and part.isdigit() else f"*{part}" for part in parts)
    if (found[4] or "+").lower() in ("positive", "+"):
        return Diplotype(text="", name=f"{gene}{alleles[0]}", gene=gene, alleles=alleles)
    return Diplotype(text="", name=f"{gene}{alleles[0]} negative", gene=gene, phenotype=f"no {alleles[0]}")


def _pair_of(found: re.Match[str], vocabulary: Vocabulary) -> Diplotype | None:
    """Two alleles, with the phenotype where it is said; `c.1236G>A/HapB3` is one allele by two names."""
    known = one_gene(found[1], vocabulary)
    if known is None:
        return None
    table, more = vocabulary.pharmacogene(known), found[4] or ""
    often = _OFTEN.match(more)
    haplotype = _two_names(table, found[2], found[3]) if table is not None and table.tagged else ""
    if haplotype:
        return read_genotype(f"{known} {haplotype} {more}", vocabulary) if often else None
    said = more[often.end() :].strip(" ,()") if often else more
    return Diplotype(
        text="", name=f"{known} {found[2]}/{found[3]}", gene=known, alleles=(found[2], found[3]),
        phenotype=_phenotype(said) if said else None,
    )  # fmt: skip


def _two_names(table: Pharmacogene, one: str, two: str) -> str:
    """The haplotype of which two names say its own name and the change that tags it; "" where they are two alleles."""
    change, haplotype = (one, two) if one.lower() == table.tag.lower() else (two, one)
    whole = named(table, haplotype)
    return haplotype if change.lower() == table.tag.lower() and whole is not None and whole.name == table.tagged else ""


def _repeats(found: re.Match[str], vocabulary: Vocabulary) -> Diplotype | None:
    """Alleles by how often a stretch repeats: `(TA)6/(TA)7`, `6/7`."""
    table = vocabulary.pharmacogene(found[1].upper())
    if table is None or not table.also:
        return None
    unit = (found[2] or "").upper()
    names = [
        next((name for key, name in table.also.items() if key == f"{unit}{n}" or (not unit and key.lstrip("ACGT") == n)), None)
        for n in (found[3], found[4])
    ]
    if None in names:
        return None
    one, two = (name for name in names if name)
    return Diplotype(text="", name=f"{table.gene} {one}/{two}", gene=table.gene, alleles=(one, two))


def _of_enzyme(text: str, vocabulary: Vocabulary) -> Diplotype | None:
    """What is said of the enzyme: `G6PD activity normal`, `partial DPD deficiency`; None where the gene has no such words."""
    words = [word.lower().replace("deficiency", "deficient") for word in _ENZYME_WORDS.findall(text)]
    for place, word in enumerate(words[:2]):
        symbol = _pharmacogene(word.upper(), vocabulary)
        table = vocabulary.pharmacogene(symbol) if symbol else None
        if table is None:
            continue
        rest = [w for i, w in enumerate(words) if i != place and w not in ("enzyme", "level", "result", "status")]
        plain = " ".join(rest)
        turned = " ".join((*(w for w in rest if w != "activity"), "activity")) if "activity" in rest else plain
        bare = turned.removesuffix(" activity")
        for said in (plain, turned, bare):
            phenotype = table.said.get(said) or (said if said in table.phenotypes else None)
            if phenotype is not None:
                unclear = said in table.unspecified and said in table.said
                notes = (f"how much was not said: taken as {phenotype}",) if unclear else ()
                name = f"{table.gene} {phenotype}" if said in table.phenotypes else f"{table.gene} {said}"
                return Diplotype(text="", name=name, gene=table.gene, phenotype=phenotype, notes=notes)
    return None


def _pharmacogene(name: str, vocabulary: Vocabulary) -> str | None:
    """The gene of a phenotype of drug metabolism; None for any other: PTEN deficient is a protein that is lost."""
    try:
        known = one_gene(name, vocabulary)
    except Unreadable:
        return None
    entry = vocabulary.gene(known) if known else None
    return known if entry is None or entry.role == "pharmacogene" else None


def _phenotype(words: str) -> str:
    plain = words.lower().replace("metaboliser", "metabolizer").strip()
    return _SHORT.get(plain, plain)
