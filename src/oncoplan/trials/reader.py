"""Which reader a stored trial was read by: so that a store knows what to read again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def reader_digest() -> str:
    """Changes when the code that reads trials, or the knowledge it reads them with, changes."""
    from oncoplan.knowledge.load import base

    whole = hashlib.sha256(base().head.digest.encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *here.glob("*.yaml"), *here.glob("*.tsv"), here.parent / "model" / "trial.py"]):
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{whole.hexdigest()}"
