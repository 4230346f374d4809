"""The linter: silent on the base, and it finds each mistake that is planted."""

from __future__ import annotations

import time

import pytest
import yaml

from oncoplan.knowledge.lint import lint
from oncoplan.knowledge.source import BASE, KnowledgeError
from tiny_pack import DEFINITION, RULE, changed


def test_the_base_is_clean_and_every_rule_answers_as_its_own_cases_say():
    started = time.monotonic()
    report = lint(BASE)
    assert [f"{f.where}: {f.says}" for f in report.findings] == []
    assert report.rules >= 300
    assert report.cases >= 2 * report.rules
    assert time.monotonic() - started < 20


def test_a_right_pack_is_clean(pack):
    report = lint(pack())
    assert report.findings == ()
    assert (report.rules, report.cases) == (1, 3)


PLANTED = [
    ({"id": "Treatment.Lung.X"}, "an id is"),
    ({"id": "treatment.lung"}, "an id is"),
    ({"id": "testing.lung.egfr.osimertinib"}, "the chapter is treatment"),
    ({"when.all": [{"cancer": "NSCLC"}, {"alteration": {"gene": "EGFRR"}}]}, "'EGFRR' is not in genes.tsv"),
    ({"when.all": [{"cancer": "NSCLCX"}]}, "'NSCLCX' is not in cancers.tsv"),
    ({"when.all": [{"cancer": "NSCLC"}, {"alteration": {"gene": "EGFR", "any_of": ["exon nineteen del"]}}]}, "EGFR"),
    ({"when.all": [{"prior_therapy": {"drug": "osimertinob"}}]}, "'osimertinob' is not in drugs.tsv"),
    ({"when.all": [{"prior_therapy": {"class": "egfr_tkii"}}]}, "'egfr_tkii' is not in drug_classes.yaml"),
    ({"when.all": [{"tested_for": {"test": "no_such_test"}}]}, "'no_such_test' is not in tests.yaml"),
    ({"when.all": [{"marker": {"what": "PD-L9", "min": 1}}]}, "'PD-L9' is not in markers.yaml"),
    ({"then.drugs": ["osimertinob"]}, "'osimertinob' is not in drugs.tsv"),
    ({"then.drugs": []}, "needs drugs"),
    ({"then.says": "  "}, "says is empty"),
    ({"then.plainly": ""}, "plainly is empty"),
    ({"then.effect": "helps"}, "effect"),
    ({"then.drug": ["osimertinib"]}, "drug"),
    ({"then.effect": "order", "then.drugs": []}, "needs order"),
    ({"then.effect": "order", "then.drugs": [], "then.order": {"what": ["no_such_test"]}}, "'no_such_test'"),
    ({"then.suggests": ["NOTACODE"]}, "'NOTACODE' is not in cancers.tsv"),
    ({"evidence.sources": []}, "no source"),
    ({"evidence.sources": [{"id": "my uncle"}]}, "not of a known form"),
    ({"evidence.approvals": [{"by": "FDA", "on": "2018-13-18"}]}, "not a date"),
    ({"evidence.approvals": [{"by": "FDA", "on": "2018-04-18", "withdrawn": "soon"}]}, "not a date"),
    ({"reviewed.on": "yesterday"}, "not a date"),
    ({"reviewed.basis": "hearsay"}, "hearsay"),
    ({"yields_to": ["treatment.lung.no.such_rule"]}, "which is not a rule"),
    ({"when.all": [{"is": "no_such_definition"}]}, "there is no definition `no_such_definition`"),
    ({"when.all": [{"no_such_criterion": {"a": 1}}]}, "there is no criterion `no_such_criterion`"),
    ({"when.all": [{"cancer": "NSCLC", "age": {"min": 18}}]}, "a condition has one key"),
    ({"when.all": [{"age": {"minimum": 18}}]}, "has no parameter `minimum`"),
    ({"when.all": [{"age": {"min": "old"}}]}, "age.min"),
    ({"when.all": [{"marker": {"min": 1}}]}, "needs `what`"),
    ({"when.all": []}, "needs a list"),
    ({"when": {"at_least": {"n": 2}}}, "at_least"),
    ({"colour": "blue"}, "colour"),
    ({"chapter": "gossip"}, "gossip"),
    ({"cases.met": ["LUAD; EGFR L858Q"]}, "is not_met, not met|is unknown, not met"),
    ({"cases.not_met": ["LUAD metastatic; EGFR L858R"]}, "is met, not not_met"),
    ({"cases.unknown": ["LUAD metastatic; EGFR L858R"]}, "is met, not unknown"),
    ({"cases.met": ["NOTACODE; EGFR L858R"]}, "no cancer is known"),
    ({"cases.met": ["LUAD; EGFR L858"]}, "cannot read"),
    ({"cases.met": []}, "at least one met and one not_met case"),
    ({"cases.met": [{"diagnosis": "LUAD", "colour": 3}]}, "is unknown, not met|colour|diagnosis"),
]


@pytest.mark.parametrize(("changes", "says"), PLANTED, ids=lambda x: str(x)[:60] if isinstance(x, dict) else "")
def test_a_planted_mistake_is_found(pack, changes, says):
    import re

    report = lint(pack([changed(RULE, changes)]))
    told = [f"{f.where}: {f.says}" for f in report.findings]
    assert any(re.search(says, line) for line in told), told
    assert all("\n" not in line for line in told)


def test_a_finding_names_the_file_and_the_rule(pack):
    (finding,) = lint(pack([changed(RULE, {"then.says": ""})])).findings
    assert "tiny.yaml" in finding.where
    assert RULE["id"] in finding.where


def test_one_mistake_does_not_hide_the_next(pack):
    rules = [changed(RULE, {"id": f"treatment.lung.egfr_{i}.x", "then.effect": "helps"}) for i in range(3)]
    assert len(lint(pack(rules)).findings) == 3


def test_an_id_used_twice_is_found(pack):
    assert any("also used" in f.says for f in lint(pack([RULE, RULE])).findings)


def test_a_key_given_twice_is_found(pack):
    text = yaml.safe_dump([RULE], sort_keys=False).replace("  chapter: treatment\n", "  chapter: treatment\n" * 2)
    (finding,) = lint(pack(text=text)).findings
    assert "'chapter' is given twice" in finding.says


def test_broken_yaml_is_one_line(pack):
    (finding,) = lint(pack(text="- id: [unclosed\n")).findings
    assert "tiny.yaml" in finding.where
    assert "\n" not in finding.says


def test_a_file_that_is_no_list_is_found(pack):
    (finding,) = lint(pack(text="id: alone\n")).findings
    assert "list of rules" in finding.says


@pytest.mark.parametrize(
    ("definitions", "says"),
    [
        ([changed(DEFINITION, {"when": {"is": "egfr_l858r"}})], "leads back to itself"),
        (
            [changed(DEFINITION, {"when": {"is": "b"}}), changed(DEFINITION, {"id": "b", "when": {"is": "egfr_l858r"}})],
            "leads back to itself",
        ),
        ([changed(DEFINITION, {"when": {"not": {"is": "nowhere"}}})], "there is no definition `nowhere`"),
        ([DEFINITION, DEFINITION], "is also in"),
        ([changed(DEFINITION, {"colour": "blue"})], "colour"),
        ([changed(DEFINITION, {"when": {"alteration": {"gene": "EGFRR"}}})], "'EGFRR' is not in genes.tsv"),
    ],
)
def test_a_mistake_in_a_definition_is_found(pack, definitions, says):
    report = lint(pack(definitions=definitions))
    assert any(says in f.says for f in report.findings), report.findings


def test_a_definition_is_used_by_a_rule(pack):
    rule = changed(RULE, {"when.all": [{"cancer": "NSCLC"}, {"is": "egfr_l858r"}]})
    assert lint(pack([rule], [DEFINITION])).findings == ()


def test_only_limits_the_cases_that_are_run(pack):
    two = [RULE, changed(RULE, {"id": "treatment.lung.other.x"})]
    assert lint(pack(two), only="other").cases == 3


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("cancers.tsv", "X\tY\tZ\tA\tB\tC\tD\tE\tF\tG\tH\tI\tJ\tK\n"),
        ("drugs.tsv", "osimertinib\n"),
    ],
)
def test_a_broken_table_is_refused_with_its_name(pack, tmp_path, table, wrong):
    import shutil

    folder = pack()
    (folder / "vocabulary").unlink()
    shutil.copytree(BASE / "vocabulary", folder / "vocabulary")
    with (folder / "vocabulary" / table).open("a", encoding="utf-8") as file:
        file.write(wrong)
    try:
        told = [f.where + f.says for f in lint(folder).findings]
    except KnowledgeError as error:
        told = [str(error)]
    assert any(table in line or "osimertinib" in line for line in told), told
