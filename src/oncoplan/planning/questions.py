"""Questions for the doctor, drawn from the situation; the sentences are knowledge, the triggers are here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oncoplan.criteria.explanation import Leaf
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration
from oncoplan.model.plan import Recommendation, TestDue
from oncoplan.planning.judge import Judged

_MOST = 3
_ONE = 1  # of what a rule waits for: the rest is asked once that is known


def questions(
    person: Facts, options: tuple[Recommendation, ...], due: tuple[TestDue, ...], asks: Iterable[str]
) -> tuple[str, ...]:
    """In the order of the question list of the vocabulary; what only a person can answer comes last."""
    found: list[str] = []
    for entry in person.vocabulary.rows("questions"):
        found.extend(entry["ask"].format(**filled) for filled in _triggered(entry["when"], person, options, due))
    found.extend(asks)
    return tuple(dict.fromkeys(found))


def to_answer(person: Facts, judged: Iterable[Judged]) -> tuple[str, ...]:
    """What only the person can tell, and rules of prevention wait for: the first few, in the order of the vocabulary.

    A rule that waits for the age or the sex asks for that alone. Several inputs of one risk model are one question.
    """
    words = person.vocabulary.terms("asks")
    order: list[str] = words.get("order", [])
    rows: list[tuple[int, str]] = []
    for one in judged:
        if one.rule.chapter != "prevention" or one.verdict != "unknown":
            continue
        first = [leaf for leaf in one.open if leaf.node.criterion in ("age", "sex")]
        place = next((i for i, part in enumerate(order) if part in one.rule.id), len(order))
        for leaf in (first or one.open)[:_ONE]:
            place_of = -1 if first else place
            rows.extend((place_of, question) for question in _questions_of(leaf, one, person, words.get("questions", {})))
    asked = dict.fromkeys(question for _, question in sorted(rows, key=lambda row: row[0]))
    return tuple(asked)[: words.get("most", 0)]


def _questions_of(leaf: Leaf, one: Judged, person: Facts, words: dict[str, str]) -> list[str]:
    keys = leaf.node.settled_by
    if leaf.node.criterion == "predicted_risk" and len(keys) > 1:
        models = person.vocabulary.terms("risk_figures").values()
        asks = next((m["asks"] for m in models if leaf.node.says.startswith(m["name"]) and m.get("asks")), None)
        return [asks] if asks else list(keys)
    return [key if key.endswith("?") else words[key] for key in keys if key.endswith("?") or key in words]


def _triggered(
    when: str, person: Facts, options: tuple[Recommendation, ...], due: tuple[TestDue, ...]
) -> Iterator[dict[str, str]]:
    """One mapping of names to fill in for each time the question is to be asked."""
    drugs = [o for o in options if o.effect == "sensitive"]
    free = [o for o in drugs if not o.opposed]
    if when == "always":
        yield {}
    elif when == "urgent":
        if any(o.effect == "urgent" for o in options):
            yield {}
    elif when == "tests_due":
        yield from ({"test": t.plainly} for t in [t for t in due if t.state == "not_done"][:_MOST])
    elif when == "test_failed":
        yield from ({"test": t.plainly} for t in [t for t in due if t.state in ("failed", "inadequate")][:_MOST])
    elif when == "option":
        yield from ({"drug": o.regimen} for o in [o for o in free if o.verdict == "met" and o.on_label][:_MOST])
    elif when == "option_unknown":
        yield from ({"drug": o.regimen} for o in [o for o in free if o.verdict == "unknown" and o.on_label is not False][:1])
    elif when == "off_label":
        off = [o for o in free if o.on_label is False and o.chapter != "prevention"]
        yield from ({"drug": o.regimen} for o in off[:1])
    elif when == "avoid":
        if any(o.effect in ("avoid", "resistant") and o.verdict == "met" for o in options):
            yield {}
    elif when in ("germline_possible", "germline_found"):
        yield from ({"gene": gene} for gene in _germline(person, found=when == "germline_found"))
    elif when == "new_resistance":
        yield from ({"change": c, "drug": d} for c, d in _resistance(person, options))
    elif when in ("progressing", "warning"):
        wanted = ("progressing", "relapse") if when == "progressing" else ("warning",)
        if any(o.course in wanted for o in options):
            yield {}
    elif when == "follow_up_due":
        late = [o for o in options if o.effect == "monitor" and o.schedule and o.schedule.state in ("due", "overdue")]
        yield from ({"test": name} for name in list(dict.fromkeys(_tests(person, late)))[:_MOST])
    elif when == "no_family":
        if person.record.family is None:
            yield {}
    elif when == "no_option":
        if person.record.tests and person.record.diagnoses and not drugs:
            yield {}
    elif when in ("trials", "with_cancer") and person.record.diagnoses:
        yield {}


def _resistance(person: Facts, options: tuple[Recommendation, ...]) -> list[tuple[str, str]]:
    """Each newly seen change with the drug the person had, or has, that it makes fail."""
    had = {drug for given in person.therapies or () for drug in given.drugs}
    names = {f.pointer: f.name for f in person.findings}
    found: dict[tuple[str, str], None] = {}
    for one in options:
        if one.course == "resistance":
            changes = [names[p] for b in one.because if b.criterion == "alteration" for p in b.facts if p in names]
            drugs = [d for d in one.drugs if d in had] or ["the treatment"]
            found.update(((change, drugs[0]), None) for change in changes)
    return list(found)[:_MOST]


def _tests(person: Facts, options: list[Recommendation]) -> Iterator[str]:
    """What follows a treatment, in plain words."""
    for one in options:
        known = person.vocabulary.test(one.schedule.tests[0]) if one.schedule else None
        if known is not None:
            yield known.plainly or known.name


def _germline(person: Facts, *, found: bool) -> list[str]:
    """Genes of inherited risk with a germline result, or with a tumour result that may be inherited."""
    genes: dict[str, None] = {}
    for finding in person.findings:
        if not isinstance(finding, Alteration) or finding.gene is None:
            continue
        gene = person.vocabulary.gene(finding.gene)
        if gene is None or not gene.heredity:
            continue
        stated = (finding.classification or "").lower()
        harmful = "pathogenic" in stated or person.effects.get(finding.pointer, "").endswith("oncogenic")
        if (found and finding.origin == "germline" and "pathogenic" in stated) or (
            not found and finding.origin is None and harmful and gene.two_hit and gene.symbol in _likely(person)
        ):
            genes[finding.gene] = None
    return list(genes)[:_MOST]


def _likely(person: Facts) -> set[str]:
    """Genes whose change in a tumour is inherited often enough to ask (ESMO Precision Medicine Working Group 2019)."""
    group = person.vocabulary.terms("gene_groups").get("germline_from_tumour") or {}
    return set(group.get("genes", ()))
