"""Kills `oncoplan cohort plan` at random moments and takes it up again: `python benchmarks/cohort_kill.py MAF CLINICAL`.

The run is killed with SIGKILL until it was killed 50 times (a run that finishes first is begun anew in another folder); then it
is left alone, and its tables are compared with those of a run that was never disturbed, row for row.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

TABLES = ("recommendations", "tests_due", "limits", "summary")


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("maf", type=Path)
    flags.add_argument("clinical", type=Path)
    flags.add_argument("--kills", type=int, default=50)
    flags.add_argument("--seed", type=int, default=1)
    chosen = flags.parse_args()
    dice = random.Random(chosen.seed)
    folder = Path(tempfile.mkdtemp())
    command = [
        sys.executable, "-m", "oncoplan", "cohort", "plan", "--maf", str(chosen.maf), "--clinical", str(chosen.clinical),
        "--as-of", "2026-11-22", "--part", "100",
    ]  # fmt: skip
    began = time.perf_counter()
    subprocess.run([*command, "--out", str(folder / "whole")], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    whole = time.perf_counter() - began
    killed = runs = different = leftover = parts_kept = 0
    while killed < chosen.kills:
        runs += 1
        out = folder / f"killed{runs}"
        while killed < chosen.kills:
            run = subprocess.Popen([*command, "--out", str(out)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            try:
                run.wait(dice.uniform(0.05, whole))
                break
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
                run.wait()
                killed += 1
                parts_kept = max(parts_kept, len(list(out.glob(".parts/part-*"))))
        subprocess.run([*command, "--out", str(out)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        for name in TABLES:
            same = pl.read_parquet(folder / "whole" / f"{name}.parquet").equals(pl.read_parquet(out / f"{name}.parquet"))
            different += not same
        leftover += sum(path.name.startswith(".") for path in out.iterdir())
    shutil.rmtree(folder)
    print(f"{killed} kills in {runs} runs of {whole:.1f} s; {different} tables differ; {leftover} files left over")
    print(f"most parts kept at a kill: {parts_kept}")
    return 0 if different == 0 and leftover == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
