"""A whole plan from a handful of rules, kept as it was: it changes only on purpose."""

from __future__ import annotations

import msgspec

RECORD = {
    "id": "golden",
    "sex": "female",
    "birth_date": "1962-04",
    "diagnoses": [{"id": "dx1", "cancer": "LUAD", "extent": "metastatic", "date": "2026-01-10"}],
    "therapies": [{"drugs": ["gefitinib"], "setting": "metastatic", "outcome": ["progression"], "end": "2026-09"}],
    "tests": [
        {"kind": "tumour_dna", "collected": "2026-01-05", "findings": ["EGFR L858R"]},
        {"kind": "ctdna", "collected": "2026-10-01", "findings": [{"gene": "EGFR", "change": "p.T790M", "vaf": 0.02}]},
        {"kind": "tumour_rna", "status": "failed", "findings": []},
    ],
    "conditions": [{"is": "interstitial lung disease"}],
    "complete": ["therapies"],
}


def rules(rule):
    return [
        rule("strong", any_of=["T790M"], drugs=["osimertinib"], also=[{"next_line": {"min": 2}}], evidence__levels={"amp": "A"}),
        rule("weak", drugs=["afatinib"], also=[{"performance_status": {"max": 2}}]),
        rule("hidden", drugs=["dacomitinib"], yields_to=["treatment.tiny.strong"]),
        rule("resistance", effect="resistant", any_of=["T790M"], drugs=[], then__classes=["egfr_tki"],
             unless={"prior_therapy": {"drug": "osimertinib"}}),
        rule("ild", effect="avoid", subject="drug", when={"condition": {"is": "interstitial lung disease"}}),
        rule("alk", gene="ALK", any_of=["fusion"], drugs=["alectinib"]),
        rule("order", id="testing.tiny.order", chapter="testing", effect="order", drugs=[],
             when={"all": [{"cancer": "NSCLC"}, {"not": {"known": {"tested_for": {"test": "alk_fusion"}}}}]},
             then__order={"what": ["alk_fusion"]}),
    ]  # fmt: skip


def test_the_plan_is_as_it_was(plan_with, rule, snapshot):
    plan = plan_with(rules(rule), RECORD)
    whole = msgspec.to_builtins(plan)
    kept = {key: whole[key] for key in ("recommendations", "diagnoses")}
    kept["findings"] = [{k: row[k] for k in ("text", "gene", "kind", "origin", "test")} for row in whole["findings"]]
    kept["tests_due"] = [{k: row[k] for k in ("test", "state", "would_settle", "opens", "first")} for row in whole["tests_due"]]
    assert kept == snapshot
