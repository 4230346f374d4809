"""RNA expression of a gene, as the laboratory reports it."""

from __future__ import annotations

from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown


@criterion(about="molecular")
def expression(facts: Facts, *, gene: str, is_: tuple[str, ...] = (), min: float | None = None) -> Verdict:
    """Met when the reported expression of the gene has the word asked for (high, low) or reaches `min`."""
    asked = f"{gene} expression {' or '.join(is_)}".strip()
    for have in reversed(facts.markers.get(f"{gene} expression", ())):
        if is_ and have.status is not None:
            return (met if have.status in is_ else not_met)(have.name, have.pointer)
        if min is not None and have.value is not None:
            return (met if have.value >= min else not_met)(have.name, have.pointer)
    return unknown(f"{asked} was not measured", settled_by="rna_sequencing")
