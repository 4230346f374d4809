"""An alteration of a gene or a chromosome region, by category of change."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria import settled_by
from oncoplan.criteria.molecular import Judged, judge_all, negative_pointer, not_seen, plain_list
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="molecular")
def alteration(
    facts: Facts,
    *,
    gene: tuple[str, ...] = (),
    region: str | None = None,
    any_of: tuple[str, ...] = (),
    but_not: tuple[str, ...] = (),
    origin: Literal["germline", "somatic"] | None = None,
    classification: tuple[str, ...] = (),
    count: int = 1,
    copies_min: float | None = None,
    vaf_min: float | None = None,
    phase: Literal["cis", "trans"] | None = None,
    with_: str | None = None,
    emergent: bool | None = None,
) -> Verdict:
    """Met when `count` alterations of one of the genes (or of the region) belong to a category of `any_of` and to none
    of `but_not`; without `any_of`, any alteration that is not known to be harmless.

    Not met only where the record says it was looked for and not seen, or where a test that could have seen it was done
    and succeeded. A finding that could be it (unspecific, of unknown phase, or perhaps of blood cells) is *suspected*.
    """
    found = facts.regions if region else tuple(dict.fromkeys(a for g in gene for a in facts.alterations.get(g, ())))
    asked = f"{'/'.join(gene) or region} {plain_list(any_of)}".strip()
    judged = [
        judge_all(facts, a, gene, region, any_of, but_not, origin, classification, copies_min, vaf_min, emergent) for a in found
    ]
    sure = [j for j in judged if j.answer == "met"]
    if len(sure) >= count:
        if phase is not None and with_ is not None:
            return _phased(facts, gene, sure, phase, with_)
        return met("; ".join(dict.fromkeys(j.says for j in sure)), *(j.alteration.pointer for j in sure))
    perhaps = [j for j in judged if j.answer == "unknown"]
    if perhaps and len(sure) + len(perhaps) >= count:
        keys = tuple(dict.fromkeys(k for j in perhaps for k in j.settled_by))
        return unknown(
            "; ".join(dict.fromkeys(j.says for j in perhaps)),
            *(j.alteration.pointer for j in perhaps),
            settled_by=keys or _test(facts, gene, region, any_of, origin),
            suspected=True,
        )
    shown = [j for j in judged if j.looked]
    if shown and not perhaps:
        return not_met("; ".join(dict.fromkeys(j.says for j in shown)), *(j.alteration.pointer for j in shown))
    absent, why, pointers = not_seen(facts, gene, region, any_of, origin)
    if absent:
        other = [j for j in judged if j.answer == "not_met"]
        says = "; ".join(dict.fromkeys(j.says for j in other)) or why
        return not_met(says, *(j.alteration.pointer for j in other), *pointers)
    return unknown(f"{asked}: {why}", *pointers, settled_by=_test(facts, gene, region, any_of, origin))


def _test(
    facts: Facts, gene: tuple[str, ...], region: str | None, any_of: tuple[str, ...], origin: str | None
) -> tuple[str, ...]:
    from oncoplan.criteria.molecular import kinds_asked

    if region:
        return settled_by.for_region(facts.vocabulary, region)
    kinds = kinds_asked(any_of)
    keys = [k for g in gene for k in settled_by.for_gene(facts.vocabulary, g, kinds, germline=origin == "germline")]
    return tuple(dict.fromkeys(keys))


def _phased(facts: Facts, gene: tuple[str, ...], sure: list[Judged], phase: str, with_: str) -> Verdict:
    """Cis or trans with another alteration of the same gene: known only where both carry a phase label."""
    from oncoplan.variants.category import matches, read_category

    partner_category = read_category(with_)
    partners: list[Alteration] = [
        a for g in gene for a in facts.alterations.get(g, ()) if matches(partner_category, a, facts.vocabulary)[0] == "met"
    ]
    pointers = [j.alteration.pointer for j in sure] + [p.pointer for p in partners]
    if not partners:
        return not_met(f"{sure[0].says}, without {with_}", *pointers)
    labels = {(j.alteration.phase, p.phase) for j in sure for p in partners}
    if any(a is not None and a == b for a, b in labels):
        have = "cis"
    elif any(a is not None and b is not None for a, b in labels):
        have = "trans"
    else:
        return unknown(
            f"Whether {sure[0].alteration.name} and {partners[0].name} are in cis or in trans is not recorded",
            *pointers, settled_by="tumour_ngs_panel", suspected=True,
        )  # fmt: skip
    says = f"{sure[0].alteration.name} and {partners[0].name} are in {have}"
    return (met if have == phase else not_met)(says, *pointers)


__all__ = ["alteration", "negative_pointer"]
