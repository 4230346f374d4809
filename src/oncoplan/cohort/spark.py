"""Cohorts on a cluster: the one function over Arrow batches of people, and the Spark job around it.

`plan_batches` needs pyarrow only: Spark's `mapInArrow`, a Ray task and a Dask map can all call it (docs/cohorts.md). The
knowledge goes along as its compiled file, so that no worker compiles anything and all use the same.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl
import pyarrow as pa
from msgspec.structs import replace

from oncoplan.cohort.batch import Batch, Planned
from oncoplan.cohort.parts import Progress
from oncoplan.cohort.run import Tables, collector_off
from oncoplan.cohort.tables import SCHEMAS, Flat, Row
from oncoplan.intake.json_text import read_json
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.record_file import build
from oncoplan.knowledge.compiled import split
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.record import Record

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PEOPLE = 2000
"""People in an Arrow batch: what is alike among them is worked out once, and their rows still fit in memory many times over."""

_ARROW = {pl.String: pa.string(), pl.Boolean: pa.bool_(), pl.UInt32: pa.int64()}  # Spark has no unsigned numbers
_DDL = {pl.String: "string", pl.Boolean: "boolean", pl.UInt32: "bigint"}

PEOPLE_SCHEMA = pa.schema({"place": pa.int64(), "name": pa.string(), "record": pa.string(), "problems": pa.string()})
"""People as they are handed out: their place in the order, where their record came from, the record as JSON, and what its
reader could not use (JSON too). A record without `problems` has not been read: the reader of record files takes it."""

_ROW = {
    table: pa.struct([(name, _ARROW[kind]) for name, kind in columns.items() if name != "sample"])
    for table, columns in SCHEMAS.items()
}
PLANS_SCHEMA = pa.schema(
    {"place": pa.int64(), "sample": pa.string(), **{table: pa.list_(row) for table, row in _ROW.items()}}
)  # fmt: skip
"""One row a person: `place` as it came, the sample, and their rows of each table (`tables.SCHEMAS`) as a list."""

PLANS_DDL = "place bigint, sample string, " + ", ".join(
    f"{table} array<struct<{', '.join(f'`{name}`: {_DDL[kind]}' for name, kind in columns.items() if name != 'sample')}>>"
    for table, columns in SCHEMAS.items()
)
"""`PLANS_SCHEMA` as Spark writes it."""

_RECORD = msgspec.json.Decoder(Record)
_PROBLEMS = msgspec.json.Decoder(tuple[Problem, ...])
_kept = threading.local()


def plan_batches(
    batches: Iterator[pa.RecordBatch], *, knowledge: bytes, as_of: date | str, jurisdiction: str | None = None,
    kernel: str = "numpy",
) -> Iterator[pa.RecordBatch]:  # fmt: skip
    """People in (`PEOPLE_SCHEMA`, of which `record` alone must be there), their plans out (`PLANS_SCHEMA`), batch by batch.

    `knowledge` is the compiled file (`base().data`). A record that cannot be used is a row whose `limits` say so, never an error.
    """
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    for people in batches:
        with collector_off():
            plans = _plan(_batch(knowledge, day, jurisdiction, kernel), people)
        yield plans


def plan_people(
    batch: Batch, people: Sequence[Intake], master: str, *, kernel: str = "numpy", progress: Progress = lambda done, of: None
) -> Tables:
    """The tables of everyone, planned by the Spark at `master`; rows in the order of the people. Raises Unusable."""
    day, place = batch.as_of, batch.jurisdiction
    progress(0, len(people))
    with _session(master) as spark:
        knowledge = spark.sparkContext.broadcast(batch.book.data)

        def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return plan_batches(batches, knowledge=knowledge.value, as_of=day, jurisdiction=place, kernel=kernel)

        plans = spark.createDataFrame(people_table(people)).mapInArrow(work, PLANS_DDL).toArrow()
        knowledge.unpersist()
    progress(len(people), len(people))
    return tables_of(plans)


def people_table(people: Sequence[Intake]) -> pa.Table:
    """People who have been read, as `PEOPLE_SCHEMA`."""
    encode = msgspec.json.encode
    columns: dict[str, list[Any]] = {
        "place": list(range(len(people))),
        "name": [one.name for one in people],
        "record": [encode(one.record).decode() for one in people],
        "problems": [encode(one.problems).decode() for one in people],
    }
    return pa.table(columns, schema=PEOPLE_SCHEMA)


def tables_of(plans: pa.Table) -> Tables:
    """The tables of a cohort from its plans, people by their place."""
    ordered = pl.DataFrame(pl.from_arrow(plans.cast(PLANS_SCHEMA))).sort("place", maintain_order=True)
    tables = {name: ordered.select("sample", name).filter(pl.col(name).list.len() > 0) for name in SCHEMAS}
    return {name: table.explode(name).unnest(name).cast(pl.Schema(SCHEMAS[name])) for name, table in tables.items()}


def _batch(knowledge: bytes, day: date, jurisdiction: str | None, kernel: str) -> Batch:
    """The Batch of this process (and thread), kept for the last knowledge, day and jurisdiction."""
    key = (split(knowledge)[0].digest, day, jurisdiction, kernel)
    if getattr(_kept, "key", None) != key:
        _kept.batch = Batch(day, jurisdiction=jurisdiction, book=RuleBook(knowledge), engine=kernel)
        _kept.key = key
    batch: Batch = _kept.batch
    return batch


def _plan(batch: Batch, people: pa.RecordBatch) -> pa.RecordBatch:
    columns = people.to_pydict()
    nothing = [None] * people.num_rows
    names = columns.get("name", nothing)
    read = [
        _person(*given) for given in zip(columns["record"], names, columns.get("problems", nothing), strict=True)
    ]  # fmt: skip
    planned = iter(batch.plan([one for one in read if isinstance(one, Intake)]))
    plans = [next(planned) if isinstance(one, Intake) else one for one in read]
    return _as_arrow(columns.get("place", nothing), plans)


def _person(record: str | None, name: str | None, problems: str | None) -> Intake | Planned:
    """A person who has been read; or one who has not, read now. A plan that is empty but for its limit if that fails."""
    if problems is not None:
        return Intake(_RECORD.decode(record or ""), _PROBLEMS.decode(problems), name=name or "")
    where = name or "record"
    try:
        value, duplicates = read_json(record or "", where)
        return _without_files(build(value, where, "", duplicates=duplicates))
    except Unusable as error:
        return Planned(name or "", (), (), (Problem(where, error.says.removeprefix(f"{where}: "), error.hint),))


def _without_files(one: Intake) -> Intake:
    """Files that tests name are not on a worker: said, and nothing counts as negative by those tests."""
    tests = one.record.tests or ()
    if all(test.file is None for test in tests):
        return one
    hint = "read such records with `oncoplan cohort plan --records`"
    problems = tuple(
        Problem(f"{one.name}: tests[{index}].file", f'"{test.file}" was not read: a worker has the record only', hint)
        for index, test in enumerate(tests) if test.file is not None
    )  # fmt: skip
    said = tuple(test if test.file is None else replace(test, unread=(*test.unread, "file")) for test in tests)
    return replace(one, record=replace(one.record, tests=said), problems=(*one.problems, *problems))


def _as_arrow(places: list[int | None], plans: list[Planned]) -> pa.RecordBatch:
    flat = Flat()
    rows = [flat.rows([one]) for one in plans]
    lists = [_lists(table, [each[table] for each in rows]) for table in SCHEMAS]
    samples = pa.array([one.sample for one in plans], pa.string())
    return pa.RecordBatch.from_arrays([pa.array(places, pa.int64()), samples, *lists], schema=PLANS_SCHEMA)


def _lists(table: str, people: list[list[Row]]) -> pa.ListArray:
    """The rows of each person, without the sample that stands before them, as one list a person."""
    ends = [0]
    for rows in people:
        ends.append(ends[-1] + len(rows))
    kind = _ROW[table]
    columns = list(zip(*(row for rows in people for row in rows), strict=True))[1:] or [()] * kind.num_fields
    fields = [kind.field(i) for i in range(kind.num_fields)]
    cells = [pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)]
    values = pa.StructArray.from_arrays(cells, fields=fields)
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values, type=pa.list_(kind))


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    """The session that is running, left running; else one of our own, stopped at the end. What Spark raises becomes Unusable."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    spark = running
    try:
        spark = spark or _started(SparkSession.builder.master(master), local=master.startswith("local"))
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", PEOPLE)
        yield spark
    except (PySparkException, Py4JError) as error:
        raise Unusable(f"Spark at {master}: {_reason(str(error))}", _hint(str(error))) from error
    finally:
        if running is None and spark is not None:
            spark.stop()


def _started(builder: Any, *, local: bool) -> SparkSession:
    """A session with what this job needs where nothing else is configured."""
    builder = builder.appName("oncoplan cohort plan").config("spark.driver.maxResultSize", "0")
    if local:  # the workers are this very Python, and nothing outside this machine is asked or told anything
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        for key, value in {"ui.enabled": "false", "driver.host": "localhost", "driver.bindAddress": "127.0.0.1"}.items():
            builder = builder.config(f"spark.{key}", value)
    spark: SparkSession = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _reason(text: str) -> str:
    """Of Spark's pages of trace, the line that says what happened."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in lines if not line.startswith(("at ", "File ", "Traceback", "^", "SQLSTATE", "JVM stacktrace"))]
    errors = [line for line in causes if "Error: " in line or "Exception: " in line]
    return (errors or causes or ["it failed"])[-1 if errors and "Python worker" in text else 0][:300]


def _hint(text: str) -> str:
    if "JAVA_GATEWAY_EXITED" in text:
        return "the lines above say why; Spark needs Java 17 or 21 (JAVA_HOME), and a --master of a kind that it knows"
    if "No module named" in text or "PACKAGE_NOT_INSTALLED" in text:
        return "install oncoplan[spark] for the Python of the workers, and name it in PYSPARK_PYTHON"
    return "check --master; Spark's own messages are above"
