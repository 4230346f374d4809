"""Star alleles from genotypes, against a file of cases: `python -m evaluation.star_alleles FILE.json`.

A case gives genotypes by rsID (`variations`, `missing`; all other positions of the gene are the genome's) or a VCF (`vcfs`,
beside the file or in its folder `star_allele_vcfs`), and the diplotypes to be found (`expected_matches`; none: no call).
`top_only` (or an id that says so) asks for the diplotypes that explain most, otherwise for all. Cases marked as not clean are
run and shown, but not counted. The last line is `N of M cases agree (P %); K not modelled`. Exit 0 when all agree, 1 when
not, 2 when the file cannot be used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from evaluation.cases import Outcome, compared, file_named
from evaluation.pgx_cases import gene_of, genotyped
from oncoplan.knowledge.load import base
from oncoplan.model.pharmacogene import Genotype, Pharmacogene
from oncoplan.variants.pgx import Row, call_gene, genotypes


def judge(cases: list[dict[str, Any]], folder: Path) -> list[Outcome]:
    """Every case with how it came out; `folder` has the VCFs."""
    return [_judged(case, folder) for case in cases]


def _judged(case: dict[str, Any], folder: Path) -> Outcome:
    name = case["id"]
    try:
        found = _from_vcf(case, folder) if case.get("vcfs") else _from_rows(case)
    except OSError as error:
        found = str(error)
    if isinstance(found, str):
        return Outcome(name, None, (found,))
    gene, seen = found
    call = call_gene(gene, seen)
    top = case.get("top_only") or "TopCandidateOnly" in name
    got = set(call.likeliest if top else [one.shown for one in call.readings])
    wanted = set(case["expected_matches"] or ())
    told = [] if got == wanted else [f"expected {sorted(wanted) or 'no call'}, found {sorted(got) or 'no call'}"]
    if case.get("clean", not case.get("ambiguous_parse")):
        return Outcome(name, not told, tuple(told))
    return Outcome(name, None, (f"marked as not clean; {told[0] if told else 'agrees'}",))


def _from_rows(case: dict[str, Any]) -> tuple[Pharmacogene, dict[int, Genotype]] | str:
    symbols = {row[0] for row in case["variations"]} | set(case["reference"])
    symbol = next(iter(symbols), "")
    gene = gene_of(symbol)
    if gene is None or len(symbols) != 1:
        return f"{', '.join(sorted(symbols)) or 'no gene'}: not in the allele table"
    seen = genotyped(gene, case["variations"], case["missing"], phased=case["phased"])
    return seen if isinstance(seen, str) else (gene, seen)


def _from_vcf(case: dict[str, Any], folder: Path) -> tuple[Pharmacogene, dict[int, Genotype]] | str:
    rows = []
    for place in case["vcfs"]:
        path = next((p for p in (folder / place, folder / "star_allele_vcfs" / place) if p.exists()), folder / place)
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if line and not line.startswith("#") and len(cells) > 9:
                alts = tuple(cells[4].replace(".", "").split(","))
                rows.append(Row(cells[0], int(cells[1]), cells[3], alts, cells[9].split(":")[0]))
    for symbol in base().vocabulary.keys("pharmacogenes"):
        gene = gene_of(symbol)
        assert gene is not None
        seen = genotypes(gene, rows)
        if seen:
            return gene, seen
    return f"{Path(case['vcfs'][0]).parent.name}: not in the allele table"


def main(words: list[str] | None = None) -> int:
    """Run a file and print."""
    path = file_named(__doc__, words)
    return compared(path, lambda cases: judge(cases, path.parent))


if __name__ == "__main__":
    sys.exit(main())
