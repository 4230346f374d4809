"""A gene, or each of several, is free of the changes asked about."""

from __future__ import annotations

from oncoplan.criteria import settled_by
from oncoplan.criteria.molecular import judge_all, kinds_asked, not_seen, plain_list
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="molecular")
def wild_type(facts: Facts, *, gene: tuple[str, ...], any_of: tuple[str, ...] = (), exons: tuple[int, ...] = ()) -> Verdict:
    """Met only where every gene was looked at by a test that could have seen such a change, succeeded, and saw none
    (or the record says wild type). Without `any_of`: any small change that alters the protein. Never from silence."""
    wanted = any_of or (tuple(f"exon {e} mutation" for e in exons) if exons else ("mutation",))
    open_: list[str] = []
    tests: list[str] = []
    pointers: list[str] = []
    for one in dict.fromkeys(a for name in gene for a in facts.alterations.get(name, ()) if a.either):
        if judge_all(facts, one, gene, None, wanted, (), None, (), None, None, None).answer == "met":
            return not_met(f"{'/'.join(gene)}: {one.name}, so not all of them are wild type", one.pointer)
    for name in gene:
        judged = [
            judge_all(facts, a, (name,), None, wanted, (), None, (), None, None, None)
            for a in facts.alterations.get(name, ())
            if not (a.classification or "").lower().startswith(("benign", "likely benign"))
        ]
        for j in judged:
            if j.answer == "met":
                return not_met(f"{name} is not wild type: {j.says}", j.alteration.pointer)
        doubtful = [j for j in judged if j.answer == "unknown"]
        if doubtful:
            open_.append(doubtful[0].says)
            pointers.extend(j.alteration.pointer for j in doubtful)
            tests.extend(settled_by.for_gene(facts.vocabulary, name, kinds_asked(wanted)))
            continue
        absent, why, where = not_seen(facts, (name,), None, wanted)
        pointers.extend(where)
        if not absent:
            open_.append(why)
            tests.extend(settled_by.for_gene(facts.vocabulary, name, kinds_asked(wanted)))
    if open_:
        return unknown(
            "; ".join(dict.fromkeys(open_)),
            *dict.fromkeys(pointers),
            settled_by=tuple(dict.fromkeys(tests)),
            suspected=bool(pointers),
        )
    what = f" for {plain_list(any_of)}" if any_of else ""
    return met(f"{'/'.join(gene)} wild type{what}", *dict.fromkeys(pointers))
