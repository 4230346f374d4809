"""The tests that would change the plan: what to do, why, what it would settle and what it could open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from oncoplan.criteria.explanation import Leaf
from oncoplan.criteria.last_done import done_on
from oncoplan.criteria.tested_for import sees
from oncoplan.model.dates import before
from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.plan import TestDue, in_words
from oncoplan.model.rule import Order
from oncoplan.model.vocabulary import plain_words
from oncoplan.planning.cautions import DrugRules
from oncoplan.planning.judge import MET, Judged
from oncoplan.planning.options import combined, followed_by, orders, worth_listing
from oncoplan.planning.screening_due import scheduled
from oncoplan.planning.taken import under_way
from oncoplan.variants.coverage import weakness

State = Literal["not_done", "pending", "failed", "inadequate", "outdated", "repeat"]
_STATE: dict[str, State] = {
    "pending": "pending", "failed": "failed", "insufficient": "inadequate", "inadequate": "inadequate",
    "quantity not sufficient": "inadequate", "cancelled": "not_done",
}  # fmt: skip


_ANY_CANCER = ("TISSUE",)


class _Due(Struct):
    """A test while it is being put together."""

    why: list[str]
    settles: list[str]
    opens: list[str]
    ordered: bool = False
    first: bool = False
    repeat: bool = False
    doubtful: bool = False
    anywhere: bool = True  # only treatments of any cancer ask for it, none of this one
    within: bool = False  # a broader test that is ordered answers it
    perhaps: bool = True  # asked for only if the cancer is of a kind that is not known yet
    specimen: str | None = None
    method: str | None = None
    when: str | None = None
    inadequate_if: str | None = None
    state: State | None = None  # of a test that follows a treatment: as its schedule says


def tests_due(
    judged: list[Judged], facts: Facts, quiet: set[str], rules: Sequence[DrugRules] = ()
) -> tuple[TestDue, ...]:
    """From the testing rules that hold (or would, if the state of the disease were known), and from what is unknown in
    the treatments that this cancer could open. What opens most comes first; what must be known first leads. A test that
    its own testing rule does not ask for (`quiet`) is listed only when a finding makes it doubtful. `rules` ask for what the
    drugs of an option wait for, those that are taken, and those of the usual care of this cancer."""
    due: dict[str, _Due] = {}
    possible = {d for one in judged if one.rule.then.effect == "sensitive" for drugs in combined(one, facts) for d in drugs}
    for one in judged:
        effect, order = one.rule.then.effect, one.rule.then.order
        asked = (effect == "order" and orders(one)) or (effect == "urgent" and (one.answer == MET or one.suspected))
        follows = one.rule.chapter == "monitoring" and one.answer == MET
        asked = asked or follows
        if order and asked and one.rule.subject != "drug":
            _ordered(one, order, facts, due, possible)
        if follows and one.rule.then.schedule:
            _to_follow(one, facts, due)
    listed = {d for one in judged if _an_option(one) for drugs in combined(one, facts) for d in drugs}
    for asked_of in rules:
        for one in asked_of.tests_before(sorted(listed.union(under_way(facts))), facts.cancer):
            assert one.rule.then.order is not None
            _ordered(one, one.rule.then.order, facts, due, listed.union(one.rule.then.drugs))
    for one in judged:
        if one.rule.then.effect in ("sensitive", "resistant", "avoid", "supports", "contradicts", "urgent"):
            _would_settle(one, facts, due)
    _spread(facts, due)
    rows = [
        (2 if entry.anywhere else 1 if entry.ordered and entry.perhaps else 0, _row(key, entry, facts))
        for key, entry in due.items()
        if entry.ordered or (entry.settles and not entry.within and (key not in quiet or entry.doubtful))
    ]
    rows.sort(key=lambda row: (row[0], *order_of(row[1])))
    return tuple(row for _, row in rows)


def _an_option(one: Judged) -> bool:
    return one.rule.then.effect == "sensitive" and worth_listing(one)


def order_of(row: TestDue) -> tuple[object, ...]:
    """What must be known first leads, then what opens most."""
    return (not row.first, -len(row.opens), -len(row.would_settle), row.test)


def _ordered(one: Judged, order: Order, facts: Facts, due: dict[str, _Due], possible: set[str]) -> None:
    """A test that a testing rule asks for; it comes first where a treatment that is possible here should wait for it."""
    for key in order.what:
        entry = due.setdefault(key, _Due([], [], []))
        entry.ordered = True
        entry.anywhere = False
        entry.perhaps = entry.perhaps and one.cancer_open
        condition = "" if one.answer == 2 else _condition(one)
        entry.why.append(f"{one.rule.then.says}{condition}")
        entry.specimen = entry.specimen or order.specimen
        entry.method = entry.method or order.method
        entry.when = entry.when or order.when
        entry.inadequate_if = entry.inadequate_if or order.inadequate_if
        if not one.cancer_open and _named(facts, possible, order.before) and not _already_given(facts, order.before):
            entry.first = True
        if order.when and "progression" in order.when.lower():
            entry.repeat = True
        if one.rule.id not in entry.settles:
            entry.settles.append(one.rule.id)


def _to_follow(one: Judged, facts: Facts, due: dict[str, _Due]) -> None:
    """A test that follows a treatment and that its interval makes due by now."""
    when = scheduled(one.rule, facts)
    if when is None or when.state not in ("due", "overdue"):
        return
    entry = due.setdefault(when.tests[0], _Due([], [], []))
    entry.ordered, entry.anywhere, entry.perhaps = True, False, entry.perhaps and one.cancer_open
    entry.why.append(f"{one.rule.then.says} {when.says[:1].upper()}{when.says[1:]}")
    entry.state = "outdated" if when.last else entry.state or "not_done"
    if one.rule.id not in entry.settles:
        entry.settles.append(one.rule.id)


def _condition(one: Judged) -> str:
    """What must be known before the test is due for certain."""
    open_ = [leaf.node.says for leaf in one.open]
    return f" (to confirm first: {open_[0]})" if open_ else ""


def _already_given(facts: Facts, names: tuple[str, ...]) -> bool:
    begun = [given for given in facts.therapies or () if given.start is None or given.start.first <= facts.as_of]
    return _named(facts, {drug for given in begun for drug in given.drugs}, names)


def _named(facts: Facts, drugs: set[str], names: tuple[str, ...]) -> bool:
    """Whether one of the drugs is named, or belongs to a class that is."""
    return any(drug in names or any(facts.vocabulary.in_class(drug, key) for key in names) for drug in drugs)


def _would_settle(one: Judged, facts: Facts, due: dict[str, _Due]) -> None:
    if one.rule.then.effect not in ("sensitive", "urgent") and not one.suspected:
        return
    if one.answer != 1 or one.elsewhere:
        return
    # of a cancer that is stated too broadly only the tests that its testing rules name are told
    too_broad = one.cancer_open and not one.suspected and not one.molecular_met
    names = _options(one, facts) if one.rule.then.effect == "sensitive" else ()
    for leaf, keys in _asked_by(one, facts):
        for key in keys:
            if too_broad and key not in due:
                continue
            entry = due.setdefault(key, _Due([], [], []))
            entry.doubtful = entry.doubtful or leaf.node.suspected or leaf.node.about != "molecular"
            entry.anywhere = entry.anywhere and one.rule.cancers == _ANY_CANCER
            if one.rule.id not in entry.settles:
                entry.settles.append(one.rule.id)
            if one.rule.then.effect == "sensitive":
                entry.opens.extend(name for name in names if name not in entry.opens)
            elif leaf.node.suspected and leaf.node.says not in entry.why:
                entry.why.append(leaf.node.says)


def _options(one: Judged, facts: Facts) -> tuple[str, ...]:
    """The combinations of an option in words; of a drug class not more than twelve."""
    kept: tuple[str, ...] | None = one.kept.get("options")
    if kept is None:
        kept = one.kept["options"] = tuple(in_words(d, followed_by(one.rule, d)) for d in combined(one, facts)[:12])
    return kept


def _asked_by(one: Judged, facts: Facts) -> list[tuple[Leaf, list[str]]]:
    """What is open of a rule, with the keys of the tests that would settle it."""
    kept: list[tuple[Leaf, list[str]]] | None = one.kept.get("asked_by")
    if kept is None:
        kept = one.kept["asked_by"] = [
            (leaf, [key for key in leaf.node.settled_by if is_a_test(key, leaf.node.about or "person", facts)])
            for leaf in one.open
        ]
    return kept


def is_a_test(key: str, about: str, facts: Facts) -> bool:
    """Whether a key is a test that can be due: no question, and nothing clinical for what is not molecular."""
    known = facts.vocabulary.test(key)
    if known is None or known.question or (known.kind in ("clinical", "laboratory") and about != "molecular"):
        return False
    return about == "molecular" or key == "histology_review"


def _spread(facts: Facts, due: dict[str, _Due]) -> None:
    """A broader test that is ordered answers what the single tests would: it opens and settles all of that too."""
    for broad, entry in due.items():
        for key, other in due.items():
            if key != broad and answers_too(facts, broad, key):
                entry.opens.extend(d for d in other.opens if d not in entry.opens)
                entry.settles.extend(r for r in other.settles if r not in entry.settles)
                # what an ordered broad test answers is not listed again, unless it is asked for by itself
                other.within = other.within or (entry.ordered and not other.ordered and not other.doubtful)


def answers_too(facts: Facts, broad: str, key: str) -> bool:
    """Whether a test answers what another would: it is the other, or a panel that has it."""
    if key == broad:
        return True
    known, single = facts.vocabulary.test(broad), facts.vocabulary.test(key)
    if single is None:
        return False
    parts = facts.vocabulary.terms("panels").get(broad, {})
    if single.kind in parts.get("kinds", ()) or key in parts.get("tests", ()):
        return True
    genes = set(known.genes) if known and len(known.genes) > 1 else set()
    return bool(single.genes) and set(single.genes) < genes and known is not None and single.kind == known.kind


def due_for_trials(key: str, facts: Facts) -> TestDue:
    """A test that only trials ask for."""
    return _row(key, _Due([f"No result of {facts.vocabulary.test_name(key)} is recorded"], [], []), facts)


def _row(key: str, entry: _Due, facts: Facts) -> TestDue:
    known = facts.vocabulary.test(key)
    state, about = (entry.state, None) if entry.state else _state(key, entry, facts)
    why = list(dict.fromkeys(entry.why))
    if about:
        why.insert(0, about)
    if not why:
        opens = len(entry.opens)
        name = facts.vocabulary.test_name(key)
        why.append(
            f"No result of {name} is recorded; it decides {opens} treatment option{'s' if opens != 1 else ''}"
            if opens
            else f"The answer of {name} is not recorded"
        )
    return TestDue(
        test=key,
        name=facts.vocabulary.test_name(key),
        plainly=known.plainly if known else key.replace("_", " "),
        why=" ".join(f"{w.rstrip('.')}." for w in why),
        state=state,
        would_settle=tuple(sorted(entry.settles)),
        opens=tuple(sorted(entry.opens)),
        first=entry.first,
        specimen=entry.specimen or (", ".join(known.specimen) if known and known.specimen else None),
        methods=(entry.method,) if entry.method else (known.methods if known else ()),
        when=entry.when,
        inadequate_if=entry.inadequate_if,
    )


def _state(key: str, entry: _Due, facts: Facts) -> tuple[State, str | None]:
    """What became of the test so far."""
    for done in facts.tests:
        if done.succeeded or not _is(facts, done, key):
            continue
        word = (done.test.status or "failed").lower()
        state = _STATE.get(word, "failed")
        name = done.test.assay or (done.kind or "the test").replace("_", " ")
        return state, f"{name} is {word}" if state == "pending" else f"{name} gave no usable result ({word})"
    for done in facts.tests:
        if done.succeeded and _is(facts, done, key):
            why = _weak(done, key, facts)
            if why:
                return (
                    "inadequate",
                    f"{done.test.assay or (done.kind or 'The test').replace('_', ' ')} saw nothing, but {why}",
                )
            if entry.ordered and done.collected is None:
                return "outdated", f"{done.test.assay or (done.kind or 'The test').replace('_', ' ')} is recorded without a date"
            if entry.ordered:
                return ("repeat" if entry.repeat else "outdated"), None
    return _measured(key, facts) if entry.ordered else ("not_done", None)


def _measured(key: str, facts: Facts) -> tuple[State, str | None]:
    """What became of a laboratory value, an image or an examination: it stands among the results, not among the tests."""
    known = facts.vocabulary.test(key)
    if known is not None and known.genes and known.kind != "laboratory":
        return "not_done", None
    rows = [days for days, _ in done_on(facts, key) if days is None or days.first <= facts.as_of]
    if not rows:
        return "not_done", None
    dated = [days for days in rows if days is not None]
    if len(dated) < len(rows):
        return "outdated", f"{facts.vocabulary.test_name(key)} is recorded without a date"
    newest = max(dated)
    when = newest.first.isoformat() if newest.exact else f"between {newest.first} and {newest.last}"
    recent = newest.first >= before(facts.as_of, "1mo")
    return ("repeat" if recent else "outdated"), f"Last done {when}"


def _weak(done: TestDone, key: str, facts: Facts) -> str | None:
    """Why the silence of a finished test does not answer this question."""
    known = facts.vocabulary.test(key)
    if known is None or not known.genes:
        return None
    kinds = frozenset(known.changes or ("substitution",))
    reasons = [weakness(done, gene, kinds) for gene in known.genes]
    return next((r for r in reasons if r), None)


def _is(facts: Facts, done: TestDone, key: str) -> bool:
    """Whether this test of the record is the one, or covers it. A failed test is known by its name; one without a name
    stands for every test of its kind."""
    if sees(facts, done, (key,), (), ()):
        return True
    known = facts.vocabulary.test(key)
    if known is None or done.succeeded or done.kind is None or known.kind != done.kind:
        return False
    if done.test.covers and known.genes:
        return bool(set(known.genes) & set(done.test.covers.genes))
    if not done.test.assay:
        return True
    name = plain_words(done.test.assay)
    return any(plain_words(word) in name for word in (*known.markers, *known.genes))
