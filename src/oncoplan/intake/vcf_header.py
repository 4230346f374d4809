"""The header of a VCF: its samples and which is the tumour, its genome build, and who annotated it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from oncoplan.intake.genomic import LENGTHS, build_of, chromosome
from oncoplan.intake.problem import Problem, Unusable
from oncoplan.model.pattern import Pattern

_CONTIG = Pattern(r"##contig=<ID=([^,>]+).*?length=(\d+)", re.IGNORECASE)
_NAMED_BUILD = Pattern(r"(grch3[78]|hg19|hg38|hs37d5|hs38|b37|b38|build ?3[78])", re.IGNORECASE)
_ANNOTATION = Pattern(r"##INFO=<ID=(CSQ|ANN|BCSQ|EFF|vep|VEP),.*?Description=\"(.*)\"", re.IGNORECASE)
_WORD = Pattern(r"[a-z]+")
_TUMOUR = frozenset({"tumor", "tumour", "somatic", "tumors", "cancer", "metastasis", "met", "relapse"})
_NORMAL = frozenset({"normal", "germline", "blood", "control", "bl", "pbmc", "buffy", "saliva"})


class Header(Struct):
    name: str
    samples: list[str] = field(default_factory=list)
    annotations: dict[str, str] = field(default_factory=dict)  # INFO key → its description
    lengths: dict[str, int] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)  # builds that lines of the header name
    tumour: str | None = None
    normal: str | None = None
    callers: str = ""

    def line(self, text: str) -> None:
        """Take in one line that starts with ##."""
        if found := _CONTIG.match(text):
            if place := chromosome(found[1]):
                self.lengths[place] = int(found[2])
        elif found := _ANNOTATION.match(text):
            self.annotations[found[1].upper() if found[1].upper() != "VEP" else "CSQ"] = found[2]
        elif text.startswith(("##tumor_sample=", "##tumour_sample=")):
            self.tumour = text.partition("=")[2].strip()
        elif text.startswith("##normal_sample="):
            self.normal = text.partition("=")[2].strip()
        elif text.startswith("##PEDIGREE=<") and (found := re.search(r"Derived=([^,>]+),Original=([^,>]+)", text)):
            self.tumour, self.normal = found[1], found[2]
        if text.lower().startswith(("##source", "##gatkcommand", "##mutect")):
            self.callers += " " + text[:200].lower()
        if text.lower().startswith(("##reference", "##assembly", "##vep=", "##contig=", "##source_genome")):
            self.named += [name for word in _NAMED_BUILD.findall(text) if (name := build_of(word))]

    def build(self, given: str | None) -> tuple[str | None, list[Problem]]:
        """The genome build and what is said about it. Lengths of chromosomes are believed before any words."""
        problems: list[Problem] = []
        measured = {
            name
            for name, lengths in LENGTHS.items()
            if self.lengths and any(lengths.get(place) == length for place, length in self.lengths.items())
        }
        stated = build_of(given) if given else ""
        named = set(self.named)
        if len(measured) == 1:
            (build,) = measured
            sources = (("the header's text says", named - measured), ("it was given as", {stated} - {build, ""}))
            for source, other in sources:
                if other:
                    says = f"{source} {' and '.join(sorted(other))}, but its chromosome lengths are those of {build}"
                    says += f": {build} was used"
                    problems.append(Problem(self.name, says, "correct the header or the record's `genome`", 1, "note"))
            return build, problems
        if stated:
            if named and stated not in named:
                says = f"the header names {' and '.join(sorted(named))}, but {stated} was given and used"
                problems.append(Problem(self.name, says, "check which of the two is right", 1, "note"))
            return stated, problems
        if len(named) == 1:
            return named.pop(), problems
        return None, problems

    def chosen(self, sample: str | None) -> tuple[list[int], bool]:
        """The columns to read (from 0), and whether they are tumours beside a normal. Raises Unusable."""
        if sample is not None:
            if sample not in self.samples:
                has = ", ".join(self.samples[:6]) or "none"
                raise Unusable(f'{self.name}: there is no sample "{sample}" in it', f"it has: {has}")
            return [self.samples.index(sample)], self._normals([sample]) != []
        if len(self.samples) < 2:
            return list(range(len(self.samples))), False
        if self.tumour in self.samples:
            return [self.samples.index(self.tumour)], len(self.samples) > 1
        tumours = [one for one in self.samples if _words(one) & _TUMOUR and not _words(one) & _NORMAL]
        normals = self._normals(self.samples)
        if not tumours:
            tumours = [one for one in self.samples if one not in normals] if normals else []
        dna = [one for one in tumours if "rna" not in _words(one)]
        tumours = dna or tumours
        if tumours:
            return [self.samples.index(one) for one in tumours], bool(normals)
        return [place for place, one in enumerate(self.samples) if one not in normals], False

    def _normals(self, samples: Iterable[str]) -> list[str]:
        return [one for one in self.samples if one == self.normal or _words(one) & _NORMAL]


def _words(name: str) -> set[str]:
    return set(_WORD.findall(name.lower()))
