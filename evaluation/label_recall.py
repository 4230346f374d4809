"""How many label-derived triples the plan offers: `python -m evaluation.label_recall FILE.tsv`.

The file: tab-separated, one header row with the columns `cancer` (OncoTree code or name), `findings` (in words, separated by
`;`), `drugs` (separated by `+`; `|` separates interchangeable ones: `carboplatin|cisplatin`), `on_label` (yes or no). Lines
that start with `#` are passed over. Optional columns: `as_of`, `jurisdiction`, `id`.

A row is *offered* when a `sensitive` recommendation names all its drugs and nothing molecular is missing from its condition,
whatever stage, line or earlier treatment leave unknown. Prints every miss with its reason, rows it could not parse apart, then
recall on the rows that are on label and the share of offers marked on label that the file says no label supports.
The last line is `N of M triples offered (P %); K not modelled`. Exit 0 when recall is at least 95 % and wrong on-label
marks are under 3 %, 1 when not, 2 when the file cannot be used.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from oncoplan.intake import from_flags
from oncoplan.knowledge.load import base
from oncoplan.model.plan import Plan, Recommendation
from oncoplan.pipeline import make

RECALL, WRONG = 0.95, 0.03
_BETWEEN = re.compile(r";(?![^(]*\))")  # not the semicolon of t(15;17)


def main() -> int:
    """Run a file and print."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("file", type=Path)
    flags.add_argument("--as-of", default="2026-11-22")
    chosen = flags.parse_args()
    try:
        rows = list(_rows(chosen.file))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        print(f"{chosen.file}: {error}", file=sys.stderr)
        return 2
    offered = wanted = wrong = marked = 0
    unread: list[str] = []
    for number, row in rows:
        name = row.get("id") or f"line {number}"
        choices = _drugs(row["drugs"])
        if base().vocabulary.find_cancer(row["cancer"]).code is None or not all(choices):
            unread.append(f"{name}: {row['cancer']} / {row['drugs']}: not in the vocabulary")
            continue
        plan, problem = _plan(row, row.get("as_of") or chosen.as_of)
        if problem:
            unread.append(f"{name}: {row['findings']}: {problem}")
            continue
        found = [r for r in _offers(plan) if all(set(choice) & set(r.drugs) for choice in choices)]
        exact = [r for r in found if len(r.drugs) == len(choices)] or found
        if _yes(row.get("on_label", "yes")):
            wanted += 1
            if exact:
                offered += 1
            else:
                print(f"MISS {name}: {row['cancer']}; {row['findings']} -> {row['drugs']}: {_why(plan, choices)}")
        elif exact:
            marked += 1
            labelled = [r for r in exact if r.on_label is not False and len(r.drugs) == len(choices)]
            if labelled:
                wrong += 1
                told = f"{row['cancer']}; {row['findings']} -> {row['drugs']}"
                print(f"WRONG {name}: {told}: {labelled[0].rule} is not marked off label")
    for line in unread:
        print(f"NOT PARSED {line}")
    share = wrong / max(offered + marked, 1)
    print(f"\nwrongly on label: {wrong} of {offered + marked} offers ({100 * share:.1f} %)")
    recall = offered / max(wanted, 1)
    print(f"{offered} of {wanted} triples offered ({100 * recall:.1f} %); {len(unread)} not modelled")
    return 0 if wanted and recall >= RECALL and share < WRONG else 1


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    kept = [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not kept:
        raise ValueError("there are no rows")
    header = [h.strip().lower().replace("-", "_").replace(" ", "_") for h in kept[0][1].split("\t")]
    if not {"cancer", "findings", "drugs"} <= set(header):
        raise ValueError("the columns cancer, findings, drugs and on_label are needed")
    for number, line in kept[1:]:
        cells = next(csv.reader([line], delimiter="\t"))
        yield number, {h: c.strip() for h, c in zip(header, cells, strict=False)}


def _drugs(text: str) -> list[tuple[str, ...]]:
    """Each drug of the row as the generic names that may stand for it."""
    words = base().vocabulary
    found: list[tuple[str, ...]] = []
    for part in text.split("+"):
        names: list[str] = []
        for name in part.split("|"):
            generic = words.find_drug(name.strip())
            names.extend((generic,) if generic else words.regimen(name.strip()))
        found.append(tuple(names))
    return found


def _plan(row: dict[str, str], as_of: str) -> tuple[Plan, str | None]:
    findings = tuple(part.strip() for part in _BETWEEN.split(row["findings"]) if part.strip())
    intake = from_flags(cancer=row["cancer"], findings=findings)[0]
    made = make(intake, as_of=as_of, jurisdiction=row.get("jurisdiction") or None)
    problem = next((p.says for p in made.problems if p.kind == "not_read"), None)
    return made.plan, problem


def _offers(plan: Plan) -> list[Recommendation]:
    return [
        r
        for r in plan.recommendations
        if r.effect == "sensitive" and not any(m.about == "molecular" and m.decides for m in r.missing)
    ]


def _why(plan: Plan, choices: list[tuple[str, ...]]) -> str:
    """The nearest the plan came."""
    for r in plan.recommendations:
        if r.effect == "sensitive" and all(set(choice) & set(r.drugs) for choice in choices):
            return f"{r.rule} waits for: {'; '.join(m.says for m in r.missing if m.about == 'molecular' and m.decides)}"
    first = set(choices[0])
    rules = [rule.id for rule in base() if rule.then.effect == "sensitive" and first & set(rule.then.drugs)]
    return f"no rule asked for it ({len(rules)} rules name {'/'.join(sorted(first))}: {', '.join(rules[:3])})"


def _yes(text: str) -> bool:
    return text.strip().lower() in ("yes", "y", "true", "1")


if __name__ == "__main__":
    sys.exit(main())
