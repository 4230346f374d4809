"""What the base covers, and what strong published evidence it has no counterpart for: the content of a generated page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.rule import Rule

CHAPTERS = (
    "heredity", "prevention", "screening", "diagnosis", "prognosis", "testing", "treatment", "pharmacogenomics", "monitoring",
)  # fmt: skip
BASES = ("full_text", "excerpt", "memory")
_ANYWHERE = "Any cancer, or the person"


class Gap(Struct, frozen=True):
    """Evidence of one claim that the base has no option for."""

    level: str
    claim: str
    cancers: tuple[str, ...]
    drugs: tuple[str, ...]
    items: tuple[str, ...]
    reason: str


def by_cancer(book: RuleBook) -> dict[str, Counter[str]]:
    """Tissue → chapter → how many rules speak of a cancer of it."""
    found: dict[str, Counter[str]] = {}
    for rule in book:
        for name in _tissues(rule, book) or {_ANYWHERE}:
            found.setdefault(name, Counter())[rule.chapter] += 1
    return dict(sorted(found.items(), key=lambda row: (row[0] == _ANYWHERE, row[0])))


def by_basis(book: RuleBook) -> dict[str, Counter[str]]:
    """Chapter → what was read at review → how many rules."""
    found: dict[str, Counter[str]] = {}
    for rule in book:
        found.setdefault(rule.chapter, Counter())[rule.reviewed.basis] += 1
    return {chapter: found[chapter] for chapter in CHAPTERS if chapter in found}


def _tissues(rule: Rule, book: RuleBook) -> set[str]:
    words = book.vocabulary
    found = set()
    for code in rule.cancers:
        line = words.ancestors(code)
        node = words.cancer(line[-2]) if len(line) > 1 else None
        if node is not None:
            found.add(node.name)
    return found


def gaps(book: RuleBook, civic: RuleBook, levels: tuple[str, ...] = ("A", "B")) -> tuple[int, list[Gap]]:
    """Of the pack's claims of sensitivity at these levels: how many there are, and those without a counterpart.

    A counterpart is an option of the base with one of the drugs (all of them for a combination), for one of the genes, in
    that cancer, one above or one below it.
    """
    options = [(rule, *_drug_sets(rule, book)) for rule in book if rule.then.effect == "sensitive"]
    claims: dict[tuple[object, ...], list[Rule]] = {}
    for rule in civic:
        if rule.then.effect == "sensitive" and rule.evidence.levels.get("civic") in levels:
            sets = frozenset(_drug_sets(rule, book)[0])
            claims.setdefault((rule.genes, rule.cancers, sets), []).append(rule)
    found = []
    for group in claims.values():
        reason = _reason(group[0], options, book)
        if reason is None:
            continue
        first = min(group, key=lambda rule: rule.evidence.levels["civic"])
        drugs = tuple(" + ".join(sorted(s)) for s in sorted(_drug_sets(first, book)[0], key=sorted))
        claim = first.then.says.partition(": ")[0]
        items = tuple(rule.id.removeprefix("civic.eid") for rule in group)
        found.append(Gap(first.evidence.levels["civic"], claim, first.cancers, drugs, items, reason))
    found.sort(key=lambda gap: (gap.level, gap.claim, gap.cancers, gap.drugs))
    return len(claims), found


def _drug_sets(rule: Rule, book: RuleBook) -> tuple[list[frozenset[str]], set[str]]:
    """The combinations of a rule as sets, classes expanded, and all their drugs."""
    then = rule.then
    base = (*then.drugs, *((*then.regimen.with_, *then.regimen.followed_by) if then.regimen else ()))
    choices = (then.regimen.one_of if then.regimen else ()) or ((),)
    sets = [frozenset((*base, *choice)) for choice in choices]
    members = {d for one in sets for name in one for d in (name, *book.vocabulary.class_members.get(name, ()))}
    return sets, members


_Option = tuple[Rule, list[frozenset[str]], set[str]]


def _reason(claim: Rule, options: list[_Option], book: RuleBook) -> str | None:
    """None where the base has a counterpart; else why not, from what it has that is nearest."""
    sets, _ = _drug_sets(claim, book)
    genes = set(claim.genes)
    named = [(rule, members) for rule, _, members in options if any(one <= members for one in sets)]
    here = [(rule, members) for rule, members in named if _same_cancer(rule, claim, book)]
    if any(not genes or genes & set(rule.genes) for rule, _ in here):
        return None
    drugs = [drug for one in sets for name in one if (drug := book.vocabulary.drug(name)) is not None]
    if any(drug.status == "investigational" for drug in drugs):
        return "a drug was never licensed in the US"
    if any(drug.status == "withdrawn" for drug in drugs):
        return "a drug is withdrawn in the US"
    if any(genes & set(rule.genes) for rule, _ in named):
        return "the base has it in other cancers only"
    if here:
        return "the base has the drug in this cancer without this marker"
    same = [rule for rule, _, _ in options if genes & set(rule.genes) and _same_cancer(rule, claim, book)]
    if same:
        return "the base has other drugs for this marker in this cancer"
    return "no label or guideline use of it is in the base"


def _same_cancer(rule: Rule, claim: Rule, book: RuleBook) -> bool:
    if not rule.cancers or not claim.cancers:
        return True
    is_a = book.vocabulary.is_a
    return any(is_a(a, b) or is_a(b, a) for a in rule.cancers for b in claim.cancers)


def page(book: RuleBook, civic: RuleBook | None) -> str:
    """The page, in Markdown; the same knowledge gives the same page."""
    return "\n".join(_lines(book, civic)).rstrip() + "\n"


def _lines(book: RuleBook, civic: RuleBook | None) -> Iterator[str]:
    yield "# What the knowledge covers\n"
    yield "Generated by `oncoplan knowledge coverage`; do not edit."
    yield f"Knowledge: {book.head.pack} {book.head.version}, {book.head.rules} rules.\n"
    yield "## Rules by cancer and chapter\n"
    yield "By tissue of the OncoTree; a rule for cancers of several tissues counts in each.\n"
    shown = [c for c in CHAPTERS if any(rule.chapter == c for rule in book)]
    yield f"| Cancer | {' | '.join(shown)} | all |"
    yield f"|---|{'---|' * (len(shown) + 1)}"
    for name, counts in by_cancer(book).items():
        yield f"| {name} | {' | '.join(str(counts[c] or '') for c in shown)} | {sum(counts.values())} |"
    yield "\n## What was read at review\n"
    yield f"| Chapter | {' | '.join(BASES)} | memory, % |"
    yield f"|---|{'---|' * (len(BASES) + 1)}"
    for chapter, counts in by_basis(book).items():
        share = 100 * counts["memory"] / sum(counts.values())
        yield f"| {chapter} | {' | '.join(str(counts[b] or '') for b in BASES)} | {share:.1f} |"
    if civic is not None:
        yield from _civic(book, civic)


def _civic(book: RuleBook, civic: RuleBook) -> Iterator[str]:
    total, found = gaps(book, civic)
    yield "\n## CIViC evidence of levels A and B without a counterpart\n"
    yield f"CIViC as of {civic.head.version} ({civic.head.digest})."
    yield f"{total} claims of sensitivity (marker, cancer, drugs) at level A or B; {total - len(found)} have a counterpart in"
    yield f"the base, {len(found)} do not. A counterpart is an option with the drugs, for the gene, in that cancer, one above or"
    yield "one below it.\n"
    yield "| Why | level A | level B |"
    yield "|---|---|---|"
    counts = Counter((gap.reason, gap.level) for gap in found)
    for reason in sorted({gap.reason for gap in found}):
        yield f"| {reason} | {counts[reason, 'A'] or ''} | {counts[reason, 'B'] or ''} |"
    claims = "Predictive, Sensitivity/Response, Supports, level "
    left = [row for row in civic.listed() if row.get("claim", "").startswith(claims)]
    strong = Counter(row["cause"] for row in left if row["claim"][-1] in "AB")
    if strong:
        yield "\nNot read into the pack at all (items):\n"
        yield "| Why | items |"
        yield "|---|---|"
        for cause, number in sorted(strong.items(), key=lambda row: (-row[1], row[0])):
            yield f"| {cause} | {number} |"
    for level in ("A", "B"):
        yield f"\n### Level {level}\n"
        yield "| Marker | Cancer | Drugs | Why | CIViC items |"
        yield "|---|---|---|---|---|"
        for gap in found:
            if gap.level == level:
                cells = (gap.claim, ", ".join(gap.cancers), "; or ".join(gap.drugs), gap.reason, ", ".join(gap.items))
                yield f"| {' | '.join(cells)} |"
