"""How long a store takes: `python benchmarks/trials_import.py PATH...`, with files of trials.

Reads the files into a store, again (nothing changed), opens it and reads every trial, and finds the nearest site of every
trial for one person. Prints a Markdown table. Nothing here asserts.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the wall, seconds of the processor, and what came of it."""
    wall, busy = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - wall, time.process_time() - busy, made


def main(paths: list[str]) -> int:
    from oncoplan.knowledge.load import base
    from oncoplan.model.record import Record
    from oncoplan.trials.files import sources
    from oncoplan.trials.importing import import_sources
    from oncoplan.trials.places import Atlas
    from oncoplan.trials.store import Store

    if not paths:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    book, files = base(), [Path(path) for path in paths]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "trials.db"
        with Store.made(where) as store:
            first = timed(lambda: import_sources(sources(files), store, book, "2026-11-22"))
            rows.append((f"import {first[2].new} trials", *first[:2]))
            again = timed(lambda: import_sources(sources(files), store, book, "2026-11-22"))
            rows.append((f"the same again ({again[2].same} as before)", *again[:2]))
        with Store.opened(where) as store:
            read = timed(lambda: list(store.trials()))
            rows.append((f"read {len(read[2])} trials from the store", *read[:2]))
            sites = sum(len(trial.sites) for trial in read[2])
            atlas = Atlas(read[2])
            near = atlas.places(Record(id="x", postal_code="02139", country="US"))
            rows.append((f"place {sites} sites, once", *timed(lambda: [near(trial) for trial in read[2]])[:2]))
            rows.append(("the nearest site of every trial, warm", *timed(lambda: [near(trial) for trial in read[2]])[:2]))
        size = where.stat().st_size / 1e6
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}; the store has {size:.1f} MB\n")
    print("| what | seconds | of the processor |\n|---|---|---|")
    for what, wall, busy in rows:
        print(f"| {what} | {wall:.3f} | {busy:.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
