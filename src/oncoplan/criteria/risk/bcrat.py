"""The Breast Cancer Risk Assessment Tool: invasive breast cancer between two ages (Gail model 2 and the models after it).

Gail 1989 (pmid:2593165), Costantino 1999 (pmid:10491430), Gail 2007 (pmid:18042936), Matsuno 2011 (pmid:21562243),
Banegas 2017 (pmid:28003316). With incidence h1 of a woman without the factors, relative risk r and other mortality h2:

    risk = ∫ h1(t) r(t) exp(-∫ h1 r + h2) dt,      h1(t) = incidence(t) × (1 - attributable risk)

Rates are constant within five-year bands, so the integral is a sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from oncoplan.model.risk import Band, BcratGroup, Refused, Risk
from oncoplan.model.vocabulary import Vocabulary


class Woman(Struct, frozen=True, kw_only=True):
    """What BCRAT asks. None is *not known*; `history` holds the keys of `not_for` in the knowledge that are true of her."""

    group: str
    age: float
    to_age: float
    biopsies: int | None = None
    hyperplasia: bool | None = None  # atypical hyperplasia in a biopsy
    menarche: float | None = None
    first_birth: float | Literal["none"] | None = None  # age at the first live birth
    relatives: int | None = None  # mother, sisters, daughters with breast cancer
    sex: str = "female"
    history: tuple[str, ...] = ()


def bcrat(woman: Woman, vocabulary: Vocabulary) -> Risk | Refused:
    """Her risk from `age` to `to_age`. What is not known counts as the lowest level, as in the tool, and is noted."""
    group = vocabulary.risk_model(f"bcrat/{woman.group}", BcratGroup)
    if group is None:
        return Refused((f"BCRAT has no rates for the group {woman.group!r}",))
    reasons = tuple(_refusals(woman, group))
    if reasons:
        return Refused(reasons)
    under, over = relative_risks(woman, group)
    below, above = group.unattributed

    def own(band: Band) -> tuple[float, float]:
        factor = under * below if band.age < group.turns else over * above
        return band.incidence * factor, band.competing

    def others(band: Band) -> tuple[float, float]:
        return band.average_incidence, band.average_competing

    ages = woman.age, woman.to_age
    return Risk(
        value=_integrated(group, *ages, own), average=_integrated(group, *ages, others), from_age=woman.age,
        to_age=woman.to_age, model=f"BCRAT ({group.model})", source=group.source, notes=tuple(_assumed(woman, group)),
    )  # fmt: skip


def relative_risks(woman: Woman, group: BcratGroup) -> tuple[float, float]:
    """Her relative risk below and from the age at which the model turns."""
    weight = group.coefficients.get
    biopsies = min(woman.biopsies or 0, group.most_biopsies)
    relatives = min(woman.relatives or 0, group.most_relatives)
    menarche = group.menarche.of(woman.menarche) if group.menarche and woman.menarche is not None else 0
    birth = 0
    if group.first_birth and woman.first_birth is not None:
        never = woman.first_birth == "none"
        birth = (group.first_birth.none or 0) if never else group.first_birth.of(float(woman.first_birth))
    found = {True: "present", False: "absent", None: "unknown"}[woman.hyperplasia]
    sum_under = (
        weight("biopsies", 0.0) * biopsies
        + weight("relatives", 0.0) * relatives
        + weight("menarche", 0.0) * menarche
        + weight("first_birth", 0.0) * birth
        + weight("first_birth_and_relatives", 0.0) * birth * relatives
        + math.log(group.hyperplasia[found])
    )
    return math.exp(sum_under), math.exp(sum_under + weight("biopsies_after", 0.0) * biopsies)


def _integrated(group: BcratGroup, start: float, end: float, rates: Callable[[Band], tuple[float, float]]) -> float:
    """The probability of the cancer from `start` to `end`, death of other causes competing."""
    risk, free = 0.0, 1.0
    ends = (*(band.age for band in group.bands[1:]), group.to_age)
    for band, band_end in zip(group.bands, ends, strict=True):
        years = min(end, band_end) - max(start, band.age)
        if years <= 0:
            continue
        incidence, competing = rates(band)
        both = incidence + competing
        stays = math.exp(-both * years)
        risk += free * incidence / both * (1 - stays)
        free *= stays
    return risk


def _refusals(woman: Woman, group: BcratGroup) -> Iterator[str]:
    first, last = group.bands[0].age, group.to_age
    if woman.sex != "female":
        yield "BCRAT is a model for women"
    for key in woman.history:
        yield f"it is not for such a person: {group.not_for.get(key, key)}"
    if not first <= woman.age < last:
        yield f"age {woman.age:g} is outside {first:g} to {last:g}"
    if not woman.age < woman.to_age <= last:
        yield f"the risk to age {woman.to_age:g} was asked; it must be after age {woman.age:g} and not after {last:g}"
    for what, number in (("biopsies", woman.biopsies), ("relatives", woman.relatives)):
        if number is not None and number < 0:
            yield f"{number} {what} is not a number of {what}"
    if not woman.biopsies and woman.hyperplasia is not None:
        yield "hyperplasia in a biopsy is stated, but no biopsy"
    menarche = woman.menarche
    if group.menarche and menarche is not None and not 0 < menarche <= woman.age:
        yield f"menarche at {menarche:g} does not fit a woman of {woman.age:g}"
    birth = woman.first_birth
    if group.first_birth and isinstance(birth, int | float) and not (menarche or 0) <= birth <= woman.age:
        after = f" and menarche at {menarche:g}" if menarche is not None else ""
        yield f"a first birth at {birth:g} does not fit a woman of {woman.age:g}{after}"


def _assumed(woman: Woman, group: BcratGroup) -> Iterator[str]:
    if woman.biopsies is None:
        yield "number of biopsies not known: counted as none"
    if woman.relatives is None:
        yield "relatives with breast cancer not known: counted as none"
    if group.menarche and woman.menarche is None:
        yield "age at menarche not known: counted as the level of least risk"
    if group.first_birth and woman.first_birth is None:
        yield "age at first birth not known: counted as the level of least risk"
    if woman.biopsies and woman.hyperplasia is None:
        yield "atypical hyperplasia not known"
