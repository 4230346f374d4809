"""How long trials take: `python benchmarks/trials.py STORE [PEOPLE]`, with a store that `oncoplan trials import` made.

One person against every trial of the store (warm: the book in memory), the answers alone and the list with reasons; then a
cohort of PEOPLE (default 1,000) through the columns evaluator, answers only: reasons are worked out for whom they are asked.
Prints a Markdown table for docs/performance.md. Nothing here asserts.
"""

from __future__ import annotations

import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 22)
PERSON: dict[str, Any] = {
    "id": "panel", "sex": "female", "birth_date": "1960-05", "performance_status": {"ecog": 1}, "country": "US",
    "diagnoses": [{"id": "dx1", "cancer": "LUAD", "stage": "IV", "extent": "metastatic"}],
    "therapies": [{"drugs": ["osimertinib"], "start": "2026-01-02", "end": "2026-11-10", "outcome": ["progression"]}],
    "complete": ["therapies"],
    "tests": [
        {"assay": "FoundationOne CDx", "kind": "tumour_dna", "collected": "2026-11-01", "findings": [
            "EGFR L858R", "TP53 R273H", "RB1 p.R552*", "PIK3CA E545K", "CDKN2A homozygous deletion", "MET amplification",
            "KRAS wild type", "ARID1A p.Q1334del", "ATM p.V410A", "NF1 p.R1534*", "MSS", "TMB 6", "CTNNB1 S37F",
            "SMARCA4 p.T910M", "STK11 wild type", "ERBB2 p.V777L", "APC p.S2621C", "BRCA2 VUS", "KEAP1 G333C"]},
        {"kind": "ihc", "findings": ["PD-L1 TPS 60%"]},
    ],
}  # fmt: skip
CANCERS = ("LUAD", "COAD", "BRCA", "SKCM", "PAAD", "PRAD", "HGSOC", "GBM", "STAD", "BLCA")
FINDINGS = (
    "EGFR L858R", "EGFR exon 19 deletion", "KRAS G12C", "KRAS G12D", "BRAF V600E", "PIK3CA H1047R", "TP53 R175H",
    "ERBB2 amplification", "MSI-H", "MSS", "TMB 14", "ALK fusion", "BRCA2 c.5946del", "PTEN loss", "IDH1 R132H", "NRAS Q61K",
    "CDKN2A homozygous deletion", "MET exon 14 skipping", "FGFR2 fusion", "RET fusion",
)  # fmt: skip


def someone(number: int) -> dict[str, Any]:
    """A made-up person; the same for the same number."""
    chance = random.Random(number)
    return {
        "id": f"p{number}", "sex": chance.choice(["female", "male"]), "birth_date": f"{chance.randint(1936, 2004)}-06",
        "performance_status": {"ecog": chance.randint(0, 3)},
        "diagnoses": [{"id": "dx1", "cancer": chance.choice(CANCERS), "extent": chance.choice(["metastatic", "localized"])}],
        "tests": [{"kind": "tumour_dna", "findings": chance.sample(FINDINGS, chance.randint(1, 6))}],
    }  # fmt: skip


def median(work: Callable[[], object], rounds: int = 9) -> float:
    """Seconds, the median of several rounds after one that warms up."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    from oncoplan.cohort.trials import TrialColumns
    from oncoplan.knowledge.cases import record_of
    from oncoplan.knowledge.load import base
    from oncoplan.trials.hearing import Hearing
    from oncoplan.trials.match import match
    from oncoplan.trials.shelf import opened
    from oncoplan.variants.assess import assess

    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    words = base().vocabulary
    book = opened(Path(sys.argv[1])).book
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    load = median(lambda: opened(Path(sys.argv[1])), 5)
    one = assess(record_of(PERSON, words), words, TODAY, "US")

    def answers() -> None:
        hearing = Hearing(book, one.diagnoses[0])
        for entry in book.entries:
            hearing.of(entry)

    alone, listed = median(answers), median(lambda: match(one, book))
    records = [record_of(someone(n), words) for n in range(people)]
    assessing = median(lambda: [assess(r, words, TODAY, "US") for r in records], 3)
    assessed = [assess(record, words, TODAY, "US") for record in records]
    cold = median(lambda: TrialColumns(book).answers(assessed), 3)
    columns = TrialColumns(book)
    warm = median(lambda: columns.answers(assessed), 3)
    pairs = people * len(book)
    made = f"{platform.machine()}, Python {platform.python_version()}"
    print(f"{made}; {len(book)} trials, {len(book.exprs)} distinct conditions\n")
    print("| what | measured | budget |\n|---|---|---|")
    print(f"| opening the store | {load * 1000:.0f} ms | |")
    print(f"| one person x {len(book)} trials, answers | {alone * 1000:.1f} ms | 50 ms |")
    print(f"| the same, ranked, with reasons and what would decide it | {listed * 1000:.1f} ms | 50 ms |")
    print(f"| {people} people understood (`assess`) | {assessing:.2f} s | |")
    print(f"| {people} people x {len(book)} trials, first cohort | {cold:.2f} s, {pairs / cold:,.0f} pairs/s | 500,000 pairs/s |")
    print(f"| the same, a later cohort of the same kind | {warm:.2f} s, {pairs / warm:,.0f} pairs/s | 500,000 pairs/s |")


if __name__ == "__main__":
    main()
