"""The harness of the tumour board on a small file: who is counted, in which reading, and what the last line says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from evaluation import tumour_board as board

from oncoplan.cli.main import main

TRIALS = [
    {"nct_id": f"NCT0000000{n}", "protocol_no": "", "long_title": f"Trial {n}", "status": "open to accrual",
     "treatment_list": {"step": [{"step_code": "1", "match": [match], "arm": []}]}}
    for n, match in (
        (1, {"and": [{"clinical": {"oncotree_primary_diagnosis": "Colorectal Adenocarcinoma"}},
                     {"genomic": {"hugo_symbol": "KRAS", "protein_change": "p.G12C", "variant_category": "Mutation"}}]}),
        (2, {"and": [{"clinical": {"oncotree_primary_diagnosis": "_SOLID_"}},
                     {"genomic": {"hugo_symbol": "KRAS", "variant_category": "Mutation"}}]}),
        (3, {"clinical": {"oncotree_primary_diagnosis": "Melanoma"}}),
        (4, {"and": [{"clinical": {"oncotree_primary_diagnosis": "_SOLID_"}},
                     {"genomic": {"hugo_symbol": "BRAF", "variant_category": "Mutation"}}]}),
    )
]  # fmt: skip
HEAD = ("patient_id", "genes", "tumor_type", "exclusion_category_1", "exclusion_category_2", "nct_id", "One", "Other",
        "eligibility", "status", "eligibility_and_status")  # fmt: skip
IDS = "['NCT00000001', 'NCT00000002', 'NCT00000003', 'NCT00000004', 'NCT00000099']"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    table, store, given = tmp_path / "pairs.csv", tmp_path / "trials.db", tmp_path / "trials.json"
    given.write_text(json.dumps(TRIALS), encoding="utf-8")
    assert main(["trials", "import", str(given), "--store", str(store)]) == 0
    with table.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEAD)
        out.writerow(("a", "KRAS mutation and TP53 mutation", "DIGESTIF", "", "", IDS, "[1, 0, 2, 3, 1]", "[0, 1, 0, 0, 1]",
                      "[0, 1, 0, 0, 1]", "[1, 1, 1, 1, 1]", "[0, 1, 0, 0, 1]"))  # fmt: skip
        out.writerow(("b", "", "SARCOMES", "", "", "[]", "[]", "[]", "[]", "[]", "[]"))
    return table, store


def test_pairs_of_trials_that_are_not_in_the_store_are_counted_and_left_out(files, capsys):
    assert board.main([*map(str, files), "--show"]) == 1
    out = capsys.readouterr().out
    assert "all pairs at hand: 4 pairs, 1 patients, 4 trials" in out
    assert "1 pairs not modelled: their trial is not in the store, or without its criteria" in out
    rows = {line[:11]: line.split("]: ")[1] for line in out.splitlines() if line.startswith("NCT")}
    assert rows == {
        "NCT00000001": "genes open; experts: not",
        "NCT00000002": "met or possible; experts: eligible",
        "NCT00000003": "not met; experts: not",
        "NCT00000004": "not met; experts: not",
    }


def test_a_trial_without_its_criteria_is_not_at_hand(files, tmp_path, capsys):
    bare = {"nct_id": "NCT00000099", "nci_id": "NCI-2020-00001", "brief_title": "A head", "current_trial_status": "Active",
            "diseases": [], "sites": []}  # fmt: skip
    given = tmp_path / "bare.json"
    given.write_text(json.dumps([bare]), encoding="utf-8")
    assert main(["trials", "import", str(given), "--store", str(files[1])]) == 0
    board.main([*map(str, files)])
    assert "all pairs at hand: 4 pairs" in capsys.readouterr().out


def test_both_readings_of_what_was_tested_are_told(files, capsys):
    board.main([*map(str, files)])
    out = capsys.readouterr().out.splitlines()
    ours = [line for line in out if "oncoplan" in line][:4]
    assert ["(1 right of 1 proposed" in ours[0], "(1 right of 2 proposed" in ours[1]] == [True, True]
    assert "(1 right of 3 proposed" in ours[3], "BRAF was perhaps not looked for"


def test_the_score_is_what_it_says():
    made = [
        board.Pair(patient="p", genes=(), tumour="SEIN", trial=str(n), truth={"eligibility": n < 2}, proposed=frozenset())
        for n in range(5)
    ]
    found = board.score(made, lambda pair: pair.trial in ("0", "2", "3"), "eligibility")
    assert (found.precision, found.recall, found.f1) == (1 / 3, 1 / 2, 2 / 5)


@pytest.mark.parametrize("tumour", [row.split("\t")[0] for row in board.GROUPS.read_text("utf-8").splitlines()[1:]])
def test_every_group_of_organs_is_of_the_vocabulary(tumour, vocabulary):
    codes = board.cancers_of(tumour)
    assert codes
    assert [code for code in codes if vocabulary.cancer(code) is None] == []


def test_a_file_that_cannot_be_used_is_one_line(files, tmp_path, capsys):
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    assert board.main([str(empty), str(files[1])]) == 2
    assert board.main([str(files[0]), str(tmp_path / "no.db")]) == 2
    assert capsys.readouterr().out == ""
