"""DPYD from genotypes, with the phase known and not, against a grid of cases: `python -m evaluation.dpyd FILE.json`.

A case gives `genotypes` (rsID to `0/1`, `1|0`, `missing`; `rsid_to_hgvs` says which change a 1 is; every other position is
the genome's), the calls `phased_call` and `unphased_call`, the two alleles that decide (`phased_inferred`,
`unphased_inferred`; blank where the call says it) and the warnings about HapB3's two positions and about bases that no allele
has. All of it must agree for a case to count. The last line is `N of M cases agree (P %); K not modelled`. Exit 0 when all
agree, 1 when not, 2 when the file cannot be used.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from evaluation.cases import Outcome, compared, file_named
from evaluation.pgx_cases import gene_of
from oncoplan.model.pharmacogene import GeneCall, Genotype, Pharmacogene
from oncoplan.variants.pgx import call_gene
from oncoplan.variants.pgx_phenotype import named

_WARNINGS = {"exon_without_intron": "intronic-mismatch-exonic", "exon_only": "exonic-only"}
_BETWEEN = re.compile(r"\s*\+\s*(?=c\.|HapB3)")


def judge(written: dict[str, Any]) -> list[Outcome]:
    """Every case with how it came out."""
    gene = gene_of("DPYD")
    assert gene is not None
    return [_judged(gene, case, written["rsid_to_hgvs"]) for case in written["cases"]]


def _judged(gene: Pharmacogene, case: dict[str, Any], changes: dict[str, str]) -> Outcome:
    name = f"row {case.get('row', '?')}"
    told: list[str] = []
    for way in ("phased", "unphased"):
        seen = _seen(gene, case["genotypes"], changes, phased=way == "phased")
        if isinstance(seen, str):
            return Outcome(name, None, (seen,))
        told += [f"{way}: {line}" for line in _wrong(gene, case, way, call_gene(gene, seen))]
    return Outcome(name, not told, tuple(told))


def _seen(gene: Pharmacogene, written: dict[str, str], changes: dict[str, str], *, phased: bool) -> dict[int, Genotype] | str:
    seen = {p.g38: Genotype((p.ref, p.ref)) for p in gene.positions}
    for rsid, text in written.items():
        at = next((p for p in gene.positions if p.rsid == rsid), None)
        if at is None:
            return f"{rsid} is not a position of DPYD"
        if text == "missing":
            del seen[at.g38]
            continue
        change = changes[rsid]
        allele = named(gene, change)
        listed = allele is not None or change in at.names
        changed = allele.defined[at.g38] if allele is not None else at.alts[0]
        if not listed:
            changed = next(base for base in "ACGT" if base not in (at.ref, *at.alts))
        bases = tuple(changed if part == "1" else at.ref for part in text.replace("|", "/").split("/"))
        seen[at.g38] = Genotype(bases, "case" if phased else None)
    return seen


def _wrong(gene: Pharmacogene, case: dict[str, Any], way: str, call: GeneCall) -> Iterator[str]:
    if not call.readings:
        yield f"expected {case[f'{way}_call']}, found no call"
        return
    lead = call.readings[0]
    expected = case[f"{way}_call"]
    if "/" in expected and "," not in expected:
        same = strands_of(gene, lead.shown) == strands_of(gene, expected)
    else:
        same = changes_of(gene, lead.shown) == changes_of(gene, expected)
    if not same:
        yield f"expected {expected}, found {lead.shown}"
    inferred = case[f"{way}_inferred"]
    if inferred and sorted(map(_known(gene), inferred.split("/"))) != sorted(lead.alleles):
        yield f"expected {inferred} to decide, found {'/'.join(lead.alleles)}"
    wanted = {flag for flag, word in _WARNINGS.items() if word in case[f"warn_{way}"]}
    if wanted != set(call.flags):
        yield f"expected the warnings {sorted(wanted)}, found {sorted(call.flags)}"
    if (case["warning"] == "yes") != bool(call.unlisted):
        yield f"bases of no allele: expected {case['warning'] or 'none'}, found {call.unlisted}"


def _known(gene: Pharmacogene) -> Any:
    def name(text: str) -> str:
        text = text.strip().strip("[]")
        found = named(gene, gene.causal if text == "HapB3Intron" else text)
        return found.name if found is not None else text

    return name


def _strand(gene: Pharmacogene, text: str) -> tuple[str, ...]:
    name = _known(gene)
    return tuple(sorted(name(part) for part in _BETWEEN.split(text.strip().strip("[]"))))


def strands_of(gene: Pharmacogene, text: str) -> list[tuple[str, ...]]:
    """Both chromosomes of a call, each with its changes, in an order that does not depend on how it is written."""
    return sorted(_strand(gene, part) for part in text.split("/"))


def changes_of(gene: Pharmacogene, text: str) -> Counter[str]:
    """Every change of a call, however it is written; a homozygous one twice; the reference left out."""
    found: Counter[str] = Counter()
    text = text.replace(gene.tagged, "HapB3")
    for part in re.split(r",\s*|/", text):
        twice = part.endswith("(homozygous)")
        for name in _strand(gene, part.removesuffix("(homozygous)")):
            if name != gene.reference:
                found[name] += 2 if twice else 1
    return found


def main(words: list[str] | None = None) -> int:
    """Run a file and print."""
    return compared(file_named(__doc__, words), judge)


if __name__ == "__main__":
    sys.exit(main())
