"""A table of text with one heading: columns by name in any case; comments, ragged rows and quotes are dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from oncoplan.intake.opened import read_lines
from oncoplan.intake.problem import Unusable

EMPTY = frozenset({
    "", ".", "NA", "N/A", "na", "n/a", "nan", "NaN", "None", "none", "null", "NULL", "Unknown", "unknown", "UNKNOWN",
    "?", "[Not Available]", "[Not Applicable]", "[Unknown]", "[Not Evaluated]", "Not Available", "Not Applicable",
})  # fmt: skip
"""What stands in a cell that holds nothing. `-` is not among them: it is an allele."""


def column_name(text: str) -> str:
    """A heading's name for comparison: lower case, words joined by `_`, without quotes."""
    words = text.strip().strip('"').lower()
    for mark in "-_.":
        words = words.replace(mark, " ")
    return "_".join(words.split())


class Table:
    """The heading of a table and its rows (line number, cells; as many cells as columns)."""

    def __init__(self, path: Path, *, needs: tuple[tuple[str, ...], ...] = (), what: str = "table") -> None:
        self.name = path.name
        self.comments: list[str] = []
        self._lines = read_lines(path)
        self.commas = False
        self.columns: list[str] = []
        self.heading = 0  # the number of its line
        self._find_heading(what)
        self.names = [column_name(column) for column in self.columns]
        self.index: dict[str, int] = {}
        for place, column in enumerate(self.names):
            self.index.setdefault(column, place)
        for any_of in needs:
            if self.place(*any_of) is None:
                raise Unusable(
                    f"{self.name}: this is not a {what}: there is no column {any_of[0]}",
                    f"the heading has: {', '.join(self.columns[:12])}{', ...' if len(self.columns) > 12 else ''}",
                )

    def _find_heading(self, what: str) -> None:
        for number, line in self._lines:
            text = text_of(line)
            if not text.strip():
                continue
            if text.startswith("##") or (text.startswith("#") and "\t" not in text):
                self.comments.append(text)
                continue
            if text.startswith("#") and len(self.comments) < 50 and not _is_heading(text):
                self.comments.append(text)
                continue
            self.commas = "\t" not in text and "," in text
            self.columns = [unquoted(cell) for cell in self.split(text.lstrip("#"))]
            self.heading = number
            return
        raise Unusable(f"{self.name}: the file is empty", f"a {what} starts with a line of column names")

    def place(self, *names: str) -> int | None:
        """The column that has the first of these names that occurs."""
        for name in names:
            found = self.index.get(name)
            if found is not None:
                return found
        return None

    def split(self, text: str) -> list[str]:
        if not self.commas:
            return text.split("\t")
        import csv

        return next(csv.reader([text]), [])

    def rows(self, lines: Iterable[tuple[int, bytes]] | None = None) -> Iterator[tuple[int, list[str] | None]]:
        """(line number, cells); None for the cells of a row that has more of them than the heading has names.

        `lines`: only these lines of the file, with their numbers, instead of all below the heading.
        """
        width = len(self.columns)
        for number, line in self._lines if lines is None else lines:
            if not line or line.isspace():
                continue
            if line[:1] == b"#":
                continue
            cells = self.split(text_of(line))
            if b'"' in line:
                cells = [unquoted(cell) for cell in cells]
            if len(cells) < width:
                cells += [""] * (width - len(cells))
            elif len(cells) > width:
                if any(cell.strip() not in EMPTY for cell in cells[width:]):
                    yield number, None
                    continue
                cells = cells[:width]
            yield number, cells


def _is_heading(text: str) -> bool:
    """A first line that starts with # and is the heading all the same."""
    known = {"hugo_symbol", "chrom", "sample_id", "tumor_sample_barcode", "chromosome", "fusionname"}
    return any(column_name(cell.lstrip("#")) in known and " " not in cell.strip() for cell in text.split("\t"))


def unquoted(cell: str) -> str:
    """A cell without the quotation marks around it."""
    cell = cell.strip()
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def text_of(line: bytes) -> str:
    """A line as text: UTF-8, or Windows-1252 where it is not."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def filled(cell: str) -> str:
    """The cell's text, or "" when it holds a word for nothing."""
    cell = cell.strip()
    return "" if cell in EMPTY else cell
