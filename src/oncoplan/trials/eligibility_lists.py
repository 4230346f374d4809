"""Lists in the parts of a sentence: genes that share a change, and the changes of a gene."""

from __future__ import annotations

import re

from msgspec import Struct

from oncoplan.model.pattern import Pattern
from oncoplan.trials.eligibility_mention import Part

RESULTS = ("positive", "negative", "expression", "overexpression", "low expression", "wild type")
"""Words that say a result rather than a change of the gene."""
_SUCH_AS = frozenset({"such", "including", "include", "includes", "e.g", "eg", "etc", "etc."})
GENERAL = ("mutation", "mutation positive", "mutant", "mutated", "variant", "alteration", "aberration", "abnormality", "defect")
_SYMBOL = Pattern(r"[A-Z][A-Z0-9]{2,8}")


class Genes(Struct):
    """A list of genes in the sentence, up to part `after`."""

    parts: list[Part]
    after: int
    joins: list[str]


class Lists:
    """The parts of one sentence, and the lists in them. What stands before a list is kept by whoever reads on."""

    def __init__(self, text: str, parts: list[Part]) -> None:
        self.text, self.parts = text, parts
        self.function = ""
        self.origins: list[str] = []
        self.narrowed: list[str] = []

    def _skip(self, at: int, kinds: str) -> int:
        while at < len(self.parts) and self.parts[at].kind in kinds:
            at += 1
        return at

    def _list(self, at: int) -> Genes:
        """`EGFR, ALK, or ROS1`: the genes up to the last, without their changes; an alias in brackets is the same gene."""
        made = Genes([self.parts[at]], at + 1, [""])
        while True:
            place = self._aside(made.after)
            if self._signed(made.after) is not None:
                return made
            made.after = place
            step = (
                self._skip(place, "F")
                if place < len(self.parts) and self.parts[place].kind == "F" and self.parts[place].text in ("gene", "genes")
                else place
            )
            join = ""
            while step < len(self.parts) and self.parts[step].kind == "C" and self.parts[step].value != ";":
                join = more(join, self.parts[step].value)
                step += 1
            if not join:
                return made
            if self._unknown_gene(step) and len(made.parts) > 1:
                made.after = step + 1
                continue
            step = self._skip(step, "FS")
            if (
                step + 1 < len(self.parts)
                and self._written(step) == "/"
                and self.parts[step - 1].kind == self.parts[step + 1].kind == "F"
            ):
                step = self._skip(step + 1, "FS")  # serine/threonine
            bracket = [p.kind for p in self.parts[step : step + 3]] == ["(", "G", ")"]
            if bracket:
                step += 1  # `serine/threonine protein kinase (BRAF)`
            part = self.parts[step] if step < len(self.parts) else None
            if part is not None and part.kind == "G" and not part.text.startswith(("germline|", "somatic|")):
                made.parts.append(part)
                made.joins.append(join)
                made.after = step + 2 if bracket else step + 1
                continue
            return made

    def _unknown_gene(self, at: int) -> bool:
        """A gene that the vocabulary does not know, in a list that goes on."""
        known = at + 1 >= len(self.parts) or self.parts[at].kind != "X" or self.parts[at + 1].kind != "C"
        return not known and _SYMBOL.fullmatch(self._written(at)) is not None

    def _written(self, at: int) -> str:
        return self.text[self.parts[at].start : self.parts[at].end]

    def _aside(self, at: int) -> int:
        """Behind a name: its abbreviation or an older name in brackets, or a few words that are neither."""
        if at < len(self.parts) and self.parts[at].kind == "(":
            close = next((n for n in range(at + 1, min(at + 6, len(self.parts))) if self.parts[n].kind == ")"), None)
            if close is not None and all(p.kind in "GXFSC" for p in self.parts[at + 1 : close]) and close - at <= 5:
                inner = [p for p in self.parts[at + 1 : close] if p.kind == "G"]
                named = self.parts[at - 1]
                members = [symbols for p in inner for symbols in p.value]
                if named.kind == "G" and len(members) > 1 and all(len(m) == 1 and m[0] in named.value[0] for m in members):
                    named.value = members  # `RAS (KRAS and NRAS)`
                if inner or close - at == 2:
                    return close + 1
        return at

    def _signed(self, at: int) -> str | None:
        """`+` or `-` close behind a name; `+ve`, `-ve`."""
        if at < len(self.parts) and self.parts[at].kind == "S" and self.parts[at].text == "+":
            gap = self.parts[at].start - self.parts[at - 1].end
            after = self.text[self.parts[at].end : self.parts[at].end + 1]
            if gap == 1 and not after.isalnum():
                return "positive"
        if at < len(self.parts) and self.parts[at].kind == "S" and self.parts[at].start == self.parts[at - 1].end:
            after = self.text[self.parts[at].end : self.parts[at].end + 3]
            if self.parts[at].text == "+" or not after[:1].isalnum() or after.rstrip(" ,;)").lower() == "ve":
                return "positive" if self.parts[at].text == "+" else "negative"
        return None

    def _after_genes(self, at: int) -> tuple[list[str], int]:
        """The changes or results that follow a list of genes, and where they end."""
        sign = self._signed(at)
        if sign is not None:
            place = at + 1
            if place < len(self.parts) and self.parts[place].text == "ve":
                place += 1
            if place < len(self.parts) and self.parts[place].kind == "W" and self.parts[place].value in ("expression", sign):
                sign = "expression" if self.parts[place].value == "expression" and sign == "positive" else sign
                place += 1
            return [sign], place
        place = at
        function, narrowed, origins = self.function, list(self.narrowed), list(self.origins)
        if place < len(self.parts) and self.parts[place].kind == ")":
            place += 1
        while place < len(self.parts) and self.parts[place].kind in "FSAQOK(":
            part = self.parts[place]
            if part.kind == "(":
                close = self._close(place)
                inner = self.parts[place + 1 : close]
                if any(p.kind == "W" for p in inner) and not any(p.kind in "GR" for p in inner):
                    place += 1
                    continue
                place = close + 1
                if any(p.kind in "GR" for p in inner):
                    return [], at
                continue
            if part.kind == "F" and part.text in ("in", "of", "with", "and/or", "other", "another"):
                break
            if part.kind == "A":
                function = part.value
            elif part.kind == "Q":
                narrowed.append(part.text)
            elif part.kind == "O":
                origins.append(part.value)
            place += 1
        if place < len(self.parts) and self.parts[place].kind == "W":
            words, after = self._changes(place)
            self.function, self.narrowed, self.origins = function, narrowed, origins
            return words, after
        return [], at

    def _close(self, at: int) -> int:
        depth = 0
        for n in range(at, len(self.parts)):
            if self.parts[n].kind == "(":
                depth += 1
            elif self.parts[n].kind == ")":
                depth -= 1
                if depth == 0:
                    return n
        return len(self.parts) - 1

    def _changes(self, at: int, *, alone: bool = False) -> tuple[list[str], int]:
        """A list of changes (`exon 19 deletion or L858R mutation`, `mutation (G12C, G12D)`); the exact stand for the general."""
        words = [self.parts[at].value]
        place = at + 1
        while place < len(self.parts):
            part = self.parts[place]
            if part.kind == "S" and part.text == "-" and place + 1 < len(self.parts) and self.parts[place + 1].kind == "W":
                place += 1
                continue
            if part.kind == "W":
                last, new = words[-1], part.value
                if new in ("positive", "negative", "wild type") and last not in RESULTS:
                    if new == "negative" or new == "wild type":
                        words[-1] = f"no {last}"
                elif new in GENERAL or (last in RESULTS and new in RESULTS) or new in ("expression", "deficiency"):
                    if last in RESULTS and new not in RESULTS:
                        words[-1] = last if last != "positive" else new
                    elif last == "positive" and new == "expression":
                        words[-1] = new
                else:
                    words.append(new)
                place += 1
                continue
            if part.kind == ")":
                place += 1
                continue
            step, opened = place, False
            while step < len(self.parts) and (
                self.parts[step].kind in "C(FQAOKS"
                and self.parts[step].value != ";"
                and not (self.parts[step].kind == "S" and self.parts[step].text == "+")
            ):
                opened = opened or self.parts[step].kind in "C("
                step += 1
            if step >= len(self.parts) or not opened or self.parts[step].kind != "W" or step - place > 6:
                break
            beyond = self._skip(step + 1, "FQ")
            reaches = beyond > step + 1 and beyond < len(self.parts) and self.parts[beyond].kind == "G"
            direct = step + 1 < len(self.parts) and self.parts[step + 1].kind == "G"
            if (reaches or direct) and not (alone and self.parts[step - 1].value == "and/or"):
                break
            if self.parts[step].value in RESULTS and words[-1] not in RESULTS:
                break
            words.append(self.parts[step].value)
            place = step + 1
        named = {p.text for p in self.parts[at : min(place + 3, len(self.parts))]}
        if named & _SUCH_AS:
            return list(dict.fromkeys(words)), place  # the exact ones are examples
        return exact_of(words), place

    def _fused(self, at: int) -> Genes | None:
        """`EML4-ALK`, `EML4::ALK`: two genes as one fusion."""
        signs = [p for p in self.parts[at + 1 : at + 3] if p.text in ("-", ":")]
        other = at + 1 + len(signs)
        if not signs or other >= len(self.parts) or self.parts[other].kind != "G":
            return None
        first, second = self.parts[at], self.parts[other]
        tight = second.start - first.end == len(signs) and len(first.value) == len(second.value) == 1
        if not tight or len(first.value[0]) != 1 or len(second.value[0]) != 1 or "|" in first.text + second.text:
            return None
        made = Part("G", first.start, second.end, f"{first.text}-{second.text}", [second.value[0]])
        return Genes([made], other + 1, [""])

    def _pathway(self, genes: Genes, after: int) -> int:
        """`NOTCH1 pathway`: a pathway is more than the gene that it is named after."""
        if after < len(self.parts) and self.parts[after].text in ("pathway", "pathways"):
            for part in genes.parts:
                part.text, part.value, part.marker = f"{part.text} pathway", [()], "family"
            return after + 1
        return after


def more(join: str, value: str) -> str:
    """A connection said in two signs: `, or` keeps its comma."""
    if join == "," and value in ("and", "or", "and/or"):
        return f",{value.removeprefix('and/')}"
    return value if join in ("", ",") else join


def exact_of(words: list[str]) -> list[str]:
    """The exact changes where some are named beside a general word."""
    exact = [w for w in words if w not in GENERAL]
    return list(dict.fromkeys(exact if exact and len(exact) < len(words) and any(re.search(r"\d", w) for w in exact) else words))


def is_general(word: str) -> bool:
    """Whether it names no exact change: `mutation`, `activating mutation`."""
    return word in GENERAL or word.split()[-1] in GENERAL
