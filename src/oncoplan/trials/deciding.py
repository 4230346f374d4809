"""The smallest set of tests and facts that would decide a trial, if they came out in its favour."""

from __future__ import annotations

from collections.abc import Iterable

from oncoplan.model.verdict import Node

_MOST = 48  # sets kept at a time: the smallest; beyond it the answer is small, not surely the smallest

Keys = frozenset[str]


def smallest(nodes: Iterable[Node]) -> Keys:
    """Keys of tests, or questions, that settle every one of these; of several smallest sets the first by name.

    What is met already needs nothing. A part without a key stands under its own sentence.
    """
    sets = _every([_needed(node) for node in nodes if node.answer == "unknown"])
    return min(sets, key=_size)


def key_of(node: Node) -> Keys:
    """What settles one criterion that is unknown."""
    return frozenset(node.settled_by) or frozenset((f"{node.criterion}: {node.says}",))


def _needed(node: Node) -> list[Keys]:
    """The alternatives that would settle a node; one empty set where nothing is needed."""
    if node.answer != "unknown":
        return [frozenset()]
    if node.op == "criterion":
        return [key_of(node)]
    open_ = [_needed(child) for child in node.children if child.answer == "unknown"]
    if node.op == "any":
        return _kept(one for sets in open_ for one in sets)
    if node.op == "at_least":
        wanted = int(node.says.split()[2]) - sum(child.answer == "met" for child in node.children)
        return _some(open_, wanted)
    return _every(open_)


def _every(parts: list[list[Keys]]) -> list[Keys]:
    """Sets that settle all the parts: those with one alternative first, so that the others can share its tests."""
    sets: list[Keys] = [frozenset()]
    for part in sorted(parts, key=len):
        sets = _kept(have | more for have in sets for more in part)
    return sets


def _some(parts: list[list[Keys]], wanted: int) -> list[Keys]:
    """Sets that settle `wanted` of the parts."""
    reached: list[list[Keys]] = [[frozenset()], *([] for _ in range(wanted))]
    for part in parts:
        for count in range(wanted, 0, -1):
            more = [have | one for have in reached[count - 1] for one in part]
            reached[count] = _kept([*reached[count], *more])
    return reached[wanted] or [frozenset()]


def _kept(sets: Iterable[Keys]) -> list[Keys]:
    """The smallest, none that contains another."""
    found: list[Keys] = []
    for one in sorted(set(sets), key=_size):
        if len(found) == _MOST:
            break
        if not any(other <= one for other in found):
            found.append(one)
    return found


def _size(keys: Keys) -> tuple[int, list[str]]:
    return len(keys), sorted(keys)
