"""The commands on people and trials, from the command line: a store is imported, asked, changed and asked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oncoplan.cli.main import main

LUNG = {
    "oncoplan_record": 1, "id": "lung-1", "birth_date": "1960-05-02", "sex": "female", "country": "US", "postal_code": "02139",
    "diagnoses": [{"id": "dx1", "cancer": "LUAD", "extent": "metastatic"}],
    "tests": [{"kind": "tumour_dna", "findings": ["EGFR L858R"]}],
}  # fmt: skip
COLON = {"oncoplan_record": 1, "id": "colon-1", "diagnoses": [{"id": "dx1", "cancer": "COAD"}]}


def ctml(number: int, *match: Any, status: str = "open to accrual", sites: tuple[str, ...] = ()) -> dict[str, Any]:
    """A trial in CTML."""
    return {
        "nct_id": f"NCT0000000{number}", "protocol_no": f"P-{number}", "long_title": f"Trial {number}", "status": status,
        "phase": "II", "last_updated": f"2026-01-0{number}",
        "treatment_list": {"step": [{"step_code": "1", "match": list(match), "arm": []}]},
    }  # fmt: skip


NSCLC = {"clinical": {"oncotree_primary_diagnosis": "Non-Small Cell Lung Cancer"}}
ADULT = {"clinical": {"age_numerical": ">=18"}}
EGFR = {"genomic": {"hugo_symbol": "EGFR", "protein_change": "p.L858R", "variant_category": "Mutation"}}
KRAS = {"genomic": {"hugo_symbol": "KRAS", "protein_change": "p.G12C", "variant_category": "Mutation"}}


class Desk:
    """A folder with records and a store."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "trials.db"

    def record(self, value: dict[str, Any]) -> Path:
        path = self.folder / "people" / f"{value['id']}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    def take(self, *trials: dict[str, Any], day: str) -> None:
        path = self.folder / "trials.json"
        path.write_text(json.dumps(list(trials)), encoding="utf-8")
        assert main(["trials", "import", str(path), "--store", str(self.store), "--as-of", day]) == 0


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = Desk(tmp_path)
    made.record(LUNG)
    made.record(COLON)
    made.take(ctml(1, {"and": [NSCLC, ADULT, EGFR]}), ctml(2, {"and": [NSCLC, KRAS]}), ctml(3, ADULT), day="2026-11-01")
    capsys.readouterr()
    return made


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_match_lists_what_fits(desk: Desk, capsys):
    lung = str(desk.folder / "people" / "lung-1.json")
    assert main(["trials", "match", lung, "--store", str(desk.store), "--as-of", "2026-11-22"]) == 0
    text = said(capsys)
    assert "A BIOMARKER THAT IS THERE (1) 1 NCT00000001 phase 2, recruiting" in text
    assert "A BIOMARKER THAT IS NOT KNOWN YET (1) 2 NCT00000002" in text
    assert "OPEN TO ALL COMERS (1) 3 NCT00000003" in text


def test_match_in_json_says_what_it_was_made_of(desk: Desk, capsys):
    words = ["trials", "match", str(desk.folder / "people" / "lung-1.json"), "--store", str(desk.store), "--format", "json"]
    assert main([*words, "--as-of", "2026-11-22"]) == 0
    first = capsys.readouterr().out
    made = json.loads(first)
    assert made["made_by"]["trials"] == {"store": "trials.db", "digest": made["made_by"]["trials"]["digest"], "trials": 3}
    assert made["made_by"]["trials"]["digest"].startswith("sha256:")
    assert (made["as_of"], [t["id"] for t in made["trials"]]) == ("2026-11-22", [f"NCT0000000{n}" for n in (1, 2, 3)])
    assert main([*words, "--as-of", "2026-11-22"]) == 0
    assert capsys.readouterr().out == first, "the same store, record and day: the same bytes"


def test_explain_goes_through_the_sentences(desk: Desk, capsys):
    words = ["trials", "explain", str(desk.folder / "people" / "lung-1.json"), "P-1", "--store", str(desk.store)]
    assert main([*words, "--as-of", "2026-11-22"]) == 0
    assert "> EGFR L858R (tests/0/findings/0)" in said(capsys)


def test_who_reads_folders_and_ranks_people(desk: Desk, capsys):
    words = ["trials", "who", "NCT00000001", str(desk.folder / "people"), "--store", str(desk.store), "--format", "json"]
    assert main([*words, "--as-of", "2026-11-22"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["record_id"], one["as_read"]) for one in found["people"]] == [("lung-1", "met"), ("colon-1", "not_met")]
    assert max(cost["fails"] for cost in found["costs"]) == 1


def test_changes_tell_the_people_whose_answer_changes(desk: Desk, capsys):
    desk.take(
        ctml(1, {"and": [NSCLC, ADULT, KRAS]}), ctml(2, {"and": [NSCLC, KRAS]}, status="closed to accrual"), ctml(3, ADULT),
        ctml(4, NSCLC), day="2026-11-15",
    )  # fmt: skip
    capsys.readouterr()
    words = ["trials", "changes", "--store", str(desk.store), "--since", "2026-11-10", str(desk.folder / "people")]
    assert main([*words, "--as-of", "2026-11-22", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = {(one["record_id"], one["trial"]): (one["before"], one["after"]) for one in found["people"]}
    assert rows == {
        ("lung-1", "NCT00000001"): ("met", "unknown"),
        ("lung-1", "NCT00000002"): ("unknown", "closed"),
        ("colon-1", "NCT00000002"): ("not_met", "closed"),
        ("lung-1", "NCT00000004"): ("new", "met"),
    }
    assert {one["what"] for one in found["changes"]} >= {"criterion", "status", "trial"}
    assert main(words) == 0
    assert "lung-1: NCT00000002 Trial 2 possible -> takes nobody" in said(capsys)


def test_a_trial_of_two_registries_changes_by_what_changed_in_one_of_them(desk: Desk, capsys):
    head = {"nct_id": "NCT00000001", "nci_id": "NCI-2020-00001", "brief_title": "Trial 1", "current_trial_status": "Active",
            "eligibility": {"structured": {"min_age_number": 70, "min_age_unit": "Years", "gender": "BOTH"}}}  # fmt: skip
    path = desk.folder / "nci.json"
    for day, title in (("2026-11-12", "Trial 1"), ("2026-11-16", "Trial 1, renamed")):
        path.write_text(json.dumps([{**head, "brief_title": title}]), encoding="utf-8")
        assert main(["trials", "import", str(path), "--store", str(desk.store), "--as-of", day]) == 0
    capsys.readouterr()
    words = ["trials", "changes", "--store", str(desk.store), "--since", "2026-11-14", str(desk.folder / "people")]
    assert main([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["what"] for one in found["changes"]] == ["title"]
    assert found["people"] == []


def test_nothing_changed_since_the_last_import(desk: Desk, capsys):
    assert main(["trials", "changes", "--store", str(desk.store), "--since", "2026-11-02"]) == 0
    assert "Since 2026-11-02: 0 changes in 0 trials" in said(capsys)


@pytest.mark.parametrize("form", ["text", "json", "letter"])
def test_a_plan_has_a_chapter_of_trials(desk: Desk, capsys, form):
    words = ["plan", str(desk.folder / "people" / "lung-1.json"), "--trials", str(desk.store), "--as-of", "2026-11-22"]
    assert main([*words, "--format", form]) == 0
    text = said(capsys)
    assert "NCT00000001" in text
    if form == "json":
        made = json.loads(text)
        assert [t["id"] for t in made["trials"]] == [f"NCT0000000{n}" for n in (1, 2, 3)]
        assert made["made_by"]["trials"]["trials"] == 3


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["trials", "match", "lung-1.json", "--store", "nothing.db"], "there is no such store of trials"),
        (["trials", "match", "nobody.json", "--store", "trials.db"], "nobody.json"),
        (["trials", "explain", "lung-1.json", "NCT00000009", "--store", "trials.db"], "there is no trial 'NCT00000009'"),
        (["trials", "who", "NCT99", "lung-1.json", "--store", "trials.db"], "there is no trial 'NCT99'"),
        (["trials", "changes", "--since", "yesterday", "--store", "trials.db"], "'yesterday' is not a day"),
        (["trials", "match", "lung-1.json", "--store", "lung-1.json"], "file is not a database"),
        (["plan", "lung-1.json", "--trials", "nothing.db"], "there is no such store of trials"),
    ],
)
def test_a_mistake_is_one_line_and_a_hint(desk: Desk, capsys, monkeypatch, words, line):
    monkeypatch.chdir(desk.folder / "people")
    (desk.folder / "people" / "trials.db").write_bytes(desk.store.read_bytes())
    assert main(words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert line in told.err
    assert "hint: " in told.err


def test_one_record_that_cannot_be_read_does_not_stop_the_others(desk: Desk, capsys):
    bad = desk.folder / "people" / "bad.json"
    bad.write_text("{", encoding="utf-8")
    words = ["trials", "who", "NCT00000001", str(desk.folder / "people"), "--store", str(desk.store)]
    assert main(words) == 3
    told = capsys.readouterr()
    assert "bad.json" in told.err
    assert "Of 2 people" in told.out


def test_only_trials_that_are_near_are_told(desk: Desk, capsys):
    words = ["trials", "match", str(desk.folder / "people" / "lung-1.json"), "--store", str(desk.store), "--within", "50"]
    assert main(words) == 0
    assert "NCT00000001" in said(capsys), "a trial whose sites are not known is not hidden"
    with pytest.raises(SystemExit):
        main([*words[:-1], "far"])


def test_a_cohort_is_matched_as_everyone_is_alone(desk: Desk, capsys):
    import polars as pl

    two = {
        "oncoplan_record": 1, "id": "two", "country": "DE", "diagnoses": [{"id": "a", "cancer": "COAD"}, {"cancer": "LUAD"}],
        "tests": [{"kind": "tumour_dna", "for": "a", "findings": ["KRAS G12C"]}],
    }  # fmt: skip
    desk.record(two)
    desk.record({"oncoplan_record": 1, "id": "nobody"})
    out = desk.folder / "out"
    words = ["cohort", "trials", "--store", str(desk.store), "--records", str(desk.folder / "people"), "--out", str(out)]
    assert main([*words, "--as-of", "2026-11-22", "--tsv"]) == 0
    assert "4 people x 3 trials" in said(capsys)
    table = pl.read_parquet(out / "trials.parquet")
    found = {(r["sample"], r["trial"]): (r["diagnosis"], r["verdict"], r["as_read"]) for r in table.iter_rows(named=True)}
    alone = {}
    for name in ("lung-1", "colon-1", "two", "nobody"):
        record = str(desk.folder / "people" / f"{name}.json")
        match = ["trials", "match", record, "--store", str(desk.store), "--as-of", "2026-11-22", "--format", "json"]
        assert main(match) == 0
        for one in json.loads(capsys.readouterr().out)["trials"]:
            alone[name, one["id"]] = (one["diagnosis"], one["verdict"], one["as_read"])
    assert found == alone
    assert found["two", "NCT00000002"][0] == "dx2", "the lung cancer, not the colon cancer whose test has KRAS G12C"
    summary = {r["trial"]: (r["read_met"], r["possible"], r["not_met"]) for r in pl.read_parquet(
        out / "trials_summary.parquet").iter_rows(named=True)}  # fmt: skip
    assert summary["NCT00000001"] == (1, 2, 1)
    about = json.loads((out / "trials.json").read_text())
    assert about["store"]["digest"].startswith("sha256:")
    assert (out / "trials.tsv").exists()


def test_a_cohort_without_people_is_a_mistake(desk: Desk, capsys, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    words = ["cohort", "trials", "--store", str(desk.store), "--out", str(desk.folder / "out")]
    assert main(words) == 2
    assert main([*words, "--records", str(empty)]) == 1
    assert "hint: " in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["match"], ["explain", "NCT00000001"], ["who", "NCT00000001"], ["changes", "--since", "2026-01-01"]]
)
def test_a_finding_that_cannot_be_read_is_said(desk: Desk, capsys, words):
    odd = desk.record({**LUNG, "id": "odd", "tests": [{"kind": "tumour_dna", "findings": ["EGFR L858R", "EGFR A858R"]}]})
    named = [words[0], str(odd), *words[1:]] if words[0] == "explain" else [*words, str(odd)]
    assert main(["trials", *named, "--store", str(desk.store)]) == 3
    told = capsys.readouterr()
    assert "tests[0].findings[1]" in told.err
    assert told.out
