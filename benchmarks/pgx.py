"""How long one person's genes of drug metabolism take: `.venv/bin/python benchmarks/pgx.py`.

Made-up people, every gene of the allele table: all positions read (none, one or two changes a gene), and the worst case for the
matcher, one position read of each gene, so that nearly every allele stays possible. Run it with the interpreter of an installed
oncoplan, as `single_patient.py`. Prints a Markdown table for docs/performance.md; nothing here asserts.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from single_patient import COMMAND, median, seconds

from oncoplan import load_record, plan
from oncoplan.knowledge.load import base
from oncoplan.model.pharmacogene import Genotype, Pharmacogene
from oncoplan.variants.pgx import call_gene

PEOPLE = 30
Person = list[tuple[Pharmacogene, dict[int, Genotype]]]


def genes() -> list[Pharmacogene]:
    """Every gene of the table."""
    words = base().vocabulary
    return [gene for name in words.keys("pharmacogenes") if (gene := words.pharmacogene(name)) is not None]


def whole(changes: int, chance: random.Random) -> Person:
    """All positions read, `changes` of each gene heterozygous."""
    return [
        (gene, {
            at.g38: Genotype((at.ref, at.alts[0] if at in picked else at.ref))
            for picked in [chance.sample(gene.positions, min(changes, len(gene.positions)))]
            for at in gene.positions
        })
        for gene in genes()
    ]  # fmt: skip


def sparse(chance: random.Random) -> Person:
    """One position read of each gene."""
    return [(gene, {at.g38: Genotype((at.ref, at.ref))}) for gene in genes() for at in [chance.choice(gene.positions)]]


def timed(people: list[Person]) -> tuple[float, float]:
    """Seconds for all genes of one person: the median, and the slowest of the people."""
    taken = []
    for person in people:
        start = time.perf_counter()
        for gene, seen in person:
            call_gene(gene, seen)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), max(taken)


def written(folder: Path) -> Path:
    """A VCF with every position of every gene, and a record that names it."""
    heading = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tBLOOD"
    lines = ["##fileformat=VCFv4.2", "##contig=<ID=chr1,length=248956422>", heading]
    for gene, seen in whole(1, random.Random(7)):
        for at in gene.positions:
            call = "0/1" if len(set(seen[at.g38].bases)) > 1 else "0/0"
            lines.append(f"chr{gene.chrom}\t{at.g38}\t.\t{at.ref}\t{at.alts[0]}\t.\tPASS\t.\tGT\t{call}")
    (folder / "blood.vcf").write_text("\n".join(lines) + "\n")
    record = folder / "record.yaml"
    record.write_text("id: one\ndiagnoses: [{cancer: COAD}]\ntests: [{kind: germline_dna, file: blood.vcf}]\n")
    return record


def rows() -> Iterator[tuple[str, float, str]]:
    """What, seconds, and what was asked for."""
    chance = random.Random(3)
    timed([whole(0, chance)])
    for changes in (0, 1, 2):
        typical, slowest = timed([whole(changes, chance) for _ in range(PEOPLE)])
        yield f"warm, all genes, every position read, {changes} changes a gene", typical, "5 ms"
        yield "the slowest of them", slowest, ""
    typical, slowest = timed([sparse(chance) for _ in range(PEOPLE)])
    yield "warm, all genes, one position read of each", typical, "5 ms"
    yield "the slowest of them", slowest, ""
    with tempfile.TemporaryDirectory() as place:
        record = written(Path(place))

        def once(work: Callable[[], object]) -> float:
            start = time.perf_counter()
            work()
            return time.perf_counter() - start

        yield "warm, the file read (681 rows) into a record", median(lambda: once(lambda: load_record(record))), ""
        loaded = load_record(record)
        yield "warm, that person's plan", median(lambda: once(lambda: plan(loaded, as_of="2026-11-22"))), "25 ms"
        if COMMAND.exists():
            bare = median(lambda: seconds([sys.executable, "-I", "-c", "pass"]))
            flags = ["plan", "--cancer", "COAD", "--germline-vcf", str(Path(place) / "blood.vcf"), "--format", "json"]
            cold = median(lambda: seconds([str(COMMAND), *flags]))
            yield f"cold `oncoplan plan --germline-vcf` ({cold / bare:.1f} times a bare interpreter)", cold, "16 times"


def main() -> None:
    print("| what | measured | goal |\n|---|---|---|")
    for what, taken, goal in rows():
        print(f"| {what} | {1000 * taken:.1f} ms | {goal} |")


if __name__ == "__main__":
    main()
