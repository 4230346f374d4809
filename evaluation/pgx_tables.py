"""Every diplotype of the published tables through ours: `python -m evaluation.pgx_tables FOLDER [--gene GENE]...`.

FOLDER holds one JSON file a gene (`gene`, `diplotypes`: `diplotypekey` and `generesult`, where there is one `activityScore`).
A diplotype agrees when phenotype and activity score are the same; differences are printed by gene, a line for each pair of
phenotypes. The last line is `N of M diplotypes agree (P %); K not modelled`, K those of genes that are not in the allele
table. Exit 0, 1, 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from evaluation.cases import last_line
from evaluation.pgx_cases import gene_of
from oncoplan.variants.pgx_phenotype import activity_of, phenotype_of


def main(words: list[str] | None = None) -> int:
    """Run a folder and print."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("folder", type=Path)
    flags.add_argument("--gene", action="append", default=[])
    chosen = flags.parse_args(words)
    files = sorted(chosen.folder.glob("*.json"))
    if not files:
        print(f"{chosen.folder}: there are no tables", file=sys.stderr)
        return 2
    agreed = compared = aside = 0
    for path in files:
        try:
            written = json.loads(path.read_text(encoding="utf-8"))
            rows = written["diplotypes"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        symbol = written["gene"]
        gene = gene_of(symbol)
        if gene is None or (chosen.gene and symbol not in chosen.gene):
            aside += len(rows)
            continue
        wrong: Counter[str] = Counter()
        for row in rows:
            alleles = [name for name, often in row["diplotypekey"].items() for _ in range(often)]
            found = phenotype_of(gene, alleles)
            if found.lower() != row["generesult"].lower():
                wrong[f"{row['generesult']} expected, {found} found, e.g. {row['diplotype']}"] += 1
            elif row.get("activityScore") and _score(activity_of(gene, alleles)) != row["activityScore"]:
                wrong[f"activity score of {row['diplotype']}: {row['activityScore']} expected"] += 1
        total = len(rows)
        print(f"{symbol}: {total - wrong.total()} of {total}")
        for line, often in wrong.most_common():
            print(f"DIFFERS {symbol}: {often} times: {line}")
        agreed, compared = agreed + total - wrong.total(), compared + total
    if not compared and not aside:
        return 2
    return last_line(agreed, compared, "diplotypes agree", aside)


def _score(activity: tuple[float, bool] | None) -> str:
    return "n/a" if activity is None else f"{'≥' if activity[1] else ''}{round(activity[0], 2)}"


if __name__ == "__main__":
    sys.exit(main())
