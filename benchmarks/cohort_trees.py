"""Many rules for many people at once: `python benchmarks/cohort_trees.py`, with the extra `oncoplan[fast]` for numba.

People and rules are made up (see `cohort_people.py`), the shapes of the rules are the base's. Timed from columns to definite
rows: criteria to bitmaps, programs run, the (rule, person) of everyone for whom a rule is met. Beside it, in the same run, the
row evaluator over the same trees, its criteria answered beforehand, and a plain walk over Python objects; on the people sampled
for them every answer is compared. Medians of five. Prints Markdown for docs/performance.md and draws
docs/performance-cohort.svg; nothing here asserts a time. `--people` and `--trees` set the size of the largest run.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
from cohort_chart import Line, chart
from cohort_people import Asked, People, cancer_intervals, leaves, literals_of, made_people, made_trees, shapes_of
from numpy.typing import NDArray

from oncoplan.cohort.bits import unpack
from oncoplan.cohort.trees import AND_LOAD, LOAD, OR_LOAD, Programs, definite, programs, run
from oncoplan.criteria.evaluate import MET, NOT_MET, Evaluation
from oncoplan.knowledge.load import base
from oncoplan.model.rule import Expr
from oncoplan.model.verdict import Verdict

ROUNDS = 5
SAMPLE = 200, 2_000  # people and trees of the row evaluator
WALKED = 20  # people of the walk over Python objects
PLOT = Path(__file__).parents[1] / "docs" / "performance-cohort.svg"
Rows = tuple[NDArray[np.int64], NDArray[np.int64]]


class Task(NamedTuple):
    """Trees ready to run: their programs for met, the criteria they read, and which literals of these."""

    trees: list[Expr]
    which: Programs
    table: list[Asked]
    wanted: NDArray[np.bool_]

    @classmethod
    def of(cls, trees: list[Expr], table: list[Asked]) -> Task:
        which = programs(trees)
        count = 1 + max(leaf for tree in trees for leaf in leaves(tree))
        wanted = np.zeros(2 * count, dtype=np.bool_)
        wanted[which.arg[np.isin(which.code, (LOAD, AND_LOAD, OR_LOAD))]] = True
        return cls(trees, which, table[:count], wanted)


def rows(people: People, task: Task, engine: str, pool: Executor) -> Rows:
    """What is timed: from columns to the (tree, person) of everyone for whom a tree is met."""
    given = literals_of(people, task.table, task.wanted, pool)
    return definite(task.which, given, people.cancer.shape[0], engine=engine)


def both_sides(people: People, task: Task, other: Programs, pool: Executor) -> int:
    """The three answers for every pair, as bitmaps: met, and not met; the sum of their sizes in words."""
    given = literals_of(people, task.table, np.ones(2 * len(task.table), dtype=np.bool_), pool)
    return sum(run(which, given, engine="numba").size for which in (task.which, other))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], object]) -> float:
    """The median of five, after one that warms up."""
    work()
    return statistics.median(seconds(work) for _ in range(ROUNDS))


class Answered(Evaluation):
    """The row evaluator for a person whose criteria were all answered before."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        super().__init__(None, (), {})  # type: ignore[arg-type]
        self._answers = verdicts

    def ask(self, index: int) -> Verdict:
        return self._answers[index]


class Person(NamedTuple):
    """One row of the columns as a Python object."""

    cancer: int | None
    numbers: list[float | None]
    states: list[int]


def person(people: People, i: int) -> Person:
    code = int(people.cancer[i])
    return Person(
        None if code < 0 else code,
        [None if math.isnan(value) else value for value in people.numbers[:, i].tolist()],
        people.states[:, i].tolist(),
    )


def asked_of(who: Person, asked: Asked) -> bool | None:
    """One criterion of one person; None for unknown."""
    if asked.kind == "cancer":
        return None if who.cancer is None else asked.low <= who.cancer < asked.high
    if asked.kind == "number":
        value = who.numbers[asked.column]
        return None if value is None else asked.low <= value <= asked.high
    state = who.states[asked.column]
    return None if state == 0 else state in asked.classes


def walk(who: Person, tree: Expr, table: list[Asked]) -> bool | None:
    """One tree of one person, from the object up."""
    op = tree[0]
    if op == "c":
        return asked_of(who, table[tree[1]])
    if op in ("all", "any"):
        settles, unknown = op == "any", False
        for part in tree[1]:
            answer = walk(who, part, table)
            if answer == settles and answer is not None:
                return settles
            unknown = unknown or answer is None
        return None if unknown else not settles
    if op == "at_least":
        answers = [walk(who, part, table) for part in tree[2]]
        if answers.count(True) >= tree[1]:
            return True
        return None if answers.count(True) + answers.count(None) >= tree[1] else False
    answer = walk(who, tree[1], table)
    if op == "not":
        return None if answer is None else not answer
    return answer is not None and answer if op == "known" else answer is None or answer


def differences(people: People, task: Task, sample: Sequence[int], numbers: Sequence[int], found: Rows, pool: Executor) -> int:
    """How many of the sampled answers differ: met, not met and unknown, by bitmaps, by the row evaluator and by the walk; met
    also against the rows of the whole run."""
    trees = [task.trees[n] for n in numbers]
    few = People(*(np.ascontiguousarray(column[..., sample]) for column in people))
    given = literals_of(few, task.table, np.ones(2 * len(task.table), dtype=np.bool_), pool)
    is_met, is_not_met = (unpack(run(programs(trees, side), given), len(sample)) for side in ("met", "not_met"))  # type: ignore[arg-type]
    listed = np.zeros((len(task.trees), people.cancer.shape[0]), dtype=np.bool_)
    listed[found] = True
    differing = int((listed[np.ix_(numbers, sample)] != is_met).sum())
    for column, i in enumerate(sample):
        who = person(people, i)
        evaluation = Answered(verdicts(who, task.table))
        for row, tree in enumerate(trees):
            answer = evaluation.answer(tree)
            walked = walk(who, tree, task.table)
            same = (answer == MET, answer == NOT_MET) == (is_met[row, column], is_not_met[row, column])
            differing += not (same and walked == {MET: True, NOT_MET: False}.get(answer))
    return differing


def verdicts(who: Person, table: list[Asked]) -> list[Verdict]:
    words = {True: Verdict("met", ""), False: Verdict("not_met", ""), None: Verdict("unknown", "")}
    return [words[asked_of(who, asked)] for asked in table]


def peak_of(work: Callable[[], object]) -> tuple[float, float]:
    """Resident memory before, and at its highest during the work (MiB); Linux tells it."""

    def line(name: str) -> float:
        status = Path("/proc/self/status").read_text()
        return float(status.split(f"{name}:")[1].split()[0]) / 1024

    try:
        Path("/proc/self/clear_refs").write_text("5")
        before = line("VmRSS")
        work()
        return before, line("VmHWM")
    except OSError:
        return math.nan, math.nan


def machine() -> str:
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        name = next((ln.split(": ")[1] for ln in cpuinfo.read_text().splitlines() if ln.startswith("model name")), name)
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    return (
        f"{name}, {os.cpu_count()} cores (shared; load {load}), Python {platform.python_version()}, "
        f"numpy {np.__version__}, numba {numba.__version__}"
    )


def growth(people: People, tasks: dict[int, Task], pool: Executor) -> list[tuple[int, int, float, float]]:
    """(people, trees, seconds by numpy, by numba), growing one of the two at a time."""
    most, largest = people.cancer.shape[0], max(tasks)
    steps = [(most // part, largest) for part in (8, 4, 2)] + [(most, n) for n in sorted(tasks)]
    found = []
    for count, trees in steps:
        few = people if count == most else people.first(count)
        times = [median(lambda few=few, trees=trees, e=engine: rows(few, tasks[trees], e, pool)) for engine in ("numpy", "numba")]
        found.append((count, trees, *times))
    return found


def draw(table: list[tuple[int, int, float, float]], people: int, trees: int) -> None:
    def lines(which: list[tuple[int, int, float, float]], by: int) -> list[Line]:
        return [Line(name, [(row[by], row[col]) for row in which]) for name, col in (("numpy", 2), ("numba", 3))]

    by_people, by_trees = [row for row in table if row[1] == trees], [row for row in table if row[0] == people]
    by_people.sort()
    PLOT.write_text(
        chart(
            "From columns to definite rows (seconds)",
            [(f"people ({trees:,} trees)", lines(by_people, 0)), (f"trees ({people:,} people)", lines(by_trees, 1))],
        )
    )


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--trees", type=int, default=20_000)
    size: Any = parser.parse_args()
    print(machine() + "\n")
    book = base()
    nodes = cancer_intervals(book)
    trees, table = made_trees(shapes_of(book), size.trees, nodes)
    tasks = {size.trees // part: Task.of(trees[: size.trees // part], table) for part in (8, 4, 2, 1)}
    task, people = tasks[size.trees], made_people(size.people, len(nodes))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        measure(people, task, pool)
        steps = growth(people, tasks, pool)
    print("\n| people | trees | numpy | numba |\n|---|---|---|---|")
    for count, n, slow, fast in steps:
        print(f"| {count:,} | {n:,} | {slow:.3f} s, {count * n / slow:.1e}/s | {fast:.3f} s, {count * n / fast:.1e}/s |")
    draw(steps, size.people, size.trees)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


def measure(people: People, task: Task, pool: Executor) -> None:
    """The largest run, the parts of it, and the row evaluator and the walk beside it, in turn in each round."""
    count, trees = people.cancer.shape[0], len(task.trees)
    rng = np.random.default_rng(5)
    sample = sorted(rng.choice(count, min(SAMPLE[0], count), replace=False).tolist())
    numbers = sorted(rng.choice(trees, min(SAMPLE[1], trees), replace=False).tolist())
    some = [task.trees[n] for n in numbers]
    whole, first = [person(people, i) for i in sample], sample[:WALKED]
    other = programs(task.trees, "not_met")
    told = [verdicts(who, task.table) for who in whole]
    parts: dict[str, tuple[int, Callable[[], object]]] = {
        "numba": (count * trees, lambda: rows(people, task, "numba", pool)),
        "numpy": (count * trees, lambda: rows(people, task, "numpy", pool)),
        "of either, criteria to bitmaps": (count * trees, lambda: literals_of(people, task.table, task.wanted, pool)),
        "numba, met and not met as bitmaps, no rows": (count * trees, lambda: both_sides(people, task, other, pool)),
        "row evaluator, criteria answered": (
            len(sample) * len(some),
            lambda: [Answered(one).answer(tree) for one in told for tree in some],
        ),
        "walk over Python objects": (
            len(first) * len(some),
            lambda: [walk(who, tree, task.table) for who in whole[: len(first)] for tree in some],
        ),
    }
    found = {engine: rows(people, task, engine, pool) for engine in ("numba", "numpy")}
    equal = all(np.array_equal(a, b) for a, b in zip(found["numba"], found["numpy"], strict=True))
    differing = differences(people, task, sample, numbers, found["numba"], pool)
    per_tree = np.bincount(found["numba"][0], minlength=trees)
    of_people = ", ".join(f"{np.percentile(per_tree, q) / count:.3%}" for q in (50, 75, 95))
    print(
        f"{count:,} people x {trees:,} trees over {len(task.table):,} criteria ({len(task.which.code):,} steps, "
        f"{int(task.wanted.sum()):,} literals): {len(found['numba'][0]):,} rows; a tree is met by {of_people} of people "
        f"(median, upper quartile, 95th of 100). numpy and numba give the same rows: {'yes' if equal else 'NO'}; of "
        f"{len(sample) * len(some):,} answers (met, not met, unknown) by bitmaps, row evaluator and walk, {differing} differ.\n"
    )
    del found
    print(f"Written as programs, once for a rule book: {seconds(lambda: programs(task.trees)):.2f} s.\n")
    memory = {engine: peak_of(parts[engine][1]) for engine in ("numba", "numpy")}  # compiled and warm by now
    taken: dict[str, list[float]] = {name: [] for name in parts}
    cores: dict[str, list[float]] = {name: [] for name in parts}  # what the other jobs of a machine change less
    for _, work in parts.values():
        work()
    for _ in range(ROUNDS):
        for name, (_, work) in parts.items():
            used = time.process_time()
            taken[name].append(seconds(work))
            cores[name].append(time.process_time() - used)
    slow = statistics.median(taken["row evaluator, criteria answered"]) / parts["row evaluator, criteria answered"][0]
    print("| what | pairs | seconds | core seconds | pairs/s | ratio to the row evaluator |\n|---|---|---|---|---|---|")
    for name, (pairs, _) in parts.items():
        time_taken = statistics.median(taken[name])
        rate = pairs / time_taken
        spread = f"{time_taken:.3f} ({min(taken[name]):.3f} to {max(taken[name]):.3f})"
        print(f"| {name} | {pairs:,} | {spread} | {statistics.median(cores[name]):.2f} | {rate:.2e} | {rate * slow:,.1f} |")
    for engine, (before, peak) in memory.items():
        print(f"\n{engine}: peak of memory {peak:,.0f} MiB, {before:,.0f} MiB of it there before (columns, trees, libraries)")


if __name__ == "__main__":
    main()
