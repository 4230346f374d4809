"""A pharmacogenetic phenotype, as the laboratory stated it."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words


@criterion(about="molecular")
def phenotype(facts: Facts, *, gene: str, any_of: tuple[str, ...]) -> Verdict:
    """Met when the stated phenotype is one of `any_of`. A diplotype with no stated phenotype stays unknown here."""
    asked = " or ".join(any_of)
    tests = (f"{gene.lower()}",)
    for have in reversed(facts.diplotypes.get(gene, ())):
        if have.phenotype is None:
            return unknown(f"{have.name}: its phenotype is not worked out", have.pointer, settled_by=tests, suspected=True)
        same = plain_words(have.phenotype) in {plain_words(a) for a in any_of}
        return (met if same else not_met)(f"{gene}: {have.phenotype}", have.pointer)
    return unknown(f"{gene} was not tested ({asked} is asked for)", settled_by=tests)
