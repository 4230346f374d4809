"""A real cohort through the whole base: `python benchmarks/cohort_real.py MAF CLINICAL [--runs 5]`.

Medians in one run: the whole command (`cohort plan`, wall time and peak memory), its phases in one process and the matching by
two, and, over the same rows in the same run, what people use today: a look-up of gene and change in a Python dictionary, and
a pandas merge (where pandas is installed) with a table of as many known changes. Those find exact changes only.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 11, 22)
_units: list[Any] = []


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("maf", type=Path)
    flags.add_argument("clinical", type=Path)
    flags.add_argument("--runs", type=int, default=5)
    chosen = flags.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}, medians of {chosen.runs}\n")
    print("| what | seconds (least to most) |\n|---|---|")
    _command(chosen)
    _phases(chosen)
    _others(chosen)
    return 0


def _told(what: str, seconds: list[float], more: str = "") -> None:
    print(f"| {what}{more} | {statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f}) |", flush=True)


def _command(chosen: Any) -> None:
    seconds = []
    for _ in range(chosen.runs):
        folder = tempfile.mkdtemp()
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "oncoplan", "cohort", "plan", "--maf", chosen.maf, "--clinical", chosen.clinical, "--out",
             folder, "--as-of", DAY.isoformat()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        seconds.append(time.perf_counter() - began)
        shutil.rmtree(folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    _told("the whole command", seconds, f", peak {peak:.0f} MiB a process")


def _phases(chosen: Any) -> None:
    from oncoplan.cohort.batch import Batch
    from oncoplan.cohort.study import read_study

    gc.disable()
    times: dict[str, list[float]] = {}

    def timed(what: str, do: Callable[..., Any], *given: Any) -> Any:
        began = time.perf_counter()
        found = do(*given)
        times.setdefault(what, []).append(time.perf_counter() - began)
        return found

    for _ in range(chosen.runs):
        batch = timed("rules made into programs", Batch, DAY)
        given = (chosen.maf, chosen.clinical, None, None, batch.book.vocabulary, batch.asked)
        study = timed("files read", read_study, *given)
        assessed = timed("variants understood", list, map(batch.assess, study.people))
        units = [facts for person in assessed for facts in person.diagnoses]
        timed("matching, one process", batch.matcher.match, units)
        timed("matching again, everything known", batch.matcher.match, units)
        timed("matching again and rows", batch.planner.rows, assessed)
        timed("matching, two processes", _by_two, units)
    for what, seconds in times.items():
        _told(what, seconds)
    gc.enable()


def _by_two(units: list[Any]) -> None:
    """Each of two forked processes matches every other person, as the parts of a run are shared out."""
    global _units
    _units = units
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_half, args=(first,)) for first in (0, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()


def _half(first: int) -> None:
    from oncoplan.cohort.batch import Batch

    Batch(DAY).matcher.match(_units[first::2])


def _others(chosen: Any) -> None:
    """Exact gene and change against as many known changes as the alleles of the base, by what people use today."""
    import polars as pl

    from oncoplan.intake.opened import open_bytes
    from oncoplan.knowledge.load import base

    known = {
        (gene, f"p.{change}"): entry.effect
        for gene in base().vocabulary.keys("gene_oncogenicity")
        for change, entry in (base().vocabulary.oncogenicity(gene).alleles or {}).items()
    }
    with open_bytes(chosen.maf) as stream:
        data = stream.read()
    frame = pl.read_csv(data, separator="\t", quote_char=None, infer_schema=False, columns=["Hugo_Symbol", "HGVSp_Short"])
    pairs = list(frame.iter_rows())
    looked = []
    for _ in range(chosen.runs):
        began = time.perf_counter()
        hits = sum(pair in known for pair in pairs)
        looked.append(time.perf_counter() - began)
    _told(f"a dictionary look-up of {len(pairs)} rows in {len(known)} changes ({hits} hits), files read before", looked)
    try:
        import pandas
    except ImportError:
        print("| a pandas merge of the same | pandas is not installed |")
        return
    left = pandas.DataFrame(pairs, columns=["gene", "change"])
    right = pandas.DataFrame([(*pair, effect) for pair, effect in known.items()], columns=["gene", "change", "effect"])
    merged = []
    for _ in range(chosen.runs):
        began = time.perf_counter()
        left.merge(right, on=["gene", "change"], how="left")
        merged.append(time.perf_counter() - began)
    _told("a pandas merge of the same", merged)


if __name__ == "__main__":
    sys.exit(main())
