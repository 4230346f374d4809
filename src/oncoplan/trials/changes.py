"""What changed from one version of a trial to the next: status, sites, arms, criteria, and the rest of its head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from msgspec import Struct

from oncoplan.model.trial import Group, Site, Trial
from oncoplan.trials.countries import country_name
from oncoplan.trials.linking import OTHER


class Change(Struct, frozen=True, kw_only=True):
    """One line of the change log. `before` None: it came; `after` None: it went."""

    trial: str
    what: str  # trial | status | site | arm | criterion | phase | condition | drug | title
    before: str | None = None
    after: str | None = None
    on: str | None = None  # the day of the source that says it
    seen: str | None = None  # the day it was imported


def changes(before: Trial, after: Trial) -> tuple[Change, ...]:
    """Everything that changed, in a fixed order."""

    def line(what: str, old: str | None, new: str | None) -> Change:
        return Change(trial=after.id, what=what, before=old, after=new, on=after.snapshot)

    found = []
    if before.status != after.status:
        found.append(line("status", before.status, after.status))
    lists = (("phase", "phases"), ("condition", "conditions"), ("drug", "drugs"))
    for what, old, new in ((what, getattr(before, name), getattr(after, name)) for what, name in lists):
        found += [line(what, one, None) for one in old if one not in new]
        found += [line(what, None, one) for one in new if one not in old]
    if before.title != after.title:
        found.append(line("title", before.title, after.title))
    found += [line("arm", old, new) for old, new in _arms(before.groups, after.groups)]
    found += [line("criterion", old, new) for old, new in _criteria(before, after)]
    found += [line("site", old, new) for old, new in _sites(before.sites, after.sites)]
    return tuple(found)


def place_of(site: Site) -> str:
    """`Dana-Farber Cancer Institute, Boston, MA, United States`."""
    return ", ".join(part for part in (site.name, site.city, site.state, country_name(site.country)) if part)


def _sites(before: tuple[Site, ...], after: tuple[Site, ...]) -> Iterator[tuple[str | None, str | None]]:
    """Sites that came, went, or have another status. Nameless sites of one city are told apart by their number only."""
    old, new = _by_place(before), _by_place(after)
    for place in dict.fromkeys((*old, *new)):
        gone, come = Counter(old.get(place, ())), Counter(new.get(place, ()))
        left, right = sorted((gone - come).elements()), sorted((come - gone).elements())
        for number in range(max(len(left), len(right))):
            yield (
                f"{place}: {left[number]}" if number < len(left) else None,
                f"{place}: {right[number]}" if number < len(right) else None,
            )


def _by_place(sites: tuple[Site, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for site in sites:
        found.setdefault(place_of(site), []).append(site.status or "status not said")
    return found


def _arms(before: tuple[Group, ...], after: tuple[Group, ...]) -> Iterator[tuple[str | None, str | None]]:
    old = {_arm(group): group for group in before if group.key != OTHER}
    new = {_arm(group): group for group in after if group.key != OTHER}
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    paired = {old_name.partition(" (")[0]: old_name for old_name in gone}
    for name in come:
        was = paired.pop(name.partition(" (")[0], None)
        if was is not None:
            gone.remove(was)
        yield was, name
    for name in gone:
        yield name, None


def _arm(group: Group) -> str:
    said = [part for part in (group.status, ", ".join(group.drugs)) if part]
    return f"{group.name} ({'; '.join(said)})" if said else group.name


def _criteria(before: Trial, after: Trial) -> Iterator[tuple[str | None, str | None]]:
    old, new = _sentences(before), _sentences(after)
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for number in range(max(b - a, d - c)):
            yield old[a + number] if a + number < b else None, new[c + number] if c + number < d else None


def _sentences(trial: Trial) -> list[str]:
    """The criteria as lines: the stated limits, then the text; the space of a line does not count."""
    stated = [clause.text for clause in trial.clauses if clause.read_from != "text"]
    return [*stated, *(" ".join(line.split()) for line in (trial.eligibility or "").splitlines() if line.strip())]
