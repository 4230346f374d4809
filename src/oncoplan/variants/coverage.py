"""What a test could have seen. *Not detected* is a no only where a test that could have seen it was done and succeeded."""

from __future__ import annotations

from collections.abc import Iterator

from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.vocabulary import AssayCover

_KIND_WORDS = {
    "snv": "substitution", "substitutions": "substitution", "mutation": "substitution", "mutations": "substitution",
    "indels": "indel", "deletion": "indel", "insertion": "indel", "cnv": "amplification", "cna": "amplification",
    "copy_number": "amplification", "fusions": "fusion", "rearrangement": "fusion", "rearrangements": "fusion",
    "splicing": "splice", "homdel": "homozygous_deletion",
}  # fmt: skip
_SMALL = frozenset({"substitution", "indel"})


def covers_of(test: TestDone) -> tuple[AssayCover, ...]:
    """What a test covers: as its record says, else as the assay catalogue knows."""
    stated = test.test.covers
    if stated is not None and (stated.genes or stated.kinds or stated.exons):
        kinds: set[str] = set()
        for word in stated.kinds:
            plain = word.lower().strip().replace(" ", "_").replace("-", "_")
            kinds.add(_KIND_WORDS.get(plain, plain))
            if plain in ("snv", "mutation", "mutations", "small_variants", "small"):
                kinds |= _SMALL
            if plain in ("cnv", "cna", "copy_number"):
                kinds |= {"amplification", "homozygous_deletion"}
        genes = tuple(dict.fromkeys((*stated.genes, *stated.exons)))
        return (AssayCover(kinds=tuple(sorted(kinds or _SMALL)), genes=genes, exons=dict(stated.exons)),)
    return test.assay.covers if test.assay else ()


def weakness(test: TestDone, gene: str | None, kinds: frozenset[str]) -> str | None:
    """Why a negative of this test does not count as a no, or None when it does."""
    sample = test.test.specimen
    if not test.succeeded:
        return f"the test is {test.test.status}"
    if test.unread:
        return "part of it could not be read"
    if not test.linked:
        return "the record does not say which cancer the test was made on"
    if gene is not None and any(_names(gene, failed) for failed in test.test.failed):
        return f"{gene} could not be read in it"
    if test.plasma:
        fraction = sample.tumour_fraction if sample else None
        needed = (test.assay.min_tumour_fraction if test.assay else None) or 0.01
        if fraction is None or fraction < needed:
            return "a negative blood test is not conclusive when little or unknown tumour DNA is in the blood"
    elif sample and sample.purity is not None:
        needed = (test.assay.min_purity if test.assay else None) or 0.2
        if sample.purity < needed:
            return f"the sample had only {sample.purity:.0%} tumour cells"
    if "fusion" in kinds and test.kind in ("tumour_dna", "ctdna") and not (test.assay and test.assay.analyte == "rna"):
        return "DNA alone can miss a fusion"
    return None


def could_see(test: TestDone, gene: str, kinds: frozenset[str], exons: frozenset[int] = frozenset()) -> bool:
    """True when the test's coverage holds this gene, every one of these kinds of change and every one of the exons."""
    seen: set[str] = set()
    for cover in covers_of(test):
        if cover.genes and gene not in cover.genes and gene not in cover.exons:
            continue
        if cover.variants:
            continue
        limited = cover.exons.get(gene)
        if limited and exons and not exons <= set(limited):
            continue
        if limited and not exons:
            continue
        seen |= set(cover.kinds)
    return kinds <= seen


def looked(
    facts: Facts, gene: str, kinds: frozenset[str], exons: frozenset[int] = frozenset(), *, germline: bool = False
) -> Iterator[tuple[TestDone, str | None]]:
    """The tests that could have seen such a change, each with why its negative does not count (None: it counts)."""
    for test in facts.tests:
        if test.germline != germline:
            continue
        if could_see(test, gene, kinds, exons):
            yield test, weakness(test, gene, kinds)


def _names(gene: str, failed: str) -> bool:
    return gene.upper() in failed.upper().replace("/", " ").replace(",", " ").split()
