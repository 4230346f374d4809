"""A genome-wide result: MSI, MMR, TMB, HRD, LOH, POLE, ..."""

from __future__ import annotations

from oncoplan.criteria.marker import marker
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, unknown


@criterion(about="molecular")
def signature(
    facts: Facts, *, what: str, is_: tuple[str, ...] = (), min: float | None = None, max: float | None = None
) -> Verdict:
    """As `marker`, for genome-wide results; a TMB from a panel too small to give one leaves it unknown."""
    if what == "TMB":
        for have in facts.markers.get("TMB", ()):
            test = next((t for t in facts.tests if t.index == have.test), None)
            if test and test.assay and test.assay.tmb_mb is not None and test.assay.tmb_mb < _least_panel(facts):
                return unknown(
                    f"{have.name}: the panel covers only {test.assay.tmb_mb:g} Mb, too little to report TMB",
                    have.pointer, settled_by="tmb",
                )  # fmt: skip
    return marker(facts, what=what, is_=is_, min=min, max=max)


def _least_panel(facts: Facts) -> float:
    """The smallest panel that may report TMB, in megabases, from the vocabulary; no limit where it gives none."""
    limits = facts.vocabulary.terms("limits").get("tmb_least_panel_mb") or {}
    return float(limits.get("value", 0))
