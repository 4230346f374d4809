"""Pedigree files of CanRisk (versions 1 to 4) and BOADICEA → Pedigrees, and a Pedigree → the record of its proband.

The columns are found by the names in the heading, so that the versions differ only in which genes they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from oncoplan.intake.kin import check, record_of
from oncoplan.intake.opened import digest_of, read_whole, to_text
from oncoplan.intake.problem import Intake, Problem, Unusable
from oncoplan.model.pedigree import GENES, RECEPTORS, GeneTest, Member, MemberCancer, Pedigree

_CANCERS = {
    "BC1": ("bc1", "1stbrca"), "BC2": ("bc2", "2ndbrca"), "OC": ("oc", "ovca"), "PRO": ("pro", "proca"), "PAN": ("pan", "panca"),
}  # fmt: skip
_FIRST = re.compile(r"(?:##\s*CanRisk|BOADICEA import pedigree file format)\s+(\d+)(?:\.\d+)?\s*", re.I)
_NEEDED = ("famid", "target", "individ", "fathid", "mothid", "sex", "dead", "age", "yob")
_ORDER = (
    "famid", "name", "target", "individ", "fathid", "mothid", "sex", "mztwin", "dead", "age", "yob", "bc1", "bc2", "oc", "pro",
    "pan", "ashkn",
)  # fmt: skip
_SINCE = {"BARD1": 2, "HOXB13": 4}
_VERSIONS = {"1", "2", "3", "4"}


def read_canrisk(path: Path) -> Iterator[Intake | Unusable]:
    """The record of each family's proband. What stops one family does not stop the others."""
    data = read_whole(path)
    text, _ = to_text(data, path.name)
    for found in pedigrees_of(text, path.name):
        if isinstance(found, Unusable):
            yield found
            continue
        record, notes = record_of(found)
        problems = tuple(Problem(path.name, says, kind="note") for says in notes)
        yield Intake(record, problems, digest_of(data), path.name)


def read_pedigree(path: Path) -> Pedigree:
    """The one family of a file. Raises Unusable where there is another number, or it does not hold together."""
    text, _ = to_text(read_whole(path), path.name)
    found = list(pedigrees_of(text, path.name))
    if len(found) != 1:
        raise Unusable(f"{path.name}: holds {len(found)} families where one is wanted", "put each family into its own file")
    only = found[0]
    if isinstance(only, Unusable):
        raise only
    return only


def pedigrees_of(text: str, name: str) -> Iterator[Pedigree | Unusable]:
    """Every family of a file's text, in order. Raises Unusable when it is no such file."""
    header: dict[str, str] = {}
    columns: dict[str, int] = {}
    families: dict[str, list[tuple[int, list[str]]]] = {}
    version = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if not version:
            version = _version(line, name)
        elif line.lstrip("# ").lower().startswith("famid"):
            columns = {word.strip().lower(): i for i, word in enumerate(_cells(line.lstrip("# ")))}
            missing = [word for word in _NEEDED if word not in columns]
            if missing:
                raise Unusable(f"{name}:{number}: the heading has no column {', '.join(missing)}", "export the family again")
        elif line.startswith("##"):
            key, _, value = line[2:].partition("=")
            header[key.strip()] = value.strip()
        else:
            columns = columns or _columns_of(version, len(_cells(line)), f"{name}:{number}")
            cells = _cells(line)
            families.setdefault(cells[0], []).append((number, cells))
    if not families:
        raise Unusable(f"{name}: holds no person", "a CanRisk or BOADICEA pedigree file is expected")
    for family, rows in families.items():
        try:
            yield _family(family, rows, columns, header, name)
        except Unusable as error:
            yield error


def _version(line: str, name: str) -> str:
    found = _FIRST.fullmatch(line.strip())
    if found is None:
        hint = "the first line is `##CanRisk 4` or names BOADICEA"
        raise Unusable(f"{name}: does not begin as a CanRisk or BOADICEA file", hint)
    version = found.group(1)
    if version not in _VERSIONS:
        raise Unusable(f"{name}: version {version} is not known", "CanRisk 1 to 4 and BOADICEA files are read")
    return version


def _columns_of(version: str, cells: int, at: str) -> dict[str, int]:
    """The columns of a file without a heading: those of its version. Raises Unusable where their number is another."""
    genes = [gene.lower() for gene in GENES if gene not in _SINCE or int(version) >= _SINCE[gene]]
    columns = [*_ORDER, *genes, ":".join(RECEPTORS).lower()]
    if cells != len(columns):
        raise Unusable(f"{at}: {cells} cells and no heading (FamID, Name, ...)", "export the family again")
    return {word: i for i, word in enumerate(columns)}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in (line.rstrip("\t").split("\t") if "\t" in line else line.split())]


def _family(
    family: str, rows: list[tuple[int, list[str]]], columns: dict[str, int], header: dict[str, str], name: str
) -> Pedigree:
    members, probands = [], []
    for number, cells in rows:
        at = f"{name}:{number}"
        if len(cells) != len(columns):
            raise Unusable(f"{at}: {len(cells)} cells under {len(columns)} headings", "one tab between cells is expected")
        row = _Row(cells, columns, at)
        members.append(_member(row))
        if row.one_of("target", "0", "1") == "1":
            probands.append(members[-1].id)
    if len(probands) != 1:
        raise Unusable(f"{name}: family {family} has {len(probands)} probands (Target 1)", "mark one person as the target")
    found = Pedigree(family=family, proband=probands[0], members=tuple(members), header=header)
    check(found, name)
    return found


class _Row:
    """One line, its cells by the name of the column; every mistake names the place."""

    def __init__(self, cells: list[str], columns: dict[str, int], at: str) -> None:
        self.cells, self.columns, self.at = cells, columns, at

    def get(self, *names: str) -> str:
        return next((self.cells[self.columns[n]] for n in names if n in self.columns), "0")

    def one_of(self, column: str, *allowed: str) -> str:
        value = self.get(column)
        if value not in allowed:
            raise self.wrong(column, value, " or ".join(allowed))
        return value

    def number(self, *names: str) -> int | None:
        """A whole number; 0 is not known."""
        value = self.get(*names)
        if not re.fullmatch(r"\d{1,4}(\.0+)?", value):
            raise self.wrong(names[0], value, "a whole number, or 0")
        return int(float(value)) or None

    def wrong(self, column: str, value: str, wanted: str) -> Unusable:
        return Unusable(f"{self.at}: {column} is {value[:40]!r}, not {wanted}", "correct the line, or export the family again")


def _member(row: _Row) -> Member:
    identity = row.get("individ")
    if identity in ("", "0"):
        raise row.wrong("individ", identity, "a name")
    cancers = []
    for kind, names in _CANCERS.items():
        if row.get(*names).upper() == "AU":
            cancers.append(MemberCancer(kind))
        elif (age := row.number(*names)) is not None:
            cancers.append(MemberCancer(kind, age))
    age = row.number("age")
    if age is not None and age > _OLDEST:
        raise row.wrong("age", str(age), f"an age up to {_OLDEST}")
    return Member(
        id=identity, name=row.get("name"), sex={"M": "male", "F": "female", "U": None}[row.one_of("sex", "M", "F", "U")],
        father=_link(row.get("fathid")), mother=_link(row.get("mothid")), twin=_link(row.get("mztwin")),
        dead=row.one_of("dead", "0", "1") == "1", age=age, birth_year=row.number("yob"), cancers=tuple(cancers),
        ashkenazi=row.one_of("ashkn", "0", "1") == "1", genes=dict(_genes(row)), receptors=dict(_receptors(row)),
    )  # fmt: skip


_OLDEST = 125


def _link(cell: str) -> str | None:
    return None if cell in ("", "0") else cell


def _genes(row: _Row) -> Iterator[tuple[str, GeneTest]]:
    for gene in GENES:
        low = gene.lower()
        cell = row.get(low) if low in row.columns else f"{row.get(low + 't')}:{row.get(low + 'r')}"
        kind, _, result = cell.upper().partition(":")
        if cell in ("0", "0:0"):
            continue
        if kind not in ("S", "T") or result not in ("P", "N", "HET", "HOM"):
            raise row.wrong(gene, cell, "0:0, or S or T with P, N, HET or HOM")
        yield gene, GeneTest(kind == "S", result)


def _receptors(row: _Row) -> Iterator[tuple[str, str]]:
    joined = ":".join(RECEPTORS).lower()
    cells = row.get(joined).split(":") if joined in row.columns else [row.get(one.lower()) for one in RECEPTORS]
    for receptor, cell in zip(RECEPTORS, cells if len(cells) == len(RECEPTORS) else [*cells, *["0"] * 5], strict=False):
        if cell not in ("0", "P", "N"):
            raise row.wrong(receptor, cell, "0, P or N")
        if cell != "0":
            yield receptor, cell
