"""BCRAT asked of a record. What is not recorded counts as the lowest level in the figure, as in NCI's tool, and as every level it
may have in the range."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Literal

from msgspec.structs import replace

from oncoplan.criteria.risk.bcrat import Woman, bcrat, relative_risks
from oncoplan.criteria.risk.figures import LIFETIME
from oncoplan.criteria.risk.inputs import Inputs
from oncoplan.criteria.risk.kin import family_of
from oncoplan.criteria.risk.whom import history, not_a_woman
from oncoplan.model.risk import BcratGroup, Estimate, Levels, Refused, Risk


def bcrat_of(inputs: Inputs, within: str, last: float) -> Estimate:
    stopped = not_a_woman(inputs, "BCRAT")
    if stopped:
        return stopped
    past, assumed = history(inputs)
    ages, groups = inputs.ages(), _bcrat_groups(inputs)
    menarche, birth, biopsies = inputs.number("menarche"), inputs.first_birth(), inputs.biopsies()
    hyperplasia = inputs.said("hyperplasia") if biopsies != 0 else None
    fewest = biopsies if biopsies is not None else 0 if hyperplasia is None else 1
    least, most = _near_with_breast_cancer(inputs)
    if not ages or (not groups and not past):
        return Estimate(model="", within="")
    found: list[Risk] = []
    lows: list[float] = []
    highs: list[float] = []
    refused: tuple[str, ...] = ()
    for age, name in product(ages, groups or ("white",)):
        to_age = last if within == LIFETIME else age + float(within.removesuffix("y"))
        typical = Woman(
            group=name, age=age, to_age=to_age, biopsies=biopsies if biopsies is not None else fewest or None,
            hyperplasia=hyperplasia, menarche=menarche, first_birth=_birth(birth), relatives=least, history=past,
        )  # fmt: skip
        one = bcrat(typical, inputs.facts.vocabulary)
        if isinstance(one, Refused):
            refused = one.reasons
            continue
        group = inputs.facts.vocabulary.risk_model(f"bcrat/{name}", BcratGroup)
        assert group is not None
        _lacking(inputs, group, typical, biopsies, (least, most))
        values = [one.value]
        for woman in _extremes(list(_completed(typical, group, range(fewest, _top(biopsies, group) + 1), most)), group):
            risk = bcrat(woman, inputs.facts.vocabulary)
            if isinstance(risk, Risk):
                values.append(risk.value)
        found.append(one)
        lows.append(min(values))
        highs.append(max(values))
    if not found:
        return Estimate(model="", within="", refused=refused)
    first = found[0]
    return Estimate(
        model="", within="", value=first.value, low=min(lows), high=max(highs), average=first.average,
        from_age=first.from_age, to_age=first.to_age, source=first.source, assumed=assumed,
    )  # fmt: skip


def _birth(birth: float | str | None) -> float | Literal["none"] | None:
    return "none" if birth == "none" else birth if isinstance(birth, float) else None


def _bcrat_groups(inputs: Inputs) -> tuple[str, ...]:
    """The groups by ancestry; Hispanic women have two models, by where they were born."""
    groups = inputs.groups("bcrat")
    if "hispanic" not in groups:
        return groups
    born = {True: "hispanic_us_born", False: "hispanic_foreign_born"}
    return (*(g for g in groups if g != "hispanic"), *(born[here] for here in inputs.either("born_in_us")))


def _near_with_breast_cancer(inputs: Inputs) -> tuple[int, int | None]:
    """Mother, sisters and daughters with breast cancer: how many there are at least, and at most (None: no limit is known)."""
    facts = inputs.facts
    if facts.record.family is None:
        inputs.lack("relatives")
        return 0, None
    kin, strange = family_of(facts)
    near = [one for one in kin if one.degree == 1 and one.sex != "male"]
    sure = [one for one in near if one.with_(facts, inputs.cancer) and one.sex == "female"]
    perhaps = [one for one in near if one not in sure and (one.cancers is None or one.with_(facts, inputs.cancer))]
    if sure or facts.complete("family"):
        inputs.take("relatives", len(sure), *(one.pointer for one in sure))
    if not facts.complete("family"):
        inputs.lack("relatives")
        return len(sure), None
    return len(sure), len(sure) + len(perhaps) + len(strange)


def _top(biopsies: int | None, group: BcratGroup) -> int:
    """The number of biopsies there may have been, as far as the model counts them."""
    return group.most_biopsies if biopsies is None else biopsies


def _lacking(
    inputs: Inputs, group: BcratGroup, woman: Woman, biopsies: int | None, relatives: tuple[int, int | None]
) -> None:
    if biopsies is None:
        inputs.lack("biopsies")
    if woman.biopsies and woman.hyperplasia is None:
        inputs.lack("hyperplasia")
    if group.menarche and woman.menarche is None:
        inputs.lack("menarche")
    if group.first_birth and woman.first_birth is None:
        inputs.lack("first_birth")
    if relatives[1] is not None and relatives[1] > relatives[0]:
        inputs.lack("relatives")


def _completed(woman: Woman, group: BcratGroup, biopsies: range, most_relatives: int | None) -> Iterable[Woman]:
    """The same woman with every value that what is not recorded may have, one for each level of the model."""
    top = group.most_relatives if most_relatives is None else min(most_relatives, group.most_relatives)
    births: list[float | Literal["none"] | None] = [woman.first_birth]
    if group.first_birth and woman.first_birth is None:
        births = ["none", *(age for age in _levels(group.first_birth) if (woman.menarche or 0) <= age <= woman.age)]
    menarches: list[float | None] = [woman.menarche]
    if group.menarche and woman.menarche is None:
        menarches = list(_levels(group.menarche))
    for menarche, birth, number, relatives in product(
        menarches, births, biopsies, range(woman.relatives or 0, max(top, woman.relatives or 0) + 1)
    ):
        if isinstance(birth, float) and menarche is not None and birth < menarche:
            continue
        seen = [woman.hyperplasia] if woman.hyperplasia is not None or not number else [None, False, True]
        for hyperplasia in seen:
            yield replace(
                woman, menarche=menarche, first_birth=birth, biopsies=number, relatives=relatives, hyperplasia=hyperplasia
            )


def _levels(levels: Levels) -> tuple[float, ...]:
    """An age of each level: just below each limit, and the last limit itself."""
    limits = [limit for limit, _ in levels.below]
    return (*(limit - 1 for limit in limits), limits[-1])


def _extremes(women: list[Woman], group: BcratGroup) -> list[Woman]:
    """Those with the least and greatest relative risks: for each number of biopsies, since that alone turns with age."""
    chosen: list[Woman] = []
    for number in {woman.biopsies for woman in women}:
        ordered = sorted((w for w in women if w.biopsies == number), key=lambda w: relative_risks(w, group)[0])
        chosen.extend((ordered[0], ordered[-1]))
    return chosen
