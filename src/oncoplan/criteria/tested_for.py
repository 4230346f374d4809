"""A test that could see something was done and succeeded."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before, read_date
from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.finding import Alteration, Negative
from oncoplan.model.verdict import Verdict, not_met, unknown
from oncoplan.model.verdict import met as met_
from oncoplan.model.vocabulary import plain_words
from oncoplan.variants.coverage import could_see, weakness


@criterion(about="history", short="test")
def tested_for(
    facts: Facts,
    *,
    test: tuple[str, ...] = (),
    gene: tuple[str, ...] = (),
    kinds: tuple[str, ...] = ("substitution", "indel"),
    within: str | None = None,
    specimen: tuple[str, ...] = (),
    method: tuple[str, ...] = (),
    since: Literal["diagnosis", "progression"] | None = None,
) -> Verdict:
    """Met when one test of the record answers it: by a key of the tests vocabulary, or by genes and kinds of change.

    Several keys: one of them is enough. A pending, failed or inadequate test does not count; it is named. Unknown when
    nothing is recorded (a test may have been done elsewhere), unless the list of tests is complete.
    """
    asked = " or ".join(_name(facts, key) for key in test) or f"{'/'.join(gene)} ({', '.join(kinds)})"
    weak: list[str] = []
    pointers: list[str] = []
    for done in facts.tests:
        if not sees(facts, done, test, gene, kinds):
            continue
        pointer = f"tests/{done.index}"
        why = _unfit(facts, done, within, specimen, method, since) or _weak(facts, done, test, gene, kinds)
        if why is None or (why.startswith("a negative blood") and _found_something(facts, done, test, gene)):
            return met_(f"{asked}: tested ({done.test.assay or done.kind or 'as reported'})", pointer)
        weak.append(why)
        pointers.append(pointer)
    for what in _as_markers(facts, test):
        return met_(f"{asked}: reported", what)
    if weak:
        return not_met(f"{asked}: {weak[-1]}", *pointers)
    if facts.complete("tests"):
        return not_met(f"{asked} was not done", "tests")
    return unknown(f"{asked}: no test is recorded", settled_by=test or ("tumour_ngs_panel",))


def _weak(facts: Facts, done: TestDone, keys: tuple[str, ...], gene: tuple[str, ...], kinds: tuple[str, ...]) -> str | None:
    """Why a finished test does not answer for every gene that is asked about."""
    known = [facts.vocabulary.test(key) for key in keys]
    genes = gene or tuple(g for entry in known if entry for g in entry.genes) or (None,)
    reasons = [weakness(done, g, frozenset(kinds if gene else ())) for g in genes]
    return next((r for r in reasons if r), None)


def _name(facts: Facts, key: str) -> str:
    kind = facts.vocabulary.test(key)
    return kind.name if kind else key.replace("_", " ")


def sees(facts: Facts, done: TestDone, keys: tuple[str, ...], gene: tuple[str, ...], kinds: tuple[str, ...]) -> bool:
    """Whether this test is, or covers, what is asked."""
    if gene and all(could_see(done, g, frozenset(kinds)) or _reported(facts, done, g, kinds) for g in gene):
        return True
    for key in keys:
        known = facts.vocabulary.test(key)
        if known is None:
            continue
        if plain_words(done.test.assay or "") in (
            plain_words(key),
            plain_words(known.name),
            plain_words(key).replace("_", " "),
        ):
            return True
        germline = known.kind == "germline_dna"
        if germline != done.germline and known.kind in ("germline_dna", "tumour_dna", "tumour_rna", "ctdna"):
            continue
        changes = known.changes or ("substitution",)
        if len(known.genes) > 1:
            changes = ("substitution",)  # one gene's other kinds of change are not asked of the rest
        if known.genes and known.kind in _READS_GENES:
            reads = (could_see(done, g, frozenset(changes)) or _reported(facts, done, g, changes) for g in known.genes)
            if all(reads):
                return True
        if known.markers and any(m.test == done.index for what in known.markers for m in facts.markers.get(what, ())):
            return True
        if not known.genes and not known.markers and known.kind and known.kind == done.kind and done.assay is not None:
            return True
    return False


_READS_GENES = {"tumour_dna", "tumour_rna", "ctdna", "germline_dna", "fish", "pcr", "karyotype"}
_CHANGE_OF = {
    "fusion": "fusion", "rearrangement": "fusion", "amplification": "amplification", "gain": "amplification",
    "homozygous_deletion": "homozygous_deletion", "exon_skipping": "splice", "splice": "splice",
    "promoter": "promoter", "intragenic_duplication": "indel",
}  # fmt: skip


def _reported(facts: Facts, done: TestDone, gene: str, kinds: tuple[str, ...]) -> bool:
    """Whether this test states a result for the gene, seen or not seen, of one of these kinds of change."""
    for finding in (*facts.alterations.get(gene, ()), *facts.negatives.get(gene, ())):
        if finding.test != done.index:
            continue
        if isinstance(finding, Alteration):
            if _CHANGE_OF.get(finding.kind, "substitution") in kinds or not kinds or "substitution" in kinds:
                return True
        elif isinstance(finding, Negative) and _negative_speaks(finding, kinds):
            return True
    return False


def _negative_speaks(negative: Negative, kinds: tuple[str, ...]) -> bool:
    from oncoplan.criteria.molecular import kinds_asked

    about = kinds_asked((negative.category,)) if negative.category else frozenset({"substitution", "indel"})
    return bool(about & set(kinds))


def _found_something(facts: Facts, done: TestDone, keys: tuple[str, ...], gene: tuple[str, ...]) -> bool:
    """A positive blood test answers even though a negative one would not."""
    known = [facts.vocabulary.test(key) for key in keys]
    genes = gene or tuple(g for entry in known if entry for g in entry.genes)
    return any(a.test == done.index for g in genes for a in facts.alterations.get(g, ()))


def _unfit(
    facts: Facts,
    done: TestDone,
    within: str | None,
    specimen: tuple[str, ...],
    method: tuple[str, ...],
    since: str | None,
) -> str | None:
    """Why the test does not count although it is the right one, or None."""
    if specimen and done.test.specimen and done.test.specimen.type:
        if plain_words(done.test.specimen.type) not in {plain_words(s) for s in specimen}:
            return f"it was made on {done.test.specimen.type}"
    if (
        method
        and done.kind
        and plain_words(done.kind).replace("_", " ") not in {plain_words(m).replace("_", " ") for m in method}
    ):
        return f"it was made by {done.kind.replace('_', ' ')}"
    if within is not None:
        if done.collected is None:
            return "its date is not recorded"
        if done.collected.last < before(facts.as_of, within):
            return f"it is older than {within}"
    if since is not None:
        start = _event(facts, since)
        if start is not None and done.collected is not None and done.collected.last < start.first:
            return f"it was made before the last {since}"
        if start is not None and done.collected is None:
            return "its date is not recorded"
    return None


def _event(facts: Facts, since: str) -> Days | None:
    """The day of the diagnosis, or of the last progression that is recorded."""
    dates: list[str] = []
    if facts.diagnosis is not None:
        if since == "diagnosis" and facts.diagnosis.date:
            dates.append(facts.diagnosis.date)
        if since == "progression":
            dates.extend(str(e["progression"]) for e in facts.diagnosis.events or () if e.get("progression"))
    if since == "progression":
        dates.extend(
            str(t.therapy.progression or t.therapy.end)
            for t in facts.therapies or ()
            if "progression" in t.therapy.outcome and (t.therapy.progression or t.therapy.end)
        )
    days = []
    for text in dates:
        try:
            days.append(read_date(text))
        except ValueError:
            continue
    return max(days, default=None)


def _as_markers(facts: Facts, keys: tuple[str, ...]) -> list[str]:
    """Results recorded as plain values rather than tests (laboratory values, screening)."""
    found: list[str] = []
    for key in keys:
        known = facts.vocabulary.test(key)
        names = {plain_words(key), plain_words(key.replace("_", " "))}
        if known is not None:
            names |= {plain_words(known.name), *(plain_words(m) for m in known.markers)}
        for i, result in enumerate(facts.record.results or ()):
            if result.what and plain_words(result.what) in names:
                found.append(f"results/{i}")
        for i, seen in enumerate(facts.record.screening or ()):
            if seen.test and plain_words(seen.test) in names:
                found.append(f"screening/{i}")
    return found
