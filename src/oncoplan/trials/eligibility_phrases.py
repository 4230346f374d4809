"""From the parts of a sentence to its biomarkers: which change belongs to which gene, what is to be absent, how they join."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import structs

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_biomarkers import may_say_any, parts_of
from oncoplan.trials.eligibility_lists import GENERAL, Genes, Lists, is_general, more
from oncoplan.trials.eligibility_lists import RESULTS as RESULTS
from oncoplan.trials.eligibility_mention import Mention, Part

_WHOLE = ("MSI", "MMR", "TMB", "HRD")
_WHOLE_RESULTS = ("positive", "negative", "high", "low", "deficiency")
_LOOKED_AT = ("testing", "test", "tests", "analysis", "status")
_LOOSE, _NEAR = 16, 3  # so many parts may stand between `alterations in one of the following` and the genes; else so many


@lru_cache(maxsize=65536)
def mentions_of(sentence: str, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Every biomarker of one plain sentence, in order."""
    if not may_say_any(sentence, vocabulary):
        return ()
    text, parts = parts_of(sentence, vocabulary)
    if not any(p.kind in "GR" for p in parts):
        return ()
    return tuple(Reader(text, parts).read())


class Reader(Lists):
    """Reads the parts of one sentence from left to right."""

    def __init__(self, text: str, parts: list[Part]) -> None:
        super().__init__(text, parts)
        self.found: list[Mention] = []
        self.absent = self.known = False
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
            self.join = more(self.join, part.value)
        elif kind in ("X", "D"):
            self.begin, self.level = -1, ""
            self.before_open -= 1
            if part.text == "defined":
                self.before_open = 0
            if part.text == "." and at and self.parts[at - 1].text not in ("e.g", "i.e", "vs"):
                self._clear()
                self.absent = False
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

    def _change(self, at: int) -> int:
        """Words of change before any gene (`mutations in EGFR`), or more of the gene before (`..., or L858R`)."""
        words, after = self._changes(at, alone=True)
        behind = self._skip(after, "FQAOK")
        turned = behind < len(self.parts) and self.parts[behind].kind == "G"
        if not turned and self.found and self.found[-1].genes and all(re.search(r"\d", w) for w in words):
            self._examples(words, after)
            return after
        self.before = ["positive", "negative"] if words == ["negative"] and self.before == ["positive"] else words
        self.before_open = _NEAR
        if not self.general and all(is_general(w) for w in words):
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
                    example=last.what in GENERAL or last.example, end=self.parts[after - 1].end,
                    absent=self.absent and last.absent,
                )
            )  # fmt: skip
        self.join = ""

    def _genes(self, at: int) -> int:
        fused = self._fused(at)
        if fused is not None:
            return self._fusion(fused, self.parts[at])
        genes = self._list(at)
        after = genes.after
        before = self.parts[at - 1] if at else None
        if before is not None and before.kind == "S" and at > 1:
            before = self.parts[at - 2]
        drug = before is not None and before.kind == "D" and before.text in ("anti", "targeting", "target")
        place = self._skip(after, "SF")
        if drug or (
            place < len(self.parts)
            and self.parts[place].kind == "D"
            and self.parts[place].text not in ("anti", "received", "prior")
        ):
            self.join = ""
            self.begin = -1
            return place
        after = self._pathway(genes, after)
        words, done = self._after_genes(after)
        if words and done < len(self.parts) and self.parts[done].text in _LOOKED_AT and words[0] not in RESULTS:
            self._clear()
            self.join = ""
            return done
        if done < len(self.parts) and self.parts[self._skip(done, "SF") : self._skip(done, "SF") + 1]:
            behind = self.parts[self._skip(done, "SF")]
            if words and behind.kind == "D" and behind.text not in ("anti", "received", "prior", "treatment", "therapy"):
                self.join = ""
                return done
        if (
            words
            and not any(p.value[0] or p.marker == "family" for p in genes.parts)
            and not any(w in RESULTS or w in ("loss", "low", "high") for w in words)
        ):
            start = next(n for n in range(after, done) if self.parts[n].kind == "W")
            return self._change(start)  # a change is not one of a protein or of a word
        if not words and self.before:
            words, done = list(self.before), after
        elif not words and len(genes.parts) >= 3 and self._announced(at):
            words, done = [self.general or "mutation"], after
        elif words and any(re.search(r"\d", w) for w in self.before) and all(is_general(w) for w in words):
            words = list(self.before)
        elif words and self.before and self.before[-1] not in RESULTS:
            self.begin = genes.parts[0].start  # the change in front belongs to something that was not understood
        if words == ["expression"] and self.before == ["negative"]:
            words = ["negative"]  # `negative for CD30 expression`
        if words and words[0] not in RESULTS and self.before == ["negative"]:
            self.absent, self.denied_at, self.far = True, self.depth, 0  # `negative for EGFR mutations`
        if words and not {"positive", "negative"} <= set(self.before):
            self._emit(genes, words, self.parts[max(done, after) - 1].end)
        else:
            self.join = ""
        self.begin = -1
        if words and not (self.before and words == self.before):
            self.before = []
        return self._again(genes, max(done, after))

    def _again(self, genes: Genes, at: int) -> int:
        """Behind the same result once more in brackets: `estrogen receptor positive (ER+)`."""
        inner = self.parts[at : at + 4]
        if [p.kind for p in inner[:3]] == ["(", "G", "S"] and len(inner) == 4 and inner[3].kind == ")":
            same = inner[1].marker == genes.parts[-1].marker and inner[1].marker is not None
            if same and self.found and self.found[-1].what == self._signed(at + 2):
                return at + 4
        return at

    def _fusion(self, genes: Genes, first: Part) -> int:
        """The fusion of two genes, with or without the word."""
        words, done = self._after_genes(genes.after)
        place = self._skip(max(done, genes.after), "SF")
        if place < len(self.parts) and self.parts[place].kind == "D":
            self.join = ""
            return place
        partner = first.value[0][0]
        if words and words[0] == "negative":
            self.absent = True
        exact = [w for w in words if re.search(r"\d", w)]
        self._emit(genes, exact or [f"fusion with {partner}"], self.parts[max(done, genes.after) - 1].end)
        self.begin = -1
        return max(done, genes.after)

    def _announced(self, at: int) -> bool:
        """Whether `genes:` stands in front of a list."""
        said = [p.text for p in self.parts[max(0, at - 4) : at]]
        return any(sign in said for sign in (":", ";")) and any(p.text in ("gene", "genes") for p in self.parts[:at])

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
            if {"positive", "negative"} <= set(said) or ("activation" in said and part.marker != "family"):
                continue
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
        if words and all(is_general(w) for w in words):
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
