"""One finding that may be of several genes or residues: `BRCA mutation`, `TSC1 or TSC2 inactivating`, `BRAF V600E or V600K`."""

from __future__ import annotations

import re
from functools import lru_cache

from oncoplan.model.finding import Alteration, AnyFinding
from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words_genes import finding_words

_SAME_RESIDUE = Pattern(
    r"^(.+?)\s+(?:p\.)?([A-Z])(\d+)([A-Z])(?:\s*(?:/|,|\bor\b)\s*(?:p\.)?\2\3([A-Z]))+(?:[\s-]+(?:mutat\w+|mutant|positive|substitution))*$"
)
_NAMED = 4  # genes are named one by one up to here


@lru_cache(maxsize=16)
def _group_names(vocabulary: Vocabulary) -> tuple[tuple[str, tuple[str, ...]], ...]:
    groups = finding_words(vocabulary).get("one_of", {})
    return tuple((name, tuple(groups[name])) for name in sorted(groups, key=len, reverse=True))


def group_named(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...], str] | None:
    """The group of genes that `text` begins with (as written, its genes, and what is said of one of them)."""
    for name, genes in _group_names(vocabulary):
        found = re.match(rf"(?i)({re.escape(name)})(?:[\s:-]+(?<!-(?=\d))(?:genes?\b[\s-]*)?|$)(.*)$", text)
        if found:
            return found[1], genes, found[2].strip()
    return None


def same_residue(text: str) -> tuple[str, ...]:
    """`BRAF V600E or V600K` as (`BRAF V600E`, `BRAF V600K`); () for anything else."""
    found = _SAME_RESIDUE.match(text)
    if not found:
        return ()
    changes = re.findall(rf"(?<![A-Za-z0-9]){found[2]}{found[3]}[A-Z](?![A-Za-z0-9])", text)
    return tuple(f"{found[1]} {change}" for change in dict.fromkeys(changes))


def either(options: tuple[AnyFinding, ...], name: str) -> Alteration:
    """One alteration that is one of `options`. Raises `Unreadable` where they are no alterations."""
    plain = tuple(one for one in options if isinstance(one, Alteration))
    if len(plain) != len(options) or len(plain) < 2:
        raise Unreadable(f'cannot read "{name}": which was found is not said', "write each finding by itself")
    kinds = {one.kind for one in plain}
    note = "which of them is not stated"
    return Alteration(
        text="", name=name, gene=None, kind=kinds.pop() if len(kinds) == 1 else "variant", either=plain, notes=(note,)
    )


def joint_name(label: str, genes: tuple[str, ...], rest: str) -> str:
    """`BRCA1 or BRCA2 mutation`; a long group goes by the name it was written with."""
    rest = re.sub(r"(?i)[- ]positive$", "", rest)
    rest = re.sub(r"(?i)(mutation|alteration|fusion|rearrangement|variant)s$", r"\1", rest)
    return f"{' or '.join(genes) if len(genes) <= _NAMED else label} {rest}".strip()
