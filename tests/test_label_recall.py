"""What labels offer, the plan offers: our own label-derived triples through the harness that runs on any such file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT / "evaluation" / "data"


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(ROOT))
    from evaluation import label_recall

    def harness(path):
        monkeypatch.setattr(sys, "argv", ["label_recall", str(path)])
        return label_recall.main(), capsys.readouterr().out

    return harness


@pytest.mark.parametrize("name", ["label_triples.tsv", "label_triples_words.tsv", "label_triples_holdout.tsv"])
def test_at_least_95_percent_are_offered_and_under_3_percent_wrongly_on_label(run, name):
    code, told = run(DATA / name)
    assert code == 0, told[-3000:]


def test_a_drug_that_no_label_supports_is_counted_as_wrong(run, tmp_path):
    wrong = tmp_path / "wrong.tsv"
    wrong.write_text("cancer\tfindings\tdrugs\ton_label\nLUAD\tEGFR L858R\tosimertinib\tno\n")
    code, told = run(wrong)
    assert code == 1
    assert "WRONG" in told


def test_a_miss_says_why_and_a_row_that_cannot_be_read_is_counted_apart(run, tmp_path):
    missing = tmp_path / "missing.tsv"
    missing.write_text(
        "cancer\tfindings\tdrugs\ton_label\n"
        "LUAD\tEGFR wild type\tosimertinib\tyes\n"
        "LUAD\tEGFR L858\tosimertinib\tyes\n"
    )
    code, told = run(missing)
    assert code == 1
    assert "MISS line 2" in told
    assert told.strip().endswith("1 not modelled")


def test_a_file_that_is_no_such_table_is_unusable(run, tmp_path):
    other = tmp_path / "other.tsv"
    other.write_text("a\tb\n1\t2\n")
    assert run(other)[0] == 2
    assert run(tmp_path / "nowhere.tsv")[0] == 2
