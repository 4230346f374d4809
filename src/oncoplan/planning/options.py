"""Rules that hold, or are worth settling → recommendations, with their reasons and what is missing."""

from __future__ import annotations

from itertools import product

from oncoplan.model.facts import Facts
from oncoplan.model.plan import (
    TAKEN,
    Also,
    Because,
    BodySays,
    Caution,
    Check,
    Missing,
    PlanRelative,
    PlanSource,
    Recommendation,
)
from oncoplan.model.rule import Rule
from oncoplan.planning.judge import MET, UNKNOWN, Judged
from oncoplan.planning.labels import approvals, on_label
from oncoplan.planning.screening_due import scheduled

METABOLISM = "pharmacogenomics"
"""The chapter of inherited metabolism: its rules of drugs are silent until a result speaks."""
_LEVELS = {"A": 0, "B": 1, "C": 2, "D": 3, "E": 4}
_CHAPTERS = {
    "treatment": 1, "diagnosis": 2, "testing": 3, "pharmacogenomics": 4, "trials": 5, "prognosis": 6, "heredity": 7,
    "screening": 8, "prevention": 9, "monitoring": 10,
}  # fmt: skip
_EFFECTS = {"sensitive": 0, "avoid": 1, "resistant": 2}
_FIRST = {"urgent": 0, "contradicts": 1}


def worth_listing(judged: Judged) -> bool:
    """Met, or unknown with nothing against it but what a test or a question can settle.

    A rule whose molecular part holds is always listed; one that rests on nothing seen yet belongs to the tests due.
    """
    kept = judged.kept.get("worth_listing")
    if kept is None:
        kept = judged.kept["worth_listing"] = _worth_listing(judged)
    return bool(kept)


def _worth_listing(judged: Judged) -> bool:
    if judged.answer == MET:
        return True
    if judged.rule.chapter == "monitoring":  # only what was really seen: a rise to confirm, a treatment that may go on
        return bool(judged.open) and all(leaf.node.suspected for leaf in judged.open)
    effect = judged.rule.then.effect
    if judged.rule.chapter == "prevention":
        return effect == "sensitive" and judged.raised_risk
    if judged.seen is not None:
        return judged.seen
    if effect == "order":
        return orders(judged) and not judged.cancer_open
    if effect in ("supports", "contradicts", "better", "worse", "note"):
        return False
    if effect == "refer":
        return judged.could_hold  # relatives and findings that were recorded could be it, and nothing else is open
    if judged.something_molecular_holds:
        return True
    by_disease = effect == "urgent" or (effect == "sensitive" and not judged.asks_molecules)
    return by_disease and not judged.cancer_open


def orders(judged: Judged) -> bool:
    """Whether a testing rule asks for its test now: met, or open only in the state of the disease or the person, or in
    which kind of a broadly stated cancer it is.

    One that waits for a finding, or for a treatment that is not recorded, does not ask yet.
    """
    return judged.answer == MET or not judged.waits


def combined(judged: Judged, facts: Facts) -> list[tuple[str, ...]]:
    """The combinations of an answer's rule."""
    kept: list[tuple[str, ...]] | None = judged.kept.get("combined")
    if kept is None:
        kept = judged.kept["combined"] = combinations(judged.rule, facts)
    return kept


def combinations(rule: Rule, facts: Facts) -> list[tuple[str, ...]]:
    """The drugs of a rule with its partners: one flat combination for each choice; a class stands for its members."""
    then = rule.then
    base = (*then.drugs, *((*then.regimen.with_, *then.regimen.followed_by) if then.regimen else ()))
    alternatives = (then.regimen.one_of if then.regimen else ()) or ((),)
    found: dict[tuple[str, ...], None] = {}
    for partners in alternatives:
        choices = [_members(name, facts) for name in (*base, *partners)]
        for picked in product(*choices):
            found[tuple(dict.fromkeys(picked))] = None
    return list(found)


def followed_by(rule: Rule, drugs: tuple[str, ...]) -> tuple[str, ...]:
    """The drugs of a combination that are given after the others."""
    if rule.then.regimen is None or not rule.then.regimen.followed_by:
        return ()
    first = (*rule.then.drugs, *rule.then.regimen.with_)
    return tuple(d for d in drugs if d not in first)


def _members(name: str, facts: Facts) -> tuple[str, ...]:
    """A drug itself, or every licensed drug of a class."""
    words = facts.vocabulary
    if words.drug(name):
        return (name,)
    members = words.class_members.get(name, ())
    return tuple(m for m in members if (drug := words.drug(m)) is not None and drug.status == "approved") or (name,)


def named_drugs(rule: Rule, facts: Facts) -> tuple[str, ...]:
    """Every drug a resistance or caution speaks of, classes expanded."""
    names = list(rule.then.drugs)
    for key in rule.then.classes:
        names.extend(facts.vocabulary.class_members.get(key, ()))
    return tuple(dict.fromkeys(names))


def licensed_drugs(rule: Rule, facts: Facts) -> tuple[str, ...]:
    """As `named_drugs`, without members of a class that were never licensed."""
    words = facts.vocabulary
    named = set(rule.then.drugs)
    return tuple(
        d for d in named_drugs(rule, facts) if d in named or (drug := words.drug(d)) is None or drug.status == "approved"
    )


def _class_names(rule: Rule, facts: Facts) -> tuple[str, ...]:
    found = [facts.vocabulary.drug_class(key) for key in rule.then.classes]
    return tuple(entry.name for entry in found if entry)


def recommend(
    judged: Judged, facts: Facts, drugs: tuple[str, ...], cautions: tuple[Caution, ...], checks: tuple[Check, ...]
) -> Recommendation:
    """One rule as one recommendation; its rank is given later."""
    rule = judged.rule
    label, why = on_label(judged, facts) if rule.then.effect == "sensitive" else (None, None)
    order = rule.then.order
    return Recommendation(
        rule=rule.id,
        chapter=rule.chapter,
        effect=rule.then.effect,
        verdict=judged.verdict,
        diagnosis=None if facts.diagnosis is None else (facts.diagnosis.id or f"dx{(facts.dx or 0) + 1}"),
        drugs=drugs,
        classes=_class_names(rule, facts),
        says=rule.then.says,
        plainly=rule.then.plainly,
        on_label=label,
        off_label_because=why,
        rank=0,
        approvals=approvals(rule, facts),
        levels=dict(sorted(rule.evidence.levels.items())),
        because=because(judged),
        missing=missing(judged),
        cautions=cautions,
        checks=checks,
        also=(),
        sources=tuple(PlanSource(id=s.id, says=s.says) for s in rule.evidence.sources),
        basis=rule.reviewed.basis,
        tests=order.what if order else (),
        suggests=rule.then.suggests,
        instead=rule.then.instead,
        line=rule.then.line,
        preferred=rule.then.preferred,
        pack=rule.pack,
        followed_by=followed_by(rule, drugs),
        schedule=scheduled(rule, facts),
        course=rule.then.course,
        bodies=bodies(rule),
        relatives=_relatives(rule, facts),
    )


def bodies(rule: Rule) -> tuple[BodySays, ...]:
    """What each body says, in the order of the rule."""
    return tuple(BodySays(by=one.by, version=one.version, on=one.on, says=one.says) for one in rule.then.bodies)


def _relatives(rule: Rule, facts: Facts) -> tuple[PlanRelative, ...]:
    if rule.then.cascade is None or not facts.record.family:
        return ()
    from oncoplan.planning.cascade import relatives_of

    found = [g for g in rule.genes if any(one.origin == "germline" for one in facts.alterations.get(g, ()))]
    return relatives_of(rule.then.cascade, tuple(found), facts)


def because(judged: Judged) -> tuple[Because, ...]:
    """What speaks for the rule, molecular reasons first."""
    kept: tuple[Because, ...] | None = judged.kept.get("because")
    if kept is None:
        kept = judged.kept["because"] = _because(judged)
    return kept


def _because(judged: Judged) -> tuple[Because, ...]:
    order = {"molecular": 0, "disease": 1, "history": 2, "person": 3}
    found = [leaf for leaf in judged.deciding if leaf.helps]
    genes = ("alteration", "germline", "phenotype")
    found.sort(
        key=lambda leaf: (
            order.get(leaf.node.about or "person", 4), leaf.node.criterion not in genes, leaf.negated,
            leaf.node.criterion in ("age", "sex"),
        )
    )  # fmt: skip
    rows = [
        Because(
            criterion=leaf.node.criterion or "", about=leaf.node.about or "person", verdict=leaf.node.answer,
            says=leaf.node.says, facts=leaf.node.facts,
        )
        for leaf in found
    ]  # fmt: skip
    return tuple(dict.fromkeys(rows))


def missing(judged: Judged) -> tuple[Missing, ...]:
    """What is unknown, with each test or question that would settle it; what keeps the rule open comes first."""
    kept: tuple[Missing, ...] | None = judged.kept.get("missing")
    if kept is None:
        kept = judged.kept["missing"] = _missing(judged)
    return kept


def _missing(judged: Judged) -> tuple[Missing, ...]:
    leaves = sorted((leaf for leaf in judged.deciding if leaf.node.answer == "unknown"), key=lambda leaf: leaf.settled)
    rows = [
        Missing(
            criterion=leaf.node.criterion or "",
            about=leaf.node.about or "person",
            says=leaf.node.says,
            settled_by=key,
            decides=not leaf.settled,
        )
        for leaf in leaves
        for key in (leaf.node.settled_by or ("",))
    ]
    return tuple(dict.fromkeys(rows))


def merge_same(found: list[Recommendation]) -> list[Recommendation]:
    """Options with the same drugs and effect become one: the strongest leads and names the others."""
    from msgspec.structs import replace

    kept: dict[tuple[object, ...], Recommendation] = {}
    for option in sorted(found, key=strength):
        key: tuple[object, ...] = (option.rule,)
        if option.effect == "sensitive":
            key = (option.effect, option.diagnosis, tuple(sorted(option.drugs)), option.followed_by)
        first = kept.get(key)
        if first is not None and option.effect != "sensitive" and option.says == first.says and option.chapter == METABOLISM:
            kept[key] = option if _is_taken(option) and not _is_taken(first) else first  # said once, of what is taken
            continue
        kept[key] = option if first is None else replace(first, also=(*first.also, _also(option)))
    return list(kept.values())


def _is_taken(option: Recommendation) -> bool:
    return any(reason.criterion == TAKEN for reason in option.because)


def _also(option: Recommendation) -> Also:
    return Also(rule=option.rule, verdict=option.verdict, on_label=option.on_label, says=option.says, pack=option.pack)


def strength(option: Recommendation) -> tuple[object, ...]:
    """The order of a plan: urgent first, then what contradicts the diagnosis, then by chapter. Options: those that
    nothing speaks against, on label before off, level, a guideline's preference, what is met, line, the newest approval, name."""
    harmed = any(c.verdict == "met" and c.effect in ("avoid", "resistant") for c in option.cautions)
    blocked = any(check.against for check in option.checks)
    label = {True: 0, None: 1, False: 2}[option.on_label]
    return (
        _FIRST.get(option.effect, 2),
        _CHAPTERS.get(option.chapter, 11),
        _EFFECTS.get(option.effect, 3),
        harmed or blocked,
        option.on_label is False,
        any(m.about == "molecular" and m.decides for m in option.missing),
        _LEVELS.get(option.levels.get("amp", ""), 4),
        not option.preferred,
        option.verdict != "met",
        label,
        option.levels.get("escat", "Z"),
        option.levels.get("uspstf", "Z"),
        option.line or 9,
        -max((int(a.on[:4]) for a in option.approvals if a.withdrawn is None), default=0),
        len([m for m in option.missing if m.about != "person"]) if option.verdict != "met" else 0,
        option.drugs,
        option.rule,
    )


def ranked(found: list[Recommendation], behind: list[Recommendation] | None = None) -> tuple[Recommendation, ...]:
    """Ranks from 1; what stands `behind` follows in its own order."""
    from msgspec.structs import replace

    whole = [*sorted(found, key=strength), *(behind or ())]
    return tuple(replace(option, rank=i) for i, option in enumerate(whole, 1))


def superseded(found: list[Judged]) -> list[Judged]:
    """Without the rules that yield to a stronger one that is met; while the stronger is unknown both stay."""
    strong = {j.rule.id for j in found if j.answer == MET and not j.elsewhere}
    return [j for j in found if not strong & set(j.rule.yields_to)]


__all__ = [
    "MET",
    "UNKNOWN",
    "combinations",
    "merge_same",
    "named_drugs",
    "ranked",
    "recommend",
    "superseded",
    "worth_listing",
]
