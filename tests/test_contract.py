"""The contract: every key of a plan, its identity, and the same bytes for the same input wherever it is made."""

from __future__ import annotations

import hashlib
import json
import locale
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "lung.yaml"
DAY = ("--as-of", "2026-11-22")

PLAN = {"oncoplan_plan", "plan_id", "record_id", "as_of", "jurisdiction", "made_by", "findings", "recommendations",
        "tests_due", "trials", "questions", "limits"}  # fmt: skip
MADE_BY = {"oncoplan", "knowledge", "inputs"}
FINDING = {"text", "gene", "kind", "effect", "origin", "test", "says"}
RECOMMENDATION = {"rule", "chapter", "effect", "verdict", "drugs", "says", "plainly", "on_label", "rank", "approvals",
                  "levels", "because", "missing", "sources"}  # fmt: skip
BECAUSE = {"criterion", "about", "verdict", "says", "facts"}
MISSING = {"criterion", "about", "says", "settled_by"}
DUE = {"test", "why", "would_settle", "opens"}
LIMIT = {"kind", "says"}
KINDS = {"not_tested", "not_read", "not_assessed", "stale", "conflict"}

CASES = {
    "lung": ("--cancer", "LUAD", "--finding", "EGFR L858R"),
    "colon": ("--cancer", "COAD", "--finding", "BRAF V600E", "--finding", "MSI-H"),
    "nothing": ("--cancer", "LUNG"),
    "no_cancer": ("--finding", "BRAF V600E"),
}


@pytest.fixture(scope="module", params=[*CASES, "example"])
def made(request, oncoplan) -> dict:
    words = (str(EXAMPLE),) if request.param == "example" else CASES[request.param]
    done = oncoplan("plan", *words, *DAY, "--format", "json")
    assert done.returncode in (0, 3), done.stderr
    return json.loads(done.stdout)


def test_every_key_of_the_contract_is_present(made):
    assert set(made) >= PLAN
    assert set(made["made_by"]) >= MADE_BY
    assert all(set(k) >= {"pack", "version", "digest"} for k in made["made_by"]["knowledge"])
    assert all(set(i) >= {"name", "digest"} for i in made["made_by"]["inputs"])
    assert all(set(f) >= FINDING for f in made["findings"])
    for row in made["recommendations"]:
        assert set(row) >= RECOMMENDATION
        assert all(set(b) >= BECAUSE for b in row["because"])
        assert all(set(m) >= MISSING for m in row["missing"])
        assert all(set(a) >= {"by", "on"} for a in row["approvals"])
        assert all(set(s) >= {"id"} for s in row["sources"])
        assert row["sources"]
    assert all(set(t) >= DUE for t in made["tests_due"])
    assert all(set(x) >= LIMIT for x in made["limits"])


def test_every_value_is_of_its_kind(made):
    assert made["oncoplan_plan"] == 1
    assert made["as_of"] == "2026-11-22"
    assert made["trials"] == []
    assert isinstance(made["questions"], list)
    assert {x["kind"] for x in made["limits"]} <= KINDS
    for row in made["recommendations"]:
        assert row["verdict"] in ("met", "unknown")
        assert row["on_label"] in (True, False, None)
        assert isinstance(row["levels"], dict)
        assert {b["verdict"] for b in row["because"]} <= {"met", "not_met"}
        assert {x["about"] for x in (*row["because"], *row["missing"])} <= {"molecular", "disease", "person", "history"}
        assert all(m["settled_by"] for m in row["missing"])
        assert row["says"]
        assert row["plainly"]
        assert all(d == d.lower() for d in row["drugs"])
        if row["verdict"] == "unknown":
            assert row["missing"]
            assert row["on_label"] is not True
    assert [r["rank"] for r in made["recommendations"]] == list(range(1, len(made["recommendations"]) + 1))


def test_rules_and_facts_it_points_to_exist(made, book):
    for row in made["recommendations"]:
        assert book.find(row["rule"]) is not None
    for row in made["tests_due"]:
        assert all(book.find(rule) is not None for rule in row["would_settle"])


def test_the_plan_id_is_the_digest_of_everything_else(made):
    rest = {k: v for k, v in made.items() if k != "plan_id"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert made["plan_id"] == f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def test_pointers_lead_into_the_record(oncoplan):
    import yaml

    record = yaml.safe_load(EXAMPLE.read_text())
    plan = json.loads(oncoplan("plan", str(EXAMPLE), *DAY, "--format", "json").stdout)
    pointers = {p for r in plan["recommendations"] for b in r["because"] for p in b["facts"]}
    assert pointers
    for pointer in pointers:
        at = record
        for step in pointer.split("/"):
            at = at[int(step)] if step.isdigit() else at[step]
        assert at is not None


def test_the_example_names_its_input_by_base_name_and_digest(oncoplan):
    plan = json.loads(oncoplan("plan", str(EXAMPLE), *DAY, "--format", "json").stdout)
    (used,) = plan["made_by"]["inputs"]
    assert used["name"] == "lung.yaml"
    assert used["digest"] == f"sha256:{hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()}"
    assert str(ROOT) not in json.dumps(plan)


# the same bytes


def foreign_locales() -> list[str]:
    """Locales of this machine with another decimal sign or alphabet, where there are any."""
    found = []
    for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "fr_FR.UTF-8", "C.UTF-8", "C", "POSIX"):
        try:
            locale.setlocale(locale.LC_ALL, name)
            found.append(name)
        except locale.Error:
            continue
        finally:
            locale.setlocale(locale.LC_ALL, "C")
    return found


@pytest.mark.parametrize("form", ["json", "jsonl", "text", "letter"])
@pytest.mark.parametrize("words", [(str(EXAMPLE),), CASES["colon"]], ids=["record", "flags"])
def test_the_same_input_gives_the_same_bytes_under_any_seed_folder_and_locale(oncoplan, tmp_path, form, words):
    places = [ROOT, tmp_path]
    outputs = {
        oncoplan("plan", *words, *DAY, "--format", form, cwd=place, env=env).stdout
        for place, env in (
            (places[0], {"PYTHONHASHSEED": "0", "LC_ALL": "C"}),
            (places[1], {"PYTHONHASHSEED": "42", "LC_ALL": foreign_locales()[0], "TZ": "Pacific/Auckland"}),
            (places[1], {"PYTHONHASHSEED": "7", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0", "COLUMNS": "40", "NO_COLOR": "1"}),
        )
    }
    assert len(outputs) == 1
    assert outputs.pop()


def test_a_copy_of_a_record_elsewhere_gives_the_same_plan(oncoplan, tmp_path):
    copy = tmp_path / "deep" / "lung.yaml"
    copy.parent.mkdir()
    copy.write_bytes(EXAMPLE.read_bytes())
    first = oncoplan("plan", str(EXAMPLE), *DAY, "--format", "json").stdout
    assert oncoplan("plan", "lung.yaml", *DAY, "--format", "json", cwd=copy.parent).stdout == first


def test_another_day_is_another_plan(oncoplan):
    one = json.loads(oncoplan("plan", *CASES["lung"], "--as-of", "2026-11-22", "--format", "json").stdout)
    two = json.loads(oncoplan("plan", *CASES["lung"], "--as-of", "2016-11-22", "--format", "json").stdout)
    assert one["plan_id"] != two["plan_id"]
    assert two["as_of"] == "2016-11-22"


# one or several


def test_one_record_is_an_object_and_several_are_an_array(oncoplan, tmp_path):
    second = tmp_path / "second.json"
    second.write_text(json.dumps({"id": "second", "diagnoses": [{"cancer": "COAD"}]}))
    one = json.loads(oncoplan("plan", str(second), *DAY, "--format", "json").stdout)
    assert one["record_id"] == "second"
    both = json.loads(oncoplan("plan", str(EXAMPLE), str(second), *DAY, "--format", "json").stdout)
    assert [p["record_id"] for p in both] == ["example-lung", "second"]
    assert both[1] == one


def test_jsonl_is_one_plan_a_line_and_equals_json(oncoplan, tmp_path):
    batch = tmp_path / "batch.jsonl"
    people = [{"id": f"p{i}", "diagnoses": [{"cancer": c}]} for i, c in enumerate(("LUAD", "COAD", "IDC"))]
    batch.write_text("".join(json.dumps(person) + "\n" for person in people))
    lines = oncoplan("plan", str(batch), *DAY, "--format", "jsonl").stdout.decode().splitlines()
    assert [json.loads(line)["record_id"] for line in lines] == ["p0", "p1", "p2"]
    array = json.loads(oncoplan("plan", str(batch), *DAY, "--format", "json").stdout)
    assert [json.loads(line) for line in lines] == array


def test_the_schema_of_the_plan_names_every_key(oncoplan):
    schema = json.loads(oncoplan("schema", "plan").stdout)
    text = json.dumps(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    for key in PLAN | RECOMMENDATION | DUE | {"facts", "settled_by"}:
        assert f'"{key}"' in text, key


@pytest.mark.parametrize("what", ["record", "plan", "rule"])
def test_every_schema_is_json(oncoplan, what):
    done = oncoplan("schema", what)
    assert done.returncode == 0
    assert json.loads(done.stdout)["$schema"]
