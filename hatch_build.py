"""Compiles the knowledge while the wheel is built, so that an installed package reads one file and needs no YAML to run."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `oncoplan/knowledge/compiled.bin` to the wheel; an editable install compiles at run time instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from oncoplan.knowledge.compile import compile_folder
        from oncoplan.knowledge.source import BASE

        folder = Path(tempfile.mkdtemp(prefix="oncoplan-build-"))
        compiled = folder / "compiled.bin"
        compiled.write_bytes(compile_folder(BASE))
        build_data["force_include"][str(compiled)] = "oncoplan/knowledge/compiled.bin"
