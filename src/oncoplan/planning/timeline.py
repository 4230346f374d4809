"""What a person went through, by day: treatments, series, events, and what newly came and went in the blood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oncoplan.criteria.ctdna import Blood, blood_tests
from oncoplan.criteria.series import Point, Series, series_of
from oncoplan.model.dates import Days, known_date
from oncoplan.model.facts import Facts
from oncoplan.model.finding import SILENT, Alteration
from oncoplan.model.timeline import Timeline, TimelineBar, TimelineLine, TimelineMark, TimelinePoint
from oncoplan.model.vocabulary import plain_words

MOST_POINTS = 200  # of one series in a plan: the first, the newest, and those that shape it; the record has them all
MOST_ALLELES = 8  # allele fractions that are drawn: the highest ones
_EVENTS = {"progression": "progression", "relapse": "progression", "recurrence": "progression", "response": "response"}


def timeline(person: Facts) -> Timeline | None:
    """The timeline up to the day of the plan; None where nothing has a day."""
    bars = tuple(_bars(person))
    lines = (*_lines(person), *_alleles(person))
    marks = tuple(sorted(_marks(person), key=lambda m: (m.on, m.kind, m.label)))
    return Timeline(bars=bars, lines=lines, marks=marks) if bars or lines or marks else None


def _bars(person: Facts) -> Iterator[TimelineBar]:
    for given in person.therapies or ():
        if given.start is None and given.end is None:
            continue
        if given.start is not None and given.start.first > person.as_of:
            continue
        therapy = given.therapy
        words = (*given.drugs, *(c.replace("_", " ") for c in given.classes), *given.unread)
        goes_on = therapy.ongoing is True or (given.end is not None and given.end.first > person.as_of)
        yield TimelineBar(
            label=" + ".join(words) or (therapy.kind or "treatment"),
            start=given.start.first.isoformat() if given.start else None,
            end=None if goes_on or given.end is None else given.end.last.isoformat(),
            open="goes on" if goes_on else "not recorded" if given.end is None else None,
            outcome=", ".join(therapy.outcome) or therapy.best_response or None,
            pointer=f"therapies/{given.index}",
        )


def measured(person: Facts) -> list[str]:
    """The quantities that the record holds more than one result of, by the vocabulary's name, in the order of the record."""
    by_name = {
        plain_words(name): key
        for key, entry in person.vocabulary.terms("quantities").items()
        for name in (key, *entry.get("names", ()))
    }
    counts: dict[str, int] = {}
    for result in person.record.results or ():
        if result.what and result.value is not None:
            key = by_name.get(plain_words(result.what), result.what)
            counts[key] = counts.get(key, 0) + 1
    for what, found in person.markers.items():
        if any(m.value is not None for m in found):
            key = by_name.get(plain_words(what), what)
            counts[key] = counts.get(key, 0) + sum(m.value is not None for m in found)
    return [key for key, count in counts.items() if count > 1]


def _lines(person: Facts) -> Iterator[TimelineLine]:
    for what in measured(person):
        series = series_of(person, what, None)
        dated = [p for p in series.points if p.last is not None]
        if not dated:
            continue
        pieces = _pieces(series, dated)
        says = _says(what, dated, series)
        yield TimelineLine(
            what=what, unit=dated[-1].unit, pieces=tuple(tuple(_point(p) for p in _thinned(piece)) for piece in pieces),
            count=len(series.points), says=says,
        )  # fmt: skip


def _pieces(series: Series, dated: list[Point]) -> list[list[Point]]:
    """The dated points, cut where the assay changes."""
    pieces: list[list[Point]] = [[]]
    assay: str | None = None
    for p in dated:
        if assay and p.assay and plain_words(p.assay) != plain_words(assay):
            pieces.append([])
        assay = p.assay or assay
        pieces[-1].append(p)
    if series.run and any("cannot be converted" in b for b in series.breaks) and len(pieces) == 1:
        first = series.run[0]
        before = [p for p in dated if p.last is not None and first.last is not None and p.last < first.last]
        if before and first.last is not None:
            pieces = [before, [p for p in dated if p not in before]]
    return [piece for piece in pieces if piece]


def _thinned(piece: list[Point]) -> list[Point]:
    """At most MOST_POINTS: of each stretch the lowest and the highest, so that no peak is lost."""
    if len(piece) <= MOST_POINTS:
        return piece
    kept: dict[str, Point] = {piece[0].pointer: piece[0]}
    size = len(piece) / (MOST_POINTS // 2 - 1)
    for n in range(MOST_POINTS // 2 - 1):
        stretch = piece[int(n * size) : int((n + 1) * size)]
        ends = (min(stretch, key=lambda p: p.value), max(stretch, key=lambda p: p.value))
        kept.update((p.pointer, p) for p in stretch if p in ends)
    kept[piece[-1].pointer] = piece[-1]
    return list(kept.values())


def _point(p: Point) -> TimelinePoint:
    assert p.last is not None
    return TimelinePoint(on=p.last.isoformat(), value=p.value, bound=p.comparator, pointer=p.pointer)


def _says(what: str, dated: list[Point], series: Series) -> str:
    first, last = dated[0], dated[-1]
    low = min(dated, key=lambda p: p.value)
    unit = f" {last.unit}" if last.unit else ""
    parts = [f"{what}{unit and ' in' + unit}: {first.comparator or ''}{first.value:g} on {first.last}"]
    if low not in (first, last):
        parts.append(f"lowest {low.comparator or ''}{low.value:g} on {low.last}")
    if last is not first:
        parts.append(f"newest {last.comparator or ''}{last.value:g} on {last.last}")
    parts.append(f"{len(dated)} dated values")
    return ", ".join(parts) + "".join(f"; {b}" for b in series.breaks)


def _alleles(person: Facts) -> Iterator[TimelineLine]:
    """The allele fraction of each change that several dated blood tests report, in percent."""
    found: dict[str, list[tuple[str, Alteration]]] = {}
    for one, days in _in_blood(person):
        if one.vaf is not None:
            found.setdefault(one.name, []).append((days.last.isoformat(), one))
    several = {name: rows for name, rows in found.items() if len({day for day, _ in rows}) > 1}
    highest = sorted(several, key=lambda name: (-max(a.vaf or 0 for _, a in several[name]), name))[:MOST_ALLELES]
    tested = sorted({t.collected.last.isoformat() for t in person.tests if t.plasma and t.succeeded and t.collected})
    for name in highest:
        rows = sorted(several[name], key=lambda row: row[0])
        absent = [day for day in tested if rows[0][0] < day and day not in {on for on, _ in rows}]
        pieces: list[list[TimelinePoint]] = []
        last = ""
        for on, one in rows:
            if not pieces or any(last < day < on for day in absent):  # a test between that did not find it
                pieces.append([])
            pieces[-1].append(TimelinePoint(on=on, value=round(100 * (one.vaf or 0.0), 4), bound=None, pointer=one.pointer))
            last = on
        told = ", ".join(f"{p.value:g}% on {p.on}" for p in (pieces[0][0], pieces[-1][-1]))
        says = f"{name} in blood: {told}" + (f"; not found on {', '.join(absent[:3])}" if absent else "")
        yield TimelineLine(
            what=f"{name} in blood", unit="%", pieces=tuple(tuple(piece) for piece in pieces), count=len(rows), says=says
        )


def _in_blood(person: Facts) -> Iterator[tuple[Alteration, Days]]:
    plasma = {t.index: t.collected for t in person.tests if t.plasma and t.succeeded}
    for one in person.findings:
        if isinstance(one, Alteration) and one.test in plasma and one.origin != "germline" and one.kind not in SILENT:
            days = plasma[one.test]
            if days is not None and days.first <= person.as_of:
                yield one, days


def _marks(person: Facts) -> Iterator[TimelineMark]:
    for i, dx in enumerate(person.record.diagnoses or ()):
        at = f"diagnoses/{i}"
        yield from _mark(person, dx.date, f"diagnosis: {dx.cancer or 'cancer'}", "diagnosis", at)
        for event in dx.events or ():
            yield from _event(person, dict(event), at)
    for given in person.therapies or ():
        yield from _mark(person, given.therapy.progression, "progression", "progression", f"therapies/{given.index}")
    for i, procedure in enumerate(person.record.procedures or ()):
        yield from _mark(person, procedure.on, procedure.kind or "procedure", "procedure", f"procedures/{i}")
    yield from _blood_marks(person)


def _event(person: Facts, event: dict[str, str | int | float | bool | None], at: str) -> Iterator[TimelineMark]:
    """`{progression: DATE}`, or `{response: PR, on: DATE, by: RECIST 1.1}`; anything else with a day is an event."""
    on, by = event.pop("on", None), event.pop("by", None)
    for name, value in event.items():
        day = value if on is None else on
        label = name.replace("_", " ") if on is None else f"{name.replace('_', ' ')}: {value}" + (f" ({by})" if by else "")
        yield from _mark(person, str(day) if day else None, label, _EVENTS.get(name, "event"), at)


def _mark(person: Facts, on: str | None, label: str, kind: str, pointer: str) -> Iterator[TimelineMark]:
    days = known_date(on)
    if days is not None and days.first <= person.as_of:
        yield TimelineMark(on=days.last.isoformat(), label=label, kind=kind, pointer=pointer)


def _blood_marks(person: Facts) -> Iterator[TimelineMark]:
    """Blood tests: what is new since the one before it, and when nothing was left."""
    known: set[str] = set()
    by_test: dict[int, list[Alteration]] = {}
    for one, _ in _in_blood(person):
        by_test.setdefault(one.test or 0, []).append(one)
    blood_of = {t.index for t in person.tests if t.plasma}
    others = [a for a in person.findings if isinstance(a, Alteration) and a.test not in blood_of]
    seen_in_tissue = [(a.name, known_date(a.collected)) for a in others]
    before: Blood | None = None
    for blood in blood_tests(person):
        here = by_test.get(blood.test, []) if blood.test is not None else []
        known.update(name for name, days in seen_in_tissue if days is None or days.first <= blood.days.last)
        new = [a.name for a in here if a.name not in known]
        if before is not None and new:
            yield _of_blood(blood, f"new in blood: {_few(new)}", "new_change")
        elif before is not None and blood.seen is False and before.seen:
            yield _of_blood(blood, "no tumour DNA in blood", "cleared")
        else:
            seen = {True: "tumour DNA in blood", False: "no tumour DNA in blood", None: "blood test without an answer"}
            yield _of_blood(blood, seen[blood.seen], "test")
        known.update(a.name for a in here)
        before = blood


def _of_blood(blood: Blood, label: str, kind: str) -> TimelineMark:
    return TimelineMark(on=blood.days.last.isoformat(), label=label, kind=kind, pointer=blood.pointer)


def _few(names: Iterable[str]) -> str:
    kept = list(dict.fromkeys(names))
    return ", ".join(kept[:3]) + (f" and {len(kept) - 3} more" if len(kept) > 3 else "")
