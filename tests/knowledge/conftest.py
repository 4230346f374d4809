"""A tiny pack of knowledge that is right, to plant mistakes in."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from oncoplan.knowledge.source import BASE

RULE: dict[str, Any] = {
    "id": "treatment.lung.egfr_l858r.osimertinib",
    "chapter": "treatment",
    "when": {"all": [{"cancer": "NSCLC"}, {"alteration": {"gene": "EGFR", "any_of": ["L858R"]}}]},
    "then": {"effect": "sensitive", "drugs": ["osimertinib"], "says": "An option.", "plainly": "A pill for this."},
    "evidence": {"sources": [{"id": "pmid:29151359", "says": "FLAURA"}], "approvals": [{"by": "FDA", "on": "2018-04-18"}]},
    "reviewed": {"on": "2026-11-22", "basis": "full_text"},
    "cases": {
        "met": ["LUAD metastatic; EGFR L858R"],
        "not_met": ["LUAD; EGFR wild type"],
        "unknown": ["LUAD metastatic"],
    },
}
DEFINITION: dict[str, Any] = {
    "id": "egfr_l858r",
    "name": "EGFR L858R",
    "when": {"alteration": {"gene": "EGFR", "any_of": ["L858R"]}},
    "sources": [{"id": "pmid:29151359"}],
}


def changed(entry: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with `a.b.c` set; a value of None takes the key out."""
    new = copy.deepcopy(entry)
    for dotted, value in changes.items():
        *way, last = dotted.split(".")
        part = new
        for step in way:
            part = part[step]
        if value is None:
            part.pop(last)
        else:
            part[last] = value
    return new


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """`pack(rules=[...], definitions=[...])` or `pack(text="- id: ...")`: a folder of knowledge with the base vocabulary."""

    def make(
        rules: list[dict[str, Any]] | None = None,
        definitions: list[dict[str, Any]] | None = None,
        *,
        text: str | None = None,
        name: str = "pack",
    ) -> Path:
        folder = tmp_path / name
        (folder / "rules" / "treatment").mkdir(parents=True)
        (folder / "definitions").mkdir()
        (folder / "pack.yaml").write_text("pack: tiny\nversion: '1'\n")
        (folder / "vocabulary").symlink_to(BASE / "vocabulary", target_is_directory=True)
        written = yaml.safe_dump([RULE] if rules is None else rules, sort_keys=False) if text is None else text
        (folder / "rules" / "treatment" / "tiny.yaml").write_text(written)
        if definitions:
            (folder / "definitions" / "tiny.yaml").write_text(yaml.safe_dump(definitions, sort_keys=False))
        return folder

    return make


@pytest.fixture(scope="session", autouse=True)
def compiled_vocabulary_once() -> Any:
    """The base vocabulary is compiled once for all the tiny packs that share it."""
    from oncoplan.knowledge import compile as compiler
    from oncoplan.knowledge import lint as linter

    sections = compiler.compile_vocabulary(BASE / "vocabulary")
    with pytest.MonkeyPatch.context() as patch:
        for module in (compiler, linter):
            real = module.compile_vocabulary
            patch.setattr(
                module,
                "compile_vocabulary",
                lambda folder, real=real: dict(sections) if folder.is_symlink() else real(folder),
            )
        yield
