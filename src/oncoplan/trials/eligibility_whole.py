"""What only the whole text shows: criteria that cannot all be required of one person were alternatives, and are not read."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from oncoplan.model.trial import Clause, Condition
from oncoplan.model.vocabulary import Vocabulary


def without_contradictions(clauses: list[Clause], vocabulary: Vocabulary) -> list[Clause]:
    """Cancers that exclude each other, or both sexes, each asked for by its own line: a list of alternatives whose heading was
    not understood. None of them is read."""
    asked = [list(_required(clause.when)) if clause.side == "inclusion" and clause.when else [] for clause in clauses]
    apart: set[int] = set()
    for number, ours in enumerate(asked):
        for other in range(number):
            together = clauses[number].group in (None, clauses[other].group) or clauses[other].group is None
            if together and any(_disagree(a, b, vocabulary) for a in ours for b in asked[other]):
                apart |= {number, other}
    return [structs.replace(clause, when=None, left=()) if number in apart else clause for number, clause in enumerate(clauses)]


def contradict(conditions: list[Condition], vocabulary: Vocabulary) -> bool:
    """Whether conditions that would hold together ask for cancers or sexes that exclude each other."""
    asked = [one for when in conditions for one in _required(when)]
    return any(_disagree(a, b, vocabulary) for n, a in enumerate(asked) for b in asked[:n])


def _required(when: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The cancers, sexes and menopausal states that the condition cannot do without."""
    if set(when) == {"all"}:
        for part in when["all"]:
            yield from _required(part)
    for key in ("cancer", "sex", "menopause"):
        if set(when) == {key}:
            value = when[key]
            yield key, tuple(value) if isinstance(value, list) else (str(value),)


def _disagree(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]], vocabulary: Vocabulary) -> bool:
    if one[0] != other[0]:
        return False
    if one[0] != "cancer":
        return not set(one[1]) & set(other[1])
    return not any(vocabulary.is_a(a, b) or vocabulary.is_a(b, a) for a in one[1] for b in other[1])
