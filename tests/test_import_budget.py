"""What one person's plan may import: nothing heavy, so that it starts in milliseconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import oncoplan

ROOT = Path(__file__).resolve().parents[1]
FRESH = {**os.environ, "PYTHONPATH": str(Path(oncoplan.__file__).resolve().parents[1])}
HEAVY = {"numpy", "polars", "pandas", "pyarrow", "scipy", "pydantic", "fastapi", "starlette", "uvicorn", "flask", "django",
         "aiohttp", "requests", "httpx", "sqlalchemy", "pysam", "jinja2", "pytest", "hypothesis"}  # fmt: skip

SCRIPT = """
import sys
from oncoplan.cli.main import main
try:
    code = main({words!r})
except SystemExit as stop:
    code = stop.code or 0
sys.stderr.write("\\n" + " ".join(sorted({{name.partition(".")[0] for name in sys.modules}})))
sys.exit(code)
"""


def imported(*words: str) -> set[str]:
    """The top-level modules in a fresh interpreter after a command."""
    script = SCRIPT.format(words=list(words))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=FRESH, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().splitlines()[-1].split())


FLAGS = ("--cancer", "LUAD", "--finding", "EGFR L858R", "--format", "json", "--as-of", "2026-11-22")


@pytest.fixture(scope="module", autouse=True)
def compiled(book):
    """The compiled pack is in the cache (or built in) before anything is measured."""
    return book


def test_a_plan_from_flags_imports_nothing_heavy_and_no_yaml():
    modules = imported("plan", *FLAGS)
    assert not modules & HEAVY
    assert not modules & {"yaml", "_yaml"}, "the compiled pack was not used"
    assert not modules & {"asyncio", "multiprocessing", "socket", "http", "sqlite3", "xml"}


@pytest.mark.parametrize("form", ["text", "jsonl", "letter"])
def test_no_format_imports_anything_heavy(form):
    assert not imported("plan", *FLAGS[:-4], "--format", form) & HEAVY


def test_a_plan_from_a_record_imports_nothing_heavy():
    assert not imported("plan", str(ROOT / "examples" / "lung.yaml"), "--as-of", "2026-11-22") & HEAVY


def test_help_imports_no_msgspec_and_no_knowledge():
    assert not imported("--help") & ({"msgspec", "yaml", "argparse", "json", "dataclasses"} | HEAVY)
    assert "msgspec" not in imported("plan", "--help")


@pytest.mark.parametrize("form", ["json", "text", "letter"])
def test_a_plan_without_a_store_loads_nothing_of_trials(form):
    script = (
        "import sys\nfrom oncoplan.cli.main import main\n"
        f"main({['plan', *FLAGS[:-4], '--as-of', '2026-11-22', '--format', form]!r})\n"
        "sys.stderr.write(' '.join(n for n in sys.modules if n.startswith('oncoplan.trials') or n.endswith('trial_list')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=FRESH, check=True)
    assert done.stderr.split() == []


def test_importing_the_library_is_nearly_free():
    code = "import sys, oncoplan; print('msgspec' in sys.modules, 'oncoplan.pipeline' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=FRESH, check=True)
    assert done.stdout.split() == [b"False", b"False"]
