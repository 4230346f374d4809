"""A plan's recommendations arranged for reading: one block per diagnosis, like options together."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from oncoplan.model.plan import Missing, Plan, PlanDiagnosis, PlanFinding, Recommendation, in_words

AGAINST = ("avoid", "resistant")
STATEMENTS = ("contradicts", "supports", "worse", "better")
PREVENTION = "prevention"
ORDERS = "order"  # what is to be tested is read from `tests_due`


class Option(Struct, frozen=True):
    """One line of the options: recommendations of one rule that differ only in a partner drug and say the same."""

    lead: Recommendation
    drugs: str
    common: tuple[str, ...]  # the drugs of every choice
    members: tuple[Recommendation, ...]

    @property
    def opposed(self) -> bool:
        """True when a resistance or a reason to avoid it is known."""
        return self.lead.opposed

    @property
    def harmed(self) -> bool:
        """True when something that is known speaks against it, or must be put right first."""
        return self.opposed or any(c.against for c in self.lead.checks)


class Block(Struct, frozen=True):
    """What the plan says of one diagnosis, or of the person where `diagnosis` is None."""

    diagnosis: PlanDiagnosis | None
    urgent: tuple[Recommendation, ...]
    options: tuple[Option, ...]
    against: tuple[Recommendation, ...]
    statements: tuple[Recommendation, ...]
    other: tuple[Recommendation, ...]


def blocks(plan: Plan) -> tuple[Block, ...]:
    """One block per diagnosis in the record's order, then what concerns the person or a diagnosis not listed."""
    known = {dx.id for dx in plan.diagnoses}
    found = [_block(dx, [r for r in plan.recommendations if r.diagnosis == dx.id]) for dx in plan.diagnoses]
    rest = [r for r in plan.recommendations if r.diagnosis not in known]
    if rest or not found:
        found.append(_block(None, rest))
    return tuple(found)


def _block(diagnosis: PlanDiagnosis | None, found: list[Recommendation]) -> Block:
    named = ("urgent", "sensitive", ORDERS, *AGAINST, *STATEMENTS)
    return Block(
        diagnosis=diagnosis,
        urgent=_met_first(r for r in found if r.effect == "urgent"),
        options=options(r for r in found if r.effect == "sensitive"),
        against=_met_first(r for r in found if r.effect in AGAINST),
        statements=tuple(sorted((r for r in found if r.effect in STATEMENTS), key=lambda r: STATEMENTS.index(r.effect))),
        other=tuple(r for r in found if r.effect not in named),
    )


def _met_first(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    return tuple(sorted(found, key=lambda r: r.verdict != "met"))


def options(found: Iterable[Recommendation]) -> tuple[Option, ...]:
    """Options in the order of their ranks; those of one rule with the same label and cautions are one line."""
    groups: dict[tuple[object, ...], list[Recommendation]] = {}
    for one in sorted(found, key=lambda r: r.rank):
        cautions = tuple((c.rule, c.verdict) for c in one.cautions)
        problems = tuple(c.rule for c in one.checks if c.status == "problem")
        groups.setdefault((one.rule, one.verdict, one.on_label, cautions, problems), []).append(one)
    return tuple(_option(tuple(group)) for group in groups.values())


def _option(members: tuple[Recommendation, ...]) -> Option:
    """The drugs that every choice has, then what they differ in: `pemetrexed + cisplatin or carboplatin`."""
    choices = list(dict.fromkeys(one.drugs for one in members))
    lead = choices[0]
    common = tuple(d for d in lead if all(d in c for c in choices))
    later = members[0].followed_by
    first = in_words(lead, later) or "no drug named"
    parts = [p for p in dict.fromkeys(" + ".join(d for d in c if d not in common) for c in choices) if p]
    alone = common in choices
    if len(choices) == 1:
        drugs = first
    elif alone and len(parts) == 1:
        drugs = f"{in_words(common, later)}, with or without {parts[0]}"
    elif not common or len(parts) > 3 or any(" + " in p for p in parts):
        drugs = f"{first} (or {len(choices) - 1} more combination{'s' if len(choices) > 2 else ''})"
    else:
        drugs = f"{in_words(common, later)} + {' or '.join(parts)}"
    return Option(lead=members[0], drugs=drugs, common=common, members=members)


def telling(plan: Plan) -> tuple[PlanFinding, ...]:
    """Findings that say something: a known or stated effect, a marker, or what a recommendation rests on."""
    rests_on = "; ".join(dict.fromkeys(b.says for r in plan.recommendations for b in r.because))
    return tuple(
        f
        for f in plan.findings
        if f.kind != "negative" and (f.effect or f.kind in ("marker", "diplotype", "fusion") or (f.text and f.text in rests_on))
    )


def hinges(option: Recommendation) -> tuple[Missing, ...]:
    """What an option that is not certain still depends on, in the plan's order; nothing when it is met."""
    if option.verdict == "met":
        return ()
    return tuple(m for m in option.missing if m.decides) or option.missing


def referrals(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """What a symptom, a screening result or a risk asks for beyond the routine tests."""
    return tuple(r for r in found if r.chapter == "screening" and r.effect == "refer" and r.verdict == "met" and r.pack == "base")


_WHEN = ("follow_up", "awaited", "overdue", "due", "discuss", "later")


def screenings(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """Screening tests with their schedule, what is late first; tests of prevention stand with the habits."""
    shown = (r for r in found if r.verdict == "met" and r.effect == "screen" and r.chapter != PREVENTION)
    rows = [(r, r.schedule) for r in shown if r.schedule is not None]
    return tuple(r for r, when in sorted(rows, key=lambda row: (_WHEN.index(row[1].state), row[1].next or "", row[0].rank)))


def inherited(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """What the heredity chapter says apart from screening: whom to refer, whom of the family to test; what is met comes first."""
    rows = [r for r in found if r.chapter == "heredity" and r.schedule is None and r.effect in ("refer", "note")]
    return tuple(
        sorted(
            rows,
            key=lambda r: (r.verdict != "met", _behind(r), r.effect != "refer", r.basis == "memory", r.rank),
        )
    )


def _behind(one: Recommendation) -> int:
    """A carrier's family leads, then a variant known of a relative, then what the tumour shows, then every other reason."""
    return next((i for i, part in enumerate((".cascade.", ".family_variant.", ".tumour.")) if part in one.rule), 3)


_STATES = (
    ("offer", "offer the test to"), ("next", "then"), ("from_adult_age", "from adult age"), ("tested", "tested already"),
    ("died", "has died"),
)  # fmt: skip


def relatives_in_words(one: Recommendation) -> str:
    """`offer the test to: sister; then: maternal aunt; tested already: mother (carries it)`."""
    parts = []
    for state, words in _STATES:
        mine = [r for r in one.relatives if r.state == state]
        names = [f"{r.relation} ({r.says.split(':')[0]})" if state == "tested" else r.relation for r in mine]
        counted = [f"{name} ({names.count(name)})" if names.count(name) > 1 else name for name in dict.fromkeys(names)]
        if counted:
            parts.append(f"{words}: {', '.join(counted)}")
    return "; ".join(parts)


def preventions(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """What lowers the risk of a cancer: habits first, then shots and tests; medicines stand among the options."""
    rows = [r for r in found if r.chapter == PREVENTION and r.effect != "sensitive" and r.verdict == "met"]
    return tuple(sorted(rows, key=lambda r: (r.schedule is not None, r.rank)))


_COURSES = ("resistance", "progressing", "relapse", "warning", "unproven", "responding")


def courses(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """What the series show: what may change the treatment first, what is certain before what is to be confirmed."""
    rows = [r for r in found if r.effect == "monitor" and r.course is not None]
    return tuple(sorted(rows, key=lambda r: (r.verdict != "met", _COURSES.index(r.course or ""), r.rank)))


def followed(found: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """What is to be followed and when, what is late first; one line for each test."""
    rows = [(r, r.schedule) for r in found if r.chapter == "monitoring" and r.schedule is not None]
    rows.sort(key=lambda row: (row[0].verdict != "met", _WHEN.index(row[1].state), row[1].next or "", row[0].rank))
    return tuple(r for r, _ in rows)
