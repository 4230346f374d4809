"""What the plan does not know: not tested, not assessed, not read, out of date, in conflict."""

from __future__ import annotations

from collections.abc import Iterable

from oncoplan.criteria.evaluate import Evaluation
from oncoplan.model.facts import Facts
from oncoplan.model.finding import Alteration, Marker, Negative
from oncoplan.model.plan import Limit, Recommendation
from oncoplan.planning.series_limits import series_limits
from oncoplan.variants.assess import Unread
from oncoplan.variants.category import contradicts, read_category


def limits(
    person: Facts,
    each: Iterable[Facts],
    unread: tuple[Unread, ...],
    said: Iterable[Limit],
    evaluations: Iterable[Evaluation],
    options: Iterable[Recommendation],
) -> tuple[Limit, ...]:
    """The headline first (which care the plan does not cover), then conflicts, what was not read, what is not known."""
    words = person.vocabulary.terms("limits")
    rows = [
        Limit(kind="not_assessed", says=words["scope"]["says"].strip()),
        Limit(kind="not_assessed", says=words["review"]["says"].strip()),
    ]
    facts_of = list(each)
    if not any(facts.cancer for facts in facts_of):
        rows.append(Limit(kind="not_assessed", says=words["no_cancer"]["says"].strip()))
    rows.extend(conflicts(person))
    rows.extend(_drug_conflicts(options))
    for evaluation in evaluations:
        rows.extend(Limit(kind="conflict", says=says) for says in evaluation.disagreements.values())
    rows.extend(Limit(kind=note.kind, says=note.says) for note in person.notes)  # type: ignore[arg-type]
    rows.extend(said)
    rows.extend(Limit(kind="not_read", says=f'Could not read "{one.text}" ({one.pointer}): {one.reason}') for one in unread)
    rows.extend(_strange_genes(person))
    rows.extend(_strange_tests(person))
    rows.extend(series_limits(person))
    if person.record.tests is None:
        if person.record.results:
            rows.append(Limit(kind="not_assessed", says="Values are recorded, but no test of the tumour or of genes"))
        else:
            rows.append(Limit(kind="not_tested", says="No test results are recorded"))
    if person.record.therapies is None and facts_of:
        rows.append(
            Limit(
                kind="not_assessed",
                says="The treatments so far are not recorded, so lines and prior treatments are unknown",
            )
        )
    if len(facts_of) > 1 and any(not t.linked for facts in facts_of for t in facts.tests):
        rows.append(
            Limit(kind="not_assessed", says="There are several cancers, and not every test says which one it was made on")
        )
    rows.extend(_family(person))
    return tuple(dict.fromkeys(rows))


def _family(person: Facts) -> Iterable[Limit]:
    from oncoplan.planning.family import family_limits

    return family_limits(person)


def conflicts(person: Facts) -> Iterable[Limit]:
    """Results that contradict each other: shown, never averaged."""
    for finding in person.findings:
        if not isinstance(finding, Negative) or finding.gene is None:
            continue
        for seen in person.alterations.get(finding.gene, ()):
            category = _category_of(seen)
            if category and seen.test != finding.test and contradicts(finding, read_category(category), person.vocabulary):
                yield Limit(
                    kind="conflict",
                    says=f"{seen.name} was seen, but another result says {finding.name}: "
                    "what was seen counts until it is cleared up",
                )
    for what, found in person.markers.items():
        by_score: dict[str | None, list[Marker]] = {}
        for marker in found:
            by_score.setdefault(marker.score, []).append(marker)
        for same in by_score.values():
            said = {(m.status, m.value) for m in same}
            if len(said) > 1 and len({m.test for m in same}) > 1 and not all(m.collected for m in same):
                names = ", ".join(dict.fromkeys(m.name for m in same))
                yield Limit(kind="conflict", says=f"Results of {what} differ ({names}) and their dates are not all known")
    yield from _mismatch_repair(person)


def _strange_genes(person: Facts) -> Iterable[Limit]:
    """Findings in genes that the tables do not have: a gene that no rule speaks of, or a name that was mistyped."""
    names = [
        f.gene
        for f in person.findings
        if isinstance(f, (Alteration, Negative)) and f.gene and person.vocabulary.gene(f.gene) is None
    ]
    strange = sorted(set(names))
    if not strange:
        return
    told = ", ".join(strange[:5]) + (f" and {len(strange) - 5} more" if len(strange) > 5 else "")
    yield Limit(
        kind="not_assessed",
        says=f"Not in the gene tables, so nothing is known of it here (or the name is mistyped): {told}",
        count=len(names) if len(names) > 1 else None,
    )


def _strange_tests(person: Facts) -> Iterable[Limit]:
    """Entries of the screening list under a name that no test goes by: they count for no programme."""
    stated = (one.test for one in person.record.screening or () if one.test)
    strange = [f'"{name}"' for name in dict.fromkeys(stated) if person.vocabulary.find_test(name) is None]
    if strange:
        told = ", ".join(strange[:5]) + (f" and {len(strange) - 5} more" if len(strange) > 5 else "")
        yield Limit(kind="not_assessed", says=f"Not known here as a screening test, so no programme counts it: {told}")


def _mismatch_repair(person: Facts) -> Iterable[Limit]:
    """Mismatch repair by protein and microsatellites by DNA measure one thing and should agree."""
    repair = {m.status for m in person.markers.get("MMR", ())}
    satellites = {m.status for m in person.markers.get("MSI", ())}
    if ("deficient" in repair and satellites & {"stable", "low"}) or ("proficient" in repair and "high" in satellites):
        yield Limit(
            kind="conflict",
            says="Mismatch repair and microsatellite results disagree: repeat one of them; "
            "what either of them opens stays shown until then",
        )


_SMALL = {"missense", "nonsense", "frameshift", "inframe_deletion", "inframe_insertion", "inframe_delins", "mutation", "splice"}


def _category_of(seen: Alteration) -> str | None:
    if seen.kind in ("fusion", "rearrangement"):
        return "fusion"
    if seen.kind in ("amplification", "gain", "homozygous_deletion"):
        return seen.kind.replace("_", " ")
    if seen.kind in _SMALL or seen.protein is not None or seen.coding is not None:
        return seen.name.split(" ", 1)[1] if " " in seen.name and seen.protein is not None else "mutation"
    return None


def _drug_conflicts(options: Iterable[Recommendation]) -> Iterable[Limit]:
    for option in options:
        if option.effect != "sensitive" or option.verdict != "met":
            continue
        against = [c for c in option.cautions if c.verdict == "met" and c.effect == "resistant"]
        if against:
            yield Limit(
                kind="conflict",
                says=f"{option.regimen}: one result speaks for it and another against it ({against[0].says.rstrip('.')})",
            )
