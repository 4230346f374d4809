"""A cohort planned in parts: by several processes, and taken up again where it was killed.

Each part is written to a folder of its own that appears, whole, under its name when it is finished. A run is known by a key
over everything that its result depends on; parts of another key are thrown away, those of the same key are never made again.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

import polars as pl

from oncoplan.cohort.batch import Batch
from oncoplan.cohort.tables import SCHEMAS, Flat, Row, frame, write
from oncoplan.intake.problem import Intake

PART = 1000
"""People in a part: enough that what is learned of one serves the next, few enough that little is lost."""

Progress = Callable[[int, int], None]
"""Told after each part how many people are done, and of how many."""

_work: tuple[Batch, Sequence[Intake], Flat, int] | None = None


def plan_parts(
    batch: Batch, people: Sequence[Intake], folder: Path, key: str, *, workers: int, progress: Progress, size: int = PART
) -> None:
    """Plan everyone into `folder`, in parts of `size` people, skipping parts that are there. `key`: what the result depends
    on, besides the size."""
    _fit(folder, f"{key} {size}")
    starts = range(0, len(people), size)
    left = [first for first in starts if not _place(folder, first).exists()]
    done = len(people) - sum(min(size, len(people) - first) for first in left)
    progress(done, len(people))
    for first, rows in _planned(batch, people, left, workers, size):
        _write(folder, first, rows)
        done += min(size, len(people) - first)
        progress(done, len(people))


def gathered(folder: Path, name: str) -> pl.DataFrame:
    """One table of all parts, in the order of the people."""
    paths = sorted(folder.glob(f"part-*/{name}.parquet"))
    return pl.concat([pl.read_parquet(path) for path in paths]) if paths else frame(name, [])


def _planned(
    batch: Batch, people: Sequence[Intake], left: list[int], workers: int, size: int
) -> Iterator[tuple[int, dict[str, list[Row]]]]:
    """The rows of each part as it is finished."""
    global _work
    _work = (batch, people, Flat(), size)
    if workers < 2 or len(left) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        for first in left:
            yield first, _plan(first)
        return
    with forked(min(workers, len(left))) as pool:
        waiting = {pool.submit(_plan, first): first for first in left}
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future.result()


def forked(workers: int) -> ProcessPoolExecutor:
    """Processes that share what this one holds, so that people and knowledge need not be sent.

    They must not touch polars, whose threads do not survive a fork.
    """
    fork = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(workers, fork, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    """End this process when the one that made it is gone: killed, it cannot say so, and the workers would wait for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _plan(first: int) -> dict[str, list[Row]]:
    assert _work is not None
    batch, people, flat, size = _work
    return flat.rows(batch.plan(people[first : first + size]))


def _fit(folder: Path, key: str) -> None:
    """Make the folder one of this key: empty, or with the parts that an earlier run of it finished."""
    about = folder / "run.json"
    if folder.exists() and (not about.exists() or json.loads(about.read_text())["key"] != key):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for unfinished in folder.glob(".part-*"):
        shutil.rmtree(unfinished)
    if not about.exists():
        begun = folder / ".run.json"
        begun.write_text(json.dumps({"key": key}))
        os.replace(begun, about)


def _place(folder: Path, first: int) -> Path:
    return folder / f"part-{first:09d}"


def _write(folder: Path, first: int, rows: dict[str, list[Row]]) -> None:
    """The tables of one part into a hidden folder, which then gets its name in one step."""
    place = _place(folder, first)
    hidden = place.with_name(f".{place.name}")
    hidden.mkdir()
    for name in SCHEMAS:
        write(frame(name, rows[name]), hidden / f"{name}.parquet")
    os.replace(hidden, place)
