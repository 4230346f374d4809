"""Whole persons: genotypes and outside calls in, calls by gene out: `python -m evaluation.pgx_pipeline FILE.json`.

The file was extracted by machine from another program's tests. A case gives `variations`, `missing`, `reference_genes`,
`phased`, `sex`, `outside_calls` (gene, diplotype, phenotype, separated by tabs) and `expect`: checks by name. Read here:
whether a gene was called, its diplotypes (all of them, or those that explain most: the file does not say which was asked
for), what decides, phenotype and activity score. Not modelled, and said so: checks of recommendations and messages, genes
that are not in the allele table, checks whose input the extraction lost, and two questions that the file asks differently: a
call although a base was seen that no allele has (a research mode of that program, which the file does not name), and an HLA
allele as negative when only one chromosome was typed (unknown here). A case counts when at least one of its checks could be made,
and agrees when all of those agree. The last line is `N of M cases agree (P %); K not modelled`. Exit 0 when all agree, 1 when
not, 2 when the file cannot be used.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from evaluation.cases import Outcome, compared, file_named
from evaluation.dpyd import changes_of, strands_of
from evaluation.pgx_cases import gene_of, genotyped
from oncoplan.model.pharmacogene import GeneCall, Pharmacogene
from oncoplan.variants.pgx import call_gene
from oncoplan.variants.pgx_phenotype import named, ordered, phenotype_of

_CALLS = ("testPrintCpicCalls", "testPrintCalls", "testSourceDiplotypes", "testRecommendedDiplotypes", "DPYD.doStandardChecks")
_NEGATIVE = re.compile(r" (negative|positive)$")
Answer = str | None
"""What is wrong with a check, "" when it agrees, None when it could not be made."""


class Person:
    """What one case gives for each gene."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.outside: dict[str, list[str]] = {}
        for line in case["outside_calls"]:
            cells = line.replace("\\t", "\t").split("\t")
            self.outside.setdefault(cells[0], []).append(cells[1] if len(cells) > 1 else "")
        self.given = {row[0] for row in case["variations"]} | set(case["reference_genes"])

    def call(self, gene: Pharmacogene) -> GeneCall | str:
        """The call from genotypes; a text when the case has not enough for one."""
        if gene.gene not in self.given:
            return f"the file has no input for {gene.gene}"
        seen = genotyped(gene, self.case["variations"], self.case["missing"], phased=self.case["phased"])
        return seen if isinstance(seen, str) else call_gene(gene, seen, sex=self.case["sex"])

    def only_gene(self) -> str:
        return next(iter(self.given)) if len(self.given) == 1 else ""


def judge(cases: list[dict[str, Any]]) -> list[Outcome]:
    """Every case with how it came out."""
    return [_judged(case) for case in cases]


def _judged(case: dict[str, Any]) -> Outcome:
    person = Person(case)
    answers = [(check["check"], *_check(check, person)) for check in case["expect"]]
    if all(answer is None for _, answer, _ in answers):
        lost = "; ".join(dict.fromkeys(why for *_, why in answers)) or "the file has no checks for it"
        return Outcome(case["id"], None, (lost,))
    told = tuple(dict.fromkeys(f"{check}: {answer}" for check, answer, _ in answers if answer))
    return Outcome(case["id"], not told, told)


def _check(check: dict[str, Any], person: Person) -> tuple[Answer, str]:
    kind, strings = check["check"], check["strings"]
    if kind in ("testCalledByMatcher", "testNotCalledByMatcher"):
        answers = [_called(symbol, person, kind == "testCalledByMatcher") for symbol in strings or [person.only_gene()]]
        made = [answer for answer in answers if answer is not None]
        why = "a gene that is not in the allele table, its input was lost, or a call in spite of undocumented changes"
        return ("; ".join(a for a in made if a) if made else None), why
    symbol = strings[0] if strings else person.only_gene()
    gene = gene_of(symbol)
    if kind in _CALLS and gene is not None:
        wanted = check["vars"][0] if check["vars"] and check["vars"][0] else strings[1:]
        return _calls(check, gene, person, list(wanted))
    if kind == "testSourcePhenotype" and symbol.startswith("HLA-"):
        return _hla(symbol, strings[1:], person)
    if kind in ("testSourcePhenotype", "testLookupByActivity") and gene is not None:
        return _phenotype(check, gene, person)
    return None, "recommendations and messages are not read here" if gene is not None or not symbol else f"{symbol}: {kind}"


def _called(symbol: str, person: Person, expected: bool) -> Answer:
    gene = gene_of(symbol)
    if symbol in person.outside or (gene is not None and symbol not in person.given):
        return "" if not expected else None
    if gene is None:
        return None
    call = person.call(gene)
    if isinstance(call, str) or (expected and call.unlisted and not call.readings):
        return None
    if bool(call.readings) == expected:
        return ""
    found = ", ".join(one.shown for one in call.readings) or f"no call ({', '.join(call.unlisted)})"
    return f"{symbol}: expected {'a call' if expected else 'no call'}, found {found}"


def _calls(check: dict[str, Any], gene: Pharmacogene, person: Person, wanted: list[str]) -> tuple[Answer, str]:
    if any("g." in text for text in wanted):
        return None, "undocumented changes as alleles of their own are not modelled"
    if any(text.startswith("rs") for text in wanted):
        return None, "calls of single positions are not modelled"
    if gene.gene in person.outside:
        found = {"/".join(ordered(gene, [_open(gene, part) for part in text.split("/")])) for text in person.outside[gene.gene]}
        expected = {"/".join(ordered(gene, [_open(gene, part) for part in text.split("/")])) for text in wanted}
        return ("" if found == expected else f"expected {sorted(expected)}, found {sorted(found)}"), ""
    call = person.call(gene)
    if isinstance(call, str):
        return None, call
    if not wanted and "UNKNOWN" not in check["raw"] and "UNCALLED" not in check["raw"]:
        return None, "the file does not say what is expected"
    if not call.readings and not wanted:
        return "", ""
    if gene.logic == "lowest":
        return _strands(gene, call, wanted), ""
    if check["check"] == "testRecommendedDiplotypes" and all("/" not in text for text in wanted):
        if not call.readings:
            return None, "the fallback to one position is not modelled"
        pair = "/".join(ordered(gene, wanted))
        return ("" if pair in {r.shown for r in call.readings} else f"expected {pair}, found {call.likeliest}"), ""
    if set(wanted) in (set(call.likeliest), {one.shown for one in call.readings}):
        return "", ""
    return f"{gene.gene}: expected {wanted}, found {[one.shown for one in call.readings]}", ""


def _open(gene: Pharmacogene, name: str) -> str:
    """An allele by our name of it; unknown ones as they are written."""
    found = named(gene, name)
    return found.name if found is not None else name


def _strands(gene: Pharmacogene, call: GeneCall, wanted: list[str]) -> str:
    shown = call.readings[0].shown if call.readings else ""
    if len(wanted) == 1 and "/" in wanted[0]:
        same = bool(shown) and strands_of(gene, shown) == strands_of(gene, wanted[0])
    else:
        whole = ", ".join(text.replace(gene.tagged, "HapB3") for text in wanted)
        same = bool(shown) and changes_of(gene, shown) == changes_of(gene, whole)
    return "" if same else f"expected {wanted}, found {shown or 'no call'}"


def _phenotype(check: dict[str, Any], gene: Pharmacogene, person: Person) -> tuple[Answer, str]:
    if check["check"] == "testLookupByActivity":
        call = person.call(gene)
        if isinstance(call, str) or not call.readings:
            return None, call if isinstance(call, str) else "no call"
        found = f"{call.readings[0].activity}"
        return ("" if found == check["strings"][1] else f"expected {check['strings'][1]}, found {found}"), ""
    expected = "indeterminate" if "INDETERMINATE" in check["raw"] else check["strings"][-1].lower()
    texts = person.outside.get(gene.gene) or []
    if not texts:
        return None, f"the file has no outside call for {gene.gene}"
    phenotype = phenotype_of(gene, texts[0].split("/"))
    return ("" if phenotype == expected else f"expected {expected}, found {phenotype}"), ""


def _hla(symbol: str, wanted: list[str], person: Person) -> tuple[Answer, str]:
    """An allele that was typed is positive; another is negative only where both chromosomes were typed."""
    typed = [part for text in person.outside.get(symbol, ()) for part in text.split("/") if part and part != "."]
    if not typed:
        return None, f"the file has no outside call for {symbol}"
    one_only = len(typed) == 1 and any(_NEGATIVE.sub("", text) not in typed and text.endswith("negative") for text in wanted)
    if one_only:
        return None, f"{symbol}: one allele is typed, so that another is unknown here and not negative"
    for text in wanted:
        allele = _NEGATIVE.sub("", text)
        found = "positive" if allele in typed else "negative" if len(typed) > 1 else "unknown (one allele typed)"
        if not text.endswith(found):
            return f"expected {text}, found {found}", ""
    return "", ""


def main(words: list[str] | None = None) -> int:
    """Run a file and print."""
    return compared(file_named(__doc__, words), judge)


if __name__ == "__main__":
    sys.exit(main())
