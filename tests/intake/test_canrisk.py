"""CanRisk and BOADICEA pedigrees: read, said in words, written, and refused where they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.intake import Intake, Unusable, read_records
from oncoplan.intake.canrisk import pedigrees_of, read_pedigree
from oncoplan.intake.kin import relations
from oncoplan.model.pedigree import GENES, GeneTest, MemberCancer, Pedigree
from oncoplan.report.canrisk_file import canrisk_v4

HEAD = ("FamID", "Name", "Target", "IndivID", "FathID", "MothID", "Sex", "MZtwin", "Dead", "Age", "Yob", "BC1", "BC2", "OC",
        "PRO", "PAN", "Ashkn")  # fmt: skip


def text(*people: str, genes: tuple[str, ...] = GENES, version: str = "4", header: tuple[str, ...] = ()) -> str:
    """A file; each person is `id father mother sex`, then `key=value` for any other column; the first is the proband."""
    lines = [f"##CanRisk {version}", *header, "##" + "\t".join([*HEAD, *genes, "ER:PR:HER2:CK14:CK56"])]
    for place, person in enumerate(people):
        identity, father, mother, sex, *rest = person.split()
        cells = dict.fromkeys(HEAD, "0") | dict.fromkeys(genes, "0:0") | {"ER:PR:HER2:CK14:CK56": "0:0:0:0:0"}
        cells |= {"FamID": "F1", "Name": "NA", "Target": "1" if place == 0 else "0", "IndivID": identity, "FathID": father}
        cells |= {"MothID": mother, "Sex": sex} | dict(part.split("=") for part in rest)
        lines.append("\t".join(cells.values()))
    return "\n".join(lines) + "\n"


def family(*people: str, **more: object) -> Pedigree:
    (found,) = pedigrees_of(text(*people, **more), "family.canrisk")  # type: ignore[arg-type]
    if isinstance(found, Unusable):
        raise found
    return found


GRANDPARENTS = ("mgf 0 0 M", "mgm 0 0 F", "pgf 0 0 M", "pgm 0 0 F")
CORE = ("me dad mum F Age=40 Yob=1986", "mum mgf mgm F", "dad pgf pgm M", *GRANDPARENTS)


def test_sides_are_kept_apart_and_half_is_told():
    found = relations(
        family(
            *CORE, "aunt mgf mgm F", "uncle pgf pgm M", "cousin uncle wife F", "wife 0 0 F", "sis dad mum F", "other 0 0 M",
            "half other mum F", "kid he me M", "he 0 0 M", "niece x sis F", "x 0 0 M", "ggm 0 0 F", "ggf 0 0 M",
        )
    )  # fmt: skip
    assert found["mum"] == "mother"
    assert found["dad"] == "father"
    assert found["mgm"] == "maternal grandmother"
    assert found["pgf"] == "paternal grandfather"
    assert found["aunt"] == "maternal aunt"
    assert found["uncle"] == "paternal uncle"
    assert found["cousin"] == "paternal cousin"
    assert found["sis"] == "sister"
    assert found["half"] == "maternal half-sister"
    assert found["kid"] == "son"
    assert found["niece"] == "niece"
    assert not {"wife", "he", "x", "other", "ggm"} & set(found)


def test_a_sibling_by_one_recorded_parent_may_be_half():
    assert relations(family("me 0 mum F", "mum 0 0 F", "sis 0 mum F"))["sis"] == "maternal sister or half-sister"


def test_an_aunt_by_both_sides_has_no_side():
    """Parents who are brother and sister: every grandparent is one of both sides."""
    found = relations(family("me dad mum F", "dad gf gm M", "mum gf gm F", "gf 0 0 M", "gm 0 0 F", "aunt gf gm F"))
    assert found["aunt"] == "aunt"
    assert found["gm"] == "grandmother"


def test_unknown_is_told_from_negative(tmp_path: Path):
    path = tmp_path / "family.canrisk4"
    path.write_text(
        text(
            *CORE[:1], "mum 0 0 F Age=70 Dead=1 Yob=1950 BC1=44 OC=AU BRCA1=S:P BRCA2=S:N HOXB13=T:N",
            "dad 0 0 M", "sis dad mum F Age=38", header=("##height=165.5", "##menopause=N", "##menarche=13"),
        )
    )  # fmt: skip
    (intake,) = read_records([path])
    assert isinstance(intake, Intake)
    record = intake.record
    assert (record.id, record.sex, record.age, record.height_cm, record.menopause) == ("F1:me", "female", 40, 165.5, "pre")
    mother, father, sister = record.family or ()
    assert (mother.alive, mother.died_at, mother.age) == (False, 70, None)
    assert [(c.cancer, c.age) for c in mother.cancers or ()] == [("breast", 44), ("ovary", None)]
    (test,) = mother.tests or ()
    assert [f if isinstance(f, str) else f.text for f in test.findings] == ["BRCA1 pathogenic variant"]
    assert test.negative == ("BRCA2 pathogenic variant",)
    assert test.covers is not None
    assert test.covers.genes == ("BRCA1", "BRCA2")
    assert "HOXB13" in (test.note or "")
    assert father.cancers is None, "nothing is known of him"
    assert father.alive is None
    assert sister.cancers == ()
    assert "family" not in record.complete
    assert any("menarche" in problem.says for problem in intake.problems)
    assert intake.all_read


def test_a_record_from_a_pedigree_makes_a_plan(vocabulary):
    from oncoplan.intake.kin import record_of
    from oncoplan.pipeline import plan

    record, _ = record_of(family(*CORE, "aunt mgf mgm F Age=60 BC1=44 BRCA1=S:P"))
    for relative in record.family or ():
        for cancer in relative.cancers or ():
            assert vocabulary.find_cancer(cancer.cancer or "").code == "BREAST"
    assert plan(record, as_of="2026-11-22").record_id == "F1:me"


@pytest.mark.parametrize("version", ["1.0", "2.0", "3", "4"])
def test_every_version_is_read_and_written_as_version_4(version):
    since = {"1.0": ("BARD1", "HOXB13"), "2.0": ("HOXB13",), "3": ("HOXB13",), "4": ()}[version]
    genes = tuple(gene for gene in GENES if gene not in since)
    found = family("me 0 0 F Age=30 BC1=29 BRCA1=T:P Ashkn=1", genes=genes, version=version, header=("##BMI=22.2",))
    assert found.members[0].genes == {"BRCA1": GeneTest(False, "P")}
    assert found.members[0].cancers == (MemberCancer("BC1", 29),)
    written = canrisk_v4(found)
    assert written.startswith("##CanRisk 4\n##BMI=22.2\n##FamID\t")
    assert list(pedigrees_of(written, "again")) == [found]


def test_boadicea_has_its_own_columns_and_padding(tmp_path: Path):
    heading = "FamID Name Target IndivID FathID MothID Sex MZtwin Dead Age Yob 1stBrCa 2ndBrCa OvCa ProCa PanCa Ashkn"
    heading += " BRCA1t BRCA1r ER PR"
    row = "X1   \tAnn \t1\t1   \t0\t0\tF\t0\t0\t55 \t1961\t43 \t0\t0\t0\t0\t0\tS\tP\tP\tN"
    path = tmp_path / "family.bwa"
    path.write_text("BOADICEA import pedigree file format 4.0\n" + "\t".join(heading.split()) + "\n" + row + "\n")
    (one,) = read_pedigree(path).members
    assert (one.age, one.cancers, one.genes) == (55, (MemberCancer("BC1", 43),), {"BRCA1": GeneTest(True, "P")})
    assert one.receptors == {"ER": "P", "PR": "N"}


@pytest.mark.parametrize(
    ("people", "why"),
    [
        (("me dad mum F", "dad 0 0 M", "mum me 0 F"), "me is female and the father"),
        (("me 0 mum F", "mum 0 me F"), "own ancestor"),
        (("me 0 mum F Yob=1960", "mum 0 0 F Yob=1980"), "not younger"),
        (("me 0 mum F Age=50", "mum 0 0 F Age=40"), "not younger"),
        (("me 0 gone F",), "is not in the family"),
        (("me 0 0 F", "me 0 0 F"), "two people have the id me"),
        (("me 0 0 F Age=40 BC1=50",), "after the age of 40"),
        (("me 0 0 X",), "not M or F or U"),
        (("me 0 0 F Age=old",), "whole number"),
        (("me 0 0 F Age=900",), "an age up to"),
        (("me 0 0 F BRCA1=Q:P",), "S or T"),
        (("me 0 0 F Target=0",), "0 probands"),
        (("me 0 0 F", "you 0 0 F Target=1"), "2 probands"),
        (("me 0 0 F MZtwin=1",), "is not in the family"),
        (("me 0 0 F MZtwin=1", "you 0 0 M MZtwin=1"), "differ in parents or sex"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(people, why):
    with pytest.raises(Unusable, match=why):
        family(*people)


@pytest.mark.parametrize(
    ("content", "why"),
    [("", "no person"), ("hello\n", "does not begin"), ("##CanRisk 9\n", "version 9"), ("##CanRisk 4\na b c\n", "3 cells"),
     ("##CanRisk 4\n##FamID\tName\n", "no column"), (text("me 0 0 F").replace("\t0:0:0:0:0\n", "\n"), "cells under")],
)  # fmt: skip
def test_a_file_that_is_none_is_one_clear_line(tmp_path: Path, content, why):
    path = tmp_path / "family.canrisk"
    path.write_text(content)
    (found,) = read_records([path])
    assert isinstance(found, Unusable)
    assert why in found.says


def test_500_relatives_and_12_generations():
    people = ["p11 f10 p10 F"]
    for level in range(10, -1, -1):
        above = f"f{level - 1} p{level - 1}" if level else "0 0"
        people += [f"p{level} {above} F", f"f{level} 0 0 M"]
        people += [f"s{level}_{n} {above} F" for n in range(45)] if level else []
    found = relations(family(*people))
    assert len(found) >= 470
    assert found["p0"] == "maternal great-great-great-great-great-great-great-great-great-grandmother"
    assert found["s10_3"] == "maternal aunt"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from("MFU")), min_size=1, max_size=13))
def test_any_links_are_read_back_equal_or_refused(links):
    people = [f"i{n} {f'i{a}' if a else 0} {f'i{b}' if b else 0} {sex}" for n, (a, b, sex) in enumerate(links)]
    (found,) = pedigrees_of(text(*people), "family.canrisk")
    if isinstance(found, Unusable):
        assert found.says
        return
    assert list(pedigrees_of(canrisk_v4(found), "again")) == [found]
    assert set(relations(found)) <= {one.id for one in found.members}


@pytest.mark.reference
def test_every_reference_file_is_read_and_written_back_equal(reference):
    paths = [p for p in sorted(reference("inherited/canrisk_pedigrees").rglob("*")) if p.is_file()]
    assert len(paths) > 30
    for path in paths:
        found = read_pedigree(path)
        assert list(pedigrees_of(canrisk_v4(found), path.name)) == [found], path.name
        assert all(isinstance(one, Intake) for one in read_records([path]))
