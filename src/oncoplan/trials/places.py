"""How far a person has to travel to a trial: the nearest site that takes people, in kilometres and in plain words.

Distances are straight lines. What is not known (where the person lives, where a site is, whether it is open) is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from oncoplan.model import plan as told
from oncoplan.model.record import Record
from oncoplan.model.trial import Site, Trial
from oncoplan.trials.countries import country_code, in_words
from oncoplan.trials.match import Near, Places
from oncoplan.trials.towns import Point, Towns, Unplaced, direction, kilometres, point_of

_TAKES = {"recruiting": 0, "enrolling_by_invitation": 0, None: 1, "unknown": 1, "not_yet_recruiting": 2}
"""Sites that take people come first, then those of which it is not said, then those that are to open. Others take nobody."""
_MILES = ("US", "GB", "PR", "LR")  # countries whose people count in miles
_KM_PER_MILE = 1.609344


class _Home(NamedTuple):
    point: Point | None
    country: str | None
    why: str  # it is not known


class _Open(NamedTuple):
    """The sites of a trial that take people, or may; those that could be placed, with their direction from the Earth's centre."""

    sites: list[Site]
    placed: list[tuple[float, float, float, int]]
    points: dict[int, Point]


class Atlas:
    """The sites of all trials, placed once; `places` is then quick for each person."""

    def __init__(self, trials: Iterable[Trial] = ()) -> None:
        self._towns = Towns(site for trial in trials for site in trial.sites)
        self._open: dict[str, _Open] = {}

    def places(self, record: Record) -> Places:
        """For this person: the nearest site of a trial."""
        country = country_code(record.country)
        try:
            home = _Home(self._towns.place(record.postal_code, record.city, country), country, "")
        except Unplaced as error:
            home = _Home(None, country, str(error))
        return lambda trial: _near(trial, self._sites(trial), home)

    def _sites(self, trial: Trial) -> _Open:
        """Of sites that take people, those of which it is not said, and those that are to open: the first kind there is."""
        found = self._open.get(trial.id)
        if found is None:
            best = min((_TAKES[site.status] for site in trial.sites if site.status in _TAKES), default=0)
            sites = [site for site in trial.sites if _TAKES.get(site.status, -1) == best]
            points = {number: point for number, site in enumerate(sites) if (point := point_of(site)) is not None}
            found = _Open(sites, [(*direction(point), number) for number, point in points.items()], points)
            self._open[trial.id] = found
        return found


def placed(site: Site, towns: Towns) -> Site:
    """The site with the place of its postal code or town, where its registry gives no coordinates: done when a trial is read."""
    if point_of(site) is not None:
        return site
    state = f", {site.state}" if site.state and len(site.state) == 2 else ""
    try:
        point = towns.place(site.postal_code, site.city and f"{site.city}{state}", site.country)
    except Unplaced:
        return site
    return replace(site, latitude=round(point.latitude, 4), longitude=round(point.longitude, 4))


def _near(trial: Trial, open_: _Open, home: _Home) -> Near:
    if not trial.sites:
        return Near(None, None, "The registry lists no site.")
    if not open_.sites:
        return Near(None, None, f"None of the {_sites(len(trial.sites))} that the registry lists takes people.")
    if home.point is None:
        return Near(None, None, _not_placed(open_.sites, home))
    nearest = _nearest(home.point, open_.placed)
    if nearest is None:
        return Near(None, None, f"How far away is not known: {_none_placed(open_.sites)}.")
    site, km = open_.sites[nearest], kilometres(home.point, open_.points[nearest])
    says = f"{distance_in_words(km, home.country)} from your home{_abroad(site, home)}: {place_in_words(site)}.{_state(site)}"
    if home.country and site.country != home.country:
        says += _at_home(open_, home, home.point)
    unplaced = len(open_.sites) - len(open_.placed)
    if unplaced:
        says += f" The place of {_sites(unplaced)} more is not known."
    return Near(_told(site), round(km, 1), says)


def _nearest(home: Point, placed: list[tuple[float, float, float, int]]) -> int | None:
    """The site whose direction is nearest to the home's; the first of equals."""
    a, b, c = direction(home)
    best, found = -2.0, None
    for x, y, z, number in placed:
        cosine = a * x + b * y + c * z
        if cosine > best:
            best, found = cosine, number
    return found


def _at_home(open_: _Open, home: _Home, point: Point) -> str:
    """The nearest site in the person's own country, where the nearest of all is abroad."""
    near = _nearest(point, [one for one in open_.placed if open_.sites[one[3]].country == home.country])
    if near is None:
        return ""
    far = distance_in_words(kilometres(point, open_.points[near]), home.country)
    return f" The nearest in {in_words(home.country)}: {far[0].lower()}{far[1:]}, {place_in_words(open_.sites[near])}."


def distance_in_words(km: float, country: str | None = None) -> str:
    """`About 35 km`; with miles first where people count in them."""
    if km < 5:
        return "Less than 5 km" if country not in _MILES else "Less than 3 miles (5 km)"
    if country in _MILES:
        return f"About {_round(km / _KM_PER_MILE)} miles ({_round(km)} km)"
    return f"About {_round(km)} km"


def _round(number: float) -> str:
    step = 1 if number < 10 else 5 if number < 100 else 10 if number < 1000 else 100
    return f"{int(step * round(number / step)):,}"


def place_in_words(site: Site) -> str:
    """`Dana-Farber Cancer Institute, Boston, MA`."""
    return ", ".join(part for part in (site.name, site.city, site.state) if part) or "a site without a name"


def _abroad(site: Site, home: _Home) -> str:
    return f", in {in_words(site.country)}" if site.country and home.country and site.country != home.country else ""


def _state(site: Site) -> str:
    if site.status == "not_yet_recruiting":
        return " It is not open yet."
    if site.status == "enrolling_by_invitation":
        return " It takes people by invitation."
    return " The registry does not say whether this site is open." if site.status in (None, "unknown") else ""


def _not_placed(sites: list[Site], home: _Home) -> str:
    if home.country is None:
        return f"How far away is not known: {home.why}."
    here = sum(site.country == home.country for site in sites)
    where = f"{_sites(here)} in {in_words(home.country)}" if here else f"no site in {in_words(home.country)}"
    return f"How far away is not known: {home.why}. There {'is' if here <= 1 else 'are'} {where}."


def _none_placed(sites: list[Site]) -> str:
    named = [place_in_words(site) for site in sites[:2]]
    return f"the place of {' and '.join(named)} is not in the tables"


def _sites(number: int) -> str:
    return f"{number} site" if number == 1 else f"{number} sites"


def _told(site: Site) -> told.TrialSite:
    return told.TrialSite(name=site.name, city=site.city, state=site.state, country=site.country, status=site.status)
