"""A test that could see something was done and succeeded."""

from __future__ import annotations

from typing import Literal

from oncoplan.criteria.last_done import to_come
from oncoplan.criteria.registry import criterion
from oncoplan.model.dates import Days, before, known_date, read_date
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

    Several keys: one of them is enough. A pending, failed or inadequate test does not count; it is named. A test without
    a date is not known to be recent. Unknown when nothing is recorded (a test may have been done elsewhere),
    unless the list of tests is complete.
    """
    asked = " or ".join(facts.vocabulary.test_name(key) for key in test) or f"{'/'.join(gene)} ({', '.join(kinds)})"
    weak: list[str] = []
    undated: list[str] = []
    pointers: list[str] = []
    for done in facts.tests:
        if not sees(facts, done, test, gene, kinds):
            continue
        pointer = f"tests/{done.index}"
        why = _unfit(facts, done, within, specimen, method, since) or _weak(facts, done, test, gene, kinds)
        if why is None or (why.startswith("a negative blood") and _found_something(facts, done, test, gene)):
            return met_(f"{asked}: tested ({done.test.assay or done.kind or 'as reported'})", pointer)
        if why.endswith(_NO_DATE):
            undated.append(pointer)
        weak.append(why)
        pointers.append(pointer)
    for what, on in _as_markers(facts, test):
        late = _too_old(facts, on, within, since)
        if late is None:
            return met_(f"{asked}: reported", what)
        if late.endswith(_NO_DATE):
            undated.append(what)
        weak.append(late)
        pointers.append(what)
    if undated:
        return unknown(f"{asked}: tested, but {_NO_DATE}", *undated, settled_by=test or ("tumour_ngs_panel",))
    if weak:
        return not_met(f"{asked}: {weak[-1]}", *pointers)
    if facts.complete("tests"):
        return not_met(f"{asked} was not done", "tests")
    return unknown(f"{asked}: no test is recorded", settled_by=test or ("tumour_ngs_panel",))


def _driver_found(facts: Facts, done: TestDone, genes: tuple[str, ...]) -> bool:
    """Whether this test found a change in one of the genes: of genes that are asked together one answer is enough."""
    unsure = ("vus", "uncertain", "benign", "likely benign", "variant of uncertain")
    return any(
        a.test == done.index
        and a.kind not in ("synonymous", "noncoding", "fusion", "rearrangement", "amplification", "gain")
        and not (a.classification or "").lower().startswith(unsure)
        for gene in genes
        for a in facts.alterations.get(gene, ())
    )


def _weak(facts: Facts, done: TestDone, keys: tuple[str, ...], gene: tuple[str, ...], kinds: tuple[str, ...]) -> str | None:
    """Why a finished test does not answer for every gene that is asked about."""
    known = [facts.vocabulary.test(key) for key in keys]
    genes = gene or tuple(g for entry in known if entry for g in entry.genes) or (None,)
    reasons = [weakness(done, g, frozenset(kinds if gene else ())) for g in genes]
    return next((r for r in reasons if r), None)


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
        changes = known.changes or _SEES.get(known.kind, ("substitution",))[:1]
        reported = known.changes or _SEES.get(known.kind, ("substitution",))
        if len(known.genes) > 1:  # one gene's other kinds of change are not asked of the rest
            changes, reported = ("substitution",), _SEES.get(known.kind, ("substitution",))
        if known.genes and known.kind in _READS_GENES:
            reads = (could_see(done, g, frozenset(changes)) or _reported(facts, done, g, reported) for g in known.genes)
            if all(reads) or (len(known.genes) > 1 and _driver_found(facts, done, known.genes)):
                return True
        if known.markers and any(m.test == done.index for what in known.markers for m in facts.markers.get(what, ())):
            return True
        if _region_reported(facts, done, known.markers):
            return True
        if not known.genes and not known.markers and known.kind and known.kind == done.kind and done.assay is not None:
            return True
    return False


def _region_reported(facts: Facts, done: TestDone, markers: tuple[str, ...]) -> bool:
    """Whether this test states the one chromosome change that the asked test looks for, seen or not seen."""
    if len(markers) != 1:
        return False
    seen = any(r.test == done.index and r.name == markers[0] for r in facts.regions)
    name = f"no {markers[0]}"
    return seen or any(n.name == name and n.test == done.index for found in facts.negatives.values() for n in found)


_READS_GENES = {"tumour_dna", "tumour_rna", "ctdna", "germline_dna", "fish", "pcr", "karyotype", "methylation"}
_SEES = {  # what a test of this kind looks at, where the vocabulary does not say
    "methylation": ("methylation",),
    "fish": ("fusion", "amplification", "homozygous_deletion"),
    "karyotype": ("fusion", "amplification", "homozygous_deletion"),
    "tumour_rna": ("fusion", "splice", "substitution"),
    "pcr": ("substitution", "indel", "fusion", "amplification", "splice"),
}
_CHANGE_OF = {
    "fusion": "fusion", "rearrangement": "fusion", "amplification": "amplification", "gain": "amplification",
    "homozygous_deletion": "homozygous_deletion", "loss": "homozygous_deletion", "exon_skipping": "splice",
    "promoter": "promoter", "intragenic_duplication": "indel", "methylation": "methylation",
    "intragenic_deletion": "exon_deletion", "loh": "loh",
}  # fmt: skip
_SMALL = ("substitution", "indel")
_NO_DATE = "its date is not recorded"


def _reported(facts: Facts, done: TestDone, gene: str, kinds: tuple[str, ...]) -> bool:
    """Whether this test states a result for the gene, seen or not seen, of one of these kinds of change."""
    for finding in (*facts.alterations.get(gene, ()), *facts.negatives.get(gene, ())):
        if finding.test != done.index:
            continue
        if isinstance(finding, Alteration):
            about = (_CHANGE_OF[finding.kind],) if finding.kind in _CHANGE_OF else _SMALL
            about = (*about, "splice") if finding.kind == "splice" else about
            if not kinds or set(about) & set(kinds):
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
    made_on = done.test.specimen.type if done.test.specimen else None
    if specimen and made_on and plain_words(made_on) not in {plain_words(s) for s in specimen}:
        return f"it was made on {made_on}"
    if (
        method
        and done.kind
        and plain_words(done.kind).replace("_", " ") not in {plain_words(m).replace("_", " ") for m in method}
    ):
        return f"it was made by {done.kind.replace('_', ' ')}"
    return _too_old(facts, done.collected, within, since)


def _too_old(facts: Facts, day: Days | None, within: str | None, since: str | None) -> str | None:
    """Why a result of this day does not count as recent, or None."""
    if within is not None:
        if day is None:
            return _NO_DATE
        if day.last < before(facts.as_of, within):
            return f"it is older than {within}"
    if since is not None:
        start = _event(facts, since)
        if start is None and since == "progression" and not _progressed(facts):
            return f"whether there was a progression is not known, and {_NO_DATE}"
        if day is None and (start is not None or (since == "progression" and _progressed(facts))):
            return _NO_DATE
        if start is not None and day is not None and day.last < start.first:
            return f"it was made before the last {since}"
    return None


def _progressed(facts: Facts) -> bool:
    """Whether a progression is recorded, dated or not."""
    events = (facts.diagnosis.events if facts.diagnosis else None) or ()
    return any("progression" in e for e in events) or any("progression" in t.therapy.outcome for t in facts.therapies or ())


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


def _as_markers(facts: Facts, keys: tuple[str, ...]) -> list[tuple[str, Days | None]]:
    """Results recorded as plain values rather than tests (laboratory values, screening), each with its day."""
    found: list[tuple[str, Days | None]] = []
    for key in keys:
        known = facts.vocabulary.test(key)
        names = {plain_words(key), plain_words(key.replace("_", " "))}
        if known is not None:
            names |= {plain_words(known.name), *(plain_words(m) for m in known.markers)}
        for i, result in enumerate(facts.record.results or ()):
            if result.what and plain_words(result.what) in names:
                found.append((f"results/{i}", known_date(result.on)))
        for i, seen in enumerate(facts.record.screening or ()):
            if seen.test and plain_words(seen.test) in names and not to_come(seen.status):
                found.append((f"screening/{i}", known_date(seen.on)))
    return found
