"""A Pedigree as a CanRisk file, version 4: what the CanRisk website reads."""

from __future__ import annotations

from oncoplan.model.pedigree import GENES, RECEPTORS, Member, Pedigree

_COLUMNS = (
    "FamID", "Name", "Target", "IndivID", "FathID", "MothID", "Sex", "MZtwin", "Dead", "Age", "Yob", "BC1", "BC2", "OC", "PRO",
    "PAN", "Ashkn", *GENES, ":".join(RECEPTORS),
)  # fmt: skip


def canrisk_v4(pedigree: Pedigree) -> str:
    """The file's text. A child by adoption is written without parents: the format knows parents by blood only."""
    lines = ["##CanRisk 4", *(f"##{key}={value}" for key, value in pedigree.header.items())]
    lines.append("##" + "\t".join(_COLUMNS))
    lines.extend("\t".join(_cells(one, pedigree)) for one in pedigree.members)
    return "\n".join(lines) + "\n"


def _cells(one: Member, pedigree: Pedigree) -> list[str]:
    ages = {cancer.kind: "AU" if cancer.age is None else str(cancer.age) for cancer in one.cancers}
    father, mother = (None, None) if one.adopted else (one.father, one.mother)
    return [
        pedigree.family, one.name, _flag(one.id == pedigree.proband), one.id, father or "0", mother or "0",
        {"male": "M", "female": "F"}.get(one.sex or "", "U"), one.twin or "0", _flag(one.dead), str(one.age or 0),
        str(one.birth_year or 0), *(ages.get(kind, "0") for kind in ("BC1", "BC2", "OC", "PRO", "PAN")), _flag(one.ashkenazi),
        *(_gene(one, gene) for gene in GENES), ":".join(one.receptors.get(key, "0") for key in RECEPTORS),
    ]  # fmt: skip


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _gene(one: Member, gene: str) -> str:
    test = one.genes.get(gene)
    return "0:0" if test is None else f"{'S' if test.search else 'T'}:{test.result}"
