"""oncoplan: a person's record and lab tests in; a plan of cancer care out.

    from oncoplan import load_record, plan
    print(plan(load_record("record.yaml")))
"""

from __future__ import annotations

from typing import Any

from oncoplan._version import __version__

__all__ = ["__version__", "load_record", "plan"]


def __getattr__(name: str) -> Any:
    """Load the library only when it is used, so that `oncoplan --help` stays quick."""
    if name == "plan":
        from oncoplan.pipeline import plan

        return plan
    if name == "load_record":
        from oncoplan.pipeline import load_record

        return load_record
    raise AttributeError(f"module 'oncoplan' has no attribute {name!r}")
