"""How the biomarkers of a sentence combine: one tree of `any` and `all`, and its disjunctive normal form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise, product
from typing import Any, TypeVar

from oncoplan.trials.eligibility_mention import Mention
from oncoplan.trials.eligibility_phrases import RESULTS

Tree = tuple[str, Any]
"""`("one", Mention)`, `("any", [Tree])` or `("all", [Tree])`."""
T = TypeVar("T")
_MOST = 400  # terms of a normal form


def tree_of(mentions: Sequence[Mention]) -> Tree | None:
    """The sentence's biomarkers as one tree; None where there are none.

    A list of genes that share a change is alternatives (all of them where they are asked to be absent or unchanged). What is
    joined without a comma belongs together first; then `and` before `or`.
    """
    groups = [_listed(list(group)) for _, group in groupby(mentions, key=lambda m: m.listed)]
    if not groups:
        return None
    segments: list[tuple[str, list[tuple[str, Tree, Mention]]]] = []
    for tree, first, last in groups:
        join = _join(first, segments[-1][1][-1][2] if segments else None)
        if segments and join in ("and", "or", "and/or", ""):
            segments[-1][1].append((join or "and", tree, last))
        else:
            segments.append((join, [("", tree, last)]))
    joined = [(join, _bound([(j, t) for j, t, _ in parts])) for join, parts in segments]
    return _bound(_resolved(joined))


def ambiguous(mentions: Sequence[Mention]) -> bool:
    """Whether `and` and `or` stand between single biomarkers without a comma, so that either may bind first."""
    joins = {
        m.joined for n, m in enumerate(mentions) if n and m.listed != mentions[n - 1].listed and not m.example and not m.absent
    }
    loose = any(not m.joined and not _is_result(m) and not _is_result(o) for o, m in pairwise(mentions) if m.listed != o.listed)
    return loose or ("or" in joins and bool(joins & {"and", ""}))


def _join(first: Mention, before: Mention | None) -> str:
    if before is None:
        return ""
    join = first.joined
    if first.example or (not join and not first.absent and not (_is_result(first) or _is_result(before))):
        return "or"
    if first.absent and before.absent and join.endswith("or"):
        return "," if join.startswith(",") else "and"
    if not first.absent and first.genes and first.genes == before.genes and join.endswith("and") and not _is_result(first):
        return join.replace("and", "or")
    return join


def _is_result(mention: Mention) -> bool:
    return mention.what in RESULTS or not mention.genes


def _listed(mentions: list[Mention]) -> tuple[Tree, Mention, Mention]:
    """One list: `EGFR, ALK or ROS1 fusions`, `RAS and BRAF wild type`."""
    trees: list[Tree] = [("one", m) for m in mentions]
    if len(trees) == 1:
        return trees[0], mentions[0], mentions[-1]
    said = [m.joined for m in mentions[1:]]
    every = mentions[0].absent or (
        _is_result(mentions[0]) and any(j.endswith("and") for j in said) and not any(j.endswith("or") for j in said)
    )
    if mentions[0].what == "wild type" and not any(j.endswith("or") for j in said):
        every = True
    return ("all" if every else "any", trees), mentions[0], mentions[-1]


def _resolved(parts: list[tuple[str, Tree]]) -> list[tuple[str, Tree]]:
    """Commas take the word that closes their list; without one, alternatives of changes, else all of it."""
    done: list[tuple[str, Tree]] = []
    for number, (join, tree) in enumerate(parts):
        if join == ",":
            later = next((j for j, _ in parts[number + 1 :] if j != ","), "")
            join = later.strip(",") if later.endswith(("or", "and")) else ""
            if not join:
                join = "or" if all(_changes(t) for _, t in parts) else "and"
        elif join in (",or", ",and"):
            join = join[1:]
        elif join == ";":
            join = "and"
        done.append((join, tree))
    return done


def _changes(tree: Tree) -> bool:
    if tree[0] == "one":
        return not _is_result(tree[1]) and not tree[1].absent
    return all(_changes(part) for part in tree[1])


def _bound(parts: list[tuple[str, Tree]]) -> Tree:
    """`and/or` first, then `and`, then `or`."""
    tight: list[tuple[str, Tree]] = []
    for join, tree in parts:
        if join == "and/or":
            before = tight.pop()
            both = [*before[1][1], tree] if before[1][0] == "tight" else [before[1], tree]
            tight.append((before[0], ("tight", both)))
        else:
            tight.append((join, tree))
    parts = [(join, ("any", tree[1]) if tree[0] == "tight" else tree) for join, tree in tight]
    either: list[list[Tree]] = [[]]
    for join, tree in parts:
        if join == "or":
            either.append([])
        either[-1].append(tree)
    kept: list[Tree] = [one[0] if len(one) == 1 else ("all", one) for one in either]
    return kept[0] if len(kept) == 1 else ("any", kept)


def normal_form(tree: Tree, leaf: Callable[[Mention], T]) -> list[list[T]]:
    """The tree as alternatives, each a list of what must hold together."""
    if tree[0] == "one":
        return [[leaf(tree[1])]]
    parts = [normal_form(part, leaf) for part in tree[1]]
    if tree[0] == "any":
        return [term for part in parts for term in part]
    terms: list[list[T]] = []
    for picked in product(*parts):
        terms.append([one for term in picked for one in term])
        if len(terms) >= _MOST:
            break
    return terms
