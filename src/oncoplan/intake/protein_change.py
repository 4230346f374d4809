"""A protein change in HGVS from the residues before and after, for annotators that give these alone."""

from __future__ import annotations


def from_residues(first: int, before: str, after: str, *, frameshift: bool = False, start_lost: bool = False) -> str:
    """`p.L858R`, `p.E746_A750del`, `p.D770_N771insSVD`, `p.R201fs`; "" where the residues do not say what changed.

    `before` and `after` are one-letter residues from position `first`; `-` means none, `*` a stop, `X` not known.
    """
    before, after = before.replace("-", ""), after.replace("-", "")
    if start_lost:
        return "p.M1?"
    if frameshift:
        return f"p.{before[0]}{first}fs" if before and before[0].isalpha() and before[0] != "X" else ""
    if "X" in before + after or "?" in before + after or not before + after:
        return ""
    if before == after:
        return f"p.{before[0]}{first}=" if before else ""
    while before and after and before[0] == after[0] and len(before) + len(after) > 2:
        before, after, first = before[1:], after[1:], first + 1
    while before and after and before[-1] == after[-1] and len(before) + len(after) > 2:
        before, after = before[:-1], after[:-1]
    if not before:
        return ""  # an insertion needs the residues beside it, which are not here
    if "*" in after:
        return f"p.{before[0]}{first}*" if after[0] == "*" else ""
    if before[0] == "*":
        return f"p.*{first}{after[:1]}ext*?"
    last = first + len(before) - 1
    span = f"{before[0]}{first}" if last == first else f"{before[0]}{first}_{before[-1]}{last}"
    if not after:
        return f"p.{span}del"
    if len(before) == len(after) == 1:
        return f"p.{before}{first}{after}"
    return f"p.{span}delins{after}"


def insertion(first: int, before: str, after: str) -> str:
    """`p.L20_L21insLP`-like notation where `before` is one residue kept at either end of `after`; "" elsewhere."""
    if len(before) == 1 and len(after) > 1 and after.startswith(before) and "X" not in after and "*" not in after:
        return f"p.{before}{first}delins{after}"
    if len(before) == 1 and len(after) > 1 and after.endswith(before) and "X" not in after and "*" not in after:
        return f"p.{before}{first}delins{after}"
    return ""
