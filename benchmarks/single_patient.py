"""How long one person takes, as ratios measured in one run: `.venv/bin/python benchmarks/single_patient.py`.

Name a pack (`single_patient.py civic.bin`) to measure with it too.
Run it with the interpreter of an installed oncoplan (not a checkout: the installed package carries compiled knowledge).
Prints a Markdown table for docs/performance.md. Budgets are those of the project; nothing here asserts.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5
COMMAND = Path(sys.executable).with_name("oncoplan")
FLAGS = ["plan", "--cancer", "LUAD", "--finding", "EGFR L858R", "--format", "json"]
PANEL = {
    "id": "panel",
    "sex": "female",
    "birth_date": "1960-05",
    "diagnoses": [{"id": "dx1", "cancer": "LUAD", "stage": "IV", "extent": "metastatic"}],
    "therapies": [],
    "tests": [
        {
            "assay": "FoundationOne CDx",
            "kind": "tumour_dna",
            "collected": "2026-11-01",
            "findings": [
                "EGFR L858R", "TP53 R273H", "RB1 p.R552*", "PIK3CA E545K", "CDKN2A homozygous deletion", "MET amplification",
                "EGFR amplification", "KRAS wild type", "ARID1A p.Q1334del", "ATM p.V410A", "NF1 p.R1534*", "MSS", "TMB 6",
                "CTNNB1 S37F", "SMARCA4 p.T910M", "STK11 wild type", "ERBB2 p.V777L", "APC p.S2621C", "BRCA2 VUS", "KEAP1 G333C",
            ],
        },
        {"kind": "ihc", "findings": ["PD-L1 TPS 60%"]},
    ],
}  # fmt: skip


def seconds(command: list[str]) -> float:
    """The wall time of one fresh process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def median(work: Callable[[], float], rounds: int = ROUNDS) -> float:
    """The median of several rounds, after one that warms up."""
    work()
    return statistics.median(work() for _ in range(rounds))


def timed(work: Callable[[], object]) -> float:
    """Seconds for one run, over twenty."""
    start = time.perf_counter()
    for _ in range(20):
        work()
    return (time.perf_counter() - start) / 20


def main() -> None:
    """Measure and print."""
    import msgspec

    from oncoplan import plan
    from oncoplan.model.record import Record
    from oncoplan.pipeline import assess_record, matched

    bare = median(lambda: seconds([sys.executable, "-I", "-c", "pass"]), 15)
    helped = median(lambda: seconds([str(COMMAND), "--help"]), 15)
    cold = median(lambda: seconds([str(COMMAND), *FLAGS]), 15)
    record = msgspec.convert(PANEL, Record)
    assessment = assess_record(record, as_of="2026-11-22")

    whole = median(lambda: timed(lambda: plan(record, as_of="2026-11-22")))
    matching = median(lambda: timed(lambda: matched(assessment)))
    print(f"{platform.machine()}, Python {platform.python_version()}, medians of {ROUNDS} or more in one run\n")
    print("| what | measured | ratio to a bare interpreter | budget |\n|---|---|---|---|")
    print(f"| `python -I -c pass` | {bare * 1000:.1f} ms | 1 | |")
    print(f"| `oncoplan --help` | {helped * 1000:.1f} ms | {helped / bare:.1f} | 6 |")
    print(f"| cold `oncoplan plan --cancer LUAD --finding ... --format json` | {cold * 1000:.1f} ms | {cold / bare:.1f} | 16 |")
    print(f"| warm plan, panel-sized record (20 findings) | {whole * 1000:.1f} ms | {whole / bare:.2f} | 25 ms |")
    print(f"| of that, matching (every rule asked) | {matching * 1000:.1f} ms | {matching / bare:.2f} | 5 ms |")


def with_pack(path: Path) -> None:
    """The same with a pack of published evidence beside the base: `single_patient.py PACK.bin`."""
    import msgspec

    from oncoplan import plan
    from oncoplan.knowledge.load import pack
    from oncoplan.model.record import Record
    from oncoplan.pipeline import assess_record, matched

    bare = median(lambda: seconds([sys.executable, "-I", "-c", "pass"]), 15)
    cold = median(lambda: seconds([str(COMMAND), *FLAGS, "--knowledge", str(path)]), 15)
    record, books = msgspec.convert(PANEL, Record), [pack(path)]
    assessment = assess_record(record, as_of="2026-11-22")
    whole = median(lambda: timed(lambda: plan(record, as_of="2026-11-22", knowledge=books)))
    matching = median(lambda: timed(lambda: matched(assessment, knowledge=books)))
    name = f"{books[0].head.pack}, {books[0].head.rules} rules"
    print(f"| cold, with the pack ({name}) | {cold * 1000:.1f} ms | {cold / bare:.1f} | 16 |")
    print(f"| warm plan, with the pack | {whole * 1000:.1f} ms | {whole / bare:.2f} | 25 ms |")
    print(f"| of that, matching, with the pack | {matching * 1000:.1f} ms | {matching / bare:.2f} | 5 ms |")


if __name__ == "__main__":
    main()
    for argument in sys.argv[1:]:
        with_pack(Path(argument))
