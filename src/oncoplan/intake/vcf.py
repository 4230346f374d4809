"""Annotated VCF (VEP, SnpEff, bcftools csq) → findings by sample, streamed; every record is a finding or is counted.

One entry per allele and gene, on one transcript (see `ann.one_per_gene`), always with the genomic change beside it.
A VCF without annotation cannot be read as findings of genes: it is refused with the ways out, unless `genomic_only`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from oncoplan.intake import maf_columns
from oncoplan.intake.ann import Annotator, Effect, for_allele, one_per_gene
from oncoplan.intake.genomic import LENGTHS, chromosome, from_alleles
from oncoplan.intake.opened import read_lines
from oncoplan.intake.problem import Problem, Unusable
from oncoplan.intake.table import text_of
from oncoplan.intake.tally import Left, Samples, Tally
from oncoplan.intake.vcf_genotypes import Genotyped
from oncoplan.intake.vcf_header import Header
from oncoplan.intake.vcf_reads import reads_of
from oncoplan.model.pharmacogene import Places, WantedPlaces
from oncoplan.model.record import FindingEntry

WAYS_OUT = (
    "annotate it first: `vep --vcf --hgvs --symbol --canonical --mane`, or `snpEff`, or `bcftools csq`; "
    "then give it again"
)
_SHORT = Left("a row with fewer than 8 columns, or without a position")
_NO_ALLELE = Left("no alternative allele (a reference block)", "filtered")
_STRUCTURAL = Left(
    "a structural variant (symbolic allele or breakend)", hint="give fusions and copy numbers as findings or as tables"
)
_NOT_BASES = Left("alleles that are not bases")
_NO_CONTIG = Left("on a contig that is not a chromosome", "filtered")
_NOT_ANNOTATED = Left("no annotation on this row", hint="annotate the whole file")
_NOT_ANNOTATED_FILE = Left(
    "the file is not annotated: only the genes of drug metabolism were read, no other gene",
    hint="annotate it (`vep --vcf --hgvs --symbol --canonical --mane`) if other inherited genes matter",
)
_NO_ALLELE_MATCH = Left(
    "the annotation names other alleles than the row", hint="split alleles (bcftools norm -m-), then annotate"
)
_ABSENT = Left("not in this sample by its genotype", "filtered")
_PAST_END = Left(
    "a position past the end of its chromosome in {build}", hint="the file is on another build: say which with `genome`"
)


def read_vcf(
    path: Path,
    *,
    sample: str | None = None,
    genome: str | None = None,
    prefer: Mapping[str, str] | None = None,
    germline: bool = False,
    genomic_only: bool = False,
    places: WantedPlaces | None = None,
) -> Samples:
    """The findings of the tumour's sample (of every sample where none is the tumour, of `sample` where it is named).

    `prefer` names a transcript for a gene: it speaks for the gene where it is annotated. `germline` says that the file
    is of inherited DNA: genotypes are then kept as zygosity, and at `places` as rows of their own; such a file needs no
    annotation for them. Raises Unusable.
    """
    wanted = places() if places is not None and germline else None
    reader = _Reader(path, sample, genome, prefer or {}, germline, genomic_only, wanted)
    findings: dict[str, list[FindingEntry]] = {name: [] for name in reader.barcodes}
    tally = Tally(path.name)
    for number, found in reader.rows():
        for barcode, one in found:
            if isinstance(one, Left):
                tally.add(barcode, one, number)
            else:
                findings[barcode].append(one)
    problems = tally.problems()
    if reader.problems:
        problems[""] = [*reader.problems, *problems.get("", [])]
    rows = reader.genotyped.rows if reader.genotyped is not None else {}
    if reader.genotypes_only and not any(rows.values()):
        says = "no row at a place of drug metabolism could be used"
        problems[""] = [*problems.get("", []), Problem(path.name, says, "is the build right, and the file not filtered?")]
    return Samples(path.name, findings, problems, reader.build, rows)


class _Reader:
    def __init__(
        self,
        path: Path,
        sample: str | None,
        genome: str | None,
        prefer: Mapping[str, str],
        germline: bool,
        genomic_only: bool,
        wanted: Places | None = None,
    ) -> None:
        self.name, self.prefer, self.germline = path.name, prefer, germline
        self.header = Header(path.name)
        self.problems: list[Problem] = []
        self._lines: Iterator[tuple[int, bytes]] = read_lines(path)
        self._read_header()
        self.columns, self.paired = self.header.chosen(sample)
        self.barcodes = [self.header.samples[place] for place in self.columns] or [""]
        self.build, said = self.header.build(genome)
        self.problems += said
        self.lengths = LENGTHS.get(self.build or "", {})
        past_end = _PAST_END.reason.format(build=self.build)
        self.past_end = Left(past_end, hint=_PAST_END.hint)
        self.genotyped: Genotyped | None = None
        if wanted is not None:
            if self.build not in wanted.at:
                build = f"the build is {self.build}" if self.build else "the header does not say which build it is on"
                says = f"{self.name}: {build}, and genotypes are read on {' or '.join(wanted.at)}"
                raise Unusable(says, f"say which it is: {' or '.join(f'`genome: {one}`' for one in wanted.at)}")
            self.genotyped = Genotyped(wanted, self.build or "", self.barcodes)
        self.annotator = self._annotator(genomic_only or wanted is not None)
        self.genotypes_only = wanted is not None and self.annotator is None
        self.mutect = "mutect" in self.header.callers or self.header.tumour in self.header.samples
        self._filters: dict[str, Left | None] = {}

    def _read_header(self) -> None:
        strange = 0  # lines that a program wrote into its output before the header
        for number, line in self._lines:
            text = text_of(line)
            if text.startswith("##"):
                self.header.line(text)
            elif text.startswith("#CHROM"):
                cells = text.rstrip().split("\t")
                if len(cells) < 8:
                    raise Unusable(f"{self.name}: line {number}: the heading has {len(cells)} columns, not 8 or more",
                                   "a VCF is tab-separated: was it changed by a spreadsheet?")  # fmt: skip
                self.header.samples = cells[9:]
                return
            elif text.count("\t") >= 7 and text.split("\t")[1].isdigit() and self.header.annotations:
                columns = text.count("\t") + 1
                self.header.samples = [f"sample {place}" for place in range(1, columns - 8)]
                says = "there is no heading (#CHROM ...) before the first row; the usual columns were taken"
                self.problems.append(Problem(f"{self.name}:{number}", says, "put the header back", 1, "note"))
                self._lines = chain([(number, line)], self._lines)
                return
            elif text.strip() and not text.startswith("#"):
                strange += 1
                if strange > 20:
                    break
        if strange:
            raise Unusable(f"{self.name}: this is not a VCF", "a mutation table is given as --maf FILE")
        raise Unusable(f"{self.name}: there is no heading (#CHROM ...) in it", "is this the whole VCF?")

    def _annotator(self, genomic_only: bool) -> Annotator | None:
        known = self.header.annotations
        for key in ("CSQ", "ANN", "BCSQ"):
            if key in known:
                return Annotator(key, known[key], self.name)
        if genomic_only:
            return None
        if "EFF" in known:
            says = f"{self.name}: annotated in SnpEff's old EFF format, which is not read"
            raise Unusable(says, "run SnpEff 4.1 or newer (without -formatEff), which writes ANN")
        raise Unusable(f"{self.name}: this VCF is not annotated (no CSQ, ANN or BCSQ in its header)", WAYS_OUT)

    def rows(self) -> Iterator[tuple[int, list[tuple[str, FindingEntry | Left]]]]:
        for number, line in self._lines:
            if not line or line.startswith(b"#"):
                continue
            cells = text_of(line).split("\t")
            if len(cells) < 8 or not cells[1].isdigit():
                yield number, [("", _SHORT)]
                continue
            left = self.genotyped.row(cells, self.columns, bool(maf_columns.doubted(cells[6]))) if self.genotyped else None
            if left is not None:
                yield number, [("", one) for one in left]
            if self.genotypes_only:
                if left is None and cells[4] not in (".", "<NON_REF>", "<*>"):
                    yield number, [("", _NOT_ANNOTATED_FILE)]
                continue
            yield number, self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> list[tuple[str, FindingEntry | Left]]:
        doubt = self._filters.get(cells[6], self._filters)
        if doubt is self._filters:
            words = maf_columns.doubted(cells[6])
            doubt = Left(f"{maf_columns.FILTERED} ({words[:80]})", "filtered") if words else None
            self._filters[cells[6]] = doubt
        if isinstance(doubt, Left):
            return [("", doubt)]
        chrom = chromosome(cells[0])
        if not chrom:
            return [("", _NO_CONTIG)]
        ref, alts = cells[3].upper(), cells[4].upper().split(",")
        if int(cells[1]) > self.lengths.get(chrom, 1 << 40):
            return [("", self.past_end)]
        info = _info(cells[7])
        effects: list[Effect] | None = None
        if self.annotator is not None:
            text = info.get(self.annotator.key) or (info.get("vep", "") if self.annotator.key == "CSQ" else "")
            effects = self.annotator.effects(text) if text and text != "." else []
        found: list[tuple[str, FindingEntry | Left]] = []
        for place, alt in enumerate(alts, 1):
            found += self._allele(number, cells, chrom, ref, alts, place, alt, info, effects)
        return found

    def _allele(
        self,
        number: int,
        cells: list[str],
        chrom: str,
        ref: str,
        alts: list[str],
        place: int,
        alt: str,
        info: dict[str, str],
        effects: list[Effect] | None,
    ) -> list[tuple[str, FindingEntry | Left]]:
        if alt in ("*", "<NON_REF>", "<*>", "."):
            return [("", _NO_ALLELE)] if len(alts) == 1 else []
        if alt[0] in "<[]" or "[" in alt or "]" in alt:
            return [("", _STRUCTURAL)]
        genomic = from_alleles(chrom, int(cells[1]), ref, alt)
        if not genomic:
            return [("", _NOT_BASES)]
        chosen: list[Effect | None]
        if effects is None:
            chosen = [None]
        elif not effects:
            return [("", _NOT_ANNOTATED)]
        else:
            mine = for_allele(effects, ref, alts, place, int(cells[1]))
            if not mine:
                return [("", _NO_ALLELE_MATCH)]
            by_gene = one_per_gene(mine, self.prefer)
            telling = [effect for effect in by_gene if effect.class_if_silent is None]
            inside = [effect for effect in telling if "upstream_gene_variant" not in effect.consequence]
            chosen = [*(inside or telling)]
            if not chosen:
                return [("", Left(f"{by_gene[0].class_if_silent}: does not alter the protein", "filtered"))]
        found: list[tuple[str, FindingEntry | Left]] = []
        keys = cells[8].split(":") if len(cells) > 8 else []
        for column, barcode in zip(self.columns or [-1], self.barcodes, strict=True):
            texts = cells[9 + column].split(":") if column >= 0 and len(cells) > 9 + column else []
            cell = dict(zip(keys, texts, strict=False))
            depth, carrying, vaf = reads_of(cell, info, ref, alt, place)
            genotype = cell.get("GT", "").replace("|", "/").split("/")
            if not self._carried(genotype, place, carrying, len(alts)):
                found.append((barcode if len(self.barcodes) > 1 else "", _ABSENT))
                continue
            for effect in chosen:
                found.append((barcode, FindingEntry(
                    gene=(effect.gene or None) if effect else None,
                    protein=(effect.protein or None) if effect else None,
                    coding=(effect.coding or None) if effect else None,
                    genomic=genomic,
                    genome=self.build,
                    transcript=(effect.transcript or None) if effect else None,
                    consequence=(effect.consequence or None) if effect else None,
                    vaf=vaf,
                    depth=depth,
                    alt_reads=carrying,
                    origin=self._origin(info),
                    zygosity=_zygosity(genotype, place) if self.germline else None,
                    phase=_phase(cell, place, chrom),
                    row=f"{self.name}:{number}",
                )))  # fmt: skip
        return found

    def _carried(self, genotype: list[str], place: int, reads: int | None, alleles: int) -> bool:
        if str(place) in genotype:
            return True
        called = [one for one in genotype if one.isdigit()]
        if called and (any(one != "0" for one in called) or not self.paired):
            return False
        if called:  # a caller of pairs that writes 0/0 for a tumour: only reads can say that the allele is there
            return bool(reads) and alleles == 1
        return reads is None or reads > 0

    def _origin(self, info: Mapping[str, str]) -> str | None:
        """Only where the record says so: VarScan's and RADIA's SS, the SOMATIC flag, or Mutect2 with its normal."""
        status = info.get("SS")
        if status is not None and ("SPV" in info or "varscan" in self.header.callers):
            return {"1": "germline", "2": "somatic", "3": "germline"}.get(status)
        if "SOMATIC" in info:
            return "somatic"
        if self.mutect and self.paired and self.header.normal in self.header.samples:
            return "somatic"
        return "germline" if self.germline else None


def _info(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(";"):
        key, _, value = part.partition("=")
        found[key] = value
    return found


def _zygosity(genotype: list[str], place: int) -> str | None:
    called = [one for one in genotype if one.isdigit()]
    if len(called) != 2 or str(place) not in called:
        return None
    return "homozygous" if called[0] == called[1] else "heterozygous"


def _phase(cell: Mapping[str, str], place: int, chrom: str) -> str | None:
    """A label shared by findings that the caller put on one allele (GATK's PID/PGT, or PS with a phased genotype)."""
    for text, block in ((cell.get("PGT", ""), cell.get("PID", "")), (cell.get("GT", ""), cell.get("PS", ""))):
        sides = text.split("|")
        if len(sides) == 2 and block not in ("", ".") and sides.count(str(place)) == 1:
            return f"{chrom}:{block}:{sides.index(str(place)) + 1}"
    return None
