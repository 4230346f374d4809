"""What the pharmacogenomic harnesses share: case files in, genotypes out, and how a difference is counted and printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from oncoplan.knowledge.load import base
from oncoplan.model.pharmacogene import Genotype, Pharmacogene, Position


class Count:
    """Cases that agreed, were compared and could not be compared; the last line and the exit code."""

    def __init__(self, what: str) -> None:
        self.what, self.agreed, self.compared, self.aside = what, 0, 0, 0

    def case(self, name: str, wrong: Iterable[str]) -> None:
        """One case that was compared, with what is wrong about it."""
        told = list(wrong)
        self.compared += 1
        self.agreed += not told
        for line in told:
            print(f"DIFFERS {name}: {line}")

    def not_modelled(self, name: str, why: str) -> None:
        self.aside += 1
        print(f"NOT MODELLED {name}: {why}")

    def done(self) -> int:
        """Prints the last line; 0 when all that was compared agrees."""
        share = 100 * self.agreed / max(self.compared, 1)
        print(f"{self.agreed} of {self.compared} {self.what} agree ({share:.1f} %); {self.aside} not modelled")
        return 0 if self.compared and self.agreed == self.compared else 1


def load(path: Path) -> Any:
    """The content of a JSON file; None, with a line on stderr, where it cannot be used."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return None


def gene_of(symbol: str) -> Pharmacogene | None:
    return base().vocabulary.pharmacogene(symbol)


def genotyped(
    gene: Pharmacogene, variations: Iterable[list[str]], missing: Iterable[list[str]], *, phased: bool
) -> dict[int, Genotype] | str:
    """A case's genotypes: every position is the genome's but for what the case says; a text where it does not say enough."""
    seen = {p.g38: Genotype((p.ref, p.ref)) for p in gene.positions}
    for symbol, place, *bases in variations:
        if symbol != gene.gene:
            continue
        at = next((p for p in gene.positions if place in (p.rsid, str(p.g38))), None)
        if at is None:
            return f"{place} is not a position of {gene.gene}"
        if not bases:
            return f"the file does not say which bases {place} has"
        read = tuple(None if one == "." else in_vcf_form(at, one) for one in bases)
        seen[at.g38] = Genotype(read, "case" if phased else None)
    for symbol, place in missing:
        if symbol == gene.gene:
            seen = {at: g for at, g in seen.items() if all(p.g38 != at or p.rsid != place for p in gene.positions)}
    return seen


def in_vcf_form(at: Position, written: str) -> str:
    """`delAGAAATGGAA` and other ways to write an insertion or deletion, as the VCF has it."""
    sizes = sorted((at.ref, *at.alts), key=len)
    if written in sizes or len(sizes[-1]) == 1:
        return written
    return sizes[0] if written.startswith("del") else sizes[-1] if written.startswith("ins") else at.ref
