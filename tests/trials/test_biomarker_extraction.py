"""The harness of biomarkers in whole texts: what it counts, its last line and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation import biomarker_extraction
from evaluation.biomarker_names import Meaning
from evaluation.biomarker_sides import sides_of

from oncoplan.knowledge.load import base


def written(folder: Path, *cases: tuple[str, list[list[str]], list[list[str]]]) -> Path:
    lines = [
        json.dumps({"input": text, "output": {"inclusion_biomarker": inside, "exclusion_biomarker": outside}})
        for text, inside, outside in cases
    ]
    path = folder / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


TEXT = "Inclusion Criteria:\n* KRAS p.G12C mutation\n* ECOG 0-1\nExclusion Criteria:\n* EGFR mutations or ALK rearrangement\n"
RIGHT = ([["KRAS G12C"]], [["EGFR mutation"], ["ALK rearrangement"]])


def test_the_same_biomarkers_in_other_words_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert biomarker_extraction.main([str(written(tmp_path, (TEXT, *RIGHT)))]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "1 of 1 trials have both sides as the reference has them (100.0 %); 0 not modelled"


def test_what_is_missed_and_what_is_wrong_lowers_the_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, (TEXT, [["BRAF V600E"]], [["EGFR mutation"]]))
    assert biomarker_extraction.main([str(path), "--all"]) == 1
    said = capsys.readouterr().out
    assert "inclusion single             F2 0.000" in said
    assert "(1 right, 1 wrong, 0 missed)" in said


@pytest.mark.parametrize("content", ["not json", '{"input": "x"}', '["x"]'])
def test_an_unusable_file_ends_with_two(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(content, encoding="utf-8")
    assert biomarker_extraction.main([str(path)]) == 2
    assert "cases.jsonl" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_two(tmp_path: Path) -> None:
    assert biomarker_extraction.main([str(tmp_path / "none.jsonl")]) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EGFR exon 19 del", "EGFR Exon 19 deletion"),
        ("KRas G12C", "KRAS p.G12C"),
        ("MSI-high", "microsatellite instability-high"),
        ("dMMR", "mismatch repair deficient"),
        ("BRCA1 mutated", "BRCA1 mutations"),
    ],
)
def test_two_ways_of_writing_are_one_meaning(one: str, other: str) -> None:
    meaning = Meaning(base().vocabulary)
    assert meaning.of(one) == meaning.of(other)


def test_different_results_stay_different() -> None:
    meaning = Meaning(base().vocabulary)
    names = ["HER2 positive", "HER2 negative", "HER2 mutation", "HER2 amplification", "HER2 exon 20 insertion", "EGFR mutation"]
    assert len({meaning.of(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Inclusion Criteria:\n* No EGFR mutation\n", {"inclusion": [], "exclusion": [["EGFR mutation"]]}),
        ("Inclusion Criteria:\n* Patients with KRAS G12C are excluded\n", {"inclusion": [], "exclusion": [["KRAS G12C"]]}),
        (
            "A study of patients with BRAF V600E.\n\nInclusion Criteria:\n* Age >= 18\n",
            {"inclusion": [["BRAF V600E"]], "exclusion": []},
        ),
        ("Inclusion Criteria:\n* Prior EGFR inhibitor\n* HIV negative\n", {"inclusion": [], "exclusion": []}),
    ],
)
def test_sides(text: str, expected: dict[str, Any]) -> None:
    assert sides_of(text, base().vocabulary) == expected
