"""What packs of published evidence say of a person: shown beside the base's options and behind them, never over them.

A pack orders no test, changes no rank of the base and is on no label. Evidence for drugs that the base offers stands in that
option as `also`; what does not support a claim stands under the options of its drugs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from oncoplan.criteria.evaluate import MET, UNKNOWN, Evaluation
from oncoplan.criteria.registry import find
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration
from oncoplan.model.plan import Also, Recommendation
from oncoplan.model.rule import Expr, inside
from oncoplan.planning.cautions import DrugRules, cautions_for, concerns
from oncoplan.planning.judge import Judged, judge, may_carry
from oncoplan.planning.options import combinations, recommend, strength

_WORTH_OPEN = ("sensitive", "resistant", "avoid", "unsupported")
_MOST = 50  # codons of one change; a longer one is no substitution, nor made of a few
Key = tuple[str | None, tuple[str, ...]]


def reported(facts: Facts) -> list[str]:
    """Every gene that was found altered, with the codons concerned, and every marker and pair of alleles with a result."""
    altered: dict[str, None] = {}
    for gene, found in facts.alterations.items():
        for one in found:
            if isinstance(one, Alteration):
                altered[gene] = None
                for change in (one.protein, *one.also) if one.protein else ():
                    codons = range(change.start, min(change.end, change.start + _MOST) + 1)
                    altered.update(dict.fromkeys(f"{gene} {codon}" for codon in codons))
    return [*altered, *facts.markers, *facts.diplotypes]


class Heard:
    """The evidence that holds for one diagnosis (or for the person), with what of the base speaks against its drugs."""

    def __init__(self, facts: Facts, curated: Sequence[Judged], checks: Sequence[DrugRules]) -> None:
        self.facts, self.checks = facts, checks
        self.against = [j for j in curated if j.rule.then.effect in ("resistant", "avoid")]
        self.found: list[Judged] = []

    def ask(self, book: RuleBook, evaluation: Evaluation) -> None:
        """Ask the rules of a pack whose facts were reported; open ones count only when nothing molecular is open."""
        facts = self.facts
        numbers = book.for_person(carrier=may_carry(facts)) if facts.dx is None else book.for_cancer(facts.cancer)
        for one in judge(facts, book, book.for_facts(numbers, reported(facts)), evaluation, set()):
            if one.answer == MET or (one.rule.then.effect in _WORTH_OPEN and _molecular_part_holds(one, evaluation, book)):
                self.found.append(one)

    @property
    def diagnosis(self) -> str | None:
        dx = self.facts.diagnosis
        return None if dx is None else dx.id or f"dx{(self.facts.dx or 0) + 1}"


def _molecular_part_holds(one: Judged, evaluation: Evaluation, book: RuleBook) -> bool:
    """Whether the parts of the condition that rest on findings are all met."""
    when = one.rule.when
    parts = when[1] if when[0] == "all" else (when,)
    return all(evaluation.answer(part) == MET for part in parts if _molecular(part, book))


def _molecular(expr: Expr, book: RuleBook) -> bool:
    if expr[0] == "c":
        return find(book.criteria[expr[1]].name).about == "molecular"
    return any(_molecular(part, book) for part in inside(expr))


def with_evidence(
    options: list[Recommendation], heard: Iterable[Heard]
) -> tuple[list[Recommendation], list[Recommendation]]:
    """The curated recommendations (already one per combination of drugs) with the evidence that stands inside them, and
    what the packs say of their own, strongest first."""
    kept, behind = list(options), list[Recommendation]()
    for one in heard:
        if one.found:
            whole = _joined(kept, one)
            kept = whole[: len(options)]
            behind.extend(whole[len(options) :])
    return kept, sorted(behind, key=_behind)


def _joined(options: list[Recommendation], heard: Heard) -> list[Recommendation]:
    mine = {_key(r): i for i, r in enumerate(options) if r.effect == "sensitive" and r.diagnosis == heard.diagnosis}
    groups: dict[tuple[str, ...], list[Judged]] = {}
    others: dict[tuple[object, ...], list[Judged]] = {}
    doubts: list[Judged] = []
    for one in sorted(heard.found, key=_order):
        then = one.rule.then
        if then.effect == "unsupported" and (then.drugs or then.classes):
            doubts.append(one)
        elif then.effect == "sensitive":
            for drugs in combinations(one.rule, heard.facts):
                groups.setdefault(tuple(sorted(drugs)), []).append(one)
        else:
            others.setdefault((then.effect, one.rule.chapter, then.drugs, then.suggests, one.rule.genes), []).append(one)
    rows = list(options)
    for drugs, group in groups.items():
        at = mine.get((heard.diagnosis, drugs))
        if at is None:
            together = next(d for d in combinations(group[0].rule, heard.facts) if tuple(sorted(d)) == drugs)
            rows.append(_lead(group, heard, together))
        else:
            rows[at] = replace(rows[at], also=(*rows[at].also, *map(_also, group)))
    rows.extend(_lead(group, heard, group[0].rule.then.drugs) for group in others.values())
    return _doubted(rows, doubts, heard)


def _lead(group: list[Judged], heard: Heard, drugs: tuple[str, ...]) -> Recommendation:
    """The strongest item as a recommendation; the others of the group are named in it."""
    first = group[0]
    option = first.rule.then.effect == "sensitive"
    against = [*heard.against, *(j for j in heard.found if j.rule.then.effect in ("resistant", "avoid"))] if option else []
    cautions = cautions_for(drugs, against, heard.facts)
    checks = tuple(check for rules in heard.checks for check in rules.checks(drugs)) if option else ()
    row = recommend(first, heard.facts, drugs, cautions, checks)
    why = f"Published evidence from the pack {first.rule.pack}; no label stands behind it" if option else None
    return replace(row, on_label=False if option else None, off_label_because=why, also=tuple(_also(one) for one in group[1:]))


def _doubted(rows: list[Recommendation], doubts: list[Judged], heard: Heard) -> list[Recommendation]:
    """What does not support a claim, under each option of its drugs; by itself where there is no such option."""
    if not doubts:
        return rows
    used: set[str] = set()
    done = []
    for row in rows:
        if row.effect == "sensitive" and row.diagnosis == heard.diagnosis:
            mine = [one for one in doubts if concerns(one.rule, row.drugs, heard.facts)]
            used.update(one.rule.id for one in mine)
            row = replace(row, not_supported=(*row.not_supported, *map(_also, mine))) if mine else row
        done.append(row)
    groups: dict[tuple[object, ...], list[Judged]] = {}
    for one in doubts:
        if one.rule.id not in used:
            groups.setdefault((one.rule.then.drugs, one.rule.genes), []).append(one)
    return [*done, *(_lead(group, heard, group[0].rule.then.drugs) for group in groups.values())]


def _key(row: Recommendation) -> Key:
    return row.diagnosis, tuple(sorted(row.drugs))


def _also(one: Judged) -> Also:
    return Also(rule=one.rule.id, verdict=one.verdict, on_label=False, says=one.rule.then.says, pack=one.rule.pack)


def _behind(row: Recommendation) -> tuple[object, ...]:
    """As the base's options are ordered, by the pack's own level and rating."""
    place = strength(row)
    return (*place[:4], *_levels(row.levels), row.verdict != "met", *place[4:])


def _order(one: Judged) -> tuple[object, ...]:
    """Met first, then by the pack's own level and rating."""
    return (one.answer == UNKNOWN, *_levels(one.rule.evidence.levels), one.rule.id)


def _levels(levels: dict[str, str]) -> tuple[str, int]:
    rating = next((v for k, v in levels.items() if k.endswith("_rating") and v.isdigit()), "0")
    return next((v for k, v in sorted(levels.items()) if not k.endswith("_rating")), "Z"), -int(rating)
