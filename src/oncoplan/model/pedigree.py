"""A family with its links: who is whose child. A record's `family` list says the same in words, without the links."""

from __future__ import annotations

from msgspec import Struct, field

GENES = ("BRCA1", "BRCA2", "PALB2", "ATM", "CHEK2", "BARD1", "RAD51D", "RAD51C", "BRIP1", "HOXB13")
"""The genes that a CanRisk file has columns for, in the order of version 4."""

RECEPTORS = ("ER", "PR", "HER2", "CK14", "CK56")


class MemberCancer(Struct, frozen=True):
    """One cancer: BC1 (first breast), BC2 (second breast), OC, PRO or PAN; `age` is None where only the cancer is known."""

    kind: str
    age: int | None = None


class GeneTest(Struct, frozen=True):
    """`search`: the whole gene was searched (else a known variant was looked for). `result`: P, N, HET or HOM."""

    search: bool
    result: str

    @property
    def found(self) -> bool:
        return self.result != "N"


class Member(Struct, frozen=True, kw_only=True):
    """One person of the family. None is *not known*; a parent who is not known has no entry either."""

    id: str
    name: str = "NA"
    sex: str | None = None  # female | male
    father: str | None = None
    mother: str | None = None
    twin: str | None = None  # identical twins share it
    fraternal: str | None = None  # twins who are not identical share it (no file format has it)
    adopted: bool = False
    dead: bool = False
    age: int | None = None  # now, or at death
    birth_year: int | None = None
    cancers: tuple[MemberCancer, ...] = ()
    ashkenazi: bool = False
    genes: dict[str, GeneTest] = field(default_factory=dict)
    receptors: dict[str, str] = field(default_factory=dict)  # of the first breast cancer: P or N

    @property
    def parents(self) -> tuple[str, ...]:
        return tuple(one for one in (self.father, self.mother) if one is not None)

    @property
    def known(self) -> bool:
        """False where nothing at all is known of the person: then no cancer recorded does not mean none."""
        return bool(self.age is not None or self.birth_year is not None or self.cancers or self.genes)


class Pedigree(Struct, frozen=True, kw_only=True):
    """A family. `header` keeps what a CanRisk file says of the proband beyond the table (menarche, BMI, ...)."""

    family: str
    proband: str
    members: tuple[Member, ...]
    header: dict[str, str] = field(default_factory=dict)

    def by_id(self) -> dict[str, Member]:
        return {one.id: one for one in self.members}
