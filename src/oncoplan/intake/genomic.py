"""A change of the genome in HGVS from a position and two alleles, and the names of the two builds."""

from __future__ import annotations

_BUILDS = {
    **dict.fromkeys(("37", "hg19", "grch37", "b37", "hs37d5", "build37", "ncbi37", "g1k_v37", "37.0"), "GRCh37"),
    **dict.fromkeys(("38", "hg38", "grch38", "b38", "hs38", "build38", "ncbi38", "38.0"), "GRCh38"),
    **dict.fromkeys(("36", "hg18", "ncbi36", "b36", "36.1", "build36", "36.0"), "NCBI36"),
}  # fmt: skip
_CHROMOSOMES = {**{str(n): str(n) for n in range(1, 23)}, "X": "X", "Y": "Y", "M": "M", "MT": "M", "23": "X", "24": "Y"}

_NAMES = (*(str(n) for n in range(1, 23)), "X", "Y")
_LENGTHS_37 = (
    249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022, 141213431, 135534747,
    135006516, 133851895, 115169878, 107349540, 102531392, 90354753, 81195210, 78077248, 59128983, 63025520, 48129895,
    51304566, 155270560, 59373566,
)  # fmt: skip
_LENGTHS_38 = (
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636, 138394717, 133797422,
    135086622, 133275309, 114364328, 107043718, 101991189, 90338345, 83257441, 80373285, 58617616, 64444167, 46709983,
    50818468, 156040895, 57227415,
)  # fmt: skip
LENGTHS = {
    "GRCh37": dict(zip(_NAMES, _LENGTHS_37, strict=True)),
    "GRCh38": dict(zip(_NAMES, _LENGTHS_38, strict=True)),
}
"""Lengths of the chromosomes (Genome Reference Consortium): they tell a file's build whatever its header says."""


def build_of(text: str) -> str:
    """`GRCh37`, `GRCh38` or `NCBI36` for any name of a build (`hg19`, `38`, `GRCh38.p13`); "" for another."""
    key = text.strip().strip('"').lower().replace(" ", "")
    return _BUILDS.get(key) or _BUILDS.get(key.partition(".p")[0], "")


def chromosome(text: str) -> str:
    """`7`, `X` or `M` for `chr7`, `7`, `23`, `MT`; "" for a contig that is none of them."""
    name = text.strip().upper()
    return _CHROMOSOMES.get(name.removeprefix("CHR"), "")


def from_alleles(chrom: str, start: int, ref: str, alt: str) -> str:
    """`7:g.55191822T>G` and the like; "" if it is none. With no `ref`, `start` is the base before the insertion."""
    ref, alt = ref.upper().replace("-", ""), alt.upper().replace("-", "")
    if ref == alt or not chrom or not set(ref) <= _BASES or not set(alt) <= _BASES:
        return ""
    before = start if not ref else None
    while ref and alt and ref[-1] == alt[-1] and len(ref) + len(alt) > 2:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0] and len(ref) + len(alt) > 2:
        ref, alt, start = ref[1:], alt[1:], start + 1
    if not ref:
        left = before if before is not None else start - 1
        return f"{chrom}:g.{left}_{left + 1}ins{alt}"
    end = start + len(ref) - 1
    span = f"{start}" if start == end else f"{start}_{end}"
    if not alt:
        return f"{chrom}:g.{span}del"
    if len(ref) == len(alt) == 1:
        return f"{chrom}:g.{start}{ref}>{alt}"
    return f"{chrom}:g.{span}delins{alt}"


_BASES = frozenset("ACGTN")
