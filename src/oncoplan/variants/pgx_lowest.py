"""DPYD: many changes may stand on one chromosome, and the one with the lowest function decides for it.

Source of the logic: CPIC's fluoropyrimidine guideline (pmid:29152729) and its DPYD tables. With the phase known (or with one
heterozygous change) each chromosome is read by itself; without it, the two lowest of all changes lead (as if they lay on
different chromosomes) and the other extreme, all on one, is kept beside them. HapB3: the intronic c.1129-5923C>G is what
lowers the function; the exonic c.1236G>A only tags it, so it counts where the intronic position was not read, and never
against it.
"""

from __future__ import annotations

from collections.abc import Mapping

from oncoplan.model.pharmacogene import GeneCall, Genotype, NamedAllele, Pharmacogene, Reading
from oncoplan.variants.pgx_phenotype import activity_of, caution, named, phenotype_of

Genotypes = Mapping[int, Genotype]
Strands = tuple[list[str], list[str]]


def call_lowest(gene: Pharmacogene, seen: Genotypes) -> GeneCall:
    """The call of DPYD from its genotypes."""
    known = {p.g38: (p.ref, *p.alts) for p in gene.positions}
    unlisted = tuple(
        f"g.{at}{known[at][0]}>{base}" for at, g in seen.items() for base in g.bases if base is not None and base not in known[at]
    )
    flags: list[str] = []
    counts, strands = _changes(gene, seen, flags)
    not_read = tuple(p.name for p in gene.positions if p.g38 not in seen or None in seen[p.g38].bases)
    readings: tuple[Reading, ...] = ()
    if seen and any(any(base is not None for base in g.bases) for g in seen.values()):
        readings = _read_strands(gene, strands) if strands is not None else _read_unphased(gene, counts)
    left = tuple(one.name for one in gene.alleles if not one.whole and _left_open(one, seen, known))
    functions = {one.name: one.function for one in gene.alleles}
    settled = bool(readings) and not unlisted and all(functions[name] in gene.harmless for name in left)
    return GeneCall(
        gene=gene.gene, readings=readings, not_read=not_read, not_excluded=left, unlisted=unlisted,
        flags=tuple(dict.fromkeys(flags)), settled=settled,
    )  # fmt: skip


def _left_open(allele: NamedAllele, seen: Genotypes, known: Mapping[int, tuple[str, ...]]) -> bool:
    """An allele with a position that was not read (or shows bases of no allele), and nothing that speaks against it."""
    open_place = False
    for at, bases in allele.defined.items():
        genotype = seen.get(at)
        if genotype is None or any(base is None or base not in known[at] for base in genotype.bases):
            open_place = True
        elif bases not in genotype.bases:
            return False
    return open_place


def _changes(gene: Pharmacogene, seen: Genotypes, flags: list[str]) -> tuple[dict[str, int], Strands | None]:
    """How often each change was seen, in the order of the table, and each chromosome's changes where that is known."""
    causal, tagged = named(gene, gene.causal), named(gene, gene.tagged)
    assert causal is not None and tagged is not None
    intron = next(iter(causal.defined))
    exon = next(at for at in tagged.defined if at != intron)
    per_strand: Strands = ([], [])
    for allele in gene.alleles:
        if allele.whole or allele is causal or allele is tagged:
            continue
        at, bases = next(iter(allele.defined.items()))
        for strand, base in enumerate(seen[at].bases[:2] if at in seen else ()):
            if base == bases:
                per_strand[strand].append(allele.name)
    phases = {g.phase for g in seen.values() if len(set(g.bases)) > 1}
    phased = len(phases) == 1 and None not in phases
    hap = _tagged_by_strand if phased or _half(seen, intron) or _half(seen, exon) else _tagged_by_count
    for strand, name in enumerate(hap(gene, seen.get(intron), seen.get(exon), (causal, tagged), flags)):
        if name:
            per_strand[strand].append(name)
    for names in per_strand:
        names.sort(key=gene.places.__getitem__)
    counts: dict[str, int] = {}
    for name in sorted((*per_strand[0], *per_strand[1]), key=gene.places.__getitem__):
        counts[name] = counts.get(name, 0) + 1
    single = [name for name, often in counts.items() if often == 1]
    if phased or len(single) <= 1 or (set(single) == {causal.name, tagged.name}):
        return counts, per_strand
    return counts, None


def _half(seen: Genotypes, at: int) -> bool:
    return at in seen and None in seen[at].bases and any(base is not None for base in seen[at].bases)


def _tagged_by_strand(
    gene: Pharmacogene, intron: Genotype | None, exon: Genotype | None, pair: tuple[NamedAllele, NamedAllele], flags: list[str]
) -> list[str]:
    """HapB3 on each chromosome, where the two positions are known to lie together."""
    causal, tagged = pair
    found = []
    for strand in (0, 1):
        inner, outer = _on(intron, strand, causal, causal), _on(exon, strand, tagged, causal)
        found.append(_which(inner, outer, pair, flags))
    return found


def _tagged_by_count(
    gene: Pharmacogene, intron: Genotype | None, exon: Genotype | None, pair: tuple[NamedAllele, NamedAllele], flags: list[str]
) -> list[str]:
    """HapB3 by how often each position was changed: the two go together as often as they can."""
    causal, tagged = pair
    inner = sorted((_on(intron, strand, causal, causal) for strand in (0, 1)), key=_place)
    outer = sorted((_on(exon, strand, tagged, causal) for strand in (0, 1)), key=_place)
    return [_which(a, b, pair, flags) for a, b in zip(inner, outer, strict=True)]


def _place(value: bool | None) -> int:
    return int(bool(value))


def _on(genotype: Genotype | None, strand: int, allele: NamedAllele, causal: NamedAllele) -> bool | None:
    """Whether the chromosome has the allele's own position changed; None where it was not read."""
    if genotype is None:
        return None
    base = genotype.bases[min(strand, len(genotype.bases) - 1)]
    at = next(at for at in allele.defined if allele is causal or at not in causal.defined)
    return None if base is None else base == allele.defined[at]


def _which(inner: bool | None, outer: bool | None, pair: tuple[NamedAllele, NamedAllele], flags: list[str]) -> str:
    if inner:
        return pair[1].name if outer else pair[0].name
    if outer and inner is None:
        flags.append("exon_only")
        return pair[1].name
    if outer:
        flags.append("exon_without_intron")
    return ""


def _read_strands(gene: Pharmacogene, strands: Strands) -> tuple[Reading, ...]:
    lowest = [_lowest(gene, names) for names in strands]
    shown = sorted(zip((_bracket(gene, names) for names in strands), strands, strict=True), key=lambda s: _first(gene, s[1]))
    return (_reading(gene, "/".join(text for text, _ in shown), lowest, 2),)


def _read_unphased(gene: Pharmacogene, counts: Mapping[str, int]) -> tuple[Reading, ...]:
    every = [name for name, often in counts.items() for _ in range(often)]
    ranked = sorted(every, key=lambda name: _value(gene, name))
    shown = ", ".join(f"{name} (homozygous)" if often == 2 else name for name, often in counts.items())
    apart = _reading(gene, shown, ranked[:2], 1)
    both = [name for name, often in counts.items() if often == 2]
    one = list(counts)
    together = _reading(gene, f"{_bracket(gene, both)}/{_bracket(gene, one)}", [_lowest(gene, both), _lowest(gene, one)], 1)
    readings = (apart,) if together.activity == apart.activity else (apart, together)
    return tuple(sorted(readings, key=lambda r: caution(gene, r.phenotype)))


def _lowest(gene: Pharmacogene, names: list[str]) -> str:
    return min(names, key=lambda name: _value(gene, name)) if names else gene.reference


def _value(gene: Pharmacogene, name: str) -> float:
    found = named(gene, name)
    return found.activity if found is not None and found.activity is not None else 0.0


def _bracket(gene: Pharmacogene, names: list[str]) -> str:
    return gene.reference if not names else names[0] if len(names) == 1 else f"[{' + '.join(names)}]"


def _first(gene: Pharmacogene, names: list[str]) -> tuple[int, int]:
    return (gene.places[names[0]] if names else -1, len(names))


def _reading(gene: Pharmacogene, shown: str, alleles: list[str], score: int) -> Reading:
    names = tuple(sorted(alleles, key=lambda name: gene.places.get(name, len(gene.places))))
    activity = activity_of(gene, names)
    return Reading(shown, names, phenotype_of(gene, names), None if activity is None else activity[0], score)
