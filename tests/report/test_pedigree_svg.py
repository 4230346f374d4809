"""The drawing of a pedigree: the standard symbols, nobody on top of anybody, the same bytes every time."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from oncoplan.model.pedigree import GeneTest, Member, MemberCancer, Pedigree
from oncoplan.report.pedigree_layout import layout
from oncoplan.report.pedigree_svg import R, pedigree_svg


def member(key: str, father: str | None = None, mother: str | None = None, sex: str | None = "female", **more: object) -> Member:
    return Member(id=key, father=father, mother=mother, sex=sex, **more)  # type: ignore[arg-type]


def family(aunts: int = 2, uncles: int = 1, cousins: int = 2, sisters: int = 1, children: int = 2) -> Pedigree:
    people = [member("me", "dad", "mum", name="Ann", age=40), member("dad", "pgf", "pgm", "male"), member("mum", "mgf", "mgm")]
    people += [member("pgf", sex="male"), member("pgm"), member("mgf", sex="male"), member("mgm", dead=True, age=61)]
    people += [member(f"aunt{n}", "mgf", "mgm") for n in range(aunts)]
    people += [member(f"uncle{n}", "pgf", "pgm", "male") for n in range(uncles)]
    people += [member(f"wife{n}") for n in range(uncles if cousins else 0)]
    people += [member(f"cousin{n}_{k}", f"uncle{n}", f"wife{n}", None) for n in range(uncles) for k in range(cousins)]
    people += [member(f"sis{n}", "dad", "mum") for n in range(sisters)]
    people += [member("he", sex="male")] if children else []
    people += [member(f"kid{n}", "he", "me", "male") for n in range(children)]
    return Pedigree(family="F1", proband="me", members=tuple(people))


def changed(pedigree: Pedigree, **people: dict[str, object]) -> Pedigree:
    members = tuple(replace(one, **people.get(one.id, {})) for one in pedigree.members)
    return replace(pedigree, members=members)


@given(st.tuples(*(st.integers(0, most) for most in (5, 4, 4, 5, 4))))
def test_nobody_stands_on_anybody_and_generations_have_their_rows(sizes):
    drawn = family(*sizes)
    at = layout(drawn)
    people = drawn.by_id()
    for one, other in combinations(people, 2):
        if at.row[one] == at.row[other]:
            assert abs(at.place[one] - at.place[other]) > 0.99
    for one in people.values():
        for parent in one.parents:
            assert at.row[parent] == at.row[one.id] - 1
    assert at.neighbours("dad", "mum")
    assert at.neighbours("mgf", "mgm")
    assert at.place["dad"] < at.place["mum"]
    assert max(at.place[one] for one in people if one.startswith("uncle") or one == "dad") == at.place["dad"]


def test_the_symbols():
    drawn = changed(
        family(),
        mum={"cancers": (MemberCancer("BC1", 44), MemberCancer("OC")), "genes": {"BRCA1": GeneTest(True, "P")}},
        kid0={"adopted": True}, sis0={"name": "A <b> & C"},
    )  # fmt: skip
    svg = pedigree_svg(drawn)
    tree = ElementTree.fromstring(svg)
    groups = {g.get("data-id"): ElementTree.tostring(g, encoding="unicode") for g in tree.iter() if g.get("data-id")}
    assert set(groups) == set(drawn.by_id())
    assert "circle" in groups["me"]
    assert ">P<" in groups["me"]
    assert ">P<" not in groups["mum"]
    assert groups["mum"].count("clip-path") == 2
    assert f"M{-R - 6:g},{R + 6:g}L" in groups["mgm"], "the slash of who has died"
    assert "L" not in groups["dad"].replace("xmlns", "")
    assert "<rect" in groups["dad"].replace("ns0:", "")
    assert f"M0,{-R:g}" in groups["cousin0_0"], "a diamond"
    assert f"h-6v{2 * R + 10:g}h6" in groups["kid0"], "the brackets of adoption"
    assert svg.count("stroke-dasharray") == 1
    words = [text.text for text in tree.iter() if text.tag.endswith("text")]
    assert {"Ann", "40", "d. 61", "breast 44", "ovary", "BRCA1 +", "A <b> & C", "breast"} <= set(words)
    assert "prostate" not in words, "the legend has what is there only"


def test_related_partners_have_a_double_line():
    cousins = [member("me", "a", "b"), member("a", "p", "x", "male"), member("b", "q", "y"), member("p", "gf", "gm", "male")]
    cousins += [member("q", "gf", "gm", "male"), member("gf", sex="male"), member("gm"), member("x"), member("y")]
    related = pedigree_svg(Pedigree(family="F1", proband="me", members=tuple(cousins)))
    apart = changed(Pedigree(family="F1", proband="me", members=tuple(cousins)), q={"father": None, "mother": None})
    assert related.count("<path") == pedigree_svg(apart).count("<path") + 2, "one more line for the couple, one to q"


def test_identical_twins_have_a_bar_and_others_not():
    pair = {"me": {"fraternal": "1"}, "sis0": {"fraternal": "1"}}
    same = {"me": {"twin": "1"}, "sis0": {"twin": "1"}}
    plain, two, one = (pedigree_svg(changed(family(), **who)).count("<path") for who in ({}, pair, same))
    assert (two, one) == (plain, plain + 1)


@pytest.mark.parametrize("sizes", [(0, 0, 0, 0, 0), (2, 1, 2, 1, 2)])
def test_the_same_family_is_the_same_bytes(sizes):
    assert pedigree_svg(family(*sizes)) == pedigree_svg(family(*sizes))


def test_people_without_links_and_a_family_of_500_are_drawn():
    lonely = Pedigree(family="F1", proband="a", members=(member("a"), member("b"), member("c", sex=None)))
    assert pedigree_svg(lonely).count("data-id") == 3
    large = family(aunts=120, uncles=60, cousins=4, sisters=20, children=30)
    assert pedigree_svg(large).count("data-id") == len(large.members)


@pytest.mark.reference
def test_every_reference_family_is_drawn(reference):
    from oncoplan.intake.canrisk import read_pedigree

    for path in sorted((reference / "inherited" / "canrisk_pedigrees").rglob("*")):
        if path.is_file():
            found = read_pedigree(path)
            ElementTree.fromstring(pedigree_svg(found))
