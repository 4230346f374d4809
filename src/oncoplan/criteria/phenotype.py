"""A pharmacogenetic phenotype, as the laboratory stated it or as it follows from the alleles."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.criteria.settled_by import for_gene
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Diplotype
from oncoplan.model.pharmacogene import Pharmacogene
from oncoplan.model.verdict import Verdict, met, not_met, unknown
from oncoplan.model.vocabulary import plain_words
from oncoplan.variants.pgx_phenotype import caution


@criterion(about="molecular")
def phenotype(
    facts: Facts, *, gene: str, any_of: tuple[str, ...] = (), allele: tuple[str, ...] = (), activity: tuple[float, ...] = ()
) -> Verdict:
    """Met when the stated phenotype is one of `any_of`, when one of the alleles (`*02:01`, or a finer type of it) was
    found, or when the activity score is one of `activity`. Where results differ, the more cautious one answers. A result
    without a phenotype (neither stated nor following from the alleles that were read) stays unknown where a phenotype is
    asked for."""
    asked = " or ".join((*any_of, *allele, *(f"activity score {score:g}" for score in activity)))
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
    if activity:
        return _by_activity(facts, gene, activity, asked, tests)
    stated = [have for have in results if any_of and have.phenotype is not None]
    if stated:
        known = facts.vocabulary.pharmacogene(gene)
        have = min(reversed(stated), key=lambda one: caution(known, one.phenotype or "") if known is not None else 0)
        same = plain_words(have.phenotype or "") in {plain_words(a) for a in any_of}
        return (met if same else not_met)(_named(have, have.phenotype or ""), have.pointer)
    for have in reversed(results if any_of else ()):
        return unknown(f"{have.name}: its phenotype is not worked out", have.pointer, settled_by=tests, suspected=True)
    return unknown(f"{gene} was not tested ({asked} is asked for)", settled_by=tests)


def _by_activity(facts: Facts, gene: str, activity: tuple[float, ...], asked: str, tests: tuple[str, ...]) -> Verdict:
    """By the score of the most cautious result; a phenotype without its score answers only where none of the scores fits it."""
    known = facts.vocabulary.pharmacogene(gene)
    stated = [have for have in facts.diplotypes.get(gene, ()) if have.phenotype is not None]
    if known is None or not stated:
        open_ = facts.diplotypes.get(gene, ())
        says = f"{open_[-1].name}: its activity score is not known" if open_ else f"{gene} was not tested ({asked} is asked for)"
        return unknown(says, *(have.pointer for have in open_[-1:]), settled_by=tests, suspected=bool(open_))

    def cautious(one: Diplotype) -> tuple[int, float]:
        return caution(known, one.phenotype or ""), one.activity if one.activity is not None else -1.0

    have = min(reversed(stated), key=cautious)
    if have.activity is not None:
        same = any(abs(have.activity - score) < _SAME for score in activity)
        return (met if same else not_met)(_named(have, f"activity score {have.activity:g}"), have.pointer)
    if not any(_fits(known, have.phenotype or "", score) for score in activity):
        return not_met(_named(have, have.phenotype or ""), have.pointer)
    says = f"{gene}: {have.phenotype}, without its activity score ({asked} is asked for)"
    return unknown(says, have.pointer, settled_by=tests, suspected=True)


def _named(have: Diplotype, says: str) -> str:
    """The result with what follows from it, once, and whether more could be wrong than was read."""
    more = " at best: not everything was read" if have.at_most else ""
    return f"{have.name if says in have.name else f'{have.name}: {says}'}{more}"


_SAME = 1e-6


def _fits(gene: Pharmacogene, phenotype: str, score: float) -> bool:
    return any(said == phenotype and low <= score <= high for low, high, said in gene.scores)
