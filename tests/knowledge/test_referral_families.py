"""Families in YAML: which referral each leads to, and what stays a question."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from oncoplan.criteria.evaluate import Evaluation

CASES = yaml.safe_load((Path(__file__).parent / "referral_families.yaml").read_text(encoding="utf-8"))
WORDS = {"breast": "breast cancer", "ovary": "ovarian cancer", "lung": "lung cancer", "pancreas": "pancreatic cancer",
         "colorectal": "colorectal cancer", "endometrial": "endometrial cancer", "prostate": "prostate cancer",
         "stomach": "stomach adenocarcinoma"}  # fmt: skip
TODAY = 2026


def record(case: dict[str, Any]) -> dict[str, Any]:
    age = case.get("age", 60)
    made: dict[str, Any] = {"sex": case.get("sex", "female"), "birth_date": f"{TODAY - age}-01-01"}
    made["diagnoses"] = [
        {"cancer": code, "date": f"{TODAY - age + int(found)}-06-01"}
        for code, found in (own.split() for own in case.get("own", ()))
    ]
    made.update({key: case[key] for key in ("ancestry", "answers", "scores") if key in case})
    if "conditions" in case:
        made["conditions"] = [{"is": name} for name in case["conditions"]]
    if "family" in case:
        made["family"] = [relative(line) for line in case["family"]]
        made["complete"] = [] if case.get("open") else ["family"]
    return made


def relative(line: str) -> dict[str, Any]:
    if " + " in line:
        first, second = (relative(part) for part in line.split(" + "))
        return {**first, "cancers": [*first["cancers"], *second["cancers"]]}
    found = re.match(r"^(.+) (\S*[A-Za-z])(?: (\d+))?$", line)
    assert found, line
    who, cancer, age = found.groups()
    return {"relation": who, "cancers": [{"cancer": WORDS.get(cancer, cancer), **({"age": int(age)} if age else {})}]}


def test_there_are_enough_and_each_can_be_read_again():
    assert len(CASES) >= 120
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(len(case["source"]) > 10 for case in CASES)


def test_each_was_read_a_second_time_and_the_page_counts_them():
    ended = Counter(ending(case["second_pass"]) for case in CASES)
    page = (Path(__file__).parents[2] / "docs" / "heredity.md").read_text(encoding="utf-8")
    said = re.search(
        r"of (\d+) families (\d+) are confirmed, (\d+) corrected, (\d+) borne out in part, (\d+) not checkable", page
    )
    assert said, "docs/heredity.md gives no count"
    counts = [len(CASES), *(ended[kind] for kind in ("agrees", "corrected", "source says", "not checked"))]
    assert [int(number) for number in said.groups()] == counts


def ending(second_pass: str | None) -> str:
    found = re.match(
        r"^(?:\d{4}-\d\d-\d\d, .{10,}, (agrees)$|\d{4}-\d\d-\d\d, .{10,}?, (corrected|source says)\b|(not checked): .)",
        second_pass or "",
    )
    assert found, second_pass
    return next(kind for kind in found.groups() if kind)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_family_leads_to_its_referral(book, facts, case):
    person = facts(record(case), dx=None)
    evaluation = Evaluation(person, book.criteria, book.definitions)
    rules = {rule.id: rule for rule in map(book.rule, book.for_person())}
    for name, expected in case["expect"].items():
        answer = evaluation.answer(rules[f"heredity.refer.{name}"].when)
        assert ("not_met", "unknown", "met")[answer] == expected, name


def test_a_family_never_recorded_becomes_a_question(plan_of):
    plan = plan_of({"sex": "female", "age": 40})
    assert any("relatives" in question for question in plan.questions)
    assert not any(r.rule.startswith("heredity.refer.") for r in plan.recommendations)


def test_the_referral_names_what_fired(plan_of):
    plan = plan_of(record({"family": ["mother breast 44"]}))
    (found,) = [r for r in plan.recommendations if r.rule == "heredity.refer.breast_ovary.breast_by_50"]
    assert any("mother (breast cancer at 44)" in because.says for because in found.because)
    assert found.verdict == "met"
