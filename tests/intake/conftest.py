"""What the tests of the readers share: writing small files, and the reference data where it is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from oncoplan.intake import Intake, Unusable, load_record

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file into the test's own folder."""

    def one(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return one


@pytest.fixture
def load(write: Callable[[str, str | bytes], Path]) -> Callable[[str], Intake]:
    """The record in this YAML text."""
    return lambda text: load_record(write("record.yaml", text))


@pytest.fixture
def unusable() -> Callable[..., Unusable]:
    """What a call raises because the input cannot be used; it fails when nothing is raised."""

    def one(call: Callable[..., object], *args: object, **named: object) -> Unusable:
        with pytest.raises(Unusable) as caught:
            call(*args, **named)
        assert "\n" not in caught.value.says
        assert caught.value.hint
        return caught.value

    return one


@pytest.fixture
def reference() -> Callable[[str], Path]:
    """A file of the reference data. Skips where the folder is absent; in CI a missing file in it fails."""

    def one(name: str) -> Path:
        if not REFERENCE.is_dir():
            pytest.skip(f"{REFERENCE} is absent: a newcomer has no reference data")
        path = REFERENCE / name
        if not path.exists():
            if os.environ.get("CI"):
                pytest.fail(f"{path} is missing, and CI is meant to read it")
            pytest.skip(f"{path} is missing")
        return path

    return one
