"""A person's pharmacogenetic results put together: diplotypes get a phenotype, inherited changes of a gene become one reading.

Only results of inherited DNA count: from a tumour's test no phenotype is worked out, and the limits say so. What a laboratory
stated is kept; where the table or another result says otherwise, that is a conflict, and criteria act on the more cautious one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import structs

from oncoplan.model.facts import Note
from oncoplan.model.finding import Alteration, AnyFinding, Diplotype
from oncoplan.model.pharmacogene import GeneCall, Genotype, NamedAllele, Pharmacogene, Position
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.pgx import call_gene
from oncoplan.variants.pgx_phenotype import UNKNOWN, activity_of, caution, named, phenotype_of
from oncoplan.variants.words_pgx import TAKEN

_GENOMIC = re.compile(r"^(?:chr)?(\w+):g\.(\d+)([ACGT]+)>([ACGT]+)(?: \((GRCh3[78])\))?$")
Bases = dict[int, Genotype]


def worked_out(
    findings: Iterable[AnyFinding], vocabulary: Vocabulary, *, sex: str | None, of_tumour: frozenset[int]
) -> tuple[tuple[AnyFinding, ...], tuple[Note, ...]]:
    """The findings with phenotypes worked out, and what has to be said of them. `of_tumour`: the tests made of a tumour."""
    kept: list[AnyFinding] = []
    notes: list[Note] = []
    seen: dict[str, list[tuple[int, Bases]]] = {}
    for finding in _both_alleles(tuple(findings)):
        gene = vocabulary.pharmacogene(finding.gene) if isinstance(finding, (Alteration, Diplotype)) and finding.gene else None
        if gene is None:
            kept.append(finding)
            continue
        if finding.test in of_tumour:
            if isinstance(finding, Diplotype) or _bases(finding, gene):
                says = f"{finding.name} was seen in a tumour's test: inherited {gene.gene} has to be tested in blood"
                notes.append(Note("not_assessed", says))
            kept.append(finding)
            continue
        if isinstance(finding, Diplotype):
            finding = _phenotyped(finding, gene, sex, notes)
        kept.append(finding)
        read = finding if isinstance(finding, Diplotype) else _as_result(finding, gene)
        if read is not None and read.seen:
            seen.setdefault(gene.gene, []).append((len(kept) - (read is finding), dict(read.seen)))
        if read is not None and read is not finding:
            kept.append(read)
    for symbol, parts in seen.items():
        gene = vocabulary.pharmacogene(symbol)
        assert gene is not None
        _together(gene, parts, kept, sex, notes)
    notes += _conflicts(kept, vocabulary)
    return tuple(kept), tuple(notes)


def _both_alleles(findings: tuple[AnyFinding, ...]) -> tuple[AnyFinding, ...]:
    """Two alleles of one test, each reported as heterozygous, are one on each chromosome: neither leaves room for *1."""
    alone: dict[tuple[str, int | None], list[str]] = {}
    for one in findings:
        if isinstance(one, Diplotype) and TAKEN in one.notes and one.alleles[1] not in alone.get((one.gene, one.test), ()):
            alone.setdefault((one.gene, one.test), []).append(one.alleles[1])
    pairs = {key: (names[0], names[1]) for key, names in alone.items() if len(names) == 2}
    return tuple(
        structs.replace(one, alleles=pairs[one.gene, one.test], notes=("read together with the other allele of this test",))
        if isinstance(one, Diplotype) and TAKEN in one.notes and (one.gene, one.test) in pairs
        else one
        for one in findings
    )


def _phenotyped(one: Diplotype, gene: Pharmacogene, sex: str | None, notes: list[Note]) -> Diplotype:
    """A diplotype in words with what its alleles mean; a stated phenotype that the gene cannot have is no phenotype."""
    if one.phenotype is not None and one.phenotype not in gene.phenotypes:
        told = f'"{one.phenotype}" is no phenotype of {gene.gene}, so it was not used'
        one = structs.replace(one, phenotype=None, notes=(*one.notes, told))
    if not one.alleles:
        return one
    if gene.x_linked and sex == "male" and len(one.alleles) == 2:
        if len(set(one.alleles)) > 1:
            notes.append(Note("conflict", f"{one.name}: two alleles of a gene on the X, and the record says male"))
            return one
        one = structs.replace(one, alleles=one.alleles[:1])
    if len(one.alleles) == 1 and not (gene.x_linked and sex == "male"):
        return structs.replace(one, notes=(*one.notes, "the other allele was not said"))
    found = phenotype_of(gene, one.alleles)
    activity = activity_of(gene, one.alleles)
    score = f", activity score {activity[0]:g}" if activity is not None and gene.scores else ""
    if found == UNKNOWN:
        told = f"no phenotype follows from the alleles (tables of {gene.version})"
        return structs.replace(one, notes=(*one.notes, told))
    if one.phenotype is None:
        told = f"{found}{score}, by CPIC's tables of {gene.version}"
        return structs.replace(one, phenotype=found, activity=_score(gene, one.alleles), notes=(*one.notes, told))
    if one.phenotype != found:
        says = f"{one.name}: stated as {one.phenotype}, but its alleles are {found}{score} by CPIC's tables of {gene.version}"
        notes.append(Note("conflict", says))
        safer = min(one.phenotype, found, key=lambda said: caution(gene, said))
        return structs.replace(one, phenotype=safer, activity=_score(gene, one.alleles) if safer == found else None)
    return structs.replace(one, activity=_score(gene, one.alleles))


def _score(gene: Pharmacogene, alleles: Sequence[str]) -> float | None:
    """The activity score of two alleles; None for a gene without scores."""
    found = activity_of(gene, alleles) if gene.scores else None
    return None if found is None else found[0]


def _as_result(finding: AnyFinding, gene: Pharmacogene) -> Diplotype | None:
    """An inherited change of an annotated file as the result that it is for the gene; None when it is none."""
    bases = _bases(finding, gene)
    if bases is None or not isinstance(finding, Alteration) or finding.origin != "germline":
        return None
    name = f"{gene.gene} {finding.coding or finding.name.removeprefix(gene.gene).strip()} {finding.zygosity}"
    return Diplotype(
        text="", name=name, pointer=finding.pointer, test=finding.test, gene=gene.gene, collected=finding.collected,
        seen=tuple(sorted(bases.items())),
    )  # fmt: skip


def _bases(finding: AnyFinding, gene: Pharmacogene) -> Bases | None:
    """The bases at the gene's positions that one change says; None when it is not listed, or not said on how many chromosomes."""
    if not isinstance(finding, Alteration):
        return None
    twice = (finding.zygosity or "").lower().startswith(("hom", "hemi"))
    if not twice and not (finding.zygosity or "").lower().startswith("het"):
        return None
    found: Bases = {}
    for at, base in _changed(finding, gene).items():
        found[at] = Genotype((base, base) if twice else (gene.refs[at], base))
    return found or None


def _changed(finding: Alteration, gene: Pharmacogene) -> dict[int, str]:
    for name in (finding.coding, finding.name.removeprefix(f"{gene.gene} ")):
        change = changed_by(gene, name) if name else {}
        if change:
            return change
    at = _GENOMIC.match(finding.genomic or "")
    if at is not None and at[1] == gene.chrom and (at[5] != "GRCh37" or gene.offset37 is not None):
        place = int(at[2]) - (gene.offset37 or 0 if at[5] == "GRCh37" else 0)
        known = next((p for p in gene.positions if p.g38 == place), None)
        if known is not None and at[3] == known.ref and at[4] in known.alts:
            return {place: at[4]}
    return {}


def changed_by(gene: Pharmacogene, change: str) -> dict[int, str]:
    """Position → new bases of a change by its name (`c.1905+1G>A`, `c.415C>T`, `HapB3`); {} for one that is not listed."""
    allele: NamedAllele | None = named(gene, change) if gene.logic == "lowest" else None
    if allele is not None:
        return dict(allele.defined)
    place: Position | None = next((p for p in gene.positions if change in p.names), None)
    return {place.g38: place.alts[0]} if place is not None and (len(place.alts) == 1 or _one_star(gene, place)) else {}


def _one_star(gene: Pharmacogene, place: Position) -> bool:
    """Whether the first of several new bases is the one that the named change has: tables list it first."""
    return any(one.defined.get(place.g38) == place.alts[0] for one in gene.alleles)


def _together(
    gene: Pharmacogene, parts: list[tuple[int, Bases]], kept: list[AnyFinding], sex: str | None, notes: list[Note]
) -> None:
    """One reading of everything that was seen of a gene; every finding that it rests on carries it."""
    bases: Bases = {}
    for place, some in parts:
        for at, new in some.items():
            before = bases.get(at)
            if before is not None and None not in before.bases and None not in new.bases:
                if sorted(map(str, before.bases)) != sorted(map(str, new.bases)):
                    says = f"{gene.gene} {gene.at[at].name}: two results do not agree, so it counts as not read"
                    notes.append(Note("conflict", says))
                    bases[at] = Genotype((None, None))
            elif before is None or None in before.bases:
                phase = None if new.phase is None else f"{kept[place].pointer}:{new.phase}"  # of one file only
                bases[at] = structs.replace(new, phase=phase)
    call = call_gene(gene, bases, sex=sex)
    stands = _stands(gene, call)
    said = _said(gene, call, stands)
    for place, _ in parts:
        one = kept[place]
        if isinstance(one, Diplotype):
            kept[place] = structs.replace(
                one, phenotype=call.phenotype if stands else None, alleles=call.readings[0].alleles if stands else (),
                activity=call.readings[0].activity if stands and gene.scores else None,
                at_most=stands and _slower_left(gene, call),
                name=_name(call, stands) if one.name == gene.gene else one.name, notes=(*one.notes, *said),
            )  # fmt: skip


def _stands(gene: Pharmacogene, call: GeneCall) -> bool:
    """Whether the call is a phenotype to act on: what was not read is not normal, and shows nothing either."""
    if call.phenotype is None or call.phenotype == UNKNOWN:
        return False
    return call.settled or not any(one.phenotype in gene.nothing_found and one.phenotype != UNKNOWN for one in call.readings)


def _slower_left(gene: Pharmacogene, call: GeneCall) -> bool:
    """Whether what was not read could make the phenotype a more cautious one."""
    here = caution(gene, call.phenotype or "")
    return not call.settled and any(caution(gene, other) < here for other in gene.phenotypes)


def _name(call: GeneCall, stands: bool) -> str:
    """A gene read from a file, by the diplotype that leads; by nothing but its name where none does."""
    lead = f"{call.gene} {call.readings[0].shown}" if call.readings else call.gene
    return lead if stands else f"{call.gene} genotype"


def _said(gene: Pharmacogene, call: GeneCall, stands: bool) -> tuple[str, ...]:
    """What a reading rests on, for a doctor to read."""
    told = []
    if not call.readings:
        told.append(f"no named alleles of {gene.gene} explain it")
    elif stands:
        best = " at best" if _slower_left(gene, call) else ""
        told.append(" or ".join(f"{one.shown}: {one.phenotype}{best}" for one in call.readings[:3]))
    else:
        fits = " or ".join(dict.fromkeys(f"{one.shown} ({one.phenotype})" for one in call.readings[:3]))
        told.append(f"phenotype not concluded: what was read fits {fits}, but not enough was read")
    if call.not_excluded:
        functions = {one.name: one.function for one in gene.alleles}
        slower = tuple(name for name in call.not_excluded if functions[name] not in gene.harmless)
        left = f"not excluded: {_some(slower)}" if slower else "nothing slower is left open by them"
        told.append(f"{len(call.not_read)} of {len(gene.positions)} positions were not read; {left}")
    if call.unlisted:
        told.append(f"bases that no allele of the table has: {_some(call.unlisted)}")
    if "copies_not_read" in call.flags:
        told.append("copies of the gene were not reported")
    if "exon_without_intron" in call.flags:
        told.append(f"{gene.tag} without {gene.causal}: the change that lowers the function is not there")
    if "exon_only" in call.flags:
        told.append(f"{gene.tag} stands in for {gene.causal}, which was not reported")
    if "sex_conflict" in call.flags:
        told.append("two different bases on the X, and the record says male")
    return tuple(told)


def _some(names: tuple[str, ...], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _conflicts(findings: Iterable[AnyFinding], vocabulary: Vocabulary) -> list[Note]:
    """Results of one gene that say different phenotypes."""
    said: dict[str, dict[str, str]] = {}
    for one in findings:
        if isinstance(one, Diplotype) and one.phenotype and vocabulary.pharmacogene(one.gene) is not None:
            said.setdefault(one.gene, {}).setdefault(one.phenotype, one.name)
    return [
        Note("conflict", f"{gene}: {'; '.join(_with(name, said) for said, name in different.items())}: results differ")
        for gene, different in said.items()
        if len(different) > 1
    ]


def _with(name: str, phenotype: str) -> str:
    return name if phenotype in name else f"{name} ({phenotype})"
