"""Recounts the residues that tumours change again and again: `python -m evaluation.hotspots MAF > table`.

Every missense change of a gene with a role in cancer is read as `plan` reads it and counted once a tumour; tumours with
more than 1,500 protein-altering variants are left out. A residue is listed when it is changed in 4 or more tumours and more
often than chance has it: a binomial tail for the gene's own missense load, spread over its residues by how often each kind of
amino acid is changed in all genes (arginines with a CpG are hit more than leucines), at a false discovery rate of 1 in 1,000.
What is listed leaves its gene's load, and the test is run again until nothing is added. A residue that only the older calls have
(`Source` other than MC3) is left out: most such sites are of technical making.
Prints the rows of `vocabulary/oncogenicity/hotspots.tsv`; the last line on stderr is `N of M residues listed (P %); K not
modelled`, K the rows that could not be read. Exit 0, or 2 when the file could not be used.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from oncoplan.intake import Unusable
from oncoplan.intake.maf import stream_maf
from oncoplan.intake.maf_columns import SAMPLE
from oncoplan.intake.table import Table
from oncoplan.knowledge.load import base
from oncoplan.model.finding import Alteration
from oncoplan.model.record import FindingEntry
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.words import read_finding

HYPERMUTATED = 1500
TUMOURS = 4
"""Fewer tumours than this never make a hotspot here."""
COMMON = 20
"""Code OS3: the paper's 50 tumours of about 25,000 (pmid:35101336), for 9,000. Below it OM3."""
SAME_CHANGE = 4
"""One new residue in this many tumours counts in full: the paper's 10 of about 25,000."""
FALSE_DISCOVERY = 0.001
DRIVERS = ("oncogene", "tumour_suppressor", "both")

# The share of each amino acid in human proteins, in per cent (UniProt proteome UP000005640).
_SHARE = {
    "L": 9.97, "S": 8.33, "E": 7.10, "A": 7.01, "G": 6.58, "P": 6.31, "V": 5.96, "K": 5.72, "R": 5.64, "T": 5.36, "Q": 4.77,
    "D": 4.73, "I": 4.33, "F": 3.65, "N": 3.58, "Y": 2.66, "H": 2.63, "C": 2.30, "M": 2.13, "W": 1.22,
}  # fmt: skip

Residues = dict[tuple[str, str, int], Counter[str]]


def main() -> int:
    """Count, test and print."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("maf")
    chosen = flags.parse_args()
    try:
        older = older_calls(Path(chosen.maf))
        residues, lengths, unread = counted(Path(chosen.maf), base().vocabulary, older)
    except Unusable as error:
        print(error.says, file=sys.stderr)
        return 2
    listed = hotspots(residues, lengths)
    for gene, letter, at in listed:
        news = residues[gene, letter, at]
        tumours = news.total()
        often = "".join(sorted(new for new, number in news.items() if number >= SAME_CHANGE))
        print(gene, f"{letter}{at}", "OS3" if tumours >= COMMON else "OM3", often, tumours, sep="\t")
    share = 100 * len(listed) / max(len(residues), 1)
    print(f"{len(listed)} of {len(residues)} residues listed ({share:.1f} %); {unread} not modelled", file=sys.stderr)
    return 0


def older_calls(path: Path) -> frozenset[str]:
    """The samples that were not called by the MC3 project; none where the table does not say."""
    table = Table(path, what="mutation table (MAF)")
    sample, source = table.place(*SAMPLE), table.place("source")
    if sample is None or source is None:
        return frozenset()
    return frozenset(cells[sample] for _, cells in table.rows() if cells is not None and cells[source] != "MC3")


def counted(path: Path, words: Vocabulary, older: frozenset[str]) -> tuple[Residues, dict[str, int], int]:
    """New amino acids by (gene, reference letter, position); the length that is known of each gene; rows not read."""
    load: Counter[str] = Counter()
    changes: set[tuple[str, str, str, int, str]] = set()
    unread = 0
    for sample, _, found in stream_maf(path):
        load[sample] += 1
        if not isinstance(found, FindingEntry) or "issense" not in (found.consequence or "issense"):
            continue
        gene = words.gene(found.gene or "")
        if gene is None or gene.role not in DRIVERS:
            continue
        try:
            read = read_finding(found, words)
        except Unreadable:
            unread += 1
            continue
        for one in read:
            if isinstance(one, Alteration) and one.kind == "missense" and one.protein is not None and one.gene:
                change = one.protein
                if change.ref and change.alt and len(change.ref) == len(change.alt) == 1:
                    changes.add((sample, one.gene, change.ref, change.start, change.alt))
    residues: Residues = defaultdict(Counter)
    confirmed: set[tuple[str, str, int]] = set()
    furthest: Counter[str] = Counter()
    for sample, gene_name, ref, at, alt in changes:
        if load[sample] <= HYPERMUTATED:
            residues[gene_name, ref, at][alt] += 1
            if sample not in older:
                confirmed.add((gene_name, ref, at))
            furthest[gene_name] = max(furthest[gene_name], at)
    lengths = {name: _length(name, far, words) for name, far in furthest.items()}
    return {key: news for key, news in residues.items() if key in confirmed}, lengths, unread


def _length(gene: str, far: int, words: Vocabulary) -> int:
    """The protein's length where the exon table has it, else the last residue that was seen changed."""
    model = words.gene_model(gene)
    coding = max((exon.cds_end for exon in model.exons), default=0) if model is not None else 0
    return max(coding // 3 - 1, far)


def hotspots(residues: Residues, lengths: dict[str, int]) -> list[tuple[str, str, int]]:
    """The residues changed more often than chance has it (Benjamini and Hochberg over all that were seen changed)."""
    of_letter: Counter[str] = Counter()
    for (_, letter, _), news in residues.items():
        of_letter[letter] += min(news.total(), TUMOURS)  # so that hotspots themselves do not make a letter look mutable
    everything = of_letter.total()
    mutable = {letter: of_letter[letter] / everything / (share / 100) for letter, share in _SHARE.items()}
    listed: set[tuple[str, str, int]] = set()
    while True:
        found = _beyond_chance(residues, lengths, mutable, listed)
        if found <= listed:
            return sorted(listed)
        listed |= found


def _beyond_chance(
    residues: Residues, lengths: dict[str, int], mutable: dict[str, float], listed: set[tuple[str, str, int]]
) -> set[tuple[str, str, int]]:
    """One round of the test; the load of a gene is what its residues not yet listed carry."""
    of_gene: Counter[str] = Counter()
    for key, news in residues.items():
        if key not in listed:
            of_gene[key[0]] += news.total()
    tails = []
    for key, news in residues.items():
        gene, letter, _ = key
        tumours = news.total()
        load = of_gene[gene] + (tumours if key in listed else 0)
        chance = min(mutable.get(letter, 1.0) * max(load - tumours, 1) / lengths[gene] / load, 1.0)
        tails.append((_tail(tumours, load, chance) if tumours >= TUMOURS else 1.0, key))
    tails.sort()
    last = max((at for at, (p, _) in enumerate(tails, 1) if p <= FALSE_DISCOVERY * at / len(tails)), default=0)
    return {key for _, key in tails[:last]}


def _tail(seen: int, of: int, chance: float) -> float:
    """The probability of `seen` or more of `of` at `chance` each."""
    if chance >= 1.0:
        return 1.0
    logs = [
        math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * math.log(chance) + (of - k) * math.log1p(-chance)
        for k in range(seen, of + 1)
    ]
    return min(math.fsum(math.exp(value) for value in logs), 1.0)


if __name__ == "__main__":
    sys.exit(main())
