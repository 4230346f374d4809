"""The patient's letter: plain, calm, complete, and only what the plan holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from readability import grade, own_names, syllables
from report_plans import ALL, CONFLICT, FIRST_LINE, LONG, NO_OPTIONS, TWO_CANCERS, URGENT, plan, recommendation
from syrupy.assertion import SnapshotAssertion

import oncoplan.report
from oncoplan.model.plan import Check, Plan, PlanFinding
from oncoplan.report.letter import letter
from oncoplan.report.words import words

SHAPES = pytest.mark.parametrize("one", ALL.values(), ids=ALL.keys())
SECTIONS = [
    "What this letter is", "What was tested", "What was found and what it may mean", "Options to talk about",
    "What to be careful about", "What is not known yet", "Questions to ask your doctor", "Words explained",
    "What this letter is not",
]  # fmt: skip


def section(text: str, heading: str) -> str:
    return text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("name", ALL.keys())
def test_reads_as_agreed(name: str, snapshot: SnapshotAssertion) -> None:
    assert letter(ALL[name]) == snapshot


@SHAPES
def test_at_or_below_grade_8(one: Plan) -> None:
    text = letter(one)
    names = own_names(one)
    assert grade(text, names) <= 8
    assert grade(text) <= 8, "names counted too"
    for heading in SECTIONS:
        assert grade(section(text, heading), names) <= 8, heading


def test_each_fixed_sentence_is_plain() -> None:
    """Alone, a short sentence with one long word scores high: each stays below grade 11, all together below grade 6."""
    say = words("en")
    fixed = [*say.says.values(), *say.kinds.values(), *say.effects.values(), *(f"{t.term}: {t.means}" for t in say.glossary)]
    assert grade("\n".join(fixed)) <= 6
    assert {f: grade(f) for f in fixed if grade(f) > 11 and len(f.split()) > 6} == {}


@SHAPES
def test_every_section_is_there_and_not_empty(one: Plan) -> None:
    text = letter(one)
    found = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [heading for heading in found if heading != "Your family and inherited risk"] == SECTIONS
    inherited = any(r.chapter == "heredity" and r.effect == "refer" for r in one.recommendations)
    assert ("Your family and inherited risk" in found) is inherited
    assert text.startswith("# A letter about your cancer tests\n")
    assert all(section(text, heading).strip() for heading in SECTIONS if heading != "Words explained")


@SHAPES
def test_no_dose_no_promise_no_ranking(one: Plan) -> None:
    text = letter(one)
    assert not re.search(r"\d\s*(mg|mcg|ml)\b", text, re.IGNORECASE)
    assert not re.search(r"will (cure|heal|save)|guarantee|\bbest\b|your fault", text, re.IGNORECASE)
    assert not re.search(r"^\d+\.", text, re.MULTILINE)


@pytest.mark.parametrize(
    "plainly",
    [
        "Take 80 mg each day.",
        "This pill will cure you.",
        "It helps 70% of people.",
        "This is the best drug.",
        "9 out of 10 live on.",
    ],
)
def test_a_sentence_that_has_no_place_in_a_letter_is_left_out(plainly: str) -> None:
    text = letter(plan(recommendations=(recommendation(plainly=plainly),)))
    assert plainly not in text
    assert "- osimertinib: Ask your team about this one." in text


def test_urgent_stands_first_and_is_calm() -> None:
    text = letter(URGENT)
    assert text.index("Please call your care team today.") < text.index("## What this letter is")
    assert "!" not in text.split("## What this letter is")[0]


def test_options_go_by_label_and_letter_not_by_rank() -> None:
    text = section(letter(FIRST_LINE), "Options to talk about")
    assert text.index("Approved for this use") < text.index("- osimertinib: ") < text.index("must know more first")
    assert text.index("must know more first") < text.index("- amivantamab + lazertinib: ")
    assert "off label" in section(letter(TWO_CANCERS), "Options to talk about")


def test_what_a_result_speaks_against_is_not_an_option() -> None:
    text = letter(CONFLICT)
    assert "osimertinib" not in section(text, "Options to talk about")
    assert "osimertinib: this may seem to fit, but something speaks against it." in section(text, "What to be careful about")


def test_what_must_be_put_right_first_stays_an_option() -> None:
    problem = Check(rule="c", test=None, status="problem", says="x", plainly="Some stomach pills weaken this drug.")
    text = letter(plan(recommendations=(recommendation(checks=(problem,)),)))
    assert "look at something first" in section(text, "Options to talk about")
    assert "osimertinib: Some stomach pills weaken this drug." in section(text, "What to be careful about")


def test_no_option_is_not_no_treatment() -> None:
    assert "That does not mean there is no treatment." in letter(NO_OPTIONS)


def test_long_lists_are_counted() -> None:
    text = letter(LONG)
    assert len(text.splitlines()) < 160
    assert "There are 7 more tests in the plan." in text


def test_one_gene_is_not_many() -> None:
    found = PlanFinding(text="TP53 p.R273H", gene="TP53", kind="missense", effect=None, origin=None, test=0, says="x")
    text = letter(plan(findings=(replace(found, effect="oncogenic"),)))
    assert "- TP53: the name of a gene." in text


def test_tests_due_in_plain_words() -> None:
    text = section(letter(FIRST_LINE), "What is not known yet")
    assert "- A tumor test for joined ALK (ALK fusion test). The test did not work." in text
    assert "Your team may want this answer before treatment starts." in text


def test_a_change_of_unknown_meaning_that_opens_an_option_is_not_called_meaningless() -> None:
    found = PlanFinding(
        text="EGFR p.L858R", gene="EGFR", kind="missense", effect="uncertain significance", origin=None, test=0, says="x"
    )
    assert "No one knows yet" in letter(plan(findings=(found,)))
    assert "No one knows yet" not in letter(plan(findings=(found,), recommendations=(recommendation(),)))


def test_an_inherited_change_names_the_family() -> None:
    found = PlanFinding(
        text="BRCA2 c.5946del", gene="BRCA2", kind="frameshift", effect="pathogenic", origin="germline", test=0, says="x"
    )
    assert "You were born with this one." in letter(plan(findings=(found,)))


@SHAPES
def test_only_words_that_occur_are_explained(one: Plan) -> None:
    text = letter(one)
    explained = section(text, "Words explained")
    rest = text.replace(explained, "").rsplit("## What this letter is not", 1)[0]
    for term in words("en").glossary:
        assert (f"- {term.term}: " in explained) == term.occurs(rest), term.term


def test_text_of_a_record_cannot_become_markdown() -> None:
    found = PlanFinding(
        text="DPYD *1/*2A <b>x</b>\n## Title", gene="DPYD", kind="diplotype", effect=None, origin=None, test=0, says="x"
    )
    text = letter(plan(findings=(found,)))
    assert r"DPYD \*1/\*2A \<b\>x\</b\> \#\# Title" in text
    assert "\n## Title" not in text


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="there is en"):
        letter(NO_OPTIONS, lang="xx")
    with pytest.raises(ValueError, match="no letter in"):
        letter(NO_OPTIONS, lang="../en")


def test_the_words_are_sorted_and_each_is_used() -> None:
    say = words("en")
    terms = [t.term.lower() for t in say.glossary]
    assert terms == sorted(terms)
    assert len(terms) == len(set(terms))
    code = "".join(p.read_text("utf-8") for p in Path(oncoplan.report.__file__).parent.glob("*.py"))
    unused = [
        k
        for k in say.says
        if f'"{k}"' not in code and f"'{k}'" not in code and f'"{k.removesuffix("_more")}{{more}}"' not in code
    ]
    states = {"not_done", "pending", "failed", "inadequate", "outdated", "repeat"}
    assert set(unused) <= states
    json.loads(Path(oncoplan.report.__file__).with_name("words_en.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("word", "count"),
    [("gene", 1), ("cancer", 2), ("approved", 2), ("chemotherapy", 5), ("biopsy", 3), ("treatment", 2), ("people", 2)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula() -> None:
    """Ten words, one sentence, fourteen syllables: 3.9 + 16.52 - 15.59."""
    assert grade("The doctor can help you find out what comes after.") == pytest.approx(0.39 * 10 + 11.8 * 12 / 10 - 15.59)


def test_options_of_two_cancers_stand_apart() -> None:
    text = section(letter(TWO_CANCERS), "Options to talk about")
    assert text.index("For this cancer: lung adenocarcinoma.") < text.index("- osimertinib: ")
    assert text.index("For this cancer: invasive breast carcinoma.") < text.index("- olaparib: ")


def test_a_count_of_trials_that_says_nothing_is_not_told() -> None:
    many = letter(replace(ALL["trials"], trials=ALL["trials"].trials[:1] * 400))
    assert "more than 20 studies" in many
    assert "400" not in many
