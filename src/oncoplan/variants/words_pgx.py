"""Pharmacogenetic results in words: `DPYD *1/*2A`, `CYP2D6 poor metabolizer`, `HLA-A*02:01`."""

from __future__ import annotations

import re

from oncoplan.model.finding import Diplotype
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.pgx_phenotype import UNKNOWN
from oncoplan.variants.words_genes import one_gene
from oncoplan.variants.words_genotype import read_genotype

TAKEN = "the other allele is taken as *1"
_STAR = r"\*\d+[A-Z]?(?:\+\*\d+[A-Z]?)*(?:x\u2265?\w+)?|[A-Z]?-?\*?[A-Z]{0,3}reference|c\.[\w>*+-]+|HapB3"
_PAIR = Pattern(rf"^([A-Za-z0-9-]+)[\s:]*({_STAR})\s*/\s*(?:\1)?\s*({_STAR})(?:\s+\(?(.*?)\)?)?$")
_SINGLE = Pattern(r"^([A-Za-z0-9-]+?)[\s:]*(\*\d+[A-Z]?)\s+(heterozygous|homozygous|carrier)$", re.I)
_PHENOTYPE = Pattern(
    r"^([A-Za-z0-9-]+)[\s:,-]+((?:likely )?(?:ultra-?rapid|rapid|normal|extensive|intermediate|poor) metaboli[sz]er|"
    r"(?:likely )?(?:poor|decreased|normal|increased|possible decreased|possible poor) function|(?:severe )?deficien(?:t|cy)|"
    r"indeterminate|(?:UM|RM|NM|IM|PM|EM))(?: (?:phenotype|status))?$",
    re.I,
)
_ACTIVITY = Pattern(r"^([A-Za-z0-9-]+)[\s:,-]+(?:gene )?activity(?: score)?\s*(?:of|=|:)?\s*(\d(?:\.\d+)?)$", re.I)
_PLAIN = Pattern(r"^([A-Za-z0-9-]+)[\s:,-]+(normal|variable)(?: (?:enzyme )?(?:activity|level|result))?$", re.I)
_HLA = Pattern(
    r"^(HLA-(?:A|B|C|DRB1|DQA1|DQB1|DPB1))\s*\*?\s*(\d{2,3}(?::\d{2,3})*)(?:P)?(?:\s*[/,]\s*\*?(\d{2,3}(?::\d{2,3})*))?(?:[\s-]+(positive|\+|negative|-))?$",
    re.I,
)
_SHORT = {"um": "ultrarapid metabolizer", "rm": "rapid metabolizer", "nm": "normal metabolizer", "em": "normal metabolizer",
          "im": "intermediate metabolizer", "pm": "poor metabolizer", "extensive metabolizer": "normal metabolizer",
          "ultra-rapid metabolizer": "ultrarapid metabolizer", "deficiency": "deficient"}  # fmt: skip


def read_diplotype(text: str, vocabulary: Vocabulary) -> Diplotype | None:
    """The diplotype or phenotype that `text` says; None when it says none."""
    found = _HLA.match(text)
    if found and (found[4] or "+").lower() in ("positive", "+"):
        gene = found[1].upper()
        alleles = tuple(f"*{part}" for part in (found[2], found[3]) if part)
        return Diplotype(text="", name=f"{gene}{alleles[0]}", gene=gene, alleles=alleles)
    if found:
        gene = found[1].upper()
        return Diplotype(text="", name=f"{gene}*{found[2]} negative", gene=gene, phenotype=f"no *{found[2]}")
    found = _PAIR.match(text)
    if found:
        known = one_gene(found[1], vocabulary)
        if known is None:
            return None
        return Diplotype(
            text="", name=f"{known} {found[2]}/{found[3]}", gene=known, alleles=(found[2], found[3]),
            phenotype=_phenotype(found[4]) if found[4] else None,
        )  # fmt: skip
    found = _SINGLE.match(text)
    if found:
        known = one_gene(found[1], vocabulary)
        if known is None:
            return None
        table = vocabulary.pharmacogene(known)
        if table is not None and table.logic == "lowest" and found[3].lower() != "carrier":
            return read_genotype(text, vocabulary)
        twice = found[3].lower() == "homozygous"
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
    found = _PLAIN.match(text)
    table = vocabulary.pharmacogene(found[1].upper()) if found else None
    if found and table is not None and found[2].lower() in table.functions.values():
        plain = found[2].lower()
        return Diplotype(text="", name=f"{table.gene} {plain}", gene=table.gene, phenotype=plain)
    found = _PHENOTYPE.match(text)
    if found:
        known = _pharmacogene(found[1], vocabulary)
        if known is None:
            return None
        phenotype = _phenotype(found[2])
        stated = None if phenotype == UNKNOWN else phenotype
        return Diplotype(text="", name=f"{known} {phenotype}", gene=known, phenotype=stated)
    return read_genotype(text, vocabulary)


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
