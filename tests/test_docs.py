"""The documentation cannot go stale: what is generated is current, and everything that exists is mentioned."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

from oncoplan.cli.main import COMMANDS
from oncoplan.criteria.registry import every_name, find
from oncoplan.model.rule import Chapter, Effect

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def words() -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))))


def test_the_reference_of_criteria_is_what_the_code_generates():
    reference = pytest.importorskip("oncoplan.criteria.reference")
    make = next(f for name in ("reference", "markdown", "generate") if (f := getattr(reference, name, None)) is not None)
    assert (DOCS / "criteria.md").read_text(encoding="utf-8") == make()


def test_every_criterion_and_each_of_its_parameters_is_in_the_reference():
    from oncoplan.knowledge.authored import hints_of, written_name

    text = (DOCS / "criteria.md").read_text(encoding="utf-8")
    for name in every_name():
        assert f"`{name}`" in text, name
        for parameter in hints_of(find(name)):
            assert written_name(parameter) in text, (name, parameter)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    cli = DOCS / "cli.md"
    assert f"oncoplan {command}" in readme + (cli.read_text(encoding="utf-8") if cli.exists() else "")


@pytest.mark.parametrize("chapter", get_args(Chapter))
def test_every_chapter_is_documented(chapter):
    assert re.search(rf"\b{chapter}\b", words())


@pytest.mark.parametrize("effect", get_args(Effect))
def test_every_effect_is_documented(effect):
    assert re.search(rf"\b{effect}\b", words())


def test_the_quick_start_is_the_first_two_shell_blocks_and_pins_its_installs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.S)
    plan, tests = (b.strip() for b in blocks[:2])
    assert plan == (
        "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt . && "
        ".venv/bin/oncoplan plan examples/lung.yaml"
    )
    assert tests == (
        "python3 -m venv .venv-test && .venv-test/bin/pip install -q -c constraints.txt '.[test]' && "
        ".venv-test/bin/pytest -q"
    )


def test_files_that_the_documents_name_exist():
    missing = []
    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                missing.append(f"{path.name}: {target}")
    assert missing == []


def test_commands_that_the_documents_show_are_accepted(capsysbinary):
    """Every `oncoplan COMMAND ...` line of a shell block is one the parser knows (files and findings need not exist)."""
    from oncoplan.cli.main import COMMANDS as known

    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            for line in block.splitlines():
                for part in re.split(r"&&|\|", line):
                    found = re.match(r"\s*(?:\.venv\S*/bin/)?oncoplan (\S+)", part)
                    if found:
                        assert found.group(1) in {*known, "--help", "--version", "COMMAND"}, f"{path.name}: {line}"
                        shlex.split(part, comments=True)
