"""The pharmacogenomic harnesses: on small files of our own, and on the reference cases where they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation import bcrat, claus, dpyd, pgx_pipeline, pgx_tables, plcom2012, star_alleles


def written(path: Path, what: Any) -> str:
    path.write_text(json.dumps(what))
    return str(path)


CASE = {"id": "one", "phased": False, "reference": [], "missing": [], "top_only": False, "clean": True}


def test_a_case_that_agrees_one_that_does_not_and_one_that_is_not_modelled(tmp_path, capsys):
    right = CASE | {"variations": [["TPMT", "rs1800462", "C", "G"]], "expected_matches": ["*1/*2"]}
    wrong = right | {"id": "two", "expected_matches": ["*1/*1"]}
    other = right | {"id": "three", "variations": [["CFTR", "rs1", "C", "G"]]}
    assert star_alleles.main([written(tmp_path / "a.json", [right])]) == 0
    assert star_alleles.main([written(tmp_path / "b.json", [right, wrong, other])]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "1 of 2 cases agree (50.0 %); 1 not modelled"
    assert any(line.startswith("DIFFERS two: expected ['*1/*1'], found ['*1/*2']") for line in out)


@pytest.mark.parametrize("harness", [star_alleles, dpyd, pgx_pipeline, pgx_tables])
def test_a_file_that_cannot_be_used_ends_with_two(harness, tmp_path):
    assert harness.main([str(tmp_path / "absent")]) == 2


@pytest.mark.parametrize("harness", [bcrat, claus, plcom2012, star_alleles, dpyd, pgx_pipeline])
@pytest.mark.parametrize("content", [[{}], {"cases": [{}]}, [1], "text", {"rsid_to_hgvs": {}, "cases": [{"row": 1}]}])
def test_a_file_whose_cases_lack_what_is_needed_ends_with_two(harness, content, tmp_path, capsys):
    assert harness.main([written(tmp_path / "other.json", content)]) == 2
    assert "other.json: " in capsys.readouterr().err


def test_a_folder_without_a_usable_table_ends_with_two(tmp_path):
    written(tmp_path / "TPMT.json", ["no table"])
    assert pgx_tables.main([str(tmp_path)]) == 2


def test_tables_are_compared_diplotype_by_diplotype(tmp_path, capsys):
    rows = [
        {"diplotype": "*1/*2", "diplotypekey": {"*1": 1, "*2": 1}, "generesult": "Intermediate Metabolizer"},
        {"diplotype": "*2/*2", "diplotypekey": {"*2": 2}, "generesult": "Normal Metabolizer"},
    ]
    written(tmp_path / "TPMT.json", {"gene": "TPMT", "diplotypes": rows})
    assert pgx_tables.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 2 diplotypes agree (50.0 %); 0 not modelled"


@pytest.mark.reference
def test_every_clean_reference_case_agrees(reference, capsys):
    assert star_alleles.main([str(reference / "pgx" / "star_allele_genotype_cases.json")]) == 0
    assert star_alleles.main([str(reference / "pgx" / "star_allele_matcher_cases.json")]) == 0
    assert dpyd.main([str(reference / "pgx" / "dpyd_cases.json")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "55 of 55 cases agree (100.0 %); 0 not modelled"


@pytest.mark.reference
def test_every_diplotype_of_the_reference_tables_agrees(reference):
    assert pgx_tables.main([str(reference / "pgx" / "phenotypes")]) == 0


@pytest.mark.reference
def test_the_pipeline_cases_differ_only_where_the_documentation_says_so(reference, capsys):
    pgx_pipeline.main([str(reference / "pgx" / "pgx_pipeline_cases.json")])
    differs = {line.split(":")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("DIFFERS")}
    known = Path(__file__).resolve().parents[1].joinpath("docs", "pharmacogenomics.md").read_text()
    assert differs
    assert all(f"`{name.removeprefix('DIFFERS ')}`" in known for name in differs)
