"""What every test may use: the base knowledge, facts and plans from a case line, and the reference folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import oncoplan as package
from oncoplan.knowledge.cases import record_of
from oncoplan.knowledge.load import base
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.plan import Plan
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.pipeline import plan
from oncoplan.variants.assess import assess

ROOT = Path(__file__).resolve().parents[1]
TODAY = "2026-11-22"

# A fresh interpreter must test the same package as this one: the installed one, or the checkout's.
PACKAGE = str(Path(package.__file__).resolve().parents[1])

# No deadline: the first example of a test pays for reading the knowledge. No database: tests leave nothing behind.
settings.register_profile(
    "oncoplan",
    deadline=None,
    database=None,
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("oncoplan")


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return base()


@pytest.fixture(scope="session")
def vocabulary(book: RuleBook) -> Vocabulary:
    return book.vocabulary


@pytest.fixture(scope="session")
def facts(vocabulary: Vocabulary) -> Callable[..., Facts]:
    """`facts("LUAD metastatic; EGFR L858R")`: the facts of the first diagnosis (`dx=None`: of the person)."""

    def make(case: str | dict[str, Any] = "LUAD", *, as_of: str = TODAY, dx: int | None = 0) -> Facts:
        found = assess(record_of(case, vocabulary), vocabulary, date.fromisoformat(as_of), "US")
        assert not found.unread, found.unread
        return found.person if dx is None or not found.diagnoses else found.diagnoses[dx]

    return make


@pytest.fixture(scope="session")
def plan_of(vocabulary: Vocabulary) -> Callable[..., Plan]:
    """`plan_of("LUAD metastatic; EGFR L858R")`: the plan of a case line, or of a record written as a mapping."""

    def make(case: str | dict[str, Any], *, as_of: str = TODAY, jurisdiction: str | None = None) -> Plan:
        return plan(record_of(case, vocabulary), as_of=as_of, jurisdiction=jurisdiction)

    return make


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of public reference data beside the repository; CI, where it exists, always has it."""
    folder = ROOT.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("../shared/reference is not here: its data cannot be redistributed with the project")
    return folder


@pytest.fixture(scope="session")
def oncoplan() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the command line in a fresh interpreter, as a person would: `oncoplan("plan", "record.yaml")`."""

    def run(
        *words: str, cwd: Path | None = None, env: dict[str, str] | None = None, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONHASHSEED"))}
        clean["PYTHONPATH"] = PACKAGE
        return subprocess.run(
            [sys.executable, "-m", "oncoplan.cli.main", *words],
            capture_output=True, cwd=cwd, env={**clean, **(env or {})}, input=stdin, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def vocabulary_sections() -> dict[str, bytes]:
    """The compiled vocabulary of the base, to build small packs on."""
    from oncoplan.knowledge.compile import compile_vocabulary
    from oncoplan.knowledge.source import BASE

    return compile_vocabulary(BASE / "vocabulary")
