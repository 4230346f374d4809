"""Files → records. One reader per format; a reader decides nothing medical, and lists what it could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.intake.records import load_record, read_records

if TYPE_CHECKING:
    from oncoplan.intake.flags import from_flags

__all__ = ["Intake", "Problem", "Unusable", "from_flags", "load_record", "read_records"]


def __getattr__(name: str) -> Any:
    """`from_flags` is imported when it is first asked for: most runs read a record and need no table reader."""
    if name == "from_flags":
        from oncoplan.intake.flags import from_flags

        return from_flags
    raise AttributeError(name)
