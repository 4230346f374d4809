"""A pharmacogenetic phenotype, as the laboratory stated it or as it follows from the alleles."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.criteria.settled_by import for_gene
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words
from oncoplan.variants.pgx_phenotype import caution


@criterion(about="molecular")
def phenotype(facts: Facts, *, gene: str, any_of: tuple[str, ...] = (), allele: tuple[str, ...] = ()) -> Verdict:
    """Met when the stated phenotype is one of `any_of`, or when one of the alleles (`*02:01`, or a finer type of it) was
    found. Where results differ, the more cautious one answers. A result without a phenotype (neither stated nor following from
    the alleles that were read) stays unknown where a phenotype is asked for."""
    asked = " or ".join((*any_of, *allele))
    tests = for_gene(facts.vocabulary, gene, ("substitution",), germline=True)
    results = facts.diplotypes.get(gene, ())
    if allele:
        typed = [(a, have) for have in results for a in have.alleles]
        for found, have in typed:
            if any(found == one or found.startswith(f"{one}:") for one in allele):
                return met(have.name, have.pointer)
        excluded = [have for have in results if have.phenotype and have.phenotype.removeprefix("no ") in allele]
        if excluded or len(typed) > 1:
            told = excluded or [have for _, have in typed]
            return not_met("; ".join(dict.fromkeys(have.name for have in told)), *dict.fromkeys(h.pointer for h in told))
    stated = [have for have in results if any_of and have.phenotype is not None]
    if stated:
        known = facts.vocabulary.pharmacogene(gene)
        have = min(reversed(stated), key=lambda one: caution(known, one.phenotype or "") if known is not None else 0)
        same = plain_words(have.phenotype or "") in {plain_words(a) for a in any_of}
        return (met if same else not_met)(f"{gene}: {have.phenotype}", have.pointer)
    for have in reversed(results if any_of else ()):
        return unknown(f"{have.name}: its phenotype is not worked out", have.pointer, settled_by=tests, suspected=True)
    return unknown(f"{gene} was not tested ({asked} is asked for)", settled_by=tests)
