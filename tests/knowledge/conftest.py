"""A tiny pack of knowledge that is right, to plant mistakes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from oncoplan.knowledge.source import BASE
from tiny_pack import RULE


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
