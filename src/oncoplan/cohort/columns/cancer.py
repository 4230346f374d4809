"""The cancer of a diagnosis against nodes of the tree, for every code that occurs in a cohort."""

from __future__ import annotations

from collections.abc import Sequence

from oncoplan.model.verdict import Verdict
from oncoplan.model.vocabulary import Vocabulary

_DX = ("diagnoses",)
_MET = Verdict("met", "", _DX)
_NOT_MET = Verdict("not_met", "", _DX)
_OPEN = Verdict("unknown", "", _DX, ("histology_review",))
_SUSPECTED = Verdict("unknown", "", _DX, ("histology_review",), True)


def cancer(
    values: Sequence[str | None], words: Vocabulary, *, any_of: tuple[str, ...], but_not: tuple[str, ...] = ()
) -> list[Verdict]:
    """As `criteria.cancer`, without sentences."""
    wanted, excluded = set(any_of), set(but_not)
    above_wanted = {node for name in any_of for node in words.ancestors(name)}
    above_excluded = {node for name in but_not for node in words.ancestors(name)}
    return [_of(code, words, wanted, excluded, above_wanted, above_excluded) for code in values]


def _of(
    code: str | None, words: Vocabulary, wanted: set[str], excluded: set[str], above_wanted: set[str], above_excluded: set[str]
) -> Verdict:
    if code is None:
        return _OPEN
    mine = words.ancestors(code)
    if not excluded.isdisjoint(mine):
        return _NOT_MET
    if not wanted.isdisjoint(mine):
        return _SUSPECTED if code in above_excluded else _MET
    return _OPEN if code in above_wanted else _NOT_MET
