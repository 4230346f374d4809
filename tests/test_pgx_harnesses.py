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
def test_every_pipeline_case_agrees_or_is_explained(reference, capsys):
    assert pgx_pipeline.main([str(reference / "pgx" / "pgx_pipeline_cases.json")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "58 of 58 cases agree (100.0 %); 51 not modelled"


PERSON = {"sex": None, "phased": False, "reference_genes": [], "variations": [], "missing": [], "extra_positions": [],
          "outside_calls": [], "calls": {}}  # fmt: skip


def check(kind: str, *strings: str) -> dict[str, Any]:
    return {"check": kind, "strings": list(strings), "vars": [], "n": None, "source": None, "raw": ""}


def test_a_call_in_spite_of_a_base_of_no_allele_is_not_asked_of_us_but_no_call_is(tmp_path, capsys):
    odd = PERSON | {"variations": [["TPMT", "rs1800462", "C", "A"]]}
    called = odd | {"id": "called", "expect": [check("testCalledByMatcher", "TPMT")]}
    not_called = odd | {"id": "not", "expect": [check("testNotCalledByMatcher", "TPMT")]}
    assert pgx_pipeline.main([written(tmp_path / "a.json", [called, not_called])]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 cases agree (100.0 %); 1 not modelled"
    plain = PERSON | {"id": "plain", "reference_genes": ["TPMT"], "expect": [check("testNotCalledByMatcher", "TPMT")]}
    assert pgx_pipeline.main([written(tmp_path / "b.json", [plain])]) == 1


def test_one_typed_hla_allele_makes_no_other_negative_and_two_do(tmp_path, capsys):
    def case(name: str, typed: str, *wanted: str) -> dict[str, Any]:
        expected = check("testSourcePhenotype", "HLA-B", *wanted)
        return PERSON | {"id": name, "outside_calls": [f"HLA-B\t{typed}"], "expect": [expected]}

    cases = [case("one", "*15:02", "*57:01 negative"), case("two", "*15:02/*07:02", "*57:01 negative")]
    assert pgx_pipeline.main([written(tmp_path / "a.json", [*cases, case("seen", "*57:01", "*57:01 positive")])]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 of 2 cases agree (100.0 %); 1 not modelled"
    assert pgx_pipeline.main([written(tmp_path / "b.json", [case("wrong", "*57:01/*07:02", "*57:01 negative")])]) == 1
