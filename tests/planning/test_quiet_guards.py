"""What a result has answered is not listed as missing in another wording."""

from __future__ import annotations

import pytest

from oncoplan import load_record, plan

ELACESTRANT = "treatment.breast.esr1_mutation.elacestrant"


@pytest.fixture
def option(tmp_path):
    def of(*findings: str):
        path = tmp_path / "record.yaml"
        path.write_text(
            "id: x\nsex: female\nmenopause: post\ndiagnoses: [{cancer: IDC, extent: metastatic}]\n"
            "therapies: [{drugs: [letrozole, ribociclib], outcome: [progression]}]\n"
            f"tests: [{{kind: ihc, findings: [{', '.join(findings)}]}}, {{kind: ctdna, findings: [ESR1 D538G]}}]\n"
        )
        made = plan(load_record(path), as_of="2026-11-22").recommendations
        return next(one for one in made if one.rule == ELACESTRANT)

    return of


def test_a_percentage_answers_for_the_words_positive_and_negative(option):
    found = option("ER 95%", "PR 20%", "HER2 IHC 1+")
    assert found.verdict == "met"
    assert not [one.says for one in found.missing if one.about == "molecular"]


def test_what_no_result_answers_is_still_missing(option):
    found = option("ER 95%", "HER2 IHC 2+")
    assert found.verdict == "unknown"
    assert any("HER2" in one.says and one.decides for one in found.missing)
