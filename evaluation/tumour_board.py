"""Real patients and trials that experts judged: our verdicts beside the answers of public matchers in the same file.

    python -m evaluation.tumour_board FILE.csv STORE [--show]

FILE has a row for each patient: `genes` (`KRAS mutation and TP53 mutation`), `tumor_type` (a group of organs, in French), and
lists of equal length over the trials of `nct_id`: `eligibility` and `eligibility_and_status` (the experts), and a column for
each public matcher with the rank that it gave a trial, 0 for one that it did not propose. Pairs whose trial is not in STORE
(or is there without its criteria) cannot be judged by us; they are counted and left out for everyone.

A patient is what the row says and no more. A group of organs is not a cancer: each cancer of it is asked, and what differs
between them is open. What the genes column does not name has two readings: the tumour was sequenced and these are all the
changes that were found (so it is with patients of a molecular tumour board), or nothing else was looked for. Since age,
stage, earlier treatment and health are not in the file, no trial can be met to the last sentence; *possible* counts as a
proposal, in two readings again:

- met or possible: everything that the list of `oncoplan trials match` tells;
- genes settled: of these, those whose genes are settled by what the file has of genes. KRAS is mutated and the trial asks for
  G12C: a question to the laboratory, which the list has under *a biomarker that is not known yet*, and no proposal. What a
  stain or a score must show (HER2, PD-L1) is not in the file and stays possible, as age does.

All of it is told for all pairs, and for the pairs of trials that ask for a gene or marker, where the genes decide. The last
line compares the reading *sequenced, genes settled* with the best precision and the best recall of any public matcher.
Exit 0: better on both; 1: not; 2: a file cannot be used.
"""

from __future__ import annotations

import argparse
import ast
import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from oncoplan.criteria.evaluate import NOT_MET
from oncoplan.intake.problem import Unusable
from oncoplan.intake.record_file import build
from oncoplan.knowledge.load import base
from oncoplan.trials.book import NO_CRITERIA, Entry, TrialBook
from oncoplan.trials.hearing import Hearing, asked_of
from oncoplan.trials.shelf import opened
from oncoplan.trials.sought import sought
from oncoplan.variants.assess import assess

NO, OPEN, FITS = "not met", "genes open", "met or possible"
GROUPS = Path(__file__).parent / "data" / "tumour_groups.tsv"
TRUTHS = ("eligibility", "eligibility_and_status")
_NOT_MATCHERS = {"patient_id", "genes", "tumor_type", "exclusion_category_1", "exclusion_category_2", "nct_id", "status", *TRUTHS}
SEEN = ["substitution", "indel", "fusion", "amplification", "homozygous_deletion", "splice", "exon_deletion", "promoter"]
_DAY = date(2024, 1, 1)  # nothing in the file has a date; a day must be given


class Pair(Struct, frozen=True):
    """One patient and one trial: the experts' answers, and which public matchers proposed it."""

    patient: str
    genes: tuple[str, ...]
    tumour: str
    trial: str
    truth: dict[str, bool]
    proposed: frozenset[str]


class Score(Struct, frozen=True):
    """How proposals agree with the experts."""

    right: int
    proposed: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / max(self.proposed, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.wanted, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.proposed + self.wanted, 1)


def pairs_of(path: Path) -> tuple[list[Pair], tuple[str, ...]]:
    """Every pair of the file, and the names of the public matchers. Raises ValueError, KeyError or OSError."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if not rows:
        raise ValueError("the file has no rows")
    matchers = tuple(name for name in rows[0] if name and name not in _NOT_MATCHERS)
    found = []
    for row in rows:
        lists = {name: ast.literal_eval(row[name]) for name in ("nct_id", *TRUTHS, *matchers)}
        for at, trial in enumerate(lists["nct_id"]):
            found.append(
                Pair(
                    patient=row["patient_id"], genes=tuple(g.strip() for g in row["genes"].split(" and ") if g.strip()),
                    tumour=row["tumor_type"].strip(), trial=str(trial).strip(),
                    truth={name: bool(lists[name][at]) for name in TRUTHS},
                    proposed=frozenset(name for name in matchers if lists[name][at]),
                )
            )  # fmt: skip
    return found, matchers


def cancers_of(tumour: str) -> tuple[str, ...]:
    """The OncoTree codes of a group of organs; a name or code of a cancer stands for itself; none where it is neither."""
    rows = [line.split("\t") for line in GROUPS.read_text("utf-8").splitlines()[1:]]
    groups = {word: tuple(codes.split()) for word, codes in rows}
    known = groups.get(tumour.upper())
    if known is not None:
        return known
    code = base().vocabulary.find_cancer(tumour).code
    return (code,) if code else ()


class Patients:
    """The hearings of a patient, one for each cancer that the row leaves open."""

    def __init__(self, book: TrialBook, *, sequenced: bool) -> None:
        self.book, self.sequenced = book, sequenced
        self._known: dict[tuple[tuple[str, ...], str], list[Hearing]] = {}

    def answer(self, pair: Pair, entry: Entry) -> str:
        """NO where no cancer that it may be fits; OPEN where a gene is a question in all that may; else FITS."""
        key = (pair.genes, pair.tumour)
        if key not in self._known:
            self._known[key] = [self._hearing(pair, cancer) for cancer in cancers_of(pair.tumour) or (None,)]
        found = NO
        for hearing in self._known[key]:
            answer = hearing.of(entry)
            if answer.read != NOT_MET:
                asked = [part for part in sought(hearing, asked_of(entry, answer)) if part.asked.name == "alteration"]
                if all(part.node.answer != "unknown" for part in asked):
                    return FITS
                found = OPEN
        return found

    def _hearing(self, pair: Pair, cancer: str | None) -> Hearing:
        test: dict[str, object] = {"kind": "tumour_dna", "findings": list(pair.genes)}
        if self.sequenced:
            test["covers"] = {"genes": list(base().vocabulary.keys("genes")), "kinds": SEEN}
        written = {"id": pair.patient, "diagnoses": [{"cancer": cancer or pair.tumour}], "tests": [test]}
        found = assess(build(written, pair.patient, "").record, base().vocabulary, _DAY, "FR")
        return Hearing(self.book, found.diagnoses[0])


def has_criteria(entry: Entry) -> bool:
    """Whether the store has what the trial asks: some sources list a trial without its eligibility."""
    return all(one.clause != NO_CRITERIA for one in entry.common)


def score(pairs: Sequence[Pair], proposed: Callable[[Pair], bool], truth: str) -> Score:
    """Proposals against one of the experts' columns."""
    chosen = [pair for pair in pairs if proposed(pair)]
    return Score(sum(p.truth[truth] for p in chosen), len(chosen), sum(p.truth[truth] for p in pairs))


def by(matcher: str) -> Callable[[Pair], bool]:
    return lambda pair: matcher in pair.proposed


def line(name: str, one: Score) -> str:
    parts = f"precision {one.precision:.2f}  recall {one.recall:.2f}  F1 {one.f1:.2f}"
    return f"  {name:<42} {parts}  ({one.right} right of {one.proposed} proposed, {one.wanted} wanted)"


def main(words: list[str] | None = None) -> int:
    """Judge, print, compare."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    flags.add_argument("store", type=Path)
    flags.add_argument("--show", action="store_true", help="each pair with our answer")
    chosen = flags.parse_args(words)
    try:
        every, matchers = pairs_of(chosen.file)
        book = opened(chosen.store).book
    except (OSError, ValueError, KeyError, SyntaxError, IndexError) as error:
        print(f"{chosen.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    except Unusable as error:
        print(f"{error.says}\nhint: {error.hint}", file=sys.stderr)
        return 2
    at_hand = {pair.trial: entry for pair in every if (entry := book.find(pair.trial)) is not None and has_criteria(entry)}
    pairs = [pair for pair in every if pair.trial in at_hand]
    if not pairs:
        print("no trial of the file is in the store with its criteria", file=sys.stderr)
        return 2
    readings = {name: _answers(pairs, at_hand, book, sequenced=name == "sequenced") for name in ("sequenced", "nothing else")}
    if chosen.show:
        _show(pairs, readings["sequenced"])
    asking = [pair for pair in pairs if at_hand[pair.trial].genes]
    for title, some in (("all pairs at hand", pairs), ("pairs of trials that ask for a gene or marker", asking)):
        _table(title, some, matchers, readings)
    ours = score(pairs, lambda pair: readings["sequenced"][id(pair)] == FITS, TRUTHS[0])
    theirs = [score(pairs, by(name), TRUTHS[0]) for name in matchers]
    return _last(ours, theirs, len(every) - len(pairs))


def _answers(pairs: Iterable[Pair], at_hand: dict[str, Entry], book: TrialBook, *, sequenced: bool) -> dict[int, str]:
    patients = Patients(book, sequenced=sequenced)
    return {id(pair): patients.answer(pair, at_hand[pair.trial]) for pair in pairs}


def _table(title: str, pairs: Sequence[Pair], matchers: Iterable[str], readings: dict[str, dict[int, str]]) -> None:
    print(f"\n{title}: {len(pairs)} pairs, {len({p.patient for p in pairs})} patients, {len({p.trial for p in pairs})} trials")
    for truth in TRUTHS:
        print(f" against the experts' {truth.replace('_', ' ')}:")
        for name, answers in readings.items():
            for says, counted in (("genes settled", (FITS,)), ("met or possible", (FITS, OPEN))):
                print(line(f"oncoplan, {name}: {says}", score(pairs, _among(answers, counted), truth)))
        for matcher in matchers:
            print(line(matcher, score(pairs, by(matcher), truth)))


def _among(answers: dict[int, str], counted: tuple[str, ...]) -> Callable[[Pair], bool]:
    return lambda pair: answers[id(pair)] in counted


def _show(pairs: Iterable[Pair], answers: dict[int, str]) -> None:
    for pair in sorted(pairs, key=lambda pair: (pair.trial, pair.patient)):
        experts = "eligible" if pair.truth[TRUTHS[0]] else "not"
        genes = " + ".join(pair.genes)
        print(f"{pair.trial} {pair.patient[:8]} {pair.tumour} [{genes}]: {answers[id(pair)]}; experts: {experts}")


def _last(ours: Score, theirs: Sequence[Score], left: int) -> int:
    precision, recall = max(s.precision for s in theirs), max(s.recall for s in theirs)
    better = ours.precision > precision and ours.recall > recall
    says = f"precision {ours.precision:.2f} (best of the others {precision:.2f}), recall {ours.recall:.2f} ({recall:.2f})"
    print(f"\n{says}; {left} pairs not modelled: their trial is not in the store, or without its criteria")
    return 0 if better else 1


if __name__ == "__main__":
    sys.exit(main())
