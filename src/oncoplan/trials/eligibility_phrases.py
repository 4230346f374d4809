"""From the parts of a sentence to its biomarkers: which change belongs to which gene, what is to be absent, how they join."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct, structs

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_biomarkers import Mention, Part, parts_of

RESULTS = ("positive", "negative", "expression", "overexpression", "low expression", "wild type")
"""Words that say a result rather than a change of the gene."""
_WHOLE = ("MSI", "MMR", "TMB", "HRD")
_WHOLE_RESULTS = ("positive", "negative", "high", "low", "deficiency")
_GENERAL = ("mutation", "mutation positive", "mutant", "mutated", "variant", "alteration", "aberration", "abnormality", "defect")
_SYMBOL = Pattern(r"[A-Z][A-Z0-9]{2,8}")
_LOOSE, _NEAR = 16, 3  # so many parts may stand between `alterations in one of the following` and the genes; else so many


@lru_cache(maxsize=65536)
def mentions_of(sentence: str, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Every biomarker of one plain sentence, in order."""
    text, parts = parts_of(sentence, vocabulary)
    if not any(p.kind in "GR" for p in parts):
        return ()
    return tuple(Reader(text, parts).read())


class Genes(Struct):
    """A list of genes in the sentence, up to part `after`."""

    parts: list[Part]
    after: int
    joins: list[str]


class Reader:
    """Reads the parts of one sentence from left to right."""

    def __init__(self, text: str, parts: list[Part]) -> None:
        self.text, self.parts = text, parts
        self.found: list[Mention] = []
        self.absent = self.known = False
        self.function = ""
        self.origins: list[str] = []
        self.narrowed: list[str] = []
        self.before: list[str] = []  # changes that stand before their genes
        self.before_open = 0
        self.join = ""
        self.lists = 0
        self.depth = self.denied_at = self.far = 0
        self.apart = 0  # other words since the last `and` or `or`
        self.general = ""  # the last word of change that names none exactly
        self.level = ""  # `low` or `high`, before a gene's expression
        self.begin = -1  # where the words begin that belong to the next biomarker

    def read(self) -> list[Mention]:
        at = 0
        while at < len(self.parts):
            at = self._step(at)
        return self.found

    def _step(self, at: int) -> int:
        part = self.parts[at]
        kind = part.kind
        if kind in "GRNKAOQW" and self.begin < 0:
            self.begin = part.start
        if kind == "G":
            return self._genes(at)
        if kind == "R":
            return self._whole(at)
        if kind == "N":
            self._clear()
            self.begin = part.start
            self.absent, self.denied_at, self.far = True, self.depth, 0
        elif kind == "K":
            self.known = True
        elif kind == "A":
            self.function = part.value
        elif kind == "O":
            self.origins.append(part.value)
        elif kind == "Q":
            self.narrowed.append(part.text)
        elif kind == "L":
            self.level = part.value
        elif kind == "F" and part.text in ("following", ":") and self.before:
            self.before_open = _LOOSE
        elif kind == "(":
            self.depth += 1
        elif kind == ")":
            self.depth -= 1
            if self.depth < self.denied_at:
                self.absent = False
            self.before = [] if not self.before_open > _NEAR else self.before
        elif kind == "W":
            return self._change(at)
        elif kind == "C":
            self.apart = 0
            if part.value == ";" and not (at and self.parts[at - 1].text in ("genes", "following")):
                self._clear()
                self.absent = False
            self.join = _more(self.join, part.value)
        elif kind in ("X", "D"):
            self.begin, self.level = -1, ""
            self.before_open -= 1
            if part.text == "defined":
                self.before_open = 0
            if self.before_open <= 0:
                self.before = []
            self.function, self.origins, self.narrowed, self.known = "", [], [], False
            if part.text not in ("-", "."):
                if (self.absent and self.found and self.found[-1].absent) or kind == "D":
                    self.absent = False
                self.apart += 1
                self.far += 1
                if self.far > _NEAR + 1:
                    self.absent = False
                if kind == "D" or self.apart > _NEAR:
                    self.join = ""
        return at + 1

    def _clear(self) -> None:
        self.begin = -1
        self.function, self.origins, self.narrowed, self.known, self.before = "", [], [], False, []

    def _skip(self, at: int, kinds: str) -> int:
        while at < len(self.parts) and self.parts[at].kind in kinds:
            at += 1
        return at

    def _change(self, at: int) -> int:
        """Words of change before any gene (`mutations in EGFR`), or more of the gene before (`..., or L858R`)."""
        words, after = self._changes(at, alone=True)
        behind = self._skip(after, "FQAOK")
        turned = behind < len(self.parts) and self.parts[behind].kind == "G"
        if not turned and self.found and self.found[-1].genes and all(re.search(r"\d", w) for w in words):
            self._examples(words, after)
            return after
        self.before = words
        self.before_open = _NEAR
        if not self.general and all(_general(w) for w in words):
            self.general = words[-1]
        return after

    def _examples(self, words: list[str], after: int) -> None:
        """Exact changes without a gene: of the gene that was spoken of last."""
        last = self.found[-1]
        for number, word in enumerate(words):
            self.found.append(
                structs.replace(
                    last, what=word, function="", origin="", narrowed=(), bounds=(),
                    joined="or" if number or last.example else self.join or "or",
                    example=last.what in _GENERAL or last.example, end=self.parts[after - 1].end,
                    absent=self.absent and last.absent,
                )
            )  # fmt: skip
        self.join = ""

    def _genes(self, at: int) -> int:
        genes = self._list(at)
        after = genes.after
        before = self.parts[at - 1] if at else None
        if before is not None and before.kind == "S" and at > 1:
            before = self.parts[at - 2]
        drug = before is not None and before.kind == "D" and before.text == "anti"
        place = self._skip(after, "SF")
        if drug or (
            place < len(self.parts)
            and self.parts[place].kind == "D"
            and self.parts[place].text not in ("anti", "received", "prior")
        ):
            self.join = ""
            self.begin = -1
            return place
        words, done = self._after_genes(after)
        if done < len(self.parts) and self.parts[self._skip(done, "SF") : self._skip(done, "SF") + 1]:
            behind = self.parts[self._skip(done, "SF")]
            if words and behind.kind == "D" and behind.text not in ("anti", "received", "prior", "treatment", "therapy"):
                self.join = ""
                return done
        if words and not any(p.value[0] for p in genes.parts) and not any(w in RESULTS or w in ("loss", "low", "high") for w in words):
            start = next(n for n in range(after, done) if self.parts[n].kind == "W")
            return self._change(start)  # a change is not one of a protein or of a word
        if not words and self.before:
            words, done = list(self.before), after
        elif not words and len(genes.parts) >= 3 and self._announced(at):
            words, done = [self.general or "mutation"], after
        elif words and any(re.search(r"\d", w) for w in self.before) and all(_general(w) for w in words):
            words = list(self.before)
        if words:
            self._emit(genes, words, self.parts[max(done, after) - 1].end)
        else:
            self.join = ""
        self.begin = -1
        if words and not (self.before and words == self.before):
            self.before = []
        return max(done, after)

    def _announced(self, at: int) -> bool:
        """Whether `genes:` stands in front of a list."""
        said = [p.text for p in self.parts[max(0, at - 4) : at]]
        return any(sign in said for sign in (":", ";")) and any(p.text in ("gene", "genes") for p in self.parts[:at])

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
                join = _more(join, self.parts[step].value)
                step += 1
            if not join:
                return made
            if step + 1 < len(self.parts) and self.parts[step].kind == "X" and _SYMBOL.fullmatch(self._written(step)):
                if self.parts[step + 1].kind == "C" and len(made.parts) > 1:
                    made.after = step + 1  # a gene that the vocabulary does not know, in a list
                    continue
            step = self._skip(step, "FS")
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
        """`+` or `-` close behind a name."""
        if at < len(self.parts) and self.parts[at].kind == "S" and self.parts[at].text == "+":
            gap = self.parts[at].start - self.parts[at - 1].end
            after = self.text[self.parts[at].end : self.parts[at].end + 1]
            if gap == 1 and not after.isalnum():
                return "positive"
        if at < len(self.parts) and self.parts[at].kind == "S" and self.parts[at].start == self.parts[at - 1].end:
            after = self.text[self.parts[at].end : self.parts[at].end + 1]
            if self.parts[at].text == "+" or not after.isalnum():
                return "positive" if self.parts[at].text == "+" else "negative"
        return None

    def _after_genes(self, at: int) -> tuple[list[str], int]:
        """The changes or results that follow a list of genes, and where they end."""
        sign = self._signed(at)
        if sign is not None:
            place = at + 1
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
                elif new in _GENERAL or (last in RESULTS and new in RESULTS) or new in ("expression", "deficiency"):
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
        return _exact(words), place

    def _emit(self, genes: Genes, words: list[str], end: int) -> None:
        if not words:
            self.join = ""
            return
        self.lists += 1
        first = True
        for number, part in enumerate(genes.parts):
            label, said, origins = part.text, list(words), list(self.origins)
            if label.startswith(("germline|", "somatic|")):
                origin, _, label = label.partition("|")
                origins = [origin]
            if "|" in label:
                label, _, kept = label.partition("|")
                said = [kept]
            if part.marker in _WHOLE and any(word not in _WHOLE_RESULTS for word in said):
                continue
            if self.level:
                said = [self.level if word == "expression" else word for word in said]
            for symbols in part.value:
                for word in said:
                    for origin in origins or [""]:
                        absent = self.absent
                        what = word
                        if what.startswith("no "):
                            what, absent = what[3:], not absent
                        join = self.join if first else (genes.joins[number] or "or")
                        self.found.append(
                            Mention(
                                label=label, genes=symbols, marker=part.marker, what=what, function=self.function, origin=origin,
                                absent=absent, known=self.known, narrowed=tuple(dict.fromkeys(self.narrowed)),
                                start=self.begin if self.begin >= 0 else genes.parts[0].start, end=end, joined=join,
                                listed=self.lists,
                            )
                        )  # fmt: skip
                        first = False
        if words and all(_general(w) for w in words):
            self.general = words[-1]
        self.level = ""
        self.function, self.origins, self.narrowed, self.join = "", [], [], ""

    def _whole(self, at: int) -> int:
        part = self.parts[at]
        value = part.value
        what = ""
        absent = self.absent
        place = at + 1
        while (
            place < len(self.parts)
            and self.parts[place].kind in "WF"
            and (
                (self.parts[place].kind == "F" and self.parts[place].text in ("status", "tumor", "tumour"))
                or self.parts[place].value in ("positive", "negative", "expression")
            )
        ):
            if self.parts[place].value == "negative":
                absent = not absent
            place += 1
        if place + 2 < len(self.parts) and self.parts[place].kind == "(" and self.parts[place + 2].kind == ")":
            inner = self.parts[place + 1]
            if inner.kind == "R" and inner.value == value:
                place += 3  # its abbreviation
        behind = self._skip(place, "S")
        if behind < len(self.parts) and self.parts[behind].kind == "D":
            return behind
        genes: tuple[str, ...] = ()
        marker = None
        label = part.text
        if isinstance(value, list):
            marker, what = value
        elif "gene" in value:
            genes, what, label = (value["gene"],), value["what"], value["gene"]
        elif "region" in value:
            what = "region"
        elif "hla" in value:
            marker, what = f"HLA-{value['hla']}", value["allele"]
        elif "is" in value:
            what, marker = value["is"], value.get("of")
        self.lists += 1
        self.found.append(
            Mention(
                label=label, genes=genes, marker=marker, what=what, absent=absent, known=self.known,
                narrowed=tuple(self.narrowed), start=self.begin if self.begin >= 0 else part.start,
                end=self.parts[place - 1].end, joined=self.join, listed=self.lists,
            )
        )  # fmt: skip
        self.join = ""
        self.narrowed = []
        self.begin = -1
        return place


def _more(join: str, value: str) -> str:
    """A connection said in two signs: `, or` keeps its comma."""
    if join == "," and value in ("and", "or", "and/or"):
        return f",{value.removeprefix('and/')}"
    return value if join in ("", ",") else join


def _exact(words: list[str]) -> list[str]:
    """The exact changes where some are named beside a general word."""
    exact = [w for w in words if w not in _GENERAL]
    return list(dict.fromkeys(exact if exact and len(exact) < len(words) and any(re.search(r"\d", w) for w in exact) else words))


def _general(word: str) -> bool:
    """Whether it names no exact change: `mutation`, `activating mutation`."""
    return word in _GENERAL or word.split()[-1] in _GENERAL
