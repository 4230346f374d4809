"""A germline result: an inherited variant of one of these genes, by class."""

from __future__ import annotations

from oncoplan.criteria import settled_by
from oncoplan.criteria.molecular import judge_all, not_seen
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown

_ACTIONABLE = ("pathogenic", "likely pathogenic")


@criterion(about="molecular")
def germline(
    facts: Facts,
    *,
    gene: tuple[str, ...],
    class_: tuple[str, ...] = _ACTIONABLE,
    any_of: tuple[str, ...] = (),
    except_: tuple[str, ...] = (),
    biallelic: bool = False,
) -> Verdict:
    """Met when a variant of one of the genes (and of none of `except`) is known to be germline and classified so. A variant
    from tumour-only data leaves it unknown; an uncertain one never meets it."""
    wanted = {c.lower().replace("_", " ") for c in class_}
    sure: list[str] = []
    names: list[str] = []
    perhaps: list[tuple[str, str]] = []
    copies: dict[str, int] = {}
    for name in gene:
        for found in facts.alterations.get(name, ()):
            judged = judge_all(facts, found, gene if found.either else (name,), None, any_of, except_, None, (), None, None, None)
            stated = (found.classification or facts.effects.get(found.pointer) or "").lower().replace("_", " ")
            # the class that a laboratory gave stands, also for a change whose effect its notation does not show (c.942+3A>T)
            whole = not any_of and not except_ and stated in wanted
            fits = judged.answer == "met" or (judged.answer == "not_met" and whole)
            if found.origin == "somatic" or (judged.answer == "not_met" and not fits):
                continue
            if stated and stated not in wanted and not stated.endswith("oncogenic"):
                continue
            if found.origin == "germline" and stated in wanted and fits:
                sure.append(found.pointer)
                names.append(found.name)
                homozygous = bool(found.zygosity and found.zygosity.lower().startswith("hom"))
                copies[name] = copies.get(name, 0) + (2 if homozygous else 1)
            else:
                if found.either and judged.answer == "unknown":
                    perhaps.append((found.pointer, judged.says))
                    continue
                why = "whether it is inherited was not shown" if found.origin is None else "its class is not stated"
                perhaps.append((found.pointer, f"{found.name}: {why}"))
    if sure and (not biallelic or any(count > 1 for count in copies.values())):
        return met("; ".join(dict.fromkeys(f"{n} (germline)" for n in names)), *dict.fromkeys(sure))
    tests = tuple(
        dict.fromkeys(k for g in gene for k in settled_by.for_gene(facts.vocabulary, g, ("substitution",), germline=True))
    )
    if sure and biallelic and not perhaps:
        return unknown(
            f"{'; '.join(names)}: a second variant of the same gene is asked for", *sure, settled_by=tests, suspected=True
        )
    if perhaps:
        return unknown("; ".join(says for _, says in perhaps), *(p for p, _ in perhaps), settled_by=tests, suspected=True)
    absent, why, pointers = not_seen(facts, gene, None, ("mutation",), "germline")
    if absent:
        return not_met(why, *pointers)
    return unknown(f"{'/'.join(gene)}: no germline result is recorded", *pointers, settled_by=tests)
