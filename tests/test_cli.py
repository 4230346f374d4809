"""The command line: what goes where, how a mistake is told, and never a traceback for one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from oncoplan.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "lung.yaml"


def record(tmp_path: Path, text: str | dict, name: str = "record.yaml") -> str:
    path = tmp_path / name
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    return str(path)


def run(capsysbinary, *words: str) -> tuple[int, str, str]:
    """The command in this process: (exit code, stdout, stderr)."""
    try:
        code = main(list(words))
    except SystemExit as stop:
        code = int(stop.code or 0)
    told = capsysbinary.readouterr()
    return code, told.out.decode(), told.err.decode()


# help and usage


def test_python_m_oncoplan_is_the_command():
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-m", "oncoplan", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("oncoplan ")


def test_help_lists_every_command_that_exists_and_no_other(capsysbinary):
    from importlib import import_module

    code, out, err = run(capsysbinary, "--help")
    assert code == 0
    assert err == ""
    for name in COMMANDS:
        assert f"  {name} " in out
        assert callable(import_module(f"oncoplan.cli.{name}").main)
    for later in ("trials", "serve", "cohort", "audit"):
        assert later in COMMANDS or f"  {later} " not in out


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(capsysbinary, command):
    code, out, err = run(capsysbinary, command, "--help")
    assert code == 0
    assert f"oncoplan {command}" in out
    assert err == ""


def test_the_formats_that_are_offered_all_work(capsysbinary):
    from oncoplan.cli.plan import FORMATS

    for form in FORMATS:
        code, out, err = run(capsysbinary, "plan", str(EXAMPLE), "--as-of", "2026-11-22", "--format", form)
        assert (code, err) == (0, ""), form
        assert out, form


def test_no_command_at_all_is_a_usage_mistake(capsysbinary):
    code, out, err = run(capsysbinary)
    assert code == 2
    assert out == ""
    assert "usage" in err


def test_version(capsysbinary):
    import oncoplan

    assert run(capsysbinary, "--version")[:2] == (0, f"oncoplan {oncoplan.__version__}\n")


# exit codes and streams


def test_done_is_0_with_the_plan_on_stdout_alone(oncoplan):
    done = oncoplan("plan", str(EXAMPLE), "--as-of", "2026-11-22")
    assert done.returncode == 0
    assert done.stdout
    assert done.stderr == b""


def test_an_unreadable_finding_is_3_and_the_plan_is_made(oncoplan, tmp_path):
    path = record(tmp_path, "id: x\ndiagnoses: [{cancer: LUAD}]\ntests:\n  - findings: [EGFR T790M]\n  - findings: [EGFR L858]\n")
    done = oncoplan("plan", path, "--format", "json")
    plan = json.loads(done.stdout)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 3
    assert len([line for line in lines if not line.startswith("hint:")]) == 1
    assert "record.yaml: tests[1].findings[0]: cannot read" in lines[0]
    assert "EGFR L858" in lines[0]
    assert [line for line in lines if line.startswith("hint:")]
    assert any(x["kind"] == "not_read" and "EGFR L858" in x["says"] for x in plan["limits"])
    assert plan["findings"][0]["text"] == "EGFR T790M"


def test_an_unmapped_cancer_in_a_record_is_3(oncoplan, tmp_path):
    done = oncoplan("plan", record(tmp_path, {"id": "x", "diagnoses": [{"cancer": "zzz"}]}), "--format", "json")
    assert done.returncode == 3
    assert b"zzz" in done.stderr
    assert json.loads(done.stdout)["recommendations"] == []


def test_one_unusable_record_does_not_stop_the_others(oncoplan, tmp_path):
    good = record(tmp_path, {"id": "good", "diagnoses": [{"cancer": "LUAD"}]}, "good.json")
    bad = record(tmp_path, "id: [unclosed", "bad.yaml")
    for order in ((good, bad), (bad, good)):
        done = oncoplan("plan", *order, "--format", "jsonl")
        assert done.returncode == 3
        assert [json.loads(line)["record_id"] for line in done.stdout.splitlines()] == ["good"]
        assert b"bad.yaml" in done.stderr


def test_one_bad_line_of_a_batch_does_not_stop_the_others(oncoplan, tmp_path):
    lines = ['{"id": "a", "diagnoses": [{"cancer": "LUAD"}]}', "{not json", '{"diagnoses": []}', '{"id": "b"}']
    done = oncoplan("plan", record(tmp_path, "\n".join(lines), "batch.jsonl"), "--format", "jsonl")
    assert done.returncode == 3
    assert [json.loads(line)["record_id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert done.stderr.count(b"batch.jsonl") == 2


def test_out_writes_the_file_and_nothing_on_stdout(oncoplan, tmp_path):
    target = tmp_path / "plan.json"
    done = oncoplan("plan", str(EXAMPLE), "--as-of", "2026-11-22", "--format", "json", "--out", str(target))
    assert done.returncode == 0
    assert done.stdout == b""
    assert target.read_bytes() == oncoplan("plan", str(EXAMPLE), "--as-of", "2026-11-22", "--format", "json").stdout


def test_a_pipe_that_closes_is_no_traceback(tmp_path):
    import os
    import subprocess
    import sys

    import oncoplan

    env = {**os.environ, "PYTHONPATH": str(Path(oncoplan.__file__).resolve().parents[1])}
    command = f"'{sys.executable}' -m oncoplan.cli.main plan '{EXAMPLE}' | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", command], env=env, capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr


# thirty mistakes


LUAD = {"id": "x", "diagnoses": [{"cancer": "LUAD"}]}
FLAG_MISTAKES = [
    (2, ["nonsense"]),
    (2, ["plan"]),
    (2, ["plan", "--format", "xml", "--cancer", "LUAD"]),
    (2, ["plan", "--no-such-flag"]),
    (2, ["plan", str(EXAMPLE), "--cancer", "LUAD"]),
    (1, ["plan", "--cancer", "NOSUCHCANCER", "--finding", "EGFR L858R"]),
    (1, ["plan", "--cancer", "LUAD", "--as-of", "yesterday"]),
    (1, ["plan", "--cancer", "LUAD", "--as-of", "2026-02-30"]),
    (1, ["plan", "--cancer", "LUAD", "--as-of", "2026"]),
    (1, ["plan", "--cancer", "LUAD", "--jurisdiction", "Atlantis"]),
    (1, ["plan", "/no/such/file.yaml"]),
    (1, ["plan", "/"]),
    (1, ["plan", str(EXAMPLE), "--out", "/no/such/folder/plan.json"]),
    (1, ["plan", "--cancer", "LUAD", "--maf", "/no/such/file.maf"]),
    (1, ["plan", "--cancer", "LUAD", "--vcf", "/no/such/file.vcf"]),
    (2, ["explain"]),
    (2, ["explain", str(EXAMPLE)]),
    (1, ["explain", str(EXAMPLE), "no.such.rule"]),
    (1, ["explain", "/no/such/file.yaml", "treatment.lung.egfr_exon19del_l858r.osimertinib.first_line"]),
    (1, ["explain", str(EXAMPLE), "treatment.lung.egfr_exon19del_l858r.osimertinib.first_line", "--as-of", "x"]),
    (2, ["match", "EGFR L858R"]),
    (2, ["match", "--cancer", "LUAD"]),
    (1, ["match", "--cancer", "NOSUCHCANCER", "EGFR L858R"]),
    (1, ["match", "--cancer", "LUAD", "EGFR L858"]),
    (1, ["match", "--cancer", "LUAD", "EGFR L858R", "--as-of", "never"]),
    (2, ["schema"]),
    (2, ["schema", "nonsense"]),
    (2, ["knowledge"]),
    (1, ["knowledge", "show", "nosuchthing"]),
    (1, ["knowledge", "lint", "/no/such/folder"]),
]


@pytest.mark.parametrize(("code", "words"), FLAG_MISTAKES, ids=lambda x: " ".join(x)[-60:] if isinstance(x, list) else "")
def test_a_mistake_on_the_command_line_is_told_and_no_traceback(capsysbinary, code, words):
    got, out, err = run(capsysbinary, *words)
    assert got == code, err
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err
    if code == 1:
        lines = err.strip().splitlines()
        assert len([line for line in lines if not line.startswith("hint:")]) == 1, err
        assert lines[0].startswith("oncoplan: ")


UNUSABLE = {
    "empty.yaml": b"",
    "scalar.yaml": b"42\n",
    "number_list.json": b"[1]",
    "no_id.yaml": b"diagnoses: [{cancer: LUAD}]\n",
    "tabs.yaml": b"id: x\n\tdiagnoses: []\n",
    "cut.json": b'{"id": "x", "diagn',
    "zeros.yaml": b"\x00" * 100,
    "binary.yaml": bytes(range(256)) * 4,
    "cut.yaml.gz": gzip.compress(b"id: x\ndiagnoses: []\n" * 1000)[:40],
    "bomb.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(8))
    + b"id: *i\n",
    "object.yaml": b"id: !!python/object/apply:os.system ['true']\n",
    "deep.json": b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "record.txt": b"hello",
}


@pytest.mark.parametrize("name", sorted(UNUSABLE))
def test_a_file_that_cannot_be_used_is_one_line_and_a_hint(capsysbinary, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(UNUSABLE[name])
    code, out, err = run(capsysbinary, "plan", str(path))
    assert code == 1
    assert out == ""
    assert "Traceback" not in err
    first, *rest = err.strip().splitlines()
    assert name in first, err
    assert not [line for line in rest if not line.startswith("hint:")], err
    assert len(err) < 1000


PARTLY = {
    "twice.yaml": b"id: x\nid: y\n",
    "wrong_item.json": b'{"id": "x", "tests": [{"findings": 3}]}',
    "latin1.yaml": "id: x\nnotes: caf\u00e9\n".encode("latin-1"),
}


@pytest.mark.parametrize("name", sorted(PARTLY))
def test_what_a_file_has_right_is_used_and_what_it_has_wrong_is_said(capsysbinary, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(PARTLY[name])
    code, out, err = run(capsysbinary, "plan", str(path), "--format", "json")
    assert code in (1, 3)
    assert name in err
    assert "Traceback" not in err
    assert (code == 3) == bool(out)
    if out:
        assert any(x["kind"] == "not_read" for x in json.loads(out)["limits"])


def test_one_value_stands_for_a_list_of_one(capsysbinary, tmp_path):
    _, out, err = run(capsysbinary, "plan", record(tmp_path, {"id": "x", "diagnoses": "LUAD"}), "--format", "json")
    assert json.loads(out)["diagnoses"][0]["cancer"] == "LUAD"
    assert err == ""


def test_a_plain_file_that_is_named_gz_is_read(capsysbinary, tmp_path):
    path = tmp_path / "not_gz.yaml.gz"
    path.write_bytes(b"id: x\n")
    code, out, _ = run(capsysbinary, "plan", str(path), "--format", "json")
    assert code == 0
    assert json.loads(out)["record_id"] == "x"


LIMITED = {
    "impossible date": {"diagnoses": [{"cancer": "LUAD", "date": "2026-02-31"}]},
    "impossible birth date": {"birth_date": "1962-13"},
    "negative copies": {"tests": [{"findings": [{"gene": "MET", "change": "amplification", "copies": -3}]}]},
    "vaf above one": {"tests": [{"findings": [{"gene": "EGFR", "change": "p.L858R", "vaf": 45}]}]},
    "unknown key": {"colour": "blue"},
    "unknown gene": {"tests": [{"findings": ["EGFRX L858R"]}]},
    "wrong residue": {"tests": [{"findings": ["EGFR A858R"]}]},
    "empty finding": {"tests": [{"findings": [""]}]},
    "unknown drug": {"therapies": [{"drugs": ["frobnizumab"]}]},
    "wrong stage": {"diagnoses": [{"cancer": "LUAD", "stage": "XII"}]},
    "test for no diagnosis": {"tests": [{"for": "nobody", "findings": ["EGFR L858R"]}]},
    "two diagnoses of one id": {"diagnoses": [{"id": "a", "cancer": "LUAD"}, {"id": "a", "cancer": "COAD"}]},
    "missing file": {"tests": [{"kind": "tumour_dna", "file": "nowhere.vcf"}]},
    "unknown status": {"tests": [{"status": "lost", "findings": ["EGFR L858R"]}]},
}


@pytest.mark.parametrize("name", sorted(LIMITED))
def test_a_mistake_inside_a_record_leaves_a_plan_and_is_said(capsysbinary, tmp_path, name):
    written = {**LUAD, **LIMITED[name]}
    code, out, err = run(capsysbinary, "plan", record(tmp_path, written, "r.json"), "--format", "json")
    assert code in (0, 3), err
    assert "Traceback" not in err, err
    plan = json.loads(out)
    usual = {x["says"] for x in json.loads(_plain_plan(capsysbinary, tmp_path))["limits"]}
    assert {x["says"] for x in plan["limits"]} - usual, "the plan's limits say nothing of it"
    if code == 3:
        assert "r.json" in err


def _plain_plan(capsysbinary, tmp_path) -> str:
    return run(capsysbinary, "plan", record(tmp_path, LUAD, "plain.json"), "--format", "json")[1]


@pytest.mark.parametrize("form", [b"\xef\xbb\xbf", b"crlf"])
def test_a_byte_order_mark_and_windows_line_ends_are_read(capsysbinary, tmp_path, form):
    text = b"id: x\ndiagnoses:\n  - cancer: LUAD\n"
    path = tmp_path / "r.yaml"
    path.write_bytes(text.replace(b"\n", b"\r\n") if form == b"crlf" else form + text)
    code, out, err = run(capsysbinary, "plan", str(path), "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["record_id"] == "x"


# the other commands


def test_explain_shows_the_tree_with_its_facts(capsysbinary):
    rule = "treatment.lung.egfr_exon19del_l858r.osimertinib.first_line"
    code, out, err = run(capsysbinary, "explain", str(EXAMPLE), rule, "--as-of", "2026-11-22")
    assert code == 0
    assert err == ""
    assert "tests/0/findings/0" in out
    code, out, _ = run(capsysbinary, "explain", str(EXAMPLE), rule, "--as-of", "2026-11-22", "--format", "json")
    assert code == 0
    assert json.loads(out)


def test_explain_offers_the_nearest_rule(capsysbinary):
    _, _, err = run(capsysbinary, "explain", str(EXAMPLE), "treatment.lung.egfr_exon19del_l858r.osimertinib.first_lin")
    assert "hint: did you mean" in err
    assert "first_line" in err


def test_an_unknown_cancer_is_answered_with_the_nearest(capsysbinary):
    _, _, err = run(capsysbinary, "plan", "--cancer", "LUADD")
    assert "hint: did you mean LUAD" in err


def test_match_answers_without_a_record(capsysbinary):
    code, out, err = run(capsysbinary, "match", "--cancer", "LUAD", "EGFR L858R")
    assert code == 0
    assert "osimertinib" in out
    assert err == ""
    code, out, err = run(capsysbinary, "match", "--cancer", "LUAD", "EGFR L858R", "EGFR L858")
    assert code == 3
    assert "osimertinib" in out
    assert "EGFR L858" in err
    code, out, _ = run(capsysbinary, "match", "--cancer", "LUAD", "EGFR L858R", "--format", "json")
    assert code == 0
    assert json.loads(out)


def test_match_checks_its_flags_as_plan_does(capsysbinary):
    code, out, err = run(capsysbinary, "match", "--cancer", "LUAD", "EGFR L858R", "--jurisdiction", "Atlantis")
    assert code == 1
    assert out == ""
    assert "Atlantis" in err


@pytest.mark.parametrize(
    "what", ["EGFR", "osimertinib", "LUAD", "egfr_tki", "treatment.lung.egfr_exon19del_l858r.osimertinib.first_line"]
)
def test_knowledge_show_finds_a_rule_by_what_it_is_about(capsysbinary, what):
    code, out, _ = run(capsysbinary, "knowledge", "show", what)
    assert code == 0
    assert "osimertinib" in out
    code, out, _ = run(capsysbinary, "knowledge", "show", what, "--format", "json")
    assert code == 0
    assert json.loads(out)


def test_knowledge_version_names_the_pack(capsysbinary, book):
    code, out, _ = run(capsysbinary, "knowledge", "version")
    assert code == 0
    assert book.head.digest in out
    assert book.head.version in out


def test_knowledge_lint_of_a_broken_pack_is_1_and_no_traceback(capsysbinary, tmp_path):
    (tmp_path / "rules" / "treatment").mkdir(parents=True)
    (tmp_path / "pack.yaml").write_text("pack: x\nversion: '1'\n")
    (tmp_path / "rules" / "treatment" / "x.yaml").write_text("- id: [unclosed\n")
    from oncoplan.knowledge.source import BASE

    (tmp_path / "vocabulary").symlink_to(BASE / "vocabulary", target_is_directory=True)
    code, out, err = run(capsysbinary, "knowledge", "lint", str(tmp_path))
    assert code == 1
    assert "x.yaml" in out + err
    assert "Traceback" not in err


RECORD_OVER_TIME = """oncoplan_record: 1
id: t
diagnoses: [{cancer: PRAD, date: 2024-02}]
results: [{what: PSA, value: 4, unit: ng/mL, "on": 2025-01-01}, {what: PSA, value: 9, unit: ng/mL, "on": 2026-01-01}]
"""


def test_a_timeline_is_drawn_to_a_file_or_told(oncoplan, tmp_path):
    record, drawn = tmp_path / "r.yaml", tmp_path / "t.svg"
    record.write_text(RECORD_OVER_TIME, encoding="utf-8")
    done = oncoplan("timeline", str(record), "--as-of", "2026-11-22", "--out", str(drawn))
    assert (done.returncode, done.stderr) == (0, b"")
    assert drawn.read_text(encoding="utf-8").startswith("<svg ")
    told = oncoplan("timeline", str(record), "--format", "text", "--as-of", "2026-11-22")
    assert b"PSA in ng/mL: 4 on 2025-01-01, newest 9 on 2026-01-01" in told.stdout


def test_a_timeline_of_nothing_is_one_line_and_a_hint(oncoplan, tmp_path):
    record = tmp_path / "r.yaml"
    record.write_text("oncoplan_record: 1\nid: t\ndiagnoses: [{cancer: PRAD}]\n", encoding="utf-8")
    for words, says in ((str(record), b"nothing in it has a date"), (str(tmp_path / "no.yaml"), b"no.yaml")):
        done = oncoplan("timeline", words)
        assert done.returncode == 1
        assert says in done.stderr
        assert b"hint:" in done.stderr
        assert b"Traceback" not in done.stderr
