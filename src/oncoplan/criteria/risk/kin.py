"""The family list as the models and tools of risk read it: who, on which side, with which cancer at which age."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from msgspec import Struct

from oncoplan.criteria.diagnosed_at import ages_at
from oncoplan.criteria.kinship import doubt, place_of
from oncoplan.model.facts import Facts


class Tumour(Struct, frozen=True):
    """One cancer of one person, found at `low`..`high` years (0 and infinity where nothing is said of it).

    `code` is None where the name is not in the cancer tree.
    """

    code: str | None
    low: float
    high: float
    note: str

    @property
    def age(self) -> float | None:
        """The age, where it is known in whole years."""
        return self.low if self.low == self.high else None


class Kin(Struct, frozen=True, kw_only=True):
    """One relative by blood; `cancers` is None where it is not said whether there were any."""

    kind: str
    degree: int
    side: str | None
    sex: str | None
    pointer: str
    cancers: tuple[Tumour, ...] | None

    def with_(self, facts: Facts, *nodes: str) -> tuple[Tumour, ...]:
        """The cancers of these nodes."""
        return tuple(one for one in self.cancers or () if is_one(facts, one, nodes))


def is_one(facts: Facts, tumour: Tumour, nodes: tuple[str, ...]) -> bool:
    return tumour.code is not None and any(facts.vocabulary.is_a(tumour.code, node) for node in nodes)


def family_of(facts: Facts) -> tuple[tuple[Kin, ...], tuple[str, ...]]:
    """The relatives whose place is known, and the pointers to the others; adopted relatives are not of the blood."""
    kin: list[Kin] = []
    strange: list[str] = []
    for i, relative in enumerate(facts.record.family or ()):
        place = place_of(relative, facts.vocabulary)
        if place is None:
            strange.append(f"family/{i}")
            continue
        if not place.degree:
            continue
        # what cannot be (a cancer before birth, a male mother) is not relied on: whether there was one is not known
        cancers = None if doubt(relative, place, facts) else relative.cancers
        kin.append(
            Kin(
                kind=place.kind, degree=place.degree, side=place.side, sex=place.sex, pointer=f"family/{i}",
                cancers=None if cancers is None else tuple(
                    Tumour(
                        facts.vocabulary.find_cancer(c.cancer).code if c.cancer else None,
                        *((0.0, inf) if c.age is None else (c.age, c.age)), f"{c.cancer or ''} {c.note or ''}".lower(),
                    )
                    for c in cancers
                ),
            )
        )  # fmt: skip
    return tuple(kin), tuple(strange)


def own_cancers(facts: Facts) -> Iterator[tuple[Tumour, str]]:
    """The person's own cancers, with the pointer to each."""
    for i, (dx, code) in enumerate(zip(facts.record.diagnoses or (), facts.cancers, strict=True)):
        low, high = ages_at(facts, dx)
        if high < 0:  # found before birth, or the person is born after today: the age is not known
            low, high = 0, inf
        yield Tumour(code, max(low, 0), high, (dx.note or "").lower()), f"diagnoses/{i}"
