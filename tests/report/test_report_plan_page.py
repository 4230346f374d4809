"""The page on the plan cannot go stale: every part and every key of the model is on it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from oncoplan.model import plan as model

PAGE = (Path(__file__).parents[2] / "docs" / "plan.md").read_text("utf-8")
PARTS = [p for p in vars(model).values() if isinstance(p, type) and issubclass(p, model.Noun) and p is not model.Noun]
INLINE = {"KnowledgeUsed", "InputUsed", "TrialsUsed"}  # told in a cell of MadeBy


@pytest.mark.parametrize("part", PARTS, ids=lambda p: p.__name__)
def test_every_key_is_on_the_page(part: type[msgspec.Struct]) -> None:
    name = "MadeBy" if part.__name__ in INLINE else part.__name__
    heading = next(h for h in PAGE.split("\n#")[1:] if h.lstrip("#").startswith(f" {name}\n"))
    assert [key for key in part.__struct_fields__ if f"`{key}`" not in heading] == []


def test_the_safety_page_says_what_must_be_said() -> None:
    page = " ".join((Path(__file__).parents[2] / "docs" / "limits-and-safety.md").read_text("utf-8").split())
    for says in (
        "must be reviewed by a clinician",
        "Not a medical device",
        "Missing data is unknown, never no",
        "supports a decision",
    ):
        assert says in page
