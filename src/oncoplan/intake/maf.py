"""Mutation tables (MAF and its dialects) → findings by sample, streamed. Every row is a finding, or counted by reason.

What is kept is decided by the file's own words alone (its class, its filter, its status), never by what a change means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from oncoplan.intake import maf_columns as names
from oncoplan.intake.genomic import build_of, chromosome, from_alleles
from oncoplan.intake.problem import Problem, Unusable
from oncoplan.intake.table import EMPTY, Table, filled
from oncoplan.intake.tally import Left, Samples, Tally
from oncoplan.model.pattern import Pattern
from oncoplan.model.record import FindingEntry

Row = tuple[str, int, FindingEntry | Left]
"""Sample, line number, and the finding or why it is none."""

_HAS_PLACE = Pattern(r"\d").search
_VARIANT_TYPES = frozenset({"SNP", "SNV", "DNP", "TNP", "ONP", "INS", "DEL"})

_TOO_MANY = Left("more cells than the heading has columns", hint="a tab inside a cell, or two files pasted together")
_NO_CHANGE = Left("names no change: no protein, coding or genomic notation, no alleles, and no class of change")
_NO_NEW_ALLELE = Left("the tumour's alleles are the reference's")
_NOT_PRESENT = Left("not a variant of this tumour by Mutation_Status", "filtered")
_OLD_BUILD = Left(
    "on build NCBI36 (hg18), without a protein or coding notation", hint="lift the file to GRCh37 or GRCh38"
)


def stream_maf(path: Path, *, genome: str | None = None) -> Iterator[Row]:
    """Every row of the table, in order. `genome` is used where the rows do not name a build. Raises Unusable."""
    yield from rows_of(maf_table(path), genome=genome)


def maf_table(path: Path) -> Table:
    """The heading of a mutation table. Raises Unusable."""
    table = Table(path, what="mutation table (MAF)")
    _require(table)
    return table


def rows_of(table: Table, *, genome: str | None = None, lines: Iterable[tuple[int, bytes]] | None = None) -> Iterator[Row]:
    """The rows of a mutation table, or only of these of its lines."""
    read = _row_reader(table, genome)
    for number, cells in table.rows(lines):
        yield ("", number, _TOO_MANY) if cells is None else read(number, cells)


def read_maf(path: Path, *, sample: str | None = None, genome: str | None = None) -> Samples:
    """The findings of every sample of the table, or of one. Raises Unusable; also when `sample` is not in it."""
    return gathered(stream_maf(path, genome=genome), path.name, sample=sample, genome=genome)


def gathered(
    rows: Iterable[Row], name: str, *, sample: str | None = None, genome: str | None = None, samples: Iterable[str] = ()
) -> Samples:
    """Rows by sample, and what was left by reason. `samples` are listed even when they have no row here."""
    findings: dict[str, list[FindingEntry]] = {one: [] for one in samples}
    tally = Tally(name)
    builds: set[str] = set()
    for barcode, number, found in rows:
        if isinstance(found, Left):
            if barcode:
                findings.setdefault(barcode, [])
            if sample is None or barcode in (sample, ""):
                tally.add(barcode, found, number)
            continue
        mine = findings.get(barcode)
        if mine is None:
            mine = findings[barcode] = []
        if sample is None or barcode == sample:
            mine.append(found)
            if found.genome:
                builds.add(found.genome)
    findings = one_sample(findings, sample, name)
    problems = tally.problems()
    if len(builds) > 1:
        says = "the rows name both GRCh37 and GRCh38; each was read by its own"
        problems.setdefault("", []).append(Problem(name, says, "check that the builds are right", 1, "note"))
    return Samples(name, findings, problems, builds.pop() if len(builds) == 1 else genome)


def one_sample(findings: dict[str, list[FindingEntry]], sample: str | None, name: str) -> dict[str, list[FindingEntry]]:
    """Only the sample asked for, when one is. Raises Unusable when the file does not have it."""
    if sample is None:
        return findings
    if sample in findings:
        return {sample: findings[sample]}
    from difflib import get_close_matches

    close = get_close_matches(sample, findings, n=1)
    has = ", ".join(list(findings)[:5]) + (", ..." if len(findings) > 5 else "")
    hint = f'did you mean "{close[0]}"?' if close else f"it has: {has}" if findings else "it names no samples"
    raise Unusable(f'{name}: there is no sample "{sample}" in it', hint)


def _require(table: Table) -> None:
    located = table.place(*names.CHROMOSOME) is not None and table.place(*names.START) is not None
    alleles = table.place(*names.REFERENCE) is not None and table.place(*names.ALLELE_2, *names.ALLELE_1) is not None
    worded = table.place(*names.GENE) is not None and (
        table.place(*names.PROTEIN, *names.PROTEIN_SHORT, *names.CODING, *names.GENOMIC) is not None
    )
    if not worded and not (located and alleles):
        shown = ", ".join(table.columns[:10]) + (", ..." if len(table.columns) > 10 else "")
        raise Unusable(
            f"{table.name}: this is not a mutation table: its heading has no columns for a change ({shown[:300]})",
            "a MAF has Hugo_Symbol with HGVSp_Short or HGVSc, or Chromosome, Start_Position and the two alleles",
        )


def _row_reader(table: Table, genome: str | None) -> Callable[[int, list[str]], Row]:
    """A function from (line number, cells) to the row; built once, so that a million rows are cheap."""
    at = _Places(table)
    name = table.name
    missing = len(table.columns)  # cells get one empty cell more, which stands for every column that is absent
    status_words: dict[str, str | Left | None] = {}
    builds: dict[str, str] = {}
    filters: dict[str, Left | None] = {"": None, "PASS": None, ".": None}
    given_build = build_of(genome) if genome else ""

    def read(number: int, cells: list[str]) -> Row:
        if len(cells) == missing:
            cells.append("")
        sample = cells[at.sample].strip()
        status = cells[at.status]
        origin = status_words.get(status, status_words)
        if origin is status_words:
            origin = status_words[status] = _origin(status)
        if isinstance(origin, Left):
            return sample, number, origin
        if (doubt := filters.get(cells[at.filter], filters)) is not None:
            if doubt is filters:
                doubt = filters[cells[at.filter]] = _doubt(cells[at.filter])
            if isinstance(doubt, Left):
                return sample, number, doubt
        kind = cells[at.kind]
        if kind in _VARIANT_TYPES:
            kind = ""  # some tables have the type of change in the place of its class
        consequence = cells[at.consequence]
        silent = names.NOT_PROTEIN_ALTERING.get((kind or consequence).strip().lower())
        if silent is not None and "splice" not in consequence.lower():
            return sample, number, silent
        return sample, number, finding(number, cells, origin, kind or consequence)  # type: ignore[arg-type]

    def finding(number: int, cells: list[str], origin: str | None, kind: str) -> FindingEntry | Left:
        gene = filled(cells[at.gene])
        protein, coding, genomic = filled(cells[at.protein]), filled(cells[at.coding]), filled(cells[at.genomic])
        if not protein or protein == "p.?":
            short = filled(cells[at.short])
            protein = short if _HAS_PLACE(short) or "usion" in kind else protein  # "Promoter", "MUTATED": no notation
        transcript = filled(cells[at.transcript])
        if ":" in coding:
            prefix, _, coding = coding.rpartition(":")
            transcript = prefix if "." in prefix or not transcript else transcript
        if ":" in protein:
            protein = protein.rpartition(":")[2]
        build = builds.get(cells[at.build])
        if build is None:
            build = builds[cells[at.build]] = build_of(cells[at.build]) or given_build
        ref, alt = cells[at.ref].strip(), cells[at.alt2].strip()
        alt1 = cells[at.alt1].strip()
        if alt in ("", ref) or (alt == "-" and _substitutes(ref, alt1) and cells[at.type].strip().upper() != "DEL"):
            alt = alt1 or alt
        if not genomic and alt and cells[at.start]:
            if ref == alt and not protein and not coding:
                return _NO_NEW_ALLELE
            genomic = _genomic(cells[at.chrom], cells[at.start], ref, alt)
        if build == "NCBI36":
            genomic = build = ""
            if not protein and not coding:
                return _OLD_BUILD
        if kind.strip().lower() == "fusion":
            text = f"{(protein or gene).removesuffix(' fusion')} fusion"
            return FindingEntry(text=text, origin=origin, row=f"{name}:{number}")
        if not genomic and not (gene and (protein or coding or kind.strip())):
            return _NO_CHANGE
        depth, reads, vaf = _reads(cells[at.refs], cells[at.alts], cells[at.depth], cells[at.vaf])
        return FindingEntry(
            gene=gene or None,
            protein=protein.replace("%3D", "=") or None,
            coding=coding or None,
            genomic=genomic or None,
            genome=build or None,
            transcript=transcript or None,
            consequence=kind or None,
            vaf=vaf,
            depth=depth,
            alt_reads=reads,
            origin=origin,
            row=f"{name}:{number}",
        )

    return read


class _Places:
    """The places of the columns in a row; absent ones point at the empty cell that is added to each row."""

    def __init__(self, table: Table) -> None:
        def place(*of: str) -> int:
            found = table.place(*of)
            return len(table.columns) if found is None else found

        self.gene, self.sample, self.kind = place(*names.GENE), place(*names.SAMPLE), place(*names.CLASS)
        self.consequence, self.filter = place(*names.CONSEQUENCE), place(*names.FILTER)
        self.status = place(*names.STATUS)
        self.protein, self.short, self.coding = place(*names.PROTEIN), place(*names.PROTEIN_SHORT), place(*names.CODING)
        self.genomic, self.transcript, self.type = place(*names.GENOMIC), place(*names.TRANSCRIPT), place(*names.TYPE)
        self.chrom, self.start, self.ref = place(*names.CHROMOSOME), place(*names.START), place(*names.REFERENCE)
        self.alt1, self.alt2, self.build = place(*names.ALLELE_1), place(*names.ALLELE_2), place(*names.BUILD)
        self.refs, self.alts = place(*names.REF_COUNT), place(*names.ALT_COUNT)
        self.depth, self.vaf = place(*names.DEPTH), place(*names.VAF)


def _origin(status: str) -> str | Left | None:
    word = status.strip().lower()
    if word in names.GERMLINE_WORDS:
        return "germline"
    if word in names.SOMATIC_WORDS:
        return "somatic"
    return _NOT_PRESENT if word in names.NOT_PRESENT_WORDS else None


def _substitutes(ref: str, alt: str) -> bool:
    return alt != ref and len(alt) == len(ref) and alt not in EMPTY and alt != "-"


def _doubt(cell: str) -> Left | None:
    words = names.doubted(cell)
    return Left(f"{names.FILTERED} ({words[:80]})", "filtered") if words else None


def _genomic(chrom: str, start: str, ref: str, alt: str) -> str:
    start = start.strip()
    if not start.isdigit():
        start = start.removesuffix(".0")
        if not start.isdigit():
            return ""
    if ref in EMPTY or alt in EMPTY:
        return ""
    return from_alleles(chromosome(chrom), int(start), ref, alt)


def _reads(refs: str, alts: str, depth: str, vaf: str) -> tuple[int | None, int | None, float | None]:
    """Depth, reads with the change, and its fraction, from whichever of them the row states."""
    alt = int(alts) if alts.isdigit() else None
    ref = int(refs) if refs.isdigit() else None
    total = int(depth) if depth.isdigit() else alt + ref if alt is not None and ref is not None else None
    if alt is not None and total:
        return total, alt, round(alt / total, 4) if alt <= total else None
    if vaf:
        try:
            stated = float(vaf.strip().removesuffix("%"))
        except ValueError:
            return total, alt, None
        stated = stated / 100 if "%" in vaf or stated > 1 else stated
        return total, alt, round(stated, 4) if 0 <= stated <= 1 else None
    return total, alt, None
