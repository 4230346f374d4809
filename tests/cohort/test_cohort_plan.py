"""`oncoplan cohort plan` and `who`: tables in, tables out, in parts that survive a kill."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from oncoplan import plan
from oncoplan.cli.main import main
from oncoplan.cohort import parts
from oncoplan.intake import from_flags
from oncoplan.intake.maf import read_maf

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-22"
HEADING = ("Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2", "Variant_Classification",
           "Tumor_Sample_Barcode", "HGVSc", "HGVSp_Short", "FILTER")  # fmt: skip
TABLES = ("recommendations", "tests_due", "limits", "summary")


def row(sample: str, gene: str, protein: str, *, kind: str = "Missense_Mutation", filtered: str = "PASS") -> str:
    return "\t".join((gene, "7", "100", "A", "G", kind, sample, "", protein, filtered))


STUDY = [
    row("S1", "EGFR", "p.L858R"),
    row("S1", "TTN", "p.A5V"),
    row("S2", "KRAS", "p.G12C"),
    row("S2", "OR5B3", "p.R10*", kind="Nonsense_Mutation"),
    row("S2", "EGFR", "p.K858R"),  # not the residue that stands there
    row("S3", "BRAF", "p.V600E"),
    row("S3", "MUC16", "p.A7V", filtered="weak_evidence"),
    row("S3", "ZNF99", "p.A7=", kind="Silent"),
    row("S4", "TTN", "p.A9T"),
]
CLINICAL = "SAMPLE_ID\tONCOTREE_CODE\nS1\tLUAD\nS2\tCOAD\nS3\tMEL\nS4\tBRCA\n"


@pytest.fixture
def study(tmp_path: Path) -> tuple[Path, Path]:
    return written(tmp_path, STUDY)


def written(folder: Path, rows: list[str]) -> tuple[Path, Path]:
    maf, clinical = folder / "study.maf", folder / "samples.tsv"
    maf.write_text("\n".join(["\t".join(HEADING), *rows]) + "\n")
    clinical.write_text(CLINICAL)
    return maf, clinical


def run(*words: object) -> int:
    return main(["cohort", *map(str, words)])


def planned(study: tuple[Path, Path], out: Path, *more: object) -> int:
    return run("plan", "--maf", study[0], "--clinical", study[1], "--out", out, "--as-of", DAY, "--workers", 1, *more)


def table(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


def test_every_row_is_that_of_the_single_plan(study, tmp_path, capsys):
    out = tmp_path / "out"
    assert planned(study, out) == 3
    assert "4 people, 9 rows" in capsys.readouterr().out
    found = table(out, "recommendations")
    due = table(out, "tests_due")
    for one in from_flags(maf=study[0], clinical=study[1]):
        single = plan(one, as_of=DAY)
        mine = found.filter(pl.col("sample") == one.record.id)
        rows = [(r.rank, r.rule, r.effect, " + ".join(r.drugs), r.on_label, r.verdict) for r in single.recommendations]
        assert mine.select("rank", "rule", "effect", "drugs", "on_label", "verdict").rows() == rows
        tests = [(t.test, t.state, t.first) for t in single.tests_due]
        assert due.filter(pl.col("sample") == one.record.id).select("test", "state", "first").rows() == tests


def test_limits_say_every_row_that_was_not_understood_or_left_out(study, tmp_path):
    out = tmp_path / "out"
    planned(study, out)
    limits = table(out, "limits").select("sample", "kind", "rows").rows()
    assert ("S2", "not_read", 1) in limits
    assert ("S3", "filtered", 1) in limits
    assert sum(rows for _, kind, rows in limits if kind == "not_read") == 1


def test_the_summary_counts_people(study, tmp_path):
    out = tmp_path / "out"
    planned(study, out, "--tsv")
    counts = {(kind, key): people for kind, key, people, *_ in table(out, "summary").rows()}
    assert counts["drug", "osimertinib"] >= 1
    assert counts["drug", "sotorasib"] >= 1
    assert (out / "summary.tsv").read_text().startswith("kind\tkey\tpeople")


def test_passengers_are_counted_and_change_nothing(tmp_path, capsys):
    from datetime import date

    from oncoplan.cohort.batch import Batch
    from oncoplan.cohort.study import read_mutations

    maf, _ = written(tmp_path, STUDY)
    batch = Batch(date(2026, 11, 22))
    fast, rows, passengers = read_mutations(maf, batch.book.vocabulary, batch.asked)
    slow = read_maf(maf)
    assert (rows, list(fast.findings), fast.problems, fast.genome) == (9, list(slow.findings), slow.problems, slow.genome)
    kept = {entry.row for found in fast.findings.values() for entry in found}
    assert {entry.gene for found in slow.findings.values() for entry in found if entry.row not in kept} <= {"TTN", "OR5B3"}
    assert passengers == 3


@pytest.mark.parametrize("change", ["crlf", "quotes", "comment between", "latin-1", "blank line", "gz", "no end of line"])
def test_a_file_of_any_dialect_is_read_as_by_the_careful_reader(tmp_path, change):
    import gzip
    from datetime import date

    from oncoplan.cohort.batch import Batch
    from oncoplan.cohort.study import read_mutations

    text = "\n".join(["#version 2.4", "\t".join(HEADING), *STUDY]) + "\n"
    data = {
        "crlf": text.replace("\n", "\r\n").encode(),
        "quotes": text.replace("p.A5V", '"p.A5V"').encode(),
        "comment between": text.replace("KRAS", "# a comment\nKRAS", 1).encode(),
        "latin-1": text.replace("OR5B3", "Ä5").encode("cp1252"),
        "blank line": text.replace("KRAS", "\nKRAS", 1).encode(),
        "gz": gzip.compress(text.encode()),
        "no end of line": text[:-1].encode(),
    }[change]
    maf = tmp_path / ("study.maf.gz" if change == "gz" else "study.maf")
    maf.write_bytes(data)
    batch = Batch(date(2026, 11, 22))
    fast, _, _ = read_mutations(maf, batch.book.vocabulary, batch.asked)
    slow = read_maf(maf)
    asked = {s: [f for f in found if f.gene in batch.asked] for s, found in slow.findings.items()}
    assert {s: [f for f in found if f.gene in batch.asked] for s, found in fast.findings.items()} == asked
    assert fast.problems == slow.problems


def test_a_malformed_row_is_reported_and_costs_nothing_else(tmp_path, capsys):
    clean = tmp_path / "clean"
    clean.mkdir()
    assert planned(written(clean, STUDY), clean / "out") == 3
    broken = tmp_path / "broken"
    broken.mkdir()
    assert planned(written(broken, [*STUDY[:3], STUDY[3] + "\tone\ttoo many", "KRAS", *STUDY[3:]]), broken / "out") == 3
    for name in ("recommendations", "tests_due"):
        assert table(broken / "out", name).filter(pl.col("sample") != "").equals(table(clean / "out", name))
    said = table(broken / "out", "limits").filter(pl.col("sample") == "")["says"].to_list()
    assert len(said) == 2
    assert any("more cells than the heading" in one for one in said)


def test_records_of_a_folder(tmp_path):
    out = tmp_path / "out"
    assert run("plan", "--records", ROOT / "examples", "--out", out, "--as-of", DAY, "--workers", 1) in (0, 3)
    samples = table(out, "recommendations")["sample"].unique()
    assert len(samples) == len(list((ROOT / "examples").glob("*.yaml")))


def test_a_pedigree_file_in_a_folder_is_a_record(tmp_path):
    from oncoplan.cohort.run import Inputs

    folder = tmp_path / "family"
    folder.mkdir()
    for name in ("one.canrisk4", "two.BWA", "three.ndjson.gz", "notes.txt"):
        (folder / name).write_text("")
    assert [path.name for path in Inputs(records=(folder,)).files] == ["one.canrisk4", "three.ndjson.gz", "two.BWA"]


@pytest.mark.parametrize("command", ["plan", "annotate"])
@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_a_number_of_processes_that_is_none_is_refused(study, tmp_path, capsys, command, workers):
    with pytest.raises(SystemExit) as left:
        run(command, "--maf", study[0], "--out", tmp_path / "out", f"--workers={workers}")
    assert left.value.code == 2
    assert f"'{workers}' is not a number of 1 or more" in capsys.readouterr().err


def test_a_cancer_that_nobody_knows_is_refused(study, tmp_path, capsys):
    assert run("plan", "--maf", study[0], "--cancer", "LUNGADENO", "--out", tmp_path / "out") == 1
    assert "--cancer 'LUNGADENO' is not in the cancer vocabulary" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_rows_that_are_not_understood_count_as_rows_whatever_the_line_ends(study, tmp_path, capsys):
    windows = tmp_path / "windows"
    windows.mkdir()
    maf, clinical = written(windows, STUDY)
    maf.write_bytes(maf.read_bytes().replace(b"\n", b"\r\n"))
    assert planned((maf, clinical), windows / "out") == 3
    assert "4 people, 9 rows" in capsys.readouterr().out


def test_a_finished_run_is_not_made_again_and_another_one_is(study, tmp_path, capsys):
    out = tmp_path / "out"
    planned(study, out)
    first = {name: (out / f"{name}.parquet").stat().st_mtime_ns for name in TABLES}
    capsys.readouterr()
    planned(study, out)
    assert "nothing was made again" in capsys.readouterr().out
    assert {name: (out / f"{name}.parquet").stat().st_mtime_ns for name in TABLES} == first
    run("plan", "--maf", study[0], "--clinical", study[1], "--out", out, "--as-of", "2015-01-01", "--workers", 1)
    assert json.loads((out / "cohort.json").read_text())["as_of"] == "2015-01-01"
    assert "osimertinib" not in "".join(table(out, "recommendations")["drugs"])


def test_a_finished_part_is_never_made_again(study, tmp_path, monkeypatch):
    out = tmp_path / "out"
    made: list[int] = []
    plain = parts._plan

    def counted(first: int):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(first)
        return plain(first)

    monkeypatch.setattr(parts, "_plan", counted)
    assert planned(study, out, "--part", 1) == 130
    assert len(list(out.glob(".parts/part-*"))) == 2
    again: list[int] = []
    monkeypatch.setattr(parts, "_plan", lambda first: (again.append(first), plain(first))[1])
    assert planned(study, out, "--part", 1) == 3
    assert sorted(made + again) == [0, 1, 2, 3]
    assert not list(out.glob(".*"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_killed_and_taken_up_again_the_tables_are_the_same(study, tmp_path):
    words = [sys.executable, "-m", "oncoplan", "cohort", "plan", "--maf", str(study[0]), "--clinical", str(study[1]),
             "--as-of", DAY, "--part", "1"]  # fmt: skip
    whole, out = tmp_path / "whole", tmp_path / "killed"
    subprocess.run([*words, "--out", str(whole)], capture_output=True, check=False)
    for wait in (0.3, 0.6, 0.9):
        one = subprocess.Popen([*words, "--out", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            one.wait(wait)
        except subprocess.TimeoutExpired:
            os.kill(one.pid, signal.SIGKILL)
            one.wait()
    subprocess.run([*words, "--out", str(out)], capture_output=True, check=False)
    for name in TABLES:
        assert table(out, name).equals(table(whole, name))


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc to see the processes")
def test_a_killed_run_leaves_no_process_behind(study, tmp_path):
    words = [sys.executable, "-m", "oncoplan", "cohort", "plan", "--maf", str(study[0]), "--clinical", str(study[1]),
             "--as-of", DAY, "--part", "1", "--workers", "2", "--out", str(tmp_path / "left")]  # fmt: skip

    def alive() -> int:
        found = 0
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                found += str(tmp_path / "left").encode() in path.read_bytes()
        return found

    one = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):  # until the workers are there, or the run is over
        if alive() > 1 or one.poll() is not None:
            break
        time.sleep(0.02)
    one.kill()
    one.wait()
    for _ in range(100):
        if not alive():
            break
        time.sleep(0.1)
    assert not alive()


def test_two_processes_make_what_one_makes(study, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    planned(study, one, "--part", 1)
    run("plan", "--maf", study[0], "--clinical", study[1], "--out", two, "--as-of", DAY, "--workers", 2, "--part", 1)
    for name in TABLES:
        assert table(one, name).equals(table(two, name))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["plan", "--clinical", "samples.tsv"], "name --maf"),
        (["plan", "--maf", "nowhere.maf"], "there is no such file"),
        (["plan", "--maf", "samples.tsv"], "not a mutation table"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_a_hint(study, tmp_path, monkeypatch, capsys, words, says):
    monkeypatch.chdir(tmp_path)
    assert run(*words, "--out", tmp_path / "out") in (1, 2)
    lines = capsys.readouterr().err.splitlines()
    assert says in lines[0]
    assert lines[1].startswith("hint: ")
    assert len(lines) == 2


def test_who_a_drug_a_rule_and_a_test_concern(study, tmp_path, capsys):
    out = tmp_path / "out"
    planned(study, out)
    capsys.readouterr()
    assert run("who", "osimertinib", "--in", out) == 0
    told = capsys.readouterr().out
    assert told.startswith("# osimertinib: 1 of 4 people")
    assert "\nS1\t" in told
    rule = table(out, "recommendations").filter(pl.col("sample") == "S3")["rule"][0]
    assert run("who", rule, "--in", out) == 0
    assert "S3" in capsys.readouterr().out
    assert run("who", "msi_mmr", "--in", out) == 0
    assert "S2" in capsys.readouterr().out
    assert run("who", "moon dust", "--in", out) == 1
    assert "hint: " in capsys.readouterr().err


def test_who_explains_the_reason_for_one(study, tmp_path, capsys):
    out = tmp_path / "out"
    planned(study, out)
    capsys.readouterr()
    assert run("who", "osimertinib", "--in", out, "--explain", "S1") == 0
    assert "EGFR L858R" in capsys.readouterr().out
    assert run("who", "osimertinib", "--in", out, "--explain", "S4") == 1
    assert run("who", "osimertinib", "--in", tmp_path, "--explain", "S4") == 1
