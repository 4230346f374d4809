"""Biomarkers read out of eligibility texts: `python -m evaluation.biomarker_extraction FILE.jsonl [--all]`.

FILE has one JSON object a line: `input`, the text of a trial, and `output` with `inclusion_biomarker` and `exclusion_biomarker`,
each in disjunctive normal form: a list of alternatives, each a list of biomarkers that must be there together.

Counting follows the publication of the set (doi:10.1038/s41746-025-01673-4): for one trial and one side, a biomarker (or, for the
normal form, an alternative as a set) is right when the reference has it, wrong when it has not, missed when only the reference
has it; the sums over all trials give precision P, recall R and F2 = 5PR / (4P + R). A side that is empty in both counts nothing.
Names are compared by what they mean, both through one reading: genes by symbol, `mutated` and `mutations` as one, and
so on (`exact`: the letters alone, case ignored). Printed for both sides: single biomarkers, and the normal form.

The last line: `N of M trials have both sides as the reference has them (P %); K not modelled`. Exit 0 when F2 of single
biomarkers is at least 0.85 (inclusion) and 0.80 (exclusion), 1 below, 2 when the file cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evaluation.biomarker_names import Meaning
from evaluation.biomarker_sides import sides_of
from oncoplan.knowledge.load import base

LEAST = {"inclusion": 0.85, "exclusion": 0.80}
SIDES = ("inclusion", "exclusion")
Terms = list[list[str]]


class Count:
    """Right, wrong and missed, over all trials."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, found: set[Any], asked: set[Any]) -> None:
        self.right += len(found & asked)
        self.wrong += len(found - asked)
        self.missed += len(asked - found)

    def scores(self) -> tuple[float, float, float]:
        """Precision, recall, F2; 1 where there is nothing to find and nothing was found."""
        if not self.right + self.wrong + self.missed:
            return 1.0, 1.0, 1.0
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / max(self.right + self.missed, 1)
        return precision, recall, 5 * precision * recall / (4 * precision + recall) if self.right else 0.0


def main(words: list[str] | None = None) -> int:
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    flags.add_argument("--all", action="store_true", help="print what is wrong and missed in every trial")
    chosen = flags.parse_args(words)
    try:
        cases = [json.loads(line) for line in chosen.file.read_text(encoding="utf-8").splitlines() if line.strip()]
        asked = [{side: case["output"][f"{side}_biomarker"] for side in SIDES} for case in cases]
        texts = [str(case["input"]) for case in cases]
    except (OSError, ValueError, LookupError, TypeError) as error:
        print(f"{chosen.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return judged(texts, asked, chosen.all)


def judged(texts: list[str], asked: list[dict[str, Terms]], every: bool) -> int:
    """Print the counts; the exit code."""
    vocabulary = base().vocabulary
    meaning = Meaning(vocabulary)
    counts = {(side, way): Count() for side in SIDES for way in ("single", "normal form", "single, exact", "normal form, exact")}
    agree = 0
    for number, (text, wanted) in enumerate(zip(texts, asked, strict=True)):
        found = sides_of(text, vocabulary)
        same = True
        for side in SIDES:
            ours, theirs = meaning.terms(found[side]), meaning.terms(wanted[side])
            counts[side, "single"].add(_flat(ours), _flat(theirs))
            counts[side, "normal form"].add(_terms(ours), _terms(theirs))
            exact, letters = ([[name.lower() for name in term] for term in terms] for terms in (found[side], wanted[side]))
            counts[side, "single, exact"].add(_flat(exact), _flat(letters))
            counts[side, "normal form, exact"].add(_terms(exact), _terms(letters))
            wrong, missed = _flat(ours) - _flat(theirs), _flat(theirs) - _flat(ours)
            same = same and _terms(ours) == _terms(theirs)
            if every and (wrong or missed):
                print(f"{number} {side}: wrong {sorted(wrong)}; missed {sorted(missed)}")
            elif every and _terms(ours) != _terms(theirs):
                print(
                    f"{number} {side}: combined otherwise: {sorted(map(sorted, _terms(ours) - _terms(theirs)))}"
                    f" for {sorted(map(sorted, _terms(theirs) - _terms(ours)))}"
                )
        agree += same
    for (side, way), count in counts.items():
        precision, recall, f2 = count.scores()
        print(
            f"{side:9} {way:18} F2 {f2:.3f}  precision {precision:.3f}  recall {recall:.3f}  ({count.right} right, {count.wrong}"
            f" wrong, {count.missed} missed)"
        )
    print(
        f"{agree} of {len(texts)} trials have both sides as the reference has them ({100 * agree / max(len(texts), 1):.1f}"
        f" %); 0 not modelled"
    )
    return 0 if texts and all(counts[side, "single"].scores()[2] >= LEAST[side] for side in SIDES) else 1


def _flat(terms: Terms) -> set[str]:
    return {name for term in terms for name in term}


def _terms(terms: Terms) -> set[frozenset[str]]:
    return {frozenset(term) for term in terms}


if __name__ == "__main__":
    sys.exit(main())
