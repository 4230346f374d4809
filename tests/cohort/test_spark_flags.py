"""What `cohort plan --engine` asks for; no Spark is needed to be told so."""

from __future__ import annotations

import sys

import pytest

from oncoplan.cli.main import main


@pytest.fixture
def plan(tmp_path):
    """Runs `cohort plan` on one small record."""
    (tmp_path / "one.yaml").write_text("id: one\ndiagnoses: [{cancer: LUAD}]\n", encoding="utf-8")

    def run(*flags: str) -> int:
        return main(["cohort", "plan", "--records", str(tmp_path), "--out", str(tmp_path / "out"), *flags])

    return run


@pytest.mark.parametrize("flags", [("--master", "local[2]"), ("--engine", "spark", "--workers", "2")])
def test_flags_of_the_other_engine_are_refused(plan, capsys, flags):
    assert plan(*flags) == 2
    assert "hint:" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["pyarrow", "pyspark.sql"])
def test_without_the_extra_it_says_what_to_install(plan, capsys, monkeypatch, missing):
    if missing != "pyarrow":
        pytest.importorskip("pyarrow", reason="pyarrow comes with the extra oncoplan[spark]")
    monkeypatch.delitem(sys.modules, "oncoplan.cohort.spark", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    assert plan("--engine", "spark") == 1
    assert "pip install 'oncoplan[spark]'" in capsys.readouterr().err
