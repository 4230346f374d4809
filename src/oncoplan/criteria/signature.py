"""A genome-wide result: MSI, MMR, TMB, HRD, LOH, POLE, ..."""

from __future__ import annotations

from oncoplan.criteria.bounds import Bounds
from oncoplan.criteria.marker import of_results
from oncoplan.criteria.registry import criterion
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Marker
from oncoplan.model.verdict import Verdict, not_met, unknown


@criterion(about="molecular")
def signature(
    facts: Facts, *, what: str, is_: tuple[str, ...] = (), min: float | None = None, max: float | None = None
) -> Verdict:
    """As `marker`, for genome-wide results; a TMB from a panel too small to give one leaves it unknown."""
    found = facts.markers.get(what, ())
    small = [have for have in found if what == "TMB" and _panel(facts, have) < _least_panel(facts)]
    if small and len(small) == len(found):
        return unknown(
            f"{small[0].name}: the panel covers only {_panel(facts, small[0]):g} Mb, too little to report TMB",
            small[0].pointer,
            settled_by="tmb",
        )
    concluded = _concluded(facts, what, is_)
    if concluded is not None:
        return concluded
    kept = tuple(have for have in found if have not in small)
    return of_results(facts, kept, what, None, is_, Bounds(min, max))


def _concluded(facts: Facts, what: str, is_: tuple[str, ...]) -> Verdict | None:
    """A result that another one makes all but certain (microsatellites stable: mismatch repair is not deficient), where
    the vocabulary says so and this one was not measured."""
    twin = (facts.vocabulary.terms("markers").get(what) or {}).get("concluded") or {}
    if not is_ or facts.markers.get(what) or not twin:
        return None
    for have in facts.markers.get(twin["from"], ()):
        word = twin["words"].get(have.status or "")
        if word is not None and word not in is_:
            return not_met(f"{have.name}, which speaks against {what} {' or '.join(is_)}", have.pointer)
    return None


def _panel(facts: Facts, have: Marker) -> float:
    """The megabases of the panel that reported it; infinite where not known."""
    test = next((t for t in facts.tests if t.index == have.test), None)
    size = test.assay.tmb_mb if test and test.assay else None
    return float("inf") if size is None else size


def _least_panel(facts: Facts) -> float:
    """The smallest panel that may report TMB, in megabases, from the vocabulary; no limit where it gives none."""
    limits = facts.vocabulary.terms("limits").get("tmb_least_panel_mb") or {}
    return float(limits.get("value", 0))
