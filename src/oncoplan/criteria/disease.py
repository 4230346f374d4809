"""The state of the disease: extent, status, phase, resectability, response, nodes, grade, sites, side, risk."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria.registry import criterion
from oncoplan.criteria.yes_no import yes
from oncoplan.model.facts import Facts
from oncoplan.model.verdict import Verdict, met, not_met, unknown

_WIDER = {
    "advanced": ("locally_advanced", "metastatic"), "regional": ("localized", "locally_advanced"),
    "not_metastatic": ("in_situ", "localized", "regional", "locally_advanced"),
}  # fmt: skip
_STATUS = {
    "progression": "progressing", "progressed": "progressing", "relapse": "relapsed", "recurrent": "relapsed",
    "recurrence": "relapsed", "in remission": "remission", "complete remission": "remission", "newly diagnosed": "new",
}  # fmt: skip


@criterion(about="disease")
def disease(
    facts: Facts,
    *,
    extent: tuple[str, ...] = (),
    status: tuple[str, ...] = (),
    phase: tuple[str, ...] = (),
    resectable: bool | None = None,
    response: tuple[str, ...] = (),
    nodes: Literal["positive", "negative"] | None = None,
    grade: tuple[str, ...] = (),
    sites: tuple[str, ...] = (),
    side: Literal["left", "right"] | None = None,
    risk: tuple[str, ...] = (),
    features: tuple[str, ...] = (),
    at: Literal["now", "diagnosis"] = "now",
) -> Verdict:
    """Met when everything asked holds of this diagnosis; unknown while any of it is not recorded.

    `at: diagnosis` reads the extent from the stage at diagnosis; everything else is as recorded now. `advanced` stands for
    locally advanced or metastatic; regional disease is localized or locally advanced, and
    `not_metastatic` is any of those.
    """
    if facts.diagnosis is None:
        return unknown("No diagnosis is recorded", settled_by="staging")
    dx = facts.diagnosis
    answers: list[Verdict] = []
    if extent:
        answers.append(_extent(facts, extent, facts.extent if at == "now" else facts.extent_at_diagnosis))
    for name, wanted, value in (
        ("status", status, dx.status and _STATUS.get(dx.status.lower(), dx.status)),
        ("phase", phase, dx.phase),
        ("response", response, dx.response),
        ("grade", grade, dx.grade),
        ("risk", risk, dx.risk),
        ("nodes", (nodes,) if nodes else (), dx.nodes),
        ("side", (side,) if side else (), dx.side),
    ):
        if wanted:
            answers.append(_one(facts, name, wanted, value))
    if resectable is not None:
        answers.append(_resectable(facts, resectable))
    if sites:
        answers.append(_listed(facts, "site", sites, dx.sites))
    if features:
        answers.append(_listed(facts, "feature", features, dx.features))
    for answer in ("not_met", "unknown"):
        for verdict in answers:
            if verdict.answer == answer:
                return verdict
    return met("; ".join(v.says for v in answers), facts.dx_pointer)


def _extent(facts: Facts, wanted: tuple[str, ...], have: str | None) -> Verdict:
    accepted = {e for w in wanted for e in (w, *_WIDER.get(w, ()))}
    asked = " or ".join(w.replace("_", " ") for w in wanted)
    if have is None:
        return unknown(f"The extent is not recorded ({asked} is asked for)", facts.dx_pointer, settled_by="staging")
    could_be = {have} if have in accepted else set(_WIDER.get(have, (have,)))
    says = f"The disease is {have.replace('_', ' ')}"
    if could_be <= accepted:
        return met(says, facts.dx_pointer)
    if could_be & accepted:
        return unknown(f"{says}; whether it is {asked} is not recorded", facts.dx_pointer, settled_by="staging")
    return not_met(says if have == "not_metastatic" else f"{says}, not {asked}", facts.dx_pointer)


def _one(facts: Facts, name: str, wanted: tuple[str, ...], value: str | None) -> Verdict:
    asked = " or ".join(wanted)
    if value is None:
        return unknown(
            f"The {name} of the disease is not recorded ({asked} is asked for)", facts.dx_pointer, settled_by="staging"
        )
    if _plain(value) in {_plain(w) for w in wanted}:
        return met(f"The {name} is {value}", facts.dx_pointer)
    return not_met(f"The {name} is {value}, not {asked}", facts.dx_pointer)


def _resectable(facts: Facts, wanted: bool) -> Verdict:
    assert facts.diagnosis is not None
    have = yes(facts.diagnosis.resectable)
    word = "resectable" if wanted else "unresectable"
    if have is None and facts.extent == "metastatic" and not wanted:
        return met("The disease is metastatic", facts.dx_pointer)
    if have is None:
        return unknown(f"Whether the tumour is {word} is not recorded", facts.dx_pointer, settled_by="staging")
    if have == wanted:
        return met(f"The tumour is {word}", facts.dx_pointer)
    return not_met(f"The tumour is not {word}", facts.dx_pointer)


def _listed(facts: Facts, name: str, wanted: tuple[str, ...], have: tuple[str, ...] | None) -> Verdict:
    asked = " or ".join(wanted)
    if have and {_plain(h) for h in have} & {_plain(w) for w in wanted}:
        return met(f"The {name}s of the disease include {asked}", facts.dx_pointer)
    if have is None or (have and name == "feature"):
        return unknown(f"Whether the disease has the {name} {asked} is not recorded", facts.dx_pointer, settled_by="staging")
    return not_met(f"The disease is not recorded as having the {name} {asked}", facts.dx_pointer)


def _plain(text: str) -> str:
    return text.lower().replace("_", " ").replace("-", " ").strip()
